"""prefect.yaml with a process work pool and a worker, as docs/prefect.md tells it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import flow_articles
import pytest
from prefect_kit import ROOT, Server, started, wait_for

from pipeline import load_table

pytestmark = [pytest.mark.slow, pytest.mark.server]

NAME = "nightly-on-workers"


def prefect(server: Server, *arguments: str) -> str:
    """Calls the `prefect` command in the project's folder; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *arguments],
        env=server.environment(COLUMNS="200"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_worker_of_a_process_pool_runs_the_deployment(server: Server, tmp_path: Path) -> None:
    flow_articles.write(tmp_path / "raw", 20)
    prefect(server, "work-pool", "create", "howto-etl", "--type", "process")
    prefect(server, "--no-prompt", "deploy", "--all")
    deployed = server.get(f"/deployments/name/clean-articles/{NAME}")
    assert deployed["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert deployed["parameter_openapi_schema"]["properties"]["limit"]["description"]
    (schedule,) = deployed["schedules"]
    assert schedule["active"]

    worker = ["-m", "prefect", "worker", "start", "--pool", "howto-etl"]
    # Prefect's worker may hang when it is told to end, on a busy machine also after the process of its last run is gone.
    with started(worker, server.environment(), tmp_path / "worker.log", may_hang=True) as process:
        run = server.trigger(
            NAME, raw=str(tmp_path / "raw"), clean=str(tmp_path / "clean"), workers=1, limit=15
        )
        ended = server.ended_as("COMPLETED", run)
        wait_for(lambda: not process.children(), "the process of the run to end")
    assert ended["state"]["message"].startswith("15 articles, 0 rejected")
    assert len(load_table(tmp_path / "clean", "articles")) == 15
