"""Controls of a page, told by their form: the buttons and clocks of a video player, a button beside its twin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page

_CLOCK = re.compile(r"(?:current time|duration|remaining time|loaded)\W{0,4}\d|seconds of .{3,60}volume")
_CLOCK_WORDS = ("time", "duration", "loaded", "seconds")
"""Of which a clock has one; looking for them takes a fifth of the time of the pattern."""
MAX_CLOCK_CHARS = 160
MIN_PLAYER_LINES = 4
MAX_BUTTON_WORDS = 10


def player_controls(page: Page) -> Iterator[Mark]:
    """Runs of the buttons and clocks of a video player; a clock must be among them, as an article may list buttons."""
    last = -1
    for index in page.left():
        text = page.text(index)
        if index <= last or len(text) > MAX_CLOCK_CHARS or not _has_clock(text.lower()):
            continue
        if not _is_control(page, index):
            continue
        first = last = index
        while (above := page.before(first)) is not None and _is_control(page, above):
            first = above
        while (below := page.after(last)) is not None and _is_control(page, below):
            last = below
        if sum(page.alive[first : last + 1]) >= MIN_PLAYER_LINES or "olume" in page.text(index):
            yield Mark(first, last, "boilerplate", "player_words")


def _has_clock(text: str) -> bool:
    return any(word in text for word in _CLOCK_WORDS) and _CLOCK.search(text) is not None


def _is_control(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if (
        block.kind not in ("paragraph", "item")
        or page.links(index)
        or (block.ordered and block.kind == "item")
    ):
        return False
    return page.text(index).strip() in ("/", "|", "-") or page.phrase("player_words", index) is not None


def doubled_buttons(page: Page) -> Iterator[Mark]:
    """A short link alone on its line and once more right below: a button for wide screens, and its twin for narrow
    ones."""
    if not page.scraped:
        return
    for index in page.left():
        if not page.links(index) or not _is_button(page, index):
            continue
        last = index
        while last + 1 < len(page.blocks) and _is_same_button(page, index, last + 1):
            last += 1
        if last > index:
            yield Mark(index, last, "boilerplate", "doubled_button")


def _is_button(page: Page, index: int) -> bool:
    block = page.blocks[index]
    short = page.is_link_only(index) and page.words(index) <= MAX_BUTTON_WORDS
    return block.kind == "paragraph" and not block.depth and short


def _is_same_button(page: Page, first: int, other: int) -> bool:
    return (
        page.alive[other]
        and page.text(first) == page.text(other)
        and [link.url for link in page.links(first)] == [link.url for link in page.links(other)]
        and _is_button(page, other)
    )
