"""Links to other articles without a label: headlines alone in a paragraph, and what an article that is over ends in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.markup.urls import host_of
from pipeline.stripping.blocks.headlines import FILE, is_article_link, is_headline
from pipeline.stripping.blocks.page import MIN_OWN_LINKS, Mark, Page, site_of
from pipeline.stripping.text_forms import text_key

_REFERENCE = re.compile(r"^\W*\[?\d{1,3}\]")
_ROOT = re.compile(r"(?:https?:)?//[^/]+/?")
"""The address of a site, where its name leads to."""
MIN_CLOSING_LINKS = 3
MAX_UNKNOWN_LABEL_WORDS = 6
MAX_CELL_WORDS = 6
MIN_HUB_LINKS = 6
"""Links of a table that no label names."""


def lone_related_links(page: Page) -> Iterator[Mark]:
    """Paragraphs that are one link with a headline for its text: another article, not a resource."""
    if not page.scraped:
        return
    for index in page.left():
        block = page.blocks[index]
        if block.kind == "paragraph" and not block.depth and _is_headline_link(page, index):
            yield Mark(index, index, "related", "lone_headline_link")


def closing_links(page: Page) -> Iterator[Mark]:
    """What an article that is over ends in: a list of headline links, a table of links, a list of tags."""
    index = _last_left(page)
    while index is not None:
        first = _closing_run(page, index)
        if first is None:
            return
        mark = _closing_mark(page, first, index)
        if mark is None:
            return
        yield mark
        index = page.before(mark.first)


def _is_headline_link(page: Page, index: int) -> bool:
    links = [link for link in page.links(index) if link.text]
    if len(links) != 1 or not page.is_link_only(index) or page.inlines[index].images:
        return False
    url, text = links[0].url, links[0].text
    if (
        not host_of(url)
        or _ROOT.fullmatch(url)
        or FILE.search(url)
        or _REFERENCE.match(text)
        or page.inlines[index].bold
        or page.sells(index)
    ):
        return False
    if _is_cell(page, index) or not _is_own_site(page, url):
        return False
    before = page.before(index)
    if before is not None and page.text(before).rstrip("*_ ").endswith((":", "：")):
        return False
    return is_headline(text) or (len(text.split()) == 3 and is_article_link(url, text))


def _is_own_site(page: Page, url: str) -> bool:
    """Whether other links or pictures of the article stand on the same site: the page's own, or its farm's."""
    return page.site_uses[site_of(host_of(url))] >= MIN_OWN_LINKS


def _is_cell(page: Page, index: int) -> bool:
    """Whether short blocks stand on both sides: the name of a product in a table that lost its lines."""
    around = (page.before(index), page.after(index))
    return all(
        other is not None
        and page.blocks[other].kind == "paragraph"
        and 0 < page.words(other) <= MAX_CELL_WORDS
        for other in around
    )


def _last_left(page: Page) -> int | None:
    return page.before(len(page.blocks))


def _closing_run(page: Page, last: int) -> int | None:
    """First block of the run of link-only blocks that ends at `last`."""
    block = page.blocks[last]
    if block.kind == "table":
        return last if _is_link_table(page, last) else None
    if block.kind not in ("item",) or not page.is_link_only(last):
        return None
    first = last
    before = page.before(first)
    while before is not None and page.blocks[before].kind == "item" and page.is_link_only(before):
        first = before
        before = page.before(first)
    if (
        before is not None
        and page.blocks[before].kind == "item"
        and page.blocks[before].list_id == page.blocks[first].list_id
    ):
        return None
    return first


def _closing_mark(page: Page, first: int, last: int) -> Mark | None:
    if page.blocks[last].kind == "table":
        return Mark(first, last, "related", "closing_link_table") if page.scraped else None
    items = [i for i in range(first, last + 1) if page.alive[i] and page.text(i)]
    if any(page.blocks[i].ordered for i in items):
        return None
    before = page.before(first)
    under_heading = before is not None and page.blocks[before].kind == "heading"
    if before is not None and _is_unknown_label(page, before) and _are_own_headlines(page, items):
        return Mark(before, last, "related", "closing_headlines")
    if before is not None and page.text(before).rstrip().endswith((":", "：")):
        # A sentence leads to these links: they are what it talks of.
        return None
    if (
        not under_heading
        and all(_is_tag(page, i) for i in items)
        and (page.scraped or _all_sell(page, items))
    ):
        return Mark(first, last, "boilerplate", "closing_tags")
    if under_heading or not page.scraped or len(items) < MIN_CLOSING_LINKS:
        return None
    headlines = sum(any(is_article_link(n.url, n.text) for n in page.links(i)) for i in items)
    if headlines >= 0.6 * len(items):
        return Mark(first, last, "related", "closing_headlines")
    return None


def _is_unknown_label(page: Page, index: int) -> bool:
    """A short line above the last list of a page that sells: a label, in whatever language."""
    block = page.blocks[index]
    if not page.scraped or page.words(index) > MAX_UNKNOWN_LABEL_WORDS or page.links(index) or block.depth:
        return False
    text = page.text(index).rstrip()
    labelled = block.kind == "paragraph" and (text.endswith((":", "：")) or page.inlines[index].bold)
    return block.kind == "heading" or labelled


def _are_own_headlines(page: Page, items: list[int]) -> bool:
    """Whether links lead to articles, all on one site, none of them on this page."""
    links = [link for i in items for link in page.links(i) if link.text]
    sites = {site_of(host_of(link.url)) for link in links}
    if len(links) < 2 or len(sites) != 1 or any(link.url.startswith("#") for link in links):
        return False
    return sum(is_article_link(link.url, link.text) for link in links) >= 0.8 * len(links)


def _is_tag(page: Page, index: int) -> bool:
    text = page.text(index)
    return len(text) <= 40 and page.words(index) <= 4


def _all_sell(page: Page, items: list[int]) -> bool:
    return all(page.sells(index) for index in items)


def _is_link_table(page: Page, index: int) -> bool:
    """A table whose cells are links to other pages (a hub of "more on this topic")."""
    inline = page.inlines[index]
    links = [link for link in inline.links if link.text]
    linked = sum(len(text_key(link.text)) for link in links)
    return len(links) >= MIN_HUB_LINKS and linked >= 0.7 * max(1, len(text_key(inline.text)))
