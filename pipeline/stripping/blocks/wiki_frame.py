"""What wikis made with MediaWiki set around a page: lists of tools and of the page's languages, and labels above them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page

_TOOL = re.compile(
    r"(?:[/=:]|^)(?:Special|Spezial|Sp%C3%A9cial|Spécial|Especial|Speciale|Speciaal|Specjalna|Служебная|特別|特殊|Talk|Diskussion|Discussion"
    r"|Discusión|Discussione|Discussão|Overleg|Dyskusja|Обсуждение)(?::|%3A)\S|[?&](?:(?:ve)?action=(?:edit|history|info|raw|purge)|oldid=\d|printable=yes)"
)
"""An address of a page on the page: its history, its discussion, what links to it."""
MIN_TOOL_LISTS = 2
"""Lists of tools that make a page a wiki's; an article may well have one."""
MAX_ENTRY_WORDS = 3
"""Words of an entry that has lost its link, as a script was behind it."""
MAX_LABEL_WORDS = 12
MIN_TEXT_WORDS = 15
"""Words of a paragraph that is the article's text."""


def wiki_frame(page: Page) -> Iterator[Mark]:
    """Lists of tools and languages above the first text of a wiki's page and below its last, and the labels there."""
    lists = [
        (first, last, tools)
        for first, last in _lists(page)
        if (tools := _tools(page, first, last)) is not None
    ]
    if sum(tools > 0 for _, _, tools in lists) < MIN_TOOL_LISTS:
        return
    texts = [i for i in page.left() if page.blocks[i].kind == "paragraph" and page.words(i) >= MIN_TEXT_WORDS]
    start, end = (texts[0], texts[-1]) if texts else (len(page.blocks), 0)
    for first, last, _ in lists:
        if last < start or first > end:
            yield Mark(first, last, "navigation", "wiki_frame")
    for index in list(page.left()):
        block = page.blocks[index]
        if start <= index <= end or block.depth or block.kind != "paragraph":
            continue
        if page.words(index) <= MAX_LABEL_WORDS and page.phrase("wiki_label", index) is not None:
            yield Mark(index, index, "navigation", "wiki_frame")


def _lists(page: Page) -> Iterator[tuple[int, int]]:
    """The lists of a page whose first entry is nothing but a link: their first and last blocks."""
    last = -1
    for index in page.left():
        block = page.blocks[index]
        if index > last and block.kind == "item" and block.depth == 1 and page.is_link_only(index):
            last = page.list_run(index)
            yield index, last


def _tools(page: Page, first: int, last: int) -> int | None:
    """How many links of a list lead to pages on the page; None for a list of which most are neither such links nor names
    of languages, or which says more than that."""
    entries = [i for i in range(first, last + 1) if page.alive[i] and page.text(i)]
    if any(not page.is_link_only(i) and page.words(i) > MAX_ENTRY_WORDS for i in entries):
        return None
    tools = sum(_TOOL.search(link.url) is not None for i in entries for link in page.links(i))
    languages = sum(page.phrase("language_name", i) is not None for i in entries)
    known = tools + languages
    return tools if known and 2 * known >= len(entries) else None
