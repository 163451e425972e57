"""Read the text of one block into nodes.

CommonMark's inline rules assume text that was written as Markdown. Scraped text was not: bold is glued to
words or has blanks inside its marks, images lost their `!`, links lost their text, and HTML tags stand
between Markdown marks. This reader accepts what CommonMark accepts and mends the rest: `**` pairs up in
order, whatever stands beside it (19,412 of 55,356 real articles have glued bold); the tail of a link whose
beginning is gone is dropped (6,113 articles); inline HTML becomes the same nodes as Markdown.

Every pattern is linear on any input: brackets are matched in one pass, searches for a closing mark that is
known to be missing are not repeated, nesting is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from pipeline.markup.fences import fence_for
from pipeline.markup.html_tags import (
    ANY_TAG,
    EMBEDDED,
    HANDLER,
    KNOWN,
    TAG,
    attributes,
    image_set,
    image_source,
    is_hidden,
    is_placeholder,
    largest_of_set,
)
from pipeline.markup.link_targets import read_plain_target, read_target, without_link
from pipeline.markup.nodes import Break, Code, Dropped, Emphasis, Frame, Image, Link, Node, Raw, Strong, Text
from pipeline.markup.pandoc_attributes import ATTRIBUTES, SPAN_ATTRIBUTES
from pipeline.markup.references import decoded_text
from pipeline.markup.urls import is_picture_file

MAX_DEPTH = 8
MAX_EXPANSION = 100_000
"""Characters of URLs that the reference links of one text may add to it (cmark sets the same bound)."""
_CLOSES_UNDER = re.compile(r"[^\s_]_{1,3}(?![^\W_])")
"""A mark of one to three `_` that may close what one opened."""
_LINK_HEADS = frozenset(["[![", "!["])
"""All that markdownify leaves of a link around a video in a paragraph of its own: the rest stands below blank lines."""
# Every alternative begins with a character of its own, so that `re` skips plain text without trying them;
# what that character cannot tell is told by a group behind it.
_TOKEN = re.compile(
    r"\\[!-/:-@\[-`{-~]"
    r"|``*"
    r"|  +\n[ \t]*"
    r"|\\\n[ \t]*"
    r"|\n[ \t]*"
    r"|<(?P<auto>(?:https?://|mailto:|(?:javascript|vbscript|data):)[^\s<>]*>|[\w.+-]+@[\w-]+(?:\.[\w-]+)+>)"
    r"|<(?P<comment>!--)"
    r"|<(?P<tag>/?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>]*)?>)"
    r"|!\["
    r"|\["
    r"|\]"
    r"|\*\**"
    r"|__*"
    r"|https?://[^\s<>\[\]()*`]+"
)
_TOKEN_KINDS = {
    "\\": "escape",
    "`": "code",
    " ": "newline",
    "\n": "newline",
    "!": "bracket",
    "[": "bracket",
    "]": "unbracket",
    "*": "star",
    "_": "under",
    "h": "url",
}
"""What a token is whose first character tells it (`\\` before a line end aside)."""
_BRACKET = re.compile(r"\\.|``*|\[|\]")
_LINE_END = re.compile(r"[ \t]*\n[ \t]*")
_BACKTICKS = re.compile(r"`+")
_SPECIAL = re.compile(r"`|\*|_|\[|\]|<|\\|\n|https?://")
_ONLY_BOLD = re.compile(
    r"(?:[^`*_\[\]<\\\n:]|:(?!//))*(?:\*\*(?:[^`*_\[\]<\\\n:]|:(?!//))+\*\*(?:[^`*_\[\]<\\\n:]|:(?!//))*)+"
)
_ONLY_IMAGE = re.compile(r"!\[([^\[\]\\`*_<>\n]*)\]\(([^\s()<>\\]{1,2048})\)")
_NO_CODE = re.compile(r"\s+|\s*`+(?:\s+`+)+\s*")
"""What stands between the marks of code that holds nothing; a single run of other marks is shown on purpose."""
_FENCES = re.compile(r"``+(?:[ \t]+``+)*")
_LOST_FENCE = re.compile(r"(?<![^\W_])``+(?!\S)")
"""A mark that opens no code and stands at no word's beginning, as the quotes of TeX do."""
_WORDS = re.compile(r"[^`\s*_]")
MAX_RUNS = 40
"""Runs of backticks of a text that are looked at for empty code."""
_BOLD_CODE = re.compile(r"\*\*([^*`\n]+)\*\*")
_GLUED_UNDERSCORE = re.compile(
    r"[^_\n\s](?:[^_\n]{0,80}[^_\n\s])?_(?=[\s.,;:!?)]|$)|[“\"„«‘][^_\n]{1,80}[”\"“»’]_"
)
"""What is in italics behind a word glued to it; a quotation also where the next word is (`Press_“Next”_and wait`)."""
_QUOTED = frozenset('”"“»’')
_AD_SLOT = re.compile(r"\badsbygoogle\b|\bdata-ad-(?:client|slot)\b")
"""What the place for an ad has among its attributes; a script fills it in the reader's browser."""
_ENGINE_WORD = re.compile(r"!(?:UICONTROL|DNL|BADGE)[ \t]+(?=\S)")
"""What opens a bracket around words that a translator is to leave or a site to colour: `[!UICONTROL New account]`."""
_SHARE = re.compile(r"(?<![^\s(\"'“‘«*_>])\\\\[\w.%-]{1,100}\\[A-Za-z0-9$%]")
"""`\\\\server\\share` as it is typed: with its backslashes escaped it would have twice as many."""
_PATH = re.compile(
    r"(?:[A-Za-z]:|%\w{1,40}%|HKEY_\w{1,40}|HK[A-Z]{2}|\\\\[\w.-]{1,100}|~|\.{1,2})(?:\\[^\\*\n]{1,100}){0,30}"
)
MAX_PATH_CHARS = 300
_ADDRESS_STARTS = ("http://", "https://", "/", "#", "//", "www.", "javascript:")
_RAW_TEXT = frozenset(["script", "style", "noscript", "template", "svg"])


