"""Bodies to compare: made of words no author wrote, so that similarity is what a test asks for."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
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


def exact_jaccard(one: str, other: str) -> float:
    """The definition, without any hashing: sets of five consecutive words."""
    sets = []
    for text in (one, other):
        tokens = text.lower().split()
        sets.append({tuple(tokens[i : i + 5]) for i in range(max(1, len(tokens) - 4))} if tokens else set())
    union = len(sets[0] | sets[1])
    return len(sets[0] & sets[1]) / union if union else 0.0


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
