"""Boxes that a vendor sets into every article of its own: the name of a program, a line of praise, what it can do, and
below how many people have it or a seal that calls the download safe.

The text around recommends the same program and stays. No button needs to be left: scrapers lose it, as it was drawn
by a script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.selling.vocabulary import SMALL_PICTURE
from pipeline.stripping.text_forms import text_key

MAX_PRAISE_WORDS = 20
"""Longest line below the name; those of real boxes have up to 14 words."""
MAX_BOX_ITEMS = 12
MAX_BOXES = 50
"""Boxes of a page; each is held against all its blocks. Real pages have up to seven."""
MIN_NAME = 4
"""Letters a name must have to be looked for in the rest of the page."""


def boasted_boxes(page: Page) -> Iterator[Mark]:
    """Lines that boast of a download, each with the box it closes. Where no box is left, a seal must be drawn and a count
    stand below one: an article may count downloads too."""
    if not page.scraped:
        return
    words: list[str] = []
    named = 0
    for index in page.left():
        rule = page.phrase("boast", index) if _is_line(page, index) and not page.is_led_to(index) else None
        if rule is None:
            continue
        heading = _heading_of_praise(page, index)
        if heading is not None:
            words = words or [text_key(page.text(i)) for i in range(len(page.blocks))]
            named += 1
        if heading is not None and named <= MAX_BOXES and _is_name(page, heading, index, words):
            yield Mark(_with_icons_above(page, heading), index, "ad", "product_box")
        elif page.inlines[index].images or page.removed_by.get(index - 1) in ("safety_seal", "product_box"):
            yield Mark(index, index, "ad", rule)


def _is_line(page: Page, index: int) -> bool:
    block = page.blocks[index]
    return block.kind == "paragraph" and not block.depth


def _heading_of_praise(page: Page, boast: int) -> int | None:
    """The heading above a boast where nothing but a line of praise and bullets stands between them."""
    at = page.before(boast)
    items = 0
    while at is not None and items <= MAX_BOX_ITEMS and page.blocks[at].kind == "item":
        if page.blocks[at].ordered:
            return None
        items += 1
        at = page.before(at)
    if at is not None and _is_line(page, at) and 0 < page.words(at) <= MAX_PRAISE_WORDS:
        at = page.before(at)
    if at is None or not 0 < items <= MAX_BOX_ITEMS or page.blocks[at].kind != "heading":
        return None
    return at


def _is_name(page: Page, heading: int, boast: int, words: Sequence[str]) -> bool:
    """Whether a heading is nothing but the name of what the article recommends: a link that sells, or words that
    stand outside the box too."""
    if page.is_link_only(heading) and page.sells(heading):
        return True
    name = words[heading]
    return len(name) >= MIN_NAME and (
        any(name in said for said in words[:heading]) or any(name in said for said in words[boast:])
    )


def _with_icons_above(page: Page, heading: int) -> int:
    while (above := page.before(heading)) is not None and page.is_image_only(above):
        if not page.shows_only(above, SMALL_PICTURE):
            break
        heading = above
    return heading
