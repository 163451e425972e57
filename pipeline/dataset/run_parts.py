"""The part files a run consists of, and where each lies while the run is not published."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from pipeline.dataset.bucket import BucketSnapshots
from pipeline.dataset.merge import OldShard
from pipeline.dataset.parts import JSON, Part, StoredPart, write_lines, write_table
from pipeline.dataset.previous import PreviousRun
from pipeline.dataset.rows import empty_table
from pipeline.dataset.snapshot import LocalSnapshots
from pipeline.dataset.state import State
from pipeline.dataset.storage import Folder
from pipeline.records import TABLES


class RunParts:
    """The parts of a run under way: written by it, or taken over from the run before."""

    def __init__(
        self,
        folder: Folder,
        run_id: str,
        snapshots: LocalSnapshots | BucketSnapshots,
        previous: PreviousRun | None,
        before: State | None,
    ) -> None:
        self.folder = folder
        self._run_id = run_id
        self._snapshots = snapshots
        self._found: dict[tuple[str, int], StoredPart] = {}
        self._old: dict[int, OldShard] = {}
        if previous is not None and before is not None:
            by_shard: dict[int, dict[str, Part]] = {}
            for part in before.parts:
                by_shard.setdefault(part.shard, {})[part.table] = part
            self._old = {shard: OldShard(previous.folder, parts) for shard, parts in by_shard.items()}

    def add(self, parts: Iterable[Part]) -> None:
        """Notes parts that this run wrote."""
        for part in parts:
            self._found[part.table, part.shard] = StoredPart(part, self.folder)
            self._snapshots.flush_soon(part)

    def adopt(self, shard: int, tables: Iterable[str]) -> None:
        """Takes over parts of a shard of the run before as they are."""
        old = self._old.get(shard)
        for table in tables:
            if old is not None and table in old.parts:
                self._found[table, shard] = self._snapshots.adopt(old, table, self._run_id)

    def old(self, table: str, shard: int) -> StoredPart | None:
        """A part of the run before."""
        old = self._old.get(shard)
        return None if old is None or table not in old.parts else StoredPart(old.parts[table], old.folder)

    def write(self, table: str, rows: pa.Table) -> None:
        """Writes a corpus-level table as one part."""
        self.add([write_table(self.folder, self._run_id, table, -1, rows)])

    def fill_empty_tables(self) -> None:
        """A table without rows still has a part, so that every reader finds its columns."""
        present = {table for table, _ in self._found}
        for name in TABLES:
            if name not in present:
                self.write(name, empty_table(name))
        if JSON not in present:
            self.add([write_lines(self.folder, self._run_id, -1, [])])

    def old_shards_of(self, table: str) -> set[int]:
        """The shards of the run before that have rows in a table."""
        return {shard for shard, old in self._old.items() if table in old.parts}

    def old_shards(self, shards: Iterable[int]) -> tuple[OldShard, ...]:
        """Shards of the run before, as far as they have rows."""
        return tuple(self._old[shard] for shard in shards if shard in self._old)

    def find(self, table: str, shard: int) -> StoredPart | None:
        """One part of this run."""
        return self._found.get((table, shard))

    def all(self) -> tuple[Part, ...]:
        """All parts, by table and shard."""
        return tuple(self._found[key].part for key in sorted(self._found))

    def read(self, table: str, columns: list[str] | None = None) -> list[pa.Table]:
        """The rows of all parts of a table, by shard."""
        return [self._found[key].read(columns) for key in sorted(self._found) if key[0] == table]

    def row_counts(self) -> dict[str, int]:
        """Rows per table of the dataset."""
        rows = dict.fromkeys(TABLES, 0)
        for (table, _), stored in self._found.items():
            if table in rows:
                rows[table] += stored.part.rows
        return rows