def parse_inline(source: str, references: Mapping[str, str] | None = None) -> tuple[Node, ...]:
    """Nodes of one block's text.

    Args:
        source: the text as markdown-it gives it (list marks, `#` and `>` taken off; lines joined by LF).
        references: targets of reference links by normalised label, as in markdown-it's environment.
    """
    if not _SPECIAL.search(source):
        return (Text(source),)
    if _ONLY_BOLD.fullmatch(source):
        return _only_bold(source)
    image = _ONLY_IMAGE.fullmatch(source)
    if image is not None:
        return (Image(" ".join(decoded_text(image[1]).split()), decoded_text(image[2]), None, 0),)
    return _Reader(source, references or {}, 0, 0).read()


def _only_bold(source: str) -> tuple[Node, ...]:
    """Text and bold in turn: what most paragraphs of a how-to article are."""
    nodes: list[Node] = []
    for number, part in enumerate(source.split("**")):
        if part:
            nodes.append(Strong((Text(part),)) if number % 2 else Text(part))
    return tuple(nodes)


class _FrameOf:
    """An element still open while reading: what it is, how it was opened, what it holds so far."""

    __slots__ = ("attrs", "children", "kind", "line", "opener")

    def __init__(self, kind: str, opener: str, line: int = 0, attrs: dict[str, str] | None = None) -> None:
        self.kind, self.opener, self.line, self.attrs = kind, opener, line, attrs or {}
        self.children: list[Node] = []


