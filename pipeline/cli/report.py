"""`howto-etl report CLEAN`: pages to look at."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Clean

FILTERS = ("title", "path", "category", "rule", "warning", "language", "fixes")
"""The keys of `pipeline.report.select`, which help must not import; a test compares the two."""


def report(
    clean: Clean,
    out: Annotated[str, typer.Option("--out", "-o", metavar="FOLDER", help="Where the pages go.")] = "report",
    sample: Annotated[
        int, typer.Option("--sample", metavar="N", min=1, help="Pages for at most N articles.")
    ] = 200,
    filters: Annotated[
        list[str] | None,
        typer.Option(
            "--filter",
            metavar="TEXT",
            help="Only articles with TEXT in title or path, or KEY=VALUE with one of "
            + ", ".join(FILTERS)
            + "; may be repeated.",
        ),
    ] = None,
    raw: Annotated[
        str | None,
        typer.Option("--raw", metavar="RAW", help="Folder of the articles, if it was moved since the run."),
    ] = None,
) -> int:
    """Build a static site for review: the run, its plots, and each article before and after.

    Of more articles than --sample allows, those most worth a look get a page: most removed, fewest fixes
    found, with warnings, and some at random.
    """
    from pipeline.cli.console import printable
    from pipeline.report.site import build_report

    print(printable(str(build_report(clean, out, sample, raw, filters or ()))))
    return 0
