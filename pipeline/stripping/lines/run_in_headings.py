"""Headings in bold that lost their line: `… for an easy way. **Way 1: Wipe the blades** 1) Unplug the fan. 2) …`.

Some scrapers run the paragraphs of a page together. A label that counts tells its headings from words that only
lead a paragraph, where the article counts on with it in the midst of paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.markup.fences import outside_fences
from pipeline.rules.load import HeadingRules

_LABELLED = re.compile(
    r"\*\*(?<!\[\*\*)[ \t]?(?P<label>[^\W\d_]{2,12})[ \t]?#?(?P<number>\d{1,2})[ \t]?[:：.–—-][ \t]?(?P<title>[^*\n\[\]]{4,120})\*\*(?!\])"
)
_TEXT = re.compile(r"[ \t]{0,3}(?:\d{1,2}[.)\\]|\*\*|[^\W\d_])")
"""The beginning of a paragraph or numbered item: no bullet, quote, table or heading."""
_ASIDE = re.compile(r"\([^()]*\)")
_CLOSES = frozenset(".!?:)。：！？）")
_GOES_ON = re.compile(r"\s*(?:[A-Z\d\"“(（!\[*]|[^\x00-\x7f–—…’”])")
"""A new sentence or item behind a heading; behind words that lead a sentence, it goes on in small letters."""
MIN_LINE_CHARS = 120
MIN_TITLE_WORDS = 2


class _Found(NamedTuple):
    line: int
    start: int
    end: int
    label: str
    number: int
    ends_sentence: bool


def split_run_in_headings(
    lines: list[str], raw: list[int], rules: HeadingRules
) -> tuple[list[str], list[int]]:
    """Markdown lines and their raw lines, headings that stand inside paragraphs on lines of their own."""
    found: dict[str, list[_Found]] = {}
    for heading in _headings(lines):
        found.setdefault(heading.label, []).append(heading)
    cuts: dict[int, list[_Found]] = {}
    for label, headings in found.items():
        if label in rules.labels and _is_series(headings, lines, label in rules.step_labels):
            for heading in headings:
                cuts.setdefault(heading.line, []).append(heading)
    if not cuts:
        return lines, raw
    out: list[str] = []
    where: list[int] = []
    for index, line in enumerate(lines):
        parts = _cut_up(line, cuts[index]) if index in cuts else [line]
        for number, part in enumerate(parts):
            out += ["", part] if number else [part]
            where += [raw[index]] * (2 if number else 1)
    return out, where


def _cut_up(line: str, headings: list[_Found]) -> list[str]:
    edges = sorted({0, len(line), *(edge for heading in headings for edge in (heading.start, heading.end))})
    return [part for start, end in pairwise(edges) if (part := line[start:end].strip())]


def _headings(lines: Sequence[str]) -> Iterator[_Found]:
    if _LABELLED.search("\n".join(lines)) is None:  # most pages; no label goes over a line's end
        return
    labelled = {
        index
        for index, line in enumerate(lines)
        if len(line) >= MIN_LINE_CHARS and "**" in line and _LABELLED.search(line) and _TEXT.match(line)
    }
    for index, line in outside_fences(lines) if labelled else ():
        for match in _LABELLED.finditer(line) if index in labelled else ():
            if len(_ASIDE.sub("", match["title"]).split()) >= MIN_TITLE_WORDS:
                number, ends = int(match["number"]), match["title"].rstrip()[-1:] in ".。"
                yield _Found(index, match.start(), match.end(), match["label"].lower(), number, ends)


def _is_series(found: list[_Found], lines: Sequence[str], steps: bool) -> bool:
    """Whether the headings of one label count from 1, each is followed by text, and one stands behind other text.

    Steps that say all they say in bold ("**Step 2: Open the grille.** It is stiff.") are actions, not headings.
    """
    if [heading.number for heading in found] != list(range(1, len(found) + 1)) or len(found) < 2:
        return False
    if steps and any(heading.ends_sentence for heading in found):
        return False
    before = [lines[heading.line][: heading.start].rstrip(" \t*") for heading in found]
    if not any(before) or any(text and text[-1] not in _CLOSES for text in before):
        return False
    return all(_GOES_ON.match(lines[heading.line], heading.end) for heading in found)
