"""What the process that workers are forked from reads while nobody asks for workers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import article
from pipeline.dataset import read_ahead as module
from pipeline.dataset.read_ahead import read_ahead
from pipeline.dataset.warm import ARTICLE, warm_up_by_default


def asked_after(times: int) -> Callable[[], bool]:
    """Says no as often."""
    answers = iter([False] * times)
    return lambda: next(answers, True)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    for number in range(5):
        path = tmp_path / "raw" / f"{number % 2}" / f"{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(ARTICLE)
    warm_up_by_default()  # as the nursery does before: rules take longer to load than an article may
    return tmp_path / "raw"


def test_articles_are_read_until_somebody_asks(raw: Path) -> None:
    assert read_ahead(str(raw), asked_after(0)) == 0
    assert read_ahead(str(raw), asked_after(2)) == 2
    assert read_ahead(str(raw), asked_after(100)) == 5


def test_what_is_no_small_article_is_left_alone(raw: Path) -> None:
    (raw / "large.md").write_text("word " * module.MAX_BYTES)
    (raw / "picture.png").write_bytes(b"\x89PNG")
    os.mkfifo(raw / "pipe.md")
    (raw / "link.md").symlink_to(raw / "0" / "0.md")
    (raw / "loop").symlink_to(raw)
    assert read_ahead(str(raw), asked_after(100)) == 5


@pytest.mark.parametrize("folder", ["missing", "s3://bucket/raw", "file.md", "nul\0"])
def test_a_folder_that_cannot_be_read_is_passed_over(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file.md").write_text("text")
    monkeypatch.chdir(tmp_path)
    assert read_ahead(folder, asked_after(100)) == 0


def test_an_article_that_takes_long_ends_it(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never_done(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(module, "MAX_SECONDS", 0.05)
    monkeypatch.setattr(article, "clean_article", never_done)
    assert read_ahead(str(raw), asked_after(100)) == 0
