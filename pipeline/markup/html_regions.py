"""Where a piece of HTML that begins on a line ends."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.markup.html_tags import VOID

MAX_OPEN = 100
"""Elements of one name within each other; past it, HTML is a flood that would be scanned once per tag."""
MAX_TAG_CHARS = 4000
"""Of a tag that is spread over lines."""


class Region(NamedTuple):
    """Lines of one balanced element: `end` is exclusive; `tail` is what follows it on its last line."""

    end: int
    tail: str


def balanced_region(lines: list[str], start: int, name: str, limit: int) -> Region | None:
    """The lines of the element `name` (in lower case) whose opening tag begins line `start`.

    Only tags of the same name are counted, as scraped HTML leaves others open. None when the element does
    not end within `limit` lines, or nests deeper than `MAX_OPEN`.
    """
    pattern, opening, closing = tags_named(name), "<" + name, "</" + name
    depth, carry = 0, ""
    for index in range(start, min(len(lines), start + limit)):
        line = lines[index]
        text = carry + line
        if ">" not in line:  # no tag ends here
            carry = _unfinished(text)
            continue
        lowered = text.lower()
        for match in pattern.finditer(text) if opening in lowered or closing in lowered else ():
            if match.group(1):
                depth -= 1
            elif text[match.end() - 2] != "/" and name not in VOID:
                depth += 1
                if depth > MAX_OPEN:
                    return None
            if depth <= 0:
                return Region(index + 1, text[match.end() :])
        carry = _unfinished(text) if line[-1] != ">" else ""
    return None


def _unfinished(text: str) -> str:
    """The beginning of a tag that goes on over the next lines (`<ins class="…"` / `data-ad-client="…">`)."""
    opened = text.rfind("<")
    unfinished = opened >= 0 and text.find(">", opened) < 0 and len(text) - opened < MAX_TAG_CHARS
    return text[opened:] + "\n" if unfinished else ""


@lru_cache(maxsize=256)
def tags_named(name: str) -> re.Pattern[str]:
    """Finds the tags of an element; group 1 tells the closing ones."""
    return re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])[^<>]*+>", re.IGNORECASE)
