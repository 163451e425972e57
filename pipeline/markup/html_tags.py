"""The little of HTML that is needed to read tags in a line of text."""

from __future__ import annotations

import html
import re

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
BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "canvas",
        "caption",
        "center",
        "col",
        "colgroup",
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
        "form",
        "frame",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "link",
        "main",
        "map",
        "menu",
        "menuitem",
        "meta",
        "nav",
        "noframes",
        "noscript",
        "ol",
        "optgroup",
        "option",
        "output",
        "p",
        "param",
        "picture",
        "pre",
        "progress",
        "script",
        "search",
        "section",
        "select",
        "source",
        "style",
        "summary",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "track",
        "ul",
        "amp-ad",
        "amp-img",
        "amp-iframe",
        "amp-video",
    ]
)
EMBEDDED = frozenset(
    ["iframe", "video", "audio", "embed", "object", "amp-iframe", "amp-video", "amp-youtube"]
)
KNOWN = INLINE | BLOCK | EMBEDDED | frozenset(["path", "g", "use", "applet", "marquee", "area", "base"])

TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[\s/][^<>]*)?)>")
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+)))?""")
HANDLER = re.compile(r"[\s/\"']on[a-z]+\s*=", re.IGNORECASE)
"""An attribute that runs script (`onerror=`)."""
_SIZE = re.compile(r"\s*(\d+)\s*(?:px)?\s*$")
_HIDDEN_STYLE = re.compile(
    r"visibility\s*:\s*hidden|display\s*:\s*none|opacity\s*:\s*0(?:\D|$)|(?:width|height)\s*:\s*[01]px",
    re.IGNORECASE,
)


def attributes(source: str) -> dict[str, str]:
    """Attributes of a tag by lower-case name; the first of a repeated name counts, as in browsers."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(source):
        name = match.group(1).lower()
        if name not in found:
            value = match.group(2) or match.group(3) or match.group(4) or ""
            found[name] = html.unescape(value) if "&" in value else value
    return found


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
