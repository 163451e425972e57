"""How a worker tells its parent which article it is at, and how it bounds that article's memory.

Two stores into shared memory per article: no system call, no message, no process. The parent reads them ten
times a second and kills a worker whose article is over its time (`pool.py`).
"""

from __future__ import annotations

import resource
import sys
import time
from typing import Protocol

SLOT_BYTES = 24
"""Per worker: int64 index of the article it is at (-1 for none), double time at which it began
(CLOCK_MONOTONIC, the same in all processes of a machine), int64 articles of the job that are done."""

REMEASURE_EVERY = 16
"""Articles between two measurements of a worker's size: caches and collected rows grow slowly, and are not
the growth that the memory budget means."""


MOST_MB = 2**40
"""Megabytes that are no limit any more; the system's calls take no larger numbers of bytes than 2**63."""


class Guard(Protocol):
    """What cleaning code tells about itself."""

    def begin(self, index: int) -> None:
        """The article at `index` of the job begins; budgets count from here."""

    def end(self) -> None:
        """The article is done."""

    def lift(self) -> None:
        """No untrusted code runs from here to the next `begin`."""

    def limit_growth(self) -> None:
        """The memory budget counts from the size the process has now."""


class NoGuard:
    """No budgets: for code that runs in the caller's own process."""

    def begin(self, index: int) -> None:
        pass

    def end(self) -> None:
        pass

    def lift(self) -> None:
        pass

    def limit_growth(self) -> None:
        pass


class SlotGuard:
    """Writes to one worker's slot of the memory shared with the parent, and limits its address space."""

    def __init__(self, shared: memoryview, slot: int, memory_budget_mb: int) -> None:
        own = shared[slot * SLOT_BYTES : (slot + 1) * SLOT_BYTES]
        self._numbers = own.cast("q")
        self._times = own.cast("d")
        self._budget = min(memory_budget_mb, MOST_MB) * 1024 * 1024
        self._countdown = 0
        self.start_job()

    def start_job(self) -> None:
        """A new job begins."""
        self._numbers[0] = -1
        self._numbers[2] = 0

    def begin(self, index: int) -> None:
        if self._countdown == 0:
            self.limit_growth()
        self._countdown -= 1
        self._times[1] = time.monotonic()
        self._numbers[0] = index

    def end(self) -> None:
        self._numbers[0] = -1
        self._numbers[2] += 1

    def limit_growth(self) -> None:
        """Lets the process grow by the memory budget from the size it has now, and no further."""
        self._countdown = REMEASURE_EVERY
        size = address_space() if self._budget else None
        if size is not None:
            _limit_address_space(size + self._budget)

    def lift(self) -> None:
        """Takes the memory limit away: between articles, where no untrusted code runs."""
        self._countdown = 0
        self._numbers[0] = -1
        if self._budget:
            _limit_address_space(resource.RLIM_INFINITY)


def address_space() -> int | None:
    """Bytes of address space this process uses; None where the system does not tell (all but Linux)."""
    if sys.platform != "linux":
        return None
    with open("/proc/self/statm", "rb") as file:  # noqa: PTH123 (called often; Path costs more than the read)
        return int(file.read().split(b" ", 1)[0]) * resource.getpagesize()


def _limit_address_space(size: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY and (size == resource.RLIM_INFINITY or size > hard):
        size = hard
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))
