"""Calls to action and the product boxes they end.

A line is a call to action when all it says is what a button says ("View On Amazon $950") and it sells. The
blocks above belong to it when they form a box: a heading that repeats a product named elsewhere or that a
vendor puts on every page, pictures, a short pitch. Prose that recommends a product is the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.selling.box_starts import (
    MAX_AWARD_WORDS,
    MAX_BOX_BLOCKS,
    MAX_BOX_LINE_WORDS,
    box_start,
    is_box_line,
)
from pipeline.stripping.blocks.selling.buttons import ends_in_button, is_call_to_action, with_small_print
from pipeline.stripping.blocks.selling.paid_lines import is_labelled_ad
from pipeline.stripping.blocks.selling.vocabulary import BOX_BANNER, PRICE
from pipeline.stripping.text_forms import text_key

MAX_PACKSHOT_LINES = 3
"""Lines between a box's name and its buttons, the name with them."""
_RANK = re.compile(r"(?:sale ?)?best ?seller no\.? ?\d+(?: ?sale)?", re.IGNORECASE)
"""The ribbon that shop plugins put on a box: the rank of its product."""
_JUMP = re.compile(r"(?:jump|skip) to (?:the )?(?:review|details)", re.IGNORECASE)
_BADGE = re.compile(r"sale|deal|save \d{1,2} ?%", re.IGNORECASE)


def product_boxes(page: Page) -> Iterator[Mark]:
    """Calls to action, each with the box it closes, if it closes one."""
    for index in page.left():
        if (last := _labelled_box_end(page, index)) is not None:
            yield Mark(index, last, "ad", "product_box")
            continue
        if is_labelled_ad(page, index):
            yield Mark(index, index, "ad", "labelled_ad")
            continue
        if (pick := _pick(page, index)) is not None:
            yield Mark(_with_label_above(page, pick[0]), pick[1], "ad", "product_box")
            continue
        button = is_call_to_action(page, index)
        if not button and not ends_in_button(page, index):
            continue
        if (first := box_start(page, index)) is not None:
            last = with_small_print(page, index, alone=False)
            yield Mark(_with_label_above(page, first), _with_banner_below(page, last), "ad", "product_box")
        elif button and (box := _packshot_box(page, index)) is not None:
            yield Mark(*box, "ad", "product_box")
        elif button:
            yield Mark(index, with_small_print(page, index, alone=True), "ad", "call_to_action")


def _labelled_box_end(page: Page, label: int) -> int | None:
    """Last block of the box that a shop plugin writes below "Bestseller No. 1": names, bullets and pictures that sell,
    down to the price. None when no price or button ends it."""
    if not _RANK.fullmatch(page.text(label).strip()) or page.blocks[label].kind == "table":
        return None
    last, sold, at = None, False, page.after(label)
    while at is not None and at - label <= MAX_BOX_BLOCKS:
        sells = page.sells(at)
        named = sells and (page.is_link_only(at) or page.is_image_only(at))
        if _RANK.fullmatch(page.text(at).strip()) or not (
            named or page.is_image_only(at) or is_box_line(page, at)
        ):
            break
        sold = sold or sells
        if sells and (PRICE.search(page.text(at)) or is_call_to_action(page, at)):
            last = at
        at = page.after(at)
    return last if sold else None


def _pick(page: Page, index: int) -> tuple[int, int] | None:
    """First and last block of a pick in the list of picks above a test: `Best on a Budget:` / `SALE` / `[Fan 3 at Shop
    $20](…)` / `[Jump to Review](…)`."""
    jump = page.after(index) if page.is_link_only(index) else None
    if jump is None or not page.is_link_only(jump) or not _JUMP.fullmatch(page.text(jump).strip()):
        return None
    if not page.sells(index) and not is_call_to_action(page, index):
        return None
    above = page.before(index)
    if above is not None and _BADGE.fullmatch(page.text(above).strip()):
        above = page.before(above)
    if above is None or page.blocks[above].kind != "paragraph" or page.blocks[above].depth:
        return None
    label = not page.links(above) and page.words(above) <= MAX_AWARD_WORDS
    return (above, jump) if label and page.text(above).rstrip().endswith(":") else None


def _packshot_box(page: Page, button: int) -> tuple[int, int] | None:
    """First and last block of a box whose picture stands below its buttons and says the name above its pitch:
    `Fan Studio` / `Silence in a minute.` / `[Free Download](…)` / `![Fan Studio](box.webp)`."""
    below = _picture_below(page, button)
    if below is None:
        return None
    names = {text_key(image.alt) for image in page.inlines[below].images}
    name = names.pop() if len(names) == 1 else ""
    at = page.before(button)
    for _ in range(MAX_PACKSHOT_LINES):
        if not name or at is None or page.blocks[at].kind != "paragraph" or page.blocks[at].depth:
            return None
        if page.links(at) or page.inlines[at].images or page.words(at) > MAX_BOX_LINE_WORDS:
            return None
        if text_key(page.text(at)) == name:
            return at, below
        at = page.before(at)
    return None


def _picture_below(page: Page, button: int) -> int | None:
    """The picture below a button and those that follow it."""
    below = page.after(button)
    while below is not None and below - button < MAX_BOX_BLOCKS and is_call_to_action(page, below):
        below = page.after(below)
    return below if below is not None and page.is_image_only(below) else None


def _with_label_above(page: Page, first: int) -> int:
    """First block of a box with the label above it ("Our Top Pick"), which may stand above a banner that is gone."""
    above = page.before(first)
    if above is None or page.blocks[above].kind != "paragraph" or page.blocks[above].depth:
        return first
    return above if page.phrase("vendor_box", above) and not page.links(above) else first


def _with_banner_below(page: Page, button: int) -> int:
    """Last block of a box with the vendor's picture below its button."""
    below = _picture_below(page, button)
    if below is None:
        return button
    return below if all(BOX_BANNER.search(image.url) for image in page.inlines[below].images) else button
