"""Links and headings that converters spread over lines where Markdown allows no line end: put together on their first line.

html2text wraps lines at the hyphens of addresses:        ![The fan](https://site.example/loud-
                                                          fan.png)
Turndown, markdownify and crawlers write a link around    [![](fan.png)
several blocks (a card, the name of the next page) as
it stands in the page, blank lines and all:               Oil the fan](/oil-the-fan)

Turndown keeps the line break of a heading:               ### Step 1\\
                                                          Oil the fan

(What html2text fills to a width is told by `wrapped_lines.py`.)
"""

from __future__ import annotations

import re
from itertools import islice

from pipeline.markup.fences import outside_fences
from pipeline.markup.wrapped_lines import (
    MAX_WIDTH,
    MIN_WIDTH,
    fill_line,
    join_wrapped_headings,
    join_wrapped_labels,
)

_SPLIT_ADDRESS = re.compile(r"\]\((?:https?:/)?/[^\s()<>]{1,500}-$")
_REST_OF_ADDRESS = re.compile(r"[^\s()<>\[\]]{1,500}(?:\)|-$)")
_OPENING = re.compile(r"[ \t]*(?:(?:[-*+]|[0-9]{1,3}[.)])[ \t]+)?(?:#{1,6}[ \t]+)?\[")
_MAY_OPEN = frozenset(" \t[-*+#0123456789")
"""What a line that `_OPENING` matches may begin with."""
_BRACKETS = re.compile(r"\\.|[\[\]]")
_CLOSING = re.compile(r"\]\([^\s()<>\[\]]{1,1000}(?:[ \t]+\"[^\"]*\")?\)[ \t]*$")
_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]*)?")
_LABEL = re.compile(_OPENING.pattern + r"(?:previous|next|prev)(?: (?:page|post|article))?", re.IGNORECASE)
_BREAK = re.compile(r"\\+[ \t]*$")
_BLOCK = re.compile(r"[ \t]*(?:[-*+][ \t]|\d{1,3}[.)][ \t]|```|~~~|<)")
_HARD_BREAK = re.compile(r"^#{1,6}[ \t].*[^\\]\\$")
_LABEL_ONLY = re.compile(r"#{1,6}[ \t]+(?:\*\*)?[^\W\d_]{2,12}[ \t]*#?\d{1,3}[.:)]?(?:\*\*)?[ \t]{2,}")
MAX_HEADING_CHARS = 120
"""Characters of the second line of a heading."""
MAX_LINES = 14
"""Lines a link may be spread over, blank ones among them."""
MAX_WORDS = 60
"""Words a card may have; more are an article that somebody linked."""


def join_split_links(lines: list[str], first: int) -> list[int]:
    """Put links together that stand on several lines from index `first` on, in place; what is moved to the
    first line leaves its own lines blank. The indexes of lines of which something was moved.

    >>> lines = ["![The fan](https://site.example/loud-", "fan.png) is loud.", "", "[Next", "", "Oil it](/oil)"]
    >>> join_split_links(lines, 0)
    [1, 5]
    >>> lines
    ['![The fan](https://site.example/loud-fan.png)', 'is loud.', '', '[Next: Oil it](/oil)', '', '']
    """
    suspects = [
        index
        for index, line in enumerate(islice(lines, first, None), first)
        if line and (line[-1] == "-" or ("[" in line and line[0] in _MAY_OPEN)) and _may_go_on(line)
    ]
    if not suspects:
        return []
    before = list(lines)
    outside = {first + index for index, _ in outside_fences(lines[first : suspects[-1] + 1])}
    moved: set[int] = set()
    for index in suspects:
        if index not in outside:
            continue
        if _goes_on(lines[index]):
            moved.update(range(index + 1, _join_address(lines, index) + 1))
        if _OPENING.match(lines[index]):
            moved.update(range(index + 1, _join_card(lines, index) + 1))
    return [
        index
        for index in sorted(moved)
        if len(lines[index]) < len(before[index]) and before[index].strip(" \t\\")
    ]


