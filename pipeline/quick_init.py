"""Records that are made by the dozen for every article, made in a third of the time."""

from __future__ import annotations

from dataclasses import MISSING, fields
from functools import wraps
from typing import Any, TypeVar

_Record = TypeVar("_Record")


def quick_init(record: type[_Record]) -> type[_Record]:
    """Gives a frozen dataclass with slots an `__init__` that does the same sooner.

    Python's own sets every field by `object.__setattr__`, as the record's setter refuses: 0.1 µs a field, and an
    article has 500. This one lets the new record be of a class with the same slots and a plain setter for as long as
    its fields are set. Nobody else has seen it yet.

    Args:
        record: a class made by `dataclass(frozen=True, slots=True)`, without factories and `__post_init__`.

    >>> from dataclasses import dataclass
    >>> @quick_init
    ... @dataclass(frozen=True, slots=True)
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(3)
    Point(x=3, y=0)
    """
    names = [field.name for field in fields(record)]  # type: ignore[arg-type]
    defaults = {f"_{f.name}": f.default for f in fields(record) if f.default is not MISSING}  # type: ignore[arg-type]
    parameters = [f"{name}=_{name}" if f"_{name}" in defaults else name for name in names]
    lines = [
        f"def __init__(self, {', '.join(parameters)}):",
        "    become(self, '__class__', settable)",
        *(f"    self.{name} = {name}" for name in names),
        "    self.__class__ = record",
    ]
    known: dict[str, Any] = defaults | {
        "become": object.__setattr__,
        "settable": type(record.__name__, (), {"__slots__": tuple(names)}),
        "record": record,
    }
    exec("\n".join(lines), known)
    record.__init__ = wraps(record.__init__)(known["__init__"])  # type: ignore[method-assign]
    return record
