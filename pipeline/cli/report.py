"""`howto-etl report CLEAN`: pages to look at."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli.options import Clean


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
            metavar="TEXT|KEY=VALUE",
            help="Only articles with TEXT in title or path, or with this title, path (may have *), category, "
            "rule, warning, language or number of fixes; may be repeated.",
        ),
    ] = None,
    raw: Annotated[
        str | None,
        typer.Option("--raw", metavar="FOLDER", help="The raw folder, if it is not where the run found it."),
    ] = None,
) -> int:
    """Build a static site for review: the run, its plots, and each article before and after."""
    from pipeline.report.site import build_report

    print(build_report(clean, out, sample=sample, raw=raw, filters=filters or ()))
    return 0
