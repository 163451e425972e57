"""What a page of the report may consist of."""

from __future__ import annotations

import re

from lxml import html

TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "script",
        "body",
        "header",
        "main",
        "footer",
        "section",
        "nav",
    ),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "a", "bdi", "b", "ol", "ul", "li", "dl", "dt"),
    *("dd", "table", "thead", "tbody", "tr", "th", "td", "form", "label", "input", "select", "option"),
    *("optgroup", "output", "button", "kbd", "code", "pre", "blockquote", "hr", "br", "em", "strong", "s"),
    *("mark", "small", "details", "summary", "figure", "figcaption", "svg", "rect", "line", "text"),
}
"""All elements a page may consist of; `img` only where images were asked for."""
LINK = re.compile(r"(?:\.\./)?(?:articles/)?[\w.]*(?:#[\w-]*)?|https?://.*", re.DOTALL)
FORBIDDEN = {"style", "ping", "srcset", "srcdoc", "action", "background"}


def acting(page: str, may_show_images: bool) -> list[str]:
    """Elements and attributes of a page that could run, load or send anything."""
    return [
        fault
        for element in html.fromstring(page.encode()).iter(html.etree.Element)
        for fault in _faults(element, may_show_images)
    ]


def _faults(element: html.HtmlElement, may_show_images: bool) -> list[str]:
    where = html.tostring(element)[:200]
    found = []
    if element.tag not in TAGS and not (may_show_images and element.tag == "img"):
        found.append(f"element {element.tag}: {where!r}")
    for name, value in element.attrib.items():
        bad_link = name == "href" and not LINK.fullmatch(value)
        bad_source = name == "src" and not value.startswith(("https://", "http://"))
        if name.startswith("on") or name in FORBIDDEN or bad_link or bad_source:
            found.append(f"attribute {name}={value!r}: {where!r}")
    return found
