"""Calls to action and the product boxes they end.

A line is a call to action when all it says is what a button says ("View On Amazon $950") and it sells. The
blocks above belong to it when they form a box: a heading that repeats a product named elsewhere or that a
vendor puts on every page, pictures, a short pitch. Prose that recommends a product is the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.markup.urls import host_of
from pipeline.stripping.addresses.link_kinds import link_kind
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.text_forms import count_words, phrase_form, text_key

MAX_BOX_BLOCKS = 12
MAX_PITCH_WORDS = 60
"""Longest paragraph of a product box; the pitches of real boxes have up to 45 words."""
MIN_HEADLINE_WORDS = 4
_LABEL_RULES = ("ad_network_label", "interface_words")
MAX_PAID_LABEL_WORDS = 8
MAX_WIDGET_BLOCKS = 24
"""Blocks of a box of paid links: eight pictures, headlines and sponsors."""
_PAID_LABEL = re.compile(r"\b(?:sponsored|promoted|paid|by [a-z]{4,12}$)", re.IGNORECASE)
MAX_SPONSOR_WORDS = 4
"""Words beside a paid headline: who paid for it."""
MAX_ADDRESS_LABEL_WORDS = 6
_LABEL_ENDS = "*_ \ufe0f→⇒➡👉👇🔗⬇"
MAX_BUTTON_WORDS = 14
MAX_AWARD_WORDS = 9
"""Longest line above a box's heading ("Best Air Quality Monitor Overall")."""
MAX_BOX_LINE_WORDS = 16
MAX_PACKSHOT_LINES = 3
"""Lines between a box's name and its buttons, the name with them."""
_TARGET = re.compile(r"\]\(<?([^\s<>)]+)")
_PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?(?:USD|EUR|€)")
_RANK = re.compile(r"(?:sale ?)?best ?seller no\.? ?\d+(?: ?sale)?", re.IGNORECASE)
"""The ribbon that shop plugins put on a box: the rank of its product."""
_SHOP = re.compile(
    r"\b(?:amazon|ebay|walmart|best buy|newegg|aliexpress|otto|mediamarkt|saturn|fnac|cdiscount|bol\.com|allegro|rakuten|flipkart|lazada|shopee|mercado ?libre|etsy"
    r"|coolblue|x-kom|ceneo|media expert|morele|zalando|alza|idealo|notebooksbilliger|cyberport|darty|boulanger|ldlc"
    r"|pccomponentes|el corte inglés|magalu|magazine luiza|kabum|americanas|mercado ?livre|unieuro|mediaworld|euronics"
    r"|currys|argos)(?:\b|で|の)",
    re.IGNORECASE,
)
_ICON = re.compile(r"icon|logo|badge|box-?shot|banner", re.IGNORECASE)
"""A vendor's own picture; a screenshot above a vendor's box belongs to the step before it."""
_BOX_BANNER = re.compile(r"banner[\w-]*\.(?:png|jpe?g|gif|webp)(?:\?|$)", re.IGNORECASE)
_LINKED_AD_LABEL = re.compile(
    r"(?:(?:ad|sponsored)\s*[:：]|[\[【(（](?:ad|pr|広告|广告|廣告)[\]】)）])\s*\w", re.IGNORECASE
)
"""The same in the words of a link."""
_AD_LABEL = re.compile(
    r"(?:ads?|advert(?:isement)?|sponsored(?: (?:post|link|by|content))?|promoted|promotion|partner offer|anzeige|werbung"
    r"|publicidad|patrocinado|publicité|sponsorisé|pubblicità|sponsorizzato|reklama|реклама|広告|广告|廣告)\s*[:：]?",
    re.IGNORECASE,
)
_DEAL_LABEL = re.compile(
    r"[^\w\s]{0,3}\s*(?:(?:hot |today[’']s |best |exclusive |limited[- ]time |special |flash )?(?:deals?|offers?|discounts?|coupons?|promos?)"
    r"(?: alert| of the day| code)?|our pick|editor[’']s pick|angebot|tipp des tages|bon plan|oferta|offerta|promoção|aanbieding|promocja)\s*[:：]?\W{0,3}",
    re.IGNORECASE,
)
"""What stands in front of a link that sells, and calls it a bargain: `🔥 Deal Alert: [Get 84% off …](…)`."""
_BUYS = re.compile(
    r"^\W*(?:try\b.{0,30}\bfree|(?:start (?:your )?)?free trial)\b|^\W*(?:buy|order|shop|kup|koop|bestel|acheter|comprar?|compre|acquista|купить|立即购买|立即購買)\b"
    r"|\b(?:prices?|preise?|prix|precio|preço|prezzo|prijs|cenę)\b",
    re.IGNORECASE,
)
"""What a button says that leads to a shop, if its link does not tell."""
_BUTTON_PICTURE = re.compile(
    r"(?:^|[/_-])(?:(?:download|buy|try|order|get|shop|install|scan)[_-]now|free[_-](?:download|trial))(?:[_-](?:button|btn))?"
    r"\.(?:png|jpe?g|gif|webp|svg)(?:\?|$)",
    re.IGNORECASE,
)
_SMALL_PRINT = re.compile(
    r"\b(?:or (?:later|above|higher)|(?:32|64)-?bit|secure|safe|clean|card)\b", re.IGNORECASE
)
"""What tells a button's small print from a label ("For Windows 10") of the text below it."""
_TELLS_MORE = re.compile(
    r"(?:learn|see|find out|read|know) more(?: about .{2,30})?|more info(?:rmation)?|details", re.IGNORECASE
)
"""What the last of several buttons in a row may say: `[Free Download](…) [Free Download](…) [Learn More >](…)`."""
_BUTTON_SYSTEMS = re.compile(
    r"(?:\s(?:(?:compatible with|for|für|pour|para|per|voor|dla)\s)?(?:win(?:dows)?|mac(?:os)?|os x|android|ios|linux)\b(?:[\d./,… -]|\b(?:xp|vista|os x|(?:or|and) (?:later|above|higher|up))\b)*"
    r"|\s100 ?% [^\d%]{4,24})+$"
)
"""What a button says below its own words: systems, promises (`Free Download` / `Windows 11/10/8` / `100% Clean & Safe`)."""
MAX_BOX_BULLETS = 10
MAX_BUTTON_CHARS = 100
_NAME = re.compile(r"\b[A-Z][\w-]+")
_OPINION = re.compile(
    r"^(?:what we (?:don[’']t )?like|pros?|cons?|the good|the bad|likes|dislikes)\b", re.IGNORECASE
)


