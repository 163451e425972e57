"""Worker processes: any number gives the same bytes, and none is ever left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from pipeline.config import RunOptions
from pipeline.dataset.run import Progress, open_run
from pipeline.errors import DatasetLocked

from .conftest import CLEANER, Place, articles


def children() -> set[int]:
    return {process.pid for process in psutil.Process().children(recursive=True)}


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether the condition comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_parts_are_byte_identical_for_one_two_and_four_workers(place: Place, tmp_path: Path) -> None:
    place.write(articles(40) | {"bad/crash.md": "CRASH", "bad/empty.md": ""})
    place.run(shard_size=8, workers=1)
    for workers in (2, 4):
        other = Place(place.raw, tmp_path / f"of_{workers}")
        other.run(shard_size=8, workers=workers)
        assert other.parts() == place.parts()


def test_a_run_ends_its_workers(place: Place) -> None:
    before = children()
    place.write(articles(4))
    place.run(workers=2)
    assert children() == before


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_an_interrupted_run_ends_its_workers_at_once(place: Place, error: type[BaseException]) -> None:
    """As a cancelled Prefect task does: an exception in the middle of a busy stage."""
    before = children()
    place.write(articles(8) | {"slow.md": "SLEEP FOREVER"})

    def interrupt(_: Progress) -> None:
        raise error

    started = time.monotonic()
    options = RunOptions(workers=2, shard_size=2)
    with (
        pytest.raises(error),
        open_run(place.raw, place.clean, options=options, on_progress=interrupt, cleaner=CLEANER) as run,
    ):
        list(run.clean_shards())
    assert children() == before
    assert time.monotonic() - started < 30
    assert not (place.clean / "manifest.json").exists()


def test_a_run_that_is_left_in_the_middle_ends_its_workers(place: Place) -> None:
    before = children()
    place.write(articles(20))
    options = RunOptions(workers=2, shard_size=2)
    with open_run(place.raw, place.clean, options=options, cleaner=CLEANER) as run:
        shards = run.clean_shards()
        next(shards)
        assert children() != before
    assert children() == before


SCRIPT = """
import sys
from pipeline.config import RunOptions
from pipeline.dataset.run import open_run
# No main guard, on purpose.
with open_run({raw!r}, {clean!r}, options=RunOptions(workers=2), cleaner={cleaner!r}) as run:
    for _ in run.clean_shards():
        pass
    run.relate()
    print(run.publish().counts.accepted)
"""


def start(place: Place, code: str, *options: str) -> subprocess.Popen[str]:
    text = code.format(raw=str(place.raw), clean=str(place.clean), cleaner=CLEANER)
    script = place.clean.parent / "script.py"
    script.write_text(text)
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(
        [sys.executable, *options, str(script)], env=env, text=True, stdout=subprocess.PIPE
    )


def test_a_script_without_a_main_guard_works(place: Place) -> None:
    place.write(articles(4))
    with start(place, SCRIPT) as process:
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "4\n")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_workers_die_with_their_run_and_the_lock_is_free(place: Place, how: signal.Signals) -> None:
    place.write(articles(4) | {"slow.md": "SLEEP FOREVER"})
    with start(place, SCRIPT) as process:
        parent = psutil.Process(process.pid)
        # The nursery and its two workers; the run sleeps from then on.
        assert wait_until(lambda: len(parent.children(recursive=True)) == 2)
        workers = parent.children(recursive=True)
        process.send_signal(how)
        process.wait()
        assert wait_until(lambda: not any(worker.is_running() for worker in workers), 5)
    assert place.run(time_budget_seconds=0.5).counts.rejects == {"time_budget": 1}


def test_an_orphan_cannot_keep_the_lock(place: Place) -> None:
    """A program that the run's process started, and that outlives it, does not hold the dataset."""
    code = SCRIPT.replace(
        "for _", "import subprocess; subprocess.Popen(['sleep', '60']); print('up', flush=True)\n    for _"
    )
    place.write({"slow.md": "SLEEP FOREVER"})
    with start(place, code) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        orphans = [child for child in psutil.Process(process.pid).children() if "sleep" in child.name()]
        with pytest.raises(DatasetLocked):
            place.run()
        process.kill()
        process.wait()
        try:
            assert orphans[0].is_running()
            place.run(time_budget_seconds=0.5)
        finally:
            orphans[0].kill()


def test_progress_counts_articles_up_to_all_of_them(place: Place) -> None:
    place.write(articles(10))
    seen: list[Progress] = []
    with open_run(
        place.raw,
        place.clean,
        options=RunOptions(workers=2, shard_size=3),
        on_progress=seen.append,
        cleaner=CLEANER,
    ) as run:
        results = list(run.clean_shards())
        run.relate()
    cleaning = [progress.done for progress in seen if progress.stage == "clean"]
    assert cleaning == sorted(cleaning)
    assert seen[-1].stage == "finish"
    assert cleaning[-1] == 10
    assert sum(result.cleaned for result in results) == 10
    assert sum(result.counts.accepted for result in results) == 10
