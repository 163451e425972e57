"""Places of which both the raw line and the clean text are known: fixes, steps and images."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.records import CleanArticle

_NOT_WORDS = re.compile(r"[\W_]+")
NEEDLE_CHARS = 40
"""Of a step's text are compared: more would fail on images and links inside it."""
WINDOW = 400
"""Blocks searched for the next anchor; a bound, so that hostile articles cost no quadratic time."""


class Passage(NamedTuple):
    """A line or block of the clean text: its words (see `words_of`) and what holds its image addresses."""

    words: str
    urls: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A fix, step or image (`index` in the article's own order), its raw line, and what its text holds."""

    line: int
    kind: Literal["fix", "step", "image"]
    index: int
    needle: str

    def is_at(self, passage: Passage) -> bool:
        """Whether a passage of the clean text can be this anchor's place."""
        return bool(self.needle) and self.needle in (passage.urls if self.kind == "image" else passage.words)


def anchors_of(item: CleanArticle) -> list[Anchor]:
    """All anchors of an article in the order of its lines."""
    anchors = [Anchor(fix.start_line, "fix", fix.fix_index, words_of(fix.title)) for fix in item.fixes]
    anchors += [
        Anchor(step.start_line, "step", index, words_of(step.text)[:NEEDLE_CHARS])
        for index, step in enumerate(item.steps)
    ]
    anchors += [
        Anchor(image.line, "image", image.image_index, image.url)
        for image in item.images
        if image.line is not None
    ]
    return sorted(anchors, key=lambda anchor: anchor.line)


def words_of(text: str) -> str:
    """The first line of a text reduced to its words, for comparing Markdown with plain text."""
    return _NOT_WORDS.sub(" ", text.partition("\n")[0].lower()).strip()


def locate(anchors: Sequence[Anchor], passages: Sequence[Passage]) -> dict[int, list[Anchor]]:
    """Index of a passage → the anchors whose place it is; both go through the article in the same order."""
    found: dict[int, list[Anchor]] = {}
    place = 0
    for anchor in anchors:
        for index in range(place, min(place + WINDOW, len(passages))):
            if anchor.is_at(passages[index]):
                found.setdefault(index, []).append(anchor)
                place = index
                break
    return found
