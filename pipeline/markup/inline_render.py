"""Write inline nodes as Markdown and as plain text that a person would print.

The spacing that scrapers lose or add is mended here, once for both: bold, links and code glued to words get
their blank back, the blank that was left before punctuation goes. French keeps its blank before `: ; ! ?`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from pipeline.markup.escapes import unescaped
from pipeline.markup.nodes import (
    Break,
    Code,
    Dropped,
    Emphasis,
    Frame,
    Image,
    Link,
    Node,
    Raw,
    Span,
    Strong,
    Text,
)
from pipeline.markup.references import decoded_markdown

_LINE_END = re.compile(r"&(?:#0{0,6}10|#[xX]0{0,6}[aA]|NewLine);")
_LIVE = re.compile(
    r"<(?=[A-Za-z/!?])|&(?=#?\w{1,40};)|[`*\[\]]|\\(?=[!-/:-@\[-`{-~])|(?<![^\W_])_|_(?![^\W_])|~(?=~)"
)
"""What is more in Markdown than the character that it is in text."""
_RAW_TAG = re.compile(r"(?<!\\)((?:\\\\)*)<(?=[A-Za-z/!?])")
"""What would begin a tag in text: tags were read before, so one that is left must not become live."""
_OPEN_END = re.compile(r"(?<!\\)(?:\\\\)*<$")
_TAG_GOES_ON = re.compile(r"[A-Za-z/!?]")
"""What stood apart by a tag that is gone (`<<b></b>script>`) must not become a tag together."""
_BREAKS_BACKWARDS = re.compile(r"(?:[ \t]*>rb<)+")
_BLANKS = re.compile(r"[ \t][ \t]+")
_BARE_URL = re.compile(r"\bhttps?://(?:www\.)?", re.IGNORECASE)
_BEFORE_PUNCTUATION = re.compile(r"(?<=[^\W_][^\W_]) +(?=[,;](?:\s|$)|\.(?:\s|$))")
_BEFORE_FRENCH_PUNCTUATION = re.compile(r"(?<=[^\W_][^\W_]) +(?=,(?:\s|$)|\.(?:\s|$))")
_PUNCTUATION_AFTER = re.compile(r"[ \t]+(?=(?:[,;。，、；：！？」』）】]|\.(?!\w)|[)\]”](?!\w)))")
_COLON_AFTER = re.compile(r"[ \t]+(?=[:!?](?:\s|$))")
_SUFFIX = re.compile(r"(?:[’']?s|es|d|ed|ing|n|th|st|nd|rd|ly|er|x)(?![^\W_])", re.IGNORECASE)
_CJK = re.compile(
    r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u0e00-\u0eff\u1000-\u109f]"
)
_CLOSERS = frozenset(',.;:!?)]”’%…"')
_OPENERS = frozenset('([{“‘<.@#$&+"%')
_BETWEEN = frozenset("+>&–—→")
"""Marks between two names or numbers, with a blank on both sides or on none."""
_MARKS = frozenset(",.;:!?")
_ALNUM = re.compile(r"[^\W_]")
_LONE_LETTER = re.compile(r" ?([a-z])(?=[\s,.;:!?)])")
_INTERFACE_WORDS = frozenset(
    [
        "click",
        "check",
        "choose",
        "type",
        "press",
        "enter",
        "expand",
        "restart",
        "reinstall",
        "download",
        "disable",
        "install",
        "update",
        "uninstall",
        "select",
        "scroll",
        "navigate",
        "follow",
        "launch",
        "locate",
        "settings",
        "windows",
        "double",
        "cmd",
        "sound",
        "automatic",
        "automatically",
    ]
)
"""Words of instructions whose rest is no English word when their first letter is lost."""
_SPLIT_WORD = re.compile(
    rf"(?<![^\s(“\"])([A-Za-z]) {{1,3}}({'|'.join(sorted({word[1:] for word in _INTERFACE_WORDS}))})\b"
)
"""`**R** **estart**`: a first letter in a bold of its own. Without marks (`C lick`) text stays as it was written."""
_KEY_NAMES = frozenset(
    ["ctrl", "control", "shift", "alt", "cmd", "command", "option", "win", "windows", "key", "fn"]
)
_COMMAND_MARKS = frozenset("-/_~=*\\+")
_ASKS_FOR_INPUT = re.compile(
    r"(?<![^\W_])(?:type|types|typing|enter|enters|entering|add|adding|append|paste|pasting|input|parameters?|options?|switch|arguments?|flag|commands?)$",
    re.IGNORECASE,
)
"""Words behind which a command or its options stand."""
_LEADS_TO_NAME = re.compile(
    r"(?<![^\W_])(?:the|a|an|to|in|into|open|run|use|press|hit|click|key|symbol|sign)$", re.IGNORECASE
)
_MINUS_BEFORE = re.compile(r"(?<![^\W_])(?:of|to|at|is|by|from|than|below|above|about)$", re.IGNORECASE)
MIN_OPTION_CHARS = 5
"""Characters of an option; shorter ones may be the end of a compound (`add**-on**`, `type**-C**`)."""
_KEY_BEFORE = re.compile(
    r"(?<![^\W_])(?:and|or|press|keys?|hold|the|plus|with|then|hit|letter|\+) ?$", re.IGNORECASE
)


class Rendered:
    """What a block's text becomes: `md` (as many lines as it had) and `text` (one line, no markup)."""

    __slots__ = ("md", "text")

    def __init__(self, md: str, text: str) -> None:
        self.md, self.text = md, text


