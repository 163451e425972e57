"""The corpus stage: what only all articles together can tell, from narrow columns.

It is two jobs for workers, near-duplicates and links; each reads the rows of all shards column by column
and writes its tables. A job whose inputs are those of the run before is not run: its tables are taken over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.dataset.guard import Guard
from pipeline.dataset.jobs import Unguarded
from pipeline.dataset.merge import ShardRows
from pipeline.dataset.narrow import NARROW_SCHEMA
from pipeline.dataset.parts import TARGETS, TARGETS_SCHEMA, Part, write_table
from pipeline.dataset.rows import record_table
from pipeline.dataset.schema import schema_of
from pipeline.dataset.staging import read_staged
from pipeline.dataset.storage import Folder

LINK_COLUMNS = ["article_id", "role", "canonical_url", "host", "text"]
CANDIDATE_COLUMNS = ["article_id", "title_fit", "published_at", "body_hash", "signature"]

DUPLICATES_DEPEND_ON = ["article_id", "title_fit", "published_at", "body_hash"]
LINKS_DEPEND_ON = ["article_id", "source_path", "title", "links_digest"]
"""Columns of the narrow table that tell whether a job would find what it found before."""


@dataclass(frozen=True, slots=True)
class FindDuplicates(Unguarded):
    """The job that writes `duplicates`."""

    folder: Folder
    run_id: str
    shards: tuple[ShardRows, ...]
    threshold: float

    def run(self, guard: Guard) -> tuple[Part, ...]:
        # Here, as only workers run this: the caller need not import it.
        from pipeline.corpus.duplicates import find_duplicates

        corpus = _Corpus(self.folder, self.shards)
        found = find_duplicates(corpus.narrow(CANDIDATE_COLUMNS), corpus.bodies, self.threshold)
        return (write_table(self.folder, self.run_id, "duplicates", -1, record_table("duplicates", found)),)


@dataclass(frozen=True, slots=True)
class ResolveLinks(Unguarded):
    """The job that writes `link_targets`, and for `FinishShard` the article that each URL leads to."""

    folder: Folder
    run_id: str
    shards: tuple[ShardRows, ...]

    def run(self, guard: Guard) -> tuple[Part, ...]:
        from pipeline.corpus.link_graph import resolve_links

        corpus = _Corpus(self.folder, self.shards)
        articles = corpus.narrow(["article_id", "source_path", "slug", "title"])
        targets, leads_to = resolve_links(corpus.links(), articles)
        targets = targets.cast(schema_of("link_targets"))
        return (
            write_table(self.folder, self.run_id, "link_targets", -1, targets),
            write_table(self.folder, self.run_id, TARGETS, -1, _targets_table(leads_to)),
        )


def _targets_table(leads_to: Mapping[str, str]) -> pa.Table:
    urls = sorted(leads_to)
    columns = [pa.array(urls, pa.string()), pa.array([leads_to[url] for url in urls], pa.string())]
    return pa.Table.from_arrays(columns, schema=TARGETS_SCHEMA)


class _Corpus:
    """The rows of all shards, read column by column."""

    def __init__(self, run: Folder, shards: Sequence[ShardRows]) -> None:
        self._run = run
        self._shards = shards
        self._ids = [shard.article_ids() for shard in shards]

    def narrow(self, columns: list[str]) -> pa.Table:
        """Columns of the narrow table."""
        tables = [shard.narrow.read(columns) for shard in self._shards]
        return pa.concat_tables(tables) if tables else NARROW_SCHEMA.empty_table().select(columns)

    def links(self) -> pa.Table:
        """What the link graph needs of every link."""
        tables = [schema_of("links").empty_table().select(LINK_COLUMNS)]
        for shard, ids in zip(self._shards, self._ids, strict=True):
            tables += self._rows(shard, ids, "links", LINK_COLUMNS)
        return pa.concat_tables(tables)

    def bodies(self, wanted: Sequence[str]) -> dict[str, str]:
        """body_text of some articles; reads the shards that have any of them."""
        value_set = pa.array(wanted, pa.string())
        bodies: dict[str, str] = {}
        for shard, ids in zip(self._shards, self._ids, strict=True):
            if not pc.any(pc.is_in(value_set, value_set=ids)).as_py():
                continue
            for table in self._rows(shard, ids, "articles", ["article_id", "body_text"]):
                rows = table.filter(pc.is_in(table[0], value_set=value_set))
                bodies.update(zip(rows[0].to_pylist(), rows[1].to_pylist(), strict=True))
        return bodies

    def _rows(self, shard: ShardRows, ids: pa.Array, name: str, columns: list[str]) -> Iterator[pa.Table]:
        staged = read_staged(self._run, name, shard.shard)
        if staged is not None:
            yield staged.select(columns)
        if not shard.old:
            return
        if staged is not None:
            # The old rows of an article that was cleaned again do not count.
            fresh = read_staged(self._run, "articles", shard.shard)
            assert fresh is not None
            ids = ids.filter(pc.invert(pc.is_in(ids, value_set=fresh["article_id"])))
        for old in shard.old:
            table = old.table(name, columns)
            if table is not None:
                yield table.filter(pc.is_in(table[0], value_set=ids))
