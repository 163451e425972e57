"""`howto-etl tables CLEAN`: what a dataset holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.options import AsJson, Clean

if TYPE_CHECKING:
    from rich.table import Table


def tables(
    clean: Clean,
    columns: Annotated[
        bool, typer.Option("--columns/--no-columns", help="Show every column with type and meaning.")
    ] = True,
    as_json: AsJson = False,
) -> int:
    """List the tables of a dataset: rows, and each column's type and meaning."""
    from pipeline.dataset.load import load_manifest

    manifest = load_manifest(clean)
    described = _describe(manifest["parts"])
    if as_json:
        import json

        print(json.dumps(described, ensure_ascii=False))
        return 0
    from pipeline.cli.console import output

    console = output()
    console.print(f"Run {manifest['run_id']}, pipeline {manifest['pipeline_version']}\n")
    console.print(_overview(described))
    for name, table in described.items() if columns else ():
        console.print(f"\n{name}")
        console.print(_columns(table["columns"]))
    return 0


def _describe(parts: dict[str, list[dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    from pipeline.dataset.schema import describe_tables

    return {
        name: {
            "rows": sum(part["rows"] for part in parts[name]),
            "parts": len(parts[name]),
            "bytes": sum(part["bytes"] for part in parts[name]),
            "columns": [
                {"name": column, "type": kind, "meaning": meaning} for column, kind, meaning in columns
            ],
        }
        for name, columns in describe_tables().items()
    }


def _overview(described: dict[str, dict[str, Any]]) -> Table:
    from rich.filesize import decimal
    from rich.table import Table

    overview = Table(box=None, pad_edge=False)
    overview.add_column("table")
    for column in ("rows", "columns", "parts", "size"):
        overview.add_column(column, justify="right")
    for name, table in described.items():
        counts = (f"{count:,}" for count in (table["rows"], len(table["columns"]), table["parts"]))
        overview.add_row(name, *counts, decimal(table["bytes"]))
    return overview


def _columns(columns: list[dict[str, str]]) -> Table:
    from rich.table import Table

    shown = Table(box=None, pad_edge=False, show_header=False)
    shown.add_column(width=24)
    shown.add_column(width=24)
    shown.add_column(overflow="fold")
    for column in columns:
        shown.add_row("  " + column["name"], column["type"], column["meaning"])
    return shown
