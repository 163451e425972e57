"""The data dictionary in `docs/`."""

from __future__ import annotations

from pathlib import Path

from pipeline.dataset.schema import describe_tables
from pipeline.export.dictionary import data_dictionary

DOCUMENT = Path(__file__).parents[2] / "docs" / "data_dictionary.md"


def test_it_is_current() -> None:
    """When this fails: `make dictionary`."""
    assert DOCUMENT.read_text("utf-8") == data_dictionary()


def test_every_column_has_a_meaning() -> None:
    assert [
        (table, name)
        for table, columns in describe_tables().items()
        for name, _, meaning in columns
        if not meaning
    ] == []
