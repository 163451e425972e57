"""Shingle sets outside of memory: what is left out unseen is not similar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from pipeline.corpus import shingle_store
from pipeline.corpus.shingle_store import ShingleStore
from tests.corpus.bodies import exact_jaccard, with_changes, words

SHARES = (0, 2, 4, 7, 9, 11, 14, 18, 25, 40)


def family(seed: int) -> list[str]:
    """One body, and others with more and more of their words replaced."""
    first = words(300, seed)
    return [" ".join(with_changes(first, changes, seed + 1 + changes)) for changes in SHARES]


@pytest.fixture
def bodies() -> list[str]:
    return [*family(1), *family(100), "word", "other words"]


@pytest.fixture
def store(bodies: Sequence[str]) -> Iterator[ShingleStore]:
    with ShingleStore() as opened:
        names = [(number, str(number)) for number in range(len(bodies))]
        opened.load(names, lambda ids: {name: bodies[int(name)] for name in ids})
        yield opened


@pytest.mark.parametrize("threshold", [0.01, 0.3, 0.5, 0.7, 0.8, 0.9, 1.0])
@pytest.mark.parametrize("at_a_time", [1, 7, 1000])
def test_whatever_is_as_similar_as_that_stays(
    store: ShingleStore,
    bodies: Sequence[str],
    threshold: float,
    at_a_time: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shingle_store, "_AT_A_TIME", at_a_time)
    for one, body in enumerate(bodies):
        others = [other for other in range(len(bodies)) if other != one]
        similar = [other for other in others if exact_jaccard(body, bodies[other]) >= threshold]
        kept = store.may_reach(threshold, one, others)
        assert set(similar) <= set(kept)
        assert kept == sorted(kept)
        # With 300 of 65,536 endings taken, hardly any shingle ends by chance as another does.
        sure = [other for other in kept if exact_jaccard(body, bodies[other]) >= threshold - 0.05]
        assert kept == sure


def test_few_are_not_looked_at(store: ShingleStore) -> None:
    assert store.may_reach(1.0, 0, [1, 2]) == [1, 2]
    assert store.may_reach(1.0, 0, []) == []
