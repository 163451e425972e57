"""Fences of code: what code must stand between so that no backtick in it ends it, and which lines stand in none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.reading.prose import follow_fence

_RUNS = re.compile(r"`+")


def fence_for(code: str, shortest: int = 3) -> str:
    """Backticks, `shortest` or more and one more than the longest run of them in `code`.

    >>> fence_for("x = 1"), fence_for("a ``` fence"), fence_for("a `span`", shortest=1)
    ('```', '````', '``')
    """
    return "`" * max(shortest, 1 + max(map(len, _RUNS.findall(code)), default=0))


def outside_fences(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines that stand in no fenced block of code, by their index."""
    fence = ""
    for index, line in enumerate(lines):
        fence, inside = follow_fence(fence, line)
        if not inside:
            yield index, line
