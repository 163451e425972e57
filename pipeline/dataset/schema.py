"""Arrow schemas of all tables, generated from the records, so that the two cannot drift apart.

`str` becomes string, `int` int32, `float` double, `datetime` timestamp[us, UTC], `tuple[str, ...]`
list<string>; `X | None` is nullable. Child tables carry `article_id` as first column.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

from pipeline.records import CHILD_TABLES, TABLES, Article

_ARROW_TYPES: dict[Any, pa.DataType] = {
    str: pa.string(),
    int: pa.int32(),
    float: pa.float64(),
    datetime: pa.timestamp("us", tz="UTC"),
    tuple[str, ...]: pa.list_(pa.field("element", pa.string())),
}

_TYPE_NAMES: dict[pa.DataType, str] = {
    pa.string(): "string",
    pa.int32(): "int32",
    pa.float64(): "double",
    pa.timestamp("us", tz="UTC"): "timestamp[us, UTC]",
    pa.list_(pa.field("element", pa.string())): "list<string>",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its Arrow type, and what it means in words."""

    name: str
    type: pa.DataType
    nullable: bool
    meaning: str

    @property
    def type_name(self) -> str:
        """The type as the dataset contract writes it, such as `string, null` or `list<string>`."""
        return _TYPE_NAMES[self.type] + (", null" if self.nullable else "")


@cache
def columns_of(table: str) -> tuple[Column, ...]:
    """The columns of a table of the dataset, in order."""
    columns = _record_columns(TABLES[table])
    if table in CHILD_TABLES:
        return (_record_columns(Article)[0], *columns)
    return columns


@cache
def schema_of(table: str) -> pa.Schema:
    """The Arrow schema of a table of the dataset."""
    return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in columns_of(table)])


def describe_tables() -> dict[str, list[tuple[str, str, str]]]:
    """The data dictionary: table name → (column, type, meaning) of each column, in order."""
    return {table: [(c.name, c.type_name, c.meaning) for c in columns_of(table)] for table in TABLES}


@cache
def _record_columns(record: type) -> tuple[Column, ...]:
    hints = get_type_hints(record, include_extras=True)
    return tuple(_column(name, hint) for name, hint in hints.items())


def _column(name: str, hint: Any) -> Column:
    meaning = ""
    if get_origin(hint) is Annotated:
        hint, meaning = get_args(hint)[:2]
    hint, nullable = _without_none(hint)
    if get_origin(hint) is Literal:
        hint = str
    return Column(name, _ARROW_TYPES[hint], nullable, meaning)


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) not in (Union, types.UnionType):
        return hint, False
    (inner,) = (member for member in get_args(hint) if member is not type(None))
    return inner, True
