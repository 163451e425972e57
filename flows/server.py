"""A Prefect server to talk to: the one that is reachable, or one started for as long as it is needed.

    python -m flows.server

is that started server: it ends with the process that started it, even if that one is killed.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from prefect.settings import (
    PREFECT_API_URL,
    PREFECT_HOME,
    PREFECT_SERVER_API_PORT,
    PREFECT_UI_URL,
    temporary_settings,
)

from flows.first_start import begin_first_start
from pipeline.errors import BadInput, PipelineError

START_SECONDS = 180.0
"""Longest a server may take to answer; 9 s on an idle machine with an empty home."""

STOP_SECONDS = 10.0
POLL_SECONDS = 0.2
REQUEST_SECONDS = 5.0

RECORDING = {
    # As it comes, Prefect writes each of the three events of a task run to its database by itself, 8 ms of processor
    # each, on the machine that cleans articles. Once a second is soon enough for the eyes of people.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}
"""Settings of a server of ours; whatever the environment already says wins."""

LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1", "0.0.0.0")

_PR_SET_PDEATHSIG = 1
_PARENT = "HOWTO_ETL_SERVER_PARENT"


class ServerUnreachable(PipelineError):
    """There is no Prefect server and none could be started."""


@contextmanager
def reachable_server() -> Iterator[str]:
    """The UI's address of a Prefect server that answers; within the block, Prefect's settings point to it.

    A server that is not there is started, if its address is on this machine, and stopped at the end. Raises
    `ServerUnreachable` or `BadInput`.
    """
    url = api_url()
    started = None if is_healthy(url) else start_server(url)
    try:
        with temporary_settings({PREFECT_API_URL: url}):
            yield PREFECT_UI_URL.value() or url.removesuffix("/api")
    finally:
        if started is not None:
            stop_server(started)


def api_url() -> str:
    """Where the server is or should be: PREFECT_API_URL, or port PREFECT_SERVER_API_PORT of this machine."""
    return PREFECT_API_URL.value() or f"http://127.0.0.1:{PREFECT_SERVER_API_PORT.value()}/api"


def is_healthy(url: str) -> bool:
    """Whether a Prefect server answers at `url`."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=REQUEST_SECONDS) as response:
            return bool(response.status == 200)
    except (OSError, ValueError):
        return False


def start_server(url: str) -> subprocess.Popen[bytes]:
    """Starts a server that answers at `url` and waits until it does."""
    address = urlsplit(url)
    if address.hostname not in LOCAL_HOSTS:
        raise BadInput(
            f"There is no Prefect server at {url} and none can be started there; start it, or unset"
            " PREFECT_API_URL to have one on this machine."
        )
    begin_first_start({name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"})
    log = Path(PREFECT_HOME.value()) / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        # By environment, not by option: the UI asks this port too.
        "PREFECT_SERVER_API_PORT": str(address.port or 4200),
        _PARENT: str(os.getpid()),
    }
    with log.open("ab") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", __name__],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us; the server must live until all runs have ended
        )
    deadline = time.monotonic() + START_SECONDS
    while not is_healthy(url):
        ended = server.poll()
        if ended is not None or time.monotonic() > deadline:
            stop_server(server)
            what = (
                f"ended with code {ended}"
                if ended is not None
                else f"did not answer in {START_SECONDS:.0f} s"
            )
            raise ServerUnreachable(f"The Prefect server for {url} {what}; {log} says why.")
        time.sleep(POLL_SECONDS)
    return server


def stop_server(server: subprocess.Popen[bytes]) -> None:
    """Ends a server that `start_server` started."""
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def main() -> None:
    """Becomes the server."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != int(os.environ.pop(_PARENT, os.getppid())):
        return  # the parent died before it could be watched
    # So that links in what automations send lead somewhere.
    os.environ.setdefault("PREFECT_UI_URL", f"http://127.0.0.1:{PREFECT_SERVER_API_PORT.value()}")
    for name, value in RECORDING.items():
        os.environ.setdefault(name, value)
    os.execv(sys.executable, [sys.executable, "-m", "prefect", "server", "start"])


if __name__ == "__main__":
    main()