def render_inline(nodes: Iterable[Node], *, french: bool = False, marks: bool = False) -> Rendered:
    """Markdown and plain text of nodes.

    Args:
        french: keep a blank before `: ; ! ?`, as French typography has it.
        marks: surround the text of bold, code and links with U+0002 and U+0003 (in `text` only), for
            readers that need to see where an emphasised name begins and ends.
    """
    writer = _Writer(french, marks)
    writer.write(tuple(nodes))
    text = _single_blanks("".join(writer.text)).strip()
    if " ." in text or " ," in text:
        text = (_BEFORE_FRENCH_PUNCTUATION if french else _BEFORE_PUNCTUATION).sub("", text)
    md = "".join(writer.md)
    if "<br>" in md:
        md = _without_trailing_breaks(md)
    return Rendered(_tidy(md), text)


def _without_trailing_breaks(md: str) -> str:
    """Read from the end: a search for breaks at the end would try every run of them on the way there."""
    end = "\n" if md.endswith("\n") else ""
    breaks = _BREAKS_BACKWARDS.match(md[::-1], len(end))
    return md[: len(md) - breaks.end()] + end if breaks is not None else md


def _single_blanks(text: str) -> str:
    return _BLANKS.sub(" ", text) if "  " in text or "\t" in text else text


def plain_text(md: str) -> str:
    """Characters that Markdown text stands for: escapes and entities decoded, strikethrough marks gone."""
    md = unescaped(md)
    if "&" in md:
        md = decoded_markdown(_LINE_END.sub(" ", md)).replace("\xa0", " ")
    if "~~" in md:
        md = md.replace("~~", "")
    if "://" in md:
        md = _BARE_URL.sub("", md)
    return md


def text_as_markdown(text: str) -> str:
    r"""Markdown that stands for the characters of a text; what would be a tag, an entity, a link, code or emphasis is escaped.

    >>> text_as_markdown("Type <b> & press *, then Save_As"), text_as_markdown("Fish &amp; C:\\_")
    ('Type \\<b> & press \\*, then Save_As', 'Fish &amp;amp; C:\\\\\\_')
    """
    if _LIVE.search(text) is None:
        return text
    return _LIVE.sub(lambda sign: "&amp;" if sign[0] == "&" else f"\\{sign[0]}", text)


