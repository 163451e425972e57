"""The marks that code must stand between so that no backtick in it ends it."""

from __future__ import annotations

import re

_RUNS = re.compile(r"`+")


def fence_for(code: str, shortest: int = 3) -> str:
    """Backticks, `shortest` or more and one more than the longest run of them in `code`.

    >>> fence_for("x = 1"), fence_for("a ``` fence"), fence_for("a `span`", shortest=1)
    ('```', '````', '``')
    """
    return "`" * max(shortest, 1 + max(map(len, _RUNS.findall(code)), default=0))
