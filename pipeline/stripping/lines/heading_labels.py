"""Labels on lines of their own above the headings that they count, as wikiHow and pages with small print above each
heading set them: put into the heading.

    Method 1 of 2:                       ### Method 1 of 2: Wipe the blades

    ### Wipe the blades
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.markup.fences import outside_fences
from pipeline.rules.load import HeadingRules
from pipeline.stripping.lines.dropped import Dropped

_LABEL = re.compile(
    r"[ \t]{0,3}(?P<bold>\*\*|__|)(?P<label>[^\W\d_]{2,16})[ \t]{0,2}#?(?P<number>\d{1,2})"
    r"(?P<total>[ \t]?(?:of|von|de|di|sur|van|av|af|z|из|/|／)[ \t]?\d{1,2})?[ \t]?[:：.]?(?P=bold)[ \t]*",
    re.IGNORECASE,
)
MAX_LABEL_CHARS = 30
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?P<text>\S.*)")
_COUNTED = re.compile(r"[*_]*(?:[^\W\d_]{2,16}[ \t]?#?\d{1,2}\b|\d{1,2}[.):])")
"""The text of a heading that counts by itself."""


class _Labelled(NamedTuple):
    """A heading below a label: the indexes of their lines, where the heading's text begins, and what the label says."""

    heading: int
    text_start: int
    label: int
    word: str
    number: int
    counts_all: bool


def take_labels(lines: Sequence[str], rules: HeadingRules) -> tuple[list[str], list[Dropped]]:
    """The lines with such labels in their headings, and the lines where one stood a second time. Nothing is
    moved unless the labels count from 1, and there are several or they say how many there are.

    >>> from pipeline.rules.load import load_rules
    >>> take_labels(["Method 1", "", "Method 1 of 1:", "", "### Oil it"], load_rules().headings)
    (['', '', '', '', '### Method 1 of 1: Oil it'], [Dropped(place=0, rule='repeated_label', text=None)])
    """
    found = _labelled(lines, rules)
    series: dict[str, list[_Labelled]] = {}
    for heading in found:
        series.setdefault(heading.word, []).append(heading)
    out = list(lines)
    twice: list[Dropped] = []
    for headings in series.values():
        counted = [heading.number for heading in headings] == list(range(1, len(headings) + 1))
        if counted and (len(headings) > 1 or headings[0].counts_all):
            for heading in headings:
                twice += _put_in(out, heading)
    return out, twice


def _labelled(lines: Sequence[str], rules: HeadingRules) -> list[_Labelled]:
    found: list[_Labelled] = []
    for index, line in enumerate(lines):
        if line[:1] != "#" or (label := _above(lines, index)) is None:
            continue
        match = _match(lines[label], rules)
        heading = _HEADING.fullmatch(line)
        if match is not None and heading is not None and not _COUNTED.match(heading["text"]):
            word, number, total = match["label"].lower(), int(match["number"]), match["total"]
            found.append(_Labelled(index, heading.start("text"), label, word, number, total is not None))
    if not found:
        return []
    outside = {index for index, _ in outside_fences(list(lines))}
    return [heading for heading in found if heading.heading in outside]


def _match(line: str, rules: HeadingRules) -> re.Match[str] | None:
    match = _LABEL.fullmatch(line) if len(line) <= MAX_LABEL_CHARS else None
    return match if match is not None and match["label"].lower() in rules.labels else None


def _above(lines: Sequence[str], index: int) -> int | None:
    """The line above, blank ones passed over."""
    return next((i for i in range(index - 1, -1, -1) if lines[i] and not lines[i].isspace()), None)


def _put_in(lines: list[str], heading: _Labelled) -> list[Dropped]:
    """Puts a label into its heading, in place; the lines where it stood a second time."""
    text = lines[heading.label].strip(" \t*_:：.")
    twice: list[Dropped] = []
    before = _above(lines, heading.label)
    again = _LABEL.fullmatch(lines[before]) if before is not None else None
    same = again is not None and (again["label"].lower(), int(again["number"])) == (
        heading.word,
        heading.number,
    )
    if before is not None and same:
        twice.append(Dropped(before, "repeated_label", None))
        lines[before] = ""
    line, start = lines[heading.heading], heading.text_start
    lines[heading.heading] = f"{line[:start]}{text}: {line[start:]}"
    lines[heading.label] = ""
    return twice
