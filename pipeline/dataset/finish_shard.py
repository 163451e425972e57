"""What workers do with one shard after the corpus stage: write `articles`, `links` and the JSON documents complete with
what only the corpus knows (`duplicate_of`, `target_article_id`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.dataset.documents import complete
from pipeline.dataset.guard import Guard
from pipeline.dataset.jobs import Unguarded
from pipeline.dataset.merge import OldShard, ShardRows, merge_rows, old_tables, places_in
from pipeline.dataset.parts import JSON, Part, StoredPart, write_lines, write_table
from pipeline.dataset.schema import schema_of
from pipeline.dataset.staging import DOCUMENT, read_staged
from pipeline.dataset.storage import Folder

_DUPLICATE_OF = ["article_id", "duplicate_of"]
_TARGET_OF = ["canonical_url", "target_article_id"]


@dataclass(frozen=True, slots=True)
class FinishedShard:
    """The parts that a job wrote of one shard; `parts` is None when those of the old shard still hold."""

    shard: int
    parts: tuple[Part, ...] | None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FinishArticles(Unguarded):
    """The job: write `articles` of one shard of the run in `folder` with what `duplicates` says. With `unchanged`, its
    rows are those of its one old shard, so that it may turn out that nothing is to do."""

    folder: Folder
    run_id: str
    rows: ShardRows
    unchanged: bool
    duplicates: StoredPart

    def run(self, guard: Guard) -> FinishedShard:
        groups = _groups(self.duplicates)
        old, shard = self.rows.old, self.rows.shard
        if self.unchanged and all(map(groups.still_holds, old)):
            return FinishedShard(shard, None)
        ids = self.rows.article_ids()
        staged = read_staged(self.folder, "articles", shard)
        new = schema_of("articles").empty_table() if staged is None else staged.drop_columns([DOCUMENT])
        articles = merge_rows(old_tables(old, "articles"), new, "article_id", _not_among(ids, new), ids)
        if not len(articles):
            return FinishedShard(shard, ())
        articles = _with_column(articles, "duplicate_of", groups.of(articles["article_id"]))
        return FinishedShard(shard, (write_table(self.folder, self.run_id, "articles", shard, articles),))


@dataclass(frozen=True, slots=True)
class FinishShard(Unguarded):
    """The job: write `links` and the JSON documents of one shard of the run in `folder`, with what `duplicates` and
    `targets` say; `unchanged` as for `FinishArticles`."""

    folder: Folder
    run_id: str
    rows: ShardRows
    unchanged: bool
    duplicates: StoredPart
    targets: StoredPart

    def run(self, guard: Guard) -> FinishedShard:
        groups, targets = _groups(self.duplicates), _targets(self.targets)
        if self.unchanged and all(
            groups.still_holds(old) and targets.still_holds(old) for old in self.rows.old
        ):
            return FinishedShard(self.rows.shard, None)
        return _finish(self, groups, targets)


@dataclass(frozen=True, slots=True)
class _Found:
    """What the corpus stage found out of rows of a table: `columns` are its key and the column that says it."""

    table: str
    columns: list[str]
    keys: pa.ChunkedArray
    values: pa.ChunkedArray

    def of(self, keys: pa.ChunkedArray) -> pa.ChunkedArray:
        return self.values.take(pc.index_in(keys, value_set=self.keys))

    def still_holds(self, old: OldShard) -> bool:
        """Whether the old shard's rows say the same."""
        rows = old.table(self.table, self.columns)
        return rows is None or self.of(rows[0]).equals(rows[1])


def _groups(duplicates: StoredPart) -> _Found:
    """Articles that another one represents, and which."""
    groups = duplicates.read(["article_id", "representative_id"])
    members = groups.filter(pc.not_equal(groups[0], groups[1]))
    return _Found("articles", _DUPLICATE_OF, members[0], members[1])


def _targets(targets: StoredPart) -> _Found:
    """URLs, and the articles they lead to."""
    table = targets.read()
    return _Found("links", _TARGET_OF, table[0], table[1])


