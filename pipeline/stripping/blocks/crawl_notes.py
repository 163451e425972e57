"""What crawlers write into the pages they keep: the address above the text (`**Source:** https://…`, `> URL: …`), how and
when the page was fetched below it (`*Scraped from … on 2025-10-28*`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page

_ADDRESS = r"(?:https?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?"
"""An address; the text of a block shows it without its scheme."""
_NOTE = re.compile(
    r"(?:(?:source|page|original|article|canonical|full)(?: (?:url|link|page|article))?|url|link|permalink|(?:retrieved|scraped|crawled|fetched|extracted|downloaded) from)"
    rf"\s*[:：]\s*{_ADDRESS}",
    re.IGNORECASE,
)
"""A label and an address, and nothing else on the line."""
_FETCHED = re.compile(
    rf"(?:last )?(?:(?:scraped|crawled|fetched|harvested)(?: (?:on|at|from|by|via|with)\b|\s*[:：])|(?:scrape|crawl|fetch|harvest) (?:date|time)\s*[:：])(?=.*(?:\d{{4}}-\d{{2}}|\b(?:19|20)\d{{2}}\b|{_ADDRESS}))",
    re.IGNORECASE,
)
"""How and when a page was fetched, with a date or an address."""
_ENTRY = re.compile(r"[^\W\d_][\w /-]{1,40}\s*[:：]\s*\S.{0,160}")
"""A label and what it says, as beside the address of a page: its category, its date."""
_MARKS = re.compile(r"[*_<>\\]")
MAX_NOTE_WORDS = 60
MAX_NOTES = 8
"""Blocks of a crawler's notes at either end of a page."""


def crawl_notes(page: Page) -> Iterator[Mark]:
    """The notes of a crawler above the first words of a page, and below the last."""
    if not page.scraped:
        return
    for index in notes_above(page):
        yield Mark(index, index, "boilerplate", "crawl_note")
    below: list[int] = []
    at = page.before(len(page.blocks))
    while at is not None and len(below) < MAX_NOTES and _is_record(page, at):
        below.append(at)
        at = page.before(at)
    if any(_FETCHED.match(line) for index in below for line in _lines(page, index)):
        for index in below:
            yield Mark(index, index, "boilerplate", "crawl_note")
        if at is not None and page.blocks[at].kind == "heading" and page.blocks[below[-1]].kind == "item":
            yield Mark(at, at, "boilerplate", "crawl_note")


def is_crawl_note(text: str) -> bool:
    """Whether a line is the address that a crawler wrote above a page."""
    return _NOTE.fullmatch(text.strip("*_ ")) is not None


def notes_above(page: Page) -> list[int]:
    """Blocks with the address of a page, where nothing but its title and other notes stands above them."""
    found: list[int] = []
    for index in page.left():
        if page.blocks[index].kind == "rule" or page.is_empty(index) or _is_title(page, index):
            continue
        if not _is_record(page, index) or len(found) == MAX_NOTES:
            break
        found.append(index)
    return found if any(_has_address(page, index) for index in found) else []


def _is_title(page: Page, index: int) -> bool:
    block, text = page.blocks[index], page.text(index)
    if block.kind != "heading" or _NOTE.fullmatch(text):
        return False
    return page.is_title(index)


def _is_record(page: Page, index: int) -> bool:
    """Whether every line of a block is an address, tells how the page was fetched, or stands beside such a line as a label
    and what it says."""
    block = page.blocks[index]
    if block.kind not in ("paragraph", "item", "heading") or block.ordered or page.inlines[index].images:
        return False
    if page.words(index) > MAX_NOTE_WORDS or (block.kind == "heading" and not _has_address(page, index)):
        return False
    beside = _tells(page, index) or (block.list_id > 0 and _tells_beside(page, index))
    return beside and all(_NOTE.fullmatch(line) or _ENTRY.fullmatch(line) for line in _lines(page, index))


def _lines(page: Page, index: int) -> list[str]:
    """The lines of a block without marks; its text shows them as one."""
    md = page.inlines[index].md
    lines = _MARKS.sub("", md).split("\n") if "\n" in md else [page.text(index)]
    return [line.strip() for line in lines if line.strip()]


def _tells(page: Page, index: int) -> bool:
    return any(_NOTE.fullmatch(line) or _FETCHED.match(line) for line in _lines(page, index))


def _tells_beside(page: Page, index: int) -> bool:
    """Whether another item of a list does."""
    same = page.blocks[index].list_id
    around = range(max(0, index - MAX_NOTES), min(len(page.blocks), index + MAX_NOTES + 1))
    return any(page.blocks[i].list_id == same and _tells(page, i) for i in around)


def _has_address(page: Page, index: int) -> bool:
    return any(_NOTE.fullmatch(line) for line in _lines(page, index))
