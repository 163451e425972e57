"""The frame of a whole page: menus above the title, comments and widgets below the text.

Crawlers and readers that turn a page into Markdown keep what stood around its article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.frame_signs import MIN_FOOTER_LINKS, MIN_SIGNS
from pipeline.stripping.blocks.page import TITLE_PLACE, Mark, Page
from pipeline.stripping.text_forms import text_key

MAX_MENU_WORDS = 4
"""Words of an entry of a menu."""
MIN_PLAIN_ITEMS = 2
"""Items without links, of one list below a heading: the menus above a title are links."""
MAX_HEADER_WORDS = 14
"""Words of a block above the title; more are a sentence."""
MAX_WIDGET_WORDS = 12
MAX_COLUMN_WORDS = 300
_COLUMN = re.compile(r"sidebar|footer|widget|theme", re.IGNORECASE)
"""Words of an article in which a side column may be a section."""
_FRAME_RULES = frozenset(
    [
        "skip_link",
        "page_words",
        "page_actions",
        "breadcrumbs",
        "frame_line",
        "cookie_notice",
        "share_label",
        "share_list",
        "share_link",
        "interface_words",
        "contents_list",
        "official_banner",
        "consent_dialog",
        "support_words",
    ]
)
"""Rules whose finds above a title tell, like menus, that the page's head stands there."""
_HEAD_RULES = (_FRAME_RULES - {"contents_list"}) | {"footer_links"}
MIN_HEAD_SIGNS = 3
MAX_MENU_SENTENCE = 30
"""Words of a sentence in a menu, which says what its links lead to."""


def page_headers(page: Page) -> Iterator[Mark]:
    """What stands above the one heading of the first level on a page that shows its frame: menus, a search field,
    the name of the section. A sentence, a picture and a code stay. Where that heading is known to be the title, sentences
    of menus go too, and so does the copy of the title that a crawler set above all of it."""
    if not page.scraped:
        return
    for index in _menu_above_trail(page):
        yield Mark(index, index, "navigation", "page_header")
    known = _known_title(page)
    if known is not None:
        titles = [i for i in page.left() if i <= known and _is_title(page, i)]
        menus = [i for i in page.left() if i < known and i not in titles and not page.is_image_only(i)]
        for index in sorted([*menus, *titles[1:]]):  # of several copies of the title the first stays
            yield Mark(index, index, "navigation", "page_header")
        return
    title = _top_heading(page)
    if title is None:
        return
    above = [i for i in page.left() if i < title]
    links = {i for i in above if page.is_link_only(i) and page.words(i) <= MAX_HEADER_WORDS}
    gone = sum(page.removed_by.get(i) in _FRAME_RULES for i in range(title))
    if len(links) + gone < MIN_SIGNS:
        return
    for index in above:
        if index in links or _is_header_word(page, index):
            yield Mark(index, index, "navigation", "page_header")


def _menu_above_trail(page: Page) -> list[int]:
    """The linked logo and the list of links that stand above a trail, if nothing but the title stands there besides."""
    trail = next((i for i in range(len(page.blocks)) if page.removed_by.get(i) == "breadcrumbs"), 0)
    found: list[int] = []
    for index in page.left():
        if index >= trail:
            break
        block = page.blocks[index]
        if block.kind == "heading" and not found:
            continue
        entry = block.kind == "item" and not block.ordered and page.is_link_only(index)
        logo = page.is_image_only(index) and bool(page.links(index))
        if not (logo or (entry and page.words(index) <= MAX_MENU_WORDS)):
            return []
        found.append(index)
    return found if sum(page.blocks[i].kind == "item" for i in found) >= MIN_FOOTER_LINKS else []


def _known_title(page: Page) -> int | None:
    """The last heading of the first level that is the title, if nothing above it is part of an article and menus stand
    there."""
    tops = [i for i in page.left() if page.blocks[i].kind == "heading" and page.blocks[i].level == 1]
    title = next((i for i in reversed(tops) if _is_title(page, i)), None)
    if title is None or any(not _is_title(page, i) for i in tops if i < title):
        return None
    above = [i for i in page.left() if i < title and not _is_title(page, i)]
    if not above or any(
        page.blocks[i].kind in ("code", "table")
        or (page.blocks[i].ordered and not _is_trail_entry(page, i))
        or (page.words(i) > MAX_MENU_SENTENCE and not page.is_link_only(i))
        for i in above
    ):
        return None
    menus = sum(page.is_link_only(i) for i in above)
    gone = sum(page.removed_by.get(i) in _HEAD_RULES for i in range(title))
    return title if menus + gone >= MIN_HEAD_SIGNS else None


