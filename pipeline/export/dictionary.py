"""The data dictionary as Markdown, from the records: `python -m pipeline.export.dictionary > FILE`."""

from __future__ import annotations

from pipeline.dataset.schema import describe_tables
from pipeline.records import CHILD_TABLES, TABLES

_HEAD = """\
# Data dictionary

Every table of a dataset and every column in it. Generated from `pipeline/records.py` by `make dictionary`.

Line numbers are 1-based lines of the source file, counted as universal newlines (LF, CRLF and a lone CR each
end a line); ranges are inclusive. A value whose type says `null` may be missing, all others are always there;
lists are empty rather than missing.
"""


def data_dictionary() -> str:
    """The whole document."""
    tables = describe_tables()
    overview = [f"| [{name}](#{name}) | {one_row_is(name)} |" for name in tables]
    sections = [_section(name, columns) for name, columns in tables.items()]
    return "\n".join([_HEAD, "| table | one row is |", "|---|---|", *overview, "", *sections])


def one_row_is(name: str) -> str:
    """What one row of a table stands for, in a few words."""
    text = " ".join((TABLES[name].__doc__ or "").split()).rstrip(".")
    return text[:1].lower() + text[1:]


def _section(name: str, columns: list[tuple[str, str, str]]) -> str:
    key = "\nRows belong to the article whose `article_id` they carry.\n" if name in CHILD_TABLES else ""
    rows = [f"| `{column}` | `{kind}` | {_cell(meaning)} |" for column, kind, meaning in columns]
    return "\n".join(
        [
            f"## {name}",
            "",
            f"One row is {one_row_is(name)}.",
            key,
            "| column | type | meaning |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(data_dictionary(), end="")
