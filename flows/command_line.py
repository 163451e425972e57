"""`python -m flows.clean`: every parameter of the flow as an option, checked before anything starts."""

from __future__ import annotations

import argparse
import inspect
import logging
import os
import sys
import time
from collections.abc import Sequence
from types import UnionType
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import State
from prefect.context import SettingsContext, get_settings_context
from prefect.events.worker import EventsWorker
from prefect.exceptions import ParameterTypeError
from prefect.flow_engine import run_flow
from prefect.settings import PREFECT_API_URL
from pydantic import ValidationError

from flows.parameters import Gates, check, settings_of
from flows.stages import ACTIONABLE

FAILED = 1
BAD_USAGE = 2
INTERRUPTED = 130

RECORD_SECONDS = 5.0
RECORD_POLL_SECONDS = 0.2


def main(flow: Flow[..., Any], arguments: Sequence[str] | None = None) -> int:
    """Runs the flow with the parameters of the command line; the exit code.

    0 after a published run, 1 after a failed one, 2 when a parameter cannot be used.
    """
    try:
        parameters = parse(flow, arguments)
    except (ValueError, *ACTIONABLE) as error:
        print(f"Error: {error}", file=sys.stderr)
        return BAD_USAGE
    # A server of our own is told to end while it may still be busy, and would log that at length.
    os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
    with without_heartbeat():
        try:
            state = cast(State[Any], run_flow(flow, parameters=parameters, return_type="state"))
            if PREFECT_API_URL.value() is None:
                wait_until_recorded(state)
            print(state.result())
        except ACTIONABLE as error:
            print(f"Error: {error}", file=sys.stderr)
            return FAILED
        except KeyboardInterrupt:
            print("Interrupted; the dataset is what it was before.", file=sys.stderr)
            return INTERRUPTED
    return 0


def without_heartbeat() -> SettingsContext:
    """Prefect's settings without the heartbeat of flow runs, as a context manager.

    It tells a server that this process lives; nobody asks, and its thread takes 1 s to end. Prefect's
    `temporary_settings` would read all settings again for it, from the environment and from files (0.1 s).
    """
    context = get_settings_context()
    flows = context.settings.flows.model_copy(update={"heartbeat_frequency": None})
    return SettingsContext(
        profile=context.profile, settings=context.settings.model_copy(update={"flows": flows})
    )


def wait_until_recorded(state: State[Any]) -> None:
    """Gives the server of our own the time to record the task runs of a run that has ended.

    It learns of them from events, a moment later than they happen, and ends with this process: without this, the
    history it keeps would lack them. At most `RECORD_SECONDS`.
    """
    flow_run = state.state_details.flow_run_id
    if flow_run is None:
        return
    EventsWorker.drain_all(timeout=RECORD_SECONDS)
    run = FlowRunFilter(id=FlowRunFilterId(any_=[flow_run]))
    deadline = time.monotonic() + RECORD_SECONDS
    before = -1
    with get_client(sync_client=True) as client:
        while time.monotonic() < deadline:
            tasks = client.read_task_runs(flow_run_filter=run)
            if len(tasks) == before and all(task.state and task.state.is_final() for task in tasks):
                return
            before = len(tasks)
            time.sleep(RECORD_POLL_SECONDS)


def parse(flow: Flow[..., Any], arguments: Sequence[str] | None) -> dict[str, Any]:
    """The parameters that the arguments stand for, defaults filled in. Raises as `parameters_of` does."""
    parser = argparse.ArgumentParser(
        prog="python -m flows.clean", description=(inspect.getdoc(flow.fn) or "").split("\n", 1)[0]
    )
    add_parameters(parser, flow)
    return validated(flow, parameters_of(flow, parser.parse_args(arguments)))


def parameters_of(flow: Flow[..., Any], given: argparse.Namespace) -> dict[str, Any]:
    """The parameters named on the command line, as they are given to the flow.

    Raises:
        ValueError: a value is outside its bounds; one sentence.
        RuleError, BadInput: a rule file or folder cannot be used.
    """
    named = {name: value for name, value in vars(given).items() if name in flow.parameters.properties}
    if "gates" in named:
        named["gates"] = dict(_pair(text) for text in named["gates"])
    full = validated(flow, named)
    check(settings_of(full))
    return {name: full[name].model_dump() if name == "gates" else full[name] for name in named}


def validated(flow: Flow[..., Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """All parameters of the flow, those not given as they are by default. Raises `ValueError`."""
    log = logging.getLogger("prefect.flows")
    log.disabled = True  # it would log the sentence that is raised here
    try:
        return flow.validate_parameters(parameters)
    except (ParameterTypeError, ValidationError) as error:
        raise ValueError(sentence(error)) from None
    finally:
        log.disabled = False


def sentence(error: Exception) -> str:
    """What is wrong with the parameters, each with its name and what was expected."""
    cause = error if isinstance(error, ValidationError) else error.__cause__ or error.__context__
    if not isinstance(cause, ValidationError):
        return " ".join(str(error).split())
    faults = []
    for fault in cause.errors():
        name = ".".join(str(part) for part in fault["loc"])
        faults.append(f"{name}: {fault['msg'][0].lower()}{fault['msg'][1:]}, not {fault['input']!r}")
    return "; ".join(faults)


def add_parameters(parser: argparse._ActionsContainer, flow: Flow[..., Any]) -> None:
    """Adds an option for every parameter of the flow; one that is not given is not in the result."""
    hints = get_type_hints(flow.fn, include_extras=True)
    for name in inspect.signature(flow.fn).parameters:
        kind = _bare(hints[name])
        description = " ".join(flow.parameters.properties[name]["description"].split()).replace("%", "%%")
        option = "--" + name.replace("_", "-")
        if kind is bool:
            parser.add_argument(
                option, action=argparse.BooleanOptionalAction, default=argparse.SUPPRESS, help=description
            )
        elif kind is Gates:
            names = ", ".join(Gates.model_fields)
            parser.add_argument(
                "--gate",
                dest=name,
                action="append",
                metavar="NAME=NUMBER",
                default=argparse.SUPPRESS,
                help=f"{description} May be repeated. Names: {names}.",
            )
        elif get_origin(kind) is list:
            single = option.removesuffix("s")
            parser.add_argument(
                single,
                dest=name,
                action="append",
                metavar="FILE",
                default=argparse.SUPPRESS,
                help=f"{description} May be repeated.",
            )
        else:
            parser.add_argument(
                option,
                dest=name,
                metavar=name.upper(),
                default=argparse.SUPPRESS,
                help=description,
            )


def _bare(hint: Any) -> Any:
    """A type without its bounds and without `| None`."""
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _bare(get_args(hint)[0])
    return hint


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"--gate needs NAME=NUMBER, not {text!r}")
    return name, value
