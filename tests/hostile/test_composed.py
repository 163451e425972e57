"""Articles composed at random from the pieces of real ones: nothing crashes, nothing vanishes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from pipeline import clean_article
from pipeline.dataset.documents import document_of
from pipeline.dataset.rows import tables_of
from pipeline.records import Reject

from .checks import problems
from .strategies import articles

steady = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def hold(source: bytes) -> None:
    result = clean_article(source, "a/b.md")
    if isinstance(result, Reject):
        assert result.error != "internal_error", result
        assert result.line is None or result.line >= 1
        return
    assert problems(result, source) == []
    assert clean_article(source, "a/b.md") == result
    assert document_of(result)
    assert tables_of([result])["articles"].num_rows == 1


@settings(steady, max_examples=150)
@given(articles())
def test_any_article(source: bytes) -> None:
    hold(source)


@pytest.mark.slow
@settings(steady, max_examples=3_000, phases=[Phase.generate])  # shrinking an article takes minutes
@given(articles())
def test_many_articles(source: bytes) -> None:
    hold(source)
