"""One source file to one article with its document and narrow row, or one reject. Never raises for what an
article contains."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pipeline.config import CleaningConfig
from pipeline.dataset.documents import document_of
from pipeline.dataset.guard import Guard
from pipeline.dataset.narrow import narrow_row
from pipeline.dataset.rows import storable
from pipeline.dataset.sources import ReadFailed
from pipeline.records import CleanArticle, Reject, RejectError


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One source: an article with its JSON document and narrow row, or a reject."""

    path: str
    article: CleanArticle | None
    reject: Reject | None = None
    document: bytes = b""
    narrow: Any = None


class Cleaner:
    """Cleans sources with the function that `cleaner` names (`package.module:function`)."""

    def __init__(self, cleaner: str, config: CleaningConfig) -> None:
        self._clean_article = function_named(cleaner)
        self._config = config

    def clean(self, path: str, read: Callable[[], bytes], guard: Guard) -> Cleaned:
        """The result for one source; an article that needs more memory than `guard` allows is rejected."""
        try:
            return self._clean(path, read)
        except MemoryError:
            # What earlier articles left behind may have used up the budget: once more from the size of now.
            gc.collect()
            guard.limit_growth()
        try:
            return self._clean(path, read)
        except MemoryError:
            message = "cleaning needed more memory than the memory budget allows; raise it if it is worth it"
            return refused(path, read, "memory_budget", message)

    def _clean(self, path: str, read: Callable[[], bytes]) -> Cleaned:
        try:
            source = read()
        except ReadFailed as error:
            return Cleaned(path, None, Reject(path, None, "read", error.error, error.message, None))
        try:
            result = self._clean_article(source, path, self._config)
            if isinstance(result, Reject):
                return Cleaned(path, None, result)
            return self._with_document(path, result, len(source))
        except MemoryError:
            raise
        except Exception as error:
            # A defect of ours; it costs the article that shows it, not the run.
            message = f"{type(error).__name__}: {error}"[:500]
            return refused(path, lambda: source, "internal_error", message)

    def _with_document(self, path: str, article: CleanArticle, source_bytes: int) -> Cleaned:
        try:
            document = document_of(article)
        except TypeError:
            article = storable(article)
            document = document_of(article)
        narrow = narrow_row(article, source_bytes, self._config)
        return Cleaned(path, article, None, document, narrow)


def refused(path: str, read: Callable[[], bytes], error: RejectError, message: str) -> Cleaned:
    """A source that is rejected for what cleaning it does, not for what a limit says of its bytes."""
    try:
        sha256 = hashlib.sha256(read()).hexdigest()
    except ReadFailed:
        sha256 = None
    return Cleaned(path, None, Reject(path, sha256, "clean", error, message, None))


def function_named(reference: str) -> Callable[..., Any]:
    """The function that `package.module:function` names."""
    module, _, name = reference.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function
