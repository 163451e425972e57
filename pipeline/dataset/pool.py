"""Local worker processes that can be killed, one article at a time.

A job is a whole shard; the pool watches, over shared memory, which article each worker is at. An article over
its time budget costs its worker and itself: the shard is run again without it. A crash is blamed on an
article only when it crashes a fresh worker alone.
"""

from __future__ import annotations

import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pipeline.dataset import nursery_process
from pipeline.dataset.guard import SLOT_BYTES
from pipeline.dataset.jobs import Job, Then, Tick, Verdict
from pipeline.dataset.nursery import receive, send
from pipeline.dataset.nursery_process import ending
from pipeline.errors import WorkersLost

POLL_SECONDS = 0.1
MAX_UNEXPLAINED_CRASHES = 3

GROWN_MB = 600
"""A worker that holds more than this after a shard is replaced before the next: what it remembers of articles is
bounded, but hostile ones can leave a heap in pieces."""


@dataclass(slots=True)
class _Task:
    """A job on its way: the job as asked for, the job as it is now, and how often it crashed unexplained."""

    asked: Job
    job: Job
    suspect: int | None = None
    crashes: int = 0


@dataclass(slots=True, eq=False)
class _Worker:
    slot: int
    connection: socket.socket
    pid: int
    task: _Task | None = None
    used: bool = False
    resident_mb: int = 0


