"""The link graph: every place that related links lead to, once, and the articles of the corpus among them.

Mirrors of one slug on sister hosts are one target. Its `canonical_url` is that of the mirror which is an
article of this corpus, on the host of the article; otherwise of the mirror most articles link to; otherwise
the first in alphabetical order. The others are its `mirrors`, so that every related link's canonical URL is
found either as `canonical_url` or among the `mirrors` of exactly one target.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corpus.article_index import ArticleIndex, Match, Page
from pipeline.corpus.mirrors import host_families, mirror_groups, slugs_on_several_hosts
from pipeline.corpus.slugs import slug_of_path
from pipeline.records import LinkTarget

IntArray = npt.NDArray[np.signedinteger[Any]]
Columns: TypeAlias = pa.Table | Mapping[str, Sequence[Any]]


def resolve_links(links: Columns, articles: Columns) -> tuple[list[LinkTarget], dict[str, str]]:
    """The targets of related links, and which article of the corpus each linked URL leads to.

    Args:
        links: the links of all articles, of every role: article_id, role, canonical_url, host, text.
        articles: article_id, source_path, slug (as `slugs.slug_of_source` makes it), title.

    Returns:
        The targets, ordered by canonical URL; and canonical URL → article id, for links of every role.
        Neither depends on the order of the rows.
    """
    table = _table(links)
    if table.num_rows == 0:
        return [], {}
    urls = _Urls(table)
    pages = urls.pages()
    shared_slugs = slugs_on_several_hosts(pages)
    families = host_families(pages, shared_slugs)
    source = _table(articles)
    columns = ("article_id", "source_path", "slug", "title")
    rows = zip(*(source[name].to_pylist() for name in columns), strict=True)
    index = ArticleIndex(rows, pages, families)
    groups = mirror_groups([page for page in pages if page.related], families, shared_slugs)
    matches = index.matches(pages)
    leads_to = {url: match.article_id for url, match in matches.items()}
    return _targets(groups, urls, matches), leads_to


def _table(columns: Columns) -> pa.Table:
    return columns if isinstance(columns, pa.Table) else pa.table(dict(columns))


class _Urls:
    """The links as numbers: a row is a link, a code an URL, an article or a text."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._url_codes, self.names = _encoded(table["canonical_url"])
        related = pc.equal(table["role"], "related").to_numpy(zero_copy_only=False)
        self._rows = np.flatnonzero(related)
        self._article_codes = _encoded(table["article_id"])[0][self._rows]
        self._place = {name: code for code, name in enumerate(self.names)}

    def pages(self) -> list[Page]:
        """Every distinct URL as a page, in alphabetical order."""
        first = np.unique(self._url_codes, return_index=True)[1]
        hosts = self._table["host"].take(pa.array(first)).to_pylist()
        titles = self._titles()
        related = np.zeros(len(self.names), dtype=np.bool_)
        related[self._url_codes[self._rows]] = True
        slugs = map(_slug, self.names, hosts)
        pages = map(Page, self.names, hosts, slugs, titles, related.tolist())
        return sorted(pages, key=itemgetter(0))

    def _titles(self) -> list[str]:
        """Per URL its most frequent text, the first in alphabetical order among equals; related links' texts
        before others, texts before none."""
        text_codes, texts = _encoded(self._table["text"])
        related = np.zeros(len(text_codes), dtype=np.int64)
        related[self._rows] = 1
        ranks = np.empty(len(texts), dtype=np.int64)
        ranks[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts))
        keys = (self._url_codes * 2 + related) * len(texts) + ranks[text_codes]
        distinct, counts = np.unique(keys, return_counts=True)
        rank, role, url = distinct % len(texts), distinct // len(texts) % 2, distinct // len(texts) // 2
        by_rank = sorted(texts)
        is_empty = np.array([not text for text in by_rank])[rank]
        order = np.lexsort((rank, -counts, -role, is_empty, url))
        first = np.unique(url[order], return_index=True)[1]
        return [by_rank[number] for number in rank[order][first].tolist()]

    def article_counts(self, groups: Sequence[Sequence[Page]]) -> list[int]:
        """Per group of pages the number of articles with a related link to any of them."""
        group_of_url = np.full(len(self.names), -1, dtype=np.int64)
        for number, group in enumerate(groups):
            for page in group:
                group_of_url[self._place[page.url]] = number
        linked = group_of_url[self._url_codes[self._rows]]
        wanted = linked >= 0
        articles = int(self._article_codes.max(initial=0)) + 1
        pairs = np.unique(linked[wanted] * articles + self._article_codes[wanted])
        counts: list[int] = np.bincount(pairs // articles, minlength=len(groups)).tolist()
        return counts


def _encoded(column: pa.ChunkedArray) -> tuple[IntArray, list[str]]:
    encoded = pc.dictionary_encode(column).combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.chunk(0)
    return encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_pylist()


def _slug(url: str, host: str) -> str:
    """The slug of a web page; "" for addresses that are told by their query, and for anything else."""
    path = url.partition("://")[2].partition("/")[2]
    return slug_of_path(path) if host and path and "?" not in path else ""


def _targets(groups: list[list[Page]], urls: _Urls, matches: Mapping[str, Match]) -> list[LinkTarget]:
    totals = urls.article_counts(groups)
    mirrored = [[page] for group in groups if len(group) > 1 for page in group]
    counts = urls.article_counts(mirrored)
    own = {page.url: count for [page], count in zip(mirrored, counts, strict=True)}

    def preference(page: Page) -> tuple[bool, bool, int, str]:
        match = matches.get(page.url)
        return (match is None or not match.on_own_host, match is None, -own.get(page.url, 0), page.url)

    targets = []
    for group, total in zip(groups, totals, strict=True):
        best = group[0]
        mirrors: tuple[str, ...] = ()
        if len(group) > 1:
            best, *others = sorted(group, key=preference)
            mirrors = tuple(sorted(page.url for page in others))
        url, host, _, title, _ = best
        match = matches.get(url)
        targets.append(LinkTarget(url, host, title, total, match.article_id if match else None, mirrors))
    return sorted(targets, key=attrgetter("canonical_url"))