def _finish(job: FinishShard, groups: _Found, targets: _Found) -> FinishedShard:
    shard, old = job.rows.shard, job.rows.old
    ids = job.rows.article_ids()
    staged = read_staged(job.folder, "articles", shard)
    documents = _old_documents(old)
    if staged is None:
        new = schema_of("articles").empty_table().select(_DUPLICATE_OF)
    else:
        fresh = (memoryview(document.as_buffer()) for document in staged[DOCUMENT])
        documents.update(zip(staged["article_id"].to_pylist(), fresh, strict=True))
        new = staged.select(_DUPLICATE_OF)
    kept = _not_among(ids, new)
    new_links = read_staged(job.folder, "links", shard) or schema_of("links").empty_table()
    articles = merge_rows(old_tables(old, "articles", _DUPLICATE_OF), new, "article_id", kept, ids)
    links = merge_rows(old_tables(old, "links"), new_links, "article_id", kept, ids)

    facts = _Facts(ids, groups.of(articles["article_id"]), targets.of(links["canonical_url"]))
    parts = []
    if len(articles):
        lines = _documents(documents, articles, links, facts)
        parts.append(write_lines(job.folder, job.run_id, shard, lines))
    if len(links):
        links = _with_column(links, "target_article_id", facts.targets)
        parts.append(write_table(job.folder, job.run_id, "links", shard, links))
    return FinishedShard(shard, tuple(parts), _repeated_links(links))


def _not_among(ids: pa.Array, new: pa.Table) -> pa.Array:
    """The articles of a shard that were not cleaned anew."""
    return ids.filter(pc.invert(pc.is_in(ids, value_set=new["article_id"])))


def _repeated_links(links: pa.Table) -> tuple[str, ...]:
    """Links that stand twice in one article, as a sentence for the schema gate."""
    counted = links.group_by(["article_id", "role", "canonical_url"]).aggregate([([], "count_all")])
    repeated = len(links) - len(counted)
    return (f"{repeated} links stand twice in their article",) if repeated else ()


def _old_documents(old: tuple[OldShard, ...]) -> dict[str, memoryview]:
    documents: dict[str, memoryview] = {}
    for shard in old:
        ids = shard.table("articles", ["article_id"])
        if ids is not None:
            documents.update(zip(ids[0].to_pylist(), shard.lines(JSON), strict=True))
    return documents


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is now known of a shard: per article its representative, per link the article it leads to."""

    ids: pa.Array
    duplicate_of: pa.ChunkedArray
    targets: pa.ChunkedArray


def _documents(
    documents: dict[str, memoryview], articles: pa.Table, links: pa.Table, facts: _Facts
) -> Iterator[bytes | memoryview]:
    """The documents in order. `articles` and `links` still say what the documents say; only where the facts
    differ is a document changed."""
    owners = places_in(facts.ids, links["article_id"])
    ends = np.cumsum(np.bincount(owners, minlength=len(facts.ids))).tolist()
    stale = {
        *np.flatnonzero(_differ(articles["duplicate_of"], facts.duplicate_of)).tolist(),
        *owners[_differ(links["target_article_id"], facts.targets)].tolist(),
    }
    targets = facts.targets.to_pylist()
    representatives = facts.duplicate_of.to_pylist()
    for place, article_id in enumerate(facts.ids.to_pylist()):
        document = documents[article_id]
        if place in stale:
            start = ends[place - 1] if place else 0
            yield complete(bytes(document), representatives[place], targets[start : ends[place]])
        else:
            yield document


def _differ(one: pa.ChunkedArray, other: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Where two columns differ, null being equal to null."""
    same = pc.or_(pc.fill_null(pc.equal(one, other), False), pc.and_(pc.is_null(one), pc.is_null(other)))
    found: npt.NDArray[np.bool_] = pc.invert(same).to_numpy()
    return found


def _with_column(table: pa.Table, name: str, values: pa.ChunkedArray) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, table.schema.field(name), values)
