"""Real servers, served deployments and runs for the tests, all on ports and in folders of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
import psutil

from flows.first_start import begin_first_start

T = TypeVar("T")

PATIENCE = 180.0
"""Seconds until a test gives up waiting; many times what an idle machine needs."""

STOP_SECONDS = 10.0
"""A cancelled run must be gone after this time: it is what the people who run this were promised."""

ROOT = Path(__file__).parents[2]
ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


def wait_for(probe: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
    """What `probe` returns as soon as that is true; fails, saying `what` was waited for, after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        found = probe()
        if found:
            return found
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process that has a Prefect home of its own and none of ours."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("PREFECT", "HOWTO_ETL"))
    }
    return clean | {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"} | more


@dataclass
class Process:
    """A process of ours with its log."""

    popen: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def says(self, text: str) -> None:
        """Waits until the log has `text`."""

        def said() -> bool:
            assert self.popen.poll() is None or text in self.output, self.output
            return text in self.output

        wait_for(said, f"{text!r} in the log; it has\n{self.output}")

    def children(self) -> list[psutil.Process]:
        """All processes below it."""
        try:
            return psutil.Process(self.popen.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def stop(self, seconds: float = PATIENCE) -> int:
        """SIGTERM; its exit code. Whatever is left of it after that is killed."""
        left = self.children()
        try:
            if self.popen.poll() is None:
                self.popen.send_signal(signal.SIGTERM)
            return self.popen.wait(seconds)
        finally:
            for process in [*left, *self.children()]:
                if is_alive(process):
                    process.kill()
            if self.popen.poll() is None:
                self.popen.kill()
                self.popen.wait()


def is_alive(process: psutil.Process) -> bool:
    """Whether a process still runs (a zombie does not)."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@contextmanager
def held(processes: list[psutil.Process]) -> Iterator[None]:
    """Workers that stop where they are for the time of the block: a run that cannot end while a test looks at it."""
    above = {process.ppid() for process in processes}
    workers = [process for process in processes if process.pid not in above]
    for worker in workers:
        worker.suspend()
    try:
        yield
    finally:
        for worker in workers:
            with suppress(psutil.NoSuchProcess):
                worker.resume()


@contextmanager
def started(
    arguments: list[str], env: dict[str, str], log: Path, cwd: Path = ROOT, may_hang: bool = False
) -> Iterator[Process]:
    """A Python process, stopped at the end. One that is not ours, and `may_hang` then, is killed."""
    with log.open("wb") as output:
        popen = subprocess.Popen(
            [sys.executable, *arguments], env=env, cwd=cwd, stdout=output, stderr=subprocess.STDOUT
        )
    process = Process(popen, log)
    try:
        yield process
    finally:
        if may_hang:
            with suppress(subprocess.TimeoutExpired):
                process.stop(20)
        else:
            process.stop()


@dataclass
class Server:
    """A running Prefect server."""

    ui: str
    home: Path
    api: httpx.Client

    @property
    def api_url(self) -> str:
        return f"{self.ui}/api"

    def environment(self, **more: str) -> dict[str, str]:
        return environment(self.home, PREFECT_API_URL=self.api_url, **more)

    def post(self, path: str, **content: Any) -> Any:
        return self._ask("POST", path, content)

    def get(self, path: str) -> Any:
        return self._ask("GET", path)

    def _ask(self, method: str, path: str, content: dict[str, Any] | None = None) -> Any:
        def answered() -> httpx.Response | None:
            answer = self.api.request(method, path, json=content)
            # A busy server asks for patience: its database was locked for too long.
            return answer if answer.status_code not in (429, 503) else None

        answer = wait_for(answered, f"an answer from {path}")
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def deployment_id(self, name: str) -> str:
        found: str = self.get(f"/deployments/name/clean-articles/{name}")["id"]
        return found

    def trigger(self, name: str, **parameters: Any) -> str:
        """Asks for a run of a deployment, as the UI does; its id."""
        run: str = self.post(
            f"/deployments/{self.deployment_id(name)}/create_flow_run",
            parameters=parameters,
            state={"type": "SCHEDULED"},
        )["id"]
        return run

    def runs(self, name: str) -> list[dict[str, Any]]:
        """The runs of a deployment, the earliest first."""
        found: list[dict[str, Any]] = self.post(
            "/flow_runs/filter",
            deployments={"id": {"any_": [self.deployment_id(name)]}},
            sort="EXPECTED_START_TIME_ASC",
        )
        return found

    def run(self, run_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"/flow_runs/{run_id}")
        return found

    def ended(self, run_id: str) -> dict[str, Any]:
        """Waits until a run has ended; the run."""

        def over() -> dict[str, Any] | None:
            run = self.run(run_id)
            return run if run["state_type"] in ENDED else None

        try:
            return wait_for(over, f"the end of run {run_id}")
        except AssertionError as error:
            raise AssertionError(f"{error}; {state_of(self.run(run_id))}") from None

    def ended_as(self, state: str, run_id: str) -> dict[str, Any]:
        """Waits until a run has ended, which must be in `state`; the run."""
        run = self.ended(run_id)
        assert run["state_type"] == state, state_of(run)
        return run

    def cancel(self, run_id: str) -> None:
        """Cancels a run, as the UI does."""
        self.post(f"/flow_runs/{run_id}/set_state", state={"type": "CANCELLING", "name": "Cancelling"})

    def artifacts(self, run_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.post(
            "/artifacts/filter", flow_runs={"id": {"any_": [run_id]}}, sort="CREATED_DESC"
        )
        return found

    def logged(self, run_id: str, words: str) -> None:
        """Waits for a log line of the run: lines arrive some seconds after the run's last state."""

        def has_line() -> bool:
            lines = self.post("/logs/filter", logs={"flow_run_id": {"any_": [run_id]}}, limit=200)
            return any(words in line["message"] for line in lines)

        wait_for(has_line, f"the log line {words!r}")

    def task_runs(self, run_id: str) -> dict[str, str]:
        """Name and state of the task runs of a run, as far as the server has recorded them."""
        found = self.post("/task_runs/filter", flow_runs={"id": {"any_": [run_id]}})
        return {task["name"]: task["state_type"] for task in found}


def state_of(run: dict[str, Any]) -> str:
    """What a run says of itself."""
    return f"run {run['name']} is {run['state_name']}: {(run['state'] or {}).get('message')}"


@contextmanager
def prefect_server(folder: Path) -> Iterator[Server]:
    """A server on an empty home."""
    port = free_port()
    home = folder / "home"
    home.mkdir(parents=True)
    env = environment(home, PREFECT_SERVER_API_PORT=str(port))
    ui = f"http://127.0.0.1:{port}"
    begin_first_start({"PREFECT_HOME": str(home)})
    with started(["-m", "flows.server"], env, folder / "server.log") as process:

        def healthy() -> bool:
            assert process.popen.poll() is None, process.output
            try:
                return httpx.get(f"{ui}/api/health", timeout=5).is_success
            except httpx.HTTPError:
                return False

        wait_for(healthy, "the server")
        with httpx.Client(base_url=f"{ui}/api", timeout=60) as api:
            yield Server(ui, home, api)


@contextmanager
def serving(server: Server, folder: Path, name: str, *options: str, **env: str) -> Iterator[Process]:
    """`python -m flows.serve` with a deployment of the given name."""
    arguments = ["-m", "flows.serve", "--name", name, *options]
    with started(arguments, server.environment(**env), folder / f"serve-{name}.log") as process:
        process.says("Schedule:")
        yield process


def wait_until_cleaning(server: Server, run: str) -> None:
    """Waits until a run is in the middle of its articles."""

    def half_done() -> bool:
        state = server.run(run)["state_type"]
        assert state in ("SCHEDULED", "PENDING", "RUNNING"), state_of(server.run(run))
        shown = [item for item in server.artifacts(run) if item["type"] == "progress"]
        return bool(shown) and 0 < shown[0]["data"] < 90

    wait_for(half_done, "the first articles of the run")
