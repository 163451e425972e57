"""The links of an article, each target once per role."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from pipeline.extraction.titles import clean_title
from pipeline.markup.urls import canonical_and_host, is_safe_url
from pipeline.records import Link, LinkRole
from pipeline.stripping.inline_pass import FoundLink


class ReadLink(NamedTuple):
    """A link that is to be a row: what it is used for, its address as written and normalised, its host and text."""

    role: LinkRole
    url: str
    canonical: str
    host: str
    text: str


def read_link(link: FoundLink, role: LinkRole, url_chars: int) -> ReadLink | None:
    """A link as the dataset tells of it; None where it leads nowhere, is only a share button, or cannot be kept: its scheme
    is not safe, or its address has more than so many characters."""
    url, target, text, _, _, share, _ = link
    leads_to = url if role != "body" else target or url
    if not leads_to or leads_to.startswith("#") or (share and not text):
        return None
    if len(url) > url_chars or not is_safe_url(url) or not (leads_to is url or is_safe_url(leads_to)):
        return None
    canonical, host = canonical_and_host(leads_to)
    return ReadLink(role, url, canonical, host, clean_title(text) if role == "related" else text)


def read_listed(links: Iterable[tuple[int, FoundLink]], url_chars: int) -> list[tuple[int, ReadLink]]:
    """Links of lists of other articles, each behind its line; a list's link is known by its text."""
    named = ((line, read_link(link, "related", url_chars)) for line, link in links if link.text)
    return [(line, read) for line, read in named if read is not None]


_LINE = itemgetter(0)


def link_rows(links: Iterable[tuple[int, ReadLink]]) -> tuple[Link, ...]:
    """Rows of table `links`, from links behind their raw lines. The first of several to one target gives the
    row's address and line, the first with a text its text."""
    first: dict[tuple[LinkRole, str], tuple[int, ReadLink]] = {}
    again: dict[tuple[LinkRole, str], list[str]] = {}
    for placed in sorted(links, key=_LINE):
        read = placed[1]
        key = read.role, read.canonical
        if first.setdefault(key, placed) is not placed:
            again.setdefault(key, []).append(read.text)
    rows: list[Link] = []
    for key, (line, (role, url, canonical, host, text)) in first.items():
        texts = again.get(key, ()) if again else ()
        text = text or next(filter(None, texts), "")
        rows.append(Link(len(rows), url, canonical, host, text, role, 1 + len(texts), line, None))
    return tuple(rows)
