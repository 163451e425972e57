"""What shops and vendors write and show, by which the modules beside this one know their boxes."""

from __future__ import annotations

import re

PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?(?:USD|EUR|€)")
"""A price somewhere in a button's words."""
_MONEY = r"(?:(?:us|ca|au|r)?[$€£¥₹]\s?\d[\d.,]*|\d[\d.,]*\s?(?:€|£|zł|kč|kr|₽|円|元|usd|eur|chf|pln|\$))"
PRICE_LINE = re.compile(
    rf"(?:(?:now|was|from|only|list|price|sale|statt|ab|nur|uvp|preis|prix|precio|preço|prezzo|cena|desde|a partir de|dès|od)\W{{0,2}} ?)?(?>{_MONEY})"
    rf"(?>{_MONEY}|\d{{1,2}} ?% ?(?:off)?|was|statt|uvp|list|save|avant|antes|prima|\W)*",
    re.IGNORECASE,
)
"""A whole line of prices: `Now: $18.99 (was $24.00)`."""
STARS_LINE = re.compile(
    r"(?:[⭐★☆✭✮ ️]{3,}+\W*+)?(?:rated )?(?:\d(?:[.,]\d{1,2})?(?:\s*(?:/|out of|von|sur|de|su|z)\s*(?:5|10))?(?:\s*stars?)?)?\W*+(?:\(?\d[\d.,]*(?: (?:reviews?|ratings?|avis|bewertungen|reseñas|recensioni|avaliações|opinii))?\)?)?\W*+",
    re.IGNORECASE,
)
"""A whole line of stars and how many gave them: `★★★★☆ 4.4 out of 5 (1,204 reviews)`."""
_SHOP = re.compile(
    r"\b(?:amazon|ebay|walmart|best buy|newegg|aliexpress|otto|mediamarkt|saturn|fnac|cdiscount|bol\.com|allegro|rakuten|flipkart|lazada|shopee|mercado ?libre|etsy"
    r"|coolblue|x-kom|ceneo|media expert|morele|zalando|alza|idealo|notebooksbilliger|cyberport|darty|boulanger|ldlc"
    r"|pccomponentes|el corte inglés|magalu|magazine luiza|kabum|americanas|mercado ?livre|unieuro|mediaworld|euronics"
    r"|currys|argos)(?:\b|で|の)",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Z][\w-]{2,}")
_ICON = r"icon|logo|badge|box-?shot"
VENDOR_PICTURE = re.compile(rf"{_ICON}|banner", re.IGNORECASE)
"""A vendor's own picture; a screenshot above a vendor's box belongs to the step before it."""
SMALL_PICTURE = re.compile(rf"{_ICON}|arrow", re.IGNORECASE)
"""The icons above a box in which no link needs to sell; a banner there may be the article's header."""
BOX_BANNER = re.compile(r"banner[\w-]*\.(?:png|jpe?g|gif|webp)(?:\?|$)", re.IGNORECASE)
"""The address of a picture that closes a vendor's box."""
BUTTON_PICTURE = re.compile(
    r"(?:^|[/_-])(?:(?:download|buy|try|order|get|shop|install|scan)[_-]now|free[_-](?:download|trial))(?:[_-](?:button|btn))?"
    r"\.(?:png|jpe?g|gif|webp|svg)(?:\?|$)",
    re.IGNORECASE,
)
"""The address of a picture of a button."""
PACKSHOT = re.compile(
    r"product[-_ ]?box|box[-_]?shot|pack[-_]?shot|/banners?/|side[-_]brand|[-_]box\.(?:png|jpe?g|webp)",
    re.IGNORECASE,
)
"""The address of a picture of the product in its box."""
LOGO = re.compile(r"\blogo\b|[/_-]logo[/_.-]", re.IGNORECASE)


def names_offer(text: str) -> bool:
    """Whether a text names a price or a shop."""
    return PRICE.search(text) is not None or _SHOP.search(text) is not None


def names_in(text: str) -> set[str]:
    """Words of a text that may be names: three letters or more, the first a capital."""
    return set(_NAME.findall(text))