class _Reader:
    """One pass over one text. `depth` counts links within links and the like, `line` the lines before it."""

    def __init__(self, source: str, references: Mapping[str, str], depth: int, line: int) -> None:
        self.source, self.references, self.depth, self.line = source, references, depth, line
        self.stack: list[_FrameOf] = [_FrameOf("root", "")]
        self.picture = ""
        """The image that a `source` of the open `picture` offers."""
        self.pairs: dict[int, int] | None = None
        self.missing: set[str] = set()
        self.fences: dict[int, list[int]] | None = None
        self.left_fences: bool | None = None
        self.under_closer = 0
        """Where a mark that may close what `_` opened was found last; the end of the source where none is left."""
        self.expanded = 0
        self.quotes: list[bool] = []
        """Of each `q` that is open, whether it was written with marks."""
        self.spans: list[bool] = []
        """Of each `span` that is open, whether it is not shown."""

    def read(self) -> tuple[Node, ...]:
        source, position, end = self.source, 0, len(self.source)
        while position < end:
            match = _TOKEN.search(source, position)
            if match is None:
                break
            if match.start() > position:
                self._text(source[position : match.start()])
            position = _HANDLERS[match.lastgroup or _kind_of(match.group())](self, match)
        if position < end:
            self._text(source[position:])
        while len(self.stack) > 1:
            self._flatten()
        return tuple(self.stack[0].children)

    # What each token does; every handler returns where reading goes on.

    def read_escape(self, match: re.Match[str]) -> int:
        if match.group() == "\\\\":
            if _SHARE.match(self.source, match.start()):
                self._text("\\\\")
        elif match.group()[1] in "*_" and self._ends_path(match.start(), match.group()[1]):
            self._text("\\\\")
            return match.start() + 1  # what it seems to escape closes
        self._text(match.group())
        return match.end()

    def _ends_path(self, start: int, sign: str) -> bool:
        """Whether the backslash at `start` is the last of a path in bold or italics that converters left as it is:
        `**C:\\Users\\me\\**`."""
        opener = sign * 2 if self.source.startswith(sign * 2, start + 1) else sign
        end = start + 1 + len(opener)
        if self.source[end : end + 1].isalnum() or self.source.startswith(sign, end):
            return False
        if not self._is_open("strong" if len(opener) == 2 else "em", sign):
            return False
        opened = self.source.rfind(opener, max(0, start - MAX_PATH_CHARS), start)
        return opened >= 0 and _PATH.fullmatch(self.source, opened + len(opener), start) is not None

    def read_code(self, match: re.Match[str]) -> int:
        fence = match.group()
        if len(fence) > 1 and self._fences_are_left():
            left = _FENCES.match(self.source, match.start()) or match
            self._drop("empty_code", left.group())
            return left.end()
        end = self._closing_fence(len(fence), match.end())
        if end < 0:
            if _LOST_FENCE.match(self.source, match.start()):
                self._drop("empty_code", fence)
            else:
                self._text(fence)
            return match.end()
        inner = self.source[match.end() : end]
        text = inner.replace("\n", " ")
        if len(text) > 2 and text[0] == text[-1] == " " and text.strip():
            text = text[1:-1]
        bold = _BOLD_CODE.fullmatch(text)
        if bold is not None:
            self._add(Strong((Code(_code_md(bold[1]), bold[1]),)))
        else:
            self._add(Code(fence + inner + fence, text))
        self.line += inner.count("\n")
        return self._behind_attributes(end + len(fence))

    def _fences_are_left(self) -> bool:
        """Whether runs of backticks are what a scraper left of nested code without text."""
        if self.left_fences is None:
            self.left_fences = not _WORDS.search(self.source) or _holds_empty_code(self.source)
        return self.left_fences

    def _closing_fence(self, length: int, start: int) -> int:
        """Where the next run of exactly `length` backticks begins, from `start` on; -1 when there is none."""
        if self.fences is None:
            self.fences = {}
            for run in reversed(list(_BACKTICKS.finditer(self.source))):
                self.fences.setdefault(len(run.group()), []).append(run.start())
        runs = self.fences.get(length, [])
        while runs and runs[-1] < start:
            runs.pop()
        return runs[-1] if runs else -1

    def read_newline(self, match: re.Match[str]) -> int:
        self._add(Break(match.group()[0] != "\n", True))
        self.line += 1
        return match.end()

    def read_auto(self, match: re.Match[str]) -> int:
        url = match.group()[1:-1]
        if "@" in url and "//" not in url and not url.startswith("mailto:"):
            self._add(Link((Text(url),), "mailto:" + url, None, self.line, auto=True))
        else:
            self._add(Link((), url, None, self.line, auto=True))
        return match.end()

    def read_comment(self, match: re.Match[str]) -> int:
        end = self._find("-->", match.start() + 2)
        if end < 0:
            self._text("\\<!--")
            return match.end()
        self._drop("comment", self.source[match.start() : end + 3])
        return end + 3

    def read_url(self, match: re.Match[str]) -> int:
        url = match.group()
        if url[-1] == "_" and any(frame.opener == "_" for frame in self.stack):
            url = url.rstrip("_")  # `_https://fans.example_`: the mark that closes is not the address's
        self._text(url)
        return match.start() + len(url)

    def read_star(self, match: re.Match[str]) -> int:
        run = len(match.group())
        if run > 4:
            self._text(match.group())
        elif run == 4:
            if self._is_open("strong", "**"):
                self._close("strong", "**")
            elif self._is_open("strong", "*"):
                self._close("strong", "*")
                self._open("strong", "*")
            elif self._is_doubled(match.end()):
                self._open("strong", "**")
        elif run == 1:
            self._single_star(match)
        elif run == 2:
            self._swap_opened_together("*")
            self._toggle("strong", "*")
        elif not self._close_both("*"):
            self._open("strong", "*")
            self._open("em", "*")
        return match.end()

    def _close_both(self, opener: str) -> bool:
        """Closes bold and italics, the inner of them first; whether either was open."""
        if not (self._is_open("strong", opener) or self._is_open("em", opener)):
            return False
        for kind in ("em", "strong") if self.stack[-1].kind == "em" else ("strong", "em"):
            if self._is_open(kind, opener):
                self._close(kind, opener)
        return True

    def _swap_opened_together(self, opener: str) -> None:
        """Of what three stars or `_` open, that is inside which closes first: the bold of `***Note:** Wait for it.*`."""
        if len(self.stack) < 3:
            return
        outer, inner = self.stack[-2:]
        if (
            (outer.kind, inner.kind) == ("strong", "em")
            and outer.opener == inner.opener == opener
            and not outer.children
        ):
            outer.kind, inner.kind = inner.kind, outer.kind

    def _is_doubled(self, start: int) -> bool:
        """Whether the four stars before `start` open bold whose marks were set twice: `****Step 1:**** Tap`. Alone they are
        bold that holds nothing."""
        end = self._find("****", start)
        inside = self.source[start:end] if end >= 0 else ""
        return bool(inside) and not (inside[0].isspace() or inside[-1].isspace() or "**" in inside)

    def _single_star(self, match: re.Match[str]) -> None:
        before = self.source[match.start() - 1 : match.start()]
        after = self.source[match.end() : match.end() + 1]
        if self._is_open("em", "*") and before and not before.isspace():
            self._close("em", "*")
        elif after and not after.isspace() and not (before.isdigit() and after.isdigit()):
            self._open("em", "*")
        else:
            self._text("\\*" if not (before.isspace() and after.isspace()) else "*")

    def read_under(self, match: re.Match[str]) -> int:
        run = len(match.group())
        before = self.source[match.start() - 1 : match.start()] if match.start() else ""
        after = self.source[match.end() : match.end() + 1]
        kind = "em" if run == 1 else "strong"
        if run == 2:
            self._swap_opened_together("_")
        if run == 3 and self._three_unders(match, before, after):
            return match.end()
        if run > 2:
            self._text(match.group())
        elif (
            self._is_open(kind, "_")
            and (not after.isalnum() or before in _QUOTED)
            and before
            and not before.isspace()
        ):
            self._close(kind, "_")
        elif (
            after
            and not after.isspace()
            and (
                not before.isalnum()
                or (run == 1 and before.isalpha() and _GLUED_UNDERSCORE.match(self.source, match.end()))
            )
        ):
            self._open(kind, "_")
        else:
            self._text(match.group())
        return match.end()

    def _three_unders(self, match: re.Match[str], before: str, after: str) -> bool:
        """Opens or closes bold and italics by `___`; False where it does neither, as a blank to be filled in."""
        if before and not before.isspace() and not after.isalnum() and self._close_both("_"):
            return True
        if after and not after.isspace() and not before.isalnum() and self._closes_under(match.end()):
            self._open("strong", "_")
            self._open("em", "_")
            return True
        return False

    def _closes_under(self, start: int) -> bool:
        """Whether a mark that may close what `_` opens stands behind `start`; looked for once per mark."""
        if self.under_closer < start:
            found = _CLOSES_UNDER.search(self.source, start)
            self.under_closer = len(self.source) if found is None else found.start()
        return self.under_closer < len(self.source)

    def _open(self, kind: str, opener: str) -> None:
        if len(self.stack) < 4 * MAX_DEPTH:
            self.stack.append(_FrameOf(kind, opener, self.line))

    def read_bracket(self, match: re.Match[str]) -> int:
        image, start = match.group()[0] == "!", match.end() - 1
        if self.pairs is None:
            self.pairs = _pair_brackets(self.source, "``" in self.source and self._fences_are_left())
        end = self.pairs.get(start)
        if end is None and self.source.strip() in _LINK_HEADS:
            self._drop("broken_link_tail", self.source)
            return len(self.source)
        if end is None or self.depth >= MAX_DEPTH:
            self._text(match.group())
            return match.end()
        inner = self.source[start + 1 : end]
        target = read_target(self.source, end + 1)
        if target is not None:
            if image and inner[:2] == "![" and _ONLY_IMAGE.fullmatch(inner):
                # `Get it now![![Win](win.png)](https://…)`: the mark ends the sentence, the picture is a link.
                image = False
                if match.start() and not self.source[match.start() - 1].isspace():
                    self._text("! ")
            self._link_or_image(inner, target.url, target.title, image)
            return self._behind_attributes(target.end)
        if not image and (behind := SPAN_ATTRIBUTES.match(self.source, end + 1)) is not None:
            for child in self._read_inside(inner):
                self._add(child)
            self.line += behind[0].count("\n")
            return behind.end()
        return self._reference(match, inner, end, image)

    def _read_inside(self, inner: str) -> tuple[Node, ...]:
        """The nodes of a source between brackets that begins at this line; reading goes on at its last line."""
        reader = _Reader(inner, self.references, self.depth + 1, self.line)
        children = reader.read()
        self.line = reader.line
        return children

    def _behind_attributes(self, position: int) -> int:
        """Where reading goes on behind the attributes that begin at `position`, if any do."""
        found = ATTRIBUTES.match(self.source, position) if self.source.startswith("{", position) else None
        if found is None:
            return position
        self.line += found[0].count("\n")
        return found.end()

    def _reference(self, match: re.Match[str], inner: str, end: int, image: bool) -> int:
        label, after = inner, end + 1
        if self.source[end + 1 : end + 2] == "[" and self.pairs and (close := self.pairs.get(end + 1)):
            label, after = self.source[end + 2 : close] or inner, close + 1
        url = self.references.get(_label(label)) if self.references else None
        opener = _ENGINE_WORD.match(inner) if url is None and inner[:1] == "!" and not image else None
        if opener is not None:
            self._drop("engine_mark", "[" + opener[0].rstrip())
            for child in self._read_inside(inner[opener.end() :]):
                self._add(child)
            return self._behind_attributes(end + 1)
        self.expanded += len(url or "")
        if url is None or self.expanded > max(MAX_EXPANSION, len(self.source)):
            self._text(match.group())
            return match.end()
        self._link_or_image(inner, url, None, image, self.source[end + 1 : after])
        return self._behind_attributes(after)

    def _link_or_image(
        self, inner: str, url: str, title: str | None, image: bool, reference: str | None = None
    ) -> None:
        line = self.line
        url = without_link(url)
        if image:
            alt = " ".join(decoded_text(inner).split())
            self._add(Image(alt, url, title, line))
            self.line += inner.count("\n")
            return
        self._add(Link(self._read_inside(inner), url, title, line, reference=reference))

    def read_unbracket(self, match: re.Match[str]) -> int:
        """A `]` that closes no link: text, or with a target behind it the tail of a link cut in two."""
        target = read_plain_target(self.source, match.end())
        if target is None or not target.url.startswith(_ADDRESS_STARTS):
            self._text("]")
            return match.end()
        self._restore_image()
        self._drop("broken_link_tail", self.source[match.start() : target.end])
        return target.end

    def _restore_image(self) -> None:
        """`[alt](x.jpg) ](https://shop…)` was `[![alt](x.jpg) ](https://shop…)`: the link is an image."""
        children = self.stack[-1].children
        index = len(children) - 1
        last = children[index] if children else None
        if index > 0 and isinstance(last, Text) and not last.md.strip():
            index -= 1
        node = children[index] if children else None
        if isinstance(node, Link) and is_picture_file(node.url):
            children[index] = Image(_alt_of(node), node.url, node.title, node.line)

    def read_tag(self, match: re.Match[str]) -> int:
        tag = TAG.match(match.group())
        if tag is None:  # pragma: no cover - the token pattern is the tag pattern
            self._text(match.group())
            return match.end()
        closing, name, rest = tag.group(1) == "/", tag.group(2).lower(), tag.group(3)
        self.line += match.group().count("\n")
        if name not in KNOWN and HANDLER.search(rest):
            self._drop("script", match.group())
        elif name not in KNOWN or is_placeholder(name, rest):
            self._text("\\" + match.group())
        elif name in _RAW_TEXT or name in EMBEDDED:
            return self._embedded(match, name, rest, closing)
        elif name in ("code", "tt", "samp"):
            return self._html_code(match, name, closing)
        elif name == "br":
            if newline := _LINE_END.match(self.source, match.end()):
                self._add(Break(True, True))
                self.line += 1
                return newline.end()
            self._add(Break(True, False))
        elif name == "img" or name == "amp-img":
            self._html_image(match.group(), attributes(rest))
        elif name == "picture":
            self.picture = ""
        elif name == "source" and not closing:
            self.picture = self.picture or largest_of_set(image_set(attributes(rest)))
        elif name in ("sub", "sup"):
            self._add(Raw(f"<{'/' if closing else ''}{name}>"))
        elif name in _MARKS:
            self._html_mark(_MARKS[name], name, closing, rest)
        elif name == "ins" and not closing and _AD_SLOT.search(rest):
            self._add(Dropped("ad_slot", match.group(), self.line - match.group().count("\n")))
        elif name == "q":
            self._quote(closing, match.end())
        elif name == "span":
            self._span(closing, rest, match.end())
        elif closing or name not in ("wbr",):
            self._add(Text(" ") if name in _SPACING else Text(""))
        return match.end()

    def _quote(self, closing: bool, end: int) -> None:
        """A quotation, around which browsers set marks; they stand there twice where the author wrote some as well."""
        if not closing:
            self.quotes.append(_OWN_MARK.match(self.source, end) is None and self._find("</q", end) >= 0)
            if self.quotes[-1]:
                self._add(Text("“‘"[len(self.quotes) % 2 - 1]))
        elif self.quotes and self.quotes.pop():
            self._add(Text("’”"[len(self.quotes) % 2 - 1]))

    def _span(self, closing: bool, rest: str, end: int) -> None:
        """Words for screen readers, or that a script shows later, stand apart from the sentence they are glued to."""
        if not closing:
            self.spans.append(bool(rest) and _NOT_SHOWN.search(rest) is not None)
            self._add(Text(" " if self.spans[-1] else ""))
        else:
            apart = bool(self.spans) and self.spans.pop() and self.source[end : end + 1] not in _ENDS_PHRASE
            self._add(Text(" " if apart else ""))

    def _html_image(self, source: str, attrs: dict[str, str]) -> None:
        url = image_source(attrs)
        if (not url or url.startswith("data:")) and self.picture:
            url = self.picture
        alt = " ".join(attrs.get("alt", "").split())
        if url:
            self._add(Image(alt, url.strip(), attrs.get("title") or None, self.line, is_hidden(attrs)))
        else:
            self._drop("image_without_source", source)

    def _html_mark(self, kind: str, name: str, closing: bool, rest: str) -> None:
        if kind == "link" and not closing and "href" not in (attrs := attributes(rest)):
            return
        if closing:
            if self._is_open(kind, name):
                self._close(kind, name)
        else:
            self._open(kind, name)
            if kind == "link" and self.stack[-1].opener == name:
                self.stack[-1].attrs = attrs

    def _html_code(self, match: re.Match[str], name: str, closing: bool) -> int:
        end = -1 if closing else self._find(f"</{name}", match.end())
        if end < 0:
            return match.end()
        text = decoded_text(ANY_TAG.sub("", self.source[match.end() : end])).strip()
        if text:
            self._add(Code(_code_md(text), " ".join(text.split())))
        self.line += self.source.count("\n", match.end(), end)
        close = self.source.find(">", end)
        return close + 1 if close >= 0 else len(self.source)

    def _embedded(self, match: re.Match[str], name: str, rest: str, closing: bool) -> int:
        if closing:
            return match.end()
        end = -1 if rest.endswith("/") else self._find(f"</{name}", match.end())
        stop = match.end()
        if end >= 0:
            close = self.source.find(">", end)
            stop = close + 1 if close >= 0 else len(self.source)
        elif name in ("script", "style") and not rest.endswith("/"):
            stop = len(self.source)
        source = self.source[match.start() : stop]
        below = match.group().count("\n")  # line ends of the opening tag, which are counted already
        attrs = attributes(rest)
        url = attrs.get("src") or attrs.get("data-src") or attrs.get("data") or ""
        if not url and name in ("video", "audio") and (found := re.search(r"<source\b([^<>]*)>", source)):
            url = attributes(found.group(1)).get("src", "")
        if name in _RAW_TEXT or not url:
            self._add(Dropped("script" if name == "script" else "embedded", source, self.line - below))
        else:
            self._add(Frame(url.strip(), self.line - below, source))
        self.line += source.count("\n") - below
        return stop

    # The stack of open elements.

    def _is_open(self, kind: str, opener: str) -> bool:
        return any(frame.kind == kind and frame.opener == opener for frame in self.stack[1:])

    def _toggle(self, kind: str, opener: str) -> None:
        if self._is_open(kind, opener):
            self._close(kind, opener)
        else:
            self._open(kind, opener)

    def _close(self, kind: str, opener: str) -> None:
        while self.stack[-1].kind != kind or self.stack[-1].opener != opener:
            self._flatten()
        frame = self.stack.pop()
        children = tuple(frame.children)
        if kind == "strong":
            self._add(Strong(children))
        elif kind == "em":
            self._add(Emphasis(children))
        else:
            url = frame.attrs.get("href", "").strip()
            self._add(Link(children, url, frame.attrs.get("title") or None, frame.line))

    def _flatten(self) -> None:
        """An element that was never closed: its content stays, its mark goes (a lone `_` or `*` is text)."""
        frame = self.stack.pop()
        if frame.kind == "em" and frame.opener in ("*", "_"):
            self._text("\\" + frame.opener)
        for child in frame.children:
            self._add(child)

    def _add(self, node: Node) -> None:
        self.stack[-1].children.append(node)

    def _text(self, md: str) -> None:
        children = self.stack[-1].children
        if children and isinstance(children[-1], Text):
            children[-1] = Text(children[-1].md + md)
        else:
            children.append(Text(md))

    def _drop(self, what: str, source: str) -> None:
        self._add(Dropped(what, source, self.line))
        self.line += source.count("\n") if what in ("comment", "broken_link_tail") else 0

    def _find(self, needle: str, start: int) -> int:
        """Like `str.find`, but remembers what is not there, so that floods of openers stay linear."""
        if needle in self.missing:
            return -1
        found = self.source.find(needle, start)
        if found < 0:
            self.missing.add(needle)
        return found


