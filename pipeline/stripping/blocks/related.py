"""Links to other articles below a label that says so: lists, cards, lines, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.markup.urls import host_of
from pipeline.stripping.blocks.closing_links import MIN_CLOSING_LINKS
from pipeline.stripping.blocks.frame_signs import asks_for_feedback
from pipeline.stripping.blocks.headlines import FILE
from pipeline.stripping.blocks.page import Mark, Page, site_of
from pipeline.stripping.blocks.related_cards import (
    DATE_LINE,
    closed_card_end,
    is_card_heading,
    is_kicker,
    is_teased_item,
    is_teaser,
)
from pipeline.stripping.text_forms import phrase_form, text_key

_PRICE_LINE = re.compile(
    r"(?:(?:from|sale|regular|unit)(?: price)?:? )?(?:[$€£¥₹] ?\d[\d.,]*|\d[\d.,]* ?(?:€|zł|kr|Kč|Ft|lei|₽|USD|EUR|GBP))(?: [$€£¥₹] ?\d[\d.,]*)?",
    re.IGNORECASE,
)
"""What a product costs, alone on its line, between the links to two."""
_SEPARATED = re.compile(r"[:：|｜–—»›→⇒➔➜➡▶►☞\U0001f446-\U0001f449\ufe0f-]\s*$")
"""How a label ends that stands in one line with its links."""
_POINTS = re.compile(r"[\s→⇒➔➜➡▶►☞\U0001f446-\U0001f449\ufe0f]+$")
"""Arrows and pointing hands behind a label."""
_NOT_RELATED = ("page_furniture", "tag_labels")
"""Rules for lines of links that are no articles: tags, categories."""
MAX_LEFT_OVER = 0.1
"""Share of the text outside of links that need not be what they say."""
MAX_LABEL_WORDS = 12
MAX_SITE_WORDS = 4
MAX_PREPOSITION_CHARS = 3
MIN_SITE_CHARS = 4
"""A label that names a site: its words, those of the preposition before it, and letters of its name."""
MIN_TABLE_LINKS = 2
"""Links of a table that stands under a label for related pages."""
MIN_SOURCES = 2
"""Sites that references lead to; one may be the site's own under another name."""


def related_blocks(page: Page) -> Iterator[Mark]:
    """Labelled lists of other articles, wherever they stand, and `Related: [title](url)` lines."""
    for index in page.left():
        if _is_labelled_line(page, index):
            yield Mark(index, index, "related", "related_line")
        elif _is_label(page, index):
            last = _links_below(page, index)
            if last is None or _leads_to_video(page, index, last) or _are_sources(page, index, last):
                continue
            if page.scraped or _one_site(page, index, last):
                yield Mark(index, last, "related", "related_list")


def _leads_to_video(page: Page, label: int, last: int) -> bool:
    """`Here is a video guide that shows how to oil a fan.` above the video: the sentence leads to no other page."""
    if page.phrase("related_lead", label) is None:
        return False
    below = [i for i in range(label + 1, last + 1) if page.alive[i] and page.links(i)]
    return not any(page.inlines[i].images or any(link.text for link in page.links(i)) for i in below)


def _are_sources(page: Page, label: int, last: int) -> bool:
    """Whether the links below `Resources` or `Learn more` are no other articles of the page's site: documents and
    downloads, or pages of several other sites."""
    if page.phrase("reference_label", label) is None or page.phrase("related_label", label) is not None:
        return False
    links = [link for i in range(label + 1, last + 1) if page.alive[i] for link in page.links(i) if link.text]
    if any(link.sells for link in links):
        return False
    if 2 * sum(FILE.search(link.url) is not None for link in links) >= len(links) > 0:
        return True
    sites = [site_of(host_of(link.url)) for link in links]
    own = max(page.site_uses, key=page.site_uses.__getitem__, default="")
    return len(set(sites)) >= MIN_SOURCES and not {"", own}.intersection(sites)


def _names_related(page: Page, text: str) -> bool:
    """Whether a text labels links to other articles; "See also" does so only where the page sells."""
    if page.rules.phrase("related_label", text):
        return True
    return page.scraped and page.rules.phrase("reference_label", text) is not None


def _one_site(page: Page, first: int, last: int) -> bool:
    """Whether links lead to one site: on a page without ads, "Further reading" elsewhere is a bibliography."""
    links = [link for i in range(first, last + 1) if page.alive[i] for link in page.links(i) if link.text]
    return len({host_of(link.url) for link in links}) <= 1


