"""What a run leaves for the next one: every source with its stamp, hash and outcome, and figures per shard.

It lies in `.state/` of the run's folder, beside the tables, is no part of the dataset contract, and is only
an aid: without it everything is cleaned again, with the same result.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.dataset.clean_shard import ShardSummary
from pipeline.dataset.parts import Part
from pipeline.dataset.storage import Folder, read_bytes, write_bytes

STATE_FOLDER = ".state"

FORMAT = 1
"""Raised when the files of `.state/` or their meaning change; other formats are not read."""

RACY_NS = 2_000_000_000
"""A file changed less than this before it was listed could change again within the same tick of its clock
(FAT counts in 2 s), so its stamp is not believed; the same caution as git's."""

SOURCES_SCHEMA = pa.schema(
    [("path", pa.string()), ("stamp", pa.string()), ("sha256", pa.string()), ("outcome", pa.string())]
)


@dataclass(frozen=True, slots=True)
class State:
    """The state of a finished run; `sources` is a table of `SOURCES_SCHEMA`, sorted by path."""

    reuse_key: str
    corpus_key: str
    shards: int
    limit: int | None
    parts: tuple[Part, ...]
    summaries: dict[int, ShardSummary]
    sources: pa.Table = field(repr=False)


def state_files(run_id: str) -> tuple[str, str]:
    """Where the state of a run lies below its folder: figures, sources."""
    return f"{STATE_FOLDER}/{run_id}.json", f"{STATE_FOLDER}/{run_id}.arrow"


def write_state(run: Folder, run_id: str, state: State) -> None:
    """Writes the state of a run into its folder."""
    figures, sources = state_files(run_id)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, SOURCES_SCHEMA, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(state.sources)
    write_bytes(run, sources, memoryview(sink.getvalue()))
    content: dict[str, Any] = {
        "format": FORMAT,
        "reuse_key": state.reuse_key,
        "corpus_key": state.corpus_key,
        "shards": state.shards,
        "limit": state.limit,
        "parts": [asdict(part) for part in state.parts],
        "summaries": {str(shard): asdict(summary) for shard, summary in state.summaries.items()},
    }
    write_bytes(run, figures, json.dumps(content).encode())


def read_state(run: Folder, run_id: str) -> State | None:
    """The state of a run; None when it has none that can be used."""
    figures, listing = state_files(run_id)
    try:
        content = json.loads(read_bytes(run, figures))
        if content["format"] != FORMAT:
            return None
        with pa.ipc.open_file(pa.BufferReader(read_bytes(run, listing))) as reader:
            sources = reader.read_all().select(SOURCES_SCHEMA.names)
        return State(
            content["reuse_key"],
            content["corpus_key"],
            content["shards"],
            content["limit"],
            tuple(Part(**part) for part in content["parts"]),
            {int(shard): ShardSummary(**summary) for shard, summary in content["summaries"].items()},
            sources,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, pa.ArrowException):
        return None


def is_whole(run: Folder, state: State) -> bool:
    """Whether every part of a run still has its size on the disk; objects of a bucket are whole or not there."""
    try:
        return not run.is_local or all((run.path / p.path).stat().st_size == p.size for p in state.parts)
    except (OSError, TypeError, ValueError):
        return False


@dataclass(frozen=True, slots=True)
class SourceState:
    """One source: what its folder said of it (see `discover.Source`), its SHA-256 if it was read, and what became
    of it: `accepted`, `rejected`, `retry` (rejected for a reason that may pass) or `discover`."""

    stamp: str
    sha256: str | None
    outcome: str


def sources_table(sources: Mapping[str, SourceState], listed_at_ns: int) -> pa.Table:
    """The table of sources for the state; `listed_at_ns` is when the folder was listed. Stamps that the next
    run cannot believe, because the file changed while it was listed, are left empty."""
    limit = listed_at_ns - RACY_NS
    states = sources.values()
    columns = [
        string_column(list(sources)),
        string_column([state.stamp if _last_change(state.stamp) < limit else "" for state in states]),
        string_column([state.sha256 for state in states]),
        string_column([state.outcome for state in states]),
    ]
    return pa.Table.from_arrays(columns, schema=SOURCES_SCHEMA)


def _last_change(stamp: str) -> int:
    times = stamp.split(":")[1:3]
    # Stamps of buckets hold an ETag, and those of discovery's rejects a message, instead of times.
    return max((int(time) for time in times if time.isdecimal()), default=0) if len(times) == 2 else 0


def string_column(values: Sequence[str | None]) -> pa.Array:
    """An Arrow string array. Arrow's own way from a list imports pandas, which takes longer than a run that
    finds nothing to do."""
    encoded = [b"" if value is None else value.encode("utf-8", "backslashreplace") for value in values]
    ends = np.zeros(len(encoded) + 1, dtype=np.int32)
    np.cumsum(np.fromiter(map(len, encoded), dtype=np.int32, count=len(encoded)), out=ends[1:])
    known = np.fromiter((value is not None for value in values), dtype=np.bool_, count=len(encoded))
    return pa.StringArray.from_buffers(
        len(encoded),
        pa.py_buffer(ends),
        pa.py_buffer(b"".join(encoded)),
        pa.py_buffer(np.packbits(known, bitorder="little")),
    )


def look_up(paths: pa.Array, sources: pa.Table) -> pa.Table:
    """The rows of `sources` for the given paths, null where there is none."""
    return sources.take(pc.index_in(paths, value_set=sources["path"]))
