"""One run over a folder, stage by stage: for the command line and for Prefect alike."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.config import CleaningConfig, RunOptions
from pipeline.corpus.fingerprint import SIGNATURE_SCHEME
from pipeline.dataset import nursery_process
from pipeline.dataset.clean_shard import FINAL_TABLES, CleanShard, ShardSummary
from pipeline.dataset.corpus_stage import CorpusStage
from pipeline.dataset.discover import discover
from pipeline.dataset.gates import GATE_COLUMNS, GateBounds, GateResult, check_all, part_faults
from pipeline.dataset.jobs import Then
from pipeline.dataset.manifest import Counts, manifest_bytes
from pipeline.dataset.narrow import NARROW_SCHEMA
from pipeline.dataset.parts import NARROW, Part, new_run_id
from pipeline.dataset.plan import Plan, ShardPlan, make_plan
from pipeline.dataset.progress import OnProgress, Progress, ShardResult
from pipeline.dataset.reuse import reuse_key
from pipeline.dataset.run_parts import RunParts
from pipeline.dataset.run_report import RunReport
from pipeline.dataset.runner import Runner, start_runner
from pipeline.dataset.snapshot import open_snapshots
from pipeline.dataset.state import SourceState, State, is_whole, read_state, sources_table, write_state
from pipeline.dataset.storage import open_folder
from pipeline.errors import GateFailed, StorageFailed
from pipeline.records import Reject

__all__ = ["Progress", "Run", "ShardResult", "clean_corpus", "open_run"]

CLEANER = "pipeline.article:clean_article"

PathLike = str | os.PathLike[str]


def clean_corpus(
    raw: PathLike,
    clean: PathLike,
    config: CleaningConfig | None = None,
    options: RunOptions | None = None,
    on_progress: OnProgress | None = None,
    gates: GateBounds | None = None,
) -> RunReport:
    """Cleans all articles below `raw` and publishes them as the dataset `clean` (paths or fsspec URLs).

    Raises:
        BadInput: a folder or setting cannot be used.
        DatasetLocked: another run is writing the dataset.
        GateFailed: the result was not good enough to be published; the dataset before stays.
    """
    with open_run(raw, clean, config, options, on_progress, gates) as run:
        run.plan()
        for _ in run.clean_shards():
            pass
        run.relate()
        failed = [gate for gate in run.check_gates() if not gate.passed]
        if failed:
            raise GateFailed("Not published: " + "; ".join(str(gate) for gate in failed))
        return run.publish()


def open_run(
    raw: PathLike,
    clean: PathLike,
    config: CleaningConfig | None = None,
    options: RunOptions | None = None,
    on_progress: OnProgress | None = None,
    gates: GateBounds | None = None,
    cleaner: str = CLEANER,
) -> Run:
    """A run to go through stage by stage, as a context manager; leaving it without `publish` discards it.

    Takes the dataset's lock. `cleaner` names the function that cleans one article; only tests change it.
    """
    return Run(raw, clean, config or CleaningConfig(), options or RunOptions(), on_progress, gates, cleaner)


class Run:
    """One run. Its stages are called in order: plan, clean_shards, relate, check_gates, publish."""

    def __init__(
        self,
        raw: PathLike,
        clean: PathLike,
        config: CleaningConfig,
        options: RunOptions,
        on_progress: OnProgress | None,
        gates: GateBounds | None,
        cleaner: str,
    ) -> None:
        self.started_at = datetime.now(UTC)
        self.config = config
        self.options = options
        self.seconds: dict[str, float] = {}
        self._bounds = gates or GateBounds()
        self._cleaner = cleaner
        self._on_progress = on_progress
        self._raw = open_folder(raw)
        self._clean = open_folder(clean)
        self._reuse_key = reuse_key(config)
        self._corpus_key = f"{SIGNATURE_SCHEME} {options.duplicate_threshold}"
        self._runner: Runner | None = None
        self._plan: Plan | None = None
        self._summaries: dict[int, ShardSummary] = {}
        self._sources: dict[str, SourceState] = {}
        self._faults: list[str] = []
        self._gates: tuple[GateResult, ...] = ()
        self._snapshots = open_snapshots(self._clean)
        self._lock = self._snapshots.lock(options.lock_timeout_seconds)
        try:
            with self._timed("begin"):
                previous = self._snapshots.previous()
                before = read_state(previous.folder, previous.run_id) if previous else None
                if previous and before and not is_whole(previous.folder, before):
                    before = None  # a part was lost or cut off: nothing of that run is used again
                self.run_id = new_run_id(self.started_at, previous.run_id if previous else None)
                folder = self._snapshots.begin(self.run_id)
            self._previous, self._before = previous, before
            self._parts = RunParts(folder, self.run_id, self._snapshots, previous, before)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the workers, discards what was not published and frees the lock."""
        try:
            if self._runner is not None:
                self._runner.close()
            nursery_process.dismiss()
            self._snapshots.discard()
        finally:
            self._lock.release()

    def plan(self) -> Plan:
        """Discovers the sources and finds what is to do. Raises `BadInput` when `raw` cannot be read."""
        with self._timed("plan"):
            reuse = self._same_code and not self.options.full_refresh
            if not reuse:
                self._start_runner()  # there will be work; workers get ready while the folder is listed
            self._listed_at = time.time_ns()
            found = discover(self._raw, self.options.allow_links_out, self.options.limit)
            self._plan = make_plan(
                found, self._before, reuse, self._raw, self.options.shard_size, on_work=self._start_runner
            )
            self._sources = dict(self._plan.known)
        return self._plan

    def clean_shards(self) -> Iterator[ShardResult]:
        """Cleans what the plan says, in parallel; yields each shard as it is done, in no fixed order."""
        plan = self._planned()
        with self._timed("clean"):
            for shard in plan.shards:
                if shard.unchanged and self._before is not None:
                    self._parts.adopt(shard.shard, (*FINAL_TABLES, "rejects", NARROW))
                    self._summaries[shard.shard] = self._before.summaries[shard.shard]
            jobs = [self._clean_job(shard) for shard in plan.shards_to_clean]
            for _, done in self._run_jobs(jobs, "clean", plan.to_clean):
                self._summaries[done.shard] = done.summary
                for outcome in done.outcomes:
                    stamp = self._sources[outcome.path].stamp
                    self._sources[outcome.path] = SourceState(stamp, outcome.sha256, outcome.kind)
                self._parts.add(done.parts)
                yield ShardResult(done.shard, len(done.outcomes), done.summary, done.rejects, done.seconds)

    def relate(self) -> None:
        """The corpus stage: near-duplicates and link targets, and the tables that depend on them."""
        same_key = self._before is not None and self._before.corpus_key == self._corpus_key
        stage = CorpusStage(
            self._parts,
            self.run_id,
            self._planned(),
            self.options.duplicate_threshold,
            same_code=self._same_code,
            same_settings=self._same_code and same_key,
        )
        with self._timed("relate"):
            if stage.adopt_all():
                return
            if self._runner is not None:
                self._runner.refresh()
            jobs = stage.corpus_jobs()
            for _ in self._run_jobs(jobs, "relate", len(jobs), stage.then):
                pass
        with self._timed("finish"):
            if self._runner is not None:
                self._runner.refresh()
            finish_jobs = stage.finish_jobs()
            for _, done in self._run_jobs(finish_jobs, "finish", len(finish_jobs)):
                self._faults += done.faults
                stage.finish(done)
        if self._runner is not None:
            self._runner.finish()

    def check_gates(self) -> list[GateResult]:
        """Checks what must hold of the result; it is for the caller to decide what a failure means."""
        with self._timed("gates"):
            self._parts.fill_empty_tables()
            narrow = self._parts.read(NARROW, GATE_COLUMNS)
            rows = pa.concat_tables(narrow or [NARROW_SCHEMA.empty_table()])
            faults = self._faults + part_faults(self._parts.folder, self._parts.all(), self.run_id)
            rejected = [reject.source_path for reject in self._rejects()]
            self._gates = tuple(
                check_all(self._counts(), rows, self._counts_before(), self._bounds, faults, rejected)
            )
        return list(self._gates)

    def report(self) -> RunReport:
        """What this run found, as far as it is; for a caller that may not publish it. After `check_gates`."""
        seconds = dict(self.seconds)
        return RunReport(self.run_id, self._clean.url, self._counts(), seconds, self._rejects(), self._gates)

    def publish(self) -> RunReport:
        """Makes this run the visible dataset, in one step."""
        with self._timed("publish"):
            self._lock.check()
            self._parts.fill_empty_tables()
            counts = self._counts()
            parts = self._parts.all()
            rejects = self._rejects()
            write_state(self._parts.folder, self.run_id, self._state(parts))
            manifest = manifest_bytes(
                self.run_id,
                self.started_at,
                datetime.now(UTC),
                self.config,
                self.options,
                self._raw.url,
                counts,
                parts,
            )
            self._lock.check()
            self._snapshots.publish(self.run_id, manifest, parts)
        return RunReport(self.run_id, self._clean.url, counts, self.seconds, rejects, self._gates)

    def _planned(self) -> Plan:
        return self._plan if self._plan is not None else self.plan()

    @property
    def _same_code(self) -> bool:
        """Whether the run before was made by the same code, configuration and rules."""
        return self._before is not None and self._before.reuse_key == self._reuse_key

    def _clean_job(self, shard: ShardPlan) -> CleanShard:
        return CleanShard(
            shard.shard,
            self._raw,
            self._parts.folder,
            self.run_id,
            shard.sources,
            shard.kept,
            shard.refused,
            self._parts.old_shards(shard.old_shards),
            self.config,
            self._cleaner,
        )

    def _start_runner(self) -> Runner:
        if self._runner is None:
            self._runner = start_runner(self.options, self._cleaner, self.config)
        return self._runner

    def _run_jobs(
        self, jobs: Sequence[Any], stage: str, total: int, then: Then | None = None
    ) -> Iterator[tuple[Any, Any]]:
        if not jobs:
            return
        runner = self._start_runner()
        finished = 0
        report = self._on_progress or (lambda _: None)

        def tick(articles: int) -> None:
            report(Progress(stage, articles if stage == "clean" else min(finished, total), total))

        for job, done in runner.run(jobs, tick, then):
            finished += 1
            yield job, done
        report(Progress(stage, total, total))

    def _counts(self) -> Counts:
        groups = pa.chunked_array(
            [table[0].combine_chunks() for table in self._parts.read("duplicates", ["group_id"])], pa.string()
        )
        return Counts.of(
            self._planned(),
            self._summaries.values(),
            self._parts.row_counts(),
            pc.count_distinct(groups).as_py(),
        )

    def _counts_before(self) -> dict[str, Any] | None:
        """The counts of the run before, if it was over the same sources."""
        if self._previous is None or self._before is None or self._before.limit != self.options.limit:
            return None
        counts: dict[str, Any] = self._previous.manifest["counts"]
        return counts

    def _rejects(self) -> tuple[Reject, ...]:
        records = [Reject(**row) for table in self._parts.read("rejects") for row in table.to_pylist()]
        return tuple(sorted(records, key=lambda reject: reject.source_path))

    def _state(self, parts: tuple[Part, ...]) -> State:
        sources = self._planned().as_before
        if sources is None:
            sources = sources_table(self._sources, self._listed_at)
        return State(
            self._reuse_key,
            self._corpus_key,
            self._planned().shard_count,
            self.options.limit,
            parts,
            self._summaries,
            sources,
        )

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        """Measures a stage, and says in one sentence what a disk or bucket answered."""
        started = time.perf_counter()
        try:
            yield
        except OSError as error:
            reason = error.strerror or f"{type(error).__name__} {error}".strip()
            raise StorageFailed(
                f"Writing {self._clean.url} failed in the stage {stage}: {reason}. Nothing was published; the"
                " dataset is as it was before."
            ) from error
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - started
