"""Rows that wait for the corpus stage, as Arrow files that are mapped, not read."""

from __future__ import annotations

import pyarrow as pa

from pipeline.dataset.storage import Folder, read_bytes, write_bytes

DOCUMENT = "document"
"""The column of staged `articles` that holds the JSON document."""

STAGED_FOLDER = ".staged"


def write_staged(run: Folder, name: str, rows: pa.Table) -> None:
    """Stages rows under a name; compressed only where they travel over a network."""
    path = f"{STAGED_FOLDER}/{name}.arrow"
    if run.is_local:
        with pa.OSFile(str(run.path / path), "wb") as file, pa.ipc.new_file(file, rows.schema) as writer:
            writer.write_table(rows)
        return
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_file(sink, rows.schema, options=options) as writer:
        writer.write_table(rows)
    write_bytes(run, path, memoryview(sink.getvalue()))


def read_staged(run: Folder, name: str) -> pa.Table | None:
    """The rows staged under a name; None when nothing was."""
    path = f"{STAGED_FOLDER}/{name}.arrow"
    try:
        if run.is_local:
            source = pa.memory_map(str(run.path / path))
        else:
            source = pa.BufferReader(read_bytes(run, path))
    except FileNotFoundError:
        return None
    return pa.ipc.open_file(source).read_all()


def shard_name(table: str, shard: int) -> str:
    """The staging name of one shard's rows of a table."""
    return f"{table}-{shard:05d}"