class _Writer:
    __slots__ = ("after_node", "following", "french", "last", "marks", "md", "text")

    def __init__(self, french: bool, marks: bool) -> None:
        self.french, self.marks = french, marks
        self.md: list[str] = []
        self.text: list[str] = []
        self.last = ""
        self.after_node = False
        self.following = ""

    def write(self, nodes: tuple[Node, ...]) -> None:
        nodes = _with_whole_words(nodes)
        for index, node in enumerate(nodes):
            after = nodes[index + 1] if index + 1 < len(nodes) else None
            self.following = after.md[:1] if isinstance(after, Text) else ""
            if isinstance(node, Text):
                self._text(node.md)
            elif isinstance(node, Break):
                self._break(node)
            elif isinstance(node, Raw):
                self.md.append(node.md)
                self.after_node = False
            elif isinstance(node, Code):
                self._unit(node.md, node.text, node.text)
            elif isinstance(node, Image):
                self._image(node)
            elif isinstance(node, (Strong, Emphasis)):
                self._wrapped(node.children, "**" if isinstance(node, Strong) else "*")
            elif isinstance(node, Link):
                self._link(node)
            elif isinstance(node, Span):
                self._wrapped(node.children, "")
            elif isinstance(node, Frame):
                self._put(f"<{node.url}>", "")
            elif isinstance(node, Dropped):
                continue

    def _text(self, md: str) -> None:
        if not md:
            return
        if self.after_node and self._goes_on(md):
            md = md.lstrip(" ")
        elif self.after_node:
            stays = self.french and md.lstrip(" \t")[:1] == ";"
            md = _PUNCTUATION_AFTER.sub("", md, 1) if not stays and _PUNCTUATION_AFTER.match(md) else md
            if not self.french and _COLON_AFTER.match(md):
                md = md.lstrip(" \t")
            if md and self._needs_blank(md[0]) and not _SUFFIX.match(md):
                self._put(" ", " ")
        if " ," in md or " ." in md or " ;" in md:
            md = (_BEFORE_FRENCH_PUNCTUATION if self.french else _BEFORE_PUNCTUATION).sub("", md)
        md = _single_blanks(md)
        self.after_node = False
        self._put(_RAW_TAG.sub(r"\1\<", md) if "<" in md else md, plain_text(md))

    def _goes_on(self, md: str) -> bool:
        """Whether bold ended inside a word: `**Nex** t`, `**Click i** n the box`."""
        letter = _LONE_LETTER.match(md)
        if letter is None or not self.text or not self.md or self.md[-1][-1:] == "`":
            return False
        words = self.text[-1].strip("\x02\x03").rsplit(None, 1)
        if not words or not words[-1].isalpha() or not words[-1][-2:].islower():
            return False
        if len(words[-1]) == 1:
            return len(words) > 1
        return letter[1] in "nt" and words[-1].lower() not in _KEY_NAMES

    def _break(self, node: Break) -> None:
        # `<br>` within a line stays one: a newline there would be a line the source does not have.
        self._put(("  \n" if node.hard else "\n") if node.source else "<br>", " ")
        self.after_node = False

    def _image(self, node: Image) -> None:
        if self.last and not self.last.isspace():
            self.md.append(" ")
        self.md.append(image_markdown(node.alt, node.url, node.title))
        if self.last and not self.last.isspace():
            self.text.append(" ")
            self.last = " "
        self.after_node = False

    def _wrapped(self, children: tuple[Node, ...], mark: str) -> None:
        inner = _Writer(self.french, self.marks)
        inner.write(children)
        md, text = _single_blanks("".join(inner.md)), "".join(inner.text)
        core = md.strip()
        if not core:
            self._put(md and (" " if "\n" not in md else "\n"), " " if md else "")
            return
        if not text.strip():
            self._put(core, "")
            return
        lead, tail = md[: len(md) - len(md.lstrip())], md[len(md.rstrip()) :]
        if not _ALNUM.search(text) and len(text.strip()) == 1 and text.strip() in _MARKS:
            self._punctuation(core)
            return
        if lead:
            self._put(lead, " ")
        self._unit(f"{mark}{core}{mark}", text.strip(), text.strip())
        if tail:
            self._put(tail, " ")
            self.after_node = True

    def _punctuation(self, mark: str) -> None:
        """`**Update** **.**`: a mark of punctuation is no name; it joins the word before it, without its bold."""
        if mark in ",.;" and self.last == " ":
            for written in (self.md, self.text):
                if written:
                    written[-1] = written[-1].rstrip(" ")
        self.after_node = False
        self._put(mark, mark)
        self.after_node = True

    def _link(self, node: Link) -> None:
        if node.auto:
            text = "".join(plain_text(c.md) for c in node.children if isinstance(c, Text))
            shown = node.url.removeprefix("mailto:") if text else node.url
            self._unit(f"<{shown}>", text, text)
            return
        inner = _Writer(self.french, self.marks)
        inner.write(node.children)
        md, text = _single_blanks("".join(inner.md)), "".join(inner.text).strip()
        core = md.strip()
        if not core:
            self._put(" " if md else "", " " if md else "")
            return
        lead, tail = md[: len(md) - len(md.lstrip())], md[len(md.rstrip()) :]
        if lead:
            self._put(lead, " ")
        # A reference link stays one: its definition stands elsewhere in the document.
        inline = node.reference is None
        md = link_markdown(core, node.url, node.title) if inline else f"[{core}]{node.reference}"
        self._unit(md, text, text)
        if tail:
            self._put(tail, " ")
            self.after_node = True

    def _unit(self, md: str, text: str, shown: str) -> None:
        """An inline element: give back the blank that was lost before it, and watch what follows it."""
        if not text:
            self._put(md, "")
            return
        key = self._is_key(shown)
        if self._glued_before(shown):
            self._put(" ", " ")
        self._put(md, f"\x02{text}\x03" if self.marks else text)
        self.last = text[-1]
        # `**H**yper`: a letter or two of a word, emphasised to explain an abbreviation, stays in its word.
        part_of_word = (len(shown) == 1 and not key) or (shown.isdigit() and len(shown) <= 2)
        self.after_node = not (part_of_word and self.following.isalnum())

    def _glued_before(self, shown: str) -> bool:
        last, first = self.last, shown[0]
        if not last or last.isspace() or _CJK.match(last) or _CJK.match(first):
            return False
        if last in ",;:!?)]”" or (last == "." and first.isalpha()):
            return first.isalnum()
        if last.isalnum() and first in _OPENERS and len(shown) > 1:
            return True
        if last.isalnum() and first in _COMMAND_MARKS:
            return self._asks_for(shown)
        if last in _BETWEEN:
            # `**Ctrl** +**C**`, `Start >**Settings**`: what has a blank before it had one behind it.
            return first.isalnum() and "".join(self.text[-2:])[-2:-1] == " "
        if not (last.isalnum() and first.isalnum()):
            return False
        if self._is_key(shown):
            return True
        if len(shown) == 1 or (shown.isdigit() and len(shown) <= 2):
            return not self.following.isalnum() and not (shown.isdigit() and last.isupper())
        if not (first.islower() and last.isupper() and self._one_letter()):
            return True
        return last in "AI" and (last + shown.split()[0]).lower() not in _INTERFACE_WORDS

    def _asks_for(self, shown: str) -> bool:
        """Whether the words before lead to something that begins with a mark: `type**-force -dx11**`,
        `the**_Redist** folder`, `of**-3**`. The rest of a word begins so too: `add**-on**`, `and**/or**`."""
        words = "".join(self.text[-3:])[-16:]
        asked = _ASKS_FOR_INPUT.search(words) is not None
        if len(shown) == 1:
            return asked or _LEADS_TO_NAME.search(words) is not None
        if shown[0] == "-":
            if shown[1].isdigit():
                return asked or _MINUS_BEFORE.search(words) is not None
            return asked and (len(shown) >= MIN_OPTION_CHARS or shown[1] == "-")
        if shown[0] in "/+":
            return asked
        return asked or _LEADS_TO_NAME.search(words) is not None

    def _is_key(self, shown: str) -> bool:
        """`and**R**at the same time`: a single capital behind such a word is a key of the keyboard."""
        return (
            len(shown) == 1
            and shown.isupper()
            and _KEY_BEFORE.search("".join(self.text[-3:])[-12:]) is not None
        )

    def _one_letter(self) -> bool:
        """Whether the text so far ends in a word of one letter: `C**heck for updates**` is a split word."""
        tail = "".join(self.text[-2:])[-2:]
        return len(tail) < 2 or not tail[0].isalnum()

    def _needs_blank(self, first: str) -> bool:
        last = self.last
        if not last or last.isspace() or not first.isalnum() or _CJK.match(last) or _CJK.match(first):
            return False
        return last.isalnum() or last in _CLOSERS

    def _put(self, md: str, text: str) -> None:
        if md[:1] == " " and self.md and self.md[-1][-1:] in (" ", "\n"):
            md = md.lstrip(" ")
        if text[:1] == " " and (self.last == " " or not self.last):
            text = text.lstrip(" ")
        if md:
            if (
                self.md
                and self.md[-1][-1:] == "<"
                and _OPEN_END.search(self.md[-1])
                and _TAG_GOES_ON.match(md)
            ):
                self.md[-1] = f"{self.md[-1][:-1]}\\<"
            self.md.append(md)
        if text:
            self.text.append(text)
            self.last = text[-1]


