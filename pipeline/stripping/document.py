"""The clean document: what is left of an article, block by block, with everything known about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.config import Limits
from pipeline.markup.blocks import Block
from pipeline.markup.urls import strip_tracking
from pipeline.reading.rejected import Rejected
from pipeline.records import RemovalCategory
from pipeline.rules.load import Rules
from pipeline.stripping.addresses.link_kinds import link_kind
from pipeline.stripping.blocks.block_pass import mark_junk
from pipeline.stripping.blocks.frame_signs import carries_frame
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.chunk_reader import ChunkReader
from pipeline.stripping.inline_pass import CleanInline, FoundLink
from pipeline.stripping.ledger import Cut
from pipeline.stripping.picture_words import without_glued_words
from pipeline.stripping.text_forms import text_key

_ADDRESS = re.compile(r"\((?:https?:)?//[^\s()]*\)")
_BARE_QUOTE = re.compile(r"[ \t]{0,3}(?:>[ \t]*)+")
_DEFINITION = re.compile(r"^ {0,3}\[([^\]]+)\]:\s*<?(\S+?)>?(\s+.*)?$")
_FRENCH = re.compile(r"\b(?:le|la|les|des|une|vous|est|pour|dans|avec|sur|votre|cliquez|et)\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.])\d{1,2}(?=\s*(?:\\?[.):]|\s*[-–—]|\s))")
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """What is left of an article, in lines of its Markdown (0-based; nothing here knows raw lines).

    `lines` are the Markdown lines the blocks were parsed from; `kept` tells which blocks are content, `titles`
    which of those are the article's title; `replaced_lines` are lines of no block that change or go
    (definitions of shop links); `cuts` are what was taken out; `related` are the links of cut related blocks.
    """

    blocks: tuple[Block, ...]
    inlines: tuple[CleanInline, ...]
    kept: tuple[bool, ...]
    titles: frozenset[int]
    lines: tuple[str, ...]
    replaced_lines: Mapping[int, str | None]
    cuts: tuple[Cut, ...]
    related: tuple[tuple[int, FoundLink], ...]

    def last_line(self, index: int) -> int:
        """Last line of a block."""
        block = self.blocks[index]
        return max(block.start, block.end - 1)


@dataclass(frozen=True, slots=True)
class TitleHints:
    """What is known of an article's title before its body is read.

    `keys` are the words (`text_key`) of titles that a heading of the body may repeat. `sure` tells that a
    heading which opens the body is the title; else it is one only on a scraped page.
    """

    keys: frozenset[str] = frozenset()
    sure: bool = True


def strip_blocks(
    lines: tuple[str, ...],
    hints: TitleHints,
    scraped: bool,
    rules: Rules,
    chunks: ChunkReader,
    limits: Limits,
) -> CleanDocument:
    """Parse Markdown lines and take out the blocks that are not the article's own content.

    Args:
        lines: Markdown lines, as the source pass leaves them.
        hints: what is known of the title.
        scraped: whether the source pass found ads or trackers.

    Raises:
        Rejected: error `nesting` when quotes and lists are nested deeper than `limits` allow.
    """
    parsed = chunks.read(lines, _is_french(lines))
    if parsed.nesting > limits.markdown_nesting:
        raise Rejected(
            "clean", "nesting", f"quotes and lists are nested more than {limits.markdown_nesting} deep"
        )
    replaced, cuts = _definitions(lines, parsed.references, rules)
    inlines = tuple(without_glued_words(inline, rules) for inline in parsed.inlines)
    page = Page(parsed.blocks, inlines, rules, scraped or _carries_ads(inlines), hints.keys)
    page.scraped = page.scraped or carries_frame(page)
    related: list[tuple[int, FoundLink]] = []
    gone: dict[str, Mark] = {}
    for mark in mark_junk(page):
        if mark.rule == "repeated_run":
            mark = _with_title(page, mark, hints)
        first, last = parsed.blocks[mark.first], parsed.blocks[mark.last]
        start, end = first.start, max(last.start, last.end - 1)
        if first.quoted or last.quoted:
            start, end = _with_bare_quotes(lines, start, end, replaced)
        cuts.append(Cut(start, end, mark.category, mark.rule))
        members = range(mark.first, mark.last + 1)
        if parsed.references:
            gone.update((link.url, mark) for i in members for link in inlines[i].links)
        if mark.category == "related":
            related += _related_links(page, mark)
    cuts += _inline_cuts(page)
    if gone:
        cuts += _unused_definitions(page, lines, replaced, gone)
    return CleanDocument(
        parsed.blocks,
        inlines,
        tuple(page.alive),
        _titles(page, hints),
        lines,
        replaced,
        tuple(cuts),
        tuple(related),
    )


def _related_links(page: Page, mark: Mark) -> Iterator[tuple[int, FoundLink]]:
    """The links of blocks that lead to other articles, with their lines; numbers lead to other pages of a list of them."""
    for index in range(mark.first, mark.last + 1):
        for link in page.inlines[index].links:
            if not link.text.isdigit():
                yield page.blocks[index].start + link.line, link


def _with_bare_quotes(
    lines: tuple[str, ...], start: int, end: int, replaced: dict[int, str | None]
) -> tuple[int, int]:
    """First and last line of a cut out of a quotation, with the lines beside it that are nothing but a quote mark; they
    become None in `replaced`."""
    while start and start - 1 not in replaced and _BARE_QUOTE.fullmatch(lines[start - 1]):
        start -= 1
        replaced[start] = None
    while end + 1 < len(lines) and end + 1 not in replaced and _BARE_QUOTE.fullmatch(lines[end + 1]):
        end += 1
        replaced[end] = None
    return start, end


def _is_french(lines: tuple[str, ...]) -> bool:
    """Whether the text has French typography, told from its commonest words (a seventh of French text)."""
    sample = " ".join(line for line in lines[:80] if not line.startswith(("!", "<")))[:3000]
    if " les " not in sample and " des " not in sample and " vous " not in sample:
        return False
    sample = _ADDRESS.sub("", sample)
    words = len(_WORDS.findall(sample))
    return words > 20 and len(_FRENCH.findall(sample)) > words / 9


def _carries_ads(inlines: tuple[CleanInline, ...]) -> bool:
    """Whether ads, trackers or shop links stood in the Markdown itself."""
    return any(
        any(link.role == "affiliate" for link in inline.links)
        or any(drop.category in ("ad", "tracker") for drop in inline.drops)
        for inline in inlines
    )


def _inline_cuts(page: Page) -> list[Cut]:
    """Ledger rows of what was dropped inside blocks that stay."""
    return [
        Cut(
            (start := page.blocks[i].start + drop.line),
            max(start, min(start + drop.source.count("\n"), page.blocks[i].end - 1)),
            drop.category,
            drop.rule,
            drop.source,
        )
        for i in page.left()
        for drop in page.inlines[i].drops
    ]


def _with_title(page: Page, mark: Mark, hints: TitleHints) -> Mark:
    """A second copy with the title above it: the first copy's title is a stand-in, which nothing equals."""
    above = mark.first - 1
    if above < 1 or not page.alive[above] or page.blocks[above].kind != "heading":
        return mark
    if text_key(page.text(above)) not in hints.keys:
        return mark
    page.alive[above] = False
    return replace(mark, first=above)


