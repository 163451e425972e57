"""One run at a time per dataset, on a local disk: a flock that the kernel frees when its process dies."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from pipeline.errors import BadInput, DatasetLocked

LOCK_NAME = ".lock"
_RETRY_SECONDS = 0.1


class LocalLock:
    """The lock of the dataset in `folder`, held from `acquire` to `release` or the end of the process.

    The file is never unlinked: a second process could hold the old file and a third lock a new one. It is
    not inherited by workers, so no orphan can keep it.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._descriptor: int | None = None

    def acquire(self, timeout_seconds: float = 0.0) -> LocalLock:
        """Takes the lock, waiting at most `timeout_seconds`. Raises `DatasetLocked`."""
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise BadInput(
                f"The dataset folder {self._path.parent} cannot be written: {error.strerror}."
            ) from None
        deadline = time.monotonic() + timeout_seconds
        while not _try(descriptor):
            if time.monotonic() >= deadline:
                holder = _read_holder(descriptor)
                os.close(descriptor)
                raise DatasetLocked(
                    f"Another run{holder} is writing {self._path.parent}; wait for it to end, or give this"
                    " one a lock timeout to wait."
                )
            time.sleep(_RETRY_SECONDS)
        self._descriptor = descriptor
        self._sign(descriptor)
        return self

    def _sign(self, descriptor: int) -> None:
        """Says in the file who holds the lock, for the message to others; a full disk does not matter."""
        note = {"pid": os.getpid(), "host": socket.gethostname(), "since": f"{datetime.now(UTC):%F %T} UTC"}
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, json.dumps(note).encode(), 0)

    def check(self) -> None:
        """Nothing to check: only the end of this process can free a flock."""

    def release(self) -> None:
        """Frees the lock; may be called twice."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> LocalLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read_holder(descriptor: int) -> str:
    try:
        note = json.loads(os.pread(descriptor, 4096, 0))
        return f" (process {note['pid']} on {note['host']}, since {note['since']})"
    except (ValueError, KeyError, OSError):
        return ""
