"""Markdown lines to blocks with their clean texts, each distinct piece of a document read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from pipeline.markup.blocks import Block, parse_blocks
from pipeline.markup.chunks import split_chunks
from pipeline.rules.load import Rules
from pipeline.stripping.inline_pass import CleanInline, InlineCleaner
from pipeline.stripping.table_text import table_inline
from pipeline.stripping.text_forms import phrase_form

_DEFINES = "]:"
_BEFORE_BREAK = frozenset(".!?:…*。")
"""Before a backslash that ends a block: a line break with nothing behind it. A folder's name ends in one, too."""
MAX_HEADING_CHARS = 120
_BOLD_LEAD = re.compile(r"\*\*\s*([^\W\d_]{3,12})\s*#?\d{1,2}\s*[:：.–—-][^*\n]{2,120}\*\*[ \t]*\n\s*\S")


@dataclass(frozen=True, slots=True)
class ReadMarkdown:
    """Blocks in order, the clean text of each, reference targets by label, and the deepest nesting."""

    blocks: tuple[Block, ...]
    inlines: tuple[CleanInline, ...]
    references: Mapping[str, str]
    nesting: int


class ChunkReader:
    """Reads documents piece by piece under one set of rules.

    Args:
        memory: distinct pieces remembered; 0 switches the memory off.
    """

    def __init__(self, cleaner: InlineCleaner, max_nesting: int, memory: int) -> None:
        self.cleaner, self.max_nesting = cleaner, max_nesting
        self._chunk: Callable[[tuple[str, ...], bool], ReadMarkdown] = (
            lru_cache(maxsize=memory)(self._read_chunk) if memory else self._read_chunk
        )

    def read(self, lines: Sequence[str], french: bool) -> ReadMarkdown:
        """Blocks of a document.

        Args:
            lines: Markdown lines, blank lines between blocks empty.
            french: whether the text has French typography.
        """
        if _DEFINES in "\n".join(lines):
            return self._read(lines, french)
        blocks: list[Block] = []
        inlines: list[CleanInline] = []
        nesting = lists = 0
        for start, chunk in split_chunks(lines):
            read = self._chunk(chunk, french)
            blocks += [_moved(block, start, lists) for block in read.blocks]
            inlines += read.inlines
            lists += max((block.list_id for block in read.blocks), default=0)
            nesting = max(nesting, read.nesting)
        return ReadMarkdown(_with_headings(blocks, inlines, self.cleaner.rules), tuple(inlines), {}, nesting)

    def _read_chunk(self, lines: tuple[str, ...], french: bool) -> ReadMarkdown:
        return self._read(lines, french)

    def _read(self, lines: Sequence[str], french: bool) -> ReadMarkdown:
        parsed = parse_blocks(lines, self.max_nesting)
        blocks = tuple(part for block in parsed.blocks for part in self._split(block))
        inlines = tuple(self._inline(block, french, parsed.references) for block in blocks)
        return ReadMarkdown(blocks, inlines, parsed.references, parsed.nesting)

    def _split(self, block: Block) -> tuple[Block, ...]:
        """`**Way 2: Update the driver**` as the first line of a paragraph is a heading of its own."""
        lead = _BOLD_LEAD.match(block.content) if block.kind == "paragraph" and not block.depth else None
        if lead is None or lead[1].lower() not in self.cleaner.rules.headings.labels:
            return (block,)
        first, _, rest = block.content.partition("\n")
        return (
            replace(block, end=block.start + 1, content=first.rstrip()),
            replace(block, start=block.start + 1, content=rest.lstrip()),
        )

    def _inline(self, block: Block, french: bool, references: Mapping[str, str]) -> CleanInline:
        if block.kind == "code":
            return CleanInline(block.content, block.content, outside=block.content)
        if block.kind == "rule" or not block.content:
            return CleanInline("", "")
        if block.kind == "table":
            return table_inline(block.content, lambda row: self.cleaner.clean(row, french, references))
        content = block.content
        if content[-1] == "\\" and content[-2:-1] in _BEFORE_BREAK:
            content = content[:-1]
        return self.cleaner.clean(content, french, references)


def _with_headings(blocks: list[Block], inlines: list[CleanInline], rules: Rules) -> tuple[Block, ...]:
    """Blocks in which a short line below an empty heading (`###`, blank, text) is that heading's text. Who took a
    picture is not: there the heading held the picture, which is lost."""
    for index, block in enumerate(blocks[:-1]):
        if block.kind != "heading" or block.content or block.depth:
            continue
        below, text = blocks[index + 1], inlines[index + 1].text
        short = 0 < len(text) <= MAX_HEADING_CHARS and "\n" not in below.content.strip()
        if (
            below.kind == "paragraph"
            and short
            and not below.depth
            and not text.rstrip().endswith((".", "。", ":"))
            and rules.phrase("boilerplate", phrase_form(text)) != "image_credit"
        ):
            blocks[index + 1] = replace(below, kind="heading", level=block.level)
    return tuple(blocks)


def _moved(block: Block, lines: int, lists: int) -> Block:
    """The block of a piece at its place in the document."""
    if not lines and not lists:
        return block
    return Block(
        block.kind, block.start + lines, block.end + lines, block.content, block.level, block.depth, block.ordered,
        block.mark, block.list_id + lists if block.list_id else 0, block.quoted, block.fenced,
    )  # fmt: skip
