"""`howto-etl tables CLEAN`: what a dataset holds."""

from __future__ import annotations

from pipeline.cli.options import AsJson, Clean


def tables(clean: Clean, as_json: AsJson = False) -> int:
    """List the tables of a dataset: rows, columns, types and meanings."""
    raise NotImplementedError