def product_boxes(page: Page) -> Iterator[Mark]:
    """Calls to action, each with the box it closes, if it closes one."""
    for index in page.left():
        if (last := _labelled_box_end(page, index)) is not None:
            yield Mark(index, last, "ad", "product_box")
            continue
        if _is_labelled_ad(page, index):
            yield Mark(index, index, "ad", "labelled_ad")
            continue
        button = is_call_to_action(page, index)
        if not button and not _ends_in_button(page, index):
            continue
        first = _box_start(page, index)
        if first is None:
            first = _pictured_box_start(page, index)
        if first is None and button:
            first = _named_box_start(page, index)
        last = _with_promises(page, index)
        if first is not None:
            yield Mark(_with_label_above(page, first), _with_banner_below(page, last), "ad", "product_box")
        elif button and (box := _packshot_box(page, index)) is not None:
            yield Mark(*box, "ad", "product_box")
        elif button:
            yield Mark(index, max(last, _with_small_print(page, last)), "ad", "call_to_action")


def _with_promises(page: Page, button: int) -> int:
    """Last of the lines below a button that promise what buttons promise ("Secure Download")."""
    last, at = button, page.after(button)
    while at is not None and page.blocks[at].kind == "paragraph" and not page.links(at):
        if page.words(at) > MAX_AWARD_WORDS or not _is_promise(page, at):
            break
        last, at = at, page.after(at)
    return last


def _is_promise(page: Page, index: int) -> bool:
    return page.rules.phrase("call_to_action_tail", phrase_form(page.text(index))) == "trust_words"


def affiliate_lines(page: Page) -> Iterator[Mark]:
    """Paragraphs that are nothing but links which sell: an ad in words. The name of a product that the text
    goes on to talk of, or that a sentence leads to, is the article's and only loses its link."""
    for index in page.left():
        block = page.blocks[index]
        if _is_torn_banner(page, index):
            yield Mark(index, index, "ad", "banner_link")
            continue
        if _is_paid_headline(page, index):
            yield Mark(index, index, "ad", "paid_headline")
            continue
        if block.kind != "paragraph" or block.depth:
            continue
        if _labels_sold_addresses(page, index):
            yield Mark(index, index, "ad", "affiliate_line")
            continue
        if not page.is_link_only(index):
            continue
        links = [link for link in page.links(index) if link.text]
        if not links or not all(link.sells and not _is_own_redirect(page, link.url) for link in links):
            continue
        if not page.is_led_to(index) and not _is_talked_of(page, index, links[0].text):
            yield Mark(index, index, "ad", "affiliate_line")


