"""Options that several commands share, and the settings records made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.config import CleaningConfig, Limits

if TYPE_CHECKING:
    from pipeline.dataset.gates import GateBounds

LIMIT_NAMES = tuple(field.name for field in fields(Limits))
GATE_NAMES = ("min_sources", "max_reject_share", "max_shrunk_share", "shrunk_below", "max_change")
"""The fields of `pipeline.dataset.gates.GateBounds`, which help must not import; a test compares the two."""

Clean = Annotated[
    str, typer.Argument(metavar="CLEAN", help="Folder or URL of a clean dataset.", show_default=False)
]
RuleFiles = Annotated[
    list[str] | None,
    typer.Option("--rules", metavar="FILE", help="TOML file with rules of your own; may be repeated."),
]
HostLists = Annotated[
    list[str] | None,
    typer.Option("--host-list", metavar="FILE", help="List of ad hosts in EasyList syntax; may be repeated."),
]
Max = Annotated[
    list[str] | None,
    typer.Option(
        "--max",
        metavar="NAME=NUMBER",
        help="Change a bound on source files; may be repeated. Names: " + ", ".join(LIMIT_NAMES) + ".",
    ),
]
Gates = Annotated[
    list[str] | None,
    typer.Option(
        "--gate",
        metavar="NAME=NUMBER",
        help="Change what a quality gate allows; may be repeated. Names: " + ", ".join(GATE_NAMES) + ".",
    ),
]
Caches = Annotated[
    bool, typer.Option("--caches/--no-caches", help="Reuse work on repeated blocks; changes no result.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


def cleaning_config(
    rule_files: Sequence[str] | None,
    host_lists: Sequence[str] | None,
    bounds: Sequence[str] | None,
    caches: bool,
) -> CleaningConfig:
    """The cleaning settings that the shared options stand for.

    Raises:
        typer.BadParameter: a bound is not NAME=NUMBER with a known name.
        RuleError: a rule file cannot be used; found here, before any work is done.
    """
    config = CleaningConfig(
        limits=replace(Limits(), **dict(map(_bound, bounds or ()))),
        rule_files=tuple(rule_files or ()),
        host_lists=tuple(host_lists or ()),
        caches=caches,
    )
    if config.has_own_rules:
        from pipeline.rules.load import load_rules

        load_rules(config)
    return config


def gate_bounds(bounds: Sequence[str] | None) -> GateBounds:
    """What the quality gates allow, as `--gate` changes it.

    Raises:
        typer.BadParameter: a bound is not NAME=NUMBER with a known name.
    """
    from pipeline.dataset.gates import GateBounds

    default = GateBounds()
    changes = dict(_pair("--gate", text, GATE_NAMES) for text in bounds or ())
    return replace(default, **{name: type(getattr(default, name))(value) for name, value in changes.items()})


def _bound(text: str) -> tuple[str, int]:
    name, number = _pair("--max", text, LIMIT_NAMES)
    if number < 1 or number != int(number):
        raise typer.BadParameter(f"--max {name}= needs a whole number of at least 1, not {number:g}")
    return name, int(number)


def _pair(option: str, text: str, names: Sequence[str]) -> tuple[str, float]:
    name, _, number = text.partition("=")
    if name not in names:
        raise typer.BadParameter(f"{option} knows no bound {name!r}; use one of {', '.join(names)}")
    try:
        return name, float(number)
    except ValueError:
        raise typer.BadParameter(f"{option} {name}= needs a number, not {number!r}") from None
