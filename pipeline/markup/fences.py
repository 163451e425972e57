"""The marks that code must stand between so that no backtick in it ends it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_RUNS = re.compile(r"`+")
_FENCE = re.compile(r"\s*(?:```|~~~)")


def fence_for(code: str, shortest: int = 3) -> str:
    """Backticks, `shortest` or more and one more than the longest run of them in `code`.

    >>> fence_for("x = 1"), fence_for("a ``` fence"), fence_for("a `span`", shortest=1)
    ('```', '````', '``')
    """
    return "`" * max(shortest, 1 + max(map(len, _RUNS.findall(code)), default=0))


def outside_fences(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines that stand in no fenced block of code, by their index."""
    inside = False
    for index, line in enumerate(lines):
        if ("```" in line or "~~~" in line) and _FENCE.match(line):
            inside = not inside
        elif not inside:
            yield index, line
