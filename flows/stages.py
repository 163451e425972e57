"""The stages of a run as Prefect tasks, one task run each, and one small one per finished shard.

The worker pool lives inside `clean_shards` and `relate`, which must be called directly, not submitted: so a
cancellation reaches the main thread, unwinds through the run, and ends every worker. The open run itself is
passed from task to task; it holds the dataset's lock, which ends with its process.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import ParamSpec, TypeVar

from prefect import Task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.events import emit_event
from prefect.logging import get_run_logger
from prefect.states import Completed

from flows.parameters import Settings, check
from flows.progress import ProgressArtifact
from flows.retry import DELAYS_SECONDS, RETRIES, is_io_error, never
from flows.summary import TABLE_REJECTS, reject_rows, summary_markdown
from pipeline.dataset.gates import SHOWN_ARTICLES, GateResult
from pipeline.dataset.run import Run, ShardResult, open_run
from pipeline.dataset.run_report import RunReport
from pipeline.errors import GateFailed, PipelineError
from pipeline.records import Reject
from pipeline.rules.load import RuleError

P = ParamSpec("P")
R = TypeVar("R")

DATASET_PUBLISHED = "howto-etl.dataset.published"
"""Name of the event that every published run emits; automations can wait for it."""

ACTIONABLE = (PipelineError, RuleError)
"""Errors whose message alone tells a person what to do."""


def stage(name: str, retry: bool = False) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Makes a task of a function. `retry` allows it to be repeated after an I/O error."""

    def decorate(function: Callable[P, R]) -> Task[P, R]:
        return Task(
            function,
            name=name,
            task_run_name=name,
            retries=RETRIES,
            retry_delay_seconds=DELAYS_SECONDS,
            retry_condition_fn=is_io_error if retry else never,
            cache_policy=NO_CACHE,
            persist_result=False,
        )

    return decorate


def named(task: Task[P, R], name: str) -> Task[P, R]:
    """The same task with a name for this one run of it."""
    # Prefect formats the names of task runs with the task's arguments.
    return task.with_options(task_run_name=name.replace("{", "{{").replace("}", "}}"))


@stage("open dataset", retry=True)
def open_dataset(settings: Settings, progress: ProgressArtifact) -> Run:
    """Checks the settings, takes the dataset's lock and reads what the previous run left."""
    check(settings)
    run = open_run(settings.raw, settings.clean, settings.config, settings.options, progress, settings.bounds)
    progress.start()
    return run


@dataclass(frozen=True, slots=True)
class Planned:
    """How much there is to do. Prefect walks through all that goes into and comes out of a task; the plan itself
    names every article, which took a second for 14,711 of them."""

    articles: int
    to_clean: int
    shards: int
    shards_to_clean: int


@stage("plan", retry=True)
def plan_run(run: Run) -> Planned:
    """Finds new, changed and deleted articles."""
    plan = run.plan()
    get_run_logger().info(
        "%s: %s added, %s changed, %s deleted, %s to clean in %s",
        counted(plan.discovered, "article"),
        *(f"{n:,}" for n in (plan.added, plan.changed, plan.deleted, plan.to_clean)),
        counted(len(plan.shards_to_clean), "shard"),
    )
    return Planned(plan.discovered, plan.to_clean, plan.shard_count, len(plan.shards_to_clean))


@stage("clean shards")
def clean_shards(run: Run, shards: int) -> int:
    """Cleans all shards to be cleaned, of `shards`, on the workers; the number of shards cleaned."""
    done = 0
    for result in run.clean_shards():
        done += 1
        named(shard_done, shard_name(result, shards))(result)
    return done


def shard_name(result: ShardResult, shards: int) -> str:
    """Which shard (numbered as its part files are), of how many, and its size."""
    return f"shard {result.shard:05d} of {shards}: {counted(result.cleaned, 'article')}"


def counted(number: int, what: str) -> str:
    """A number with its noun: "1 shard", "14,711 articles"."""
    return f"{number:,} {what}" + ("" if number == 1 else "s")


