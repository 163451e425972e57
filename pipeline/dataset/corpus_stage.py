"""What the corpus stage of a run has to do, and what it can take over from the run before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.dataset.finish_shard import FinishArticles, FinishedShard, FinishShard
from pipeline.dataset.jobs import Job
from pipeline.dataset.merge import ShardRows
from pipeline.dataset.parts import JSON, NARROW, TARGETS, Part
from pipeline.dataset.plan import Plan
from pipeline.dataset.relate import DUPLICATES_DEPEND_ON, LINKS_DEPEND_ON, FindDuplicates, ResolveLinks
from pipeline.dataset.run_parts import RunParts
from pipeline.records import TABLES

FINISHED_ARTICLES = ("articles",)
FINISHED_TABLES = ("links", JSON)
"""What `FinishArticles` and `FinishShard` write."""


@dataclass(frozen=True, slots=True)
class CorpusStage:
    """The corpus stage of the run with these parts and this plan. `same_code`: the run before was made with the
    same code and configuration; `same_settings`: also with the same settings of this stage."""

    parts: RunParts
    run_id: str
    plan: Plan
    threshold: float
    same_code: bool
    same_settings: bool

    def adopt_all(self) -> bool:
        """Takes over everything from the run before if nothing at all has changed; whether it has."""
        if not (self.plan.is_empty and self.same_settings):
            return False
        for shard in self.plan.shards:
            self.parts.adopt(shard.shard, (*FINISHED_ARTICLES, *FINISHED_TABLES))
        self.parts.adopt(-1, (*TABLES, JSON, TARGETS))
        return True

    def corpus_jobs(self) -> list[Job]:
        """The jobs over all articles; takes over the tables of those that would find what they found before.
        The articles of each shard are written as soon as their duplicates are known, beside the search for links,
        which takes longest."""
        rows = tuple(self._rows())
        folder = self.parts.folder
        jobs: list[Job] = []
        if self.same_code and self._is_as_before(rows, LINKS_DEPEND_ON):
            self.parts.adopt(-1, ("link_targets", TARGETS))
        else:
            jobs.append(ResolveLinks(folder, self.run_id, rows))
        if self.same_settings and self._is_as_before(rows, DUPLICATES_DEPEND_ON):
            self.parts.adopt(-1, ("duplicates",))
            jobs += self._article_jobs()
        else:
            jobs.insert(0, FindDuplicates(folder, self.run_id, rows, self.threshold))
        return jobs

    def then(self, job: Job, done: tuple[Part, ...] | FinishedShard) -> Iterable[Job]:
        """Notes what a job over all articles found; the jobs that can be begun now."""
        if isinstance(done, FinishedShard):
            self.finish(done, FINISHED_ARTICLES)
            return ()
        self.parts.add(done)
        return self._article_jobs() if isinstance(job, FindDuplicates) else ()

    def _article_jobs(self) -> list[FinishArticles]:
        duplicates = self.parts.find("duplicates", -1)
        assert duplicates is not None
        return [
            FinishArticles(self.parts.folder, self.run_id, row, row.shard in self._unchanged, duplicates)
            for row in self._rows()
        ]

    def finish_jobs(self) -> list[FinishShard]:
        """One job per shard for what depends on links, after the corpus jobs are done."""
        duplicates, targets = self.parts.find("duplicates", -1), self.parts.find(TARGETS, -1)
        assert duplicates is not None
        assert targets is not None
        return [
            FinishShard(
                self.parts.folder, self.run_id, row, row.shard in self._unchanged, duplicates, targets
            )
            for row in self._rows()
        ]

    @property
    def _unchanged(self) -> set[int]:
        return {shard.shard for shard in self.plan.shards if shard.unchanged}

    def finish(self, done: FinishedShard, tables: tuple[str, ...] = FINISHED_TABLES) -> None:
        """Notes the parts that a job wrote, or takes over those of its tables that still hold."""
        if done.parts is None:
            self.parts.adopt(done.shard, tables)
        else:
            self.parts.add(done.parts)

    def _rows(self) -> Iterator[ShardRows]:
        """Where the rows of each shard that has articles lie."""
        for shard in self.plan.shards:
            narrow = self.parts.find(NARROW, shard.shard)
            if narrow is not None:
                yield ShardRows(shard.shard, narrow, self.parts.old_shards(shard.old_shards))

    def _is_as_before(self, rows: tuple[ShardRows, ...], columns: list[str]) -> bool:
        """Whether these columns of the narrow table are those of the run before."""
        if self.parts.old_shards_of(NARROW) != {row.shard for row in rows}:
            return False
        for row in rows:
            old = self.parts.old(NARROW, row.shard)
            if old is None or not old.read(columns).equals(row.narrow.read(columns)):
                return False
        return True
