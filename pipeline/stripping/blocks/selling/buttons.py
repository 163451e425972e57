"""What a button is: a line that says what buttons say, and sells; what belongs to it above and below."""

from __future__ import annotations

import re

from pipeline.stripping.blocks.page import Page
from pipeline.stripping.blocks.selling.vocabulary import names_offer
from pipeline.stripping.text_forms import phrase_form, text_key

MAX_BUTTON_WORDS = 14
MAX_BUTTON_CHARS = 100
MAX_PROMISE_WORDS = 9
MAX_WORDS_BELOW = 12
"""Words of a line that says a promise, and of any line between or below the buttons of a card."""
_BUYS = re.compile(
    r"^\W*(?:try\b.{0,30}\bfree|(?:start (?:your )?)?free trial)\b|^\W*(?:buy|order|shop|kup|koop|bestel|acheter|comprar?|compre|acquista|купить|立即购买|立即購買)\b"
    r"|\b(?:prices?|preise?|prix|precio|preço|prezzo|prijs|cenę)\b",
    re.IGNORECASE,
)
"""What a button says that leads to a shop, if its link does not tell."""
_SMALL_PRINT = re.compile(
    r"\b(?:or (?:later|above|higher)|(?:32|64)-?bit|secure|safe|clean|card)\b", re.IGNORECASE
)
"""What tells a button's small print from a label ("For Windows 10") of the text below it."""
_TELLS_MORE = re.compile(
    r"(?:learn|see|find out|read|know) more(?: about .{2,30})?|more info(?:rmation)?|details", re.IGNORECASE
)
"""What the last of several buttons in a row may say: `[Free Download](…) [Free Download](…) [Learn More >](…)`."""
_BUTTON_SYSTEMS = re.compile(
    r"(?:\s(?:(?:compatible with|for|für|pour|para|per|voor|dla)\s)?(?:win(?:dows)?|mac(?:os)?|os x|android|ios|linux)\b(?:[\d./,… -]|\b(?:xp|vista|(?<!\s)os x|(?:or|and) (?:later|above|higher|up))\b)*"
    r"|\s100 ?% [^\d%]{4,24})+$"
)
"""What a button says below its own words: systems, promises (`Free Download` / `Windows 11/10/8` / `100% Clean & Safe`)."""


def is_call_to_action(page: Page, index: int) -> bool:
    """Whether a block says only what a button says, and its link sells."""
    block, inline = page.blocks[index], page.inlines[index]
    if block.kind not in ("paragraph", "item", "heading") or not inline.links:
        return False
    if block.ordered and (block.kind == "item" or page.is_led_to(index) or not page.sells(index)):
        return False
    if ends_in_button(page, index) and _is_price(inline.links[-1].text):
        return True
    if _is_pictured_button(page, index):
        return True
    texts = [link.text for link in inline.links if link.text]
    words = page.words(index)
    if words > MAX_BUTTON_WORDS and (words > MAX_BUTTON_WORDS * len(texts) or not page.is_link_only(index)):
        return False
    if not _outside_is_tail(page, index):
        return False
    buttons = [_is_button_text(page, text) for text in texts]
    # A button may bring its small print along: `[Free download](…)[About the Windows version](…)`.
    shop = page.sells(index) and page.words(index) <= 6 and names_offer(inline.text)
    if shop and block.kind != "heading":
        return True
    if not buttons or not (
        all(buttons)
        or (buttons[0] and len(buttons) == 2 and page.words(index) <= 10)
        or (
            buttons[0]
            and all(b or _TELLS_MORE.fullmatch(t.strip(" >»→")) for b, t in zip(buttons, texts, strict=True))
        )
    ):
        return False
    return _sells(page, index, inline.text)


def _is_button_text(page: Page, text: str) -> bool:
    form = phrase_form(text) if len(text) <= MAX_BUTTON_CHARS else ""
    if page.rules.phrase("call_to_action", form):
        return True
    own = _BUTTON_SYSTEMS.sub("", form)
    return own != form and bool(page.rules.phrase("call_to_action", own))


