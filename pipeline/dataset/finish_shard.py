"""What a worker does with one shard after the corpus stage: writes `articles`, `links` and the JSON documents
complete with what only the corpus knows (`duplicate_of`, `target_article_id`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.dataset.documents import complete
from pipeline.dataset.guard import Guard
from pipeline.dataset.jobs import Verdict
from pipeline.dataset.merge import OldShard, ShardRows, merge_rows, old_tables
from pipeline.dataset.parts import JSON, Part, write_lines, write_table
from pipeline.dataset.schema import schema_of
from pipeline.dataset.staging import DOCUMENT, read_staged, shard_name
from pipeline.dataset.storage import Folder

DUPLICATES = "duplicates"
"""Staging name of article_id → duplicate_of, of all articles that have one."""
TARGETS = "targets"
"""Staging name of canonical_url → target_article_id, of all URLs that lead to an article."""

DUPLICATES_SCHEMA = pa.schema([("article_id", pa.string()), ("duplicate_of", pa.string())])
TARGETS_SCHEMA = pa.schema([("canonical_url", pa.string()), ("target_article_id", pa.string())])


@dataclass(frozen=True, slots=True)
class FinishedShard:
    """The parts of `articles`, `links` and JSON; `parts` is None when those of the old shard still hold."""

    shard: int
    parts: tuple[Part, ...] | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FinishShard:
    """The job: complete one shard of the run in `folder`. With `unchanged`, its rows are those of its one old
    shard, so that it may turn out that nothing is to do."""

    folder: Folder
    run_id: str
    rows: ShardRows
    unchanged: bool
    articles: int = 0

    def with_verdict(self, index: int, verdict: Verdict) -> FinishShard:
        raise NotImplementedError("no article is cleaned here")

    def probe(self, index: int) -> FinishShard:
        raise NotImplementedError("no article is cleaned here")

    def run(self, guard: Guard) -> FinishedShard:
        known = _Known(
            read_staged(self.folder, DUPLICATES) or DUPLICATES_SCHEMA.empty_table(),
            read_staged(self.folder, TARGETS) or TARGETS_SCHEMA.empty_table(),
        )
        if self.unchanged and all(known.still_holds(old) for old in self.rows.old):
            return FinishedShard(self.rows.shard, None)
        return _finish(self, known)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the corpus stage found out."""

    duplicates: pa.Table
    targets: pa.Table

    def duplicate_of(self, article_ids: pa.ChunkedArray) -> pa.ChunkedArray:
        return _look_up(article_ids, self.duplicates["article_id"], self.duplicates["duplicate_of"])

    def target_of(self, canonical_urls: pa.ChunkedArray) -> pa.ChunkedArray:
        return _look_up(canonical_urls, self.targets["canonical_url"], self.targets["target_article_id"])

    def still_holds(self, old: OldShard) -> bool:
        """Whether the old shard's rows say the same."""
        articles = old.table("articles", ["article_id", "duplicate_of"])
        links = old.table("links", ["canonical_url", "target_article_id"])
        return (articles is None or self.duplicate_of(articles[0]).equals(articles[1])) and (
            links is None or self.target_of(links[0]).equals(links[1])
        )


def _look_up(keys: pa.ChunkedArray, names: pa.ChunkedArray, values: pa.ChunkedArray) -> pa.ChunkedArray:
    return values.take(pc.index_in(keys, value_set=names))


def _finish(job: FinishShard, known: _Known) -> FinishedShard:
    shard, old = job.rows.shard, job.rows.old
    ids = job.rows.read_narrow(["article_id"])[0].combine_chunks()
    staged = read_staged(job.folder, shard_name("articles", shard))
    documents = _old_documents(old)
    if staged is None:
        new_articles, kept = schema_of("articles").empty_table(), ids
    else:
        documents.update(zip(staged["article_id"].to_pylist(), staged[DOCUMENT], strict=True))
        new_articles = staged.drop_columns([DOCUMENT])
        kept = ids.filter(pc.invert(pc.is_in(ids, value_set=staged["article_id"])))
    new_links = read_staged(job.folder, shard_name("links", shard)) or schema_of("links").empty_table()

    articles = merge_rows(old_tables(old, "articles"), new_articles, "article_id", kept, ids)
    articles = _with_column(articles, "duplicate_of", known.duplicate_of(articles["article_id"]))
    links = merge_rows(old_tables(old, "links"), new_links, "article_id", kept, ids)
    links = _with_column(links, "target_article_id", known.target_of(links["canonical_url"]))

    parts = []
    if len(articles):
        lines = _documents(documents, articles, links, ids)
        parts.append(write_table(job.folder, job.run_id, "articles", shard, articles))
        parts.append(write_lines(job.folder, job.run_id, shard, lines))
    if len(links):
        parts.append(write_table(job.folder, job.run_id, "links", shard, links))
    return FinishedShard(shard, tuple(parts), _repeated_links(links))


def _repeated_links(links: pa.Table) -> tuple[str, ...]:
    """Links that stand twice in one article, as a sentence for the schema gate."""
    counted = links.group_by(["article_id", "role", "canonical_url"]).aggregate([([], "count_all")])
    repeated = len(links) - len(counted)
    return (f"{repeated} links stand twice in their article",) if repeated else ()


def _old_documents(old: tuple[OldShard, ...]) -> dict[str, bytes | pa.LargeBinaryScalar]:
    documents: dict[str, bytes | pa.LargeBinaryScalar] = {}
    for shard in old:
        ids = shard.table("articles", ["article_id"])
        if ids is not None:
            documents.update(zip(ids[0].to_pylist(), shard.lines(JSON), strict=True))
    return documents


def _documents(
    documents: dict[str, bytes | pa.LargeBinaryScalar], articles: pa.Table, links: pa.Table, ids: pa.Array
) -> list[bytes]:
    counts = np.bincount(pc.index_in(links["article_id"], value_set=ids).to_numpy(), minlength=len(ids))
    ends = np.cumsum(counts).tolist()
    targets = links["target_article_id"].to_pylist()
    representatives = articles["duplicate_of"].to_pylist()
    lines = []
    start = 0
    for place, article_id in enumerate(articles["article_id"].to_pylist()):
        document = documents[article_id]
        raw = document if isinstance(document, bytes) else document.as_py()
        lines.append(complete(raw, representatives[place], targets[start : ends[place]]))
        start = ends[place]
    return lines


def _with_column(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(name), values)
