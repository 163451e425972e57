"""All commands of `howto-etl`, in the order `--help` lists them."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli import clean, evaluate, export, report, rules, run, tables
from pipeline.startup import collecting

EXIT_CODES = (
    "Exit codes: 0 all went well; 1 the command failed; 2 it was used wrongly; "
    "3 inputs were rejected (run: only with --strict)."
)

app = typer.Typer(
    help="Turn scraped how-to articles into clean datasets: fixes, steps, images and links.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from pipeline import __version__

        print(__version__)
        raise typer.Exit


@app.callback()
def howto_etl(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options before the command."""
    collecting()


for name, command in (
    ("run", run.run),
    ("clean", clean.clean),
    ("tables", tables.tables),
    ("report", report.report),
    ("export", export.export),
    ("evaluate", evaluate.evaluate),
    ("rules", rules.rules),
):
    app.command(name, epilog=EXIT_CODES)(command)
