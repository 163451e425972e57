"""manifest.json: what a run was, and every part file it consists of."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pipeline
from pipeline.config import CleaningConfig, RunOptions
from pipeline.dataset.clean_shard import ShardSummary
from pipeline.dataset.parts import INTERNAL, JSON, Part
from pipeline.dataset.plan import Plan
from pipeline.records import REMOVAL_CATEGORIES, TABLES


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures of a run. `discovered` = `accepted` + `rejected`."""

    discovered: int
    accepted: int
    rejected: int
    added: int
    changed: int
    deleted: int
    unchanged: int
    cleaned: int
    rows: dict[str, int]
    removals: dict[str, int]
    rejects: dict[str, int]
    warnings: dict[str, int]
    rules: dict[str, int]
    duplicate_groups: int
    duplicate_articles: int

    @staticmethod
    def of(plan: Plan, shards: Iterable[ShardSummary], rows: dict[str, int], groups: int) -> Counts:
        """The figures of a run from its plan, its shards, and the rows of its tables."""
        removals, rules, warnings, errors = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        accepted = rejected = 0
        for shard in shards:
            accepted += shard.accepted
            rejected += shard.rejected
            removals.update(shard.removals)
            rules.update(shard.rules)
            warnings.update(shard.warnings)
            errors.update(shard.errors)
        return Counts(
            plan.discovered,
            accepted,
            rejected,
            plan.added,
            plan.changed,
            plan.deleted,
            plan.unchanged,
            plan.to_clean,
            rows,
            {category: removals[category] for category in REMOVAL_CATEGORIES},
            _by_count(errors),
            _by_count(warnings),
            _by_count(rules),
            groups,
            rows["duplicates"],
        )


def _by_count(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def manifest_bytes(
    run_id: str,
    started_at: datetime,
    finished_at: datetime,
    config: CleaningConfig,
    options: RunOptions,
    raw: str,
    counts: Counts,
    parts: Iterable[Part],
) -> bytes:
    """The manifest as UTF-8 JSON."""
    by_table: dict[str, list[dict[str, Any]]] = {name: [] for name in (*TABLES, JSON)}
    for part in parts:
        if part.table not in INTERNAL:
            by_table[part.table].append(
                {"path": part.path, "rows": part.rows, "bytes": part.size, "sha256": part.sha256}
            )
    content = {
        "run_id": run_id,
        "pipeline_version": pipeline.__version__,
        "started_at": started_at.isoformat(),
        "finished_at": finished_at.isoformat(),
        "raw": raw,
        "config": {"cleaning": asdict(config), "run": asdict(options)},
        "counts": asdict(counts),
        "parts": by_table,
    }
    return json.dumps(content, indent=2, ensure_ascii=False).encode()