def _labels_sold_addresses(page: Page, index: int) -> bool:
    """Whether every line is what stood before an address that sells and was written out: "Buy it here:", a hand."""
    inline = page.inlines[index]
    if not inline.links or inline.images or not page.text(index):
        return False
    if any(link.target or link.text or not link.sells for link in inline.links):
        return False
    sold = {link.line for link in inline.links}
    if not all(
        number in sold and _is_address_label(line)
        for number, line in enumerate(inline.md.split("\n"))
        if line.strip()
    ):
        return False
    after = page.after(index)
    return after is None or page.blocks[after].kind not in ("item", "code", "table")


def _is_address_label(line: str) -> bool:
    if not text_key(line):
        return True
    return line.rstrip(_LABEL_ENDS).endswith((":", "：")) and count_words(line) <= MAX_ADDRESS_LABEL_WORDS


def native_widgets(page: Page) -> Iterator[Mark]:
    """What stands under a label that says it is paid for ("Sponsored Content", "Recommended by Outbrain"): headlines
    and pictures that are links, each with the name of who paid. A heading over one link may be a section of an article
    about such content."""
    if not page.scraped:
        return
    for index in page.left():
        if page.words(index) > MAX_PAID_LABEL_WORDS or not _PAID_LABEL.search(page.text(index)):
            continue
        if page.blocks[index].kind == "item" or page.phrase("boilerplate", index) not in _LABEL_RULES:
            continue
        last = _paid_links_below(page, index)
        if last is not None and not (
            page.blocks[index].kind == "heading" and page.words(last) and last == page.after(index)
        ):
            yield Mark(index, last, "ad", "paid_headline")


def _paid_links_below(page: Page, label: int) -> int | None:
    """Last block of the paid links under a label; None when something else follows it."""
    last, at, linked = None, page.after(label), False
    while at is not None and at - label <= MAX_WIDGET_BLOCKS:
        block = page.blocks[at]
        is_link = bool(page.links(at)) and (page.is_link_only(at) or page.is_image_only(at))
        headline = is_link and (page.is_image_only(at) or page.words(at) >= MIN_HEADLINE_WORDS)
        sponsor = linked and 0 < page.words(at) <= MAX_SPONSOR_WORDS and not page.inlines[at].bold
        if block.kind not in ("paragraph", "item") or not (headline or sponsor):
            break
        if block.ordered and block.kind == "item":
            break
        if headline and any(link.url.startswith("#") for link in page.links(at)):
            break
        linked, last, at = headline, at, page.after(at)
    return last


def _is_paid_headline(page: Page, index: int) -> bool:
    """`[Seniors Rush to Get This Fan](https://trc.taboola.com/…)` / `FanBetter`: a headline that an ad server counts
    the clicks of, with who paid for it. A link in a sentence may well go through one."""
    links = [link for link in page.links(index) if link.text]
    if not links or page.blocks[index].ordered or not page.text(index).startswith(links[0].text):
        return False
    outside = len(page.inlines[index].outside.split())
    headline = len(links[0].text.split()) >= MIN_HEADLINE_WORDS
    return (
        headline
        and outside <= MAX_SPONSOR_WORDS
        and all(link_kind(link.url, page.rules).use == "ad" for link in links)
    )


def _is_torn_banner(page: Page, index: int) -> bool:
    """The picture of a button whose link lost its beginning and sold: `[](download-now.png) ](https://…?aff=1)`.
    Farms put such links on an article's header picture too, which stays."""
    images = page.inlines[index].images
    if not page.is_image_only(index) or not all(_BUTTON_PICTURE.search(image.url) for image in images):
        return False
    tails = [drop.source for drop in page.inlines[index].drops if drop.rule == "broken_link_tail"]
    urls = [tail.strip().removeprefix("](").removesuffix(")").strip() for tail in tails]
    return any(link_kind(url, page.rules).sells and not _is_own_redirect(page, url) for url in urls)


def _is_own_redirect(page: Page, url: str) -> bool:
    """A redirector of the site itself: a farm sends every link through it, also those of the article."""
    rule = page.rules.host_rule(host_of(url))
    return rule is not None and rule.kind == "redirector"


def _is_talked_of(page: Page, index: int, name: str) -> bool:
    """Whether the line names what its section is about: it stands right under the heading, or the next text
    (pictures aside) repeats a name out of it."""
    before, after = page.before(index), page.after(index)
    if before is not None and page.blocks[before].kind == "heading":
        return page.phrase("boilerplate", before) not in _LABEL_RULES
    while after is not None and page.is_image_only(after):
        after = page.after(after)
    if after is None or page.blocks[after].kind == "heading" or page.is_link_only(after):
        return False
    names = {word for word in _NAME.findall(name) if len(word) > 2}
    return bool(names & set(_NAME.findall(page.text(after))))


