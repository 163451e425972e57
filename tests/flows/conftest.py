"""What the tests of the flows share: one Prefect server for all that need a real one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from prefect_kit import Server, prefect_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with prefect_server(tmp_path_factory.mktemp("prefect")) as running:
        yield running
