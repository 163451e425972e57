"""What a run tells while it is under way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.dataset.clean_shard import ShardSummary
from pipeline.records import Reject


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` of `total` articles in the stage `clean`, jobs in `relate`, shards in `finish`."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ShardResult:
    """One cleaned shard: figures of all its rows, and the rejects among the sources cleaned now."""

    shard: int
    cleaned: int
    counts: ShardSummary
    rejects: tuple[Reject, ...]
    seconds: float


OnProgress = Callable[[Progress], None]
