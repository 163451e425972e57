"""The flow itself, run in this process against a real server."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import flow_articles
import psutil
import pytest
from prefect.events.worker import EventsWorker
from prefect.logging.handlers import APILogWorker
from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect_kit import Server, wait_for

from flows.clean import clean_articles
from flows.stages import NotGoodEnough
from pipeline.dataset.load import load_table
from pipeline.dataset.plan import Plan
from pipeline.dataset.run import Run, open_run
from pipeline.errors import BadInput, DatasetLocked

GOOD = 222
"""Articles of the finished run, in two shards; one file beside them is empty."""


@pytest.fixture(scope="module", autouse=True)
def _prefect(server: Server) -> Iterator[None]:
    with temporary_settings({PREFECT_API_URL: server.api_url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
        # As Prefect's own harness does; what is not sent by now would be retried after the server has gone.
        APILogWorker.drain_all()
        EventsWorker.drain_all()


@dataclass
class Finished:
    """A run that went well: its folders, its state, what it logged, and the processes it left."""

    raw: Path
    clean: Path
    state: Any
    log: list[logging.LogRecord]
    left: list[psutil.Process]

    @property
    def flow_run(self) -> str:
        return str(self.state.state_details.flow_run_id)


class _Records(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(scope="module")
def finished(_prefect: None, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    place = tmp_path_factory.mktemp("finished")
    raw, clean = place / "raw", place / "clean"
    flow_articles.write(raw, GOOD)
    (raw / "empty.md").touch()
    before = set(psutil.Process().children(recursive=True))
    kept = _Records()
    loggers = [logging.getLogger(name) for name in ("prefect.flow_runs", "prefect.task_runs")]
    for logger in loggers:
        logger.addHandler(kept)
    try:
        state = run_flow(raw, clean, shard_size=100)
    finally:
        for logger in loggers:
            logger.removeHandler(kept)
    left = [process for process in psutil.Process().children(recursive=True) if process not in before]
    return Finished(raw, clean, state, kept.records, left)


def run_flow(raw: Path, clean: Path, **parameters: Any) -> Any:
    return clean_articles(raw=str(raw), clean=str(clean), return_state=True, **{"workers": 1} | parameters)


def run_id(clean: Path) -> str:
    found: str = json.loads((clean / "manifest.json").read_text())["run_id"]
    return found


def artifacts(server: Server, flow_run: str) -> dict[str, Any]:
    return {item["type"]: item for item in server.artifacts(flow_run)}


def test_a_run_publishes_a_dataset(finished: Finished) -> None:
    assert finished.state.is_completed()
    assert finished.state.name == "Completed", "a name of our own would drop out of the UI's filters"
    assert finished.state.message.startswith("222 articles, 1 rejected; 223 added, 0 changed, 0 deleted")
    assert len(load_table(finished.clean, "articles")) == GOOD


def test_a_run_leaves_a_summary_its_rejects_and_its_progress(server: Server, finished: Finished) -> None:
    shown = artifacts(server, finished.flow_run)
    assert "# 222 clean articles, 1 rejected" in shown["markdown"]["data"]
    assert [row["source"] for row in json.loads(shown["table"]["data"])] == ["empty.md"]
    assert shown["progress"]["data"] == 100.0
    assert shown["progress"]["description"] == "Published 222 articles"


def test_task_runs_are_named_after_shards_and_sizes(server: Server, finished: Finished) -> None:
    def recorded() -> bool:
        """The server records task runs a moment after they end."""
        found = server.task_runs(finished.flow_run)
        done = {name for name, state in found.items() if state == "COMPLETED"}
        shards = [name for name in done if name.startswith(("shard 00000 of 2: ", "shard 00001 of 2: "))]
        return len(shards) == 2 and {"clean 2 shards, 223 articles", "relate 223 articles"} <= done

    wait_for(recorded, "the task runs of the shards")


def test_the_log_has_one_line_per_shard_and_no_traceback(finished: Finished) -> None:
    lines = [record.getMessage() for record in finished.log]
    shards = [line for line in lines if " cleaned, " in line]
    assert len(shards) == 2, lines
    assert len([line for line in shards if "1 rejected (1 empty)" in line]) == 1
    assert not any("empty.md" in line for line in lines)
    assert not [record for record in finished.log if record.exc_info and record.exc_info[0]]


def test_no_worker_outlives_the_run(finished: Finished) -> None:
    assert finished.left == []


def test_the_flow_returns_the_report_of_the_run(finished: Finished) -> None:
    report = clean_articles(raw=str(finished.raw), clean=str(finished.clean), shard_size=100)
    assert report.run_id == run_id(finished.clean)
    assert "222 accepted + 1 rejected" in str(report)


def test_strict_fails_on_a_single_reject_and_publishes_nothing(finished: Finished) -> None:
    before = run_id(finished.clean)
    state = run_flow(finished.raw, finished.clean, shard_size=100, strict=True)
    assert state.is_failed()
    assert "FAILED strict: 1 article rejected, the first as empty" in state.message
    assert "empty.md" in state.message
    assert run_id(finished.clean) == before


def test_a_failed_gate_fails_the_run_and_leaves_the_dataset_before(
    server: Server, finished: Finished
) -> None:
    before = run_id(finished.clean)
    poison = [finished.raw / f"poison{number}.md" for number in range(3)]
    for number, path in enumerate(poison):
        path.write_text(flow_articles.all_ad(number))
    gates = {"min_sources": 0, "max_shrunk_share": 0.01, "shrunk_below": 0.1}
    state = run_flow(finished.raw, finished.clean, shard_size=100, gates=gates)
    for path in poison:
        path.unlink()
    assert state.is_failed()
    assert isinstance(state.result(raise_on_failure=False), NotGoodEnough)
    assert state.message.startswith("Not published: FAILED shrunk_share: 3 articles: ")
    assert all(path.name in state.message for path in poison)
    assert run_id(finished.clean) == before
    assert len(load_table(finished.clean, "articles")) == GOOD
    summary = artifacts(server, str(state.state_details.flow_run_id))["markdown"]["data"]
    assert "**Not published**: shrunk_share" in summary
    assert "poison2.md" in summary


def test_a_store_that_hiccups_is_asked_again(finished: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Run.plan
    calls = []

    def hiccups_once(run: Run) -> Plan:
        calls.append(run)
        if len(calls) == 1:
            raise ConnectionResetError("the store hung up")
        return plan(run)

    monkeypatch.setattr(Run, "plan", hiccups_once)
    assert run_flow(finished.raw, finished.clean, shard_size=100).is_completed()
    assert len(calls) == 2


def test_what_cannot_be_repeated_alone_is_not(finished: Finished, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run_id(finished.clean)
    calls = []

    def fails(run: Run) -> None:
        calls.append(run)
        raise ConnectionResetError("the store hung up")

    monkeypatch.setattr(Run, "relate", fails)
    assert run_flow(finished.raw, finished.clean, shard_size=100).is_failed()
    assert len(calls) == 1
    assert run_id(finished.clean) == before


def test_review_pages_are_built_and_linked(server: Server, finished: Finished, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    state = run_flow(finished.raw, finished.clean, shard_size=100, report=str(pages))
    assert state.is_completed()
    assert (pages / "index.html").is_file()
    summary = artifacts(server, str(state.state_details.flow_run_id))["markdown"]["data"]
    assert f"(file://{pages}/index.html)" in summary


def test_two_runs_on_one_dataset_never_overlap(finished: Finished) -> None:
    with open_run(finished.raw, finished.clean):
        state = run_flow(finished.raw, finished.clean)
    assert state.is_failed()
    assert isinstance(state.result(raise_on_failure=False), DatasetLocked)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"rule_files": ["/no/such.toml"]}, "cannot read the rule file /no/such.toml"),
        ({"raw": "/no/such/folder"}, "There is no folder /no/such/folder"),
    ],
)
def test_what_cannot_work_fails_at_once_in_one_sentence(
    tmp_path: Path, parameters: dict[str, Any], sentence: str
) -> None:
    given = {"raw": str(tmp_path), "clean": str(tmp_path / "clean")} | parameters
    state = clean_articles(**given, return_state=True)
    assert state.is_failed()
    assert state.message.startswith(sentence)
    assert not (tmp_path / "clean").exists()


def test_errors_reach_a_caller_in_python(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        clean_articles(raw="/no/such/folder", clean=str(tmp_path / "clean"))
