"""The flow: a folder of articles to a dataset, stage by stage, with what it did left in Prefect.

    python -m flows.clean --raw data/raw --clean data/clean

needs no server: Prefect starts one for the time of the run.
"""

from __future__ import annotations

import sys
from typing import Any

if __name__ == "__main__":
    from flows.first_start import begin_first_start

    begin_first_start()  # while this process is importing

from prefect import flow
from prefect.states import Completed, Failed

from flows.parameters import (
    OPTIONS,
    AllowLinksOut,
    Clean,
    DaskAddress,
    DuplicateThreshold,
    FullRefresh,
    Gates,
    HostLists,
    Limit,
    LockTimeout,
    MemoryBudget,
    Raw,
    Report,
    RuleFiles,
    Settings,
    ShardSize,
    Strict,
    TimeBudget,
    Workers,
    settings_of,
)
from flows.progress import ProgressArtifact
from flows.stages import (
    ACTIONABLE,
    NotGoodEnough,
    build_pages,
    check_gates,
    clean_shards,
    named,
    open_dataset,
    plan_run,
    publish,
    relate,
    summarise,
)
from pipeline.dataset.run_report import RunReport

NO_GATES = Gates()


@flow(name="clean-articles", persist_result=False)
def clean_articles(
    raw: Raw = "data/raw",
    clean: Clean = "data/clean",
    limit: Limit = OPTIONS.limit,
    full_refresh: FullRefresh = OPTIONS.full_refresh,
    strict: Strict = False,
    workers: Workers = OPTIONS.workers,
    dask_address: DaskAddress = OPTIONS.dask_address,
    shard_size: ShardSize = OPTIONS.shard_size,
    duplicate_threshold: DuplicateThreshold = OPTIONS.duplicate_threshold,
    rule_files: RuleFiles = [],  # noqa: B006 (never changed; the form of the UI needs a default)
    host_lists: HostLists = [],  # noqa: B006
    time_budget_seconds: TimeBudget = OPTIONS.time_budget_seconds,
    memory_budget_mb: MemoryBudget = OPTIONS.memory_budget_mb,
    allow_links_out: AllowLinksOut = OPTIONS.allow_links_out,
    lock_timeout_seconds: LockTimeout = OPTIONS.lock_timeout_seconds,
    report: Report = None,
    gates: Gates = NO_GATES,
) -> Any:
    """Clean a folder of scraped how-to articles into a dataset of fixes, steps, images and links.

    Only new and changed articles are cleaned. Readers of the dataset see the previous one until the new one
    is complete; a run that fails or is cancelled changes nothing.
    """
    settings = settings_of(locals())
    try:
        result = run_stages(settings)
    except ACTIONABLE as error:
        return Failed(message=str(error), data=error)
    return Completed(message=headline(result), data=result)


def run_stages(settings: Settings) -> RunReport:
    """All stages of one run, in order. Raises `PipelineError` or `RuleError`; then nothing has changed."""
    progress = ProgressArtifact()
    with open_dataset(settings, progress) as run:
        plan = plan_run(run)
        named(clean_shards, f"clean {len(plan.shards_to_clean)} shards: {plan.to_clean:,} articles")(
            run, plan
        )
        named(relate, f"relate {plan.discovered:,} articles")(run)
        try:
            gates = check_gates(run, settings.strict)
        except NotGoodEnough as error:
            progress.finish("Not published: a quality gate failed")
            summarise(error.report, error.gates, settings, published=False, pages=None)
            raise
        done = publish(run)
    pages = build_pages(settings.clean, settings.report) if settings.report else None
    summarise(done, gates, settings, published=True, pages=pages)
    progress.finish(f"Published {done.counts.accepted:,} articles")
    return done


def headline(report: RunReport) -> str:
    """What a finished run says of itself in the list of runs."""
    counts = report.counts
    return (
        f"{counts.accepted:,} articles, {counts.rejected:,} rejected;"
        f" {counts.added:,} added, {counts.changed:,} changed, {counts.deleted:,} deleted;"
        f" {report.total_seconds:.1f} s"
    )


if __name__ == "__main__":
    from flows.command_line import main

    sys.exit(main(clean_articles))