def _is_labelled_ad(page: Page, index: int) -> bool:
    """`Ad: [Silent kettles from $9](…)`: a line that calls itself an ad and is a link."""
    inline = page.inlines[index]
    if page.blocks[index].kind not in ("paragraph", "item") or not inline.links or page.words(index) > 25:
        return False
    if len(inline.links) == 1 and page.is_link_only(index) and _LINKED_AD_LABEL.match(inline.links[0].text):
        return "//" in inline.links[0].url and page.blocks[index].kind == "paragraph"
    label = inline.outside.strip(" *_|-–—•[]()")
    if page.sells(index) and _DEAL_LABEL.fullmatch(label):
        return True
    return _AD_LABEL.fullmatch(label) is not None


def is_call_to_action(page: Page, index: int) -> bool:
    """Whether a block says only what a button says, and its link sells."""
    block, inline = page.blocks[index], page.inlines[index]
    if block.kind not in ("paragraph", "item", "heading") or not inline.links:
        return False
    if block.ordered and (block.kind == "item" or page.is_led_to(index) or not page.sells(index)):
        return False
    if _ends_in_button(page, index) and _is_price(inline.links[-1].text):
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
    shop = (
        page.sells(index)
        and page.words(index) <= 6
        and (_SHOP.search(inline.text) or _PRICE.search(inline.text))
    )
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


def _with_small_print(page: Page, button: int) -> int:
    """Last block of a button with the line below it that says what it runs on: `For Win 7 or later (64-bit)`."""
    below = page.after(button)
    if below is None or page.blocks[below].kind != "paragraph" or page.blocks[below].depth:
        return button
    text = page.text(below)
    if page.links(below) or not _SMALL_PRINT.search(text):
        return button
    return below if page.rules.phrase("call_to_action_tail", phrase_form(text)) else button


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
    return bool(page.scraped and (_PRICE.search(text) or _SHOP.search(text) or _BUYS.search(text)))


def _outside_is_tail(page: Page, index: int) -> bool:
    outside = phrase_form(page.inlines[index].outside)
    return not text_key(outside) or page.rules.phrase("call_to_action_tail", outside) is not None


def _ends_in_button(page: Page, index: int) -> bool:
    """A short block whose last line is a button that sells (`Best Overall` / `[$179 at Amazon](…)`)."""
    block, inline = page.blocks[index], page.inlines[index]
    if block.ordered or not inline.links or page.words(index) > 24 or "\n" not in block.content.strip():
        return False
    link = inline.links[-1]
    if not link.sells or not page.rules.phrase("call_to_action", phrase_form(link.text)):
        return False
    return text_key(inline.md.strip().split("\n")[-1]) == text_key(link.text)


def _is_price(text: str) -> bool:
    return bool(_PRICE.search(text) or _SHOP.search(text) or text == "undefined")


def _box_start(page: Page, index: int) -> int | None:
    """First block of the product box that a call to action closes; None when it stands alone."""
    heading, pitch = None, 0
    at = page.before(index) if page.blocks[index].kind != "heading" else None
    while at is not None and index - at <= 3 * MAX_BOX_BLOCKS:
        block = page.blocks[at]
        if block.kind == "heading":
            heading = at
            break
        if block.kind in ("code", "table") or block.ordered or page.words(at) > MAX_PITCH_WORDS:
            return None
        if _OPINION.match(page.text(at)):
            return None
        pitch += 1
        if pitch > MAX_BOX_BLOCKS:
            return None
        at = page.before(at)
    if heading is None or not _is_box_heading(page, heading):
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
        if sells and (_PRICE.search(page.text(at)) or is_call_to_action(page, at)):
            last = at
        at = page.after(at)
    return last if sold else None


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
    return block.kind == "item" or not text.endswith((".", ":", "!", "?", "。", "：", "！", "？"))


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


def _is_iconed_name(page: Page, index: int) -> bool:
    """`## ![Fan Studio icon](icon2.png) [Fan Studio](…)`: a product's icon and its name, which is a link that sells."""
    images = page.inlines[index].images
    return bool(images) and page.is_link_only(index) and page.sells(index) and page.shows_only(index, _ICON)


def _with_pictures_above(page: Page, heading: int, *, icons_only: bool) -> int:
    first = heading
    at = page.before(heading)
    while at is not None:
        block = page.blocks[at]
        short = block.kind == "paragraph" and 0 < page.words(at) <= MAX_AWARD_WORDS and not page.links(at)
        empty_item = block.kind == "item" and not block.ordered and page.words(at) <= 4 and page.sells(at)
        named = empty_item or (page.is_image_only(at) and (not icons_only or page.shows_only(at, _ICON)))
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
    return below if all(_BOX_BANNER.search(image.url) for image in page.inlines[below].images) else button


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