def _titles(page: Page, hints: TitleHints) -> frozenset[int]:
    """The heading in the title's place (nothing stands before it) and the headings that repeat the title."""
    first = next((i for i in page.left() if page.blocks[i].kind != "rule" and not page.is_empty(i)), None)
    keys = set(hints.keys)
    found: set[int] = set()
    if first is not None and page.blocks[first].kind == "heading" and page.text(first):
        key = text_key(page.text(first))
        if (hints.sure or page.scraped or key in keys) and not _opens_numbering(page, first):
            found.add(first)
            keys.add(key)
    elif (below := _title_below(page)) is not None:
        found.add(below)
        keys.add(text_key(page.text(below)))
    keys.discard("")
    repeats = [i for i in page.left() if page.blocks[i].kind == "heading" and text_key(page.text(i)) in keys]
    if found and not found.issuperset(repeats):
        sections = _procedures_below(page, min(found))
        repeats = [i for i in repeats if i not in sections]
    return frozenset(found.union(repeats))


def _procedures_below(page: Page, title: int) -> set[int]:
    """Headings below the article's first words that head a numbered list; one that repeats the title opens the section
    that answers it."""
    left = [i for i in page.left() if i > title]
    opening = next((i for i in left if page.words(i) >= MIN_OPENING_WORDS), len(page.blocks))
    found: set[int] = set()
    ordered = False
    for index in reversed(left):
        block = page.blocks[index]
        if block.kind == "heading":
            if ordered and index > opening:
                found.add(index)
            ordered = False
        elif block.ordered:
            ordered = True
    return found


