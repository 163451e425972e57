"""`python -m flows.serve`: schedules, overlaps, cancelling, stopping, starting again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import flow_articles
import httpx
import pytest
from prefect_kit import (
    ROOT,
    STOP_SECONDS,
    Server,
    environment,
    free_port,
    is_alive,
    serving,
    started,
    state_of,
    wait_for,
    wait_until_cleaning,
)

from pipeline import RunOptions, clean_corpus, load_table

pytestmark = [pytest.mark.slow, pytest.mark.server]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    flow_articles.write(tmp_path / "raw", 40)
    return tmp_path / "raw"


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return tmp_path / "clean"


def run_id(clean: Path) -> str:
    found: str = json.loads((clean / "manifest.json").read_text())["run_id"]
    return found


def places(raw: Path, clean: Path) -> list[str]:
    return ["--raw", str(raw), "--clean", str(clean)]


def overlapping(runs: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Names of runs that were under way at the same time. A run refused for want of a slot starts as it ends."""
    spans = sorted(
        (run["start_time"], run["end_time"] or "9", run["name"])
        for run in runs
        if run["start_time"] and run["start_time"] != run["end_time"]
    )
    return [(one[2], other[2]) for one, other in pairwise(spans) if other[0] < one[1]]


def test_runs_happen_on_their_own_and_never_overlap(
    server: Server, raw: Path, clean: Path, tmp_path: Path
) -> None:
    name = "every-three-seconds"
    with serving(server, tmp_path, name, *places(raw, clean), "--interval", "3", "--workers", "1"):

        def enough() -> bool:
            states = [run["state_type"] for run in server.runs(name)]
            return states.count("COMPLETED") >= 2 and "CANCELLED" in states

        wait_for(enough, "two scheduled runs, and one that was due while another was under way")
        twins = [server.trigger(name), server.trigger(name)]
        ended = [server.ended(run) for run in twins]
        second = subprocess.run(
            [sys.executable, "-m", "flows.serve", "--name", name, *places(raw, clean)],
            env=server.environment(),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert "CANCELLED" in {run["state_type"] for run in ended}
    runs = server.runs(name)
    assert all(run["auto_scheduled"] for run in runs if run["id"] not in twins)
    assert {run["state_type"] for run in runs} <= {"COMPLETED", "CANCELLED", "SCHEDULED"}
    assert overlapping(runs) == []
    assert len(load_table(clean, "articles")) == 40
    assert second.returncode == 1
    assert "Another process serves the deployment" in second.stderr


def test_cancelling_stops_the_workers_and_keeps_the_dataset(
    server: Server, raw: Path, clean: Path, tmp_path: Path
) -> None:
    clean_corpus(raw, clean, options=RunOptions(workers=1))
    before = run_id(clean)
    flow_articles.write(raw, 2000, paragraphs=12, start=1000)
    with serving(server, tmp_path, "to-be-cancelled", *places(raw, clean), "--no-schedule") as process:
        run = server.trigger("to-be-cancelled", workers=2, shard_size=200)
        wait_until_cleaning(server, run)
        children = process.children()
        assert len(children) >= 4, "the run, the process that forks its workers, and two workers"
        asked = time.monotonic()
        server.cancel(run)
        wait_for(lambda: not any(map(is_alive, children)), "the end of all processes", STOP_SECONDS)
        print(f"all {len(children)} processes gone {time.monotonic() - asked:.1f} s after the request")
        server.ended_as("CANCELLED", run)
        assert run_id(clean) == before
        assert len(load_table(clean, "articles")) == 40
        server.ended_as("COMPLETED", server.trigger("to-be-cancelled", limit=60))
    assert len(load_table(clean, "articles")) == 60
    assert not [path for path in (clean / ".runs").iterdir() if path.name.startswith(".")]


def test_sigterm_ends_the_run_and_the_next_start_clears_up(
    server: Server, raw: Path, clean: Path, tmp_path: Path
) -> None:
    name = "to-be-stopped"
    clean_corpus(raw, clean, options=RunOptions(workers=1))
    before = run_id(clean)
    flow_articles.write(raw, 2000, paragraphs=12, start=1000)
    options = [*places(raw, clean), "--no-schedule"]
    with serving(server, tmp_path, name, *options) as process:
        run = server.trigger(name, workers=2, shard_size=200)
        wait_until_cleaning(server, run)
        children = process.children()
        process.popen.send_signal(signal.SIGTERM)
        wait_for(lambda: not any(map(is_alive, children)), "the end of all processes", STOP_SECONDS)
        assert process.popen.wait(60) == 0
    assert server.run(run)["state_type"] in ("CANCELLED", "CRASHED"), state_of(server.run(run))
    assert run_id(clean) == before

    # As after a power cut: a run that is said to be running, and holds the only slot, runs nowhere.
    stale = server.trigger(name)
    server.post(f"/flow_runs/{stale}/set_state", state={"type": "PENDING"}, force=False)
    server.post(f"/flow_runs/{stale}/set_state", state={"type": "RUNNING"}, force=False)
    with serving(server, tmp_path, name, *options) as process:
        assert "was left over from before" in process.output
        assert server.run(stale)["state_type"] == "CRASHED"
        server.ended_as("COMPLETED", server.trigger(name, limit=50))


def test_it_starts_a_server_of_its_own_and_stops_it_again(raw: Path, clean: Path, tmp_path: Path) -> None:
    port = free_port()
    env = environment(tmp_path / "home", PREFECT_SERVER_API_PORT=str(port), HOWTO_ETL_CRON="15 4 * * 1")
    arguments = ["-m", "flows.serve", *places(raw, clean), "--timezone", "Europe/Berlin"]
    ui = f"http://127.0.0.1:{port}"
    with started(arguments, env, tmp_path / "serve.log") as process:
        process.says("Schedule:    15 4 * * 1 (Europe/Berlin)")
        assert f"Prefect UI:  {ui}" in process.output
        with httpx.Client(base_url=f"{ui}/api", timeout=60) as api:
            server = Server(ui, tmp_path / "home", api)
            (schedule,) = server.get("/deployments/name/clean-articles/nightly")["schedules"]
            assert schedule["active"]
            assert schedule["schedule"]["cron"] == "15 4 * * 1"
            assert schedule["schedule"]["timezone"] == "Europe/Berlin"
            server.ended_as("COMPLETED", server.trigger("nightly"))
        children = process.children()
        assert process.stop() == 0
    assert not any(map(is_alive, children))
    assert not _answers(ui)
    assert "Traceback" not in process.output
    assert len(load_table(clean, "articles")) == 40


def _answers(ui: str) -> bool:
    try:
        return httpx.get(f"{ui}/api/health", timeout=5).is_success
    except httpx.HTTPError:
        return False


def test_a_server_elsewhere_that_does_not_answer_is_one_sentence(
    raw: Path, clean: Path, tmp_path: Path
) -> None:
    env = environment(tmp_path / "home", PREFECT_API_URL="http://prefect.invalid:4200/api")
    arguments = ["-m", "flows.serve", *places(raw, clean)]
    with started(arguments, env, tmp_path / "serve.log") as process:
        assert process.popen.wait(120) == 1
    assert process.output.startswith("Error: There is no Prefect server at http://prefect.invalid:4200/api")
    assert process.output.count("\n") == 1
