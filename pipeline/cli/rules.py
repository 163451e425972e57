"""`howto-etl rules`: what the rules are for, and how often each fires."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import AsJson, HostLists, RuleFiles, cleaning_config

if TYPE_CHECKING:
    from pipeline.rules.load import RuleInfo


def rules(
    on: Annotated[
        str | None, typer.Option("--on", metavar="CLEAN", help="Count how often each rule fired there.")
    ] = None,
    rule_files: RuleFiles = None,
    host_lists: HostLists = None,
    as_json: AsJson = False,
) -> int:
    """List the rules with their reason and an example, and how often each fired on a dataset."""
    from pipeline.rules.load import load_rules

    config = cleaning_config(rule_files, host_lists, None, caches=True)
    listed = list(_rows(load_rules(config).info, _fired(on) if on is not None else None))
    if as_json:
        import json

        print(json.dumps(listed, ensure_ascii=False))
    else:
        _print(listed, counted=on is not None)
    return 0


def _fired(clean: str) -> dict[str, tuple[str, int, int]]:
    """Rule → (category, removals, articles) of a dataset."""
    from pipeline.dataset.load import load_table

    removals = load_table(clean, "removals", ["article_id", "rule", "category"])
    return {
        str(rule): (str(rows["category"].iloc[0]), len(rows), rows["article_id"].nunique())
        for rule, rows in removals.groupby("rule")
    }


def _rows(
    info: tuple[RuleInfo, ...], fired: dict[str, tuple[str, int, int]] | None
) -> Iterator[dict[str, str | int | None]]:
    unknown = dict(fired or {})
    for rule in info:
        category, removals, articles = unknown.pop(rule.name, ("", 0, 0))
        yield {
            "rule": rule.name,
            "use": category or rule.use,
            "removals": removals if fired is not None else None,
            "articles": articles if fired is not None else None,
            "reason": rule.reason,
            "example": rule.example,
        }
    for name, (category, removals, articles) in unknown.items():
        yield {
            "rule": name,
            "use": category,
            "removals": removals,
            "articles": articles,
            "reason": "found by structure",
            "example": "",
        }


def _print(listed: list[dict[str, str | int | None]], counted: bool) -> None:
    from pipeline.cli.console import output

    console = output()
    if counted:
        listed = sorted(listed, key=lambda row: -int(row["removals"] or 0))
    for row in listed:
        times = f"{row['removals']:>9,} removals in {row['articles']:,} articles" if counted else ""
        console.print(f"{row['rule']:<28} {row['use']:<16}{times}".rstrip(), soft_wrap=True)
        console.print(f"    {row['reason']}", soft_wrap=True)
        if row["example"]:
            console.print(f"    e.g. {row['example']}", soft_wrap=True)
