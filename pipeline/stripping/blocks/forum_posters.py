"""Who wrote a post of a forum, as XenForo sets it beside each: name, rank, and figures about both."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page

_FIGURE = re.compile(
    r"(?:joined ?:? ?|messages ?:? ?|reaction score ?:? ?|points ?:? ?)?(?:[\d.,]{1,12}[km]?|\w{3,9}\.? \d{1,2},? \d{4}|\d{1,2} \w{3,9}\.? \d{4}"
    r"|#\d{1,4}|(?:yesterday|today|\w{6,9}) at \d{1,2}:\d{2} ?(?:[ap]m)?)",
    re.IGNORECASE,
)
"""A count or a date: `Apr 3, 2022`, `510`, `Messages: 12`."""
NAME_LEVEL, RANK_LEVEL = 4, 5
MAX_WORDS = 4
"""Words of a name and of a rank."""
MAX_FIGURES = 10
MIN_POSTERS = 2
"""Names with a rank and a figure below that make a forum's page: one may be a section of an article."""


def forum_posters(page: Page) -> Iterator[Mark]:
    """`#### jay_tech` / `##### Titan` / `Apr 3, 2022` / `12`, above each post."""
    if not page.scraped:
        return
    found = [mark for index in page.left() if (mark := _poster(page, index)) is not None]
    if len(found) >= MIN_POSTERS:
        yield from found


def _poster(page: Page, index: int) -> Mark | None:
    if not _is_label(page, index, NAME_LEVEL):
        return None
    rank = page.after(index)
    if rank is None or not _is_label(page, rank, RANK_LEVEL):
        return None
    last, at = rank, page.after(rank)
    for _ in range(MAX_FIGURES):
        if at is None or not _is_figure(page, at):
            break
        last, at = at, page.after(at)
    return Mark(index, last, "boilerplate", "forum_poster") if last > rank else None


def _is_label(page: Page, index: int, level: int) -> bool:
    block = page.blocks[index]
    return block.kind == "heading" and block.level == level and 0 < page.words(index) <= MAX_WORDS


def _is_figure(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if block.kind not in ("paragraph", "item") or block.ordered or page.inlines[index].images:
        return False
    return _FIGURE.fullmatch(page.text(index).strip()) is not None