@stage("shard")
def shard_done(result: ShardResult) -> State[None]:
    """Records one cleaned shard: its state is the one line that is logged for it."""
    return Completed(message=shard_line(result))


def shard_line(result: ShardResult) -> str:
    """Which shard, what became of its articles, and how long they took."""
    errors = Counter(reject.error for reject in result.rejects)
    reasons = ", ".join(f"{count} {error}" for error, count in sorted(errors.items()))
    rejected = f"{len(result.rejects)} rejected" + (f" ({reasons})" if reasons else "")
    return f"shard {result.shard:05d}: {result.cleaned:,} cleaned, {rejected}, {result.seconds:.1f} s"


@stage("relate")
def relate(run: Run) -> None:
    """Finds near-duplicates and link targets over the whole corpus, and writes what depends on them."""
    run.relate()


class NotGoodEnough(GateFailed):
    """A quality gate failed. Carries what the run found, for its summary."""

    def __init__(self, report: RunReport, gates: list[GateResult]) -> None:
        failed = "; ".join(str(gate) for gate in gates if not gate.passed)
        super().__init__(f"Not published: {failed}")
        self.report = report
        self.gates = gates


@stage("quality gates")
def check_gates(run: Run, strict: bool) -> list[GateResult]:
    """All quality gates, that of `strict` included. Raises `NotGoodEnough`, which names the articles."""
    gates = run.check_gates()
    report = run.report()
    if strict:
        gates.append(no_rejects(report.rejects))
    if not all(gate.passed for gate in gates):
        raise NotGoodEnough(report, gates)
    get_run_logger().info("All %d gates passed: %s", len(gates), ", ".join(gate.name for gate in gates))
    return gates


def no_rejects(rejects: tuple[Reject, ...]) -> GateResult:
    """The gate of `strict`: no article is rejected."""
    if not rejects:
        return GateResult("strict", True, "no article was rejected")
    first = rejects[0]
    return GateResult(
        "strict",
        False,
        f"{counted(len(rejects), 'article')} rejected, the first as {first.error}: {first.message}",
        tuple(reject.source_path for reject in rejects[:SHOWN_ARTICLES]),
    )


@stage("publish")
def publish(run: Run) -> RunReport:
    """Makes the run the dataset that readers see, and tells Prefect so."""
    report = run.publish()
    counts = report.counts
    emit_event(
        event=DATASET_PUBLISHED,
        resource={
            "prefect.resource.id": f"howto-etl.dataset.{key_of(report.clean)}",
            "prefect.resource.name": report.clean,
        },
        payload={
            "clean": report.clean,
            "run_id": report.run_id,
            "accepted": counts.accepted,
            "rejected": counts.rejected,
            "added": counts.added,
            "changed": counts.changed,
            "deleted": counts.deleted,
        },
    )
    return report


@stage("review pages", retry=True)
def build_pages(clean: str, folder: str) -> str:
    """Builds the static site for review; its folder."""
    import_module("pipeline.report.site").build_report(clean, folder)
    return folder


@stage("summary", retry=True)
def summarise(
    report: RunReport, gates: list[GateResult], settings: Settings, published: bool, pages: str | None
) -> None:
    """Leaves the Markdown summary and the table of rejects with the run."""
    key = key_of(settings.clean)
    create_markdown_artifact(
        summary_markdown(report, gates, settings.raw, published, pages),
        key=f"summary-{key}",
        description=f"{counted(report.counts.accepted, 'article')}, {report.counts.rejected:,} rejected"
        + ("" if published else "; not published"),
    )
    rows = reject_rows(report.rejects)
    shown = f", the first {TABLE_REJECTS:,}" if len(report.rejects) > TABLE_REJECTS else ""
    create_table_artifact(
        [dict(row) for row in rows],
        key=f"rejects-{key}",
        description=f"{counted(len(report.rejects), 'rejected article')}{shown}",
    )


def key_of(place: str) -> str:
    """A folder or URL as the key of an artifact: lower-case letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-")[-80:].strip("-") or "dataset"
