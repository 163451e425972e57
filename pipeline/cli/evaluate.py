"""`howto-etl evaluate CLEAN GOLD`: a dataset against articles labelled by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import AsJson, Clean

if TYPE_CHECKING:
    from pipeline.evaluate import Evaluation

STYLES = {"-": "red", "+": "green", "~": "yellow"}


def evaluate(
    clean: Clean,
    gold: Annotated[str, typer.Argument(metavar="GOLD", help="Folder with NAME.md and NAME.json labels.")],
    article: Annotated[
        str | None, typer.Option("--article", metavar="NAME", help="Show the differences of one article.")
    ] = None,
    worst: Annotated[int, typer.Option("--worst", metavar="N", min=0, help="Name the N worst articles.")] = 8,
    as_json: AsJson = False,
) -> int:
    """Compare a dataset with labelled articles: precision, recall and F1 of every field.

    The labelled articles must be among the sources of the dataset; they are matched by file name.
    """
    from pipeline.evaluate import evaluate as compare
    from pipeline.evaluate import explain

    if article is not None:
        _print_diff(explain(clean, gold, article))
        return 0
    evaluation = compare(clean, gold)
    if as_json:
        import json

        print(json.dumps(evaluation.figures()))
    else:
        _print_figures(evaluation, worst)
    return 0


def _print_figures(evaluation: Evaluation, worst: int) -> None:
    from rich.table import Table

    from pipeline.cli.console import output

    table = Table(box=None, pad_edge=False)
    table.add_column("field")
    for column in ("F1", "precision", "recall", "labelled", "found"):
        table.add_column(column, justify="right")
    figures = evaluation.figures()
    for name, value in figures.items():
        if isinstance(value, dict):
            shares = (f"{value[key]:.4f}" for key in ("f1", "precision", "recall"))
            table.add_row(name, *shares, str(value["gold"]), str(value["predicted"]))
    console = output()
    console.print(table)
    console.print()
    for name, value in figures.items():
        if not isinstance(value, dict):
            console.print(f"{name:26s} {'–' if value is None else value}")
    faulty = evaluation.worst(worst)
    if faulty:
        console.print("\nworst articles (--article NAME shows one):")
    for score in faulty:
        console.print(f"  {score.name}: {score}", soft_wrap=True)


def _print_diff(lines: list[str]) -> None:
    from rich.text import Text

    from pipeline.cli.console import output, printable

    console = output()
    for line in lines:
        style = STYLES.get(line[2:3], "") if line.startswith("  ") else "bold"
        console.print(Text(printable(line), style), soft_wrap=True)
