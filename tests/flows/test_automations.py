"""The automations that ship: a web hook hears of failed runs and of new datasets."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import flow_articles
import pytest
from prefect_kit import ROOT, Server, serving, wait_for

from flows import automations

pytestmark = [pytest.mark.slow, pytest.mark.server]


@contextmanager
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A web hook of our own: its address, and what it was sent."""
    heard: list[dict[str, Any]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/json"
            heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    listener = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=listener.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_port}/howto-etl", heard
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def register(server: Server, url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows.automations", url],
        env=server.environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_hook_hears_of_failed_runs_and_new_datasets(server: Server, tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    flow_articles.write(raw, 10)
    (raw / "empty.md").touch()
    with hook() as (url, heard):
        for _ in range(2):  # registering again changes them, it does not double them
            done = register(server, url)
            assert done.returncode == 0, done.stderr
        assert len(server.post("/automations/filter")) == 2
        options = ["--raw", str(raw), "--clean", str(clean), "--no-schedule", "--workers", "1"]
        with serving(server, tmp_path, "watched", *options):
            failed = server.ended_as("FAILED", server.trigger("watched", strict=True))
            wait_for(lambda: heard, "the hook to hear of the failed run")
            server.ended_as("COMPLETED", server.trigger("watched"))
            wait_for(lambda: len(heard) > 1, "the hook to hear of the new dataset")
    of_run, of_dataset = heard
    assert of_run["what"] == "run failed"
    assert of_run["run"] == failed["name"]
    assert "FAILED strict" in of_run["message"]
    assert failed["id"] in of_run["url"]
    assert of_dataset["what"] == "dataset published"
    assert of_dataset["dataset"] == str(clean)
    assert of_dataset["articles"] == 10
    assert of_dataset["rejected"] == 1


@pytest.mark.parametrize("url", ["nonsense", "ftp://example.org/x", "https://"])
def test_an_address_that_is_none_is_one_sentence(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert automations.main([url]) == 2
    assert capsys.readouterr().err == f"Error: {url!r} is not an http or https address.\n"
