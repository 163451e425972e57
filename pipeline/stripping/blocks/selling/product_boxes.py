"""Calls to action and the product boxes they end.

A line is a call to action when all it says is what a button says ("View On Amazon $950") and it sells. The
blocks above belong to it when they form a box: a heading that repeats a product named elsewhere or that a
vendor puts on every page, pictures, a short pitch. Prose that recommends a product is the article's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.selling.buttons import (
    MAX_BUTTON_WORDS,
    ends_in_button,
    heading_above,
    is_call_to_action,
    with_small_print,
)
from pipeline.stripping.blocks.selling.paid_lines import is_labelled_ad
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
MAX_BANNER_LINES = 4
"""Lines of a box between its banner and its button."""
MAX_NAME_WORDS = 6
MAX_NAME_CHARS = 60
MIN_NAME_CHARS = 6
MAX_PACKSHOT_LINES = 3
"""Lines between a box's name and its buttons, the name with them."""
_TARGET = re.compile(r"\]\(<?([^\s<>)]+)")
_RANK = re.compile(r"(?:sale ?)?best ?seller no\.? ?\d+(?: ?sale)?", re.IGNORECASE)
"""The ribbon that shop plugins put on a box: the rank of its product."""
MAX_BOX_BULLETS = 10
_JUMP = re.compile(r"(?:jump|skip) to (?:the )?(?:review|details)", re.IGNORECASE)
_BADGE = re.compile(r"sale|deal|save \d{1,2} ?%", re.IGNORECASE)
_OPINION = re.compile(
    r"^(?:what we (?:don[’']t )?like|pros?|cons?|the good|the bad|likes|dislikes)\b", re.IGNORECASE
)


def product_boxes(page: Page) -> Iterator[Mark]:
    """Calls to action, each with the box it closes, if it closes one."""
    names: frozenset[str] | None = None
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
        first = _box_start(page, index)
        if first is None:
            first = _pictured_box_start(page, index)
        if first is None and button:
            first = _named_box_start(page, index)
            first = _bannered_box_start(page, index) if first is None else first
            if first is None and (below := page.after(index)) is not None and is_call_to_action(page, below):
                names = _sold_names(page) if names is None else names
                first = _repeated_box_start(page, index, below, names)
        if first is not None:
            last = with_small_print(page, index, alone=False)
            yield Mark(_with_label_above(page, first), _with_banner_below(page, last), "ad", "product_box")
        elif button and (box := _packshot_box(page, index)) is not None:
            yield Mark(*box, "ad", "product_box")
        elif button:
            yield Mark(index, with_small_print(page, index, alone=True), "ad", "call_to_action")


def _box_start(page: Page, index: int) -> int | None:
    """First block of the product box that a call to action closes; None when it stands alone."""
    if page.blocks[index].kind == "heading":
        return None
    heading = heading_above(page, index, MAX_BOX_BLOCKS, MAX_PITCH_WORDS)
    if heading is None or index - heading > 3 * MAX_BOX_BLOCKS:
        return None
    opinions = any(page.alive[i] and _OPINION.match(page.text(i)) for i in range(heading + 1, index))
    if opinions:
        return None
    if _is_priced_name(page, heading, index):
        return heading
    if not _is_box_heading(page, heading):
        return None
    return _with_pictures_above(page, heading, icons_only=page.phrase("vendor_box", heading) is not None)


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
            named or page.is_image_only(at) or _is_box_line(page, at)
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
        if not _is_box_line(page, at):
            return None
        first = at
    return None


def _named_box_start(page: Page, button: int) -> int | None:
    """First block of a box that opens with the product's name as a link that sells, has bullets (below a picture of the
    box, at times), and ends in the button: `[Fan Studio](…) [Go to Mac](…)` / `* Quiets every fan` / `[Free Download](…)`."""
    at, bullets = page.before(button), 0
    while at is not None and page.blocks[at].kind == "item" and not page.blocks[at].ordered:
        bullets += 1
        if bullets > MAX_BOX_BULLETS or page.links(at) or page.words(at) > MAX_PITCH_WORDS:
            return None
        at = page.before(at)
    if at is not None and page.is_image_only(at) and not page.links(at):
        at = page.before(at)
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


