"""Runs jobs on local processes or on any executor, with the same results."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Protocol

from pipeline.config import CleaningConfig, RunOptions
from pipeline.dataset import nursery_process
from pipeline.dataset.jobs import Job, Then, Tick
from pipeline.dataset.pool import WorkerPool


class Runner(Protocol):
    """Something that runs jobs."""

    def run(
        self, jobs: Iterable[Job], on_tick: Tick | None = None, then: Then | None = None
    ) -> Iterator[tuple[Job, Any]]:
        """Yields each job with its result as it is done, in no fixed order; also the jobs that `then` makes of one
        that is done."""

    def refresh(self) -> None:
        """Frees what idle workers remember of articles."""

    def finish(self) -> None:
        """Lets the workers end, as no more jobs will come, without waiting for that."""

    def close(self) -> None:
        """Frees workers and connections; they are gone when this returns."""


def worker_count(options: RunOptions) -> int:
    """The local workers a run uses: those asked for, or one per core this process may use."""
    if options.workers:
        return options.workers
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start_runner(options: RunOptions, cleaner: str, config: CleaningConfig) -> Runner:
    """The runner that the options ask for; starts it without waiting until it is ready."""
    warm = {"cleaner": cleaner, "config": asdict(config)}
    if options.dask_address:
        from pipeline.dataset.cluster import DaskRunner

        nursery_process.dismiss()
        return DaskRunner(options, warm)
    return WorkerPool(worker_count(options), options.time_budget_seconds, options.memory_budget_mb, warm)