def _as_one_word(match: re.Match[str]) -> str:
    word = match[1] + match[2]
    return word if word.lower() in _INTERFACE_WORDS else match[0]


def _with_whole_words(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The same nodes; `**R** **estart**` as `**Restart**`, and so `**R****estart**`."""
    if len(nodes) < 2:
        return nodes  # most are
    bold = [index for index, node in enumerate(nodes) if type(node) is Strong]
    if len(bold) < 2:
        return nodes
    if any(below - above == 1 for above, below in pairwise(bold)):
        nodes = _without_seams(nodes)
    if len(nodes) < 3 or not any(len(_bold(node)) == 1 for node in nodes):
        return nodes
    kept: list[Node] = []
    index = 0
    while index < len(nodes):
        word = _split_bold(nodes[index : index + 3])
        kept.append(Strong((Text(word),)) if word else nodes[index])
        index += 3 if word else 1
    return tuple(kept)


def _without_seams(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes with bold and bold that goes on right behind it as one where no blank is to part them: within a word that
    opens with a large initial, and in scripts without blanks. Four stars in a row would end no bold."""
    kept: list[Node] = []
    for node in nodes:
        above = kept[-1] if kept else None
        if above is not None and _has_seam(_bold(above), _bold(node)):
            node = Strong((Text(_bold(above) + _bold(node)),))
            kept.pop()
        kept.append(node)
    return tuple(kept)


def _has_seam(above: str, below: str) -> bool:
    if len(above) == 1 and above.isupper():
        return below[:1].islower()
    return bool(above and below and (_CJK.match(above[-1]) or _CJK.match(below[0])))


def _split_bold(nodes: tuple[Node, ...]) -> str:
    """The word of a letter in bold, a blank, and the rest in bold; "" for other nodes."""
    if (
        len(nodes) < 3
        or len(_bold(nodes[0])) != 1
        or not isinstance(nodes[1], Text)
        or not nodes[1].md.isspace()
    ):
        return ""
    apart = f"{_bold(nodes[0])} {_bold(nodes[2])}"
    word = _SPLIT_WORD.sub(_as_one_word, apart)
    return word if word != apart else ""


def _bold(node: Node) -> str:
    """What bold of plain text says; a tag taken out of it leaves an empty text."""
    if not isinstance(node, Strong) or not node.children or not isinstance(node.children[0], Text):
        return ""
    rest = node.children[1:]
    return "" if any(not isinstance(child, Text) or child.md for child in rest) else node.children[0].md


def link_markdown(text: str, url: str, title: str | None) -> str:
    """`[text](url "title")`, with the URL written so that any reader finds its end."""
    return f"[{text}]({_destination(url)}{_title(title)})"


def image_markdown(alt: str, url: str, title: str | None = None) -> str:
    """`![alt](url "title")`."""
    safe = alt.replace("\\", "").replace("[", "(").replace("]", ")").replace("`", "'").replace("<", "‹")
    return f"![{safe}]({_destination(url)}{_title(title)})"


def _destination(url: str) -> str:
    url = url.replace("\n", "")
    if not url:
        return "<>"
    if " " in url or "<" in url or _unbalanced(url) or "\\" in url:
        escaped = url.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
        return f"<{escaped}>"
    return url


def _unbalanced(url: str) -> bool:
    if "(" not in url and ")" not in url:
        return False
    depth = deepest = 0
    for char in url:
        if char == "(":
            depth += 1
            deepest = max(deepest, depth)
        elif char == ")":
            depth -= 1
            if depth < 0:
                return True
    return depth != 0 or deepest > 2


def _title(title: str | None) -> str:
    if not title:
        return ""
    escaped = " ".join(title.split()).replace("\\", "").replace('"', "&quot;")
    return f' "{escaped}"'


def _tidy(md: str) -> str:
    lines = md.split("\n")
    for index, line in enumerate(lines):
        hard = line.endswith("  ") and index + 1 < len(lines) and line.strip()
        lines[index] = line.rstrip() + ("  " if hard else "")
    lines[0] = lines[0].lstrip(" ")
    return "\n".join(lines)
