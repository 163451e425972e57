"""Block structure of content HTML, written as Markdown with the raw line of every line.

Lists, tables, headings, quotes and code become Markdown; inline tags are left to the inline reader, which
knows them. lxml drops a document's source lines when BeautifulSoup drives it, so each line of the source
gets a mark (two private-use characters around its number) that travels with the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from bs4.element import CData, Comment, NavigableString, Script, Stylesheet, TemplateString

from pipeline.markup.escapes import escape_item_mark, escape_line_start, escape_text
from pipeline.markup.fences import fence_for
from pipeline.markup.html_tags import KNOWN, TAG, TEXT_BLOCK, VOID, flowed, is_placeholder

_MARK = re.compile("\ue000(\\d+)\ue001")
_COMMENT = re.compile(r"<!(?=--).*?-->", re.DOTALL)
_COMMENT_OR_CODE = re.compile(r"<!--|-->|<(/?)pre(?=[\s>])", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_DROPPED = frozenset(["script", "style", "template", "noscript", "input", "select", "textarea"])
_END_NAME = re.compile(r"</([A-Za-z][A-Za-z0-9-]*)")
_FORM = re.compile(r"</?form(?=[\s>])[^<>]*>", re.IGNORECASE)
"""The tags of a form, which libxml2 takes for the end of the list or table around it."""
_ENDED_BY_THE_NEXT = frozenset(["li", "p", "td", "th", "tr", "tbody", "option"])
"""Elements that need no closing tag; however many of them, libxml2 does not nest them."""
MAX_SPANNED_COLUMNS = 40
"""Columns of a table with cells that reach over several."""
_SAID_IN_CODE = (NavigableString, CData, Script, Stylesheet, TemplateString)
"""Text within `<pre>`: a page that shows code does not run it."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
MAX_OPEN = 500
"""Tags open at once; those inside are left out, their text stays. BeautifulSoup climbs all of them at each text."""
MAX_DEPTH = 30
"""Nesting below which blocks are written as plain text; the deepest real article has 7 levels."""


@dataclass(slots=True)
class _Output:
    """Markdown written so far: lines, the source line (0-based) of each, and the line being read."""

    lines: list[str] = field(default_factory=list)
    origin: list[int] = field(default_factory=list)
    line: int = 0

    def emit(self, text: str, line: int) -> None:
        self.lines.append(text)
        self.origin.append(line)

    def blank(self) -> None:
        if self.lines and self.lines[-1].strip(" >"):
            self.emit("", self.line)


_STRAY = re.compile(r"<(?:(?=!--)|(?=[/A-Za-z!?])(?![^<>]*>))")
"""`<` of a text (`if x <y`), or of a comment that never ends: read as markup it would take text with it."""

