"""The cards with which a vendor interrupts its own articles: name or slogan, a line or two, a row of buttons, a packshot.

Unlike the boxes of shops they name no price, and what stands around them is the vendor's article, which names the same
product. So a card is told by its form: buttons that sell, with a packshot below them, a logo above their heading, or
a heading of the lowest levels that the text behind the buttons has nothing to do with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.markup.nodes import Strong
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.selling.buttons import heading_above, is_call_to_action, with_buttons_below
from pipeline.stripping.blocks.selling.vocabulary import LOGO, PACKSHOT, names_in
from pipeline.stripping.text_forms import SENTENCE_ENDS, text_key

_BRAND = re.compile(r".+\s[-–—|]\s+(?P<name>[A-Z].*)")
"""A slogan with the name behind it: `Versatile Video Editor - Quill Studio`."""
CARD_LEVEL = 4
"""Headings of cards stand below those of articles."""
MAX_SLOGANS = 5
MIN_SLOGANS = 2
MAX_SLOGAN_WORDS = 12
MAX_PITCH_WORDS = 20
MAX_CARD_BLOCKS = 12


def vendor_cards(page: Page) -> Iterator[Mark]:
    """Cards, each from its logo or heading to the packshot below its buttons."""
    if not page.scraped:
        return
    until = last = -1
    for index in page.left():
        if index <= until or page.blocks[index].kind == "heading" or not is_call_to_action(page, index):
            continue
        last = last if index <= last else with_buttons_below(page, index)
        first = _below_logo(page, index)
        if first is not None:
            until = _with_picture_below(page, first, last)
            yield Mark(first, until, "ad", "product_card")
        elif (picture := _packshot(page, last)) is not None:
            until = picture
            yield Mark(_above_packshot(page, index, picture), until, "ad", "product_card")
        elif (first := _below_slogan(page, index, last)) is not None:
            until = last
            yield Mark(first, until, "ad", "product_card")


def _packshot(page: Page, last: int) -> int | None:
    below = page.after(last)
    if below is None or not page.is_image_only(below):
        return None
    shown = all(PACKSHOT.search(image.url) for image in page.inlines[below].images)
    return below if shown else None


def _above_packshot(page: Page, button: int, picture: int) -> int:
    """First block of a card with a packshot: a line above the buttons that opens in bold, or a heading that is the name
    of what the picture shows, with a line or two below it."""
    images = page.inlines[picture].images
    names = [text_key(image.alt) for image in images]
    files = "".join(text_key(image.url) for image in images)
    at = page.before(button)
    for _ in range(MIN_SLOGANS + 1):
        if at is None or page.inlines[at].images or page.links(at):
            break
        if page.blocks[at].kind == "heading":
            name = text_key(page.text(at))
            shown = any(n and (n in name or name in n) for n in names)
            shown = shown or any(word.lower() in files for word in names_in(page.text(at)))
            return at if shown and page.blocks[at].level >= CARD_LEVEL else button
        if page.blocks[at].kind != "paragraph" or page.words(at) > MAX_PITCH_WORDS:
            break
        nodes = page.inlines[at].nodes
        if nodes and isinstance(nodes[0], Strong) and not page.inlines[at].bold:
            return at
        at = page.before(at)
    return button


def _below_logo(page: Page, button: int) -> int | None:
    """First block of a card that a logo opens: `![Quill logo](…)` / `## Videos for all` / slogans and bullets."""
    heading = heading_above(page, button, MAX_CARD_BLOCKS, MAX_PITCH_WORDS)
    above = page.before(heading) if heading is not None else None
    if heading is None or above is None or not page.is_image_only(above):
        return None
    images = page.inlines[above].images
    if len(images) != 1 or not LOGO.search(f"{images[0].alt} {images[0].url}"):
        return None
    name = text_key(LOGO.sub("", images[0].alt))
    return None if not name or name in text_key(page.text(heading)) else above


def _with_picture_below(page: Page, logo: int, last: int) -> int:
    """Last block of a card with a logo: the picture below it, if its words begin with the logo's name."""
    below = page.after(last)
    name = text_key(LOGO.sub("", page.inlines[logo].images[0].alt))
    if below is None or not page.is_image_only(below):
        return last
    return below if all(text_key(i.alt).startswith(name) for i in page.inlines[below].images) else last


def _below_slogan(page: Page, button: int, last: int) -> int | None:
    """The heading of a card that has no picture: `##### Facebook Video Maker - Quill Studio` / `Many effects` / `[Try It
    Free](…) [Try It Free](…)`, and below it a text that does not speak of what the heading names."""
    heading = heading_above(page, button, MAX_SLOGANS, MAX_SLOGAN_WORDS)
    if heading is None or page.blocks[heading].level < CARD_LEVEL or page.text(heading)[:1].isdigit():
        return None
    between = [i for i in range(heading + 1, button) if page.alive[i] and not page.is_empty(i)]
    if any(page.text(i).endswith(SENTENCE_ENDS) or page.links(i) or page.inlines[i].images for i in between):
        return None
    branded = _BRAND.fullmatch(page.text(heading))
    texts = [link.text for link in page.links(button)]
    twins = len(texts) >= 2 and len(set(texts)) == 1
    if len(between) < MIN_SLOGANS and not (branded and twins):
        return None
    below = page.after(last)
    while below is not None and page.is_image_only(below):
        below = page.after(below)
    if below is None or page.blocks[below].kind == "heading":
        return None
    names = names_in(branded["name"] if branded else page.text(heading))
    return None if names & names_in(page.text(below)) else heading
