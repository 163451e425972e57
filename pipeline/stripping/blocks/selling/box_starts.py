"""Where the box of a product begins that a button ends, told by what shops and vendors put there."""

from __future__ import annotations

import re

from pipeline.stripping.blocks.page import MIN_NAME_CHARS, Page
from pipeline.stripping.blocks.selling.buttons import MAX_BUTTON_WORDS, heading_above, is_call_to_action
from pipeline.stripping.blocks.selling.vocabulary import BOX_BANNER, PRICE, PRICE_LINE, VENDOR_PICTURE
from pipeline.stripping.text_forms import SENTENCE_ENDS, text_key

MAX_BOX_BLOCKS = 12
MAX_PITCH_WORDS = 60
"""Longest paragraph of a product box; the pitches of real boxes have up to 45 words."""
MAX_PITCH_BLOCKS = 3
"""Blocks between the price below a name and the button."""
MIN_NAME_LEVEL = 4
"""Level of a heading that names a product and tells its price, and not a section."""
MAX_AWARD_WORDS = 9
"""Longest line above a box's heading ("Best Air Quality Monitor Overall")."""
MAX_BOX_LINE_WORDS = 16
MAX_BOX_BULLETS = 10
MAX_BANNER_LINES = 4
"""Lines of a box between its banner and its button."""
MAX_NAME_WORDS = 6
_TARGET = re.compile(r"\]\(<?([^\s<>)]+)")
_OPINION = re.compile(
    r"^(?:what we (?:don[’']t )?like|pros?|cons?|the good|the bad|likes|dislikes)\b", re.IGNORECASE
)
"""Labels of a review, which has a button below it and is no box."""
_RATING = re.compile(r"\d(?:\.\d)?(?:\s*/\s*\d+)?")


def box_start(page: Page, button: int) -> int | None:
    """First block of the box that a button, or a line that ends in one, closes; None when it stands alone."""
    first = _headed_box_start(page, button)
    if first is None:
        first = _pictured_box_start(page, button)
    if first is not None or not is_call_to_action(page, button):
        return first
    for start in (_named_box_start, _bannered_box_start, _repeated_box_start):
        if (first := start(page, button)) is not None:
            return first
    return None


def _headed_box_start(page: Page, button: int) -> int | None:
    """The heading of a box, with what belongs to it above."""
    if page.blocks[button].kind == "heading":
        return None
    heading = heading_above(page, button, MAX_BOX_BLOCKS, MAX_PITCH_WORDS)
    if heading is None or button - heading > 3 * MAX_BOX_BLOCKS:
        return None
    opinions = any(page.alive[i] and _OPINION.match(page.text(i)) for i in range(heading + 1, button))
    if opinions:
        return None
    if _is_priced_name(page, heading, button):
        return heading
    if not _is_box_heading(page, heading):
        return None
    return _with_pictures_above(page, heading, icons_only=page.phrase("vendor_box", heading) is not None)


def _pictured_box_start(page: Page, button: int) -> int | None:
    """First block below a picture that was cut for its shop link, when the button leads to the same page of the
    shop and nothing but names, prices and bullets stands between them."""
    addresses = {_address(link.url) for link in page.links(button) if link.sells}
    first = None
    for at in range(button - 1, max(-1, button - MAX_BOX_BLOCKS), -1):
        if any(_address(url) in addresses for url in _banner_urls(page, at)):
            return first
        if not page.alive[at]:
            continue
        if not is_box_line(page, at):
            return None
        first = at
    return None


def _named_box_start(page: Page, button: int) -> int | None:
    """First block of a box that opens with the product's name as a link that sells, has bullets (below a picture of the
    box, at times), and ends in the button: `[Fan Studio](…) [Go to Mac](…)` / `* Quiets every fan` / `[Free Download](…)`."""
    above = _above_bullets(page, button, MAX_PITCH_WORDS)
    if above is None:
        return None
    at: int | None = above[0]
    bullets = above[1]
    if page.is_image_only(above[0]) and not page.links(above[0]):
        at = page.before(above[0])
    if at is None or bullets < 2 or page.blocks[at].kind != "paragraph" or page.blocks[at].depth:
        return None
    links = [link for link in page.links(at) if link.text]
    named = page.is_link_only(at) and all(link.sells for link in links)
    return at if named and page.words(at) <= MAX_BUTTON_WORDS and not page.is_led_to(at) else None


def _bannered_box_start(page: Page, button: int) -> int | None:
    """The banner that opens a box of bold lines: `![](free-banner.jpg)` / `**Get Fan Studio**` / `**Two clicks, no cost**` /
    `[Download Now](…)`."""
    at, lines = page.before(button), 0
    while at is not None and _is_box_name(page, at, MAX_BOX_LINE_WORDS) and page.inlines[at].bold:
        lines += 1
        if lines > MAX_BANNER_LINES:
            return None
        at = page.before(at)
    if at is None or not lines or not page.is_image_only(at) or page.blocks[at].depth:
        return None
    return at if all(BOX_BANNER.search(image.url) for image in page.inlines[at].images) else None


