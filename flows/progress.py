"""How far a run is, as a progress artifact on the run's page."""

from __future__ import annotations

import time
from contextvars import copy_context
from threading import Thread
from uuid import UUID

from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.exceptions import PrefectException
from prefect.logging import get_run_logger

from pipeline.dataset.run import Progress

UPDATE_SECONDS = 2.0
"""Time between two updates; each is a request of about 10 ms to the server."""

STAGES = {"clean": "Cleaned", "relate": "Related", "finish": "Wrote shards"}
"""What was done; `finish` counts shards, `clean` articles."""

SHARE = {"clean": (0.0, 90.0), "finish": (90.0, 100.0)}
"""The part of the whole, in per cent, that each stage stands for. Of 14,711 articles the corpus stage and
the writing after it take a tenth of the time."""


class ProgressArtifact:
    """Called with each `Progress`; updates the artifact every `UPDATE_SECONDS`. A server that is slow or does not
    answer costs the display, never the run, which goes on while a thread waits for the answer."""

    def __init__(self) -> None:
        self._sender: Thread | None = None
        self._id: UUID | None = None
        self._next = 0.0
        self._stage = ""
        self._began = 0.0
        self._broken = False

    def start(self) -> None:
        """Shows the artifact, at nought."""
        self._begin_to_send(0.0, "Looking for new and changed articles")

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage != self._stage:
            self._stage, self._began, self._next = progress.stage, now, 0.0
        if now < self._next and progress.done < progress.total:
            return
        if self._sender is not None and self._sender.is_alive():
            return  # the next call says more
        self._next = now + UPDATE_SECONDS
        self._begin_to_send(percent(progress), describe(progress, now - self._began))

    def finish(self, message: str) -> None:
        """Shows the run as done; returns when the server knows."""
        if self._sender is not None:
            self._sender.join()
        self._send(100.0, message)

    def _begin_to_send(self, share: float, message: str) -> None:
        # In this run's context, whose artifact it is and whose client is used. As a daemon: a run that ends early
        # does not wait for it.
        self._sender = Thread(target=copy_context().run, args=(self._send, share, message), daemon=True)
        self._sender.start()

    def _send(self, share: float, message: str) -> None:
        if self._broken:
            return
        try:
            if self._id is None:
                made = create_progress_artifact(progress=share, description=message)
                assert isinstance(made, UUID)
                self._id = made
            else:
                update_progress_artifact(self._id, progress=share, description=message)
        except (PrefectException, OSError, RuntimeError) as error:
            self._broken = True
            get_run_logger().warning("No more progress is shown, the server does not answer: %s", error)


def percent(progress: Progress) -> float:
    """The progress of the whole run, 0 to 100, with one decimal."""
    start, end = SHARE.get(progress.stage, (0.0, 100.0))
    done = progress.done / progress.total if progress.total else 1.0
    return round(start + (end - start) * done, 1)


def describe(progress: Progress, seconds: float) -> str:
    """One line: the stage, how much of it is done, how fast, and how long it will still take.

    Short, as the UI cuts it after some 45 characters.
    """
    name = STAGES.get(progress.stage, progress.stage)
    line = f"{name} {progress.done:,} of {progress.total:,}"
    if progress.stage != "clean" or not progress.done or seconds < 1.0:
        return line
    rate = progress.done / seconds
    left = (progress.total - progress.done) / rate
    return f"{line}, {rate:,.{0 if rate >= 10 else 1}f}/s, {_duration(left)} left"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
