"""Runs that nobody runs any more, and the lock that keeps one deployment from being served twice."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.settings import PREFECT_HOME
from prefect.states import Crashed

from pipeline.errors import PipelineError

IN_FLIGHT = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]


class AlreadyServed(PipelineError):
    """Another process on this machine serves the deployment."""


async def crash_stale_runs(deployment_id: UUID, message: str) -> list[str]:
    """Sets the runs of a deployment that are said to be under way to Crashed; their names.

    A run whose serving process was killed stays Running for ever and holds its concurrency slot. Only to be
    called while nothing serves the deployment.
    """
    in_flight = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[deployment_id]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=IN_FLIGHT)),
    )
    async with get_client() as client:
        runs = await client.read_flow_runs(flow_run_filter=in_flight)
        for run in runs:
            await client.set_flow_run_state(run.id, Crashed(message=message), force=True)
    return [run.name for run in runs]


@contextmanager
def only_server_of(name: str) -> Iterator[None]:
    """Holds the right to serve the deployment `name` from this machine; freed with the process.

    Raises `AlreadyServed`.
    """
    home = Path(PREFECT_HOME.value())
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home / f"howto-etl-serve-{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyServed(
                f"Another process serves the deployment {name!r}; stop it, or give this one another --name."
            ) from None
        yield
    finally:
        os.close(descriptor)
