"""All hostile files in one run with 200 ordinary articles, which must come out as in a run without them."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import clean_corpus
from pipeline.config import RunOptions
from pipeline.dataset.gates import GateBounds

from .collection import CASES, SETUPS, write_cases
from .ordinary import ordinary_article

OPTIONS = RunOptions(workers=2, shard_size=120, time_budget_seconds=120)
"""A budget that no case needs, however slow the machine: what the budget does is tested elsewhere."""
GATES = GateBounds(max_reject_share=1.0, max_shrunk_share=1.0)
ORDINARY = 200


def write_ordinary(raw: Path) -> None:
    (raw / "ordinary").mkdir(parents=True)
    for number in range(ORDINARY):
        (raw / "ordinary" / f"{number:03d}.md").write_bytes(ordinary_article(number))


def rows(clean: Path, table: str, only: str = "") -> list[str]:
    """Rows of the articles below the folder `only`, as comparable text."""
    articles = pq.read_table(clean / "articles").to_pylist()
    ids = {row["article_id"] for row in articles if row["source_path"].startswith(only)}
    return sorted(repr(row) for row in pq.read_table(clean / table).to_pylist() if row["article_id"] in ids)


@pytest.mark.slow
def test_ordinary_articles_come_out_as_without_hostile_neighbours(tmp_path: Path) -> None:
    write_ordinary(tmp_path / "raw-alone")
    write_ordinary(tmp_path / "raw")
    write_cases(tmp_path / "raw" / "hostile")
    (tmp_path / "outside").mkdir()
    for setup in SETUPS.values():
        setup.make(tmp_path / "raw", tmp_path / "outside")
    clean_corpus(tmp_path / "raw-alone", tmp_path / "alone", options=OPTIONS, gates=GATES)

    report = clean_corpus(tmp_path / "raw", tmp_path / "clean", options=OPTIONS, gates=GATES)

    for table in ("articles", "fixes", "steps", "images", "links", "removals", "duplicates"):
        alone = rows(tmp_path / "alone", table)
        assert rows(tmp_path / "clean", table, "ordinary/") == alone, table
        assert alone or table == "duplicates", f"{table} is empty: nothing was compared"
    rejects = pq.read_table(tmp_path / "clean" / "rejects").to_pylist()
    accepted = {row["source_path"] for row in pq.read_table(tmp_path / "clean" / "articles").to_pylist()}
    assert report.counts.discovered == len(accepted) + len(rejects)
    errors = {row["source_path"]: row["error"] for row in rejects}
    for case in CASES.values():
        path = f"hostile/{case.name}"
        wanted = set(case.outcome.split(" or "))
        got = f"reject: {errors[path]}" if path in errors else "accepted"
        assert got in wanted or (got == "accepted" and "warning" in case.outcome), f"{case.name}: {got}"
    for setup in SETUPS.values():
        assert setup.rejects <= set(errors.items()), setup.name
        assert setup.accepts <= accepted, setup.name
    hostile = {f"hostile/{name}" for name in CASES}
    ordinary = {f"ordinary/{number:03d}.md" for number in range(ORDINARY)}
    assert accepted == ordinary | (hostile - set(errors)) | {
        path for s in SETUPS.values() for path in s.accepts
    }
