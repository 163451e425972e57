"""Bodies to compare: made of words no author wrote, so that similarity is what a test asks for."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

from pipeline.corpus.fingerprint import fingerprint


def words(count: int, seed: int) -> list[str]:
    """Words of a made-up article; articles of different seeds have hardly any shingle in common."""
    chance = random.Random(seed)
    return ["".join(chance.choices("abcdefghij", k=4)) for _ in range(count)]


def with_changes(body: Sequence[str], changes: int, seed: int) -> list[str]:
    """The article with some words replaced, evenly spread: each change breaks five shingles."""
    chance = random.Random(seed)
    changed = list(body)
    for place in chance.sample(range(0, len(body), 5), changes):
        changed[place] = f"x{chance.randrange(10**9)}"
    return changed


def five_words(text: str) -> set[tuple[str, ...]]:
    """The definition, without any hashing: sets of five consecutive words."""
    tokens = text.lower().split()
    return {tuple(tokens[i : i + 5]) for i in range(max(1, len(tokens) - 4))} if tokens else set()


def exact_jaccard(one: str, other: str) -> float:
    """Jaccard similarity of two texts by definition."""
    return _jaccard(five_words(one), five_words(other))


def _jaccard(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def similar_pairs(bodies: Mapping[str, str], threshold: float) -> set[tuple[str, str]]:
    """All pairs of ids whose bodies are that similar, by comparing every pair."""
    sets = {article: five_words(body) for article, body in sorted(bodies.items())}
    return {
        (one, other)
        for (one, left), (other, right) in combinations(sets.items(), 2)
        if _jaccard(left, right) >= threshold
    }


def candidates(
    bodies: Mapping[str, str],
    fits: Mapping[str, float] | None = None,
    dates: Mapping[str, datetime | None] | None = None,
) -> dict[str, list[Any]]:
    """The narrow columns of articles given as id → body."""
    prints = [fingerprint(body) for body in bodies.values()]
    return {
        "article_id": list(bodies),
        "title_fit": [(fits or {}).get(article, 1.0) for article in bodies],
        "published_at": [(dates or {}).get(article, datetime(2024, 1, 1, tzinfo=UTC)) for article in bodies],
        "body_hash": [item.body_hash for item in prints],
        "signature": [item.signature for item in prints],
    }
