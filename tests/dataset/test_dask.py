"""A real Dask cluster, given by its address: one scheduler and two worker processes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pipeline.config import RunOptions
from pipeline.dataset.run import open_run
from pipeline.errors import BadInput

from .conftest import CLEANER, Place, articles

pytestmark = pytest.mark.slow

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def dask_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("dask")
    file = folder / "scheduler.json"
    # The stand-in cleaner must be importable on the cluster, as the package itself must be.
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "DASK_LOGGING__DISTRIBUTED": "warning",
    }
    common = ["--scheduler-file", str(file)]
    with ExitStack() as stack:

        def start(module: str, *options: str) -> None:
            process = subprocess.Popen([sys.executable, "-m", module, *common, *options], env=env, cwd=folder)
            stack.callback(process.wait, 20)
            stack.callback(process.terminate)

        start("distributed.cli.dask_scheduler", "--port", "0", "--dashboard-address", "127.0.0.1:0")
        for _ in range(2):
            start("distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard")
        yield _address(file)


def _address(file: Path) -> str:
    from distributed import Client

    deadline = time.monotonic() + 60
    while not file.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    with Client(scheduler_file=str(file)) as client:
        client.wait_for_workers(2, timeout=60)
        address: str = client.scheduler.address
    return address


def test_parts_are_byte_identical_to_those_of_local_workers(
    place: Place, tmp_path: Path, dask_address: str
) -> None:
    place.write(articles(60) | {"bad/crash.md": "CRASH", "bad/empty.md": ""})
    place.run(shard_size=16, workers=2)
    other = Place(place.raw, tmp_path / "from_dask")
    report = other.run(shard_size=16, dask_address=dask_address)
    assert report.counts.rejects == {"empty": 1, "worker_crash": 1}
    assert other.parts() == place.parts()


def test_budgets_hold_on_the_cluster(place: Place, dask_address: str) -> None:
    place.write(articles(10) | {"bad/sleeps.md": "SLEEP FOREVER"})
    report = place.run(dask_address=dask_address, time_budget_seconds=0.5)
    assert report.counts.rejects == {"time_budget": 1}
    assert report.counts.accepted == 10


def test_leaving_a_run_early_leaves_the_cluster_usable(place: Place, dask_address: str) -> None:
    place.write(articles(40))
    options = RunOptions(shard_size=4, dask_address=dask_address)
    with open_run(place.raw, place.clean, options=options, cleaner=CLEANER) as run:
        next(run.clean_shards())
    assert not (place.clean / "manifest.json").exists()
    assert place.run(shard_size=4, dask_address=dask_address).counts.accepted == 40


def test_an_address_without_a_scheduler_is_one_sentence(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.dataset.cluster.CONNECT_SECONDS", 1)
    place.write(articles(1))
    with pytest.raises(BadInput, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"):
        place.run(dask_address="tcp://127.0.0.1:1")
