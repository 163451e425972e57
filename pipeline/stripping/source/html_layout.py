"""HTML laid out in lines as the source pass reads them: each block begins a line, and a paragraph is one.

Line ends say nothing in HTML: a page comes with all its blocks on one line, or wrapped at some column in the middle
of an element. Nor do the signs of Markdown, which are escaped. Markdown with some HTML in it is left as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.markup.escapes import escape_line_start, escape_text
from pipeline.markup.fences import outside_fences
from pipeline.markup.html_regions import balanced_region, tags_named
from pipeline.markup.html_tags import TEXT_BLOCK, flowed
from pipeline.stripping.ledger import Cut

MIN_BLOCKS = 3
"""Blocks of text that make lines a piece of a page."""
MIN_BLOCKS_PER_SIGN = 10
"""Blocks of text for each sign of Markdown on it; where there are fewer, the signs are meant as such."""
MAX_NESTED = 100
"""Elements of one name within each other; past it, HTML is a flood."""
MAX_INLINE_CHARS = 4_000
"""Of a link, with the blocks in it where it is a card, and of code within a line."""
BEGINS_PAGE = re.compile(
    r"\s*<(p|div(?!><ul>)|h[1-6]|html|body|section|article|main|header|center|table|blockquote)(?=[\s>])",
    re.IGNORECASE,
)
"""What HTML begins with that may be a page, or a piece of one."""
MAX_LOOKS = 20
"""How often all lines may be looked at for pieces that begin within others; past it, HTML is a flood."""
CONTENT_LIMIT = 2_000
"""Lines within which an element must end to be laid out as one."""
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
_WITHOUT_TEXT = frozenset(
    [
        "script",
        "style",
        "head",
        "textarea",
        "svg",
        "template",
        "noscript",
        "select",
        "iframe",
        "video",
        "audio",
        "object",
    ]
)
_LINK_END = re.compile(r"</a(?=[\s>])", re.IGNORECASE)
_LITERAL = frozenset(["code", "kbd", "samp", "tt"])
_LEADING_TAGS = re.compile(r"(?:<[^<>]*>\s*)*+")


class LaidLine(NamedTuple):
    """A line of a layout: its text, and the piece of the source it was made of."""

    text: str
    source: str
    first: int
    last: int
    """The lines of the source that the piece stands on (0-based, the last one inclusive)."""
    whole: bool
    """Whether those lines hold nothing else."""
    says: int | None
    """The line of the source on which its words begin; None where it is tags alone."""

    def below(self, lines: int) -> LaidLine:
        """The same line where so many lines stand above."""
        says = None if self.says is None else self.says + lines
        return self._replace(first=self.first + lines, last=self.last + lines, says=says)


class Layout(NamedTuple):
    """Lines of a page laid out anew, and where they stand in the source."""

    first: int
    """The line the page begins on (0-based); those above are as they were."""
    lines: tuple[LaidLine, ...]

    def raw(self, number: int) -> int:
        """The line of the source (1-based) that the words of a line begin on."""
        place = min(number - 1 - self.first, len(self.lines) - 1)
        if place < 0:
            return number
        laid = self.lines[place]
        return self.first + 1 + (laid.first if laid.says is None else laid.says)

    def shared(self) -> frozenset[int]:
        """The lines of the source (1-based) of which several lines were made."""
        return frozenset(
            self.first + 1 + line
            for laid in self.lines
            if not laid.whole
            for line in range(laid.first, laid.last + 1)
        )

    def piece(self, start: int, end: int) -> str | None:
        """The source of the lines from `start` to `end` (1-based, inclusive); None where it is whole lines of it."""
        laid = self.lines[max(0, start - 1 - self.first) : max(0, end - self.first)]
        if all(line.whole for line in laid):
            return None
        text, last = "", laid[0].first
        for line in laid:
            text += "\n" * (line.first > last) + line.source
            last = line.last
        return text

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last line of the source that lines (all 1-based, inclusive) were made of."""
        first, last = start - 1 - self.first, min(end - 1 - self.first, len(self.lines) - 1)
        return (
            start if first < 0 else self.first + 1 + self.lines[first].first,
            end if last < 0 else self.first + 1 + self.lines[last].last,
        )

    def cuts(self, cuts: list[Cut]) -> list[Cut]:
        """Cuts of these lines as cuts of the source. Of tags that share a line with words nothing is said."""
        bare = {line for cut in cuts if cut.rule == "html_wrapper" for line in range(cut.start, cut.end + 1)}
        words = {
            line
            for number, laid in enumerate(self.lines, self.first + 1)
            if number not in bare and laid.source
            for line in range(laid.first, laid.last + 1)
        }
        found: list[Cut] = []
        for cut in cuts:
            start, end = self.extent(cut.start, cut.end)
            text = cut.text if cut.text is not None else self.piece(cut.start, cut.end)
            if cut.rule == "html_wrapper" and text is not None:
                if any(line - 1 - self.first in words for line in range(start, end + 1)):
                    continue
                text = None
            found.append(Cut(start, end, cut.category, cut.rule, text))
        return found


def lay_out(lines: list[str], first: int, *, sure: bool = False) -> Layout | None:
    """The lines of a page of HTML from `first` (0-based) on laid out anew; None where they are none. `sure` tells that
    they are one.

    >>> page = ["<div><p>Oil", "it.</p><p>Use *.oil</p><ul><li>A fan", "</li></ul></div>"]
    >>> [line.text for line in lay_out(page, 0).lines]
    ['<div>', '<p>Oil it.</p>', '<p>Use \\\\*.oil</p>', '<ul><li>A fan', '</li></ul>', '</div>']
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
            if depth > MAX_NESTED:
                break
        self.unclosed.add(name)
        return None

    def _break(self, end: int, after: int, *, keep: bool = False) -> None:
        """Ends the line at hand at `end`; the next one begins at `after`. `keep` keeps its blanks."""
        start, edits = self.start, self.edits
        self.start, self.edits, self.opens = after, [], ""
        source = self.text[start:end]
        first = bisect_right(self.starts, start) - 1
        if not source or source.isspace():
            if self.starts[first] == start and end < after:
                self.laid.append(LaidLine("", "", first, first, True, None))
            return
        last = bisect_right(self.starts, end - 1) - 1
        text = source
        if edits:
            parts, at = [], start
            for begin, stop, written in edits:
                parts += [self.text[at:begin], written]
                at = stop
            text = "".join([*parts, self.text[at:end]])
        if not keep:
            text = _without_line_sign(flowed(text.strip()))
        before = self.laid[-1] if self.laid else None
        alone = before is None or before.last < first
        if before is not None and not alone:
            self.laid[-1] = before._replace(whole=False)
        tags = _LEADING_TAGS.match(source.lstrip())
        words = start + len(source) - len(source.lstrip()) + (tags.end() if tags is not None else 0)
        says = bisect_right(self.starts, words) - 1 if words < end else None
        self.laid.append(LaidLine(text, source, first, last, alone, says))


def _without_line_sign(text: str) -> str:
    tags = _LEADING_TAGS.match(text)
    end = tags.end() if tags is not None else 0
    return text[:end] + escape_line_start(text[end:]) if end < len(text) else text
