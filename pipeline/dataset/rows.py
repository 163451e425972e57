"""Records to Arrow tables.

Conversion goes column by column at C speed and trusts the records; `storable` makes a record safe that Arrow
or JSON refused (lone surrogates, numbers beyond int32), and is called only then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

import pyarrow as pa

from pipeline.dataset.schema import schema_of
from pipeline.records import CHILD_TABLES, CleanArticle

T = TypeVar("T")

INT32_MAX = 2**31 - 1


def tables_of(articles: Sequence[CleanArticle]) -> dict[str, pa.Table]:
    """The rows of some articles in `articles` and the child tables, in the order given.

    Raises an Arrow, Unicode, overflow or type error for a value no table can hold.
    """
    made = {"articles": record_table("articles", [item.article for item in articles])}
    for name in CHILD_TABLES:
        children = attrgetter(name)
        ids: list[str] = []
        records: list[Any] = []
        for item in articles:
            rows = children(item)
            records += rows
            ids += [item.article.article_id] * len(rows)
        made[name] = _table(name, [ids, *_columns(name, records, skip=1)])
    return made


def record_table(name: str, records: Sequence[Any]) -> pa.Table:
    """A table of the dataset from records of its own type (not for child tables, which need an article)."""
    return _table(name, _columns(name, records))


def storable(value: T) -> T:
    """The same record (or value) with everything replaced that Parquet or JSON cannot hold: lone surrogates
    become U+FFFD, numbers beyond int32 are clamped, times that are no UTC time are dropped."""
    made: Any = value
    if isinstance(value, str):
        made = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    elif isinstance(value, int) and not isinstance(value, bool):
        made = max(-INT32_MAX, min(INT32_MAX, value))
    elif isinstance(value, datetime):
        made = _utc(value)
    elif isinstance(value, tuple):
        made = tuple(storable(item) for item in value)
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{f.name: storable(getattr(value, f.name)) for f in fields(value)})
    result: T = made
    return result


def _utc(value: datetime) -> datetime | None:
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


@cache
def _getter(name: str, skip: int) -> Any:
    return attrgetter(*schema_of(name).names[skip:])


def _columns(name: str, records: Sequence[Any], skip: int = 0) -> list[Iterable[Any]]:
    if not records:
        return [()] * (len(schema_of(name)) - skip)
    return list(zip(*map(_getter(name, skip), records), strict=True))


def _table(name: str, columns: Sequence[Iterable[Any]]) -> pa.Table:
    schema = schema_of(name)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    for array, field in zip(arrays, schema, strict=True):
        if array.null_count and not field.nullable:
            raise TypeError(f"{name}.{field.name} is null")
    return pa.Table.from_arrays(arrays, schema=schema)


def empty_table(name: str) -> pa.Table:
    """A table of the dataset without rows. (`Schema.empty_table` imports pandas.)"""
    return pa.Table.from_batches([], schema=schema_of(name))
