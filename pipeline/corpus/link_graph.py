"""The link graph: every place that related links lead to, once, and the articles of the corpus among them.

Mirrors of one slug on sister hosts are one target. Its `canonical_url` is that of the mirror which is an
article of this corpus, on the host of the article; otherwise of the mirror most articles link to; otherwise
the first in alphabetical order. The others are its `mirrors`, so that every related link's canonical URL is
found either as `canonical_url` or among the `mirrors` of exactly one target.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from pipeline.corpus.article_index import ArticleIndex, Match
from pipeline.corpus.linked_pages import LinkedPages, Page
from pipeline.corpus.mirrors import host_families, mirror_groups
from pipeline.records import LinkTarget

Columns: TypeAlias = pa.Table | Mapping[str, Sequence[Any]]


def resolve_links(links: Columns, articles: Columns) -> tuple[pa.Table, dict[str, str]]:
    """The targets of related links, and which article of the corpus each linked URL leads to.

    Args:
        links: the links of all articles, of every role: article_id, role, canonical_url, host, text.
        articles: article_id, source_path, slug (as `slugs.slug_of_source` makes it), title.

    Returns:
        The targets, ordered by canonical URL, with the columns of `records.LinkTarget`; and canonical URL →
        article id, for links of every role. Neither depends on the order of the rows.
    """
    table, source = _table(links), _table(articles)
    if table.num_rows == 0:
        return pa.table({field.name: [] for field in fields(LinkTarget)}), {}
    pages = LinkedPages(table)
    twins = pages.records(pages.on_several_hosts())
    families = host_families(pages.hosts.unique().to_pylist(), twins)
    known = pages.records(pages.with_slug_in(source["slug"]))
    columns = ("article_id", "source_path", "slug", "title")
    rows = zip(*(source[name].to_pylist() for name in columns), strict=True)
    matches = ArticleIndex(rows, known, families).matches(known)
    groups = mirror_groups([page for page in twins if page.related], families)
    leads_to = {page.url: matches[page.row].article_id for page in known if page.row in matches}
    return _targets(pages, groups, matches), leads_to


def _table(columns: Columns) -> pa.Table:
    if isinstance(columns, pa.Table):
        return columns
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _targets(pages: LinkedPages, groups: Sequence[Sequence[Page]], matches: Mapping[int, Match]) -> pa.Table:
    is_target, counts = pages.related.copy(), pages.article_counts.copy()
    mirrors: dict[int, list[str]] = {}

    def preference(page: Page) -> tuple[bool, bool, int, str]:
        match = matches.get(page.row)
        own_count = int(pages.article_counts[page.row])
        return (match is None or not match.on_own_host, match is None, -own_count, page.url)

    for group, total in zip(groups, pages.articles_linking(groups), strict=True):
        best, *others = sorted(group, key=preference)
        is_target[[page.row for page in others]] = False
        counts[best.row] = total
        mirrors[best.row] = sorted(page.url for page in others)
    rows = np.flatnonzero(is_target)
    ids = {row: match.article_id for row, match in matches.items()}
    return pa.table(
        {
            "canonical_url": pages.urls.take(pa.array(rows)),
            "host": pages.hosts.take(pa.array(rows)),
            "title": pages.titles.take(pa.array(rows)),
            "article_count": pa.array(counts[rows], pa.int32()),
            "target_article_id": pa.array([ids.get(row) for row in rows.tolist()], pa.string()),
            "mirrors": pa.array([mirrors.get(row, ()) for row in rows.tolist()], pa.list_(pa.string())),
        }
    )
