"""kill -9 at any instant, or a full disk: readers find the old dataset or the new one; the next run works."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import PipelineError

from .conftest import Place, articles

pytestmark = pytest.mark.slow

WRITES = {"os.rename", "os.link", "os.symlink", "os.mkdir", "os.remove", "os.rmdir", "os.truncate"}
RANDOM_KILLS = 50
FILL_LEVELS = 25


def old_and_new(place: Place, tmp_path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Publishes a dataset, changes the sources, and gives the rows of it and of the one to come."""
    place.write(articles(6) | {"empty.md": ""})
    place.run(shard_size=3)
    old = place.rows()
    place.write({"site/a0001.md": "Turn it off and on.", "site/new.md": "Press the button."})
    (place.raw / "site/a0002.md").unlink()
    expected = Place(place.raw, tmp_path / "expected")
    expected.run(shard_size=3)
    return old, expected.rows()


def test_killed_before_each_write_of_a_run(place: Place, tmp_path: Path, inline: None) -> None:
    old, new = old_and_new(place, tmp_path)
    number, ended = 0, False
    found = []
    while not ended:
        number += 1
        ended = forked(lambda number=number: (kill_before_write(number), place.run(shard_size=3))) == 0  # type: ignore[misc]
        rows = place.rows()
        assert rows in (old, new), f"killed before write {number}"
        found.append(rows == new)
    # All kills up to the switch leave the old dataset, all after it the new one.
    assert found == sorted(found)
    assert number > 50
    place.run(shard_size=3)
    assert place.rows() == new
    assert not list((place.clean / ".runs").glob(".stage-*"))


def kill_before_write(number: int) -> None:
    """Makes this process end by SIGKILL right before its write of that number, counted from now."""
    left = number

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if event in WRITES or (event == "open" and isinstance(args[2], int) and args[2] & os.O_ACCMODE):
            count()

    sys.addaudithook(audit)
    fsync = os.fsync

    def counted_fsync(descriptor: int) -> None:
        count()
        fsync(descriptor)

    os.fsync = counted_fsync


def forked(action: Callable[[], object]) -> int:
    """Runs the action in a forked process; its exit code, negative if a signal ended it."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            action()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


RUN = """
import sys
from {module} import whole_run
print("begun", flush=True)
whole_run({raw!r}, {clean!r}, shard_size=3, workers=2)
"""


def start_run(place: Place) -> subprocess.Popen[bytes]:
    """A run with two workers in a process group of its own, just after its imports."""
    from . import conftest

    code = RUN.format(module=conftest.__name__, raw=str(place.raw), clean=str(place.clean))
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    return process


def test_killed_at_random_points(place: Place, tmp_path: Path) -> None:
    old, new = old_and_new(place, tmp_path)
    started = time.monotonic()
    with start_run(Place(place.raw, tmp_path / "timed")) as process:
        process.wait()
    duration = time.monotonic() - started
    chance = random.Random(1)
    for number in range(RANDOM_KILLS):
        with start_run(place) as process:
            time.sleep(chance.uniform(0, duration))
            process.kill()
        rows = place.rows()
        assert rows in (old, new), f"kill {number}"
        if rows == new:  # start again from the old sources
            place.write(articles(6))
            (place.raw / "site/new.md").unlink()
            place.run(shard_size=3)
            assert place.rows() == old
            place.write({"site/a0001.md": "Turn it off and on.", "site/new.md": "Press the button."})
            (place.raw / "site/a0002.md").unlink()
    place.run(shard_size=3)
    assert place.rows() == new


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A file system of a few megabytes at `folder`."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small tmpfs can only be mounted by root")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_loses_nothing(place: Place, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 8):
        full = Place(place.raw, tmp_path / "disk/clean")
        old, new = old_and_new(full, tmp_path)
        filler = tmp_path / "disk/filler"
        failures = 0
        for level in range(FILL_LEVELS):
            filler.write_bytes(b"")
            free = os.statvfs(filler).f_bavail * os.statvfs(filler).f_bsize
            filler.write_bytes(bytes(max(free - level * 16_384, 0)))
            try:
                full.run(shard_size=3, full_refresh=True)
            except PipelineError as error:
                failures += 1
                assert "No space left" in str(error)
            assert full.rows() in (old, new), f"level {level}"
        assert failures > 3
        filler.unlink()
        full.run(shard_size=3)
        assert full.rows() == new
