"""Headings that a line below them underlines, as converters and people write them: those that CommonMark reads as an item
and a rule, or as text above a rule, among them.

2. Oil the fan
--------------
"""

from __future__ import annotations

import re

from pipeline.markup.blocks import SETEXT_UNDERLINE, is_text_above_rule
from pipeline.markup.pandoc_attributes import without_attributes
from pipeline.stripping.source.walk import LIST_ITEM, SourceWalk

_NUMBERED_LINE = re.compile(r"(\d{1,3}(?:\.\d{1,2})*)([.)])([ \t]+\S.*)")
UNDERLINES = frozenset("-=")
"""What a line that underlines begins with."""
_UNDERLINE = re.compile(r"(?:-{4,}|={4,})[ \t]*")
MAX_UNDERLINE_ASTRAY = 3
"""Characters by which the line below a heading may be longer or shorter than its text."""
_HEADLINE = re.compile(r" {0,3}(?!(?:\[?!\[|[#>|<`~]|\s))[^\n]*[^\W_]")
MIN_RULE = 5
"""Characters of a line that no one draws across a page by hand: three do for that."""
MAX_HEADLINE_CHARS = 120
MIN_DRAWN = 12
"""Characters from which a line below text that is exactly as long is no coincidence."""


def read_underline(walk: SourceWalk, line: str) -> bool:
    """Makes a heading with `#` of the text above the line at hand, if that line underlines it: what looks for headings
    finds it there. A line as long as a sentence was drawn for it, by a converter; a shorter one may be a rule."""
    text = walk.out[-1] if walk.out else ""
    if (
        not SETEXT_UNDERLINE.fullmatch(line)
        or not _HEADLINE.match(text)
        or LIST_ITEM.match(text)
        or text[-1:] == "#"
        or ("|" in text and abs(len(line.rstrip()) - len(text.strip())) > MAX_UNDERLINE_ASTRAY)
        or any(above.strip() and above[0] != "#" for above in walk.out[-2:-1])
    ):
        return False
    text = text.strip()
    drawn = len(line.rstrip())
    if is_text_above_rule(text) and not (drawn == len(text) >= MIN_DRAWN):
        return False
    walk.out[-1] = f"{'#' if line.lstrip()[0] == '=' else '##'} {text}"
    walk.at += 1
    walk.blank()
    return True


def underlined_heading(walk: SourceWalk, line: str) -> str | None:
    """The numbered line at hand with its number escaped, if the line below underlines it: a heading, as markdownify and people
    write it, or html2md, which draws ten dashes below each. To CommonMark it is an item and a rule."""
    if walk.at + 1 >= len(walk.lines) or (walk.out and walk.out[-1]):
        return None
    below = walk.lines[walk.at + 1]
    if below.lstrip()[:1] not in UNDERLINES or not _UNDERLINE.fullmatch(below):
        return None
    numbered = _NUMBERED_LINE.fullmatch(line)
    if numbered is None:
        return None
    length = len(below.rstrip())
    fits = any(abs(length - len(text)) <= MAX_UNDERLINE_ASTRAY for text in (line, without_attributes(line)))
    if not fits and not (length >= MIN_RULE and _is_headline_apart(walk, line)):
        return None
    return f"{numbered[1]}\\{numbered[2]}{numbered[3]}"


def _is_headline_apart(walk: SourceWalk, line: str) -> bool:
    """Whether a line says no sentence, and a blank line parts it from the text below the line across the page."""
    below = walk.lines[walk.at + 2 : walk.at + 3]
    return (
        len(line) <= MAX_HEADLINE_CHARS
        and not any(map(str.strip, below))
        and line.rstrip()[-1] not in ".,;。，；"
    )