def _is_trail_entry(page: Page, index: int) -> bool:
    """Whether an item of a numbered list is a link, or names the page: `1. [Help](/help)` / `2. Oil the fan`."""
    return page.is_link_only(index) or text_key(page.text(index)) in page.titles


def _is_title(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if block.kind != "heading" or block.level != 1:
        return False
    return page.text(index) == TITLE_PLACE or text_key(page.text(index)) in page.titles


def _top_heading(page: Page) -> int | None:
    """The page's one heading of the first level, if no section and no paragraph of prose stands above it."""
    tops = [
        i
        for i in page.left()
        if page.blocks[i].kind == "heading" and page.blocks[i].level == 1 and page.text(i)
    ]
    if len(tops) != 1:
        return None
    above = [i for i in page.left() if i < tops[0]]
    prose = any(page.words(i) > MAX_HEADER_WORDS and not page.is_link_only(i) for i in above)
    return (
        None
        if prose or _holds_steps(page, above) or any(page.blocks[i].kind in ("code", "table") for i in above)
        else tops[0]
    )


def _holds_steps(page: Page, above: list[int]) -> bool:
    """Whether sections of an article stand above its one heading of the first level: headings, and below one of them
    numbered steps, or a list of things that lead nowhere."""
    headed = False
    plain: dict[int | None, int] = {}
    for index in above:
        block = page.blocks[index]
        if block.kind == "heading":
            headed = headed or page.phrase("boilerplate", index) is None
        elif headed and block.kind == "item" and not page.links(index) and page.text(index):
            plain[block.list_id] = plain.get(block.list_id, 0) + 1
    items = max(plain.values(), default=0)
    return items >= MIN_PLAIN_ITEMS


def _is_header_word(page: Page, index: int) -> bool:
    block, text = page.blocks[index], page.text(index).rstrip()
    if block.kind not in ("paragraph", "item", "heading") or (
        page.inlines[index].images and not page.links(index)
    ):
        return False
    return page.words(index) <= MAX_MENU_WORDS and not text.endswith((".", "!", "?", ":", "。"))


def page_footers(page: Page) -> Iterator[Mark]:
    """The links at the foot of a page that stand one below the other as paragraphs: `[About](…)` / `[Privacy](…)`."""
    if not page.scraped:
        return
    run: list[int] = []
    at = page.before(len(page.blocks))
    while at is not None and _is_lone_link(page, at):
        run.append(at)
        at = page.before(at)
    named = sum(page.phrase("footer_link", i) is not None for i in run)
    if named >= MIN_FOOTER_LINKS and named * MAX_MENU_WORDS >= len(run):
        yield Mark(run[-1], run[0], "navigation", "footer_links")


def _is_lone_link(page: Page, index: int) -> bool:
    short = page.blocks[index].kind == "paragraph" and page.words(index) <= MAX_MENU_WORDS
    return short and page.is_link_only(index)


def widgets(page: Page) -> Iterator[Mark]:
    """Boxes of a side column that a crawler leaves below the article: a known heading over nothing but links."""
    if not page.scraped:
        return
    for index in page.left():
        if page.blocks[index].kind not in ("heading", "paragraph") or not page.phrase("widget_label", index):
            continue
        last, at = None, page.after(index)
        while at is not None and page.blocks[at].kind in ("item", "paragraph") and _is_widget_entry(page, at):
            last, at = at, page.after(at)
        if last is not None and page.blocks[index].depth == 0:
            yield Mark(index, last, "navigation", "widget")


def _is_widget_entry(page: Page, index: int) -> bool:
    outside = page.inlines[index].outside.split()
    return (
        bool(page.links(index))
        and len(outside) <= MAX_MENU_WORDS
        and page.words(index) <= 2 * MAX_WIDGET_WORDS
    )


def side_columns(page: Page) -> Iterator[Mark]:
    """What stands below the heading over a side column, to the end of the page: menus, a portrait of the author, a foot.
    The column stands below the article, and is no half of the page."""
    if not page.scraped:
        return
    for index in page.left():
        if page.blocks[index].kind != "heading" or not page.phrase("side_column", index):
            continue
        below = [i for i in page.left() if i >= index]
        words = sum(map(page.words, below))
        spoken_of = any(_COLUMN.search(page.text(i)) for i in page.left() if i < index)
        if not spoken_of and words <= MAX_COLUMN_WORDS and 2 * words <= sum(map(page.words, page.left())):
            yield Mark(index, below[-1], "navigation", "side_column")
        return