def _is_pictured_button(page: Page, index: int) -> bool:
    """Nothing but pictures whose links sell: each says what a button says, or one picture stands there twice, for wide
    screens and for narrow ones."""
    inline = page.inlines[index]
    if not page.is_image_only(index) or len(inline.links) < len(inline.images):
        return False
    if not all(link.sells for link in inline.links):
        return False
    doubled = len(inline.images) > 1 and len({image.url for image in inline.images}) == 1
    return doubled or all(_is_button_text(page, image.alt) for image in inline.images)


def _sells(page: Page, index: int, text: str) -> bool:
    if page.sells(index):
        return True
    return page.scraped and (names_offer(text) or _BUYS.search(text) is not None)


def _outside_is_tail(page: Page, index: int) -> bool:
    outside = page.inlines[index].outside
    return not text_key(outside) or _tail(page, outside) is not None


def ends_in_button(page: Page, index: int) -> bool:
    """A short block whose last line is a button that sells (`Best Overall` / `[$179 at Amazon](…)`)."""
    block, inline = page.blocks[index], page.inlines[index]
    if block.ordered or not inline.links or page.words(index) > 24 or "\n" not in block.content.strip():
        return False
    link = inline.links[-1]
    if not link.sells or not page.rules.phrase("call_to_action", phrase_form(link.text)):
        return False
    return text_key(inline.md.strip().split("\n")[-1]) == text_key(link.text)


def _is_price(text: str) -> bool:
    return names_offer(text) or text == "undefined"


def with_small_print(page: Page, button: int, *, alone: bool) -> int:
    """Last of the lines below a button that say what is said below buttons: promises ("Secure Download") and, where the
    button stands `alone` and closes no box, what it runs on (`For Win 7 or later (64-bit)`)."""
    last = button
    while (below := _words_below(page, last)) is not None and _is_promise(page, below):
        last = below
    return below if alone and below is not None and _is_small_print(page, below) else last


def _words_below(page: Page, button: int) -> int | None:
    """The paragraph below that is no link."""
    below = page.after(button)
    if below is None or page.blocks[below].kind != "paragraph" or page.links(below):
        return None
    return below


def _is_promise(page: Page, index: int) -> bool:
    return page.words(index) <= MAX_PROMISE_WORDS and _tail(page, page.text(index)) == "trust_words"


def _is_small_print(page: Page, index: int) -> bool:
    text = page.text(index)
    return not page.blocks[index].depth and bool(_SMALL_PRINT.search(text) and _tail(page, text))


def _tail(page: Page, text: str) -> str | None:
    """The rule by which a text is what stands beside or below a button; None if it is not."""
    return page.rules.phrase("call_to_action_tail", phrase_form(text))


def with_buttons_below(page: Page, index: int) -> int:
    """Last of the buttons that begin here, with their small print (`* Secure Download`)."""
    last, at = index, page.after(index)
    while at is not None and (is_call_to_action(page, at) or _says_button(page, at)):
        last, at = at, page.after(at)
    return last


def _says_button(page: Page, index: int) -> bool:
    """A twin of the button above that leads to the store of another system, or the words below one."""
    block = page.blocks[index]
    if block.kind != "paragraph" or block.depth or page.words(index) > MAX_WORDS_BELOW:
        return False
    if page.is_link_only(index):
        return all(page.rules.phrase("call_to_action", phrase_form(link.text)) for link in page.links(index))
    return not page.links(index) and _tail(page, page.text(index).lstrip("*\\ ")) is not None


def heading_above(page: Page, button: int, blocks: int, words: int) -> int | None:
    """The heading over a button, with nothing but up to so many `blocks` between: pictures, bullets and lines of up to so
    many `words`."""
    at = page.before(button)
    for _ in range(blocks + 1):
        if at is None or page.blocks[at].kind == "heading":
            return at
        block = page.blocks[at]
        if block.kind not in ("paragraph", "item") or block.ordered or page.words(at) > words:
            return None
        at = page.before(at)
    return None
