"""Cards of a shop whose button lost its link: picture, name, price, stars and "Add to cart" in lines of their own.

A price under a product's heading may be the article's ("Quiet One" / "$49"), and so may a button that it speaks of.
Both together are a card, where no sentence stands between them; what it names goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.selling.vocabulary import PRICE_LINE, STARS_LINE
from pipeline.stripping.text_forms import SENTENCE_ENDS, phrase_form

MAX_CARD_BLOCKS = 6
"""Blocks between a card's name and its button."""
MIN_NAME_WORDS = 2
MAX_NAME_WORDS = 16
_BUTTON = re.compile(
    r"(?:buy|shop|order|get it) (?:now|here|it now|today)|add to (?:cart|basket|bag)|view (?:deal|product|offer|price)|see (?:deal|price|it|offer)|check (?:the |latest |current )?price|sold out|in stock|free shipping"
    r"|at (?:amazon|walmart|best buy|home depot|the home depot|lowe[’']s|target|ebay|newegg|costco|wayfair|etsy|chewy|autozone|ace hardware)"
    r"|in den warenkorb|jetzt (?:kaufen|bestellen)|zum (?:angebot|shop|produkt)|\(?anzeige\)?|ajouter au panier|acheter(?: maintenant)?|voir l[’']offre|(?:añadir|agregar) al carrito|comprar(?: ahora| agora)?|ver oferta"
    r"|aggiungi al carrello|acquista(?: ora)?|vedi offerta|adicionar ao carrinho|dodaj do koszyka|kup teraz|do koszyka|zobacz ofertę|in winkelwagen|bestel nu|カートに入れる|加入购物车|立即购买",
    re.IGNORECASE,
)


def unlinked_cards(page: Page) -> Iterator[Mark]:
    """Buttons of shops with the price above them, and the name and picture that belong to it."""
    if not page.scraped:
        return
    for index in page.left():
        if not _is_line(page, index):
            continue
        first, priced = _prices_above(page, index)  # first, as hardly any line has a price above it
        if not priced or not _is_button(page, index) or page.is_led_to(index):
            continue
        start = _name_above(page, first, index)
        if start is not None and not page.is_led_to(start):
            yield Mark(start, index, "ad", "product_box")


def _is_line(page: Page, index: int) -> bool:
    block = page.blocks[index]
    return block.kind == "paragraph" and not block.depth and not page.inlines[index].images


def _is_button(page: Page, index: int) -> bool:
    return (
        _BUTTON.fullmatch(phrase_form(page.text(index))) is not None
        or page.phrase("boilerplate", index) == "price_note"
    )


def _prices_above(page: Page, button: int) -> tuple[int, bool]:
    """The first of the prices and stars right above a button, and whether a price is among them."""
    first, priced, at = button, False, page.before(button)
    for _ in range(MAX_CARD_BLOCKS):
        if at is None or not _is_line(page, at) or page.links(at):
            break
        text = page.text(at).strip()
        price = PRICE_LINE.fullmatch(text) is not None
        if not price and not STARS_LINE.fullmatch(text):
            break
        first, priced, at = at, priced or price, page.before(at)
    return first, priced


def _name_above(page: Page, first: int, button: int) -> int | None:
    """The product's name above its prices, or the picture above that; None where something else stands there. A heading
    is the card's only where nothing but the card stands under it."""
    name = page.before(first)
    if name is None or not MIN_NAME_WORDS <= page.words(name) <= MAX_NAME_WORDS or page.links(name):
        return None
    block = page.blocks[name]
    if block.kind == "heading":
        after = page.after(button)
        alone = after is None or page.blocks[after].kind == "heading"
        if not alone or block.level < _level_of_section(page, name):
            return None
    elif not _is_line(page, name) or page.text(name).rstrip().endswith(SENTENCE_ENDS):
        return None
    picture = page.before(name)
    return picture if picture is not None and page.is_image_only(picture) else name


def _level_of_section(page: Page, heading: int) -> int:
    """The level below which the headings of a page are those of its boxes: that of the nearest heading above."""
    above = (i for i in range(heading - 1, -1, -1) if page.blocks[i].kind == "heading" and page.alive[i])
    nearest = next(above, None)
    return 0 if nearest is None else page.blocks[nearest].level + 1