MIN_OPENING_WORDS = 20
"""Words of a paragraph that opens an article; a date or a byline between two headlines has fewer."""
MAX_WORDS_ABOVE_TITLE = 25
"""Words that may stand above the title: a breadcrumb, a date, a category, the caption of a picture."""


def _title_below(page: Page) -> int | None:
    """The page's one heading of the first level, where next to nothing but a picture stands above it."""
    headings = [i for i in page.left() if page.blocks[i].kind == "heading" and page.text(i)]
    if (
        len(headings) < (1 if page.scraped else 2)
        or [i for i in headings if page.blocks[i].level == 1] != headings[:1]
    ):
        return None
    above = sum(page.words(i) for i in page.left() if i < headings[0])
    return headings[0] if above <= MAX_WORDS_ABOVE_TITLE else None


def _opens_numbering(page: Page, first: int) -> bool:
    """Whether the first heading counts and a later one goes on counting: "Fix 1: …" is no title."""
    number = _NUMBER.search(page.text(first)[:20])
    if number is None or int(number.group()) > 1:
        return False
    return any(
        page.blocks[i].kind == "heading"
        and (later := _NUMBER.search(page.text(i)[:20]))
        and int(later.group()) == 2
        for i in page.left()
        if i > first
    )


def _definitions(
    lines: tuple[str, ...], references: Mapping[str, str], rules: Rules
) -> tuple[dict[int, str | None], list[Cut]]:
    """What becomes of the lines that define reference links: shop links go, trackers are cut off."""
    replaced: dict[int, str | None] = {}
    cuts: list[Cut] = []
    targets = set(references.values())
    for index, line in enumerate(lines) if references else ():
        match = _DEFINITION.match(line) if "]:" in line else None
        if match is None or match.group(2) not in targets:
            continue
        kind = link_kind(match.group(2), rules)
        if kind.use in ("affiliate", "ad", "tracker", "unsafe"):
            replaced[index] = None
            category: RemovalCategory = "boilerplate" if kind.use == "unsafe" else "affiliate_link"
            cuts.append(Cut(index, index, category, kind.rule))
        else:
            url = kind.target or strip_tracking(match.group(2))
            if url != match.group(2):
                replaced[index] = line.replace(match.group(2), url, 1)
    return replaced, cuts


def _unused_definitions(
    page: Page, lines: tuple[str, ...], replaced: dict[int, str | None], gone: Mapping[str, Mark]
) -> list[Cut]:
    """Cuts of the lines that define links of blocks that were taken out, and of no other; they become None in
    `replaced`."""
    used = {link.url for i in page.left() for link in page.inlines[i].links}
    used.update(image.url for i in page.left() for image in page.inlines[i].images)
    covered = {line for block in page.blocks for line in range(block.start, block.end)}
    cuts: list[Cut] = []
    for index, line in enumerate(lines):
        match = _DEFINITION.match(line) if "]:" in line else None
        if match is None or index in covered or replaced.get(index, line) is None:
            continue
        mark = gone.get(match.group(2))
        if mark is not None and match.group(2) not in used:
            replaced[index] = None
            cuts.append(Cut(index, index, mark.category, mark.rule))
    return cuts