_SWALLOWING = re.compile(
    r"<(?P<name>script|style|textarea|title|xmp|plaintext|iframe|noembed|noframes|noscript|select|template)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
"""Elements of which an HTML parser reads no tag, or we no word, up to their end: one without an end would take what
follows with it."""

_UNCLOSED = re.compile(r"<(source|track|wbr|embed|bgsound|keygen)\b[^<>]*>(?!</)", re.IGNORECASE)
"""Void elements that libxml2 does not know as such: it puts the image of a `picture` inside its `source`, and the rest of a
paragraph inside the place where a word may break (`wbr`)."""
_OPEN_QUOTE = re.compile(
    r"""=\s*(?:(")[^"<>]*>(?=[^"<\n]*(?:[<\n]|\Z))|(')[^'<>]*>(?=[^'<\n]*(?:[<\n]|\Z)))"""
)
"""An attribute whose quote is never closed (`<a href="x>text</a>`): it would take all that follows with it."""


def html_to_markdown(source: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Markdown lines of an HTML fragment, each with the 0-based line of the fragment it comes from.

    Args:
        source: the fragment's lines without line ends.
    """
    if sum(map(len, source)) > 100_000:
        return _convert(source)
    return _cached(source)


def _convert(source: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    soup = BeautifulSoup(_marked("\n".join(source)), "lxml")
    output = _Output()
    _blocks(soup.body or soup, output, "", 0)
    last = len(source) - 1
    return tuple((line, min(origin, last)) for line, origin in zip(output.lines, output.origin, strict=True))


_cached = lru_cache(maxsize=2048)(_convert)


def _marked(text: str) -> str:
    text = text.replace("\ue000", "").replace("\ue001", "")
    if "<!--" in text and "-->" in text:
        text = _with_comments_of_code(text)
        text = _COMMENT.sub(lambda m: "\n" * m.group().count("\n"), text)
    text = _UNCLOSED.sub(r"\g<0></\1>", text)
    if "form" in text:
        text = _FORM.sub(lambda m: "\n" * m.group().count("\n"), text)
    text = _with_placeholders(_without_swallowing_tags(_STRAY.sub("&lt;", text)))
    text = _OPEN_QUOTE.sub(lambda m: f"{m.group()[:-1]}{m.group(1) or m.group(2)}>", text)
    if text.count("<") > MAX_OPEN:
        text = _without_deep_tags(text)
    inside = [(m.start(), m.end()) for m in TAG.finditer(text) if "\n" in m.group()]
    parts, offset, span = [], 0, 0
    for number, line in enumerate(text.split("\n")):
        while span < len(inside) and inside[span][1] <= offset:
            span += 1
        in_tag = span < len(inside) and inside[span][0] < offset < inside[span][1]
        parts.append(line if in_tag else f"\ue000{number}\ue001{line}")
        offset += len(line) + 1
    return "\n".join(parts)


def _with_comments_of_code(text: str) -> str:
    """The text with comments within `<pre>` as text: they are what the code says, or became of `<?php` in a browser."""
    parts: list[str] = []
    at, commented, code = 0, False, False
    for sign in _COMMENT_OR_CODE.finditer(text):
        if sign[0] == "-->":
            if code:
                parts += [text[at : sign.start()], "--&gt;"]
                at = sign.end()
            commented = False
        elif sign[0] != "<!--":
            code = code if commented else not sign[1]
        elif code:
            parts += [text[at : sign.start()], "&lt;!--"]
            at = sign.end()
        else:
            commented = text[sign.end() - 2 : sign.end() + 1] != "-->"
    return "".join([*parts, text[at:]])


def _with_placeholders(text: str) -> str:
    """The text with words in angle brackets as text: `cd <your folder>` is no element, as HTML has none of that name and
    nothing closes it."""
    ends: set[str] | None = None

    def written(tag: re.Match[str]) -> str:
        nonlocal ends
        name = tag.group(2).lower()
        if tag.group(1) or "=" in tag.group(3) or (name in KNOWN and not is_placeholder(name, tag.group(3))):
            return tag.group()
        if ends is None:
            ends = {end.lower() for end in _END_NAME.findall(text)}
        return tag.group() if name in ends else f"&lt;{tag.group()[1:]}"

    return TAG.sub(written, text)


def _without_swallowing_tags(text: str) -> str:
    last: dict[str, int] = {}

    def closed(tag: re.Match[str]) -> str:
        name = tag["name"].lower()
        if name not in last:
            ends = re.finditer(f"</{name}(?=[\\s>])", text, re.IGNORECASE)
            last[name] = max((end.start() for end in ends), default=-1)
        return tag[0] if last[name] > tag.start() else "\n" * tag[0].count("\n")

    return _SWALLOWING.sub(closed, text)


def _without_deep_tags(text: str) -> str:
    """The text without the tags that stand inside `MAX_OPEN` others, whether or not they are closed."""
    opened = 0

    def shallow(tag: re.Match[str]) -> str:
        nonlocal opened
        if tag.group(2).lower() in _ENDED_BY_THE_NEXT:
            return tag.group()
        if tag.group(1):
            opened = max(0, opened - 1)
            return tag.group() if opened < MAX_OPEN else " "
        if tag.group(2).lower() in VOID or tag.group(3).endswith("/"):
            return tag.group()
        opened += 1
        return tag.group() if opened <= MAX_OPEN else " "

    return TAG.sub(shallow, text)


def _blocks(parent: Tag, output: _Output, prefix: str, depth: int) -> None:
    """Write the children of an element: runs of inline content as paragraphs, blocks by their kind."""
    run: list[str] = []
    for child in parent.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, Tag) and child.name in _DROPPED:
            continue
        if isinstance(child, Tag) and depth < MAX_DEPTH and (child.name in TEXT_BLOCK or _holds_block(child)):
            _paragraph(run, output, prefix)
            run = []
            _block(child, output, prefix, depth + 1)
        else:
            run.append(_inline(child))
    _paragraph(run, output, prefix)


def _block(tag: Tag, output: _Output, prefix: str, depth: int) -> None:
    name = tag.name
    if name in _HEADINGS:
        _text_block(tag, output, prefix + "#" * _HEADINGS[name] + " ", prefix)
    elif name in ("ul", "ol", "menu", "dir"):
        _list(tag, output, prefix, depth)
    elif name == "table":
        _table(tag, output, prefix, depth)
    elif name == "pre":
        _pre(tag, output, prefix)
    elif name == "blockquote":
        output.blank()
        _blocks(tag, output, prefix + "> ", depth)
        while output.lines and output.lines[-1] == prefix + ">":
            output.lines.pop()
            output.origin.pop()
        output.blank()
    elif name == "hr":
        output.blank()
        output.emit(prefix + "---", output.line)
        output.blank()
    elif name in ("dt", "summary", "caption"):
        _text_block(tag, output, prefix, prefix, strong=name != "caption")
    else:
        _blocks(tag, output, prefix, depth)


def _list(tag: Tag, output: _Output, prefix: str, depth: int) -> None:
    number = _start(tag)
    items = tag.find_all("li", recursive=False)
    if not items or depth > MAX_DEPTH:
        _blocks(tag, output, prefix, depth)
        return
    if not prefix.strip():
        output.blank()
    inside = prefix
    for child in tag.children:
        if isinstance(child, Comment) or (isinstance(child, Tag) and child.name in _DROPPED):
            continue
        if not isinstance(child, Tag):
            _paragraph([_inline(child)], output, inside)
        elif child.name == "li":
            bullet = f"{number}. " if tag.name == "ol" else "* "
            _item(child, output, prefix, bullet, depth)
            number += 1
            inside = prefix + " " * len(bullet)
        elif child.name in TEXT_BLOCK or _holds_block(child):
            _block(child, output, inside, depth + 1)
        else:
            _paragraph([_inline(child)], output, inside)
    output.blank()


def _item(tag: Tag, output: _Output, prefix: str, bullet: str, depth: int) -> None:
    inner = _Output(line=output.line)
    _blocks(tag, inner, "", depth)
    output.line = inner.line
    lines, origins = list(inner.lines), list(inner.origin)
    while lines and not lines[-1].strip():
        lines.pop(), origins.pop()
    indent = " " * len(bullet)
    for index, (line, origin) in enumerate(zip(lines, origins, strict=True)):
        lead = bullet if index == 0 else indent
        output.emit((prefix + lead + line).rstrip() if line.strip() else prefix.rstrip(), origin)
    if not lines:
        output.emit(prefix + bullet.rstrip(), output.line)


def _start(tag: Tag) -> int:
    value = str(tag.get("start") or "1")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 1


def _table(tag: Tag, output: _Output, prefix: str, depth: int) -> None:
    rows = [row for row in tag.find_all("tr") if row.find_parent("table") is tag]
    if not rows or tag.find(["table", "ul", "ol", "pre", "blockquote", *_HEADINGS]):
        _blocks(tag, output, prefix, depth)
        return
    output.blank()
    caption = tag.find("caption")
    if isinstance(caption, Tag):
        _text_block(caption, output, prefix, prefix)
    _paragraph(_outside_cells(tag), output, prefix)
    grid = _grid(rows)
    width = max(map(len, grid))
    starts, end = _lines_of_cells(tag)
    for index, row in enumerate(grid if width else ()):
        line, texts = None, [""] * width
        for column, cell in enumerate(row):
            if cell is not None:
                output.line = starts.get(id(cell), output.line)
                written = _cell(cell)
                texts[column] = _MARK.sub("", written).strip()
                begins = _line_of([written], output)
                line = begins if line is None and texts[column] else line
        line = output.line if line is None else line
        output.emit(f"{prefix}| {' | '.join(texts)} |", line)
        if index == 0:
            output.emit(f"{prefix}|{' --- |' * width}", line)
    output.line = max(output.line, end)
    output.blank()


def _grid(rows: list[Tag]) -> list[list[Tag | None]]:
    """The cells of rows by their columns; None where one from the left or from above reaches, as Markdown has no such
    cells. Where they would make a flood of columns, each cell has one."""
    cells = [row.find_all(["td", "th"], recursive=False) for row in rows]
    taken: dict[int, int] = {}
    grid: list[list[Tag | None]] = []
    for found in cells:
        row: list[Tag | None] = []
        for cell in found:
            while taken.get(len(row), 0):
                row.append(None)
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            if len(row) + wide > MAX_SPANNED_COLUMNS:
                return [list(cells_of_row) for cells_of_row in cells]
            if high > 1:
                # It counts this row too.
                taken.update((column, high) for column in range(len(row), len(row) + wide))
            row += [cell, *[None] * (wide - 1)]
        taken = {column: left - 1 for column, left in taken.items() if left > 1}
        while row and row[-1] is None:
            row.pop()
        grid.append(row)
    return grid


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _lines_of_cells(table: Tag) -> tuple[dict[int, int], int]:
    """The line of the source that each cell (by its `id`) begins on, where one begins in the table above it, and the last."""
    starts: dict[int, int] = {}
    line = -1
    for part in table.descendants:
        if isinstance(part, NavigableString):
            if marks := _MARK.findall(part):
                line = int(marks[-1])
        elif isinstance(part, Tag) and part.name in ("td", "th") and line >= 0:
            starts[id(part)] = line
    return starts, line


def _outside_cells(table: Tag) -> list[str]:
    """Text of a table that stands in none of its cells; browsers show it before the table."""
    found: list[str] = []
    for part in [table, *table.find_all(["thead", "tbody", "tfoot", "tr"])]:
        shown = (
            ("td", "th") if part.name == "tr" else ("caption", "colgroup", "thead", "tbody", "tfoot", "tr")
        )
        for child in part.children:
            if isinstance(child, Comment) or (isinstance(child, Tag) and child.name in (*shown, *_DROPPED)):
                continue
            found.append(_inline(child))
    return found


def _cell(cell: Tag) -> str:
    text = "".join(_inline(child) for child in cell.children)
    return _BLANKS.sub(" ", re.sub(r"</?(?:p|div|br)\b[^<>]*>", " ", text)).replace("|", "\\|")


def _pre(tag: Tag, output: _Output, prefix: str) -> None:
    raw = tag.get_text(types=_SAID_IN_CODE)
    line = _line_of([raw], output)
    code = _MARK.sub("", raw).strip("\n")
    fence = fence_for(code)
    output.blank()
    output.emit(prefix + fence, line)
    for index, text in enumerate(code.split("\n")):
        output.emit(prefix + text, line + index)
    output.emit(prefix + fence, line)
    output.blank()


def _text_block(tag: Tag, output: _Output, lead: str, prefix: str, *, strong: bool = False) -> None:
    raw = "".join(_inline(child) for child in tag.children)
    line = _line_of([raw], output)
    text = _one_line(raw)
    if text:
        output.blank()
        output.emit(f"{lead}**{text}**" if strong and "**" not in text else lead + text, line)
        output.emit(prefix.rstrip(), line)


def _one_line(written: str) -> str:
    """What was written of a paragraph's source, without marks of lines, as one line."""
    return _BLANKS.sub(" ", flowed(_MARK.sub("", written).strip()))


def _paragraph(run: list[str], output: _Output, prefix: str) -> None:
    """Inline content between blocks; `<br>` ends a line, other line ends are blanks."""
    raw = "".join(run)
    if not _MARK.sub("", raw).strip():
        _advance(raw, output)
        return
    output.blank()
    for part in re.split(r"<br\s*/?>", raw):
        line = _line_of([part], output)
        text = _one_line(part)
        if text:
            output.emit(f"{prefix}{escape_line_start(escape_item_mark(text))}  ", line)
    if output.lines:
        output.lines[-1] = output.lines[-1].rstrip()
    output.emit(prefix.rstrip(), output.line)


def _line_of(texts: list[str], output: _Output) -> int:
    """Source line where texts begin to say something; moves the output's line to where they end."""
    line: int | None = None
    for text in texts:
        position = 0
        for match in _MARK.finditer(text):
            if line is None and text[position : match.start()].strip():
                line = output.line
            output.line = int(match.group(1))
            position = match.end()
        if line is None and text[position:].strip():
            line = output.line
    return output.line if line is None else line


def _advance(text: str, output: _Output) -> None:
    marks = _MARK.findall(text)
    if marks:
        output.line = int(marks[-1])


def _holds_block(tag: Tag) -> bool:
    return tag.name not in ("a", "img") and tag.find(list(TEXT_BLOCK)) is not None


def _inline(node: object) -> str:
    """Inline tags as they are, with the Markdown signs of their text escaped; whatever the depth of nesting."""
    written: list[str] = []
    todo = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, Comment):
            continue
        if isinstance(part, NavigableString):
            written.append(_text_of(part))
        elif isinstance(part, _Closing):
            written.append(part.tag)
        elif isinstance(part, Tag) and part.name in ("code", "kbd", "samp", "tt"):
            written.append(str(part))
        elif isinstance(part, Tag) and part.name not in _DROPPED:
            opening, closing = _tags_of(part)
            written.append(opening)
            todo.append(_Closing(closing))
            todo += reversed(part.contents)  # of a void tag, which holds nothing, behind it
    return "".join(written)


class _Closing(NamedTuple):
    """A closing tag that is to be written once what stands before it is."""

    tag: str


def _text_of(text: NavigableString) -> str:
    shown = text.output_ready("minimal") if "&" in text or "<" in text else str(text)
    return escape_text(shown)


def _tags_of(tag: Tag) -> tuple[str, str]:
    """The opening and the closing tag of an element; no closing one when it is void."""
    whole = str(Tag(name=tag.name, attrs=dict(tag.attrs), can_be_empty_element=tag.can_be_empty_element))
    opening, _, closing = whole.partition("></")
    return (f"{opening}>", f"</{closing}") if closing else (whole, "")
