"""A folder in the layout of the Hugging Face Hub: a dataset card and the Parquet tables.

Each table is a configuration: `datasets.load_dataset(FOLDER, "fixes")` reads it without this project,
as does the Hub's viewer. The `configs` of the card follow the Hub's manual configuration of data files.
"""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined

from pipeline.dataset.published import Published
from pipeline.dataset.schema import describe_tables
from pipeline.export.dictionary import one_row_is
from pipeline.records import TABLES

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
"""Size categories of the Hub; above them "1M<n<10M"."""


def write_huggingface(published: Published, folder: Path) -> tuple[int, str]:
    """The card and every table below `folder`; returns the number of files, and a sentence that says so."""
    tables = _filled_tables(published)
    written = 0
    for table in tables:
        (folder / table).mkdir()
        for number, part in enumerate(published.part_bytes(table)):
            (folder / table / f"part-{number:05d}.parquet").write_bytes(part)
            written += 1
    (folder / "README.md").write_text(_card(published, tables), encoding="utf-8", newline="\n")
    rows = published.manifest["counts"]["rows"]
    return written + 1, f"{len(tables)} tables, {rows['articles']:,} articles, with a dataset card"


def _filled_tables(published: Published) -> list[str]:
    """The tables that have rows: `datasets` has no such thing as an empty split and refuses to load one."""
    return [table for table in TABLES if published.manifest["counts"]["rows"][table]]


def _card(published: Published, tables: list[str]) -> str:
    environment = Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
    )
    template = environment.from_string(files("pipeline.export").joinpath("card.md").read_text("utf-8"))
    header = yaml.safe_dump(_metadata(published, tables), sort_keys=False, allow_unicode=True)
    return template.render(
        header=header,
        manifest=published.manifest,
        rows=published.manifest["counts"]["rows"],
        columns=describe_tables(),
        meanings={table: one_row_is(table) for table in TABLES},
        filled=tables,
    )


def _metadata(published: Published, tables: list[str]) -> dict[str, Any]:
    """The card's metadata, as the Hub defines it."""
    rows = published.manifest["counts"]["rows"]["articles"]
    return {
        "pretty_name": "How-to articles, cleaned and structured",
        "language": _languages(published) or ["und"],
        "size_categories": [next((name for bound, name in _SIZES if rows < bound), "1M<n<10M")],
        "tags": ["how-to", "troubleshooting", "schema-org"],
        "configs": [_config(table) for table in tables],
    }


def _config(table: str) -> dict[str, Any]:
    config: dict[str, Any] = {
        "config_name": table,
        "data_files": [{"split": "train", "path": f"{table}/*.parquet"}],
    }
    return config | ({"default": True} if table == "articles" else {})


def _languages(published: Published) -> list[str]:
    """Languages of the articles, the most frequent first."""
    counts = Counter[str]()
    for part in published.parts("articles", ["language"]):
        counts.update(part["language"].to_pylist())
    return sorted((code for code in counts if code), key=lambda code: (-counts[code], code))
