"""Markdown source to blocks: what stands where, in document order.

markdown-it's block phase does the parsing (its inline phase is not run: `inline_parse` reads the text of
the blocks that are kept, once per distinct text). HTML is not a block kind here: an `<a …>` alone on a line
would open a CommonMark HTML block that swallows everything up to the next blank line (2,634 of 55,356 real
articles lose headings or images that way); what HTML an article holds was turned into Markdown before, and
tags that are left are inline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pipeline.markup.pandoc_attributes import without_attributes
from pipeline.quick_init import quick_init

BlockKind = Literal["heading", "paragraph", "item", "code", "table", "rule"]
_CODE_IN_CODE = re.compile(r"[ \t]*`[^`\n]+`[ \t]*\n?")
"""A line of inline code that scrapers push to the right."""
_PROSE_IN_CODE = re.compile(r"\]\((?:https?:)?//|\]\(/")
_SENTENCE = re.compile(r"[.…]\s*$|[.!?…]\s.*[!?]\s*$")
"""Ends as a text of sentences does; one question or call may be a heading."""
_DELIMITER_ROW = re.compile(r"\|[ \t:|-]*\|")
_FLOW = r"(?:[^\W\d]|[“”‘’\"'(]|!?\[|\*\*[^\s*])"
"""Beginnings of a line that only a paragraph has, on whatever line of it (of `[`, when no `]:` follows)."""
_PARAGRAPH = re.compile(rf" {{0,3}}(?:{_FLOW}|=|\d+(?:[.)][^\s.)\d]|[^\s.)\d]))")
_PARAGRAPH_LINE = re.compile(r" {0,3}" + _FLOW)
_FLAT_ITEM = re.compile(rf"( {{0,3}})(?:([-*+])|(\d{{1,9}})([.)])) {{1,4}}({_FLOW}.*)", re.DOTALL)
_LIST_NESTING = 3
"""Levels of the tokens of a list that is not nested: list, item, paragraph."""
SETEXT_UNDERLINE = re.compile(r" {0,3}(?:={3,}|-{3,})[ \t]*")
"""A line that makes a heading of the text above it. One sign would do for CommonMark; people and converters write more."""
MAX_SETEXT_CHARS = 120
MAX_ASKING_WORDS = 14
"""Words of a heading that asks or calls ("Should you use a cleaner app?")."""


@quick_init
@dataclass(frozen=True, slots=True)
class Block:
    """One leaf of the document.

    `start` and `end` are 0-based lines of the parsed text, end exclusive. `depth` counts the list items
    around the block, its own item included; `list_id` tells lists apart; an item's `mark` is its number as
    written ("3") or its bullet; `content` is the inline source, the code, or the table's lines.
    """

    kind: BlockKind
    start: int
    end: int
    content: str
    level: int = 0
    depth: int = 0
    ordered: bool = False
    mark: str = ""
    list_id: int = 0
    quoted: bool = False
    fenced: bool = False


@dataclass(frozen=True, slots=True)
class ParsedMarkdown:
    """Blocks in order, the targets of reference links by label, and the deepest nesting met."""

    blocks: tuple[Block, ...]
    references: Mapping[str, str] = field(default_factory=dict)
    nesting: int = 0


@lru_cache(maxsize=4)
def _parser(max_nesting: int) -> MarkdownIt:
    """CommonMark with tables, without HTML blocks; `maxNesting` is raised because past it text is dropped
    to the end of the file without an error (the preset's limit is 20; the deepest real article has 7)."""
    parser = MarkdownIt("commonmark", {"maxNesting": max_nesting + 10})
    # All definitions are read, for unsafe ones to be taken out rather than be left as text.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser.enable("table").disable("html_block")


def atx_heading(line: str) -> tuple[int, str] | None:
    """Level and text of a line that begins with `#` and is a heading with text.

    >>> atx_heading("## Learn C# ##"), atx_heading("#hashtag"), atx_heading("## ##")
    ((2, 'Learn C#'), None, None)
    """
    level = len(line) - len(line.lstrip("#"))
    text = line[level:].strip(" \t")
    if not 1 <= level <= 6 or line[level : level + 1] not in (" ", "\t"):
        return None
    if not text or text[0] == "#" or text[0].isspace():
        return None
    bare = text.rstrip("#")
    return level, without_attributes(bare.rstrip(" \t") if bare[-1] in " \t" else text)


def _plain_block(line: str) -> Block | None:
    """The block of a one-line document that is plainly a paragraph or an ATX heading; None when markdown-it
    has to look. Three of four pieces of an article are such lines."""
    if line[0] == "#":
        heading = atx_heading(line)
        return Block("heading", 0, 1, heading[1], level=heading[0]) if heading is not None else None
    return Block("paragraph", 0, 1, line.strip()) if _PARAGRAPH.match(line) and "]:" not in line else None


def _plain_lines(lines: Sequence[str]) -> ParsedMarkdown | None:
    """A document that plainly is one paragraph or one list without lists in it, an item a line; None when
    markdown-it has to look."""
    if any("]:" in line for line in lines):
        return None
    if all(map(_PARAGRAPH_LINE.match, lines)):
        content = "\n".join(lines).strip()
        return None if "|" in content else ParsedMarkdown((Block("paragraph", 0, len(lines), content),))
    blocks: list[Block] = []
    style = None
    for number, line in enumerate(lines):
        item = _FLAT_ITEM.fullmatch(line)
        if item is None:
            return None
        indent, bullet, count, delimiter, text = item.groups()
        if style not in (None, (indent, bullet or delimiter)):
            return None
        style = indent, bullet or delimiter
        blocks.append(
            Block("item", number, number + 1, text.strip(), 0, 1, bullet is None, bullet or count, 1)
        )
    return ParsedMarkdown(tuple(blocks), nesting=_LIST_NESTING)


def parse_blocks(lines: Sequence[str], max_nesting: int = 40) -> ParsedMarkdown:
    """Blocks of Markdown lines.

    Args:
        lines: the text, without line ends.
        max_nesting: nesting of quotes and lists up to which text is read; see `ParsedMarkdown.nesting`.
    """
    if len(lines) == 1 and lines[0] and (plain := _plain_block(lines[0])) is not None:
        return ParsedMarkdown((plain,))
    if lines and lines[0] and (read := _plain_lines(lines)) is not None:
        return read
    parser = _parser(max_nesting)
    env: dict[str, Any] = {}
    tokens: list[Token] = []
    parser.block.parse("\n".join(lines), parser, env, tokens)
    references = {key: value["href"] for key, value in env.get("references", {}).items()}
    walk = _Walk(lines)
    for token in tokens:
        walk.take(token)
    return ParsedMarkdown(tuple(walk.blocks), references, max((t.level for t in tokens), default=0))


def _is_broken_table(text: str) -> bool:
    """A pipe table whose header and delimiter rows differ in width: no table to CommonMark, one to a reader."""
    if "\n" not in text or "|" not in text:
        return False
    header, delimiter, *rows = (row.strip(" \t") for row in text.split("\n"))
    return (
        len(header) > 1
        and header[0] == header[-1] == "|"
        and "-" in delimiter
        and _DELIMITER_ROW.fullmatch(delimiter) is not None
        and bool(rows)
        and all(row.startswith("|") for row in rows)
    )


class _Walk:
    """Turns the token stream into blocks; keeps the lists, items and quotes that are open."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.blocks: list[Block] = []
        self.lists: list[tuple[bool, int]] = []
        self.list_count = 0
        self.item: tuple[str, int] | None = None
        self.depth = 0
        self.quotes = 0
        self.open: Token | None = None
        self.table: tuple[int, int] | None = None

    def take(self, token: Token) -> None:
        handler = _HANDLERS.get(token.type)
        if handler is not None:
            handler(self, token)

    def list_open(self, token: Token) -> None:
        self.list_count += 1
        self.lists.append((token.type == "ordered_list_open", self.list_count))

    def list_close(self, token: Token) -> None:
        self.lists.pop()

    def item_open(self, token: Token) -> None:
        self._flush_item()
        self.depth += 1
        self.item = (token.info or token.markup, (token.map or [0, 0])[0])

    def item_close(self, token: Token) -> None:
        self._flush_item()
        self.depth -= 1

    def quote_open(self, token: Token) -> None:
        self.quotes += 1

    def quote_close(self, token: Token) -> None:
        self.quotes -= 1

    def opened(self, token: Token) -> None:
        self.open = token

    def table_open(self, token: Token) -> None:
        start, end = token.map or [0, 0]
        self._flush_item()
        self.table = (start, end)
        self._add("table", start, end, "\n".join(self.lines[start:end]))

    def table_close(self, token: Token) -> None:
        self.table = None

    def rule(self, token: Token) -> None:
        self._flush_item()
        start, end = token.map or [0, 0]
        self._add("rule", start, end, "")

    def code(self, token: Token) -> None:
        start, end = token.map or [0, 0]
        fenced = token.type == "fence"
        self._flush_item()
        pushed = not self.depth and not self.quotes and _CODE_IN_CODE.fullmatch(token.content)
        if not fenced and (pushed or _PROSE_IN_CODE.search(token.content)):
            self._add(
                "paragraph", start, end, "\n".join(x.strip() for x in token.content.rstrip().split("\n"))
            )
        else:
            self._add("code", start, end, token.content.rstrip("\n"), fenced=fenced)

    def inline(self, token: Token) -> None:
        if self.table is not None or self.open is None:
            return
        start, end = self.open.map or [0, 0]
        if self.open.type == "paragraph_open":
            kind: BlockKind = "item" if self.item is not None else "paragraph"
            if kind == "paragraph" and _is_broken_table(token.content):
                kind = "table"
            self._add(kind, start, end, token.content)
            self.item = None
        else:
            self._heading(self.open, start, end, token.content)
        self.open = None

    def _heading(self, token: Token, start: int, end: int, content: str) -> None:
        self._flush_item()
        underlined = token.markup in ("=", "-")
        if underlined and is_text_above_rule(content):
            # A rule right below a paragraph is not a heading's underline in scraped text.
            self._add("paragraph", start, end - 1, content)
            self._add("rule", end - 1, end, "")
            return
        self._add("heading", start, end, without_attributes(content), level=int(token.tag[1]))

    def _flush_item(self) -> None:
        """An item that begins with something other than text still is an item."""
        if self.item is not None:
            mark, line = self.item
            self._add("item", line, line, "")
            del mark
            self.item = None

    def _add(
        self, kind: BlockKind, start: int, end: int, content: str, *, level: int = 0, fenced: bool = False
    ) -> None:
        ordered, list_id = self.lists[-1] if self.lists else (False, 0)
        mark = self.item[0] if kind == "item" and self.item is not None else ""
        self.blocks.append(
            Block(
                kind, start, end, content, level, self.depth, ordered, mark, list_id, self.quotes > 0, fenced
            )
        )


_HANDLERS = {
    "ordered_list_open": _Walk.list_open,
    "bullet_list_open": _Walk.list_open,
    "ordered_list_close": _Walk.list_close,
    "bullet_list_close": _Walk.list_close,
    "list_item_open": _Walk.item_open,
    "list_item_close": _Walk.item_close,
    "blockquote_open": _Walk.quote_open,
    "blockquote_close": _Walk.quote_close,
    "paragraph_open": _Walk.opened,
    "heading_open": _Walk.opened,
    "inline": _Walk.inline,
    "fence": _Walk.code,
    "code_block": _Walk.code,
    "hr": _Walk.rule,
    "table_open": _Walk.table_open,
    "table_close": _Walk.table_close,
}


def is_text_above_rule(content: str) -> bool:
    """Whether what stands above a line of `---` is text that a rule closes, not a heading that it underlines."""
    if len(content) > MAX_SETEXT_CHARS or "\n" in content or _SENTENCE.search(content):
        return True
    return content.rstrip()[-1:] in "!?" and len(content.split()) > MAX_ASKING_WORDS
