"""The flow: a folder of articles to a dataset, stage by stage, with what it did left in Prefect.

    python -m flows.clean --raw data/raw --clean data/clean

needs no server: Prefect starts one for the time of the run.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import Any

if __name__ == "__main__":
    from flows.startup import begin

    begin()

from prefect import Flow
from prefect.states import Completed, Failed
from pydantic_core import to_jsonable_python

from flows.parameters import (
    OPTIONS,
    DaskAddress,
    Files,
    Gates,
    Limit,
    LockTimeout,
    MemoryBudget,
    Place,
    Settings,
    ShardSize,
    Share,
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
    counted,
    named,
    open_dataset,
    plan_run,
    publish,
    relate,
    summarise,
)
from pipeline.dataset import nursery_process
from pipeline.dataset.run_report import RunReport

DEFAULT_GATES = Gates()


class PlainFlow(Flow[..., Any]):
    """A flow whose parameters are all plain values or models, no futures of other runs."""

    def serialize_parameters(self, parameters: dict[str, Any]) -> dict[str, Any]:
        """The parameters as JSON values. Prefect's own way is as good, but imports FastAPI for it (0.1 s)."""
        serialized: dict[str, Any] = to_jsonable_python(parameters)
        return serialized


@partial(PlainFlow, name="clean-articles", persist_result=False)
def clean_articles(
    raw: Place = "data/raw",
    clean: Place = "data/clean",
    limit: Limit | None = OPTIONS.limit,
    full_refresh: bool = OPTIONS.full_refresh,
    strict: bool = False,
    workers: Workers = OPTIONS.workers,
    dask_address: DaskAddress | None = OPTIONS.dask_address,
    shard_size: ShardSize = OPTIONS.shard_size,
    duplicate_threshold: Share = OPTIONS.duplicate_threshold,
    rule_files: Files = [],  # noqa: B006 (never changed; a tuple would be no list in the form)
    host_lists: Files = [],  # noqa: B006
    time_budget_seconds: TimeBudget = OPTIONS.time_budget_seconds,
    memory_budget_mb: MemoryBudget = OPTIONS.memory_budget_mb,
    allow_links_out: bool = OPTIONS.allow_links_out,
    lock_timeout_seconds: LockTimeout = OPTIONS.lock_timeout_seconds,
    report: Place | None = None,
    gates: Gates = DEFAULT_GATES,
) -> Any:
    """Clean a folder of scraped how-to articles into a dataset of fixes, steps, images and links.

    Only new and changed articles are cleaned. Readers of the dataset see the previous one until the new one
    is complete; a run that fails or is cancelled changes nothing.

    Args:
        raw: Folder of the scraped articles (.md, .markdown, .txt), or a URL such as s3://bucket/raw.
        clean: Folder or URL the dataset is published in.
        limit: Trial run on the first N articles by path. Give it a dataset folder of its own: it replaces
            what is published there.
        full_refresh: Clean every article again instead of only the new and changed ones.
        strict: Fail, and publish nothing, if a single article is rejected.
        workers: Worker processes on the machine that runs the flow; 0 means one per core.
        dask_address: Address of a Dask scheduler, such as tcp://10.0.0.5:8786, to clean on its workers
            instead of local processes.
        shard_size: Articles per shard (about): the unit of work, of part files and of reuse. Another size
            rewrites all part files.
        duplicate_threshold: Jaccard similarity of 5-word shingles that makes two articles near-duplicates.
        rule_files: Paths of TOML files with rules of your own, added to the built-in ones.
        host_lists: Paths of lists of ad hosts in EasyList syntax.
        time_budget_seconds: An article that takes longer is rejected; the run goes on.
        memory_budget_mb: An article that needs more is rejected; the run goes on.
        allow_links_out: Follow symbolic links that leave the raw folder; otherwise such files are rejected.
        lock_timeout_seconds: How long to wait while another run writes the same dataset; 0 fails at once.
        report: Folder for review pages that show each article before and after; none by default.
        gates: What the quality gates allow. A failed gate fails the run, and nothing is published.
    """
    settings = settings_of(locals())
    try:
        result = run_stages(settings)
    except ACTIONABLE as error:
        return Failed(message=str(error), data=error)
    return Completed(message=headline(result), data=result)


def run_stages(settings: Settings) -> RunReport:
    """All stages of one run, in order. Raises `PipelineError` or `RuleError`; then nothing has changed."""
    if settings.options.dask_address is None:
        nursery_process.prepare()
    progress = ProgressArtifact()
    with open_dataset(settings, progress) as run:
        plan = plan_run(run)
        shards = counted(plan.shards_to_clean, "shard")
        named(clean_shards, f"clean {shards}, {counted(plan.to_clean, 'article')}")(run, plan.shards)
        named(relate, f"relate {counted(plan.articles, 'article')}")(run)
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
    from pipeline.startup import collecting, end_process

    collecting()
    code = main(clean_articles)
    end_process()
    sys.exit(code)
