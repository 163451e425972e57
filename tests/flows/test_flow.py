"""The flow itself, run in this process against a temporary server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
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
from pipeline.dataset.guard import NoGuard
from pipeline.dataset.load import load_table
from pipeline.errors import BadInput, DatasetLocked


@pytest.fixture(scope="module", autouse=True)
def _prefect(server: Server) -> Iterator[None]:
    with temporary_settings({PREFECT_API_URL: server.api_url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        yield
        # As Prefect's own harness does; what is not sent by now would be retried after the server has gone.
        APILogWorker.drain_all()
        EventsWorker.drain_all()


class InlineRunner:
    """Runs jobs in this process: most tests here are not about workers."""

    def run(self, jobs: Iterable[Any], on_tick: Callable[[int], None]) -> Iterator[tuple[Any, Any]]:
        for done, job in enumerate(jobs):
            on_tick(done)
            yield job, job.run(NoGuard())

    def close(self) -> None:
        pass


@pytest.fixture
def real_workers() -> None:
    """Asked for by a test that is about worker processes."""


@pytest.fixture(autouse=True)
def _inline(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real_workers" not in request.fixturenames:
        monkeypatch.setattr("pipeline.dataset.run.start_runner", lambda *_: InlineRunner())


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    flow_articles.write(tmp_path / "raw", 12)
    return tmp_path / "raw"


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return tmp_path / "clean"


def run_id(clean: Path) -> str:
    found: str = json.loads((clean / "manifest.json").read_text())["run_id"]
    return found


def state_of(raw: Path, clean: Path, **parameters: Any) -> Any:
    return clean_articles(raw=str(raw), clean=str(clean), workers=1, return_state=True, **parameters)


def artifacts(server: Server, state: Any) -> dict[str, Any]:
    return {item["type"]: item for item in server.artifacts(str(state.state_details.flow_run_id))}


def test_a_run_publishes_a_dataset_and_tells_what_it_did(server: Server, raw: Path, clean: Path) -> None:
    (raw / "empty.md").touch()
    state = state_of(raw, clean)
    assert state.is_completed()
    assert state.name == "Completed"
    assert state.message.startswith("12 articles, 1 rejected; 13 added, 0 changed, 0 deleted")
    assert len(load_table(clean, "articles")) == 12
    shown = artifacts(server, state)
    assert "# 12 clean articles, 1 rejected" in shown["markdown"]["data"]
    assert [row["source"] for row in json.loads(shown["table"]["data"])] == ["empty.md"]
    assert shown["progress"]["data"] == 100.0
    assert shown["progress"]["description"] == "Published 12 articles"


def test_the_flow_returns_the_report_of_the_run(raw: Path, clean: Path) -> None:
    report = clean_articles(raw=str(raw), clean=str(clean), workers=1)
    assert report.run_id == run_id(clean)
    assert "12 accepted" in str(report)


def test_a_failed_gate_fails_the_run_and_leaves_the_dataset_before(
    server: Server, raw: Path, clean: Path
) -> None:
    state_of(raw, clean)
    before = run_id(clean)
    for number in range(3):
        (raw / f"poison{number}.md").write_text(flow_articles.all_ad(number))
    state = state_of(raw, clean, gates={"min_sources": 0, "max_shrunk_share": 0.1, "shrunk_below": 0.1})
    assert state.is_failed()
    assert isinstance(state.result(raise_on_failure=False), NotGoodEnough)
    assert state.message.startswith("Not published: FAILED shrunk_share")
    assert all(f"poison{number}.md" in state.message for number in range(3))
    assert run_id(clean) == before
    assert len(load_table(clean, "articles")) == 12
    summary = artifacts(server, state)["markdown"]["data"]
    assert "**Not published**: shrunk_share" in summary
    assert "poison2.md" in summary
    with pytest.raises(NotGoodEnough):
        clean_articles(
            raw=str(raw),
            clean=str(clean),
            workers=1,
            gates={"min_sources": 0, "max_shrunk_share": 0.1, "shrunk_below": 0.1},
        )


def test_strict_fails_on_a_single_reject_and_publishes_nothing(raw: Path, clean: Path) -> None:
    (raw / "empty.md").touch()
    state = state_of(raw, clean, strict=True)
    assert state.is_failed()
    assert "FAILED strict: 1 articles rejected, the first as empty" in state.message
    assert "empty.md" in state.message
    assert not (clean / "manifest.json").exists()


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"rule_files": ["/no/such.toml"]}, "cannot read the rule file /no/such.toml"),
        ({"raw": "/no/such/folder"}, "There is no folder /no/such/folder"),
    ],
)
def test_what_cannot_work_fails_at_once_in_one_sentence(
    raw: Path, clean: Path, parameters: dict[str, Any], sentence: str
) -> None:
    given = {"raw": str(raw), "clean": str(clean)} | parameters
    state = clean_articles(**given, return_state=True)
    assert state.is_failed()
    assert state.message.startswith(sentence)
    assert not clean.exists()


def test_two_runs_on_one_dataset_never_overlap(raw: Path, clean: Path) -> None:
    from pipeline.dataset.run import open_run

    with open_run(raw, clean):
        state = state_of(raw, clean)
    assert state.is_failed()
    assert isinstance(state.result(raise_on_failure=False), DatasetLocked)


def test_errors_reach_a_caller_in_python(clean: Path) -> None:
    with pytest.raises(BadInput):
        clean_articles(raw="/no/such/folder", clean=str(clean))


def test_a_log_has_one_line_per_shard_and_no_traceback(
    raw: Path, clean: Path, caplog: pytest.LogCaptureFixture
) -> None:
    flow_articles.write(raw, 210, start=100)
    (raw / "empty.md").touch()
    caplog.set_level("INFO", logger="prefect")
    state_of(raw, clean, shard_size=100)
    lines = [record.getMessage() for record in caplog.records]
    shards = [line for line in lines if " cleaned, " in line]
    assert len(shards) == 2
    assert len([line for line in shards if "1 rejected (1 empty)" in line]) == 1
    assert not any("empty.md" in line for line in lines)
    assert not [record for record in caplog.records if record.exc_info and record.exc_info[0]]


def test_task_runs_are_named_after_shards_and_sizes(server: Server, raw: Path, clean: Path) -> None:
    state = state_of(raw, clean)
    run = str(state.state_details.flow_run_id)
    wanted = {"clean 1 shards, 12 articles", "shard 00000 of 1: 12 articles", "relate 12 articles"}

    def recorded() -> bool:
        """The server records task runs a moment after they end."""
        found = server.task_runs(run)
        return all(found.get(name) == "COMPLETED" for name in wanted)

    wait_for(recorded, f"the task runs {wanted}")


def test_worker_processes_end_with_the_run(real_workers: None, raw: Path, clean: Path) -> None:
    before = set(psutil.Process().children(recursive=True))
    assert state_of(raw, clean).is_completed()
    assert not [process for process in psutil.Process().children(recursive=True) if process not in before]
