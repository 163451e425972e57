"""What the tests of the flows share: one Prefect server for all that need a real one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from prefect_kit import Server, prefect_server

MEMORY = Path("/dev/shm")
"""The server writes every event to SQLite and answers nobody while a busy disk makes it wait, which was minutes
once; in memory it never waits."""
ENOUGH_BYTES = 1_000_000_000


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("prefect")
        if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH_BYTES:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="howto-etl-", dir=MEMORY)))
        yield stack.enter_context(prefect_server(folder))
