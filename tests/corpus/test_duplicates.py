"""Near-duplicate groups against the definition, computed by brute force."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus.duplicates import find_duplicates
from pipeline.records import Duplicate
from tests.corpus.bodies import candidates, exact_jaccard, similar_pairs, with_changes, words

steady = settings(deadline=None, derandomize=True, max_examples=40)

BASE = words(300, seed=7)


def find(
    bodies: Mapping[str, str], threshold: float = 0.8, **columns: Mapping[str, object]
) -> list[Duplicate]:
    loaded: list[str] = []

    def load(ids: Sequence[str]) -> dict[str, str]:
        loaded.extend(ids)
        return {article: bodies[article] for article in ids}

    found = find_duplicates(candidates(bodies, **columns), load, threshold)  # type: ignore[arg-type]
    assert len(loaded) == len(set(loaded)), "a body is loaded once"
    return found


def groups_of(found: Sequence[Duplicate]) -> list[list[str]]:
    groups = defaultdict(list)
    for item in found:
        groups[item.group_id].append(item.article_id)
    return sorted(sorted(members) for members in groups.values())


def pairs_of(found: Sequence[Duplicate]) -> set[tuple[str, str]]:
    return {pair for members in groups_of(found) for pair in combinations(members, 2)}


def family(size: int, changes: int, seed: int) -> dict[str, str]:
    """Variants of one article, each with a few words of its own."""
    original = words(250, seed=seed)
    return {
        f"f{seed}-{number:02d}": " ".join(with_changes(original, changes, seed=seed * 100 + number))
        for number in range(size)
    }


def test_the_same_words_are_the_same_body() -> None:
    text = " ".join(BASE)
    found = find(
        {"a": text, "b": text.upper(), "c": text.replace(" ", "\n\n"), "d": text + " more words here"}
    )
    assert groups_of(found) == [["a", "b", "c", "d"]]
    assert [item.similarity for item in found][:3] == [1.0, 1.0, 1.0]


def test_articles_without_near_duplicates_are_in_no_group() -> None:
    assert find({f"a{n}": " ".join(words(200, seed=n)) for n in range(30)}) == []
    assert find({}) == []
    assert find({"a": "one article"}) == []


def test_empty_bodies_are_nobodys_duplicates() -> None:
    assert find({"a": "", "b": " ", "c": "\n", "d": "Press Start", "e": "press start"}) == find(
        {"d": "Press Start", "e": "press start"}
    )
    assert find({"a": "", "b": ""}) == []


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.8, 0.9, 1.0])
def test_groups_are_those_of_brute_force(threshold: float) -> None:
    """Families far from the threshold on either side, where similarity is transitive."""
    bodies: dict[str, str] = {}
    for seed in range(60):
        bodies |= family(size=1 + seed % 5, changes=seed % 3, seed=seed)
    pairs = similar_pairs(bodies, threshold)
    found = find(bodies, threshold)
    assert pairs_of(found) == pairs
    assert all(item.similarity >= threshold for item in found)


def test_any_two_members_are_similar_where_similarity_is_not_transitive() -> None:
    """Variants near the threshold: no false pair at all, and most of what can be held is held."""
    bodies: dict[str, str] = {}
    for seed in range(25):
        bodies |= family(size=4, changes=3 + seed % 4, seed=seed)
    truth = similar_pairs(bodies, 0.8)
    found = pairs_of(find(bodies))
    assert found <= truth
    assert found


def test_similarity_does_not_chain() -> None:
    """a ~ b ~ c, but not a ~ c: the pair with more articles stays together."""
    middle = list(BASE)
    left, right = list(BASE), list(BASE)
    left[0:25] = words(25, seed=71)
    right[-25:] = words(25, seed=72)
    a, b, c = (" ".join(text) for text in (left, middle, right))
    assert exact_jaccard(a, b) >= 0.8 <= exact_jaccard(b, c)
    assert exact_jaccard(a, c) < 0.8
    assert groups_of(find({"a": a, "b": b, "c": c, "c2": c})) == [["b", "c", "c2"]]
    assert groups_of(find({"a": a, "a2": a, "b": b, "c": c})) == [["a", "a2", "b"]]


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.01, float("nan")])
def test_a_threshold_out_of_range_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="duplicate threshold"):
        find({"a": "x", "b": "x"}, threshold)


EARLY, LATE = datetime(2023, 5, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fits", "dates", "representative"),
    [
        pytest.param({"a": 0.1, "b": 0.9}, {"a": EARLY, "b": LATE}, "b", id="the title that fits"),
        pytest.param({"a": 0.9, "b": 0.6}, {"a": LATE, "b": EARLY}, "b", id="both fit: the oldest"),
        pytest.param({"a": 0.0, "b": 0.2}, {"a": EARLY, "b": LATE}, "b", id="some words rather than none"),
        pytest.param({"a": 0.0, "b": 0.0}, {"a": LATE, "b": EARLY}, "b", id="none fits: the oldest"),
        pytest.param({}, {"a": None, "b": LATE}, "b", id="no date is not old"),
        pytest.param({}, {"a": None, "b": None}, "a", id="no dates: the first by id"),
        pytest.param({}, {"a": EARLY, "b": EARLY}, "a", id="all alike: the first by id"),
    ],
)
def test_representative(
    fits: dict[str, float], dates: dict[str, datetime | None], representative: str
) -> None:
    text = " ".join(BASE)
    bodies = {"b": text, "a": " ".join(with_changes(BASE, 2, seed=1))}
    found = find(bodies, fits=fits, dates=dates)
    assert {item.representative_id for item in found} == {representative}
    assert {item.group_id for item in found} == {representative}
    by_id = {item.article_id: item.similarity for item in found}
    assert by_id.pop(representative) == 1.0
    assert list(by_id.values()) == [exact_jaccard(bodies["a"], bodies["b"])]


@steady
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_articles_does_not_matter(chance: random.Random) -> None:
    bodies: dict[str, str] = {}
    for seed in range(6):
        bodies |= family(size=4, changes=seed, seed=seed)
    bodies |= {f"copy-{article}": bodies[article] for article in list(bodies)[::3]}
    shuffled = list(bodies)
    chance.shuffle(shuffled)
    assert find({article: bodies[article] for article in shuffled}) == find(bodies)


def test_a_table_in_chunks_gives_what_columns_give() -> None:
    bodies = family(size=5, changes=2, seed=3) | family(size=2, changes=1, seed=4)
    whole = pa.table(candidates(bodies))
    chunks = pa.concat_tables([whole.slice(0, 2), whole.slice(2, 3), whole.slice(5)])
    narrow = chunks.set_column(3, "body_hash", chunks["body_hash"].cast(pa.binary(16)))
    found = find_duplicates(narrow, lambda ids: {article: bodies[article] for article in ids})
    assert found == find(bodies)
    assert len(groups_of(found)) == 2
