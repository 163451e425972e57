"""Lists of a site's own pages around an article: menus above it, and the columns of the page's foot below it."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.markup.urls import host_of
from pipeline.stripping.blocks.frame import MAX_HEADER_WORDS
from pipeline.stripping.blocks.page import Mark, Page, site_of

MIN_MENU_LINKS = 3
MAX_ENTRY_WORDS = 6
"""Words of an entry of a menu or of a column; headlines of articles have more."""
MAX_COLUMN_HEAD_WORDS = 5
MIN_COLUMNS = 2
_FOOT_RULES = frozenset(["page_furniture", "newsletter_prompt", "newsletter_invitation", "cookie_notice"])
MAX_FOOT_LINE_WORDS = 60
MIN_NAMED_COLUMNS = 3
"""Columns that make a foot by their heads alone."""
MAX_COLUMNS = 20
MAX_FEET = 8
"""Lists that name privacy and terms, and rows of columns, that are looked at; each look goes over the whole page."""
SAME_SITES = 0.5
"""Share of a column's links that must lead to sites which the foot below it leads to."""
_OPENS_MENU = frozenset(["skip_link", "page_words", "frame_line"])


def head_menus(page: Page) -> Iterator[Mark]:
    """Menus of a page whose title is lost: lists of nothing but links below the link that skips them, or below the
    word "Menu", with neither a heading nor a sentence above them."""
    if not page.scraped:
        return
    opened = False
    last = -1
    for index in range(len(page.blocks)):
        block = page.blocks[index]
        if not page.alive[index]:
            opened = opened or page.removed_by.get(index) in _OPENS_MENU
            continue
        if index <= last or page.is_empty(index) or block.kind == "rule" or page.is_image_only(index):
            continue
        if block.kind == "item" and block.depth == 1 and not block.ordered:
            run = list(page.run_of(index))
            last = run[-1]
            entries = [i for i in run if not page.is_empty(i)]
            links = [link for i in entries for link in page.links(i)]
            menu = all(page.is_link_only(i) and page.words(i) <= MAX_ENTRY_WORDS for i in entries)
            if not menu or any(link.url.startswith("#") for link in links):
                return
            if opened and len(links) >= MIN_MENU_LINKS:
                yield Mark(index, last, "navigation", "page_header")
        elif block.kind != "paragraph" or page.words(index) > MAX_HEADER_WORDS:
            return
        else:
            opened = opened or page.phrase("boilerplate", index) == "page_words"


def foot_columns(page: Page) -> Iterator[Mark]:
    """The columns of links at the foot of a page, from the lists that name its privacy and terms up and down: a heading or
    a label, and below it nothing but links to the same sites."""
    if not page.scraped:
        return
    gone = (i for i, rule in page.removed_by.items() if rule == "footer_links")
    lists = sorted(i for i in gone if page.removed_by.get(i - 1) != "footer_links")
    for index in lists[-MAX_FEET:]:
        head = _head_above(page, index)
        if head is None:
            continue
        columns = [head]
        sites = _sites(page, range(head, len(page.blocks)))
        at = _first_of_label(page, head)
        while len(columns) < MAX_COLUMNS and (above := _column_above(page, at, head, sites)) is not None:
            columns.append(above)
            at = above
        below = _columns_below(page, index, head)
        if len(columns) + len(below) >= MIN_COLUMNS:
            yield Mark(at, head, "navigation", "footer_links")
            for first, last in below:
                yield Mark(first, last, "navigation", "footer_links")


def named_columns(page: Page) -> Iterator[Mark]:
    """Columns one below the other whose heads are those of every page's foot (`Products`, `Company`, `Resources`), in the
    lower half of a page, where none of them names its privacy or terms."""
    if not page.scraped:
        return
    middle, last = page.middle(), -1
    rows = 0
    for index in page.left():
        if (
            rows == MAX_FEET
            or index < middle
            or index <= last
            or not _is_head(page, index)
            or not page.phrase("foot_column", index)
        ):
            continue
        columns, at = 0, index
        sites = _sites(page, range(0))
        while (below := _column_from(page, at, index, sites)) is not None:
            columns, last = columns + 1, below
            after = page.after(below)
            if after is None:
                break
            at = after
        rows += columns >= MIN_NAMED_COLUMNS
        if columns >= MIN_NAMED_COLUMNS and _closes_page(page, last):
            yield Mark(index, last, "navigation", "footer_links")


