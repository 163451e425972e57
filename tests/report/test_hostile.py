"""Pages of hostile articles: inert, and of bounded size."""

from __future__ import annotations

from pathlib import Path

import pytest
from hostile.case import Case
from hostile.content_cases import SCRIPTS, URLS

from pipeline import CleanArticle, Limits, clean_article
from pipeline.dataset.storage import open_folder
from pipeline.report.clean_view import MAX_CHARS, clean_html
from pipeline.report.figures import figures_of
from pipeline.report.pages import SHOWN_LINES, Entry, Listing, article_page, images_page
from pipeline.report.source import source_view

from .inert import acting


def pages(source: bytes | str, raw: Path) -> tuple[str, str]:
    """The page of an article, and the one with its images."""
    result = clean_article(source, "a.md")
    assert isinstance(result, CleanArticle)
    (raw / "a.md").write_bytes(source if isinstance(source, bytes) else source.encode())
    entry = Entry(figures_of(result), "all", 0)
    shown = source_view(result, open_folder(raw), Limits())
    return article_page(result, entry, shown, Listing.of([entry])), images_page(result, entry)


@pytest.mark.parametrize("case", [*SCRIPTS, *URLS], ids=lambda case: case.name)
def test_nothing_acts(case: Case, tmp_path: Path) -> None:
    source = case.build()
    if not isinstance(clean_article(source, "a.md"), CleanArticle):
        return
    article, images = pages(source, tmp_path)
    assert acting(article, may_show_images=False) == []
    assert acting(images, may_show_images=True) == []


def test_long_articles_are_cut(tmp_path: Path) -> None:
    article, _ = pages("# Long\n\n" + "Press the button.\n\n" * 20_000, tmp_path)
    assert f"The first {SHOWN_LINES:,} of 40,001 lines." in article
    assert len(article) < 2_000_000


def test_references_that_multiply_are_not_followed() -> None:
    source = "# References\n\n" + "[a] " * 20_000 + f"\n\n[a]: https://a.example/{'x' * 3_000}\n"
    result = clean_article(source, "a.md")
    assert isinstance(result, CleanArticle)
    assert len(clean_html(result, None)) < 2 * MAX_CHARS


def test_many_rows_are_cut(tmp_path: Path) -> None:
    pictures = "".join(f"![{n}](https://a.example/{n}.png)\n\n" for n in range(900))
    article, _ = pages(f"# Pictures\n\nText.\n\n{pictures}", tmp_path)
    assert "and 400 more" in article
