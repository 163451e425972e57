"""What a worker process has in memory before its first article: imports, rules, models."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

from pipeline.config import CleaningConfig, Limits
from pipeline.records import CleanArticle

ARTICLE = b"""---
title: How to Restart the Router
---

When the connection of your computer to the internet is slow, it is often enough to restart the router. It
takes two minutes, and nothing that you have set up is lost.

## Fix 1: Restart the router

1. Unplug the power cord from the back of the router, and wait for half a minute.
2. Plug it in again, and wait until the lights on the front have stopped blinking.
3. Open **Settings > Network** on your computer and connect it again.
"""
"""An ordinary article: long enough that its language is plain, as the model for telling languages of very short
texts takes 75 MB and most corpora never need it."""


def import_all() -> None:
    """Imports all that jobs need."""
    import pipeline.article
    import pipeline.corpus.duplicates
    import pipeline.corpus.link_graph
    import pipeline.dataset.clean_shard
    import pipeline.dataset.finish_shard
    import pipeline.dataset.relate
    import pipeline.markup.html_to_markdown  # noqa: F401


def warm_up(warm: dict[str, Any]) -> None:
    """Cleans one tiny article, so that forked workers share the memory of modules, rules and word lists. `warm`
    has the name of the cleaner and its configuration, as JSON."""
    from pipeline.dataset.clean_one import function_named

    settings: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in warm["config"].items()
    }
    config = CleaningConfig(**settings | {"limits": Limits(**settings["limits"])})
    _clean_tiny_article(function_named(warm["cleaner"]), config)


def warm_up_by_default() -> None:
    """As `warm_up`, for what most runs are for: before it is known, and for nothing if it turns out otherwise."""
    from pipeline.article import clean_article

    _clean_tiny_article(clean_article, CleaningConfig())


def _clean_tiny_article(cleaner: Callable[..., Any], config: CleaningConfig) -> None:
    from pipeline.dataset.rows import tables_of

    cleaned = cleaner(ARTICLE, "warm-up.md", config)
    if isinstance(cleaned, CleanArticle):
        tables_of([cleaned])


def settle_memory() -> None:
    """Set the cyclic garbage collector up for cleaning: what is loaded is not looked at again, and neither is
    what the caches remember at every 700 new objects (the default), which took a quarter of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1_000)
