"""Headings in bold that lost their line: `… for an easy way. **Way 1: Wipe the blades** 1) Unplug the fan. 2) …`.

Some scrapers run the paragraphs of a page together. A label that counts tells its headings from words that only
lead a paragraph, where the article counts on with it in the midst of paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.markup.fences import outside_fences
from pipeline.rules.load import HeadingRules

_LABELLED = re.compile(
    r"(?<!\[)\*\*[ \t]?(?P<label>[^\W\d_]{2,12})[ \t]?#?(?P<number>\d{1,2})[ \t]?[:：.–—-][ \t]?(?P<title>[^*\n\[\]]{4,120})\*\*(?!\])"
)
_TEXT = re.compile(r"[ \t]{0,3}(?:\d{1,2}[.)\\]|\*\*|[^\W\d_])")
"""The beginning of a paragraph or numbered item: no bullet, quote, table or heading."""
_ASIDE = re.compile(r"\([^()]*\)")
_CLOSES = frozenset(".!?:)。：！？）")
_GOES_ON = re.compile(r"\s*(?:[A-Z\d\"“(（!\[*]|[^\x00-\x7f–—…’”])")
"""A new sentence or item behind a heading; behind words that lead a sentence, it goes on in small letters."""
MIN_LINE_CHARS = 120
MIN_TITLE_WORDS = 2
MAX_HEADINGS = 40


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
    found = [heading for heading in _headings(lines) if heading.label in rules.labels]
    cuts = [
        heading
        for label in dict.fromkeys(heading.label for heading in found)
        for heading in _series([h for h in found if h.label == label], lines, label in rules.step_labels)
    ]
    if not cuts:
        return lines, raw
    out: list[str] = []
    where: list[int] = []
    for index, line in enumerate(lines):
        parts = [line]
        for heading in reversed([cut for cut in cuts if cut.line == index]):
            parts[:1] = [line[: heading.start], line[heading.start : heading.end], line[heading.end :]]
            line = parts[0]
        shown = [part.strip() for part in parts if part.strip()] if len(parts) > 1 else parts
        for number, part in enumerate(shown):
            out += ["", part] if number else [part]
            where += [raw[index]] * (2 if number else 1)
    return out, where


def _headings(lines: Sequence[str]) -> Iterator[_Found]:
    for index, line in outside_fences(lines):
        if len(line) < MIN_LINE_CHARS or "**" not in line or not _TEXT.match(line):
            continue
        for match in _LABELLED.finditer(line):
            if len(_ASIDE.sub("", match["title"]).split()) >= MIN_TITLE_WORDS:
                number, ends = int(match["number"]), match["title"].rstrip()[-1:] in ".。"
                yield _Found(index, match.start(), match.end(), match["label"].lower(), number, ends)


def _series(found: list[_Found], lines: Sequence[str], steps: bool) -> list[_Found]:
    """The headings of one label, if they count from 1, each is followed by text, and one stands behind other text.

    Steps that say all they say in bold ("**Step 2: Open the grille.** It is stiff.") are actions, not headings.
    """
    counted = [heading.number for heading in found] == list(range(1, len(found) + 1))
    if not 2 <= len(found) <= MAX_HEADINGS or not counted or (steps and any(h.ends_sentence for h in found)):
        return []
    inside = False
    for heading in found:
        line = lines[heading.line]
        before = line[: heading.start].rstrip(" \t*")
        if before and before[-1] not in _CLOSES:
            return []
        if not _GOES_ON.match(line, heading.end):
            return []
        inside = inside or bool(before)
    return found if inside else []
