"""Cut Markdown where no block can reach across, so that each piece can be read on its own.

A blank line parts two pieces when what follows starts at the margin and does not go on with a list: nothing
before it can hold it then (CommonMark 0.31, container blocks need two columns or a marker). Content farms
repeat pieces; reading each distinct one once is most of the speed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_ANY_FENCE = re.compile(r"(?:`{3}|~{3})")


class Chunk(NamedTuple):
    """Lines of one piece, blank lines at its end left out; `start` is its first line (0-based)."""

    start: int
    lines: tuple[str, ...]


def split_chunks(lines: Sequence[str]) -> list[Chunk]:
    """Pieces of a document whose blocks are independent of each other, in order.

    A document with a code fence that is not plainly opened and closed at the margin is one piece.
    """
    chunks: list[Chunk] = []
    start, has_list, blank, fence = 0, False, False, ""
    for index, line in enumerate(lines):
        if not line or line.isspace():
            blank = True
            continue
        if fence:
            if line.lstrip(" ").startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            blank = False
            continue
        item = _LIST_ITEM.match(line) is not None
        if blank and index > start and _at_margin(line) and not (item and has_list):
            _add(chunks, lines, start, index)
            start, has_list = index, False
        has_list = has_list or item
        blank = False
        if "```" in line or "~~~" in line:
            opened = _FENCE.match(line)
            if opened is None:
                if _ANY_FENCE.search(line.lstrip()[:12]):
                    return [Chunk(0, tuple(lines))]
            elif "`" not in line[opened.end() :]:
                fence = opened.group(1)
    _add(chunks, lines, start, len(lines))
    return chunks


def _at_margin(line: str) -> bool:
    return line[0] not in " \t" or (line[0] == " " and line[1:2] not in (" ", "\t"))


def _add(chunks: list[Chunk], lines: Sequence[str], start: int, end: int) -> None:
    while end > start and (not lines[end - 1] or lines[end - 1].isspace()):
        end -= 1
    if end > start:
        chunks.append(Chunk(start, tuple(lines[start:end])))
