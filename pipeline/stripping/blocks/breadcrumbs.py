"""Breadcrumb trails, and the links at the foot of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.frame_signs import YOU_ARE_HERE
from pipeline.stripping.blocks.page import TITLE_PLACE, Mark, Page
from pipeline.stripping.text_forms import phrase_form, text_key

_TRAIL = re.compile(r"^[\s/>»›|·•→\\-]*$")
_HERE = re.compile(r"^\s*(?:[/>»›|·•→\\-].*[^.!?:,;\s]\s*[?!]?\s*)?$", re.DOTALL)
"""What a trail ends in: its last link, or an arrow and the name of the page."""
_ARROW = re.compile(r"\s*[>»›→＞]\s*|\s+/\s+")
_MENU_ARROW = re.compile("[>→＞]")
MAX_HEAD_HEADINGS = 2
"""Headings above a trail: the title, and its copy; below more there are sections."""
_ARROW_ENDS = re.compile(r"[>»›→＞/]\s*$")
MAX_TRAIL_CHARS = 160
MIN_TRAIL_NAME = 6
"""Letters of a heading that the end of a trail above it may repeat."""
MAX_LONGER = 1.6
"""How much longer a title that is a plain line may be than the end of the trail above it."""
FOOTER_SHARE = 0.6
"""Share of the links in a line that must be such as every page's foot has; the rest are the site's own."""


def trails(page: Page) -> Iterator[Mark]:
    """Breadcrumb trails and the links at the foot of a page."""
    prose = False
    last = -1
    headings = 0
    for index in page.left():
        block = page.blocks[index]
        headings += block.kind == "heading"
        counts = block.ordered and _ARROW_ENDS.search(page.inlines[index].outside) is None
        opens = block.kind == "item" and block.depth == 1 and not counts
        if opens and index > last and not page.continues_list(index):
            last = page.list_run(index)
            in_section = headings > MAX_HEAD_HEADINGS and _is_section_of(page, index, last)
            if not prose and not in_section and _is_trail_list(page, index, last):
                yield Mark(index, last, "navigation", "breadcrumbs")
            elif not block.ordered and _is_footer(page, index, last):
                yield Mark(_footer_start(page, index, last), last, "navigation", "footer_links")
        elif block.kind == "paragraph" and _is_footer_line(page, index):
            yield Mark(index, index, "navigation", "footer_links")
        elif (
            block.kind == "paragraph"
            and not prose
            and (_is_trail_line(page, index) or _is_trail_text(page, index))
        ):
            yield Mark(index, index, "navigation", "breadcrumbs")
        if block.kind == "paragraph" and page.alive[index] and page.words(index) > 25:
            # A cookie banner stands above the trail; its words open no article.
            prose = prose or page.phrase("boilerplate", index) is None


def _is_section_of(page: Page, index: int, last: int) -> bool:
    """Whether a list stands right below a heading that is neither the title nor the last entry's name: `### Community`
    above `* [Forum](…)`."""
    above = page.before(index)
    if above is None or page.blocks[above].kind != "heading" or page.blocks[above].level == 1:
        return False
    key = text_key(page.text(above))
    return key not in page.titles and key not in (text_key(TITLE_PLACE), text_key(page.text(last)))


def _is_trail_list(page: Page, index: int, last: int) -> bool:
    items = [i for i in range(index, last + 1) if page.alive[i] and page.text(i)]
    if not 2 <= len(items) <= 6 or not all(page.is_link_only(i) for i in items[:-1]):
        return False
    if page.blocks[index].ordered:  # `1. [Home](…) >` / `2. [Fans](…) >` / `3. This page`
        return all(_ARROW_ENDS.search(page.inlines[i].outside) for i in items[:-1])
    return page.phrase("home_link", items[0]) is not None or _ends_at_heading(page, items[-1], last)


def _ends_at_heading(page: Page, item: int, last: int) -> bool:
    """Whether a list's last entry is no link and names the page that begins right below, alone or with its site."""
    below = page.after(last)
    if not page.scraped or page.links(item) or below is None or page.blocks[below].kind != "heading":
        return False
    heading = text_key(page.text(below))
    return len(heading) >= MIN_TRAIL_NAME and text_key(page.text(item)).startswith(heading)


