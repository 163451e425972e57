"""The head of an HTML document that was stored as it was sent: `<!DOCTYPE html>`, `<head>`, its title, style and scripts."""

from __future__ import annotations

import re
from typing import NamedTuple

MAX_LINES = 3_000
"""Lines within which a head must end; style sheets of builders have some 2,000."""
_BEGINS = re.compile(r"\s*<(?:!doctype(?=[\s>])|html(?=[\s>])|head(?=[\s>])|\?xml\s)", re.IGNORECASE)
_ENDS = re.compile(r"</head\s*>", re.IGNORECASE)
_DOCTYPE = re.compile(r"\s*<!doctype\b[^<>]*>", re.IGNORECASE)


class PageHead(NamedTuple):
    """Where a head begins and ends (indexes of lines), its source, and what stands behind it on its last line."""

    first: int
    last: int
    source: str
    tail: str


def find_page_head(lines: list[str], first: int) -> PageHead | None:
    """The head that the lines from `first` on begin with; what begins with text is no document.

    >>> find_page_head(["<!DOCTYPE html>", "<html><head><title>Fans</title></head><body>", "Oil it."], 0)
    PageHead(first=0, last=1, source='<!DOCTYPE html>\\n<html><head><title>Fans</title></head>', tail='<body>')
    >>> find_page_head(["A page begins with `<head>`.", "</head>"], 0) is None
    True
    """
    start = next((index for index in range(first, len(lines)) if lines[index].strip()), None)
    if start is None or _BEGINS.match(lines[start]) is None:
        return None
    for index in range(start, min(start + MAX_LINES, len(lines))):
        if end := _ENDS.search(lines[index]):
            return _head(lines, start, index, end.end())
    doctype = _DOCTYPE.match(lines[start])
    return _head(lines, start, start, doctype.end()) if doctype else None


def _head(lines: list[str], start: int, last: int, column: int) -> PageHead:
    source = "\n".join([*lines[start:last], lines[last][:column]])
    return PageHead(start, last, source, lines[last][column:])
