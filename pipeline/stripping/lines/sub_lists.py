"""Lists within items, as most programs and people write them: indented by two blanks.

Below "1." that is less than the item's text is indented by. To Markdown such a list is none of the item, but ends its list;
to its author, and to most programs that show Markdown, it stands within the item.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.markup.fences import outside_fences

_ITEM = re.compile(r"( *)([-*+]|(\d{1,9})[.)])( +)(?=\S)")
_INDENTED = re.compile(r" {2,9}(?:[-*+]|\d{1,9}[.)]) ")
MIN_INDENT = 2
"""Blanks that nest an item in the one above; one may have slipped in."""
MAX_GAP = 4
"""Blanks between a mark and its text; behind more there is code."""

MAX_DEPTH = 20


class _Open(NamedTuple):
    """An item that may hold the next line: the columns that its mark and its text stand in, and its number."""

    column: int
    text: int
    number: int | None


class _Shift(NamedTuple):
    """Lines from a column on are moved, and how far; they stand within so many items."""

    column: int
    by: int
    depth: int


def with_sub_lists(lines: list[str]) -> list[str]:
    """The lines with lists within items indented as far as the items' text.

    >>> with_sub_lists(["1. Open it.", "  - Wait.", "    It clicks.", "2. Close it."])
    ['1. Open it.', '   - Wait.', '     It clicks.', '2. Close it.']
    """
    if not any(line[:2] == "  " and _INDENTED.match(line) for line in lines):
        return lines
    outside = {index for index, _ in outside_fences(lines)}
    found = lines.copy()
    items: list[_Open] = []
    shifts: list[_Shift] = []
    blank = False
    for index, line in enumerate(lines):
        if not line or line.isspace():
            blank = True
            continue
        column = len(line) - len(line.lstrip(" "))
        while shifts and column < shifts[-1].column:
            shifts.pop()
        item = _ITEM.match(line) if index in outside else None
        if item is not None:
            number = int(item[3]) if item[3] else None
            while items and column < items[-1].column + MIN_INDENT:
                items.pop()
            moved = len(shifts) == MAX_DEPTH or (shifts and shifts[-1].depth == len(items))
            if items and not moved and column < items[-1].text and _begins_within(number, items[-1]):
                shifts.append(_Shift(column, items[-1].text - column, len(items)))
            gap = len(item[4]) if len(item[4]) <= MAX_GAP else 1
            items.append(_Open(column, column + len(item[2]) + gap, number))
        elif column == 0 and (blank or line[0] in "#>`~|"):
            items.clear()
        if shifts:
            found[index] = " " * sum(shift.by for shift in shifts) + line
        blank = False
    return found


def _begins_within(number: int | None, above: _Open) -> bool:
    """Whether an item that is indented below another one begins a list; one with the next number is the next item."""
    return number is None or (number == 1 and above.number != 0)
