"""The walk over an article's raw lines: where it is, what it has put out, and what was cut.

What is done about a line is told by `text.py`, `template_lines.py`, `components.py`, `comments.py`, `elements.py`
and `html.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.records import RemovalCategory
from pipeline.rules.load import Rules
from pipeline.stripping.ledger import Cut
from pipeline.stripping.source.laid_lines import Layout
from pipeline.stripping.source.link_lists import LinkList

LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
_IMAGE_LINE = re.compile(r"^\s*!\[[^\]]*\]\([^)]*\)\s*$")
_DELIMITER_ROW = re.compile(r"^\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?$")
INDENTED = re.compile(r"^(?: {4,}|\s*\t)")
CONTENT_LIMIT = 2000
"""Lines within which a structure must end to be read as one."""


def margin_of(line: str) -> str:
    """The blanks a line begins with."""
    return line[: len(line) - len(line.lstrip())]


@dataclass(slots=True)
class PairedMarks:
    """Marks of engines by their lines (0-based): per one that opens the one that closes it, per step its number."""

    closing: dict[int, int] = field(default_factory=dict)
    steps: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class SourceWalk:
    """One article's lines (from line `at`, 0-based) and what has become of those before `at`."""

    lines: list[str]
    at: int
    rules: Rules
    first: int = 0
    """The line the body begins on (0-based)."""
    out: list[str] = field(default_factory=list)
    """Lines of Markdown."""
    raw: list[int] = field(default_factory=list)
    """Per line of `out` its line in the source (1-based)."""
    cuts: list[Cut] = field(default_factory=list)
    link_lists: list[LinkList] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    modules_read: bool = False
    """Whether the statements of an article in MDX were looked for."""
    wrappers: int = 0
    """Wrapping elements that are open."""
    last_number: int = 0
    """Number of the last ordered item seen."""
    unclosed: set[str] = field(default_factory=set)
    """What opens and is not closed below, as `closing_line` was told to call it."""
    divs: list[bool] = field(default_factory=list)
    """Of each fenced div that is open, whether its fence was taken out."""
    marks: PairedMarks | None = None
    """Of engines, once there was one."""
    closing_marks: set[int] = field(default_factory=set)
    """Lines of the marks that close one which was taken out."""
    unclosed_fences: dict[str, int] = field(default_factory=dict)
    """Length of the shortest fence of each sign that is not closed; no longer one below it is either."""
    closed: int = 0
    """Lines of `out` in which no list goes on, as one in HTML ends with its tag."""
    layout_asked: bool = False
    """Whether it was asked if the article is a page of HTML."""
    layout: Layout | None = None
    """Of its lines, if it is one."""
    cuts_before: int = 0
    """How many were made before there was a layout."""
    in_item: bool = False
    """Whether the lines since the last blank one began with a list item."""

    def emit(self, text: str, index: int) -> None:
        """Puts out a line that comes of line `index` (0-based)."""
        self.out.append(text)
        self.raw.append(index + 1)

    def blank(self) -> None:
        """Puts out a blank line, unless there is one."""
        if self.out and self.out[-1]:
            self.emit("", self.at)
        self.in_item = False

    def cut(self, start: int, end: int, category: RemovalCategory, rule: str) -> None:
        """Notes that the lines from `start` up to `end` (0-based) are taken out."""
        self.cuts.append(Cut(start + 1, end, category, rule))

    def after_cut(self, end: int) -> None:
        """Go on after lines that were cut; part what stood before them from what stands after them, but keep
        an item's image with its item (an ad in a list of one item per line) and a table's rows together."""
        self.at = end
        follows = self.lines[end] if end < len(self.lines) else ""
        keeps_item = (
            follows and (_IMAGE_LINE.match(follows) or LIST_ITEM.match(follows)) and self.after_item()
        )
        if keeps_item or (follows.startswith("|") and self.in_table()):
            if not self.out[-1]:
                # The blank line came with the ad: without it the list reads as it did before.
                self.out.pop()
                self.raw.pop()
        else:
            self.blank()

    def closing_line(self, key: str, closes: Callable[[str], bool], limit: int = CONTENT_LIMIT) -> int | None:
        """The next line below the one at hand that closes what `key` opens; None where none of `limit` lines does. It is
        then not looked for again: looking below each that opens would take too long."""
        if key in self.unclosed:
            return None
        last = min(self.at + limit, len(self.lines))
        end = next((i for i in range(self.at + 1, last) if closes(self.lines[i])), None)
        if end is None:
            self.unclosed.add(key)
        return end

    def in_table(self) -> bool:
        """Whether the line at hand goes on with the table above, rather than opening one of its own."""
        below = self.lines[self.at + 1] if self.at + 1 < len(self.lines) else ""
        above = next((text for text in reversed(self.out[-2:]) if text), "")
        return above.startswith("|") and not _DELIMITER_ROW.match(below)

    def after_item(self) -> bool:
        """Whether the last lines (a blank one at most between) are a list item."""
        for number, text in enumerate(reversed(self.out[-30:])):
            if LIST_ITEM.match(text):
                return True
            if not text and number:
                return False
        return False

    def in_list(self, since: int = 0) -> bool:
        """Whether a line that is indented may belong to a list item above (in `out` from `since` on)."""
        for text in reversed(self.out[max(since, len(self.out) - 40) :]):
            if LIST_ITEM.match(text):
                return True
            if text.strip() and not text[0].isspace():
                return False
        return False

    def is_code(self, line: str) -> bool:
        """Indented code: four blanks at the margin of no list and no wrapper, below a blank line or code."""
        if self.wrappers or not INDENTED.match(line):
            return False
        before = self.out[-1] if self.out else ""
        return (not before or INDENTED.match(before) is not None) and not self.in_list()
