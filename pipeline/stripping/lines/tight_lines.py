"""Paragraphs of a page whose converter left no blank lines: every line is one.

Some crawlers write a page line by line: `## Clean the fan` / `Unplug the fan first.` / `Then open it.` / `Share`. Markdown
takes such lines for one paragraph, with all that stood below it. In a text that was wrapped, lines go on in small
letters; here hardly any does. Others lose the marks of headings as well (`Step 1: Clean the fan` / `Unplug it first.`): those
write no blank lines at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.markup.fences import outside_fences
from pipeline.stripping.lines.layout import with_blanks_above

MIN_HEADINGS = 3
MIN_TIGHT_BELOW = 0.5
MIN_TIGHT_ABOVE = 0.3
"""Shares of the headings that must have text right below and right above; lists and code leave blank lines below them."""
MIN_PAIRS = 6
MAX_GOING_ON = 0.1
"""Share of the pairs of lines of which the second may go on in small letters."""
MAX_PARTED = 0.25
"""Blank lines between two lines of text, for each pair without; with more, paragraphs are parted, and a line is a sentence."""
MIN_LONG_CHARS = 160
"""A line this long was not wrapped."""
MAX_BLANK = 0.1
"""Share of blank lines of a page that lost the marks of its headings with them; in most pages it is near a half."""
_HEADING = re.compile(r"#{1,6}\s*\S")
_TEXT = re.compile(r" {0,3}[^\s|>#]")
_MARK = re.compile(r"\s*(?:[-+*]\s|\d{1,3}[.)]\s|={3}|-{3}|\*{3}|`{3}|~{3}|<)")
_ITEM = re.compile(r"(?:[-+*]|\d{1,3}[.)])\s+\S")
"""An item at the margin: a line at the margin below it is the next paragraph of a page that writes no blank lines."""
_FIRST_LETTER = re.compile(r"[\W\d_]*([^\W\d_])")
_PUNCTUATION = re.compile(r"\s*[,.;:)\]](?!\w)")


def part_tight_lines(lines: list[str], places: list[int]) -> tuple[list[str], list[int]]:
    """The lines of a page without blank lines, parted where one paragraph ends and the next begins."""
    headings = [i for i, line in enumerate(lines) if line[:1] == "#" and _HEADING.match(line)]
    unmarked = len(headings) < MIN_HEADINGS
    if lines.count("") > MAX_BLANK * len(lines) if unmarked else not _is_tight(lines, headings):
        return lines, places
    outside = {index for index, _ in outside_fences(lines)}
    text = [index in outside and _is_text(line) for index, line in enumerate(lines)]
    above = [
        is_text or (unmarked and _ITEM.match(line) is not None)
        for is_text, line in zip(text, lines, strict=True)
    ]
    pairs = [i for i in range(1, len(lines)) if above[i - 1] and text[i]]
    going_on = {i for i in pairs if _goes_on(lines[i])}
    if len(pairs) < MIN_PAIRS or len(going_on) > MAX_GOING_ON * len(pairs):
        return lines, places
    parted = sum(text[i - 1] and not lines[i].strip() and text[i + 1] for i in range(1, len(lines) - 1))
    if parted > MAX_PARTED * len(pairs):
        return lines, places
    if max(len(line) for line, is_text in zip(lines, text, strict=True) if is_text) < MIN_LONG_CHARS:
        return lines, places
    apart = {i for i in pairs if i not in going_on and _ends(lines[i - 1])}
    return with_blanks_above(apart, lines, places)


def _is_tight(lines: Sequence[str], headings: list[int]) -> bool:
    below = sum(i + 1 < len(lines) and bool(lines[i + 1].strip()) for i in headings)
    above = sum(i > 0 and bool(lines[i - 1].strip()) for i in headings)
    return below >= MIN_TIGHT_BELOW * len(headings) and above >= MIN_TIGHT_ABOVE * len(headings)


def _is_text(line: str) -> bool:
    return _TEXT.match(line) is not None and not _MARK.match(line)


def _ends(line: str) -> bool:
    """Whether a paragraph may end with a line: no line break is marked, no link and no bold text stands open."""
    if line.endswith(("  ", "\\")) or line.count("[") > line.count("]"):
        return False
    return line.count("**") % 2 == 0


def _goes_on(line: str) -> bool:
    letter = _FIRST_LETTER.match(line)
    return (letter is not None and letter[1].islower()) or _PUNCTUATION.match(line) is not None
