"""The clean document: what is left of an article, block by block, with everything known about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.config import Limits
from pipeline.markup.blocks import Block, parse_blocks
from pipeline.markup.urls import strip_tracking
from pipeline.reading.rejected import Rejected
from pipeline.rules.load import Rules
from pipeline.stripping.block_pass import mark_junk
from pipeline.stripping.html_related import place_link_lists
from pipeline.stripping.inline_pass import CleanInline, FoundLink, InlineCleaner
from pipeline.stripping.ledger import Cut
from pipeline.stripping.link_kinds import link_kind
from pipeline.stripping.page import Page, text_key
from pipeline.stripping.source_pass import strip_source

_DELIMITER_ROW = re.compile(r"^[\s|:-]+$")
_DEFINITION = re.compile(r"^ {0,3}\[([^\]^][^\]]*)\]:\s*<?(\S+?)>?(\s+.*)?$")
_FRENCH = re.compile(r"\b(?:le|la|les|des|une|vous|est|pour|dans|avec|sur|votre|cliquez|et)\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """What is left of an article.

    `lines` are the Markdown lines the blocks were parsed from, `raw` the raw line (1-based) of each;
    `kept` tells which blocks are content, `titles` which of those are the article's title; `dropped_lines`
    are lines of no block that go (definitions of shop links); `related` are links of cut related blocks.
    """

    blocks: tuple[Block, ...]
    inlines: tuple[CleanInline, ...]
    kept: tuple[bool, ...]
    titles: frozenset[int]
    lines: tuple[str, ...]
    raw: tuple[int, ...]
    replaced_lines: Mapping[int, str | None]
    cuts: tuple[Cut, ...]
    related: tuple[tuple[int, FoundLink], ...]
    """Links of removed related blocks and lists, each with its raw line."""
    navigation: frozenset[int]
    warnings: tuple[str, ...]

    def raw_line(self, line: int) -> int:
        """Raw line (1-based) of a 0-based Markdown line."""
        return self.raw[min(line, len(self.raw) - 1)] if self.raw else 1

    def block_lines(self, index: int) -> tuple[int, int]:
        """Raw lines of a block, 1-based and inclusive."""
        block = self.blocks[index]
        return self.raw_line(block.start), self.raw_line(max(block.start, block.end - 1))


def strip_article(
    lines: list[str], first: int, title: str, rules: Rules, cleaner: InlineCleaner, limits: Limits
) -> CleanDocument:
    """Everything between an article's raw lines and its clean blocks.

    Args:
        lines: all lines of the raw file.
        first: 1-based line the body begins on.
        title: the title the front matter gives; "" when it gives none.

    Raises:
        Rejected: error `nesting` when quotes and lists are nested deeper than `limits` allow.
    """
    source = strip_source(lines, first, rules)
    placed = place_link_lists(source, rules)
    parsed = parse_blocks(placed.lines, limits.markdown_nesting)
    if parsed.nesting > limits.markdown_nesting:
        raise Rejected(
            "clean", "nesting", f"quotes and lists are nested more than {limits.markdown_nesting} deep"
        )
    references, replaced, definition_cuts = _definitions(placed.lines, placed.raw, parsed.references, rules)
    french = _is_french(placed.lines)
    inlines = [_inline(block, cleaner, french, references) for block in parsed.blocks]
    scraped = _is_scraped(source.cuts, inlines)
    page = Page(parsed.blocks, inlines, rules, title, scraped)
    marks = mark_junk(page)
    raw = placed.raw or [first]
    cuts = [*source.cuts, *placed.cuts, *definition_cuts]
    related = [(link.line, link) for link in placed.related]
    navigation: set[int] = set()
    for mark in marks:
        start, end = parsed.blocks[mark.first].start, _mark_end(page, mark.last)
        cuts.append(Cut(raw[min(start, len(raw) - 1)], raw[min(end, len(raw) - 1)], mark.category, mark.rule))
        members = range(mark.first, mark.last + 1)
        if mark.category == "related":
            related += [
                (raw[min(parsed.blocks[i].start + link.line, len(raw) - 1)], link)
                for i in members
                for link in inlines[i].links
            ]
        else:
            navigation.update(members)
    cuts += _inline_cuts(page, raw)
    return CleanDocument(
        parsed.blocks,
        tuple(inlines),
        tuple(page.alive),
        _titles(page, title),
        tuple(placed.lines),
        tuple(raw),
        replaced,
        tuple(cuts),
        tuple(related),
        frozenset(navigation),
        source.warnings,
    )


def _inline(block: Block, cleaner: InlineCleaner, french: bool, references: Mapping[str, str]) -> CleanInline:
    if block.kind == "code":
        return CleanInline(block.content, block.content, outside=block.content)
    if block.kind == "rule" or not block.content:
        return CleanInline("", "")
    if block.kind == "table":
        return _table([cleaner.clean(row, french, references) for row in block.content.split("\n")])
    return cleaner.clean(block.content, french, references)


def _table(rows: list[CleanInline]) -> CleanInline:
    """A table's rows as one inline: cells side by side in the text, a line per row."""
    texts = [" ".join(row.text.replace("|", " ").split()) for row in rows if not _DELIMITER_ROW.match(row.md)]
    return CleanInline(
        "\n".join(row.md for row in rows),
        "\n".join(text for text in texts if text),
        tuple(link._replace(line=line) for line, row in enumerate(rows) for link in row.links),
        tuple(image._replace(line=line) for line, row in enumerate(rows) for image in row.images),
        tuple(drop._replace(line=line) for line, row in enumerate(rows) for drop in row.drops),
        " ".join(row.outside for row in rows),
    )


