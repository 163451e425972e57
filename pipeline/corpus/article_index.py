"""Which article of the corpus a URL leads to.

A URL leads to an article if its slug is the article's and nothing speaks against it. What speaks for or
against is the host: the folder a source file lies in usually stands for one site. Which host that is is
learned from the links (the host under which most slugs of the folder are linked), or read from the folder's
name (`site-win-forum` and `win-forum.example.com`).

Several articles may share a slug, since time stamps do not count (`1721457663214-…`). Then the one whose host
agrees best wins, then the one whose title is the link's text, then the one published without a stamp, then
the first by id.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.corpus.linked_pages import Page
from pipeline.corpus.slugs import is_stamped

TELLING_WORDS = 4
"""Slugs of this many words name one page also across hosts."""

_LEARNED_SLUGS = 5
_LEARNED_SHARE = 0.8
"""A folder's host is learned from five slugs, four fifths of them linked on one host."""


@dataclass(frozen=True, slots=True)
class Match:
    """The article a page is."""

    article_id: str
    on_own_host: bool
    """Whether the page is on the very host the article's folder stands for, not on a sister host."""


@dataclass(frozen=True, slots=True)
class _Source:
    article_id: str
    folder: str
    title: str
    stamped: bool


class ArticleIndex:
    """Finds the article a page is."""

    def __init__(
        self,
        articles: Iterable[tuple[str, str, str, str]],
        pages: Sequence[Page],
        families: Mapping[str, str],
    ) -> None:
        """
        Args:
            articles: article id, source path, slug (`slug_of_source`) and clean title of each article.
            pages: the linked pages; articles whose slug none of them has are not kept.
            families: host → family of hosts that publish the same pages (`mirrors.py`).
        """
        wanted = {page.slug for page in pages if page.slug}
        self._sources: dict[str, list[_Source]] = defaultdict(list)
        for article_id, source_path, slug, title in articles:
            if slug in wanted:
                folder = source_path.rpartition("/")[0]
                self._sources[slug].append(_Source(article_id, folder, title, is_stamped(source_path, slug)))
        self._families = families
        self._hosts = self._learn_hosts(pages)

    def _learn_hosts(self, pages: Iterable[Page]) -> dict[str, str]:
        """Folder → the host its articles are published on, where the links tell."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for page in pages:
            if page.slug not in self._sources:
                continue
            for folder in {source.folder for source in self._sources[page.slug]}:
                counts[folder][page.host] += 1
        hosts = {}
        for folder, hits in counts.items():
            host, count = min(hits.items(), key=lambda item: (-item[1], item[0]))
            if count >= _LEARNED_SLUGS and count >= _LEARNED_SHARE * sum(hits.values()):
                hosts[folder] = host
        return hosts

    def matches(self, pages: Iterable[Page]) -> dict[int, Match]:
        """Row of a page → the article it is, for the pages that are one."""
        known = (page for page in pages if page.slug in self._sources)
        return {page.row: match for page in known if (match := self._article_of(page))}

    def _article_of(self, page: Page) -> Match | None:
        best: tuple[int, bool, bool, str] | None = None
        for source in self._sources[page.slug]:
            agreement = self._host_agreement(source.folder, page.host)
            same_title = bool(page.title) and source.title.casefold() == page.title.casefold()
            if not _leads_to(page, agreement, same_title):
                continue
            rank = (-agreement, not same_title, source.stamped, source.article_id)
            best = rank if best is None else min(best, rank)
        return Match(best[3], best[0] == -3) if best else None

    def _host_agreement(self, folder: str, host: str) -> int:
        """3: the folder is this host's; 2: nothing is known of the folder; 1: it is a sister host's; 0: it is
        another site's."""
        known = self._hosts.get(folder)
        if known == host or (known is None and _names_host(folder, host)):
            return 3
        if known is None:
            return 2
        return 1 if self._families.get(known, known) == self._families.get(host, host) else 0


def _leads_to(page: Page, agreement: int, same_title: bool) -> bool:
    if agreement == 3:
        return True
    if agreement == 2:
        return same_title or page.words >= (2 if page.related else TELLING_WORDS)
    return agreement == 1 and (same_title or page.words >= TELLING_WORDS)


def _names_host(folder: str, host: str) -> bool:
    """Whether a part of the folder's path is the host's name or its first label."""
    label = host.partition(".")[0]
    return any(
        part in (host, label) or part.endswith((f"-{label}", f"_{label}"))
        for part in folder.lower().split("/")
    )