def _repeated_box_start(page: Page, button: int, below: int, names: frozenset[str]) -> int | None:
    """The name of a product over a button that stands there once more below, for narrow screens, or over a few bullets and
    such a button: `**Fan Studio**` / `[Free Download](…)` / `[Download](…)`. What tells it from the heading of a text is
    that the page sells the product elsewhere, and that no text follows."""
    at, bullets = page.before(button), 0
    while at is not None and page.blocks[at].kind == "item" and not page.blocks[at].ordered:
        bullets += 1
        if bullets > MAX_BOX_BULLETS or page.links(at) or page.words(at) > MAX_BOX_LINE_WORDS:
            return None
        at = page.before(at)
    if at is None or not _is_box_name(page, at, MAX_NAME_WORDS) or not (bullets > 1 or page.inlines[at].bold):
        return None
    key = text_key(page.text(at))
    name = key.removeprefix("try").removeprefix("get") if page.inlines[at].bold else key
    if name not in names:
        return None
    last: int | None = below
    for _ in range(MAX_BOX_BLOCKS):
        if last is None or not (is_call_to_action(page, last) or page.is_image_only(last)):
            break
        last = page.after(last)
    return at if last is None or page.words(last) <= MAX_BOX_LINE_WORDS else None


def _is_box_name(page: Page, index: int, words: int) -> bool:
    block = page.blocks[index]
    if block.kind != "paragraph" or block.depth or page.links(index) or page.inlines[index].images:
        return False
    return 0 < page.words(index) <= words and not page.text(index).rstrip().endswith((":", "："))


def _sold_names(page: Page) -> frozenset[str]:
    """What links say that sell, and short blocks that stand on the page more than once."""
    sold = {text_key(link.text) for inline in page.inlines for link in inline.links if link.sells}
    short = Counter(
        text_key(inline.text) for inline in page.inlines if len(inline.text) <= MAX_NAME_CHARS and inline.text
    )
    names = sold.union(key for key, count in short.items() if count > 1)
    return frozenset(name for name in names if len(name) >= MIN_NAME_CHARS)


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


def _banner_urls(page: Page, index: int) -> list[str]:
    """Where the banners led that were cut out of a block."""
    sources = [drop.source for drop in page.inlines[index].drops if drop.rule == "banner_link"]
    return [urls[-1] for source in sources if (urls := _TARGET.findall(source))]


def _address(url: str) -> str:
    return url.partition("?")[0].rstrip("/")


def _is_box_line(page: Page, index: int) -> bool:
    """The name of a product, its price, a bullet: short, and no sentence."""
    block, text = page.blocks[index], page.text(index).rstrip()
    if block.kind not in ("paragraph", "item") or block.ordered or page.words(index) > MAX_BOX_LINE_WORDS:
        return False
    return block.kind == "item" or not text.endswith(SENTENCE_ENDS)


def _is_box_heading(page: Page, index: int) -> bool:
    if page.phrase("vendor_box", index) or _is_iconed_name(page, index):
        return True
    key = text_key(page.text(index))
    if not key:
        return False
    for other, block in enumerate(page.blocks):
        if other == index or block.kind != "heading":
            continue
        name = text_key(page.text(other))
        if name == key and other < index:
            return True
        if key in name and name != key and page.blocks[index].level > block.level and len(key) >= 6:
            return True
    return False


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


def _opens_box(page: Page, index: int) -> bool:
    """A short line above a box's heading belongs to it when it repeats words of a heading (an award) or is
    a bare rating."""
    text = page.text(index)
    if re.fullmatch(r"\d(?:\.\d)?(?:\s*/\s*\d+)?", text.strip()):
        return True
    key = text_key(text)
    return any(
        key in text_key(page.text(other)) for other, b in enumerate(page.blocks) if b.kind == "heading"
    )


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
