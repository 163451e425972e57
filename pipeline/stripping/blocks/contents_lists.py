"""Tables of contents: lists whose entries lead to the article's own sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.inline_pass import FoundLink
from pipeline.stripping.text_forms import NUMBERS, SENTENCE_ENDS, phrase_form, without_number, words_of

_FIRST_WORD = re.compile(r"(?<![\w*])[A-Za-z]{2,}(?![\w*])")
_REMARK = re.compile(r"\([^()]{1,30}\)|[*_]")
_ACCORDION = re.compile(r"#(?:collapse|accordion|panel|tab|toggle|faq|customer)", re.IGNORECASE)
MATCHED_SHARE = 0.5
"""Share of a link list's entries that must name the article's own sections."""
MAX_LABEL_WORDS = 4
MAX_LABEL_CHARS = 40
"""Length of an unknown label above a list of contents ("Obsah článku", "Quick Menu")."""
MAX_STARTS = 30
"""Paragraphs of one run of links at which a list of contents is looked for; each looks at all of the run."""
PLAIN_MATCHED_SHARE = 0.8
"""The same for a list without links, which is more often content."""

MIN_TABLE_LINKS = 2
MAX_TABLE_LABEL = 5
"""Words beside the links of a table that is a list of contents."""
_LETTERS = re.compile(r"[^\W\d_]+")


def contents_lists(page: Page) -> Iterator[Mark]:
    """Lists whose entries lead to the article's own sections, with the label above them."""
    known: dict[int, _Entries] = {}
    starts: Counter[int] = Counter()
    judged = -1  # where a list that opens with pictures was left; it opens at each of them
    for index in page.left():
        block = page.blocks[index]
        last = None
        if block.kind == "table":
            if page.scraped and _is_contents_table(page, index):
                yield Mark(index, index, "navigation", "contents_list")
            continue
        if block.kind == "item" and block.depth == 1 and not page.continues_list(index):
            if index <= judged:
                continue
            judged = page.list_run(index)
            last = _contents_list(page, index, judged)
        elif block.kind == "paragraph" and page.links(index):
            last = _contents_paragraphs(page, index, known)
            if last is not None:
                starts[last] += 1
        if last is None or starts[last] > MAX_STARTS:
            continue
        first = _label_above(page, index, last)
        # On a page that sells nothing, only a list of in-page links is surely one, with a label or a section for each.
        labelled = first < index or _is_labelled_contents(page, index)
        in_page = _all_in_page(page, index, last)
        if page.scraped or (in_page and (labelled or _all_name_sections(page, index, last))):
            if first == index and in_page:
                first = _unknown_label_above(page, index, last)
            yield Mark(first, last, "navigation", "contents_list")


def _is_contents_table(page: Page, index: int) -> bool:
    """A frame around links to the article's sections: `| **Quick Guide:** [On a phone](#phone) [On a PC](#pc) |`."""
    links = page.links(index)
    inside = len(links) >= MIN_TABLE_LINKS and all(link.url.startswith("#") for link in links)
    return inside and len(_LETTERS.findall(page.inlines[index].outside)) <= MAX_TABLE_LABEL


def lone_contents_labels(page: Page) -> Iterator[Mark]:
    """`Table of Contents` / `Toggle` with no list below: it was drawn by a script, or is gone already."""
    if not page.scraped:
        return
    until = -1
    for index in page.left():
        if index <= until or page.blocks[index].kind != "paragraph" or page.blocks[index].depth:
            continue
        if page.phrase("contents_label", index) != "contents_title" or page.links(index):
            continue
        until, after = index, page.after(index)
        while after is not None and page.phrase("contents_label", after) == "contents_toggle":
            until, after = after, page.after(after)
        lists = after is not None and (page.blocks[after].kind in ("item", "table") or page.links(after))
        if not lists and (until > index or not page.text(index).rstrip().endswith((":", "："))):
            yield Mark(index, until, "navigation", "contents_list")


def _all_in_page(page: Page, first: int, last: int) -> bool:
    return all(
        link.url.startswith("#") for i in range(first, last + 1) if page.alive[i] for link in page.links(i)
    )


def _all_name_sections(page: Page, first: int, last: int) -> bool:
    """Whether two entries or more each name a section below, word for word."""
    names = [n.text for i in range(first, last + 1) if page.alive[i] for n in page.links(i) if n.text]
    return len(names) > 1 and all(
        _matches(page, words_of(without_number(name)), last, exact=True) for name in names
    )


def _unknown_label_above(page: Page, index: int, last: int) -> int:
    """First block of a contents list with the few words above it in a language whose labels are not all known. In
    English they are, and other words lead into the list ("Follow me"). A heading stays that heads more than it."""
    before = page.before(index)
    if before is None or page.before(before) is None or page.links(before) or page.inlines[before].images:
        return index
    block, text = page.blocks[before], page.text(before).rstrip()
    if (
        block.kind not in ("paragraph", "heading")
        or block.depth
        or text.isascii()
        or len(text) > MAX_LABEL_CHARS
    ):
        return index
    if page.words(before) > MAX_LABEL_WORDS or text.endswith(SENTENCE_ENDS):
        return index  # a sentence, or one that leads to the list ("Follow me:")
    after = page.after(last)
    ends = after is None or (page.blocks[after].kind == "heading" and page.blocks[after].level <= block.level)
    return before if block.kind == "paragraph" or ends else index


