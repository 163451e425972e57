"""What a worker does with one shard before the corpus stage: read, clean, convert, write.

Tables that need nothing of the rest of the corpus are written for good. `articles`, `links` and the JSON
documents wait for it: their new rows are staged, and `finish_shard.py` writes them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.config import CleaningConfig
from pipeline.dataset.clean_one import Cleaned, Cleaner, refused
from pipeline.dataset.guard import Guard
from pipeline.dataset.jobs import Verdict
from pipeline.dataset.merge import OldShard, merge_rows, old_tables
from pipeline.dataset.narrow import NARROW_SCHEMA, narrow_table
from pipeline.dataset.parts import NARROW, Part, write_table
from pipeline.dataset.rows import record_table, storable, tables_of
from pipeline.dataset.schema import schema_of
from pipeline.dataset.sources import SourceReader
from pipeline.dataset.staging import DOCUMENT, StagedWriter
from pipeline.dataset.storage import Folder
from pipeline.records import CHILD_TABLES, Reject

FLUSH_ARTICLES = 64
"""Articles held as Python objects before they become Arrow arrays, which are several times smaller."""

RETRY_ERRORS = frozenset({"unreadable", "time_budget", "memory_budget", "worker_crash"})
"""Rejects that say more about the run than about the source: tried again by the next run."""

FINAL_TABLES = tuple(name for name in CHILD_TABLES if name != "links")
"""Child tables that need nothing of the rest of the corpus."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: its SHA-256 if it was read, and `accepted`, `rejected` or `retry`."""

    path: str
    sha256: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class ShardSummary:
    """Figures of one whole shard, kept rows included, that a report adds up."""

    accepted: int = 0
    rejected: int = 0
    removals: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CleanedShard:
    """What `CleanShard` reports; the rows themselves are in files."""

    shard: int
    parts: tuple[Part, ...]
    outcomes: tuple[Outcome, ...]
    rejects: tuple[Reject, ...]
    summary: ShardSummary
    seconds: float


@dataclass(frozen=True, slots=True)
class CleanShard:
    """The job: clean `sources` (in order of path), keep the rows of the paths `kept` from `old`."""

    shard: int
    raw: Folder
    folder: Folder
    run_id: str
    sources: tuple[str, ...]
    kept: tuple[str, ...]
    refused: tuple[Reject, ...]
    old: tuple[OldShard, ...]
    config: CleaningConfig
    cleaner: str
    verdicts: dict[int, Verdict] = field(default_factory=dict)

    @property
    def articles(self) -> int:
        return len(self.sources)

    def with_verdict(self, index: int, verdict: Verdict) -> CleanShard:
        return replace(self, verdicts={**self.verdicts, index: verdict})

    def probe(self, index: int) -> Probe:
        return Probe(self, index)

    def run(self, guard: Guard) -> CleanedShard:
        started = time.perf_counter()
        rows = _NewRows(self)
        for cleaned in clean_all(self, guard):
            rows.add(cleaned, guard)
        guard.lift()  # tables are made of cleaned rows; Arrow's first allocation alone reserves gigabytes
        rows.close()
        return _write(self, rows, started)


@dataclass(frozen=True, slots=True)
class Probe:
    """Tries one article of a job alone, to see whether it is the one that ends workers."""

    job: CleanShard
    index: int
    articles: int = 1

    def run(self, guard: Guard) -> None:
        for _ in clean_all(self.job, guard, only=self.index):
            pass

    def with_verdict(self, index: int, verdict: Verdict) -> Probe:
        raise NotImplementedError("a probe is not tried again")

    def probe(self, index: int) -> Probe:
        return self


def clean_all(job: CleanShard, guard: Guard, only: int | None = None) -> Iterator[Cleaned]:
    """Reads and cleans the sources of a job one by one, each under guard."""
    reader = SourceReader(job.raw, job.sources, job.config.limits.file_bytes)
    cleaner = Cleaner(job.cleaner, job.config)
    for index, path in enumerate(job.sources):
        if only is not None and index != only:
            continue
        reader.prepare(index)
        read = partial(reader.read, index)
        verdict = job.verdicts.get(index)
        if verdict is not None:
            yield refused(path, read, verdict.error, verdict.message)
            continue
        guard.begin(index)
        cleaned = cleaner.clean(path, read, guard)
        guard.end()
        yield cleaned


