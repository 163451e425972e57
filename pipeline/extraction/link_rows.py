"""The links of an article, each target once per role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from pipeline.extraction.titles import clean_title
from pipeline.markup.urls import canonical_and_host, is_safe_url
from pipeline.records import Link, LinkRole
from pipeline.stripping.inline_pass import MAX_URL_CHARS, FoundLink

REMEMBERED_LINKS = 8_192
"""Distinct links that are remembered; posts of one site link to the same pages. About 1 kB each."""
REMEMBERED_CHARS = 2_000
"""A link with more is not remembered, so that hostile ones cannot fill the memory."""


_LINE = itemgetter(0)


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
    for line, role, (url, target, text, _, _, share, _) in sorted(links, key=_LINE):
        small = len(url) + len(target) + len(text) <= REMEMBERED_CHARS
        read = (_remembered if small else _read)(url, target, text, role, share)
        if read is None:
            continue
        canonical, host, text = read
        row = merged.get((role, canonical))
        if row is None:
            merged[role, canonical] = _Merged(url, host, text, 1, line)
        else:
            row.occurrences += 1
            row.text = row.text or text
    return tuple(
        Link(number, row.url, key[1], row.host, row.text, key[0], row.occurrences, row.line, None)
        for number, (key, row) in enumerate(merged.items())
    )


def _read(url: str, target: str, text: str, role: LinkRole, share: bool) -> tuple[str, str, str] | None:
    """Canonical URL, host and text of a link; None for one that is no row."""
    leads_to = url if role != "body" else target or url
    if not leads_to or leads_to.startswith("#") or (share and not text):
        return None
    if len(url) > MAX_URL_CHARS or not (is_safe_url(url) and is_safe_url(leads_to)):
        return None
    canonical, host = canonical_and_host(leads_to)
    return canonical, host, clean_title(text) if role == "related" else text


_remembered = lru_cache(maxsize=REMEMBERED_LINKS)(_read)
