"""HTML lists that hold nothing but links: the usual shape of "Also read" blocks.

Read straight from the source, because such lists are long, differ in every article and are almost always cut.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from pipeline.markup.html_tags import ANY_TAG, attributes
from pipeline.rules.load import Rules
from pipeline.stripping.addresses.link_kinds import link_kind

_ITEM = re.compile(
    r"\s*<li\b[^<>]*>\s*<a\b([^<>]*)>([^<]*(?:<(?!/a\b|/?li\b)[^<]*)*)</a\s*>\s*(?:</li\s*>)?", re.IGNORECASE
)
_USUAL_ITEM = re.compile(r'\s*<li><a href="([^"<>&]*)">(?:<u>)?([^<]*)(?:</u>)?</a></li>')
"""The items of most lists: what `_ITEM` makes of them, in a third of the time."""
_USUAL_LINE = re.compile(
    r"""^<li><a href="([^"'<>&\n]*)">(?:<u>)?([^<\n]*)(?:</u>)?</a></li>$""", re.MULTILINE
)
_USUAL_LISTS = {"<ul>": "</ul>", "<div><ul>": "</ul></div>"}
"""How lists open whose items stand on lines of their own, and how they close."""
_USUAL_START = '<li><a href="'
_OPEN = re.compile(r"\s*<(?:ul|ol)\b[^<>]*>", re.IGNORECASE)
_CLOSE = re.compile(r"\s*</(?:ul|ol)\s*>(?:\s*</[A-Za-z]+\s*>)*\s*$", re.IGNORECASE)


class ListedLink(NamedTuple):
    """A link of a list: address as written, text without tags, 1-based raw line."""

    url: str
    text: str
    line: int


LIST_PLACE = "\ue002"
"""What stands for a list in the Markdown until it is known what becomes of it. (An article may hold that character too:
where lists stand is told by their positions.)"""


class LinkList(NamedTuple):
    """A list of links on raw lines `start` to `end`, for which `LIST_PLACE` stands on line `position` (0-based) of the
    Markdown."""

    links: tuple[ListedLink, ...]
    start: int
    end: int
    position: int
    source: str | None = None
    """What it was read from, where that is less than whole lines."""


def read_usual_list(lines: list[str], first: int, limit: int, rules: Rules) -> LinkList | None:
    """The list of links that opens on line `first` (0-based), where it is one as most are: every item is one link on a
    line of its own, and less than half of them sell. Whatever else may be a list is left to `read_link_list`.

    Args:
        lines: all lines.
        first: the line that may open a list.
        limit: lines within which the list must end.
        rules: what tells links that sell.
    """
    closing = _USUAL_LISTS.get(lines[first])
    if closing is None:
        return None
    end, last = first + 1, min(len(lines), first + limit)
    while end < last and lines[end].startswith(_USUAL_START):
        end += 1
    if end == last or end == first + 1 or lines[end] != closing:
        return None
    items = _USUAL_LINE.findall("\n".join(lines[first + 1 : end]))
    if len(items) != end - first - 1 or _mostly_sell([url for url, _ in items], rules):
        return None
    links = [
        ListedLink(url.strip(), " ".join((html.unescape(label) if "&" in label else label).split()), line)
        for line, (url, label) in enumerate(items, first + 2)
    ]
    return LinkList(tuple(links), first + 1, end + 1, 0)


def _mostly_sell(urls: list[str], rules: Rules) -> bool:
    """Whether more than half of them do; looks at no more of them than that takes."""
    plain = 0
    for url in urls:
        plain += not link_kind(url, rules).sells
        if 2 * plain >= len(urls):
            return False
    return True


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
