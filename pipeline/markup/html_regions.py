"""Where a piece of HTML that begins on a line ends."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.markup.html_tags import VOID

MAX_OPEN = 100
"""Elements of one name within each other; past it, HTML is a flood that would be scanned once per tag."""


class Region(NamedTuple):
    """Lines of one balanced element: `end` is exclusive; `tail` is what follows it on its last line."""

    end: int
    tail: str


def balanced_region(lines: list[str], start: int, name: str, limit: int) -> Region | None:
    """The lines of the element `name` (in lower case) whose opening tag begins line `start`.

    Only tags of the same name are counted, as scraped HTML leaves others open. None when the element does
    not end within `limit` lines, or nests deeper than `MAX_OPEN`.
    """
    pattern = _tags_named(name)
    depth, carry = 0, ""
    for index in range(start, min(len(lines), start + limit)):
        line = lines[index]
        text = carry + line
        if "<" not in text:
            continue
        # No tag ends on a line without ">", and what is carried over has none.
        for match in pattern.finditer(text) if ">" in line and name in text.lower() else ():
            if match.group(1):
                depth -= 1
            elif not match.group(2) and name not in VOID:
                depth += 1
                if depth > MAX_OPEN:
                    return None
            if depth <= 0:
                return Region(index + 1, text[match.end() :])
        # A tag may go on over several lines (`<ins class="…"` / `data-ad-client="…">`).
        opened = text.rfind("<")
        carry = text[opened:] + "\n" if text.find(">", opened) < 0 and len(text) - opened < 4000 else ""
    return None


@lru_cache(maxsize=256)
def _tags_named(name: str) -> re.Pattern[str]:
    return re.compile(rf"<(/?){re.escape(name)}(?=[\s/>])[^<>]*?(/?)>", re.IGNORECASE)