def join_split_headings(lines: list[str], first: int) -> None:
    """Put headings together that a line break parts from index `first` on, in place: below a backslash, or below a label
    and two blanks.

    >>> lines = ["### Step 1  ", "Oil the fan", "", "## Wipe it  ", "Take a cloth."]
    >>> join_split_headings(lines, 0)
    >>> lines
    ['### Step 1 Oil the fan', '', '', '## Wipe it  ', 'Take a cloth.']
    """
    headings = [
        index
        for index, line in enumerate(islice(lines, first, len(lines) - 1), first)
        if line and line[0] in "#*" and lines[index + 1]
    ]
    if not headings:
        return
    labels = [index for index in headings if lines[index][0] == "*" and lines[index][1:2] == "*"]
    if labels:
        join_wrapped_labels(lines, labels, first)
    headings = [index for index in headings if lines[index][0] == "#"]
    parted = [index for index in headings if _is_parted(lines[index])]
    wide = [index for index in headings if MIN_WIDTH <= len(lines[index]) <= MAX_WIDTH]
    if not parted and not wide:
        return
    outside = {first + index for index, _ in outside_fences(lines[first:])}
    if wide:
        join_wrapped_headings(lines, [index for index in wide if index in outside], first)
    for index in outside.intersection(parted):
        below = lines[index + 1].strip()
        if not below or len(below) > MAX_HEADING_CHARS or _BLOCK.match(below) or below[0] in "#>|!":
            continue
        lines[index] = f"{lines[index].rstrip(chr(92)).rstrip()} {below}"
        lines[index + 1] = ""


def _is_parted(line: str) -> bool:
    if line[-1] == "\\":
        return _HARD_BREAK.search(line) is not None
    return line[-1] == " " and _LABEL_ONLY.fullmatch(line) is not None


def _may_go_on(line: str) -> bool:
    """Whether a link that stands on a line may go on below."""
    if _goes_on(line):
        return True
    odd = line[-1] == "-" or "\\" in line or line.count("[") != line.count("]")
    return odd and _OPENING.match(line) is not None


def _goes_on(line: str) -> bool:
    """Whether a line ends at the hyphen of an address."""
    return line.endswith("-") and "](" in line


def _join_address(lines: list[str], index: int) -> int:
    """The last line of which a part was put on the first one."""
    at, margin = index, ""
    while at + 1 < len(lines) and _SPLIT_ADDRESS.search(lines[index]):
        at += 1
        margin = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        rest = _REST_OF_ADDRESS.match(lines[at].lstrip())
        if rest is None:
            return at - 1
        lines[index] += rest[0]
        lines[at] = lines[at].lstrip()[rest.end() :].lstrip()
    for emptied in range(at, index, -1):
        if not lines[emptied]:
            fill_line(lines, emptied, margin)
    return at


def _join_card(lines: list[str], index: int) -> int:
    """The last line that was put on the first one."""
    depth = _depth(lines[index], 0)
    if depth != 1:
        return index
    blank = False
    for end in range(index + 1, min(index + MAX_LINES, len(lines))):
        text = lines[end]
        if _BLOCK.match(text):
            return index
        blank = blank or not text.strip(" \t\\") or text.lstrip()[:1] == "#"
        depth = _depth(text, depth)
        if depth < 0 or (depth == 0 and not _CLOSING.search(text)):
            return index
        if depth == 0:
            break
    else:
        return index
    if not blank:
        return index  # Markdown reads it as it stands
    parts = [_BREAK.sub("", lines[index]).rstrip()]
    parts += [_BREAK.sub("", _MARK.sub("", line)).strip() for line in lines[index + 1 : end + 1]]
    if _LABEL.fullmatch(parts[0]):
        parts[0] += ":"
    joined = " ".join(part for part in parts if part)
    if len(joined.split()) > MAX_WORDS:
        return index
    lines[index] = joined
    lines[index + 1 : end + 1] = [""] * (end - index)
    return end


def _depth(text: str, depth: int) -> int:
    """How many brackets are open behind a line; -1 where one closes that never opened."""
    for mark in _BRACKETS.findall(text):
        depth += (mark == "[") - (mark == "]")
        if depth < 0:
            return -1
    return depth
