"""Rows that wait for the corpus stage, as Arrow files: written batch by batch, mapped rather than read."""

from __future__ import annotations

import pyarrow as pa

from pipeline.dataset.parts import open_mapped
from pipeline.dataset.storage import Folder, write_bytes

DOCUMENT = "document"
"""The column of staged `articles` that holds the JSON document."""

STAGED_FOLDER = ".staged"


class StagedWriter:
    """Stages the rows of one shard of a table; nothing is staged if nothing is written."""

    def __init__(self, run: Folder, table: str, shard: int) -> None:
        self._run = run
        self._path = _path(table, shard)
        self._sink: pa.NativeFile | None = None
        self._writer: pa.ipc.RecordBatchFileWriter | None = None

    def write(self, rows: pa.Table) -> None:
        """Adds rows. On a local disk they leave memory at once."""
        if self._writer is None:
            local = self._run.is_local
            self._sink = (
                pa.OSFile(str(self._run.path / self._path), "wb") if local else pa.BufferOutputStream()
            )
            # Compressed only where it travels over a network.
            options = pa.ipc.IpcWriteOptions(compression=None if local else "zstd")
            self._writer = pa.ipc.new_file(self._sink, rows.schema, options=options)
        self._writer.write_table(rows)

    def close(self) -> None:
        """Completes the file."""
        if self._writer is None or self._sink is None:
            return
        self._writer.close()
        if self._run.is_local:
            self._sink.close()
        else:
            write_bytes(self._run, self._path, memoryview(self._sink.getvalue()))


def read_staged(run: Folder, table: str, shard: int) -> pa.Table | None:
    """The rows staged for one shard of a table; None when nothing was."""
    path = _path(table, shard)
    try:
        source = open_mapped(run, path)
    except FileNotFoundError:
        return None
    return pa.ipc.open_file(source).read_all()


def _path(table: str, shard: int) -> str:
    return f"{STAGED_FOLDER}/{table}-{shard:05d}.arrow"