_MARKS = {"strong": "strong", "b": "strong", "em": "em", "i": "em", "cite": "em", "a": "link"}
_OWN_MARK = re.compile(
    r"\s{0,20}(?:[\"'“”„«»‹›‘’「『]|&(?:quot|[lrb]dquo|[lr]aquo|[lrs]{1,2}quo|#34|#822[0-2]);)"
)
_NOT_SHOWN = re.compile(
    r"\b(?:sr-only|visually-?hidden|screen-?reader(?:-text|-only)?|offscreen|a11y-hidden)\b|\shidden(?=[\s=/]|$)|display\s{0,9}:\s{0,9}none",
    re.IGNORECASE,
)
"""A class, style or attribute of words that are in the page but not to be seen."""
_ENDS_PHRASE = tuple(".,;:!?)]”’。，、")
_SPACING = frozenset(
    ["p", "div", "li", "td", "th", "tr", "dt", "dd", "center", "section", "figcaption", "option"]
)


_HANDLERS = {
    name: getattr(_Reader, f"read_{name}")
    for name in (
        [
            "escape",
            "code",
            "newline",
            "auto",
            "comment",
            "tag",
            "bracket",
            "unbracket",
            "star",
            "under",
            "url",
        ]
    )
}


def _kind_of(token: str) -> str:
    return "newline" if token[:2] == "\\\n" else _TOKEN_KINDS[token[0]]


