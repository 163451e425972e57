"""Blank lines as they were before ads came between: one text is then one text, whatever ads it was posted with.

An ad brings a blank line above it and one below, and a filter that took it out leaves one of them. Lists whose
items stood line by line come apart that way, and the picture of a step falls out of its item. On a page that
had ads a blank line therefore says little, and where it can be told, the blank line goes:

    3. Click the **Tools** tab.
                                                 (an ad was here)
    ![](tools-tab.png)
    4. Click **Check**.

Between paragraphs it stays, as two paragraphs are not one. Above a picture that stands alone below the last
item there is always one: whether it was the author's or an ad's cannot be told, and the picture may begin what
follows (the product box of a shop) as well as end the list.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

_ITEM = re.compile(r"( *)(?:([-*+])|(\d{1,9})([.)]))(?=[ \t])")
_IMAGES = re.compile(r"\s*(?:\*\*)?(?:!\[[^\]]*\]\([^()]*\)\s*)+(?:\*\*)?\s*")
_FENCE = re.compile(r"(?:`{3}|~{3})")
MAX_NESTED_INDENT = 5
"""Columns an item may be indented below the one that holds it; with more it could be code."""


def settle_blank_lines(lines: Sequence[str], raw: Sequence[int]) -> tuple[list[str], list[int]]:
    """Take blank lines out that part an item from the next or from its picture.

    Args:
        lines: Markdown lines of a page that had ads.
        raw: the raw line of each.

    Returns:
        The lines that are left, none of them blank at either end or beside another, and their raw lines. A
        document with a code fence keeps its blank lines from the first fence on.
    """
    out: list[str] = []
    where: list[int] = []
    items: list[tuple[int, str]] = []  # open items, outermost first: column and kind
    blank = below_item = False
    for at, line in enumerate(lines):
        if not line:
            blank = True
            continue
        if blank:
            first = line[0]
            if first.isalpha():  # a paragraph: most lines
                if items:
                    items.clear()
                if out:
                    out.append("")
                    where.append(raw[at - 1])
                out.append(line)
                where.append(raw[at])
                blank = below_item = False
                continue
            keep = bool(out)
        else:
            first, keep = line[0], False
            if first.isalpha():
                out.append(line)
                where.append(raw[at])
                below_item = False
                continue
        if first.isspace():
            if line.isspace():
                blank = True
                continue
            first = line.lstrip(" ")[0]
        if first in "`~" and _FENCE.match(line.lstrip()):
            if keep:
                out.append("")
                where.append(raw[at - 1])
            out += lines[at:]
            where += raw[at:]
            break
        item = _ITEM.match(line) if first in "-*+0123456789" else None
        if item is not None and (items or len(item[1]) < 4):
            joins = _opens(items, len(item[1]), item[2] or item[4], item[3])
            keep = keep and not joins
        elif blank and items:
            if first in "!*" and _IMAGES.fullmatch(line):
                if _item_follows(lines, at + 1, items):
                    keep = False
                elif line[:2] != "  ":
                    items.clear()
            elif len(line) - len(line.lstrip(" ")) < 2:
                items.clear()
        elif below_item and items and first in "!*" and _IMAGES.fullmatch(line):
            alone = at + 1 == len(lines) or not lines[at + 1].strip()
            keep = alone and not _item_follows(lines, at + 1, items)
        if keep:
            out.append("")
            where.append(raw[at - 1])
        out.append(line)
        where.append(raw[at])
        blank, below_item = False, item is not None
    while out and not out[-1]:
        out.pop()
        where.pop()
    return out, where


def _item_follows(lines: Sequence[str], at: int, items: list[tuple[int, str]]) -> bool:
    """Whether the lists that are open go on below a picture and its caption; below the last item it may as well
    be the next section's."""
    blank = False
    for line in lines[at:]:
        if not line or line.isspace():
            blank = True
            continue
        item = _ITEM.match(line)
        if item is not None:
            kind = item[2] or item[4]
            return any(abs(len(item[1]) - column) <= 1 and kind == other for column, other in items)
        if _IMAGES.fullmatch(line):
            blank = False
        elif blank or line[0] in "#>|":
            return False
    return False


def _opens(items: list[tuple[int, str]], column: int, kind: str, number: str | None) -> bool:
    """Put an item among the open ones; whether it goes on with a list, or begins one inside an open item."""
    while items and items[-1][0] > column + 1:
        items.pop()
    inside = items[-1] if items else None
    if inside is not None and abs(inside[0] - column) <= 1:  # one blank more or less nests nothing
        joins = inside[1] == kind
        items[-1] = (column, kind)
        return joins
    items.append((column, kind))
    if inside is None:
        return False
    return 2 <= column - inside[0] <= MAX_NESTED_INDENT and (number is None or int(number) == 1)


def with_blanks_above(
    apart: Container[int], lines: Sequence[str], places: Sequence[int]
) -> tuple[list[str], list[int]]:
    """The lines, and the place of each, with a blank line above every line whose index is in `apart`."""
    out: list[str] = []
    where: list[int] = []
    for index, line in enumerate(lines):
        if index in apart:
            out.append("")
            where.append(places[index])
        out.append(line)
        where.append(places[index])
    return out, where
