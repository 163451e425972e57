"""Serves the flow: on a schedule, and from the Prefect UI.

    python -m flows.serve --cron "0 3 * * *" --timezone Europe/Berlin

Starts a Prefect server if none is reachable, registers the deployment, and runs it until SIGTERM or Ctrl-C,
which also ends a run under way: the dataset stays as it was.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.types.entrypoint import EntrypointType

from flows.clean import clean_articles
from flows.command_line import BAD_USAGE, FAILED, add_parameters, parameters_of
from flows.server import reachable_server
from flows.stages import ACTIONABLE
from flows.stale import crash_stale_runs, only_server_of

DEFAULT_NAME = "nightly"
DEFAULT_CRON = "0 3 * * *"
POLL_SECONDS = 2.0
"""Time between two looks for runs that are due; Prefect's 10 s are felt after a click in the UI."""

ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
"""A run that is due while another one is under way is cancelled: the one after it does its work as well."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What to serve: the deployment's name, its schedule if any, and the parameters its runs start from."""

    name: str
    schedule: Schedule | None
    parameters: dict[str, Any]


class StoppableRunner(Runner):
    """A runner that ends its runs when it is told to end.

    Prefect's own handler of SIGTERM leaves the event loop before the runs are cancelled, which stay Running
    for ever; this one cancels them first, which takes a few seconds.
    """

    _stopping: asyncio.Task[None] | None = None

    def handle_sigterm(self, *_: Any) -> None:
        """Begins to stop; a second signal ends the process at once."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._begin_stop)

    def _begin_stop(self) -> None:
        if self._stopping is None and self.started:
            self._stopping = asyncio.create_task(self.astop())


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until stopped; the exit code."""
    try:
        serving = parse(arguments)
    except (ValueError, *ACTIONABLE) as error:
        print(f"Error: {error}", file=sys.stderr)
        return BAD_USAGE
    try:
        with only_server_of(serving.name), reachable_server() as ui:
            asyncio.run(serve(serving, ui))
    except ACTIONABLE as error:
        print(f"Error: {error}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return 0
    return 0


async def serve(serving: Serving, ui: str) -> None:
    """Registers the deployment and runs it until the process is told to stop."""
    runner = StoppableRunner(
        name=serving.name,
        query_seconds=_poll_seconds(),
        prefetch_seconds=0,  # a run that waits for its time would hold the only slot
        limit=None,
    )
    deployment = await clean_articles.ato_deployment(
        name=serving.name,
        schedules=[serving.schedule] if serving.schedule else [],
        parameters=serving.parameters,
        concurrency_limit=ONE_AT_A_TIME,
        entrypoint_type=EntrypointType.MODULE_PATH,
        tags=["howto-etl"],
    )
    deployment_id = await runner.aadd_deployment(deployment)
    for name in await crash_stale_runs(deployment_id, "The process that ran it is gone."):
        print(f"Run {name} was left over from before; it is set to Crashed.", flush=True)
    print(f"Prefect UI:  {ui}", flush=True)
    print(f"Deployment:  {ui}/deployments/deployment/{deployment_id}", flush=True)
    print(f"Schedule:    {describe(serving.schedule)}", flush=True)
    signal.signal(signal.SIGINT, runner.handle_sigterm)
    try:
        await runner.start()
    finally:
        await crash_stale_runs(deployment_id, "The process that ran it was stopped.")


def parse(arguments: Sequence[str] | None) -> Serving:
    """What the arguments ask for. Raises `ValueError` and what `check` raises, each with one sentence."""
    parser = argparse.ArgumentParser(
        prog="python -m flows.serve",
        description="Serve the flow on a schedule and from the Prefect UI.",
    )
    parser.add_argument("--name", default=DEFAULT_NAME, help="Name of the deployment.")
    when = parser.add_mutually_exclusive_group()
    when.add_argument(
        "--cron",
        default=os.environ.get("HOWTO_ETL_CRON") or DEFAULT_CRON,
        help="When to run, as a cron line [HOWTO_ETL_CRON] (default: %(default)s).",
    )
    when.add_argument("--interval", type=float, metavar="SECONDS", help="Run every so many seconds instead.")
    when.add_argument("--no-schedule", action="store_true", help="Run only when asked to.")
    parser.add_argument(
        "--timezone",
        default=os.environ.get("HOWTO_ETL_TIMEZONE") or local_zone(),
        help="Time zone of the cron line [HOWTO_ETL_TIMEZONE] (default: %(default)s).",
    )
    defaults = parser.add_argument_group("defaults of the parameters, which each run can change")
    add_parameters(defaults, clean_articles)
    given = parser.parse_args(arguments)
    parameters = parameters_of(clean_articles, given)
    if "/" in given.name or "%" in given.name:
        raise ValueError("--name must not contain / or %")
    return Serving(given.name, schedule_of(given), parameters)


def schedule_of(given: argparse.Namespace) -> Schedule | None:
    """The schedule that the options ask for. Raises `ValueError`."""
    if given.no_schedule:
        return None
    if given.interval is not None:
        if given.interval < 1:
            raise ValueError("--interval needs at least 1 second")
        return Interval(given.interval)
    try:
        ZoneInfo(given.timezone)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"--timezone {given.timezone!r} is not a time zone such as Europe/Berlin") from None
    try:
        return Cron(given.cron, timezone=given.timezone)
    except ValueError:
        raise ValueError(f"--cron {given.cron!r} is not a cron line such as '0 3 * * *'") from None


def describe(schedule: Schedule | None) -> str:
    """A schedule in words."""
    if schedule is None:
        return "none; runs start from the UI or by `prefect deployment run`"
    if schedule.cron:
        return f"{schedule.cron} ({schedule.timezone})"
    return f"every {schedule.interval}"


def local_zone() -> str:
    """The name of this machine's time zone; UTC where it does not tell."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if not named:
        named = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    try:
        ZoneInfo(named)
    except (KeyError, ValueError, OSError):
        return "UTC"
    return named


def _poll_seconds() -> float:
    return float(os.environ.get("PREFECT_RUNNER_POLL_FREQUENCY") or POLL_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
