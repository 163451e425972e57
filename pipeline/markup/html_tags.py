"""The little of HTML that is needed to read tags in a line of text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.markup.references import decoded_attribute

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
TEXT_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
"""Blocks that hold text to be read."""
BLOCK = TEXT_BLOCK | frozenset(
    [
        "button",
        "canvas",
        "col",
        "colgroup",
        "form",
        "frame",
        "frameset",
        "head",
        "legend",
        "link",
        "map",
        "menuitem",
        "meta",
        "noframes",
        "noscript",
        "optgroup",
        "option",
        "output",
        "param",
        "picture",
        "progress",
        "script",
        "search",
        "select",
        "source",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "track",
        "amp-ad",
        "amp-analytics",
        "amp-auto-ads",
        "amp-embed",
        "amp-img",
        "amp-pixel",
        "amp-sticky-ad",
        "amp-iframe",
        "amp-video",
    ]
)
EMBEDDED = frozenset(
    ["iframe", "video", "audio", "embed", "object", "amp-iframe", "amp-video", "amp-youtube"]
)
KNOWN = INLINE | BLOCK | EMBEDDED | frozenset(["path", "g", "use", "applet", "marquee", "area", "base"])

TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[\s/][^<>]*)?)>")
_ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|\{[^{}"'<>]*(?:"([^"{}]*)"|'([^'{}]*)')[^{}"'<>]*\}|([^\s"'<>`]+)))?"""
)
"""A value in braces is an expression of JSX, of which the text in it is taken: `src={require('./fan.png').default}`."""
ANY_TAG = re.compile(r"<[^<>]*>")
"""What stands between `<` and `>`, a tag's name or not."""
HANDLER = re.compile(r"[\s/\"']on[a-z]+\s*=", re.IGNORECASE)
"""An attribute that runs script (`onerror=`)."""
_STAND_IN = re.compile(
    r"^(?:data|about):|(?:^|[/_-])(?:placeholder|blank|spacer|transparent|lazy\w*|loading|loader|grey|gray|empty|dummy|1x1|pixel)"
    r"[\w-]*\.(?:gif|png|svg|jpe?g|webp)(?:[?#]|$)",
    re.IGNORECASE,
)
"""Addresses that stand in an `img` until it is loaded."""
_LOADED_LATE = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-lazy",
    "data-orig-file",
    "data-large-file",
    "data-echo",
)
_SET_SIZE = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)[wx],?([^\s]*)")
_SIZE = re.compile(r"\s*(\d+)\s*(?:px)?\s*$")
_HIDDEN_STYLE = re.compile(
    r"visibility\s*:\s*hidden|display\s*:\s*none|opacity\s*:\s*0(?:\D|$)|(?:width|height)\s*:\s*[01]px",
    re.IGNORECASE,
)


_BLANKS = re.compile(r"\s+")
_SIGN_NEXT = re.compile(r"(?:</[A-Za-z]{1,10}>\s{0,200}){0,4}[.,)”’]+(?=[\s<]|\Z)")
"""What no line begins with in any language: a sign that ends a phrase, behind the tags that close."""


_WORD_NAMES = frozenset(
    [
        "path",
        "title",
        "address",
        "time",
        "source",
        "object",
        "code",
        "data",
        "label",
        "link",
        "summary",
        "section",
        "menu",
        "form",
        "button",
        "map",
        "area",
        "base",
        "header",
        "footer",
        "article",
        "figure",
        "caption",
        "details",
        "dialog",
        "option",
        "output",
        "picture",
        "video",
        "audio",
        "search",
        "use",
        "legend",
        "meter",
        "main",
        "text",
        "mark",
    ]
)
"""Names of elements that are words of everyday besides."""
_ATTRIBUTE_NAMES = frozenset(
    [
        "class",
        "id",
        "style",
        "href",
        "src",
        "alt",
        "width",
        "height",
        "align",
        "rel",
        "type",
        "name",
        "value",
        "border",
        "lang",
        "dir",
        "role",
        "target",
        "title",
        "for",
        "media",
        "sizes",
        "hidden",
        "open",
        "disabled",
        "checked",
        "selected",
        "controls",
        "autoplay",
        "loop",
        "muted",
        "required",
        "readonly",
        "multiple",
        "async",
        "defer",
        "default",
        "reversed",
        "ismap",
        "inert",
        "playsinline",
        "itemscope",
        "novalidate",
        "allowfullscreen",
        "download",
        "autofocus",
        "contenteditable",
        "crossorigin",
    ]
)


