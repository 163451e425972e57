"""One bad article costs itself: never the run, never the other articles of its shard."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import suppress

import pytest

from pipeline.dataset.guard import SLOT_BYTES
from pipeline.dataset.pool import WorkerPool

from .conftest import Place, article, articles


def rejects(place: Place) -> dict[str, str]:
    table = place.table("rejects")
    return dict(zip(table.source_path, table.error, strict=True))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SLEEP FOREVER", "time_budget"),
        ("EAT MEMORY", "memory_budget"),
        ("CRASH", "worker_crash"),
        ("RAISE", "internal_error"),
    ],
)
def test_a_bad_article_is_rejected_and_the_rest_of_its_shard_is_finished(
    place: Place, text: str, error: str
) -> None:
    place.write(articles(20) | {"site/a0007x.md": text})
    seconds = 0.5 if error == "time_budget" else 60
    report = place.run(time_budget_seconds=seconds, memory_budget_mb=100)
    assert rejects(place) == {"site/a0007x.md": error}
    assert report.counts.accepted == 20


def test_all_kinds_of_bad_articles_at_once(place: Place) -> None:
    bad = {
        "bad/crash1.md": "CRASH",
        "bad/crash2.md": "CRASH twice",
        "bad/eats.md": "EAT MEMORY",
        "bad/raises.md": "RAISE",
        "bad/sleeps.md": "SLEEP FOREVER",
    }
    place.write(articles(60) | bad)
    report = place.run(time_budget_seconds=3, memory_budget_mb=100, shard_size=16, workers=2)
    assert rejects(place) == {
        "bad/crash1.md": "worker_crash",
        "bad/crash2.md": "worker_crash",
        "bad/eats.md": "memory_budget",
        "bad/raises.md": "internal_error",
        "bad/sleeps.md": "time_budget",
    }
    assert report.counts.accepted == 60


def test_the_other_articles_come_out_as_in_a_run_without_the_bad_ones(place: Place, tmp_path_factory) -> None:
    good = articles(30)
    place.write(good)
    place.run()
    expected = place.rows()
    other = Place(place.raw, tmp_path_factory.mktemp("other") / "clean")
    other.write({"bad/crash.md": "CRASH", "site/a0003x.md": "SLEEP FOREVER"})
    other.run(time_budget_seconds=2)
    rows = other.rows()
    assert len(rows.pop("rejects")) == 2
    expected.pop("rejects")
    assert rows == expected


def test_what_a_budget_rejected_is_tried_again_by_the_next_run(place: Place) -> None:
    place.write(articles(3) | {"slow.md": "SLEEP FOREVER"})
    place.run(time_budget_seconds=2.0)
    again = place.run(time_budget_seconds=2.0)
    assert again.counts.cleaned == 1
    assert again.counts.unchanged == 4


def test_a_worker_that_is_slow_to_start_is_not_over_its_time(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a busy machine: a worker has a shard, but has not come to write into its slot, where there are
    noughts, or what its predecessor was at when it was ended."""
    fork = WorkerPool._fork
    stopped: set[int] = set()

    def resume(pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)

    def slowly(pool: WorkerPool, slot: int) -> object:
        worker = fork(pool, slot)
        if len(stopped) == 2:
            return worker
        stopped.add(worker.pid)
        os.kill(worker.pid, signal.SIGSTOP)
        pool._shared[slot * SLOT_BYTES : (slot + 1) * SLOT_BYTES] = bytes(SLOT_BYTES)
        threading.Timer(0.5, resume, (worker.pid,)).start()
        return worker

    monkeypatch.setattr(WorkerPool, "_fork", slowly)
    place.write(articles(20))
    report = place.run(workers=2, shard_size=8)
    assert report.counts.rejects == {}
    assert report.counts.accepted == 20


def test_a_memory_budget_beyond_all_memory_is_none(place: Place) -> None:
    place.write({"a.md": article("text")})
    assert place.run(memory_budget_mb=10**20).counts.accepted == 1