def _is_french(lines: list[str]) -> bool:
    """Whether the text has French typography, told from its commonest words (a seventh of French text)."""
    sample = " ".join(line for line in lines[:80] if not line.startswith(("!", "<")))[:3000]
    if " les " not in sample and " des " not in sample and " vous " not in sample:
        return False
    words = len(_WORDS.findall(sample))
    return words > 20 and len(_FRENCH.findall(sample)) > words / 9


def _is_scraped(cuts: list[Cut], inlines: list[CleanInline]) -> bool:
    if any(cut.category in ("ad", "tracker") for cut in cuts):
        return True
    return any(link.role == "affiliate" for inline in inlines for link in inline.links)


def _mark_end(page: Page, last: int) -> int:
    block = page.blocks[last]
    return max(block.start, block.end - 1)


def _inline_cuts(page: Page, raw: list[int]) -> list[Cut]:
    """Ledger rows of what was dropped inside blocks that stay."""
    cuts: list[Cut] = []
    for index in page.left():
        start = page.blocks[index].start
        for drop in page.inlines[index].drops:
            line = raw[min(start + drop.line, len(raw) - 1)]
            end = min(line + drop.source.count("\n"), raw[-1])
            cuts.append(Cut(line, end, drop.category, drop.rule, drop.source))
    return cuts


def _titles(page: Page, title: str) -> frozenset[int]:
    """The heading in the title's place (nothing stands before it) and the headings that repeat the title."""
    first = next((i for i in page.left() if page.blocks[i].kind != "rule" and not page.is_empty(i)), None)
    keys = {text_key(title)} - {""}
    found: set[int] = set()
    if first is not None and page.blocks[first].kind == "heading" and page.text(first):
        found.add(first)
        keys.add(text_key(page.text(first)))
    for index in page.left():
        if page.blocks[index].kind == "heading" and text_key(page.text(index)) in keys:
            found.add(index)
    return frozenset(found)


def _definitions(
    lines: list[str], raw: list[int], references: Mapping[str, str], rules: Rules
) -> tuple[dict[str, str], dict[int, str | None], list[Cut]]:
    """Targets of reference links without those that sell, and what becomes of the lines that define them."""
    if not references:
        return {}, {}, []
    replaced: dict[int, str | None] = {}
    cuts: list[Cut] = []
    for index, line in enumerate(lines):
        match = _DEFINITION.match(line) if "]:" in line else None
        if match is None or match.group(2) not in references.values():
            continue
        kind = link_kind(match.group(2), rules)
        if kind.use in ("affiliate", "ad", "tracker", "unsafe"):
            replaced[index] = None
            category = "boilerplate" if kind.use == "unsafe" else "affiliate_link"
            cuts.append(Cut(raw[index], raw[index], category, kind.rule))
        else:
            url = kind.target or strip_tracking(match.group(2))
            if url != match.group(2):
                replaced[index] = line.replace(match.group(2), url, 1)
    return dict(references), replaced, cuts
