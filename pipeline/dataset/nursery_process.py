"""The caller's side of the nursery (`nursery.py`): its process, and what it is asked.

It imports for half a second before it knows what for. `prepare` starts one ahead, while the caller still imports
and looks for work; the next pool takes it.
"""

from __future__ import annotations

import atexit
import json
import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from typing import Any

from pipeline.dataset.guard import SLOT_BYTES
from pipeline.dataset.nursery import receive, send
from pipeline.errors import WorkersLost

ENVIRONMENT = {
    # One thread per worker process: the parallelism is in the number of workers.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_NUM_THREADS": "1",
    # Arrow's own allocator keeps what it has freed: 40 MB a worker, more where the corpus stage's tables were.
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}

_prepared: NurseryProcess | None = None


class NurseryProcess:
    """A nursery that has been started. Ends with `close`, or when this process does.

    Args:
        ahead: a local folder; while nobody asks for workers, articles of it are read.
    """

    def __init__(self, ahead: str = "") -> None:
        self._shared_file = tempfile.TemporaryFile()  # noqa: SIM115 (closed in close)
        self._told_file = tempfile.TemporaryFile()  # noqa: SIM115 (closed in close)
        self._ready = False
        self._owner = os.getpid()
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = self._start(theirs, ahead)

    def settle(self, workers: int, memory_budget_mb: int, warm: dict[str, Any]) -> memoryview:
        """Says what the workers are for, and how many there will be at a time; the memory that is shared with
        them, `SLOT_BYTES` for each."""
        shared_bytes = workers * SLOT_BYTES
        self._shared_file.truncate(shared_bytes)
        settings = {
            "parent": os.getpid(),
            "workers": workers,
            "memory_budget_mb": memory_budget_mb,
            "warm": warm,
        }
        with suppress(ConnectionError):  # should it be gone, that shows in its next answer
            send(self._control, settings)
        return memoryview(mmap.mmap(self._shared_file.fileno(), shared_bytes))

    def wait_until_ready(self) -> None:
        """Returns when workers can be forked; raises what went wrong when it got ready."""
        if not self._ready:
            self._answer()
            self._ready = True

    @property
    def is_ready(self) -> bool:
        """Whether `wait_until_ready` has returned."""
        return self._ready

    def ask(self, command: str, *descriptors: int) -> Any:
        """Sends a command; its answer."""
        with suppress(ConnectionError):  # should it be gone, that shows in the answer
            socket.send_fds(self._control, [command.encode()], descriptors)
        return self._answer()

    def begin_to_close(self) -> None:
        """Lets the process end, and with it all workers it has forked, without waiting for that."""
        self._control.close()

    def close(self) -> None:
        """Ends the process and all workers it has forked; they are gone when this returns."""
        self._control.close()
        if not self._ready:
            self._process.kill()
        try:
            # The nursery reaps its workers; one that is stuck is killed, and its workers die with it.
            self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._shared_file.close()
        self._told_file.close()

    @property
    def is_usable(self) -> bool:
        """Whether it still runs, and for this process (not for the one that this was forked from)."""
        return self._owner == os.getpid() and self._process.poll() is None

    def _answer(self) -> Any:
        message = receive(self._control)
        if message is None:
            code = self._process.wait()
            raise WorkersLost(f"The process that starts workers ended ({ending(code)}); is memory short?")
        if message[0] == "failed":
            raise message[1]
        return message[1]

    def _start(self, control: socket.socket, ahead: str) -> subprocess.Popen[bytes]:
        code = (
            "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
            "from pipeline.dataset.nursery import main; main(*map(int, sys.argv[2:5]), sys.argv[5])"
        )
        descriptors = control.fileno(), self._shared_file.fileno(), self._told_file.fileno()
        return subprocess.Popen(
            [sys.executable, "-c", code, json.dumps(_import_path()), *map(str, descriptors), ahead],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=descriptors,
            env=os.environ | ENVIRONMENT,
        )


def prepare(ahead: str = "") -> None:
    """Starts a nursery for the next pool of this process, unless there is one. `ahead` is the local folder whose
    articles that pool will most likely clean, if the caller has other things to do first."""
    global _prepared
    if _prepared is None or not _prepared.is_usable:
        _prepared = NurseryProcess(ahead)


def take() -> NurseryProcess:
    """The nursery that was prepared, or a new one."""
    global _prepared
    prepared, _prepared = _prepared, None
    return prepared if prepared is not None and prepared.is_usable else NurseryProcess()


@atexit.register
def dismiss() -> None:
    """Ends a nursery that was prepared and is not needed."""
    global _prepared
    prepared, _prepared = _prepared, None
    if prepared is not None and prepared.is_usable:
        prepared.close()


def ending(code: int) -> str:
    """How a process ended, for a sentence."""
    return f"by {signal.Signals(-code).name}" if code < 0 else f"with exit code {code}"


def _import_path() -> list[str]:
    """sys.path with the current folder spelt out, so that the child imports what we would."""
    return [os.path.abspath(entry) for entry in sys.path]  # noqa: PTH100 (zip entries are no Paths)