def _is_label(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if block.kind not in ("paragraph", "heading") or page.words(index) > 30:
        return False
    if page.words(index) <= MAX_LABEL_WORDS and _names_related(page, phrase_form(page.text(index))):
        return True
    return block.kind == "paragraph" and page.phrase("related_lead", index) is not None


def _is_labelled_line(page: Page, index: int) -> bool:
    """`Related: [What is Microsoft 365?](…)`: a label, then nothing but links."""
    block, inline = page.blocks[index], page.inlines[index]
    if block.kind not in ("paragraph", "item") or not inline.links or block.ordered:
        return False
    if _is_label_in_link(page, index):
        return True
    outside = inline.outside.strip().strip("*_")
    first = next((link for link in inline.links if link.text), None)
    if first is None or first.url.startswith("#") or inline.text.startswith(first.text):
        return False
    if not outside or not (":" in inline.text or _SEPARATED.search(inline.text.partition(first.text)[0])):
        return False
    return _names_related(page, phrase_form(_POINTS.sub("", outside))) or _names_own_site(outside, first.url)


def _names_own_site(label: str, url: str) -> bool:
    """`In FanFriends | [How to oil the fan](https://fanfriends.example/oil)`: the label is the site that the link leads
    to, behind a word at most, with a stroke between them."""
    words = label.rstrip("|｜ ").split()
    if not label.endswith(("|", "｜")) or not 0 < len(words) <= MAX_SITE_WORDS:
        return False
    name = text_key(
        "".join(words[1:] if len(words) > 1 and len(words[0]) <= MAX_PREPOSITION_CHARS else words)
    )
    return len(name) >= MIN_SITE_CHARS and name in text_key(host_of(url))


def _is_label_in_link(page: Page, index: int) -> bool:
    """`[Read more: The quietest fans](…)`: the label stands inside the link."""
    links = [link for link in page.links(index) if link.text]
    if len(links) != 1 or not page.is_link_only(index) or not host_of(links[0].url):
        return False
    label, colon, title = links[0].text.replace("：", ":").partition(":")
    return bool(colon and title.strip()) and _names_related(page, phrase_form(label))


def _links_below(page: Page, index: int) -> int | None:
    """Last block of the links under a label; None when something else follows it."""
    last = None
    teasers = 0
    at = page.after(index)
    if at is not None and page.blocks[at].kind == "table" and _may_head_table(page, index):
        return at if page.scraped and _is_labelled_table(page, at) else None
    while at is not None:
        block = page.blocks[at]
        linked = page.is_link_only(at) or (
            bool(page.links(at))
            and (
                len(page.inlines[at].outside.split()) <= 4
                or _is_signed(page, at)
                or _says_its_links_twice(page, at)
            )
        )
        listed = block.kind in ("item", "paragraph") and (linked or page.is_image_only(at))
        listed = listed or is_card_heading(page, at, index) or is_teased_item(page, at)
        linked = linked or is_teased_item(page, at)
        if last is not None and (is_teaser(page, at, index, teasers > 0) or _is_button(page, at)):
            teasers += 1
            last, at = at, page.after(at)
            continue
        if is_kicker(page, at, index):
            at = page.after(at)
            continue
        if (more := closed_card_end(page, at, index)) is not None:
            last, at = more, page.after(more)
            continue
        # An item of the list may carry a few words of its own, a date or a teaser.
        goes_on = last is not None and block.depth and page.links(at) and page.words(at) < 30
        if last is not None and DATE_LINE.fullmatch(page.text(at)):
            last = at if page.before(at) == last else last
            at = page.after(at)
            continue
        if last is not None and _is_fact_below(page, at):
            last, at = at, page.after(at)
            continue
        if last is not None and block.kind == "paragraph" and _PRICE_LINE.fullmatch(page.text(at)):
            last, at = at, page.after(at)
            continue
        if (not listed and not goes_on) or page.phrase("boilerplate", at) in _NOT_RELATED:
            break
        if any(link.share for link in page.links(at)) or (not block.depth and page.phrase("footer_link", at)):
            break
        if linked:
            last = at
        at = page.after(at)
    return last


def _is_fact_below(page: Page, index: int) -> bool:
    """Whether an item below that of a link tells when and by whom a thread was begun: `Started by kalle`."""
    block = page.blocks[index]
    nested = block.kind == "item" and block.depth > 1 and not page.links(index)
    return nested and page.phrase("boilerplate", index) is not None


def _may_head_table(page: Page, index: int) -> bool:
    return page.blocks[index].kind == "heading" or page.phrase("related_label", index) is not None


def _is_button(page: Page, index: int) -> bool:
    """Whether a block says what a button of a card says; the question whether the page helped is of no card."""
    rule = page.phrase("boilerplate", index)
    return rule == "interface_words" and not asks_for_feedback(rule, page.text(index))


def _says_its_links_twice(page: Page, index: int) -> bool:
    """Whether what stands outside links is what they say: cards of pictures and titles whose second link is broken."""
    said = sorted((text_key(link.text) for link in page.links(index) if link.text), key=len, reverse=True)
    outside = text_key(page.inlines[index].outside)
    left = outside
    for text in said if len(said) >= MIN_CLOSING_LINKS else ():
        left = left.replace(text, "")
    return len(left) <= MAX_LEFT_OVER * len(outside)


def _is_signed(page: Page, index: int) -> bool:
    """Whether all that stands beside a link is who wrote the page it leads to: `[Burping](…)Reviewed by Dana Lee, RN`."""
    return page.rules.phrase("byline", phrase_form(page.inlines[index].outside)) is not None


def _is_labelled_table(page: Page, index: int) -> bool:
    """A table under a label for related pages, with a link in every row: dates and counters may stand beside them."""
    inline = page.inlines[index]
    links = sum(bool(link.text) for link in inline.links)
    return links >= max(MIN_TABLE_LINKS, inline.md.count("\n") - 1)
