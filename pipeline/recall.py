"""Results that processes tell each other: what one of them has computed, the others look up.

Nothing here computes anything or knows of processes. Whoever starts workers gives each a `Store`
(`dataset/told.py`); without one, `recalled` just computes.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Protocol, TypeVar

T = TypeVar("T")

KEY_BYTES = 16


class Store(Protocol):
    """Byte strings by key, shared between processes that trust each other. May forget, never lies."""

    def get(self, key: bytes) -> bytes | None:
        """The value some process has put under a key of `KEY_BYTES` bytes, or None."""

    def put(self, key: bytes, value: bytes) -> None:
        """Tells the other processes a value."""


_store: Store | None = None


def use_store(store: Store | None) -> None:
    """From now on this process shares results through `store`; None ends that."""
    global _store
    _store = store


def recalled(key: Callable[[], bytes], compute: Callable[[], T]) -> T:
    """What `compute` returns, or what it returned in another process for the same `key`.

    The key is `KEY_BYTES` bytes that stand for everything the result depends on. What `compute` raises is
    not remembered.
    """
    if _store is None:
        return compute()
    name = key()
    known = _store.get(name)
    if known is not None:
        value: T = pickle.loads(known)
        return value
    value = compute()
    _store.put(name, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
    return value
