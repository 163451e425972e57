"""Pages that html2text filled to a width, 78 characters unless it is told otherwise: it wraps headings too, and at the
hyphens of words and addresses, where Markdown allows no line end.

## How to Stop the Fan of a Printer That Has Been Switched Off for a Long
Time

Most printers have a high-
performance fan. Look into [the manual](</manuals/loud-
fans>).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from pipeline.markup.fences import outside_fences

MIN_WIDTH = 40
MAX_WIDTH = 120
MIN_FULL_LINES = 3
"""Lines that end where the next word would not have fit; fewer may be chance."""
MAX_MISFITS = 0.2
"""Lines that break elsewhere, per full one: line breaks that the page had."""
LINES_LOOKED_AT = 80
MAX_LONG_LINES = 2
"""Of those, text longer than any page is filled to."""
_PLAIN = re.compile(r"[^\W\d_]|[\"'“‘„«(]|\*\*\w|_\w|\[\w|!\[")
"""How a line of running text begins at the margin."""
_HYPHEN = re.compile(r"(?:[^\W\d_]{2}|[^\W\d_]-[^\W\d_])-$")
"""Where Python's textwrap breaks a word: two letters before the hyphen, two behind it."""
_REST = re.compile(r"(?P<margin>[ \t>]*)(?P<word>[^\W\d_]-?[^\W\d_]\S*)[ \t]*")
_ONLY_MARKS = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])?[ \t]*")
"""What stands before the words of an item or a quotation; alone on a line it would be an empty one."""
_NO_PARAGRAPH = re.compile(r"$|[\s>|#`~]|(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
"""How a line begins, behind its margin, that does not go on with the paragraph above."""
_LEFT_OPEN = frozenset([
    "and", "or", "nor", "to", "und", "oder", "bzw", "et", "ou", "y", "o", "e", "og", "och", "eller", "en", "of",
])  # fmt: skip
"""Behind these the hyphen stands for a word ("short- and long-term")."""


def may_be_wrapped(lines: list[str], first: int) -> bool:
    """Whether a line from index `first` on ends in a hyphen behind a letter, on a page that may be filled to a width: most
    have long lines among the first."""
    long = 0
    for line in islice(lines, first, first + LINES_LOOKED_AT):
        if len(line) > MAX_WIDTH and line[0].isalpha() and "](" not in line:
            long += 1
            if long > MAX_LONG_LINES:
                return False
    return any(line[-1:] == "-" and line[-2:-1].isalpha() for line in islice(lines, first, None))


def wrapped_width(lines: list[str], first: int) -> int:
    """The width that the running text from index `first` on is filled to; 0 where it is not."""
    fits: Counter[int] = Counter()
    ended = 0
    loose: list[int] = []
    above = ""
    for _, line in outside_fences([*lines[first:], ""]):
        plain = _PLAIN.match(line) is not None and "|" not in line
        if plain and len(above) >= MIN_WIDTH and " " in above:
            # Each width at which this line and no more of it would have stood there.
            ended += 1
            fits.update(range(len(above), min(MAX_WIDTH, len(above) + len(line.split(maxsplit=1)[0])) + 1))
        elif above and "](" not in above:
            loose.append(above.rfind(" "))
        above = line.rstrip() if plain else ""
    width, full = max(fits.items(), key=lambda fit: (fit[1], fit[0]), default=(0, 0))
    misfits = ended - full + sum(end > width for end in loose)
    return width if full >= MIN_FULL_LINES and misfits <= MAX_MISFITS * full else 0


def join_wrapped_headings(lines: list[str], suspects: Iterable[int], first: int) -> None:
    """Put headings together, in place, of which the last words stand on the line below, on a page that is filled to a width.

    Args:
        suspects: indexes of headings with text right below them, outside code.

    >>> page = ["## How to make the printer print again if it does", "not", ""]
    >>> page += ["Most printers that are old are able to print as", "well as new ones are, of which one hears again and"]
    >>> page += ["again that they are loud. Look at the manual that", "came with it."]
    >>> join_wrapped_headings(page, [0], 0)
    >>> page[:2]
    ['## How to make the printer print again if it does not', '']
    """
    width = 0
    for index in suspects:
        below = lines[index + 1].strip()
        further = lines[index + 2].strip() if index + 2 < len(lines) else ""
        if further or not _PLAIN.match(below) or len(below) > MAX_WIDTH:
            continue
        width = width or wrapped_width(lines, first)
        if not width:
            return
        if len(lines[index].rstrip()) <= width < len(lines[index].rstrip()) + 1 + len(below.split()[0]):
            lines[index] = f"{lines[index].rstrip()} {below}"
            lines[index + 1] = ""


def join_wrapped_labels(lines: list[str], suspects: Iterable[int], first: int) -> None:
    """Put paragraphs that are nothing but bold together, in place, where they are two lines: headings, if they are any.

    >>> page = ["**Step 2: Take the lid of the printer off and put it", "on the table**", ""]
    >>> join_wrapped_labels(page, [0], 0)
    >>> page
    ['**Step 2: Take the lid of the printer off and put it on the table**', '', '']
    """
    found = [index for index in suspects if _is_wrapped_label(lines, index, first)]
    outside = {first + offset for offset, _ in outside_fences(lines[first : found[-1] + 1])} if found else ()
    for index in found:
        if index in outside:
            lines[index], lines[index + 1] = f"{lines[index]} {lines[index + 1].strip()}", ""


def _is_wrapped_label(lines: list[str], index: int, first: int) -> bool:
    line, below = lines[index], lines[index + 1].strip()
    further = lines[index + 2] if index + 2 < len(lines) else ""
    return (
        MIN_WIDTH <= len(line) <= MAX_WIDTH
        and line.count("**") == below.count("**") == 1
        and below.endswith("**")
        and below[0].isalnum()
        and line[-1] not in " \\"
        and not further.strip()
        and (index == first or not lines[index - 1].strip())
    )


def join_wrapped_words(lines: list[str], first: int) -> None:
    """Put words and addresses together, in place, that are parted at a hyphen, on a page that is filled to a width."""
    suspects = [
        first + offset
        for offset, line in outside_fences(lines[first:])
        if line[-1:] == "-" and _HYPHEN.search(line) and not line.startswith(("    ", "\t", "|", "#"))
    ]
    suspects = [index for index in suspects if index + 1 < len(lines) and _goes_on(lines[index + 1])]
    width = wrapped_width(lines, first) if suspects else 0
    if not width:
        return
    for index in reversed(suspects):
        rest = _REST.match(lines[index + 1])
        line = lines[index]
        if rest is None or len(line) + len(rest["word"]) <= width:
            continue
        start, blank, part = line.rpartition(" ")
        if blank and not _ONLY_MARKS.fullmatch(start):
            lines[index] = start
            lines[index + 1] = f"{rest['margin']}{part}{lines[index + 1][rest.start('word') :]}"
        else:
            lines[index] = line + rest["word"]
            lines[index + 1] = rest["margin"] + lines[index + 1][rest.end() :]
            if rest.end() == len(rest.string):
                fill_line(lines, index + 1, rest["margin"])


def fill_line(lines: list[str], index: int, margin: str) -> None:
    """Gives the line at `index`, of which all words were put elsewhere, the first word of the line below, in place, and so
    on down to a line with more words: lines stay as many, and a blank one would end the paragraph. `margin` is what lines of
    the paragraph begin with.

    >>> lines = ["Look at [it](/loud-fan).", "", "is", "it loud?", "", "Wipe it."]
    >>> fill_line(lines, 1, "")
    >>> lines
    ['Look at [it](/loud-fan).', 'is', 'it', 'loud?', '', 'Wipe it.']
    """
    lines[index] = ""
    for above, below in enumerate(lines[index + 1 :], index):
        if not below.startswith(margin) or _NO_PARAGRAPH.match(below, len(margin)):
            return
        word, blank, others = below[len(margin) :].partition(" ")
        lines[above], lines[above + 1] = margin + word, margin + others if blank else ""
        if blank:
            return


def _goes_on(line: str) -> bool:
    rest = _REST.match(line)
    return rest is not None and rest["word"].strip(",.") not in _LEFT_OPEN
