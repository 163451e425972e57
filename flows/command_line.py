"""`python -m flows.clean`: every parameter of the flow as an option, checked before anything starts."""

from __future__ import annotations

import argparse
import inspect
import logging
import sys
from collections.abc import Sequence
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from prefect import Flow
from prefect.exceptions import ParameterTypeError
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from flows.parameters import Gates, check, settings_of
from flows.stages import ACTIONABLE

FAILED = 1
BAD_USAGE = 2
INTERRUPTED = 130


def main(flow: Flow[..., Any], arguments: Sequence[str] | None = None) -> int:
    """Runs the flow with the parameters of the command line; the exit code.

    0 after a published run, 1 after a failed one, 2 when a parameter cannot be used.
    """
    try:
        parameters = parse(flow, arguments)
        check(settings_of(parameters))
    except (ValueError, *ACTIONABLE) as error:
        print(f"Error: {error}", file=sys.stderr)
        return BAD_USAGE
    # The heartbeat tells a server that this process lives; nobody asks, and its thread takes 1 s to end.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        try:
            print(flow(**parameters))
        except ACTIONABLE as error:
            print(f"Error: {error}", file=sys.stderr)
            return FAILED
        except KeyboardInterrupt:
            print("Interrupted; the dataset is what it was before.", file=sys.stderr)
            return INTERRUPTED
    return 0


def parse(flow: Flow[..., Any], arguments: Sequence[str] | None) -> dict[str, Any]:
    """The parameters that the arguments stand for. Raises `ValueError` with one sentence."""
    given = vars(_parser(flow).parse_args(arguments))
    if "gates" in given:
        given["gates"] = dict(_pair(text) for text in given["gates"])
    log = logging.getLogger("prefect.flows")
    log.disabled = True  # it would log the sentence that is raised here
    try:
        return flow.validate_parameters(given)
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


def _parser(flow: Flow[..., Any]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m flows.clean",
        description=(inspect.getdoc(flow.fn) or "").split("\n", 1)[0],
        argument_default=argparse.SUPPRESS,
    )
    hints = get_type_hints(flow.fn, include_extras=True)
    for name in inspect.signature(flow.fn).parameters:
        kind, description = _kind(hints[name])
        option = "--" + name.replace("_", "-")
        if kind is bool:
            parser.add_argument(option, action=argparse.BooleanOptionalAction, help=description)
        elif kind is Gates:
            names = ", ".join(Gates.model_fields)
            parser.add_argument(
                "--gate",
                dest=name,
                action="append",
                metavar="NAME=NUMBER",
                help=f"What a quality gate allows; may be repeated. Names: {names}.",
            )
        elif get_origin(kind) is list:
            single = option.removesuffix("s")
            parser.add_argument(
                single, dest=name, action="append", metavar="FILE", help=f"{description} May be repeated."
            )
        else:
            parser.add_argument(option, dest=name, metavar=name.upper(), help=description.replace("%", "%%"))
    return parser


def _kind(hint: Any) -> tuple[Any, str]:
    """The type of a parameter and its description."""
    if get_origin(hint) is not Annotated:
        return hint, ""
    kind, *extras = get_args(hint)
    described = [extra.description for extra in extras if isinstance(extra, FieldInfo)]
    return kind, described[0] or "" if described else ""


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"--gate needs NAME=NUMBER, not {text!r}")
    return name, value
