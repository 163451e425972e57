"""The pages that links lead to: every distinct URL once, as columns.

A corpus links to many more pages than it has articles, and most of them are of no further interest: no other
host has their slug, no article of the corpus is published under it. So what is asked of all pages is
answered column by column; only the few that need a closer look become records (`Page`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corpus.alphabet import IntArray, alphabetical
from pipeline.corpus.slugs import slug_of_path, word_count

Mask = npt.NDArray[np.bool_]

_BEFORE_LAST_SEGMENT = r"^[^:/]*://[^/]*(?:/(?:[^?]*/)?|$)"
"""What stands before the last segment of an address's path, and its query if it has one."""
_NOT_PLAIN = r"[^a-z0-9_-]"
"""What a last segment may hold that its slug does not, or not in this form."""


class Page(NamedTuple):
    """One distinct URL that articles link to."""

    row: int
    """Its place among all of them in alphabetical order, from 0."""
    url: str
    host: str
    slug: str
    title: str
    """The most frequent clean anchor text."""
    related: bool
    """Whether any related link leads there."""

    @property
    def words(self) -> int:
        """Words and numbers in the slug."""
        return word_count(self.slug)


class LinkedPages:
    """Every distinct URL that links lead to, a row each, in alphabetical order."""

    urls: pa.Array
    hosts: pa.Array
    slugs: pa.Array
    """The slug of a web page; "" for addresses that are told by their query, and for anything else."""
    titles: pa.Array
    """The most frequent text, the first in alphabetical order among equals; related links' texts before
    others, texts before none."""
    related: Mask
    """Whether any related link leads there."""
    article_counts: IntArray
    """Articles with a related link there."""

    def __init__(self, links: pa.Table) -> None:
        """`links`: one or more links, of every role: article_id, role, canonical_url, host, text."""
        rows, self.urls = _encoded(links["canonical_url"])
        first = np.unique(rows, return_index=True)[1]
        self.hosts = links["host"].take(pa.array(first)).combine_chunks()
        self.slugs = _slugs(self.urls, self.hosts)
        is_related = pc.equal(links["role"], "related").to_numpy(zero_copy_only=False)
        self.titles = _titles(rows, is_related, links["text"])
        articles, names = _encoded(links["article_id"])
        self._articles = len(names)
        self._linked = np.unique(rows[is_related] * self._articles + articles[is_related])
        """Every pair of a page and an article with a related link to it, once."""
        self.article_counts = np.bincount(self._linked // self._articles, minlength=len(self.urls))
        self.related = self.article_counts > 0

    def on_several_hosts(self) -> Mask:
        """Which pages have a slug that stands on two hosts or more: few."""
        slugs, names = _encoded(self.slugs)
        hosts, host_names = _encoded(self.hosts)
        slug_of_pair = np.unique(slugs * len(host_names) + hosts) // len(host_names)
        hosts_of_slug = np.bincount(slug_of_pair, minlength=len(names))
        found: Mask = (hosts_of_slug > 1)[slugs] & pc.not_equal(self.slugs, "").to_numpy(zero_copy_only=False)
        return found

    def with_slug_in(self, slugs: pa.Array | pa.ChunkedArray) -> Mask:
        """Which pages have one of these slugs."""
        known = pc.is_in(self.slugs, value_set=slugs)
        found: Mask = pc.and_(known, pc.not_equal(self.slugs, "")).to_numpy(zero_copy_only=False)
        return found

    def records(self, wanted: Mask) -> list[Page]:
        """Some of the pages, in alphabetical order."""
        rows = np.flatnonzero(wanted)
        texts = (self.urls, self.hosts, self.slugs, self.titles)
        columns = [column.take(pa.array(rows)).to_pylist() for column in texts]
        return list(map(Page, rows.tolist(), *columns, self.related[rows].tolist()))

    def articles_linking(self, groups: Sequence[Iterable[Page]]) -> list[int]:
        """Per group of pages the number of articles with a related link to any of them. A page is in one group
        at most."""
        group_of_page = np.full(len(self.urls), -1, dtype=np.int64)
        for number, group in enumerate(groups):
            group_of_page[[page.row for page in group]] = number
        linked = group_of_page[self._linked // self._articles]
        pairs = linked * self._articles + self._linked % self._articles
        counts: list[int] = np.bincount(
            np.unique(pairs[linked >= 0]) // self._articles, minlength=len(groups)
        ).tolist()
        return counts


def _encoded(column: pa.Array | pa.ChunkedArray) -> tuple[IntArray, pa.Array]:
    """The distinct values in alphabetical order (by code point), and for each value its place among them."""
    encoded = column.dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    order, ranks = alphabetical(encoded.dictionary)
    return ranks[encoded.indices.to_numpy()], encoded.dictionary.take(order)


def _slugs(urls: pa.Array, hosts: pa.Array) -> pa.Array:
    segments = pc.replace_substring_regex(urls, _BEFORE_LAST_SEGMENT, "")
    segments = pc.if_else(pc.not_equal(hosts, ""), segments, "")
    odd = pc.match_substring_regex(segments, _NOT_PLAIN)
    slugs = ["" if "?" in segment else slug_of_path(segment) for segment in segments.filter(odd).to_pylist()]
    return pc.replace_with_mask(segments, odd, pa.array(slugs, pa.string()))


def _titles(rows: IntArray, is_related: Mask, column: pa.ChunkedArray) -> pa.Array:
    ranks, texts = _encoded(column)
    keys = (rows * 2 + is_related) * len(texts) + ranks
    distinct, counts = np.unique(keys, return_counts=True)
    rank, role, row = distinct % len(texts), distinct // len(texts) % 2, distinct // len(texts) // 2
    is_empty = pc.equal(texts, "").to_numpy(zero_copy_only=False)[rank]
    order = np.lexsort((rank, -counts, -role, is_empty, row))
    first = np.unique(row[order], return_index=True)[1]
    return texts.take(pa.array(rank[order][first]))