class WorkerPool:
    """`workers` processes for `run`. Use as a context manager; leaving it ends every process at once."""

    def __init__(
        self, workers: int, time_budget_seconds: float, memory_budget_mb: int, warm: dict[str, Any]
    ) -> None:
        self._time_budget = time_budget_seconds
        self._selector = selectors.DefaultSelector()
        self._workers: list[_Worker] = []
        self._size = workers
        self._closed = False
        self._nursery = nursery_process.take()
        self._shared = self._nursery.settle(workers, memory_budget_mb, warm)

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def is_closed(self) -> bool:
        """Whether its processes are gone."""
        return self._closed

    def run(
        self, jobs: Iterable[Job], on_tick: Tick | None = None, then: Then | None = None
    ) -> Iterator[tuple[Job, Any]]:
        """Runs the jobs, and those that `then` makes of one that is done; yields each with its result as it is done,
        in no fixed order. `on_tick` is told the number of articles done by this call so far.

        An error that a job raises is raised here. Any exception ends the pool's processes.
        """
        waiting = deque(_Task(job, job) for job in jobs)
        try:
            self._nursery.wait_until_ready()
            yield from self._run_all(waiting, on_tick, then)
        except BaseException:
            self.close()
            raise

    def refresh(self) -> None:
        """Puts fresh processes in place of idle ones, which frees what they remember of articles."""
        if self._nursery.is_ready and not self._closed:
            for worker in self._workers:
                self._replace(worker)

    def finish(self) -> None:
        """Lets every process end, as no more jobs will come, without waiting for that."""
        self._nursery.begin_to_close()

    def close(self) -> None:
        """Ends every process; nothing of the pool is left when this returns."""
        if self._closed:
            return
        self._closed = True
        self._nursery.close()
        for worker in self._workers:
            worker.connection.close()
        self._selector.close()

    def _run_all(
        self, waiting: deque[_Task], on_tick: Tick | None, then: Then | None
    ) -> Iterator[tuple[Job, Any]]:
        finished = 0
        while True:
            self._assign_waiting(waiting)
            busy = [worker for worker in self._workers if worker.task is not None]
            if not busy:
                return
            for key, _ in self._selector.select(POLL_SECONDS):
                worker = key.data
                message = receive(worker.connection)
                if message is None:
                    waiting.appendleft(self._after_crash(worker))
                    continue
                task, worker.task = worker.task, None
                kind, value, worker.resident_mb = message
                if kind == "raised":
                    raise value
                if task.suspect is not None:
                    # It did not crash alone: not to blame. Run the shard again.
                    waiting.appendleft(_Task(task.asked, task.job, None, task.crashes))
                    continue
                finished += task.asked.articles
                if then is not None:
                    waiting.extend(_Task(job, job) for job in then(task.asked, value))
                self._assign_waiting(waiting)  # before the caller gets to work on the result
                yield task.asked, value
            waiting.extendleft(self._kill_overdue())
            if on_tick is not None:
                on_tick(finished + sum(self._read(worker)[2] for worker in self._workers if worker.task))

    def _assign_waiting(self, waiting: deque[_Task]) -> None:
        idle = sum(worker.task is None for worker in self._workers)
        while idle < len(waiting) and len(self._workers) < self._size:
            self._workers.append(self._fork(len(self._workers)))
            idle += 1
        for worker in self._workers:
            if worker.task is None and waiting:
                self._assign(worker, waiting.popleft())

    def _assign(self, worker: _Worker, task: _Task) -> None:
        if (task.suspect is not None and worker.used) or worker.resident_mb > GROWN_MB:
            self._replace(worker)
        worker.task = task
        worker.used = True
        job = task.job if task.suspect is None else task.job.probe(task.suspect)
        self._forget(worker)
        # Should it have died while idle, the selector reports that as end of file.
        with suppress(ConnectionError):
            send(worker.connection, job)

    def _after_crash(self, worker: _Worker) -> _Task:
        """What to run after a worker died by itself."""
        index = self._read(worker)[0]
        code = self._replace(worker)
        task, worker.task = worker.task, None
        if task is None:
            raise WorkersLost("A worker process ended while it had nothing to do; is memory short?")
        if task.suspect is not None:
            return _Task(task.asked, task.job.with_verdict(task.suspect, _crash_verdict(code)), None, 0)
        crashes = task.crashes + 1
        if crashes > MAX_UNEXPLAINED_CRASHES:
            raise WorkersLost(
                f"A worker process ended {crashes} times ({ending(code)}) on the same shard and no single "
                "article explains it; give the machine more memory or use fewer workers."
            )
        return _Task(task.asked, task.job, index if index >= 0 else None, crashes)

    def _kill_overdue(self) -> list[_Task]:
        """Ends workers whose article is over its time; the tasks to run again without these articles."""
        again = []
        now = time.monotonic()
        for worker in self._workers:
            index, began, _ = self._read(worker)
            if worker.task is None or index < 0 or now - began <= self._time_budget:
                continue
            if self._read(worker)[:2] != (index, began):
                continue  # it finished while we looked
            self._replace(worker)
            task, worker.task = worker.task, None
            at = task.suspect if task.suspect is not None else index
            verdict = Verdict(
                "time_budget",
                f"cleaning took longer than {self._time_budget:g} s; raise the time budget if it is worth it",
            )
            again.append(_Task(task.asked, task.job.with_verdict(at, verdict), None, task.crashes))
        return again

    def _read(self, worker: _Worker) -> tuple[int, float, int]:
        own = self._slot(worker)
        numbers = own.cast("q")
        return numbers[0], own.cast("d")[1], numbers[2]

    def _slot(self, worker: _Worker) -> memoryview:
        """The worker's part of the shared memory (`guard.py`)."""
        return self._shared[worker.slot * SLOT_BYTES : (worker.slot + 1) * SLOT_BYTES]

    def _forget(self, worker: _Worker) -> None:
        """Makes an idle worker's slot say that it is at no article. A fresh worker may take long to say so
        itself; until then there are noughts, or what the one before it was at."""
        numbers = self._slot(worker).cast("q")
        numbers[0], numbers[2] = -1, 0

    def _replace(self, worker: _Worker) -> int:
        """Puts a fresh process into a worker's slot; how the old one ended."""
        self._selector.unregister(worker.connection)
        worker.connection.close()
        code: int = self._nursery.ask(f"end {worker.slot}")
        fresh = self._fork(worker.slot)
        worker.connection, worker.pid, worker.used = fresh.connection, fresh.pid, False
        worker.resident_mb = 0
        self._selector.modify(worker.connection, selectors.EVENT_READ, worker)
        return code

    def _fork(self, slot: int) -> _Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            pid = self._nursery.ask(f"fork {slot}", theirs.fileno())
        worker = _Worker(slot, ours, pid)
        self._selector.register(ours, selectors.EVENT_READ, worker)
        return worker


def _crash_verdict(code: int) -> Verdict:
    # SIGKILL that is not ours comes from the kernel's out-of-memory killer.
    if code == -signal.SIGKILL:
        return Verdict("memory_budget", "cleaning used more memory than the machine has")
    return Verdict("worker_crash", f"cleaning it ended the worker process ({ending(code)})")
