"""What the chain remembers between articles changes no result."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.corpora import make_corpus
from pipeline import clean_article
from pipeline.config import CleaningConfig

SAMPLES = Path(__file__).parent.parent / "data" / "raw"


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, bytes]]:
    """The sample articles twice (the second time everything is remembered), and posts that share bodies."""
    samples = sorted(SAMPLES.rglob("*.md"))
    made = make_corpus(tmp_path_factory.mktemp("made"), 60)
    return [(path.name, path.read_bytes()) for path in (*samples, *made, *samples)]


def test_an_article_is_the_same_with_and_without_caches(sources: list[tuple[str, bytes]]) -> None:
    for path, source in sources:
        with_caches = clean_article(source, path, CleaningConfig(caches=True))
        without = clean_article(source, path, CleaningConfig(caches=False))
        assert with_caches == without, path