def _closes_page(page: Page, last: int) -> bool:
    """Whether nothing but the foot of a page stands below its columns: short lines, and a copyright or an invitation."""
    below = [i for i in page.left() if i > last]
    furniture = any(page.phrase("boilerplate", i) in _FOOT_RULES for i in below)
    return furniture and all(page.words(i) <= MAX_FOOT_LINE_WORDS for i in below)


def _column_from(page: Page, head: int, like: int, sites: set[str]) -> int | None:
    """Last entry of the column that a head opens."""
    if not _is_head(page, head) or not _alike(page, head, like) or not page.phrase("foot_column", head):
        return None
    last, at = None, page.after(head)
    links: list[str] = []
    while at is not None and _is_entry(page, at):
        links += [_site(link.url) for link in page.links(at) if link.text]
        last, at = at, page.after(at)
    own = sum(site in sites or not site for site in links)
    return last if len(links) > 1 and own >= SAME_SITES * len(links) else None


def _sites(page: Page, blocks: range) -> set[str]:
    """The sites that links of blocks lead to, and the page's own: that of most of its links and pictures."""
    own = {site for site, _ in page.site_uses.most_common(1)}
    return own | {_site(link.url) for i in blocks for link in page.links(i) if link.text}


def _site(url: str) -> str:
    """The site of an address; "" for the page's own, of which only the path is written."""
    return site_of(host_of(url)) if host_of(url) else ""


def _is_head(page: Page, index: int) -> bool:
    block = page.blocks[index]
    short = 0 < page.words(index) <= MAX_COLUMN_HEAD_WORDS and not page.inlines[index].images
    return block.kind in ("heading", "paragraph") and not block.depth and short


def _head_above(page: Page, item: int) -> int | None:
    """The heading or label right above the list that an item opens."""
    at = page.filled_before(item)
    while at is not None and page.blocks[at].kind == "item" and not page.alive[at]:
        at = page.filled_before(at)
    return at if at is not None and page.alive[at] and _is_head(page, at) else None


def _is_entry(page: Page, index: int) -> bool:
    block = page.blocks[index]
    return (
        block.kind == "item"
        and not block.ordered
        and page.is_link_only(index)
        and page.words(index) <= MAX_ENTRY_WORDS
    )


def _column_above(page: Page, head: int, like: int, sites: set[str]) -> int | None:
    """The head of the column right above another one, of the same kind as `like`."""
    at = page.before(head)
    links = []
    while at is not None and _is_entry(page, at):
        links += [_site(link.url) for link in page.links(at) if link.text]
        at = page.before(at)
    if at is None or not links or not _is_head(page, at) or not _alike(page, at, like):
        return None
    if page.phrase("foot_column", at) is None and _heads_sections(page, at):
        return None
    if sum(site in sites for site in links) < SAME_SITES * len(links):
        return None
    sites.update(links)
    return _first_of_label(page, at)


def _first_of_label(page: Page, head: int) -> int:
    """The head of a column, or its copy right above: the label for wide screens, and once more for narrow ones."""
    while (again := page.before(head)) is not None and page.text(again) == page.text(head):
        head = again
    return head


def _heads_sections(page: Page, head: int) -> bool:
    """Whether blocks like the head of a column head the article's own sections."""
    if page.blocks[head].kind == "paragraph" or page.phrase("related_label", head):
        return True
    for index in range(head):
        if page.alive[index] and _alike(page, index, head):
            after = page.after(index)
            texts = after is not None and page.blocks[after].kind != "heading" and page.words(after) > 0
            if texts and after is not None and not page.is_link_only(after):
                return True
    return False


def _alike(page: Page, index: int, other: int) -> bool:
    one, two = page.blocks[index], page.blocks[other]
    return one.kind == two.kind and one.level == two.level


def _columns_below(page: Page, index: int, like: int) -> list[tuple[int, int]]:
    """The columns of the same kind below a list of the foot."""
    found: list[tuple[int, int]] = []
    at = page.after(index)
    while at is not None and _is_head(page, at) and _alike(page, at, like):
        last, after = at, page.after(at)
        while after is not None and _is_entry(page, after):
            last, after = after, page.after(after)
        gone = page.removed_by.get(at + 1) == "footer_links"
        if last == at and not gone:
            break
        found.append((at, last))
        at = after
    return found
