"""Part files: the immutable Parquet and JSON Lines files a table consists of.

The bytes of a part depend on its rows only: one row group, contiguous columns, no times or names inside.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.dataset.storage import Folder, open_writer, read_bytes, write_bytes

JSON = "json"
NARROW = "narrow"
"""The internal table of what the corpus stage needs of each article (`narrow.py`)."""
TARGETS = "targets"
"""The internal table of the article that each linked URL leads to (`relate.py`)."""
INTERNAL = frozenset({NARROW, TARGETS})

TARGETS_SCHEMA = pa.schema(
    [
        pa.field("canonical_url", pa.string(), nullable=False),
        pa.field("target_article_id", pa.string(), nullable=False),
    ]
)

RUN_FILE = re.compile(r"\d{8}T\d{12}Z-[0-9a-f]{6}(-\d{5})?\.(parquet|jsonl)")
"""What the name of every part file looks like."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part file of a table, `shard` its shard (-1: a corpus-level table)."""

    table: str
    shard: int
    name: str
    rows: int
    sha256: str
    size: int

    @property
    def path(self) -> str:
        """Where it lies below the run's folder."""
        return f"{folder_of(self.table)}/{self.name}"

    def written_by(self, run_id: str) -> bool:
        """Whether this is a part that the run wrote or took over."""
        return self.name.startswith(run_id)


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A Parquet part and the folder it lies in."""

    part: Part
    folder: Folder

    def read(self, columns: list[str] | None = None) -> pa.Table:
        """Its rows, or some columns of them."""
        return read_table(self.folder, self.part, columns)


def folder_of(table: str) -> str:
    """The folder of a table below the run's folder; internal tables are out of sight."""
    return f".state/{table}" if table in INTERNAL else table


def new_run_id(started_at: datetime, previous: str | None) -> str:
    """A name for a run: unique, and ordered by time; later than the `previous` run's even if the clock was put
    back in the meantime."""
    stamp = f"{started_at:%Y%m%dT%H%M%S%f}"
    if previous is not None and previous[:21] >= stamp:
        later = datetime.strptime(previous[:21], "%Y%m%dT%H%M%S%f") + timedelta(microseconds=1)
        stamp = f"{later:%Y%m%dT%H%M%S%f}"
    return f"{stamp}Z-{secrets.token_hex(3)}"


def part_name(run_id: str, shard: int, table: str) -> str:
    """A name no other run uses: a reader that lists one run and opens another fails instead of mixing."""
    suffix = "jsonl" if table == JSON else "parquet"
    return f"{run_id}-{shard:05d}.{suffix}" if shard >= 0 else f"{run_id}.{suffix}"


def write_table(run: Folder, run_id: str, table: str, shard: int, rows: pa.Table) -> Part:
    """Writes the rows as one Parquet part of `table`."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        rows.combine_chunks(),
        sink,
        compression="zstd",
        compression_level=1,
        row_group_size=max(len(rows), 1),
    )
    return _write(run, run_id, table, shard, len(rows), memoryview(sink.getvalue()))


def write_lines(run: Folder, run_id: str, shard: int, lines: Iterable[bytes | memoryview]) -> Part:
    """Writes documents as one JSON Lines part; on a local disk without holding all of them in memory."""
    name = part_name(run_id, shard, JSON)
    path = f"{folder_of(JSON)}/{name}"
    digest, rows, size = hashlib.sha256(), 0, 0
    with open_writer(run, path) as file:
        for line in lines:
            for piece in (line, b"\n"):
                digest.update(piece)
                size += file.write(piece)
            rows += 1
    return Part(JSON, shard, name, rows, digest.hexdigest(), size)


def open_mapped(run: Folder, path: str) -> pa.NativeFile:
    """A file below `run` for reading; on a local disk mapped, not copied. Raises FileNotFoundError."""
    return pa.memory_map(str(run.path / path)) if run.is_local else pa.BufferReader(read_bytes(run, path))


def read_table(run: Folder, part: Part, columns: list[str] | None = None) -> pa.Table:
    """The rows of a Parquet part."""
    return pq.ParquetFile(open_mapped(run, part.path)).read(columns=columns, use_threads=False)


def read_footer(run: Folder, part: Part) -> tuple[pa.Schema, int]:
    """Schema and number of rows of a Parquet part, from its footer."""
    source = str(run.path / part.path) if run.is_local else pa.BufferReader(read_bytes(run, part.path))
    with pq.ParquetFile(source) as file:
        return file.schema_arrow, file.metadata.num_rows


def read_lines(run: Folder, part: Part) -> list[memoryview]:
    """The documents of a JSON Lines part, without line ends: views of the mapped file, as most are only written
    again."""
    data = memoryview(open_mapped(run, part.path).read_buffer())
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")).tolist()
    starts = [0, *(end + 1 for end in ends)]
    return [data[start:end] for start, end in zip(starts, ends, strict=False)]


def _write(run: Folder, run_id: str, table: str, shard: int, rows: int, data: memoryview) -> Part:
    name = part_name(run_id, shard, table)
    part = Part(table, shard, name, rows, hashlib.sha256(data).hexdigest(), len(data))
    write_bytes(run, part.path, data)
    return part
