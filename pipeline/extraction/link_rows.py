"""The links of an article, each target once per role."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extraction.titles import clean_title
from pipeline.markup.urls import canonical_url, host_of
from pipeline.records import Link, LinkRole
from pipeline.stripping.document import CleanDocument
from pipeline.stripping.inline_pass import FoundLink


@dataclass(slots=True)
class _Merged:
    """The occurrences of one target so far; the first of them gives the URL and the line."""

    url: str
    host: str
    text: str
    occurrences: int
    line: int


def link_rows(document: CleanDocument) -> tuple[Link, ...]:
    """Rows of table `links`: body and affiliate links of what is left, related links of what was cut."""
    found = [(line, "related", link) for line, link in document.related if link.text and link.url]
    for index, inline in enumerate(document.inlines):
        if not document.kept[index]:
            continue
        start = document.blocks[index].start
        found += [(document.raw_line(start + link.line), link.role, link) for link in inline.links]
    merged: dict[tuple[LinkRole, str], _Merged] = {}
    for line, role, link in sorted(found, key=lambda row: row[0]):
        _merge(merged, line, role, link)
    return tuple(
        Link(number, row.url, key[1], row.host, row.text, key[0], row.occurrences, row.line, None)
        for number, (key, row) in enumerate(merged.items())
    )


def _merge(merged: dict[tuple[LinkRole, str], _Merged], line: int, role: LinkRole, link: FoundLink) -> None:
    url = link.url if role != "body" else link.target or link.url
    if not url or url.startswith("#") or (link.share and not link.text):
        return
    canonical = canonical_url(url)
    known = merged.get((role, canonical))
    text = clean_title(link.text) if role == "related" else link.text
    if known is None:
        merged[role, canonical] = _Merged(link.url, host_of(canonical), text, 1, line)
        return
    known.occurrences += 1
    known.text = known.text or text
