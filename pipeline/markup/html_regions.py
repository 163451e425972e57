"""Where a piece of HTML that begins on a line ends."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.markup.html_tags import TAG, VOID


class Region(NamedTuple):
    """Lines of one balanced element: `end` is exclusive; `tail` is what follows it on its last line."""

    end: int
    tail: str


def balanced_region(lines: list[str], start: int, name: str, limit: int) -> Region | None:
    """The lines of the element `name` whose opening tag begins line `start`.

    Only tags of the same name are counted, as scraped HTML leaves others open. None when the element does
    not end within `limit` lines.
    """
    depth = 0
    last = min(len(lines), start + limit)
    carry = ""
    for index in range(start, last):
        text = carry + lines[index]
        position = 0
        for match in TAG.finditer(text):
            position = match.end()
            if match.group(2).lower() != name:
                continue
            if match.group(1):
                depth -= 1
            elif not match.group(3).endswith("/") and name not in VOID:
                depth += 1
            if depth <= 0:
                return Region(index + 1, text[match.end() :])
        # A tag may go on over several lines (`<ins class="…"` / `data-ad-client="…">`).
        rest = text[position:]
        opened = rest.rfind("<")
        carry = rest[opened:] + "\n" if opened >= 0 and ">" not in rest[opened:] and len(rest) < 4000 else ""
    return None