def _is_trail_line(page: Page, index: int) -> bool:
    """`[Home](…) / [Printers](…) / This page`: links with nothing but arrows or slashes between them."""
    links = [link for link in page.links(index) if link.text]
    if len(links) < 2 or page.words(index) > 30 or "\n" in page.blocks[index].content.strip():
        return False
    text = YOU_ARE_HERE.sub("", page.text(index), 1)
    between, here = _around_links(text, [link.text for link in links])
    if _TRAIL.match(between) is None or not between.strip() or _HERE.match(here) is None:
        return False
    return page.scraped or page.rules.phrase("home_link", links[0].text.lower()) is not None


def _is_trail_text(page: Page, index: int) -> bool:
    """`Home › Printers › This page`, a trail that lost its links."""
    text = page.text(index)
    parts = _ARROW.split(YOU_ARE_HERE.sub("", text, 1)) if len(text) <= MAX_TRAIL_CHARS else []
    if len(parts) < 2 or not _stands_at_title(page, index, parts):
        return False
    return all(parts) and page.rules.phrase("home_link", parts[0].strip().lower()) is not None


def _stands_at_title(page: Page, index: int, parts: list[str]) -> bool:
    """Whether a trail opens the page, right above a heading, or stands right below the first, with other arrows than
    menu paths have: "Home > Conditional Formatting > New Rule" may be one."""
    before, after = page.before(index), page.after(index)
    while before is not None and page.phrase("boilerplate", before) == "skip_link":
        before = page.before(before)
    if before is None:
        return after is not None and page.blocks[after].kind == "heading"
    if after is not None and _names_page_below(page, after, parts[-1]):
        return True
    opens = page.before(before) is None and page.blocks[before].kind == "heading"
    return opens and len(parts) > 2 and not _MENU_ARROW.search(page.text(index))


def _names_page_below(page: Page, below: int, name: str) -> bool:
    """Whether the end of a trail is the name of the page that begins right below it, in a heading or in a line."""
    key, title = text_key(name), text_key(page.text(below))
    if len(key) < MIN_TRAIL_NAME or page.blocks[below].kind not in ("heading", "paragraph"):
        return False
    if page.blocks[below].kind == "heading":
        return key in title
    return title.startswith(key) and len(title) <= MAX_LONGER * len(key)


def _around_links(text: str, names: list[str]) -> tuple[str, str]:
    """What stands before and between links of a line, and what stands after the last."""
    between = ""
    for name in names:
        before, _, text = text.partition(name)
        between += before
    return between, text


def _is_footer(page: Page, index: int, last: int) -> bool:
    items = [i for i in range(index, last + 1) if page.alive[i] and page.text(i)]
    named = sum(page.phrase("footer_link", i) is not None for i in items)
    return named >= 2 and named >= 0.3 * len(items) and all(page.is_link_only(i) for i in items)


def _footer_start(page: Page, index: int, last: int) -> int:
    """First item of a page's foot: below a label for related pages it goes on with their list, as Markdown parts two
    lists by their bullets alone."""
    before = page.before(index)
    if before is None or not page.phrase("related_label", before):
        return index
    return next(i for i in range(index, last + 1) if page.alive[i] and page.phrase("footer_link", i))


def _is_footer_line(page: Page, index: int) -> bool:
    """`[Privacy Policy](…) | [Contact](…) | [Sitemap](…)`."""
    texts = [link.text for link in page.links(index) if link.text]
    named = sum(page.rules.phrase("footer_link", phrase_form(text)) is not None for text in texts)
    return (
        named >= 2
        and named >= FOOTER_SHARE * len(texts)
        and _TRAIL.match(page.inlines[index].outside.replace("|", "")) is not None
    )
