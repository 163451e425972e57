"""howto-etl: scraped how-to articles in, clean structured datasets out.

    >>> from pipeline import clean_article
    >>> result = clean_article(b"# How to restart\\n\\n1. Press the button.\\n2. Wait.\\n", path="a.md")
    >>> [step.text for step in result.steps]
    ['Press the button.', 'Wait.']

Names are imported on first use, so that `import pipeline` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.article import clean_article
    from pipeline.config import CleaningConfig, Limits, RunOptions
    from pipeline.dataset.load import load_table
    from pipeline.dataset.run import clean_corpus
    from pipeline.records import CleanArticle, Reject

__version__ = "0.1.0"

__all__ = [
    "CleanArticle",
    "CleaningConfig",
    "Limits",
    "Reject",
    "RunOptions",
    "clean_article",
    "clean_corpus",
    "load_table",
]

_HOME = {
    "CleanArticle": "pipeline.records",
    "CleaningConfig": "pipeline.config",
    "Limits": "pipeline.config",
    "Reject": "pipeline.records",
    "RunOptions": "pipeline.config",
    "clean_article": "pipeline.article",
    "clean_corpus": "pipeline.dataset.run",
    "load_table": "pipeline.dataset.load",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
