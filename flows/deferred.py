"""Modules that Prefect imports for what few processes do, loaded when something of them is asked for.

The standard library's `importlib.util.LazyLoader` loads a module as soon as a second module imports it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any


def defer(name: str) -> None:
    """Has the module `name` loaded when one of its attributes is asked for, unless it is loaded already. For modules
    that are no packages: a package's modules would be imported before it."""
    if name not in sys.modules:
        sys.meta_path.insert(0, _Finder(name))


class _Finder:
    """Import finder for one module."""

    def __init__(self, name: str) -> None:
        self._name = name

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self._name:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    """Gives the module a `__getattr__` that loads it."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._lock = RLock()
        self._begun = False

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        def load_and_get(name: str) -> Any:
            with self._lock:  # another thread may be loading it
                if not self._begun and not name.startswith("__"):  # those are for the import system
                    self._begun = True
                    self._loader.exec_module(module)
            try:
                return module.__dict__[name]
            except KeyError:
                message = f"module {module.__name__!r} has no attribute {name!r}"
                raise AttributeError(message, name=name, obj=module) from None

        module.__dict__["__getattr__"] = load_and_get
