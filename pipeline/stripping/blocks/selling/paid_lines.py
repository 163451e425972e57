"""Lines that are paid for, one by one: labelled ads, links that sell, the headlines of ad servers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.markup.urls import host_of
from pipeline.stripping.addresses.link_kinds import link_kind
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.selling.vocabulary import BUTTON_PICTURE, names_in
from pipeline.stripping.text_forms import count_words, text_key

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
    if not page.is_image_only(index) or not all(BUTTON_PICTURE.search(image.url) for image in images):
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
    return bool(names_in(name) & names_in(page.text(after)))


def is_labelled_ad(page: Page, index: int) -> bool:
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
