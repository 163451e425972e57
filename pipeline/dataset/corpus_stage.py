"""What the corpus stage of a run has to do, and what it can take over from the run before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.dataset.finish_shard import FinishedShard, FinishShard
from pipeline.dataset.merge import ShardRows
from pipeline.dataset.parts import JSON, NARROW, TARGETS
from pipeline.dataset.plan import Plan
from pipeline.dataset.relate import DUPLICATES_DEPEND_ON, LINKS_DEPEND_ON, FindDuplicates, ResolveLinks
from pipeline.dataset.run_parts import RunParts
from pipeline.records import TABLES

FINISHED_TABLES = ("articles", "links", JSON)
"""What `FinishShard` writes."""


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
            self.parts.adopt(shard.shard, FINISHED_TABLES)
        self.parts.adopt(-1, (*TABLES, JSON, TARGETS))
        return True

    def corpus_jobs(self) -> list[FindDuplicates | ResolveLinks]:
        """The jobs over all articles; takes over the tables of those that would find what they found before."""
        rows = tuple(self._rows())
        folder = self.parts.folder
        jobs: list[FindDuplicates | ResolveLinks] = []
        if self.same_settings and self._is_as_before(rows, DUPLICATES_DEPEND_ON):
            self.parts.adopt(-1, ("duplicates",))
        else:
            jobs.append(FindDuplicates(folder, self.run_id, rows, self.threshold))
        if self.same_code and self._is_as_before(rows, LINKS_DEPEND_ON):
            self.parts.adopt(-1, ("link_targets", TARGETS))
        else:
            jobs.append(ResolveLinks(folder, self.run_id, rows))
        return jobs

    def finish_jobs(self) -> list[FinishShard]:
        """One job per shard, after the corpus jobs are done."""
        duplicates, targets = self.parts.find("duplicates", -1), self.parts.find(TARGETS, -1)
        assert duplicates is not None
        assert targets is not None
        unchanged = {shard.shard for shard in self.plan.shards if shard.unchanged}
        return [
            FinishShard(self.parts.folder, self.run_id, row, row.shard in unchanged, duplicates, targets)
            for row in self._rows()
        ]

    def finish(self, done: FinishedShard) -> None:
        """Notes the parts that a finish job wrote, or takes over those that still hold."""
        if done.parts is None:
            self.parts.adopt(done.shard, FINISHED_TABLES)
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
