"""All hostile files in one run with 200 ordinary articles, which must come out as in a run without them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline import clean_corpus, load_table
from pipeline.config import RunOptions
from pipeline.dataset.gates import GateBounds
from pipeline.records import TABLES

from .collection import CASES, SETUPS, write_cases
from .ordinary import ordinary_article

OPTIONS = RunOptions(workers=2, shard_size=120, time_budget_seconds=10)
GATES = GateBounds(max_reject_share=1.0, max_shrunk_share=1.0)
ORDINARY = 200


def write_ordinary(raw: Path) -> None:
    (raw / "ordinary").mkdir(parents=True)
    for number in range(ORDINARY):
        (raw / "ordinary" / f"{number:03d}.md").write_bytes(ordinary_article(number))


def rows(clean: Path, table: str, only: str = "") -> list[dict[str, Any]]:
    """Rows of the articles below the folder `only`, as comparable Python values."""
    frame = load_table(str(clean), table)
    if table != "articles" and only:
        articles = load_table(str(clean), "articles")
        ids = set(articles.loc[articles.source_path.str.startswith(only), "article_id"])
        frame = frame[frame.article_id.isin(ids)]
    elif only:
        frame = frame[frame.source_path.str.startswith(only)]
    return sorted(map(repr, frame.astype(object).where(frame.notna(), None).to_dict("records")))


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
    rejects = load_table(str(tmp_path / "clean"), "rejects")
    accepted = set(load_table(str(tmp_path / "clean"), "articles").source_path)
    assert report.counts.discovered == len(accepted) + len(rejects)
    errors = dict(zip(rejects.source_path, rejects.error, strict=True))
    for case in CASES.values():
        path = f"hostile/{case.name}"
        wanted = set(case.outcome.split(" or "))
        got = f"reject: {errors[path]}" if path in errors else "accepted"
        assert got in wanted or (got == "accepted" and "warning" in case.outcome), f"{case.name}: {got}"
    for setup in SETUPS.values():
        assert setup.rejects <= set(errors.items()), setup.name
        assert setup.accepts <= accepted, setup.name
    assert not [path for path in accepted if "secret" in path or "out" in path.split("/")[0].split("-")]
    assert set(TABLES) >= {"rejects"}
