"""Runs jobs on a Dask cluster that is given by its address.

What the cluster's workers need: this package in the same version, and the raw and clean folders under the
same paths or URLs (a shared file system or a bucket). Each thread of a Dask worker keeps one guarded child
process, so that time and memory budgets hold there as they do locally.
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from importlib import import_module
from typing import Any

from pipeline.config import RunOptions
from pipeline.dataset.jobs import Job, Then, Tick
from pipeline.dataset.pool import WorkerPool
from pipeline.errors import BadInput, WorkersLost

JOBS_AHEAD = 64
"""Jobs handed to an executor at once: enough to keep it busy, few enough to be cancelled fast."""

CONNECT_SECONDS = 20


class ExecutorRunner:
    """Runs jobs on anything like `concurrent.futures.Executor`; `settings` is what `guarded` needs."""

    def __init__(self, executor: Executor, settings: dict[str, Any], jobs_ahead: int = JOBS_AHEAD) -> None:
        self._executor = executor
        self._settings = settings
        self._jobs_ahead = jobs_ahead
        self._waiting: dict[Future[Any], Job] = {}

    def run(
        self, jobs: Iterable[Job], on_tick: Tick | None = None, then: Then | None = None
    ) -> Iterator[tuple[Job, Any]]:
        """Yields each job with its result as it is done. An exception cancels the jobs not yet begun."""
        todo = deque(jobs)
        finished = 0
        try:
            while True:
                while todo and len(self._waiting) < self._jobs_ahead:
                    job = todo.popleft()
                    self._waiting[self._executor.submit(guarded, job, self._settings)] = job
                if not self._waiting:
                    return
                done, _ = wait(self._waiting, timeout=1.0, return_when=FIRST_COMPLETED)
                for future in done:
                    job = self._waiting.pop(future)
                    result = future.result()
                    finished += job.articles
                    if then is not None:
                        todo.extend(then(job, result))
                    yield job, result
                if on_tick is not None:
                    on_tick(finished)
        finally:
            self._cancel()

    def refresh(self) -> None:
        """Nothing: the workers are not ours."""

    def finish(self) -> None:
        """Nothing: there is nothing left to cancel."""

    def close(self) -> None:
        """Cancels what has not begun. The executor stays open: it belongs to the caller."""
        self._cancel()

    def _cancel(self) -> None:
        for future in self._waiting:
            future.cancel()
        self._waiting.clear()


class DaskRunner:
    """Runs jobs on the Dask cluster whose scheduler is at `options.dask_address`."""

    def __init__(self, options: RunOptions, warm: dict[str, Any]) -> None:
        try:
            distributed: Any = import_module("distributed")
        except ImportError:
            raise BadInput(
                "A Dask cluster needs the package `distributed`: install 'howto-etl[dask]'."
            ) from None
        try:
            self._client = distributed.Client(
                options.dask_address, timeout=CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, ValueError, TimeoutError) as error:
            raise BadInput(f"There is no Dask scheduler at {options.dask_address}: {error}") from None
        settings = {
            "time_budget_seconds": options.time_budget_seconds,
            "memory_budget_mb": options.memory_budget_mb,
            "warm": warm,
        }
        threads = sum(self._client.nthreads().values())
        if not threads:
            self._client.close()
            raise BadInput(f"The Dask cluster at {options.dask_address} has no workers.")
        # pure=False: the same job twice is two jobs; its effect is files.
        executor = self._client.get_executor(pure=False)
        self._runner = ExecutorRunner(executor, settings, jobs_ahead=4 * threads)

    def run(
        self, jobs: Iterable[Job], on_tick: Tick | None = None, then: Then | None = None
    ) -> Iterator[tuple[Job, Any]]:
        """Yields each job with its result as it is done. Raises `WorkersLost` when the cluster goes away."""
        distributed: Any = import_module("distributed")
        try:
            yield from self._runner.run(jobs, on_tick, then)
        except (distributed.CancelledError, distributed.KilledWorker, OSError) as error:
            raise WorkersLost(f"The Dask cluster lost a job: {error}") from None

    def refresh(self) -> None:
        """Ends the cluster's idle child processes."""
        self._client.run(close_guards, on_error="ignore")

    def finish(self) -> None:
        """Nothing: `close` is soon enough for what runs elsewhere."""

    def close(self) -> None:
        """Cancels what has not begun and frees the cluster's child processes."""
        self._runner.close()
        self._client.run(close_guards, on_error="ignore")
        self._client.close()


_guards = threading.local()
_open_pools: dict[int, WorkerPool] = {}


def guarded(job: Job, settings: dict[str, Any]) -> Any:
    """Runs a job in a child process of this one, which is kept for the next job of the same run."""
    key = json.dumps(settings, sort_keys=True)
    if getattr(_guards, "key", None) != key or _guards.pool.is_closed:
        if hasattr(_guards, "pool"):
            _guards.pool.close()
        _guards.pool = WorkerPool(1, **settings)
        _guards.key = key
        _open_pools[threading.get_ident()] = _guards.pool
    ((_, result),) = _guards.pool.run([job])
    return result


def close_guards() -> None:
    """Ends the child processes that `guarded` keeps in this process."""
    for pool in list(_open_pools.values()):
        pool.close()
    _open_pools.clear()
