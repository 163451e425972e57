"""The clean body, written out: Markdown lines (each knowing its block) and plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.markup.blocks import Block
from pipeline.markup.fences import fence_for
from pipeline.stripping.document import CleanDocument

_MARKER = re.compile(r"^\s*(?:>\s*)*(?:[-*+]|\d{1,9}[.)])?\s*")
_BLOCK_START = re.compile(
    r"^(?:#{1,6}(?:\s|$)|[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|>|~~~|```|(?:-{3,}|\*{3,}|_{3,}|=+)\s*$)"
)

_INDENT = re.compile(r"^(?: {4}| {0,3}\t)")


class BodyLine(NamedTuple):
    """A line of the clean body: its text, line of the Markdown (0-based), block (-1 for none), whether code."""

    text: str
    line: int
    block: int
    code: bool


def body_lines(document: CleanDocument) -> list[BodyLine]:
    """The clean body's Markdown lines, blank lines single, none at either end."""
    owner = _owners(document)
    loose_code = _loose_code(document)
    lines: list[BodyLine] = []
    split_block, mended, old, offset = -1, [""], [""], 0
    for index, source in enumerate(document.lines):
        block = owner[index]
        if block in (_GONE, _COVERED):
            continue
        if block < 0:
            text = document.replaced_lines.get(index, source)
            if text is None:
                continue
            text = text.rstrip()
        else:
            if block != split_block:  # once per block: some have 20,000 lines
                split_block = block
                mended = document.inlines[block].md.split("\n")
                old = document.blocks[block].content.split("\n")
            offset = index - document.blocks[block].start
            written = _block_line(document.blocks[block], offset, source, mended, old)
            if written is None:
                continue
            text = written
        code = block >= 0 and document.blocks[block].kind == "code"
        if block in loose_code:
            text = _fenced_line(document.blocks[block], index, text)
        if not text and not code and (not lines or not lines[-1].text):
            continue
        if code and index == document.blocks[block].start and _would_go_on(document, lines, block):
            lines.append(BodyLine("", index, -1, False))
        if block >= 0 and document.blocks[block].kind == "rule" and lines and lines[-1].text:
            lines.append(BodyLine("", index, -1, False))  # right below text, it would underline a heading
        lines.append(BodyLine(text, index, block, code))
        if block >= 0 and index == document.blocks[block].end - 1 and len(mended) > offset + 1:
            # Hard breaks made of `<br>` give a text more lines than its source had.
            indent = "   " * document.blocks[block].depth
            lines += [
                BodyLine(indent + more, index, block, code) for more in mended[offset + 1 :] if more.strip()
            ]
    while lines and not lines[-1].text and not lines[-1].code:
        lines.pop()
    return lines


_GONE = -2
"""A line of a block that was taken out."""
_COVERED = -3
"""A line that another block's text already covers (a heading's underline)."""


def _loose_code(document: CleanDocument) -> frozenset[int]:
    """Indented code right after a list, now that what stood between is gone: it would read as the last item's
    text, and HTML in it would be live."""
    found: set[int] = set()
    after_list = False
    for index, block in enumerate(document.blocks):
        leaves_nothing = block.kind == "paragraph" and not document.inlines[index].md.strip()
        if not document.kept[index] or leaves_nothing:
            continue
        if after_list and _is_loose(block):
            found.add(index)
        after_list = block.depth > 0
    return frozenset(found)


def _would_go_on(document: CleanDocument, lines: list[BodyLine], code: int) -> bool:
    """Whether indented code would go on with the text above, as what parted them is gone, or is a table to some readers
    only."""
    if document.blocks[code].fenced or not lines or not lines[-1].text.strip("> "):
        return False
    return document.blocks[lines[-1].block].kind in ("paragraph", "item", "table")


def _is_loose(block: Block) -> bool:
    return block.kind == "code" and not block.fenced and not block.depth


def _fenced_line(block: Block, line: int, text: str) -> str:
    """A line of indented code as a line of a fenced block."""
    text = _INDENT.sub("", text)
    opens, closes = line == block.start, line == block.end - 1
    fence = fence_for(block.content) if opens or closes else ""
    text = f"{fence}\n{text}" if opens else text
    return f"{text}\n{fence}" if closes else text


def _owners(document: CleanDocument) -> list[int]:
    """The block each Markdown line belongs to; -1 for lines of none."""
    owner = [-1] * len(document.lines)
    for index, block in enumerate(document.blocks):
        for line in range(block.start, min(block.end, len(owner))):
            owner[line] = index if document.kept[index] else _GONE
        if block.kind == "heading" and block.end - block.start > 1:
            for line in range(block.start + 1, min(block.end, len(owner))):
                owner[line] = _COVERED
        if not document.kept[index] and block.start == block.end and block.kind == "item":
            owner[min(block.start, len(owner) - 1)] = _GONE
    return owner


