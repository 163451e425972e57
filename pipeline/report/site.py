"""Builds the report: one pass over the dataset for the figures, one over the chosen articles for pages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.config import Limits
from pipeline.dataset.published import Published, open_published
from pipeline.dataset.storage import Folder, open_folder
from pipeline.errors import BadInput
from pipeline.export.folder import fresh_folder
from pipeline.records import Reject
from pipeline.report.figures import Overview, figures_of
from pipeline.report.pages import Entry, Listing, article_page, images_page, index_page
from pipeline.report.select import Sample, all_pass, parse_filter
from pipeline.report.source import source_view

DEFAULT_SAMPLE = 200


@dataclass(frozen=True, slots=True)
class BuiltReport:
    """A report that was built; prints as a sentence that ends with the page to open."""

    index: Path
    pages: int
    articles: int
    from_raw: int
    """Pages that show the raw file; the others show the source as reconstructed."""

    def __str__(self) -> str:
        raw = "" if self.from_raw == self.pages else f" ({self.pages - self.from_raw:,} without the raw file)"
        return f"Report on {self.articles:,} articles, pages for {self.pages:,}{raw}: {self.index}"


def build_report(
    clean: str | os.PathLike[str],
    out: str | os.PathLike[str],
    sample: int = DEFAULT_SAMPLE,
    raw: str | os.PathLike[str] | None = None,
    filters: Sequence[str] = (),
) -> BuiltReport:
    """Builds a static site to review the dataset `clean` with, in the local folder `out`.

    Args:
        clean: folder or URL of a dataset.
        out: a folder that does not exist, is empty, or holds an earlier report, which is replaced.
        sample: pages for at most so many articles (see `pipeline.report.select.Sample`).
        raw: the raw folder; by default the one the run read. Without it sources are reconstructed.
        filters: only articles that pass all of them (see `pipeline.report.select.parse_filter`).

    Raises:
        BadInput: there is no dataset, `out` cannot be used, a filter is unknown, or nothing passes them.
    """
    tests = [parse_filter(text) for text in filters]
    published = open_published(clean)
    overview, chosen = Overview(), Sample(sample)
    for item in published.articles():
        figures = figures_of(item)
        overview.add(figures)
        if all_pass(tests, figures):
            chosen.add(figures)
    if filters and not chosen.seen:
        raise BadInput(f"No article passes {' and '.join(filters)}; loosen the filter.")
    picked = chosen.chosen()
    listing = Listing.of(Entry(figures, why, place) for place, (figures, why) in enumerate(picked.values()))
    with fresh_folder(out, "report") as folder:
        from_raw = _write_articles(published, listing, open_folder(raw or published.manifest["raw"]), folder)
        scope = _scope(len(picked), chosen.seen, overview.articles, filters)
        page = index_page(listing, overview, published.manifest, _rejects(published), scope)
        _write(folder / "index.html", page)
    return BuiltReport(Path(out, "index.html"), len(picked), overview.articles, from_raw)


def _write_articles(published: Published, listing: Listing, raw: Folder, folder: Path) -> int:
    """Writes the pages of the articles; returns how many show the raw file."""
    (folder / "articles").mkdir()
    limits = Limits(**_known_limits(published.manifest))
    from_raw = 0
    for item in published.articles(listing.by_id):
        entry = listing.by_id[item.article.article_id]
        source = source_view(item, raw, limits)
        from_raw += source.is_raw
        _write(folder / "articles" / entry.page, article_page(item, entry, source, listing))
        if item.images:
            _write(folder / "articles" / entry.images_page, images_page(item, entry))
    return from_raw


def _known_limits(manifest: dict[str, Any]) -> dict[str, int]:
    limits: dict[str, int] = manifest["config"]["cleaning"]["limits"]
    return {name: value for name, value in limits.items() if name in Limits.__slots__}


def _rejects(published: Published) -> list[Reject]:
    rows = [row for part in published.parts("rejects") for row in part.to_pylist()]
    return sorted((Reject(**row) for row in rows), key=lambda reject: reject.source_path)


def _scope(pages: int, passed: int, articles: int, filters: Sequence[str]) -> str:
    """Which articles the list shows, in words."""
    named = f" that pass {' and '.join(filters)}" if filters else ""
    if pages == passed:
        return (
            f"All {articles:,} articles" if not filters else f"All {passed:,} of {articles:,} articles{named}"
        )
    return (
        f"{pages:,} of the {passed:,} articles{named}: the most removed from, those with the fewest fixes,"
        " those with warnings, and others at random"
    )


def _write(path: Path, page: str) -> None:
    path.write_bytes(page.encode("utf-8", "replace"))
