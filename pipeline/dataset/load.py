"""Reads tables of a published dataset, always from one complete run."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.dataset.parts import open_mapped
from pipeline.dataset.previous import MANIFEST, RUNS
from pipeline.dataset.snapshot import current_run
from pipeline.dataset.storage import Folder, open_folder, read_bytes
from pipeline.errors import BadInput
from pipeline.records import TABLES

ATTEMPTS = 5
"""A read fails when the run it began with is collected under it: two publishes in the meantime. Five times
in a row that does not happen."""


def load_table(
    clean: str | os.PathLike[str], name: str, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """One table of the dataset (see `pipeline.records.TABLES`), or some columns of it.

    Raises `BadInput` when there is no dataset or no such table.
    """
    return load_tables(clean, [name], columns)[name]


def load_tables(
    clean: str | os.PathLike[str], names: Iterable[str], columns: Sequence[str] | None = None
) -> dict[str, pd.DataFrame]:
    """Several tables of the dataset, all from one run.

    Raises `BadInput` when there is no dataset or no such table.
    """
    wanted = list(names)
    for name in wanted:
        if name not in TABLES:
            raise BadInput(f"There is no table {name!r}; the tables are {', '.join(TABLES)}.")
    folder = open_folder(clean)
    for _ in range(ATTEMPTS):
        try:
            run, manifest = _complete_run(folder)
            return {name: _read(run, manifest, name, columns).to_pandas() for name in wanted}
        except FileNotFoundError:
            continue  # a new run was published and the old one collected
    raise BadInput(f"There is no complete dataset in {folder.url}; run the pipeline into it first.")


def load_manifest(clean: str | os.PathLike[str]) -> dict[str, Any]:
    """The manifest of the published run. Raises `BadInput` when there is none."""
    return complete_run(clean)[1]


def complete_run(clean: str | os.PathLike[str]) -> tuple[Folder, dict[str, Any]]:
    """The folder of the published run, and its manifest; the run's files stay there until two later runs are
    published. Raises `BadInput` when there is none."""
    folder = open_folder(clean)
    try:
        return _complete_run(folder)
    except FileNotFoundError:
        raise BadInput(f"There is no dataset in {folder.url}; run the pipeline into it first.") from None


def _complete_run(folder: Folder) -> tuple[Folder, dict[str, Any]]:
    """The folder that holds one complete run, and its manifest."""
    run = folder
    if folder.is_local and (name := current_run(Path(folder.root))) is not None:
        run = folder.child(RUNS, name)
    manifest: dict[str, Any] = json.loads(read_bytes(run, MANIFEST))
    return run, manifest


def _read(run: Folder, manifest: dict[str, Any], name: str, columns: Sequence[str] | None) -> pa.Table:
    tables = []
    for part in manifest["parts"][name]:
        source = open_mapped(run, part["path"])
        tables.append(pq.ParquetFile(source).read(columns=None if columns is None else list(columns)))
    return pa.concat_tables(tables)