def _contents_list(page: Page, index: int, last: int) -> int | None:
    items = [i for i in range(index, last + 1) if page.alive[i] and page.text(i)]
    if len(items) < 2 and not _label_before(page, index) and not _follows_contents(page, index):
        return None
    if all(_entry_links(page, i) for i in items):
        in_page = sum(_is_in_page(page, i) for i in items)
        matched = sum(_names_section(page, i, last) for i in items)
        labelled = _label_before(page, index)
        if labelled or in_page >= MATCHED_SHARE * len(items) or (matched >= MATCHED_SHARE * len(items)):
            return last
        return None
    if any(page.links(i) for i in items) or len(items) < 3 or any(page.words(i) > 14 for i in items):
        return None
    matched = sum(_names_section(page, i, last, exact=True) for i in items)
    return last if matched >= PLAIN_MATCHED_SHARE * len(items) else None


def _follows_contents(page: Page, index: int) -> bool:
    """Whether what stands right before is a contents list that was just cut."""
    other = page.filled_before(index)
    return (
        other is not None
        and not page.alive[other]
        and page.blocks[other].kind == "item"
        and bool(page.links(other))
    )


class _Entries(NamedTuple):
    """The paragraphs from one entry of a list of contents to the last: their links, and how many of these are
    in the page or name a section below; `first` is the first link."""

    last: int
    links: int
    in_page: int
    matched: int
    first: FoundLink | None


def _contents_paragraphs(page: Page, index: int, known: dict[int, _Entries]) -> int | None:
    """Entries that stand as paragraphs: `[1. Download …](#m1)`, `**Method 1:[Check …](…)**`; or all in one,
    with the label in front: `On this page: [Oil](#oil) | [Dust](#dust)`. `known` are entries counted before."""
    if _is_labelled_contents(page, index):
        return index
    if index not in known:
        _count_entries(page, index, known)
    entries = known.get(index)
    if entries is None or entries.first is None:
        return None
    links, in_page, matched = entries.links, entries.in_page, entries.matched
    if links >= 2 and (in_page >= MATCHED_SHARE * links or matched > MATCHED_SHARE * links):
        return entries.last
    alone = links == 1
    if alone and (entries.first.text.rstrip().endswith(("?", "？")) or _ACCORDION.search(entries.first.url)):
        return None
    if in_page == links or (links >= 2 and _label_before(page, index)):
        return entries.last
    return None


def _count_entries(page: Page, index: int, known: dict[int, _Entries]) -> None:
    """Counts for every entry of the run that begins at `index`, from the last up."""
    run: list[int] = []
    at: int | None = index
    while at is not None and page.blocks[at].kind == "paragraph" and _entry_links(page, at):
        run.append(at)
        at = page.after(at)
    counted = _Entries(run[-1], 0, 0, 0, None) if run else None
    for at in reversed(run):
        assert counted is not None
        links = [link for link in page.links(at) if link.text]
        counted = _Entries(
            counted.last,
            counted.links + len(links),
            counted.in_page + sum(link.url.startswith("#") for link in links),
            counted.matched
            + sum(_matches(page, words_of(without_number(link.text)), counted.last) for link in links),
            links[0] if links else counted.first,
        )
        known[at] = counted


def _is_labelled_contents(page: Page, index: int) -> bool:
    links = [link for link in page.links(index) if link.text]
    if len(links) < 2 or not all(link.url.startswith("#") for link in links):
        return False
    label, colon, _ = page.inlines[index].outside.partition(":")
    if len(words_of(page.inlines[index].outside)) != len(words_of(label)):
        return False
    if page.rules.phrase("contents_label", phrase_form(label)) is not None:
        return True
    # Other words may lead to the list, when each link is the name of a section below.
    return bool(colon) and len(label.split()) <= MAX_LABEL_WORDS and _all_name_sections(page, index, index)


def _entry_links(page: Page, index: int) -> bool:
    """Whether a block is links with at most their numbering outside (`1)`, `Method 2:`)."""
    if not page.links(index):
        return False
    outside, labels = page.inlines[index].outside, page.rules.headings.labels
    if not outside or outside.isspace():
        return True
    first = _FIRST_WORD.search(outside)  # that of a sentence is no label, and the rest need not be read
    if first is not None and first[0].lower() not in labels and "(" not in outside[: first.start()]:
        return False
    words = NUMBERS.sub(" ", _REMARK.sub(" ", outside)).split()
    return all(word.lower().strip("*_") in labels for word in words)


def _is_in_page(page: Page, index: int) -> bool:
    return any(
        link.url.startswith("#") or "/#" in link.url or ".html#" in link.url for link in page.links(index)
    )


def _names_section(page: Page, index: int, last: int, *, exact: bool = False) -> bool:
    """Whether any line of an entry names a section that follows."""
    names = [link.text for link in page.links(index) if link.text] or [page.text(index)]
    return any(_matches(page, words_of(without_number(name)), last, exact=exact) for name in names)


def _matches(page: Page, words: frozenset[str], after: int, *, exact: bool = False) -> bool:
    """Whether words name a heading below: the same words, or one holds nearly all of the other."""
    count = len(words)
    for index, bare in page.heading_words:
        if index <= after or words.isdisjoint(bare):
            continue
        common = len(words & bare)
        smaller, larger = (count, len(bare)) if count < len(bare) else (len(bare), count)
        alike = common >= 0.8 * smaller and (smaller >= 2 or larger <= 2)
        if alike and (not exact or common >= 0.7 * larger):
            return True
    return False


def _label_before(page: Page, index: int) -> bool:
    before = page.before(index)
    return before is not None and page.phrase("contents_label", before) is not None


def _label_above(page: Page, index: int, last: int) -> int:
    """First of the blocks that label a contents list (`Quick Links`, `in this article`, `Expand`)."""
    first = index
    before = page.before(index)
    while before is not None and page.phrase("contents_label", before) and page.words(before) <= 8:
        first = before
        before = page.before(before)
    return first
