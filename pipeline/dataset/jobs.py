"""Jobs: units of work that are pickled, sent to a worker and, if it dies, run again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from pipeline.dataset.guard import Guard
from pipeline.records import RejectError


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why an article is rejected without being tried again."""

    error: RejectError
    message: str


class Unguarded:
    """The part of a job that cleans no article, and so has none to blame."""

    __slots__ = ()

    @property
    def articles(self) -> int:
        return 0

    def with_verdict(self, index: int, verdict: Verdict) -> Job:
        raise NotImplementedError("no article is cleaned here")

    def probe(self, index: int) -> Job:
        raise NotImplementedError("no article is cleaned here")


class Job(Protocol):
    """A unit of work that can be pickled."""

    @property
    def articles(self) -> int:
        """How many articles it cleans."""

    def run(self, guard: Guard) -> Any:
        """Does the work, in a worker."""

    def with_verdict(self, index: int, verdict: Verdict) -> Job:
        """The same job with the article at `index` rejected beforehand."""

    def probe(self, index: int) -> Job:
        """A job that only tries the article at `index`, keeping nothing."""


Tick: TypeAlias = Callable[[int], None]
"""Called several times a second while jobs run, with the number of articles that are done."""
Then: TypeAlias = Callable[[Any, Any], Iterable[Job]]
"""The jobs that can be begun now that a job, the first argument, is done with the result that is the second."""