def _block_line(block: Block, offset: int, source: str, mended: list[str], old: list[str]) -> str | None:
    """Line `offset` of a block as it stands in the clean body; None when nothing is left of it.

    `mended` and `old` are the lines of its text, clean and as they were.
    """
    if block.kind == "code":
        return source if block.fenced or source.strip() else ""
    if block.kind == "rule":
        return "  " * max(0, block.depth) + "---"
    new = mended[offset] if offset < len(mended) else ""
    if block.kind == "table":
        return new
    if block.kind == "heading":
        return f"{_lead(block, source)}{'#' * block.level} {new.strip()}" if new.strip() else None
    if not new.strip():
        return _MARKER.match(source)[0].rstrip() if offset == 0 and block.kind == "item" else None  # type: ignore[index]
    prefix = _prefix(block, source, old[offset] if offset < len(old) else "", offset)
    if _BLOCK_START.match(new) and not (offset < len(old) and _BLOCK_START.match(old[offset].lstrip())):
        new = "\\" + new if not new[0].isdigit() else re.sub(r"^(\d+)([.)])", r"\1\\\2", new)
    return prefix + new


def _lead(block: Block, source: str) -> str:
    if not block.depth and not block.quoted:
        return ""
    at = source.find("#")
    return source[:at] if at >= 0 else ""


def _prefix(block: Block, source: str, old: str, offset: int) -> str:
    """What stands before a line's text: list mark, quote mark or indentation."""
    at = source.rfind(old.strip()) if old.strip() else -1
    prefix = source[:at] if at >= 0 else _MARKER.match(source)[0]  # type: ignore[index]
    if block.depth or block.quoted:
        if offset and block.kind == "item" and not prefix.strip(" >"):
            return prefix
        if prefix[:1] == " " and prefix[1:2] != " " and block.depth == 1 and block.kind == "item":
            # ` 1) Click`: the blank a scraper left before the mark; more of them may be a nested list's own.
            return prefix[1:] if not block.quoted else prefix
        return prefix
    return ""


def block_text(document: CleanDocument, index: int) -> str:
    """A block as plain text; ordered items keep their number, as a person would print it."""
    block, text = document.blocks[index], document.inlines[index].text
    if block.kind == "item" and block.ordered and text:
        return f"{block.mark}. {text}"
    return text


def body_text(document: CleanDocument) -> str:
    """The clean body as plain text: a line per block, without the title's headings."""
    texts: list[str] = []
    mark = ""
    for index, block in enumerate(document.blocks):
        if not document.kept[index] or index in document.titles:
            continue
        text = block_text(document, index)
        if text:
            texts.append(mark + text)
            mark = ""
        elif block.kind == "item" and block.ordered and not document.inlines[index].images:
            # A mark alone on its line: its text follows in a paragraph of its own.
            mark = f"{block.mark}. "
    return "\n".join(texts)


def lines_by_block(lines: list[BodyLine]) -> dict[int, list[str]]:
    """The body's lines of each block."""
    found: dict[int, list[str]] = {}
    for line in lines:
        if line.block >= 0:
            found.setdefault(line.block, []).append(line.text)
    return found


def markdown_of(lines: dict[int, list[str]], blocks: Iterable[int], document: CleanDocument) -> str:
    """Markdown of some blocks, as they stand in the body; blank lines where the body has some."""
    parts: list[str] = []
    end = -1
    after_list = False
    margins: list[int] = []
    fenced = False
    for number in sorted(set(blocks)):
        block, texts = document.blocks[number], lines.get(number)
        if not texts:
            continue
        if block.kind != "code" or block.fenced:
            margins.append(len(texts[0]) - len(texts[0].lstrip(" ")))
        fenced = fenced or (block.kind == "code" and block.fenced)
        if after_list and _is_loose(block) and not texts[0].startswith(("`", "~")):
            fence = fence_for(block.content)  # what parts the two in the body is not among the blocks
            texts = [fence, *(_INDENT.sub("", text) for text in texts), fence]
        after_list = block.depth > 0
        start = block.start
        if parts and (start > end or end < 0 or _is_loose(block)):
            parts.append("")  # indented code would go on with a table, which is a paragraph to some readers
        parts += texts
        end = block.end
    margin = min(margins) if fenced else 0
    return "\n".join(_at_margin(parts, margin) if margin else parts).strip("\n")


def _at_margin(lines: list[str], margin: int) -> list[str]:
    """Lines from within an item as they stand outside of one, so that a fence among them is no line of a paragraph."""
    return [line[min(margin, len(line) - len(line.lstrip(" "))) :] for line in lines]
