"""One run at a time per dataset in a bucket: a lock object that expires when nobody renews it.

Taking it is a conditional write (`If-None-Match: *`), so of two runs that try at once one wins. Its holder
renews it every `RENEW_SECONDS`; one that was not renewed for `EXPIRY_SECONDS` belonged to a run that died,
and is taken over by a write on condition that nobody else did so first (`If-Match`). Stores without
conditional writes (everything but S3 and what speaks its protocol) compare before they write, which leaves
two runs that start within the same moment undetected until one of them renews or publishes.

Expiry is judged by the clock of this machine against the store's: they must agree within a minute or so.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import threading
import time
from datetime import UTC, datetime
from typing import Any

from pipeline.dataset.storage import Folder
from pipeline.errors import DatasetLocked

LOCK_NAME = ".lock"
EXPIRY_SECONDS = 180.0
RENEW_SECONDS = 30.0
_RETRY_SECONDS = 1.0


class LockLost(DatasetLocked):
    """The lock was taken over by another run while this one held it."""


class BucketLock:
    """The lock of the dataset in a bucket's folder, held from `acquire` to `release`."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._fs = folder.fs
        self._path = f"{folder.root}/{LOCK_NAME}"
        self._token = secrets.token_hex(8)
        self._etag: str | None = None
        self._stop = threading.Event()
        self._writing = threading.Lock()
        self._renewer: threading.Thread | None = None

    def acquire(self, timeout_seconds: float = 0.0) -> BucketLock:
        """Takes the lock, waiting at most `timeout_seconds`. Raises `DatasetLocked`."""
        deadline = time.monotonic() + timeout_seconds
        while not (self._create() or self._take_over_expired()):
            if time.monotonic() >= deadline:
                raise DatasetLocked(
                    f"Another run{self._holder()} is writing {self._folder.url}; wait for it to end, or give"
                    " this one a lock timeout to wait. If that run died, its lock expires within"
                    f" {EXPIRY_SECONDS:.0f} s."
                )
            time.sleep(_RETRY_SECONDS)
        self._renewer = threading.Thread(target=self._keep, name="dataset-lock", daemon=True)
        self._renewer.start()
        return self

    def check(self) -> None:
        """Renews the lock now. Raises `LockLost` if another run has taken it over."""
        if not self._renew():
            raise LockLost(
                f"Another run took over {self._folder.url} while this one could not renew its lock; nothing"
                " of this run was published."
            )

    def release(self) -> None:
        """Frees the lock if it is still ours; may be called twice."""
        self._stop.set()
        if self._renewer is not None:
            self._renewer.join()
            self._renewer = None
        if self._etag is not None:
            with contextlib.suppress(OSError):
                if self._read().get("token") == self._token:
                    self._fs.rm_file(self._path)
            self._etag = None

    def _keep(self) -> None:
        while not self._stop.wait(RENEW_SECONDS):
            # A failed renewal shows in `check`, before anything is published.
            with contextlib.suppress(OSError):
                self._renew()

    def _create(self) -> bool:
        try:
            self._fs.pipe_file(self._path, self._note(), mode="create")
        except FileExistsError:
            return False
        self._etag = self._info().get("ETag", "")
        return True

    def _take_over_expired(self) -> bool:
        try:
            info = self._info()
        except FileNotFoundError:
            return False
        changed = info.get("LastModified") or info.get("modified") or info.get("created")
        if not isinstance(changed, datetime):
            return False
        if changed.tzinfo is None:
            changed = changed.replace(tzinfo=UTC)
        if (datetime.now(UTC) - changed).total_seconds() < EXPIRY_SECONDS:
            return False
        return self._overwrite(info.get("ETag", ""))

    def _renew(self) -> bool:
        with self._writing:
            if self._etag is None:
                return False
            if self._etag == "" and self._read().get("token") != self._token:
                return False
            return self._overwrite(self._etag)

    def _overwrite(self, etag: str) -> bool:
        """Writes the lock object if it is still the one with this ETag ("": a store that has none)."""
        condition = {"IfMatch": etag} if etag else {}
        note = self._note()
        try:
            self._fs.pipe_file(self._path, note, **condition)
        except FileNotFoundError:
            return False
        except OSError as error:
            if "pre-condition" in str(error).lower() or "precondition" in str(error).lower():
                return False
            raise
        self._etag = self._info().get("ETag", "")
        return self._read().get("token") == self._token

    def _note(self) -> bytes:
        note = {
            "token": self._token,
            "nonce": secrets.token_hex(4),  # so that every renewal has an ETag of its own
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "renewed": f"{datetime.now(UTC):%F %T} UTC",
        }
        return json.dumps(note).encode()

    def _info(self) -> dict[str, Any]:
        self._fs.invalidate_cache(self._folder.root)
        info: dict[str, Any] = self._fs.info(self._path)
        return info

    def _read(self) -> dict[str, Any]:
        try:
            note: dict[str, Any] = json.loads(self._fs.cat_file(self._path))
        except ValueError:
            return {}
        return note

    def _holder(self) -> str:
        try:
            note = self._read()
            return f" (process {note['pid']} on {note['host']}, last sign of life {note['renewed']})"
        except (OSError, KeyError):
            return ""
