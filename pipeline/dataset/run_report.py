"""What a run did, as a record that prints as a readable summary."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.dataset.gates import GateResult
from pipeline.dataset.manifest import Counts
from pipeline.records import Reject

SHOWN_REJECTS = 10


@dataclass(frozen=True, slots=True)
class RunReport:
    """A published run. `seconds` has the time of each stage in order, `rejects` one record per rejected
    source, `gates` the quality gates as checked."""

    run_id: str
    clean: str
    counts: Counts
    seconds: dict[str, float]
    rejects: tuple[Reject, ...]
    gates: tuple[GateResult, ...]

    @property
    def total_seconds(self) -> float:
        return sum(self.seconds.values())

    def __str__(self) -> str:
        counts = self.counts
        lines = [
            f"Run {self.run_id} → {self.clean}",
            f"  sources    {counts.discovered:,} discovered = {counts.accepted:,} accepted"
            f" + {counts.rejected:,} rejected",
            f"             {counts.added:,} added, {counts.changed:,} changed, {counts.deleted:,} deleted,"
            f" {counts.unchanged:,} unchanged; {counts.cleaned:,} cleaned",
        ]
        lines += _rejects(self.rejects, counts.rejects)
        lines += _row("removed", counts.removals)
        lines.append(
            f"  duplicates {counts.duplicate_articles:,} articles in {counts.duplicate_groups:,} groups"
        )
        lines += _row("rows", counts.rows)
        lines += _row("warnings", counts.warnings)
        lines += [f"  gate       {gate}" for gate in self.gates if not gate.passed]
        times = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in self.seconds.items())
        lines.append(f"  seconds    {self.total_seconds:.1f} ({times})")
        return "\n".join(lines)


def _row(title: str, counts: dict[str, int]) -> list[str]:
    text = ", ".join(f"{name} {count:,}" for name, count in counts.items() if count)
    return [f"  {title:<10} {text}"] if text else []


def _rejects(rejects: tuple[Reject, ...], counts: dict[str, int]) -> list[str]:
    lines = _row("rejected", counts)
    for reject in rejects[:SHOWN_REJECTS]:
        lines.append(f"             {reject.source_path}: {reject.error}: {reject.message}")
    if len(rejects) > SHOWN_REJECTS:
        lines.append(f"             … and {len(rejects) - SHOWN_REJECTS:,} more in the table `rejects`")
    return lines