def _repeated_box_start(page: Page, button: int) -> int | None:
    """The name of a product over a button that stands there once more below, for narrow screens, or over a few bullets and
    such a button: `**Fan Studio**` / `[Free Download](…)` / `[Download](…)`. What tells it from the heading of a text is
    that the page sells the product elsewhere, and that no text follows."""
    below = page.after(button)
    if below is None or not is_call_to_action(page, below):
        return None
    above = _above_bullets(page, button, MAX_BOX_LINE_WORDS)
    if above is None:
        return None
    at, bullets = above
    if not _is_box_name(page, at, MAX_NAME_WORDS) or not (bullets > 1 or page.inlines[at].bold):
        return None
    key = text_key(page.text(at))
    name = key.removeprefix("try").removeprefix("get") if page.inlines[at].bold else key
    if name not in page.sold_names:
        return None
    last: int | None = below
    for _ in range(MAX_BOX_BLOCKS):
        if last is None or not (is_call_to_action(page, last) or page.is_image_only(last)):
            break
        last = page.after(last)
    return at if last is None or page.words(last) <= MAX_BOX_LINE_WORDS else None


def _above_bullets(page: Page, button: int, words: int) -> tuple[int, int] | None:
    """The block above the bullets of a box, and how many they are: none of them a link or longer than so many words."""
    at, bullets = page.before(button), 0
    while at is not None and page.blocks[at].kind == "item" and not page.blocks[at].ordered:
        bullets += 1
        if bullets > MAX_BOX_BULLETS or page.links(at) or page.words(at) > words:
            return None
        at = page.before(at)
    return (at, bullets) if at is not None else None


def _is_box_name(page: Page, index: int, words: int) -> bool:
    """Whether a short paragraph may name a product; one that ends in a colon leads into something."""
    block = page.blocks[index]
    if block.kind != "paragraph" or block.depth or page.links(index) or page.inlines[index].images:
        return False
    return 0 < page.words(index) <= words and not page.text(index).rstrip().endswith((":", "："))


def _banner_urls(page: Page, index: int) -> list[str]:
    """Where the banners led that were cut out of a block."""
    sources = [drop.source for drop in page.inlines[index].drops if drop.rule == "banner_link"]
    return [urls[-1] for source in sources if (urls := _TARGET.findall(source))]


def _address(url: str) -> str:
    """An address without its query, which tells the shop who sent the reader."""
    return url.partition("?")[0].rstrip("/")


def is_box_line(page: Page, index: int) -> bool:
    """The name of a product, its price, a bullet: short, and no sentence."""
    block, text = page.blocks[index], page.text(index).rstrip()
    if block.kind not in ("paragraph", "item") or block.ordered or page.words(index) > MAX_BOX_LINE_WORDS:
        return False
    return block.kind == "item" or not text.endswith(SENTENCE_ENDS)


def _is_box_heading(page: Page, index: int) -> bool:
    """Whether a heading names a product: it is a vendor's own, says again what one above says, or a part of what one of a
    higher level says."""
    if page.phrase("vendor_box", index) or _is_iconed_name(page, index):
        return True
    key, level = text_key(page.text(index)), page.blocks[index].level
    return bool(key) and any(
        (name == key and other < index)
        or (len(key) >= MIN_NAME_CHARS and level > page.blocks[other].level and key in name and key != name)
        for other, name in page.heading_keys
        if other != index
    )


def _is_priced_name(page: Page, heading: int, button: int) -> bool:
    """`##### Nano Fan`, right below it nothing but what it costs ("$13 $20 Save $7"), and the button right below its
    pitch: a heading too deep for a section of the article."""
    price = page.after(heading)
    if page.blocks[heading].level < MIN_NAME_LEVEL or price is None or price >= button:
        return False
    text = page.text(price)
    priced = PRICE.search(text) is not None and PRICE_LINE.fullmatch(text) is not None
    between = sum(page.alive[i] for i in range(price + 1, button))
    return priced and page.blocks[price].kind == "paragraph" and between <= MAX_PITCH_BLOCKS


def _is_iconed_name(page: Page, index: int) -> bool:
    """`## ![Fan Studio icon](icon2.png) [Fan Studio](…)`: a product's icon and its name, which is a link that sells."""
    images = page.inlines[index].images
    return (
        bool(images)
        and page.is_link_only(index)
        and page.sells(index)
        and page.shows_only(index, VENDOR_PICTURE)
    )


def _with_pictures_above(page: Page, heading: int, *, icons_only: bool) -> int:
    """First block of a box with the pictures, awards and ratings above its heading."""
    first = heading
    at = page.before(heading)
    while at is not None:
        block = page.blocks[at]
        short = block.kind == "paragraph" and 0 < page.words(at) <= MAX_AWARD_WORDS and not page.links(at)
        empty_item = block.kind == "item" and not block.ordered and page.words(at) <= 4 and page.sells(at)
        named = empty_item or (
            page.is_image_only(at) and (not icons_only or page.shows_only(at, VENDOR_PICTURE))
        )
        if not named and not (short and _opens_box(page, at)):
            break
        first = at
        at = page.before(at)
    return _with_empty_items(page, first)


def _opens_box(page: Page, index: int) -> bool:
    """A short line above a box's heading belongs to it when it repeats words of a heading (an award) or is
    a bare rating."""
    text = page.text(index)
    if _RATING.fullmatch(text.strip()):
        return True
    key = text_key(text)
    return any(key in name for _, name in page.heading_keys)


def _with_empty_items(page: Page, first: int) -> int:
    """Items that held nothing but an empty shop link, right above the box."""
    while (
        first > 0
        and page.alive[first - 1]
        and page.is_empty(first - 1)
        and page.blocks[first - 1].kind == "item"
    ):
        first -= 1
    return first