class _NewRows:
    """Collects what was cleaned, as Arrow tables of a bounded number of articles; stages what must wait."""

    def __init__(self, job: CleanShard) -> None:
        self.pending: list[Cleaned] = []
        self.rejects: list[Reject] = []
        self.outcomes: list[Outcome] = []
        self.tables: dict[str, list[pa.Table]] = {name: [] for name in (*FINAL_TABLES, NARROW)}
        self.staged = {name: StagedWriter(job.folder, name, job.shard) for name in ("articles", "links")}

    def add(self, cleaned: Cleaned, guard: Guard) -> None:
        if cleaned.reject is not None:
            self._reject(cleaned.path, cleaned.reject)
            return
        self.pending.append(cleaned)
        if len(self.pending) >= FLUSH_ARTICLES:
            guard.lift()
            self.flush()

    def flush(self) -> None:
        """Turns the pending articles into tables; one whose values no table can hold is rejected."""
        batch, self.pending = self.pending, []
        if not batch:
            return
        try:
            self._convert(batch)
        except (pa.ArrowException, UnicodeError, OverflowError, TypeError, ValueError):
            for cleaned in batch:
                self._convert_alone(cleaned)

    def close(self) -> None:
        """Converts the last articles and completes the staged files."""
        self.flush()
        for writer in self.staged.values():
            writer.close()

    def table(self, name: str, schema: pa.Schema) -> pa.Table:
        """All new rows of a table, in order."""
        tables = self.tables[name]
        return pa.concat_tables(tables) if tables else schema.empty_table()

    def _convert_alone(self, cleaned: Cleaned) -> None:
        try:
            self._convert([replace(cleaned, article=storable(cleaned.article))])
        except (pa.ArrowException, UnicodeError, OverflowError, TypeError, ValueError) as error:
            message = f"a value cannot be stored: {error}".split("\n", 1)[0]
            sha256 = cleaned.article.article.source_sha256 if cleaned.article else None
            self._reject(cleaned.path, Reject(cleaned.path, sha256, "clean", "internal_error", message, None))

    def _convert(self, batch: Sequence[Cleaned]) -> None:
        made = tables_of([cleaned.article for cleaned in batch if cleaned.article is not None])
        documents = pa.array([cleaned.document for cleaned in batch], pa.large_binary())
        made["articles"] = made["articles"].append_column(DOCUMENT, documents)
        made[NARROW] = narrow_table([cleaned.narrow for cleaned in batch])
        for name, table in made.items():
            if name in self.staged:
                self.staged[name].write(table)
            else:
                self.tables[name].append(table)
        for cleaned in batch:
            if cleaned.article is not None:
                sha256 = cleaned.article.article.source_sha256
                self.outcomes.append(Outcome(cleaned.path, sha256, "accepted"))

    def _reject(self, path: str, reject: Reject) -> None:
        self.rejects.append(storable(reject))
        kind = "retry" if reject.error in RETRY_ERRORS else "rejected"
        self.outcomes.append(Outcome(path, reject.source_sha256, kind))


def _write(job: CleanShard, rows: _NewRows, started: float) -> CleanedShard:
    kept = pa.array(job.kept, pa.string())
    refused = (reject.source_path for reject in job.refused)
    order = pa.array(sorted((*job.sources, *job.kept, *refused)), pa.string())
    narrow = merge_rows(
        old_tables(job.old, NARROW), rows.table(NARROW, NARROW_SCHEMA), "source_path", kept, order
    )
    rejected = sorted((*job.refused, *rows.rejects), key=lambda reject: reject.source_path)
    tables = {
        NARROW: narrow,
        "rejects": merge_rows(
            old_tables(job.old, "rejects"), record_table("rejects", rejected), "source_path", kept, order
        ),
    }
    kept_ids = narrow["article_id"].filter(pc.is_in(narrow["source_path"], value_set=kept)).combine_chunks()
    ids = narrow["article_id"].combine_chunks()
    for name in FINAL_TABLES:
        new = rows.table(name, schema_of(name))
        tables[name] = merge_rows(old_tables(job.old, name), new, "article_id", kept_ids, ids)
    parts = [
        write_table(job.folder, job.run_id, name, job.shard, table)
        for name, table in tables.items()
        if len(table)
    ]
    return CleanedShard(
        job.shard,
        tuple(parts),
        tuple(rows.outcomes),
        tuple(rows.rejects),
        _summary(tables),
        time.perf_counter() - started,
    )


def _summary(tables: dict[str, pa.Table]) -> ShardSummary:
    return ShardSummary(
        accepted=len(tables[NARROW]),
        rejected=len(tables["rejects"]),
        removals=_counts(tables["removals"]["category"]),
        rules=_counts(tables["removals"]["rule"]),
        warnings=_counts(pc.list_flatten(tables[NARROW]["warnings"])),
        errors=_counts(tables["rejects"]["error"]),
    )


def _counts(values: Any) -> dict[str, int]:
    return {item["values"]: item["counts"] for item in pc.value_counts(values).to_pylist()}
