"""HTML lists that hold nothing but links: the usual shape of "Also read" blocks.

Read straight from the source, because such lists are long, differ in every article and are almost always cut.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from pipeline.markup.html_tags import ANY_TAG, attributes

_ITEM = re.compile(
    r"\s*<li\b[^<>]*>\s*<a\b([^<>]*)>([^<]*(?:<(?!/a\b|/?li\b)[^<]*)*)</a\s*>\s*(?:</li\s*>)?", re.IGNORECASE
)
_USUAL_ITEM = re.compile(r'\s*<li><a href="([^"<>&]*)">(?:<u>)?([^<]*)(?:</u>)?</a></li>')
"""The items of most lists: what `_ITEM` makes of them, in a third of the time."""
_OPEN = re.compile(r"\s*<(?:ul|ol)\b[^<>]*>", re.IGNORECASE)
_CLOSE = re.compile(r"\s*</(?:ul|ol)\s*>(?:\s*</[A-Za-z]+\s*>)*\s*$", re.IGNORECASE)


class ListedLink(NamedTuple):
    """A link of a list: address as written, text without tags, 1-based raw line."""

    url: str
    text: str
    line: int


class LinkList(NamedTuple):
    """A list of links on raw lines `start` to `end`, standing before line `position` of the Markdown."""

    links: tuple[ListedLink, ...]
    start: int
    end: int
    position: int


def read_link_list(source: tuple[str, ...], first: int) -> LinkList | None:
    """The links of an HTML list, when every item is one link and nothing else.

    Args:
        source: the lines of the list, from its opening to its closing tag.
        first: 0-based raw line of `source[0]`.
    """
    text = "\n".join(source)
    opening = _OPEN.match(text)
    if opening is None:
        return None
    position, links = opening.end(), []
    line, counted = first + 1, 0
    while (item := _USUAL_ITEM.match(text, position) or _ITEM.match(text, position)) is not None:
        start = text.index("<", position)
        line += text.count("\n", counted, start)
        counted = start
        url, label = item.groups()
        if item.re is _ITEM:
            url, label = attributes(url).get("href", ""), ANY_TAG.sub("", label)
        if "&" in label:
            label = html.unescape(label)
        links.append(ListedLink(url.strip(), " ".join(label.split()), line))
        position = item.end()
    if not links or not _CLOSE.match(text, position):
        return None
    return LinkList(tuple(links), first + 1, first + len(source), 0)
