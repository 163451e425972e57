"""The lines of a text that are prose: not in a code fence, and without their code spans."""

from __future__ import annotations

import re
from collections.abc import Callable

_BACKTICKS = re.compile(r"`+")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_FENCE = re.compile(r"[ >\t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})(.*)")
_MAX_SPAN_KINDS = 8
"""Lengths of backtick runs on one line; more than these are no code, only quadratic work."""


def change_prose(
    text: str, wanted: re.Pattern[str], change: Callable[[str], str], *, beyond_ascii: bool = False
) -> str:
    """`text` with `change` made to the pieces of prose that `wanted` is found in.

    `beyond_ascii` tells that `wanted` is never found in ASCII, which spares most lines the search. Fences and code spans stay as they are, and so does the number of lines, if `change` adds none.
    """
    lines = text.split("\n")
    fence = ""
    for index, line in enumerate(lines):
        fence, inside = follow_fence(fence, line)
        if not (inside or (beyond_ascii and line.isascii())) and wanted.search(line):
            lines[index] = _change_line(line, wanted, change)
    return "\n".join(lines)


def follow_fence(fence: str, line: str) -> tuple[str, bool]:
    """The fence open after `line` (its marks, or nothing), and whether the line belongs to a fence.

    `fence` is the one open before it.
    """
    mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
    if not fence:
        if mark and not (mark[1][0] == "`" and "`" in mark[2]):
            return mark[1], True
        return "", False
    if mark and mark[1].startswith(fence) and not mark[2].strip():
        return "", True
    return fence, True


def _change_line(line: str, wanted: re.Pattern[str], change: Callable[[str], str]) -> str:
    if "`" not in line or len(set(_BACKTICKS.findall(line))) > _MAX_SPAN_KINDS:
        return change(line)
    pieces, at = [], 0
    for span in _CODE_SPAN.finditer(line):
        pieces += [line[at : span.start()], span[0]]
        at = span.end()
    pieces.append(line[at:])
    return "".join(
        change(piece) if index % 2 == 0 and wanted.search(piece) else piece
        for index, piece in enumerate(pieces)
    )
