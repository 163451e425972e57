"""Signs that link to a heading, left behind it where a page became text:

## Usage#        ## Oil the fan¶        ## Clean it 🔗
"""

from __future__ import annotations

import re

from pipeline.markup.blocks import SETEXT_UNDERLINE
from pipeline.markup.fences import outside_fences

_ATX = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_HASH = re.compile(r"(?:[^\W_]{2}|[^\w\s#\\]|[^\W_]#)(?P<sign>#)[ \t]*")
"""A word or a sign before it: of `C#` and `F#` it is the name's own, but not the second of `C##`."""
_SIGN = re.compile(r"(?<=\S)(?P<sign>[ \t]*(?:¶|🔗\ufe0f?))[ \t]*")
MIN_SIGNED = 2
_HASH_AT_END = re.compile("#\n")
"""`str.find` takes twice as long for two characters."""


def may_have_signs(source: str) -> bool:
    """Whether a page has such a sign at the end of a line at all.

    >>> may_have_signs("## Usage#\\nOil it."), may_have_signs("## Usage\\nOil it.")
    (True, False)
    """
    return "¶" in source or "🔗" in source or _HASH_AT_END.search(source) is not None


def drop_heading_signs(lines: list[str], first: int) -> None:
    """Take the signs behind the headings from index `first` on out, in place, where most headings of a page have one.

    >>> lines = ["# Fan", "## Usage#", "Oil it.", "## Write C##", "### Clean it#", "## Notes"]
    >>> drop_heading_signs(lines, 0)
    >>> lines
    ['# Fan', '## Usage', 'Oil it.', '## Write C#', '### Clean it', '## Notes']
    """
    headings = signed = 0
    places: list[tuple[int, int]] = []
    for offset, line in outside_fences(lines[first:]):
        index = first + offset
        below = lines[index + 1] if index + 1 < len(lines) else ""
        if not (_ATX.match(line) or (line.strip() and SETEXT_UNDERLINE.fullmatch(below))):
            continue
        headings += 1
        end = len(line.rstrip())
        sign = _HASH.search(line, max(0, end - 3)) or _SIGN.search(line, max(0, end - 4))
        if sign is not None and sign.end() == len(line):
            signed += 1
            places.append((index, sign.start("sign")))
    if signed >= MIN_SIGNED and signed * 2 > headings:
        for index, place in places:
            lines[index] = lines[index][:place]
