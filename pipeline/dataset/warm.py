"""What a worker process has in memory before its first article: imports, rules, models."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from pipeline.config import CleaningConfig, Limits


def warm_up(warm: dict[str, Any]) -> None:
    """Imports all that cleaning needs and cleans one tiny article, so that forked workers share the memory of
    modules, rules and language model. `warm` has the name of the cleaner and its configuration, as JSON."""
    import pipeline.dataset.clean_shard
    import pipeline.dataset.finish_shard
    import pipeline.dataset.relate  # noqa: F401

    settings: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in warm["config"].items()
    }
    config = CleaningConfig(**settings | {"limits": Limits(**settings["limits"])})
    cleaner = function_named(warm["cleaner"])
    cleaner(b"# Warm-up\n\n1. Press the button.\n", "warm-up.md", config)


def function_named(reference: str) -> Callable[..., Any]:
    """The function that `package.module:function` names."""
    module, _, name = reference.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function