def is_placeholder(name: str, rest: str) -> bool:
    """Whether a tag is words in angle brackets: what the reader is to put there.

    >>> is_placeholder("path", " to the file"), is_placeholder("video", " controls muted"), is_placeholder("path", ' d="M1"')
    (True, False, False)
    """
    if name not in _WORD_NAMES or not rest.strip() or "=" in rest or "/" in rest:
        return False
    words = rest.lower().split()
    return all(map(str.isalpha, words)) and any(word not in _ATTRIBUTE_NAMES for word in words)


def flowed(text: str) -> str:
    """Lines of a paragraph of HTML as one line. A line end before a full stop or a comma is the work of a program that
    gave each tag a line of its own.

    >>> flowed("Click\\n  <b>\\n   OK\\n  </b>\\n  ."), flowed("Oil the fan\\nand wait.")
    ('Click <b> OK</b>.', 'Oil the fan and wait.')
    """
    if "\n" not in text:
        return text

    def blank(run: re.Match[str]) -> str:
        if "\n" not in run[0]:
            return run[0]
        return "" if _SIGN_NEXT.match(text, run.end()) else " "

    return _BLANKS.sub(blank, text)


def attributes(source: str) -> dict[str, str]:
    """Attributes of a tag by lower-case name; the first of a repeated name counts, as in browsers."""
    if source.startswith(' href="') and source.find('"', 7) == len(source) - 1 and "&" not in source:
        return {"href": source[7:-1]}  # most links have nothing else
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(source):
        name = match.group(1).lower()
        if name not in found:
            value = next(filter(None, match.groups()[1:]), "")
            found[name] = decoded_attribute(value)
    return found


def count_words(lines: Iterable[str]) -> int:
    """Words of lines of HTML, tags left out."""
    return len(ANY_TAG.sub(" ", " ".join(lines)).split())


def image_source(attrs: dict[str, str]) -> str:
    """The address of an `img` as a reader sees it: of one that is loaded late not its stand-in; "" for none."""
    source = attrs.get("src", "").strip()
    if source and not _STAND_IN.search(source):
        return source
    for name in _LOADED_LATE:
        if (late := attrs.get(name, "").strip()) and not late.startswith("data:"):
            return late
    return largest_of_set(image_set(attrs)) or source


def image_set(attrs: dict[str, str]) -> str:
    """The `srcset` of an `img` or `source`, that of one loaded late first."""
    return attrs.get("data-srcset") or attrs.get("data-lazy-srcset") or attrs.get("srcset") or ""


def largest_of_set(source_set: str) -> str:
    """The address of the largest image of a `srcset`; "" when there is none.

    >>> largest_of_set("a-300.png 300w, a.png 800w"), largest_of_set("a.png, a-2x.png 2x")
    ('a.png', 'a-2x.png')
    """
    best, largest, url = "", 0.0, ""
    # Addresses may hold commas, so they end at a blank, as in browsers.
    for word in source_set.split():
        size = _SET_SIZE.fullmatch(word) if url else None
        if size is None:
            url, number = word, 1.0
        else:
            number = float(size[1])
        if not url.startswith("data:") and (not best or number > largest):
            best, largest = url.rstrip(","), number
        if size is not None:
            url = size[2]
    return best


def pixels(value: str | None) -> int | None:
    """A `width` or `height` attribute in CSS pixels; None for percentages and the like."""
    match = _SIZE.match(value or "")
    return int(match.group(1)[:6]) if match else None


def is_hidden(attrs: dict[str, str]) -> bool:
    """Whether an image or wrapper cannot be seen: at most one pixel wide and high, or hidden by its style."""
    width, height = pixels(attrs.get("width")), pixels(attrs.get("height"))
    if width is not None and height is not None and width <= 1 and height <= 1:
        return True
    return "hidden" in attrs or bool(_HIDDEN_STYLE.search(attrs.get("style", "")))
