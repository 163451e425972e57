"""`howto-etl run RAW CLEAN`: a whole folder, without Prefect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import REJECTED
from pipeline.cli.console import printable
from pipeline.cli.options import (
    AsJson,
    Caches,
    Clean,
    Gates,
    HostLists,
    Max,
    RuleFiles,
    cleaning_config,
    gate_bounds,
)
from pipeline.cli.progress import progress_bar
from pipeline.config import RunOptions
from pipeline.startup import importing

if TYPE_CHECKING:
    from pipeline.dataset.run_report import RunReport

DEFAULT = RunOptions()


def run(
    raw: Annotated[
        str, typer.Argument(metavar="RAW", help="Folder or URL of the articles.", show_default=False)
    ],
    clean: Clean,
    workers: Annotated[
        int, typer.Option("--workers", "-w", min=0, help="Worker processes; 0 means one per core.")
    ] = DEFAULT.workers,
    dask_address: Annotated[
        str | None, typer.Option("--dask", metavar="ADDRESS", help="Scheduler of a Dask cluster to run on.")
    ] = DEFAULT.dask_address,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=1, help="Trial run on the first N articles by path.")
    ] = DEFAULT.limit,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Clean every article again, reusing nothing.")
    ] = DEFAULT.full_refresh,
    duplicate_threshold: Annotated[
        float,
        typer.Option(min=0.0, max=1.0, help="Jaccard similarity from which articles are near-duplicates."),
    ] = DEFAULT.duplicate_threshold,
    shard_size: Annotated[
        int, typer.Option(min=1, help="Articles per shard, the unit of work and of reuse.")
    ] = DEFAULT.shard_size,
    time_budget_seconds: Annotated[
        float, typer.Option("--time-budget", min=0.1, help="Seconds one article may take.")
    ] = DEFAULT.time_budget_seconds,
    memory_budget_mb: Annotated[
        int, typer.Option("--memory-budget", min=1, help="Megabytes one article may take.")
    ] = DEFAULT.memory_budget_mb,
    lock_timeout_seconds: Annotated[
        float, typer.Option("--wait", min=0.0, help="Seconds to wait for another run on the same dataset.")
    ] = DEFAULT.lock_timeout_seconds,
    allow_links_out: Annotated[
        bool, typer.Option("--allow-links-out", help="Follow symbolic links that leave RAW.")
    ] = DEFAULT.allow_links_out,
    rule_files: RuleFiles = None,
    host_lists: HostLists = None,
    bounds: Max = None,
    caches: Caches = True,
    gates: Gates = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with code 3 if any article was rejected.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")] = False,
    as_json: AsJson = False,
) -> int:
    """Clean a folder of articles into a dataset.

    Only new and changed articles are cleaned. Readers of CLEAN see the previous dataset until the new one is
    complete.
    """
    if dask_address is None:
        from pipeline.dataset.nursery_process import prepare

        prepare()  # it imports while this process does
    config = cleaning_config(rule_files, host_lists, bounds, caches)
    options = RunOptions(
        shard_size=shard_size,
        workers=workers,
        dask_address=dask_address,
        duplicate_threshold=duplicate_threshold,
        time_budget_seconds=time_budget_seconds,
        memory_budget_mb=memory_budget_mb,
        limit=limit,
        full_refresh=full_refresh,
        allow_links_out=allow_links_out,
        lock_timeout_seconds=lock_timeout_seconds,
    )
    with importing():
        allowed = gate_bounds(gates)
        from pipeline.dataset.run import clean_corpus

    with progress_bar(shown=not quiet and not as_json) as on_progress:
        report = clean_corpus(raw, clean, config, options, on_progress, allowed)
    if as_json:
        print(_json(report))
    elif not quiet:
        print(printable(str(report)))
    return REJECTED if strict and report.counts.rejected else 0


def _json(report: RunReport) -> str:
    import json
    from dataclasses import asdict

    return json.dumps(asdict(report), default=str, ensure_ascii=False)
