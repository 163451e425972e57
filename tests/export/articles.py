"""The articles that exports are tested on: the samples, and the labelled ones where they are at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline import CleanArticle, clean_article

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "raw"
LABELLED = ROOT.parent / "shared" / "gold" / "articles"


SAMPLE_PATHS = sorted(p.relative_to(SAMPLES).as_posix() for p in SAMPLES.rglob("*") if p.is_file())


def clean_file(folder: Path, path: str) -> CleanArticle | None:
    """One article of a folder, cleaned; None when it is rejected."""
    result = clean_article((folder / path).read_bytes(), path)
    return result if isinstance(result, CleanArticle) else None


def labelled() -> Iterator[CleanArticle]:
    """The labelled articles, cleaned."""
    for path in sorted(LABELLED.glob("*.md")):
        item = clean_file(LABELLED, path.name)
        assert item is not None, path.name
        yield item
