"""Rows of unchanged articles from an earlier run and rows of newly cleaned ones, put together in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.dataset.parts import Part, read_lines, read_table
from pipeline.dataset.storage import Folder


@dataclass(frozen=True, slots=True)
class OldShard:
    """One shard of an earlier run: its folder and its part of each table (tables without rows have none)."""

    folder: Folder
    parts: Mapping[str, Part]

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table | None:
        """The rows of one table, or None if there are none."""
        part = self.parts.get(name)
        return None if part is None else read_table(self.folder, part, columns)

    def lines(self, name: str) -> list[bytes]:
        """The JSON documents, in the order of the rows of `articles`."""
        part = self.parts.get(name)
        return [] if part is None else read_lines(self.folder, part)


@dataclass(frozen=True, slots=True)
class ShardRows:
    """Where the rows of one shard lie before it is finished: staged, in old shards, or both. Its narrow part,
    which has a row for each of its articles in order, lies in `narrow_folder`."""

    shard: int
    narrow: Part
    narrow_folder: Folder
    old: tuple[OldShard, ...]

    def read_narrow(self, columns: list[str]) -> pa.Table:
        """Columns of the narrow part."""
        return read_table(self.narrow_folder, self.narrow, columns)


def old_tables(old: Sequence[OldShard], name: str, columns: list[str] | None = None) -> list[pa.Table]:
    """The rows of one table in each of the old shards that has any."""
    tables = (shard.table(name, columns) for shard in old)
    return [table for table in tables if table is not None]


def merge_rows(old: Sequence[pa.Table], new: pa.Table, key: str, kept: pa.Array, order: pa.Array) -> pa.Table:
    """The rows of `old` whose `key` is in `kept` and all rows of `new`, ordered by the place of their key in
    `order`; rows of one key keep their order."""
    parts = [table.filter(pc.is_in(table[key], value_set=kept)) for table in old]
    merged = pa.concat_tables([*(part.cast(new.schema) for part in parts), new])
    if not any(len(part) for part in parts):
        return new
    return merged.take(sorting(merged[key], order))


def sorting(keys: pa.ChunkedArray, order: pa.Array) -> pa.Array:
    """Indices that put `keys` into the order of `order`, stable."""
    ranks = pc.index_in(keys, value_set=order).to_numpy()
    return pa.array(np.argsort(ranks, kind="stable"))
