"""HTML laid out in lines as the source pass reads them: each block begins a line, and a paragraph is one.

Line ends say nothing in HTML: a page comes with all its blocks on one line, or wrapped at some column in the middle
of an element. Nor do the signs of Markdown, which are escaped. Markdown with some HTML in it is left as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from pipeline.markup.escapes import escape_line_start, escape_text
from pipeline.markup.fences import outside_fences
from pipeline.markup.html_regions import MAX_OPEN, balanced_region, tags_named
from pipeline.markup.html_tags import TEXT_BLOCK, flowed
from pipeline.stripping.source.laid_lines import LaidLine, Layout
from pipeline.stripping.source.walk import CONTENT_LIMIT

MIN_BLOCKS = 3
"""Blocks of text that make lines a piece of a page."""
MIN_BLOCKS_PER_SIGN = 10
"""Blocks of text for each sign of Markdown on it; where there are fewer, the signs are meant as such."""
MAX_INLINE_CHARS = 4_000
"""Of a link, with the blocks in it where it is a card, and of code within a line."""
BEGINS_PAGE = re.compile(
    r"\s*<(p|div(?!><ul>)|h[1-6]|html|body|section|article|main|header|center|table|blockquote)(?=[\s>])",
    re.IGNORECASE,
)
"""What HTML begins with that may be a page, or a piece of one."""
MAX_LOOKS = 20
"""How often all lines may be looked at for pieces that begin within others; past it, HTML is a flood."""
_CLOSED = re.compile(r"</(?:p|h[1-6]|dd|blockquote)\s*>", re.IGNORECASE)
_SIGN = re.compile(
    r"^ {0,3}(?:#{1,6}[ \t]|[*][ \t]|`{3}|~{3}|>[ \t])|\]\([^\s()]|\*\*[^\s*<>][^*<>\n]{0,200}\*\*",
    re.MULTILINE,
)
_TOKEN = re.compile(r"<!--|<(/?)([A-Za-z][A-Za-z0-9-]*)(?:[\s/][^<>]*)?>|\n")
_WHOLE = frozenset(
    ["ul", "ol", "menu", "dir", "table", "dl", "pre", "blockquote", "figure"]
    + [f"h{level}" for level in range(1, 7)]
)
"""Elements that are read as a whole, whatever their lines."""
_WITHOUT_TEXT = frozenset([
    "script", "style", "head", "textarea", "svg", "template", "noscript", "select", "iframe", "video", "audio", "object",
])  # fmt: skip
"""Elements whose source is no text of the page."""
_LINK_END = re.compile(r"</a(?=[\s>])", re.IGNORECASE)
_LITERAL = frozenset(["code", "kbd", "samp", "tt"])
_LEADING_TAGS = re.compile(r"(?:<[^<>]*>\s*)*+")


def lay_out(lines: list[str], first: int, *, sure: bool = False) -> Layout | None:
    """A page of HTML, or the pieces of one that stand in Markdown, in lines laid out anew.

    Args:
        lines: all lines of the article.
        first: the line (0-based) the page begins on.
        sure: whether something else tells that it is a page, as the head of an HTML document does.

    Returns:
        All lines from `first` on; None where they stay as they are, because each block has lines of its own already, or
        because they are mostly Markdown.

    >>> page = ["<div><p>Oil", "it.</p><p>Use *.oil</p><p>Wait.</p><ul><li>A fan", "</li></ul></div>"]
    >>> [line.text for line in lay_out(page, 0).lines]
    ['<div>', '<p>Oil it.</p>', '<p>Use \\\\*.oil</p>', '<p>Wait.</p>', '<ul><li>A fan', '</li></ul>', '</div>']
    >>> lay_out(["<div>", "**Oil** it.", "", "* A fan", "</div>"], 0) is None
    True
    """
    source = lines[first:]
    if sure:
        return Layout(first, tuple(_Walk("\n".join(source)).read()))
    if len(_CLOSED.findall("\n".join(source))) < MIN_BLOCKS:
        return None
    outside = {index for index, _ in outside_fences(source)}
    laid: list[LaidLine] = []
    unclosed: set[str] = set()
    at, needed, looked_at = 0, False, 0
    while at < len(source):
        may_begin = at in outside and looked_at < MAX_LOOKS * len(source)
        end = _end_of_html(source, at, unclosed) if may_begin else at
        looked_at += end - at
        if (found := _laid_out(source[at:end])) is not None:
            laid += [line.below(at) for line in found]
            at, needed = end, True
        else:
            laid.append(LaidLine(source[at], source[at], at, at, True, at if source[at].strip() else None))
            at += 1
    return Layout(first, tuple(laid)) if needed else None


def _end_of_html(lines: list[str], first: int, unclosed: set[str]) -> int:
    """Where the HTML ends that a line begins, exclusive: with the element that opens it, and not before a blank line.
    `unclosed` are the elements of which one was found not to end."""
    opening = BEGINS_PAGE.match(lines[first])
    if opening is None:
        return first
    name, end = opening[1].lower(), first + 1
    if name not in unclosed:
        region = balanced_region(lines, first, name, CONTENT_LIMIT)
        if region is None:
            unclosed.add(name)
        else:
            end = region.end
    while end < len(lines) and lines[end].strip():
        end += 1
    return end


def _laid_out(lines: list[str]) -> list[LaidLine] | None:
    """Lines of HTML laid out anew; None where they are mostly Markdown, or each block has lines of its own already."""
    text = "\n".join(lines)
    blocks = len(_CLOSED.findall(text))
    if blocks < MIN_BLOCKS or blocks < MIN_BLOCKS_PER_SIGN * sum(1 for _ in _SIGN.finditer(text)):
        return None
    laid = _Walk(text).read()
    return laid if any(line.says is not None and not line.whole for line in laid) else None


@dataclass(slots=True)
class _Walk:
    """A walk over the tags of a page; what stands before `start` is laid out."""

    text: str
    start: int = 0
    laid: list[LaidLine] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where the lines of the source begin."""
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    """What stands for pieces of the line at hand."""
    opens: str = ""
    """The block that the line at hand begins with."""
    in_paragraph: bool = False
    unbroken: int = 0
    """No line ends before this place."""
    linkless: int = 0
    """Up to here no link ends."""
    unclosed: set[str] = field(default_factory=set)
    """Elements of which one was seen that does not end."""

    def read(self) -> list[LaidLine]:
        """All lines of the page; a walk reads one page."""
        text, at = self.text, 0
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        while (token := _TOKEN.search(text, at)) is not None:
            self._plain(at, token.start())
            at = self._token(token)
        self._plain(at, len(text))
        self._break(len(text), len(text))
        return self.laid

    def _token(self, token: re.Match[str]) -> int:
        """Reads a line end, a comment, a tag, or an element that is left as it is; where to go on."""
        start, end = token.span()
        name = (token[2] or "").lower()
        if token[0] == "\n":
            if start >= self.unbroken and (not self.in_paragraph or self._is_blank_line(end)):
                self._break(start, end)
        elif not name:
            end = self._comment(start)
        elif token[1]:
            if name in TEXT_BLOCK and start >= self.unbroken:
                self._closing(name, start, end)
        elif name in _LITERAL:
            end = max(end, self.text.find(f"</{token[2]}", end, end + MAX_INLINE_CHARS))
        elif (name in _WHOLE or name in _WITHOUT_TEXT) and (closed := self._end_of(name, start)):
            self._whole(name, start, closed)
            end = closed
        else:
            self._opening(name, start, end)
        return end

    def _opening(self, name: str, start: int, end: int) -> None:
        if name == "a":
            close = self._link_end(end)
            self.unbroken = max(self.unbroken, close)
        elif start < self.unbroken:
            return
        elif name == "br":
            self._break(end, end)
        elif name in TEXT_BLOCK:
            self._break(start, start)
            self.in_paragraph, self.opens = name == "p", name
            if name == "hr":
                self._break(end, end)

    def _link_end(self, end: int) -> int:
        """Where the link ends whose tag ends at `end`; -1 where it does not."""
        limit = end + MAX_INLINE_CHARS
        close = _LINK_END.search(self.text, max(end, self.linkless), limit)
        if close is None:
            self.linkless = limit
            return -1
        return close.start()

    def _closing(self, name: str, start: int, end: int) -> None:
        if name not in ("p", self.opens):
            self._break(start, start)
        self.in_paragraph = False
        self._break(end, end)

    def _comment(self, start: int) -> int:
        close = -1 if "<!--" in self.unclosed else self.text.find("-->", start)
        if close < 0:
            self.unclosed.add("<!--")
            return start + 4
        self._whole("<!--", start, close + 3)
        return close + 3

    def _whole(self, name: str, start: int, end: int) -> None:
        """What keeps its lines. In a paragraph it stays where it holds no text."""
        if start < self.unbroken:
            return
        apart = not self.in_paragraph or name in _WHOLE
        if apart:
            self._break(start, start)
            self.in_paragraph = False
        at = self.text.find("\n", start, end)
        while at >= 0:
            self._break(at, at + 1, keep=True)
            at = self.text.find("\n", at + 1, end)
        if apart:
            self._break(end, end, keep=True)

    def _plain(self, start: int, end: int) -> None:
        """Text between tags."""
        if start < end:
            text = self.text[start:end]
            if (written := escape_text(text)) != text:
                self.edits.append((start, end, written))

    def _is_blank_line(self, start: int) -> bool:
        end = self.text.find("\n", start)
        return not self.text[start : end if end >= 0 else len(self.text)].strip()

    def _end_of(self, name: str, start: int) -> int | None:
        """Where the element ends whose tag begins at `start`; None where it does not, or is nested too deeply."""
        if name in self.unclosed:
            return None
        depth = 0
        for tag in tags_named(name).finditer(self.text, start):
            depth += -1 if tag[1] else 1
            if depth == 0 or (name in _WITHOUT_TEXT and tag[1]):
                return tag.end()
            if depth > MAX_OPEN:
                break
        self.unclosed.add(name)
        return None

    def _break(self, end: int, after: int, *, keep: bool = False) -> None:
        """Ends the line at hand at `end`; the next one begins at `after`. `keep` keeps its blanks."""
        start, edits = self.start, self.edits
        self.start, self.edits, self.opens = after, [], ""
        source = self.text[start:end]
        first = self._line_of(start)
        if not source or source.isspace():
            if self.starts[first] == start and end < after:
                self.laid.append(LaidLine("", "", first, first, True, None))
            return
        text = self._edited(start, end, edits)
        if not keep or "\n" in text:  # a paragraph in which something keeps its lines
            text = _without_line_sign(flowed(text.strip()))
        alone = not self.laid or self.laid[-1].last < first
        if not alone:
            self.laid[-1] = self.laid[-1]._replace(whole=False)
        words = end - len(_behind_tags(source.lstrip()))
        says = self._line_of(words) if words < end else None
        self.laid.append(LaidLine(text, source, first, self._line_of(end - 1), alone, says))

    def _line_of(self, place: int) -> int:
        """The line of the source that a character stands on."""
        return bisect_right(self.starts, place) - 1

    def _edited(self, start: int, end: int, edits: list[tuple[int, int, str]]) -> str:
        """A piece of the page with what stands for parts of it."""
        parts: list[str] = []
        for begin, stop, written in edits:
            parts += [self.text[start:begin], written]
            start = stop
        return "".join([*parts, self.text[start:end]])


def _behind_tags(text: str) -> str:
    """The text without the tags it begins with."""
    return _LEADING_TAGS.sub("", text, count=1)


def _without_line_sign(text: str) -> str:
    """The text with the sign escaped that its words begin with, where that would mark a line up."""
    words = _behind_tags(text)
    return text[: len(text) - len(words)] + escape_line_start(words)
