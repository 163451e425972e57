"""Quality gates: what each refuses, whom it names, and that a failed one leaves the dataset as it was."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa
import pytest

from pipeline.config import CleaningConfig, RunOptions
from pipeline.dataset import gates
from pipeline.dataset.gates import GateBounds, GateResult
from pipeline.dataset.manifest import Counts
from pipeline.dataset.narrow import ad_url_in
from pipeline.dataset.run import clean_corpus, open_run
from pipeline.errors import GateFailed
from pipeline.records import TABLES

from .conftest import CLEANER, Place, articles

BOUNDS = GateBounds()


def counts(accepted: int = 100, rejected: int = 0, **rows: int) -> Counts:
    tables = dict.fromkeys(TABLES, 0) | {"articles": accepted, "rejects": rejected} | rows
    total = accepted + rejected
    return Counts(total, accepted, rejected, total, 0, 0, 0, total, tables, {}, {}, {}, {}, 0, 0)


def narrow(*rows: dict[str, Any]) -> pa.Table:
    usual = {"source_bytes": 1000, "body_chars": 500, "ad_url": None}
    full = [
        {"article_id": f"id{number}", "source_path": f"a{number}.md"} | usual | row
        for number, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(full) if full else pa.table({})


def test_conservation() -> None:
    assert gates.conservation(counts(5, 2)).passed
    assert not gates.conservation(replace(counts(5, 2), discovered=8)).passed
    assert not gates.conservation(counts(5, 2, articles=4)).passed


def test_an_ad_url_in_a_clean_body_is_named_with_its_article() -> None:
    result = gates.no_ad_urls(narrow({"ad_url": None}, {"ad_url": "https://x.pxf.io/c/1"}))
    assert not result.passed
    assert result.articles == ("a1.md",)
    assert "https://x.pxf.io/c/1" in result.message


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("See [it](https://example.org/).", None),
        ("Get [it](https://imp.pxf.io/c/1).", "https://imp.pxf.io/c/1"),
        ("![](//a.pxf.io/i.png)", "//a.pxf.io/i.png"),
        ("```html\n<a href='https://imp.pxf.io/c/1'>\n```", None),
        ("Write `https://imp.pxf.io/c/1` there.", None),
        ("~~~\nhttps://a.pxf.io/1\n~~~\n\nhttps://a.pxf.io/2", "https://a.pxf.io/2"),
        ("Its code:\n\n```html\n<a href='https://a.pxf.io/1'>", None),
        ("Its code:\n\n    <a href='https://a.pxf.io/1'>\n\nMore.", None),
        ("Write `<a\nhref='https://a.pxf.io/1'>` there.", None),
        ("Seehttps://a.pxf.io/1 and https\\://a.pxf.io/2, which are text.", None),
        ("* **[It](https://a.pxf.io/1)**", "https://a.pxf.io/1"),
        ("[it](<https://a.example/%3Cimg src='https://a.pxf.io/1'%3E>)", None),
        ("> See <https://a.pxf.io/1>.", "https://a.pxf.io/1"),
        ("See //a.pxf.io/1.", "//a.pxf.io/1."),
        ("[It][r]\n\n[r]: https://a.pxf.io/1", "https://a.pxf.io/1"),
        ("| a |\n|---|\n| [it](https://a.pxf.io/1) |", "https://a.pxf.io/1"),
        ("## See <a href='https://a.pxf.io/1'>it</a>", "https://a.pxf.io/1"),
    ],
)
def test_ad_urls_count_outside_of_code_only(body: str, found: str | None) -> None:
    assert ad_url_in(body, CleaningConfig()) == found


def test_articles_that_share_an_id_are_named() -> None:
    result = gates.unique_articles(narrow({"article_id": "x"}, {}, {"article_id": "x"}))
    assert not result.passed
    assert result.articles == ("a0.md", "a2.md")


def test_the_reject_share_counts_for_large_runs_only() -> None:
    assert gates.reject_share(counts(1, 2), BOUNDS).passed
    assert gates.reject_share(counts(90, 10), BOUNDS).passed
    assert not gates.reject_share(counts(70, 30), BOUNDS).passed
    assert gates.reject_share(counts(70, 30), replace(BOUNDS, max_reject_share=0.5)).passed


def test_articles_that_shrank_to_nothing() -> None:
    shrunk = {"body_chars": 3}
    assert gates.shrunk_share(narrow(shrunk, {}), BOUNDS).passed
    assert gates.shrunk_share(narrow(*[shrunk] * 10, *[{}] * 90), BOUNDS).passed
    result = gates.shrunk_share(narrow(*[shrunk] * 30, *[{}] * 70), BOUNDS)
    assert not result.passed
    assert result.articles[:2] == ("a0.md", "a1.md")
    assert "30 articles" in result.message


@pytest.mark.parametrize(
    ("now", "passed"),
    [
        (counts(100, steps=900, fixes=300), True),
        (counts(70, steps=700, fixes=200), True),
        (counts(40, steps=400, fixes=120), False),
        (counts(100, steps=300, fixes=300), False),
        (counts(100, steps=2500, fixes=300), False),
    ],
)
def test_sudden_change_against_the_run_before(now: Counts, passed: bool) -> None:
    before = {
        "discovered": 100,
        "accepted": 100,
        "rows": {**dict.fromkeys(TABLES, 0), "steps": 1000, "fixes": 300},
    }
    assert gates.sudden_change(now, before, BOUNDS).passed == passed
    assert gates.sudden_change(now, None, BOUNDS).passed


def test_small_sample_folders_pass_every_gate(place: Place, inline: None) -> None:
    place.write(articles(2) | {f"empty{number}.md": "" for number in range(10)})
    place.run()
    place.write(articles(1))
    (place.raw / "site/a0001.md").unlink()
    report = place.run()
    assert [gate for gate in report.gates if not gate.passed] == []
    assert "rejected" in str(report)


def test_a_failed_gate_keeps_the_dataset_before(
    place: Place, inline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.dataset.run.open_run", partial(open_run, cleaner=CLEANER))
    place.write(articles(2))
    clean_corpus(place.raw, place.clean, options=RunOptions(workers=1))
    before = place.rows()
    place.write({"poisoned.md": "Get it at https://imp.pxf.io/c/1 today."})
    with pytest.raises(GateFailed, match=r"no_ad_urls: 1 article: .*pxf\.io/c/1.*poisoned\.md"):
        clean_corpus(place.raw, place.clean, options=RunOptions(workers=1))
    assert place.rows() == before


def test_gates_are_for_the_caller_to_enforce(place: Place, inline: None) -> None:
    place.write({"poisoned.md": "Get it at https://imp.pxf.io/c/1 today."})
    with open_run(place.raw, place.clean, cleaner=CLEANER) as run:
        list(run.clean_shards())
        run.relate()
        failed: list[GateResult] = [gate for gate in run.check_gates() if not gate.passed]
        assert [gate.name for gate in failed] == ["no_ad_urls"]
        run.publish()
    # What was published in spite of a gate is still at fault in the next run, which cleans nothing.
    assert not all(gate.passed for gate in place.run().gates)


def test_a_part_with_another_schema_is_a_fault(place: Place, inline: None) -> None:
    place.write(articles(1))
    with open_run(place.raw, place.clean, cleaner=CLEANER) as run:
        list(run.clean_shards())
        run.relate()
        part = next((place.clean / ".runs").glob(".stage-*/steps/*.parquet"))
        other = next((place.clean / ".runs").glob(".stage-*/fixes/*.parquet"))
        part.write_bytes(other.read_bytes())
        failed = [gate for gate in run.check_gates() if not gate.passed]
    assert [gate.name for gate in failed] == ["schema"]
    assert "does not have the schema of steps" in failed[0].message