def _holds_empty_code(source: str) -> bool:
    """Whether one of a text's first code spans holds nothing."""
    runs = list(islice(_BACKTICKS.finditer(source), MAX_RUNS))
    index = 0
    while index < len(runs):
        length = len(runs[index].group())
        end = next((n for n in range(index + 1, len(runs)) if len(runs[n].group()) == length), None)
        if (
            end is not None
            and length > 1
            and _NO_CODE.fullmatch(source, runs[index].end(), runs[end].start())
        ):
            return True
        index = index + 1 if end is None else end + 1
    return False


def _pair_brackets(source: str, left_fences: bool) -> dict[int, int]:
    """Position of each `[` → position of its `]`, escapes and code spans passed over; fences that are left of nothing
    open no code."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    skip_to = 0
    missing: set[str] = set()
    for match in _BRACKET.finditer(source):
        if match.start() < skip_to:
            continue
        if match.group()[0] == "`":
            fence = match.group()
            if left_fences and len(fence) > 1:
                continue
            end = -1 if fence in missing else source.find(fence, match.end())
            if end < 0:
                missing.add(fence)
            else:
                skip_to = end + len(fence)
        elif match.group() == "[":
            stack.append(match.start())
        elif match.group() == "]" and stack:
            pairs[stack.pop()] = match.start()
    return pairs


def _label(text: str) -> str:
    """Reference labels are compared as markdown-it compares them: folded case, single blanks, upper case."""
    return re.sub(r"\s+", " ", text.strip()).lower().upper()


def _code_md(text: str) -> str:
    fence = fence_for(text, shortest=1)
    pad = " " if text[:1] == "`" or text[-1:] == "`" else ""
    return f"{fence}{pad}{' '.join(text.split())}{pad}{fence}"


def _alt_of(link: Link) -> str:
    return " ".join(decoded_text("".join(c.md for c in link.children if isinstance(c, Text))).split())
