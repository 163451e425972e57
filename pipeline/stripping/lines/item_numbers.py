"""Items whose number stands in their text as well, as pages write it that set it in a box of its own: put together.

1. 1                          1. Unplug the fan.

   Unplug the fan.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.markup.fences import outside_fences
from pipeline.stripping.lines.dropped import Dropped

_TWICE = re.compile(r"(?P<mark>[ \t]{0,3}(?P<number>\d{1,2})[.)][ \t]+)(?P=number)[.)]?[ \t]*")
_TEXT = re.compile(r"[ \t]*(?:[^\W\d_]|\*\*|__|[\"'“„«‘¿¡(\[])")
"""How a line of text opens: no item, heading, picture or fence."""
_LAST = frozenset("0123456789.) \t")
MAX_CHARS = 15
"""Characters of a line with nothing but a number, twice."""
MIN_ITEMS = 2


def take_numbers(lines: Sequence[str]) -> tuple[list[str], list[Dropped]]:
    """The lines with the marks of such items in front of their text, and the lines those stood on. Nothing is moved unless
    several items count on.

    >>> take_numbers(["1. 1", "", "   Unplug it.", "2. 2", "", "   Oil it."])[0]
    ['', '', '1. Unplug it.', '', '', '2. Oil it.']
    """
    out = list(lines)
    items = [
        (index, match)
        for index, line in enumerate(lines)
        if line and len(line) <= MAX_CHARS and line[-1] in _LAST and (match := _TWICE.fullmatch(line))
    ]
    numbers = [int(match["number"]) for _, match in items]
    if len(items) < MIN_ITEMS or any(
        after not in (1, before + 1) for before, after in pairwise([0, *numbers])
    ):
        return out, []
    taken: list[Dropped] = []
    outside = {index for index, _ in outside_fences(out)}
    for index, match in items:
        below = next((i for i in range(index + 1, len(out)) if out[i] and not out[i].isspace()), None)
        if below is not None and index in outside and _TEXT.match(out[below]):
            taken.append(Dropped(index, "item_number", None))
            out[index], out[below] = "", match["mark"] + out[below].lstrip()
    return out, taken
