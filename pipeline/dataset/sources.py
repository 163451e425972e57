"""Reads source files: never more than the limit, never blocking on what is not a regular file."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence

from pipeline.dataset.storage import Folder
from pipeline.records import RejectError

PREFETCH = 64
"""Objects fetched from a bucket at once; a single request costs tens of milliseconds of waiting."""


class ReadFailed(Exception):
    """A source could not be read: a class of the reject vocabulary and a message."""

    def __init__(self, error: RejectError, message: str) -> None:
        super().__init__(error, message)
        self.error: RejectError = error
        self.message = message


class SourceReader:
    """Reads the sources `paths` of the folder `raw`, in order, each at most `max_bytes` long."""

    def __init__(self, raw: Folder, paths: Sequence[str], max_bytes: int) -> None:
        self._raw = raw
        self._paths = paths
        self._max_bytes = max_bytes
        self._fetched: dict[str, bytes | Exception] = {}

    def prepare(self, index: int) -> None:
        """Fetches ahead what `read(index)` will need, if it lies in a bucket. May wait for the network."""
        if self._raw.is_local or self._paths[index] in self._fetched:
            return
        wanted = self._paths[index : index + PREFETCH]
        root = self._raw.root
        found = self._raw.fs.cat([f"{root}/{path}" for path in wanted], on_error="return")
        self._fetched = {name.removeprefix(f"{root}/"): data for name, data in found.items()}

    def read(self, index: int) -> bytes:
        """All bytes of one source. Raises `ReadFailed`."""
        path = self._paths[index]
        try:
            data = self._read_local(path) if self._raw.is_local else self._taken(path)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise ReadFailed("unreadable", f"the file cannot be read: {reason}") from None
        if len(data) > self._max_bytes:
            raise ReadFailed(
                "too_large", f"larger than {self._max_bytes:,} bytes; raise the limit if this is an article"
            )
        return data

    def _taken(self, path: str) -> bytes:
        data = self._fetched.get(path)
        if isinstance(data, bytes):
            return data
        raise OSError(None, str(data) if data else "it is gone")

    def _read_local(self, path: str) -> bytes:
        # Not to wait for a writer, should the file have become a FIFO since it was listed.
        descriptor = os.open(f"{self._raw.root}/{path}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            info = os.fstat(descriptor)
            if not stat.S_ISREG(info.st_mode):
                raise ReadFailed("not_a_file", "not a regular file any more")
            data = b""
            while len(data) <= self._max_bytes:
                chunk = os.read(descriptor, min(max(info.st_size, 4096), self._max_bytes) + 1)
                if not chunk:
                    break
                data = data + chunk if data else chunk
                if len(data) == info.st_size:
                    break
            return data
        finally:
            os.close(descriptor)
