"""Quality gates: what must hold of a run before it is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.dataset.manifest import Counts
from pipeline.dataset.parts import INTERNAL, JSON, Part, read_footer
from pipeline.dataset.schema import schema_of
from pipeline.dataset.storage import Folder

GATE_COLUMNS = ["article_id", "source_path", "source_bytes", "body_chars", "ad_url"]
"""What the gates read of the narrow table."""

SHOWN_ARTICLES = 20
"""Articles a failed gate names; more would not be read."""


INTENDED = "; if that is intended, raise the bound on change for one run"


@dataclass(frozen=True, slots=True)
class GateBounds:
    """What the gates allow. Shares are judged only from `min_sources` sources on: two bad files of three are
    no sign that something is wrong with the rules or the folder, a thousand of three thousand are."""

    min_sources: int = 50
    max_reject_share: float = 0.2
    """Of 14,711 real posts none had to be rejected; a fifth means the wrong folder or a broken reader."""
    max_shrunk_share: float = 0.2
    """Share of articles that may lose nearly all of their source."""
    shrunk_below: float = 0.02
    """An article has shrunk to nothing when its clean body has less than this share of its source's bytes."""
    max_change: float = 0.5
    """How much a figure per article may differ from the run before, relative to the larger one."""


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate: whether it passed, a sentence that says why, and the articles (source paths) at fault."""

    name: str
    passed: bool
    message: str
    articles: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        named = f": {', '.join(self.articles)}" if self.articles else ""
        return f"{'ok' if self.passed else 'FAILED'} {self.name}: {self.message}{named}"


def check_all(
    counts: Counts,
    narrow: pa.Table,
    before: dict[str, Any] | None,
    bounds: GateBounds,
    table_faults: Sequence[str],
    rejected: Sequence[str] = (),
) -> list[GateResult]:
    """All gates. `narrow` has the `GATE_COLUMNS` of every article; `before` is the `counts` of the manifest
    before, when the two runs can be compared; `table_faults` is what `part_faults` found; `rejected` has the
    paths of the rejected sources."""
    return [
        conservation(counts),
        tables_are_sound(table_faults),
        unique_articles(narrow),
        no_ad_urls(narrow),
        reject_share(counts, bounds, rejected),
        shrunk_share(narrow, bounds),
        sudden_change(counts, before, bounds),
    ]


def conservation(counts: Counts) -> GateResult:
    """Every discovered source is an article or a reject."""
    there = counts.rows["articles"] + counts.rows["rejects"]
    passed = counts.discovered == counts.accepted + counts.rejected == there
    return GateResult(
        "conservation",
        passed,
        f"{counts.discovered:,} discovered, {counts.rows['articles']:,} articles,"
        f" {counts.rows['rejects']:,} rejects",
    )


def tables_are_sound(faults: Sequence[str]) -> GateResult:
    """Every part has the schema of its table and the rows it claims, and keys are unique."""
    if faults:
        return GateResult("schema", False, "; ".join(faults[:5]))
    return GateResult("schema", True, "every part has the schema and the row count it should have")


def part_faults(run: Folder, parts: Iterable[Part], run_id: str) -> list[str]:
    """What is wrong with the Parquet parts that this run wrote, as their footers say."""
    faults = []
    for part in parts:
        if part.table in (JSON, *INTERNAL) or not part.written_by(run_id):
            continue
        schema, rows = read_footer(run, part)
        if not schema.equals(schema_of(part.table)):
            faults.append(f"{part.path} does not have the schema of {part.table}")
        if rows != part.rows:
            faults.append(f"{part.path} has {rows} rows instead of {part.rows}")
    return faults


def unique_articles(narrow: pa.Table) -> GateResult:
    """No two articles have one id."""
    ids = narrow["article_id"]
    if pc.count_distinct(ids).as_py() == len(ids):
        return GateResult("unique_articles", True, "every article_id stands once")
    seen = Counter(ids.to_pylist())
    twice = [seen[article_id] > 1 for article_id in ids.to_pylist()]
    return _failed("unique_articles", "articles share an article_id", narrow, twice)


def no_ad_urls(narrow: pa.Table) -> GateResult:
    """No clean body links to a known ad, affiliate or tracking host."""
    urls = narrow["ad_url"]
    if urls.null_count == len(urls):
        return GateResult("no_ad_urls", True, "no clean body links to a known ad host")
    first = urls.drop_null()[0].as_py()
    found = [url is not None for url in urls.to_pylist()]
    return _failed("no_ad_urls", f"clean bodies link to ad hosts, such as {first[:200]}", narrow, found)


def reject_share(counts: Counts, bounds: GateBounds, rejected: Sequence[str] = ()) -> GateResult:
    """Not too many sources were rejected."""
    share = counts.rejected / max(counts.discovered, 1)
    passed = counts.discovered < bounds.min_sources or share <= bounds.max_reject_share
    return GateResult(
        "reject_share",
        passed,
        f"{share:.1%} of the sources rejected, at most {bounds.max_reject_share:.0%} allowed",
        () if passed else tuple(rejected[:SHOWN_ARTICLES]),
    )


def shrunk_share(narrow: pa.Table, bounds: GateBounds) -> GateResult:
    """Not too many articles lost nearly everything."""
    sizes = zip(narrow["body_chars"].to_pylist(), narrow["source_bytes"].to_pylist(), strict=True)
    shrunk = [body < source * bounds.shrunk_below for body, source in sizes]
    share = sum(shrunk) / max(len(shrunk), 1)
    message = (
        f"{share:.1%} of the articles keep less than {bounds.shrunk_below:.0%} of their source, at most "
        f"{bounds.max_shrunk_share:.0%} allowed"
    )
    if len(narrow) < bounds.min_sources or share <= bounds.max_shrunk_share:
        return GateResult("shrunk_share", True, message)
    return _failed("shrunk_share", message, narrow, shrunk)


def sudden_change(counts: Counts, before: dict[str, Any] | None, bounds: GateBounds) -> GateResult:
    """The figures per article are like those of the run before, and the sources have not vanished."""
    name = "sudden_change"
    if before is None or before["discovered"] < bounds.min_sources:
        return GateResult(name, True, "no earlier run of this size to compare with")
    if counts.discovered < before["discovered"] * (1 - bounds.max_change):
        message = f"{counts.discovered:,} sources where the run before had {before['discovered']:,}"
        return GateResult(name, False, message + INTENDED)
    if counts.accepted < bounds.min_sources:
        return GateResult(name, True, "too few articles to compare")
    for table in ("fixes", "steps", "images", "links", "removals"):
        now = counts.rows[table] / counts.accepted
        was = before["rows"][table] / max(before["accepted"], 1)
        # Below one row per two articles a table is too thin to say anything.
        if max(now, was) >= 0.5 and abs(now - was) > bounds.max_change * max(now, was):
            message = f"{now:.1f} {table} per article where the run before had {was:.1f}"
            return GateResult(name, False, message + INTENDED)
    return GateResult(name, True, "the figures per article are like those of the run before")


def _failed(name: str, message: str, narrow: pa.Table, which: Iterable[bool]) -> GateResult:
    paths = list(compress(narrow["source_path"].to_pylist(), which))
    count = f"{len(paths):,} article" + ("" if len(paths) == 1 else "s")
    return GateResult(name, False, f"{count}: {message}", tuple(paths[:SHOWN_ARTICLES]))
