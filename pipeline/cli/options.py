"""Options that several commands share, and the settings records made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Annotated

import typer

from pipeline.config import CleaningConfig, Limits

LIMIT_NAMES = tuple(field.name for field in fields(Limits))

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
    if config.rule_files or config.host_lists:
        from pipeline.rules.load import load_rules

        load_rules(config)
    return config


def _bound(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    if name not in LIMIT_NAMES:
        raise typer.BadParameter(f"--max knows no bound {name!r}; use one of {', '.join(LIMIT_NAMES)}")
    if not number.isdecimal() or int(number) < 1:
        raise typer.BadParameter(f"--max {name}= needs a whole number of at least 1, not {number!r}")
    return name, int(number)
