"""The links of an article, each target once per role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.extraction.titles import clean_title
from pipeline.markup.urls import canonical_and_host, is_safe_url
from pipeline.records import Link, LinkRole
from pipeline.stripping.inline_pass import MAX_URL_CHARS, FoundLink


class PlacedLink(NamedTuple):
    """A link with the line it stands on and the role it plays there."""

    line: int
    role: LinkRole
    link: FoundLink


@dataclass(slots=True)
class _Merged:
    """The occurrences of one target so far; the first of them gives the URL and the line."""

    url: str
    host: str
    text: str
    occurrences: int
    line: int


def link_rows(links: Iterable[PlacedLink]) -> tuple[Link, ...]:
    """Rows of table `links`, from links with their raw lines."""
    merged: dict[tuple[LinkRole, str], _Merged] = {}
    for line, role, link in sorted(links, key=_line_of):
        _merge(merged, line, role, link)
    return tuple(
        Link(number, row.url, key[1], row.host, row.text, key[0], row.occurrences, row.line, None)
        for number, (key, row) in enumerate(merged.items())
    )


def _line_of(placed: PlacedLink) -> int:
    return placed.line


def _merge(merged: dict[tuple[LinkRole, str], _Merged], line: int, role: LinkRole, link: FoundLink) -> None:
    url = link.url if role != "body" else link.target or link.url
    if not url or url.startswith("#") or (link.share and not link.text):
        return
    if len(link.url) > MAX_URL_CHARS or not (is_safe_url(link.url) and is_safe_url(url)):
        return
    canonical, host = canonical_and_host(url)
    known = merged.get((role, canonical))
    if known is not None:
        known.occurrences += 1
        known.text = known.text or link.text
        return
    text = clean_title(link.text) if role == "related" else link.text
    merged[role, canonical] = _Merged(link.url, host, text, 1, line)
