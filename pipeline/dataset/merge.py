"""Rows of unchanged articles from an earlier run and rows of newly cleaned ones, put together in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.dataset.parts import Part, StoredPart, read_lines
from pipeline.dataset.storage import Folder

IntArray = npt.NDArray[np.signedinteger[Any]]

SHORT_RUN = 16
"""Rows that stand together, on average, below which copying row by row is cheaper than range by range."""


@dataclass(frozen=True, slots=True)
class OldShard:
    """One shard of an earlier run: its folder and its part of each table (tables without rows have none)."""

    folder: Folder
    parts: Mapping[str, Part]

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table | None:
        """The rows of one table, or None if there are none."""
        part = self.parts.get(name)
        return None if part is None else StoredPart(part, self.folder).read(columns)

    def lines(self, name: str) -> list[memoryview]:
        """The JSON documents, in the order of the rows of `articles`."""
        part = self.parts.get(name)
        return [] if part is None else read_lines(self.folder, part)


@dataclass(frozen=True, slots=True)
class ShardRows:
    """Where the rows of one shard lie before it is finished: staged, in old shards, or both. Its narrow part
    has a row for each of its articles, in order."""

    shard: int
    narrow: StoredPart
    old: tuple[OldShard, ...]

    def article_ids(self) -> pa.Array:
        """Its articles, in order."""
        return self.narrow.read(["article_id"])[0].combine_chunks()


def old_tables(old: Sequence[OldShard], name: str, columns: list[str] | None = None) -> list[pa.Table]:
    """The rows of one table in each of the old shards that has any."""
    tables = (shard.table(name, columns) for shard in old)
    return [table for table in tables if table is not None]


def merge_rows(old: Sequence[pa.Table], new: pa.Table, key: str, kept: pa.Array, order: pa.Array) -> pa.Table:
    """The rows of `old` whose `key` is in `kept` and all rows of `new`, ordered by the place of their key in
    `order`; rows of one key keep their order. No key is in both."""
    if not old:
        return new
    merged = pa.concat_tables([*(table.cast(new.schema) for table in old), new])
    places = places_in(order, merged[key])
    is_kept = np.zeros(len(order) + 1, dtype=np.bool_)  # one more for place -1: not in `order`
    is_kept[places_in(order, kept)] = True
    is_kept[-1] = False
    wanted = is_kept[places]
    wanted[len(merged) - len(new) :] = True
    rows = np.flatnonzero(wanted)
    return _take(merged, rows[np.argsort(places[rows], kind="stable")])


def places_in(order: pa.Array, keys: pa.Array | pa.ChunkedArray) -> IntArray:
    """The place of each key in `order`, -1 for none."""
    found: IntArray = pc.fill_null(pc.index_in(keys, value_set=order), -1).to_numpy()
    return found


def _take(table: pa.Table, rows: IntArray) -> pa.Table:
    """The given rows. Rows that follow each other are copied together: when little changed, nearly all do."""
    if not len(rows):
        return table.slice(0, 0)
    starts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
    if len(starts) * SHORT_RUN > len(rows):
        return table.take(pa.array(rows))
    ends = [*starts[1:].tolist(), len(rows)]
    ranges = zip(rows[starts].tolist(), starts.tolist(), ends, strict=True)
    return pa.concat_tables([table.slice(row, end - start) for row, start, end in ranges])
