"""The progress bar of a run: stage, bar, count, rate and time left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from pipeline.dataset.run import Progress

STAGES = {"clean": "Cleaning articles", "finish": "Writing shards"}
"""Names of the stages as they are shown; `finish` counts shards, all others articles."""


@contextmanager
def progress_bar(shown: bool) -> Iterator[Callable[[Progress], None] | None]:
    """A bar on standard error; yields the callback that moves it, or None when nothing is shown."""
    if not shown:
        yield None
        return
    bars = _bars()
    tasks: dict[str, TaskID] = {}

    def move(progress: Progress) -> None:
        name = progress.stage
        bars.start()  # not before there is something to show; again does nothing
        if name not in tasks:
            tasks[name] = bars.add_task(STAGES.get(name, name), total=progress.total)
        bars.update(tasks[name], completed=progress.done, total=progress.total)

    try:
        yield move
    finally:
        if tasks:
            bars.stop()


def _bars() -> Bars:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from pipeline.cli.console import messages

    class RateColumn(TextColumn):
        def render(self, task: Task) -> str:  # type: ignore[override]
            speed = task.finished_speed or task.speed
            return f"{speed:,.0f}/s" if speed else "–/s"

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        RateColumn(""),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
        console=messages(),
    )
