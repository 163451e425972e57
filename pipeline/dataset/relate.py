"""The corpus stage: what only all articles together can tell, from narrow columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.corpus.duplicates import find_duplicates
from pipeline.dataset.finish_shard import DUPLICATES, DUPLICATES_SCHEMA, TARGETS, TARGETS_SCHEMA
from pipeline.dataset.merge import ShardRows
from pipeline.dataset.narrow import NARROW_SCHEMA
from pipeline.dataset.rows import record_table
from pipeline.dataset.schema import schema_of
from pipeline.dataset.staging import read_staged, shard_name, write_staged
from pipeline.dataset.storage import Folder
from pipeline.records import Duplicate, LinkTarget

LINK_COLUMNS = ["article_id", "role", "canonical_url", "host", "text", "occurrences"]
CANDIDATE_COLUMNS = ["article_id", "title_fit", "published_at", "body_hash", "signature"]


@dataclass(frozen=True, slots=True)
class Related:
    """What the corpus stage found, as tables of the dataset."""

    duplicates: pa.Table
    link_targets: pa.Table


def relate(run: Folder, shards: Sequence[ShardRows], threshold: float) -> Related:
    """Finds duplicate groups and link targets, and stages what `FinishShard` fills in."""
    corpus = _Corpus(run, shards)
    duplicates = _duplicates(corpus, threshold)
    targets, leads_to = _links(corpus)
    write_staged(run, DUPLICATES, _duplicate_of(duplicates))
    urls = list(leads_to)
    ids = [leads_to[url] for url in urls]
    write_staged(
        run,
        TARGETS,
        pa.Table.from_pydict(dict(zip(TARGETS_SCHEMA.names, (urls, ids), strict=True)), TARGETS_SCHEMA),
    )
    return Related(record_table("duplicates", duplicates), record_table("link_targets", targets))


def _duplicate_of(duplicates: Sequence[Duplicate]) -> pa.Table:
    others = [item for item in duplicates if item.article_id != item.representative_id]
    columns = {
        "article_id": [item.article_id for item in others],
        "duplicate_of": [item.representative_id for item in others],
    }
    return pa.Table.from_pydict(columns, DUPLICATES_SCHEMA)


class _Corpus:
    """The rows of all shards, read column by column."""

    def __init__(self, run: Folder, shards: Sequence[ShardRows]) -> None:
        self._run = run
        self._shards = shards
        self._ids = [self._read_ids(shard) for shard in shards]

    def narrow(self, columns: list[str]) -> pa.Table:
        tables = [shard.read_narrow(columns) for shard in self._shards]
        return pa.concat_tables(tables) if tables else NARROW_SCHEMA.empty_table().select(columns)

    def links(self) -> Iterator[pa.Table]:
        for shard in self._shards:
            yield from self._rows(shard, "links", LINK_COLUMNS)

    def bodies(self, wanted: Sequence[str]) -> dict[str, str]:
        """body_text of some articles; reads the shards that have any of them."""
        value_set = pa.array(wanted, pa.string())
        bodies: dict[str, str] = {}
        for shard, ids in zip(self._shards, self._ids, strict=True):
            if not pc.any(pc.is_in(value_set, value_set=ids)).as_py():
                continue
            for table in self._rows(shard, "articles", ["article_id", "body_text"]):
                rows = table.filter(pc.is_in(table[0], value_set=value_set))
                bodies.update(zip(rows[0].to_pylist(), rows[1].to_pylist(), strict=True))
        return bodies

    def _read_ids(self, shard: ShardRows) -> pa.ChunkedArray:
        return shard.read_narrow(["article_id"])[0]

    def _rows(self, shard: ShardRows, name: str, columns: list[str]) -> Iterator[pa.Table]:
        staged = read_staged(self._run, shard_name(name, shard.shard))
        if staged is not None:
            yield staged.select(columns)
        if not shard.old:
            return
        ids = self._read_ids(shard)
        if staged is not None:
            # The old rows of an article that was cleaned again do not count.
            fresh = read_staged(self._run, shard_name("articles", shard.shard))
            assert fresh is not None
            ids = ids.filter(pc.invert(pc.is_in(ids, value_set=fresh["article_id"])))
        for old in shard.old:
            table = old.table(name, columns)
            if table is not None:
                yield table.filter(pc.is_in(table[0], value_set=ids))


def _duplicates(corpus: _Corpus, threshold: float) -> list[Duplicate]:
    return find_duplicates(corpus.narrow(CANDIDATE_COLUMNS), corpus.bodies, threshold)


def _links(corpus: _Corpus) -> tuple[list[LinkTarget], dict[str, str]]:
    try:
        from pipeline.corpus.link_graph import resolve_links
    except ImportError:
        return [], {}
    links = pa.concat_tables([schema_of("links").empty_table().select(LINK_COLUMNS), *corpus.links()])
    found: tuple[list[LinkTarget], dict[str, str]] = resolve_links(
        links, corpus.narrow(["article_id", "source_path", "title"])
    )
    return found
