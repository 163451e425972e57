"""The source beside the clean result: the raw file, or what the dataset knows of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import CleanArticle, Limits, clean_article
from pipeline.dataset.storage import open_folder
from pipeline.report.source import CHANGED, MISSING, SourceView, source_view

SOURCE = """\
---
title: No sound
---

# No sound

Some words to begin with.

## Fix 1: Turn it up

1. Press the key.

<!-- affiliate ads begin -->
<a href="https://north.pxf.io/c/1/2/3"><img src="//a.impactradius-go.com/display-ad/3-2" width="728"/></a>
<!-- affiliate ads end -->

2. Press it again.

## Fix 2: Restart

Hold the button.
"""


def clean(source: str = SOURCE) -> CleanArticle:
    result = clean_article(source, "a.md")
    assert isinstance(result, CleanArticle)
    return result


def view(item: CleanArticle, raw: Path | None) -> SourceView:
    return source_view(item, None if raw is None else open_folder(raw), Limits())


def texts(source: SourceView) -> list[str]:
    return ["".join(segment.text for segment in line.segments) for line in source.lines]


def test_the_raw_file_is_shown_line_by_line(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SOURCE)
    source = view(clean(), tmp_path)
    assert source.is_raw
    assert texts(source) == SOURCE.rstrip("\n").split("\n")
    assert [line.number for line in source.lines if line.is_front_matter] == [1, 2, 3]
    assert {line.number for line in source.lines if any(s.removal == 0 for s in line.segments)} == {
        13,
        14,
        15,
    }


def test_repaired_lines_are_shown_as_they_were_and_say_so(tmp_path: Path) -> None:
    source = (
        "# Mojibake\n\nThis isn\u00e2\u20ac\u2122t right, is it? The rest isn\u00e2\u20ac\u2122t either.\n"
    )
    (tmp_path / "a.md").write_text(source)
    shown = view(clean(source), tmp_path)
    assert texts(shown) == source.rstrip("\n").split("\n")
    assert [line.number for line in shown.lines if line.is_repaired] == [3]


@pytest.mark.parametrize(
    ("write", "origin"),
    [
        (lambda path: None, MISSING),
        (lambda path: path.write_text("other"), CHANGED),
        (lambda path: path.mkdir(), MISSING),
    ],
)
def test_without_the_raw_file_the_source_is_reconstructed(tmp_path: Path, write: object, origin: str) -> None:
    """All that was kept and all that was removed is there, in order, with the line numbers that are known."""
    write(tmp_path / "a.md")  # type: ignore[operator]
    item = clean()
    source = view(item, tmp_path)
    assert (source.is_raw, source.origin) == (False, origin)
    lines = texts(source)
    kept = [line for line in source.lines if all(s.removal is None for s in line.segments)]
    body = ["".join(s.text for s in line.segments) for line in kept if not line.is_front_matter]
    assert body == item.article.body_markdown.split("\n")
    assert 'title: "No sound"' in lines
    ad = lines.index("<!-- affiliate ads begin -->")
    assert lines.index("1. Press the key.") < ad < lines.index("2. Press it again.")
    assert source.lines[ad].number == 13
    assert [line.number for line in source.lines if "Fix 2" in "".join(s.text for s in line.segments)] == [19]


def test_a_path_out_of_the_raw_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(SOURCE)
    (tmp_path / "raw").mkdir()
    result = clean_article(SOURCE, "../a.md")
    assert isinstance(result, CleanArticle)
    assert not view(result, tmp_path / "raw").is_raw


def test_a_dataset_without_a_raw_folder(tmp_path: Path) -> None:
    assert view(clean(), None).origin == MISSING
