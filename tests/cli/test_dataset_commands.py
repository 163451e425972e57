"""`howto-etl run`, `tables`, `rules` and `evaluate` on the sample articles."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cli import OK, REJECTED
from pipeline.records import TABLES

from .conftest import SAMPLES, Ran

SOURCES = sum(path.is_file() for path in SAMPLES.rglob("*"))


def test_run_prints_a_readable_report(first_run: tuple[Path, str]) -> None:
    _, report = first_run
    assert f"{SOURCES} discovered" in report
    assert "2 rejected" in report
    assert "scan-0007.md: binary" in report


def test_run_again_can_print_json_only(howto_etl: Callable[..., Ran], dataset: Path) -> None:
    ran = howto_etl("run", SAMPLES, dataset, "--workers", "1", "--json")
    counts = json.loads(ran.out)["counts"]
    assert (counts["discovered"], counts["unchanged"], counts["cleaned"]) == (SOURCES, SOURCES, 0)
    assert ran.err == ""


def test_strict_run_exits_with_3_after_publishing(howto_etl: Callable[..., Ran], dataset: Path) -> None:
    before = json.loads((dataset / "manifest.json").read_text())["run_id"]
    ran = howto_etl("run", SAMPLES, dataset, "--workers", "1", "--strict", "--quiet")
    assert (ran.code, ran.out, ran.err) == (REJECTED, "", "")
    assert json.loads((dataset / "manifest.json").read_text())["run_id"] != before


@pytest.mark.parametrize("name", sorted(TABLES))
def test_the_samples_fill_every_table(dataset: Path, name: str) -> None:
    assert len(pd.read_parquet(dataset / name)) > 0


def test_the_samples_hold_what_they_are_for(dataset: Path) -> None:
    """A near-duplicate pair, links between samples, every kind of removal, repaired front matter."""
    articles = pd.read_parquet(dataset / "articles").set_index("source_path")
    links = pd.read_parquet(dataset / "links")
    removals = pd.read_parquet(dataset / "removals")
    copy = articles.loc["printers/empty-sheets-from-your-printer-simple-solutions.md"]
    assert copy.duplicate_of == articles.loc["printers/printer-prints-blank-pages.md"].article_id
    assert links[links.role == "related"].target_article_id.notna().sum() >= 20
    assert set(links.role) == {"related", "body", "affiliate"}
    assert set(removals.category) >= {"ad", "tracker", "related", "navigation", "boilerplate", "repeated"}
    assert set(articles.language) == {"en", "es", "de"}
    assert "front_matter_repaired" in articles.loc["windows/keyboard-types-the-wrong-letters.md"].warnings
    assert "mojibake_repaired" in articles.loc["phones/photos-not-backing-up-to-the-cloud.md"].warnings
    assert "title_mismatch" in articles.loc["windows/sound-cuts-out-in-games.md"].warnings
    assert articles.loc["windows/what-is-using-my-processor.md"].fix_count == 0


def test_tables_lists_rows_and_columns(howto_etl: Callable[..., Ran], dataset: Path) -> None:
    ran = howto_etl("tables", dataset)
    assert ran.code == OK
    assert all(name in ran.out for name in TABLES)
    assert "the clean title" in ran.out
    described = json.loads(howto_etl("tables", dataset, "--json").out)
    assert described["articles"]["rows"] == SOURCES - 2
    assert described["fixes"]["columns"][0]["name"] == "article_id"


def test_rules_counts_how_often_each_fired(howto_etl: Callable[..., Ran], dataset: Path) -> None:
    listed = json.loads(howto_etl("rules", "--on", dataset, "--json").out)
    removals = pd.read_parquet(dataset / "removals")
    assert sum(rule["removals"] for rule in listed) == len(removals)
    assert all(rule["reason"] for rule in listed)
    text = howto_etl("rules", "--on", dataset).out
    assert listed[0]["rule"] in text


def test_rules_can_be_listed_without_a_dataset(howto_etl: Callable[..., Ran]) -> None:
    ran = howto_etl("rules")
    assert ran.code == OK
    assert "affiliate_parameter" in ran.out


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Labels for one sample: right about its fixes, wrong about its language."""
    source = SAMPLES / "windows" / "what-is-using-my-processor.md"
    (tmp_path / source.name).write_bytes(source.read_bytes())
    label = {"language": "fr", "lines": [[1, 9, "front_matter"], [11, 11, "title"]], "fixes": []}
    (tmp_path / source.with_suffix(".json").name).write_text(json.dumps(label))
    return tmp_path


def test_evaluate_prints_figures_and_worst_articles(
    howto_etl: Callable[..., Ran], dataset: Path, labels: Path
) -> None:
    figures = json.loads(howto_etl("evaluate", dataset, labels, "--json").out)
    assert (figures["body"]["f1"], figures["language_accuracy"]) == (1.0, 0.0)
    text = howto_etl("evaluate", dataset, labels).out
    assert "precision" in text
    assert "what-is-using-my-processor.md: language wrong in 1" in text


def test_evaluate_shows_the_differences_of_one_article(
    howto_etl: Callable[..., Ran], dataset: Path, labels: Path
) -> None:
    ran = howto_etl("evaluate", dataset, labels, "--article", "what-is-using-my-processor")
    assert "body: no differences" in ran.out
    assert "language: 2 differences\n  - fr\n  + en" in ran.out
    ran = howto_etl("evaluate", dataset, labels, "--article", "other")
    assert ran.code == 2
    assert "there are no labels for other" in ran.err


@pytest.mark.parametrize("name", ["howto-jsonld", "markdown", "huggingface"])
def test_export_writes_a_folder(
    howto_etl: Callable[..., Ran], dataset: Path, tmp_path: Path, name: str
) -> None:
    ran = howto_etl("export", dataset, "--format", name, "--out", tmp_path / name)
    assert (ran.code, ran.err) == (OK, "")
    assert any((tmp_path / name).rglob("*.*"))


def test_export_goes_below_the_current_folder_by_default(
    howto_etl: Callable[..., Ran], dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert howto_etl("export", dataset, "--format", "markdown").code == OK
    assert (tmp_path / "export" / "markdown").is_dir()


def test_every_format_is_offered() -> None:
    from pipeline.cli.export import Format
    from pipeline.export import FORMATS

    assert tuple(Format) == FORMATS


def test_report_writes_pages_and_says_where(
    howto_etl: Callable[..., Ran], dataset: Path, tmp_path: Path
) -> None:
    ran = howto_etl(
        "report", dataset, "--out", tmp_path / "pages", "--sample", "3", "--filter", "language=en"
    )
    assert (ran.code, ran.err) == (OK, "")
    assert (tmp_path / "pages" / "index.html").exists()
    assert str(tmp_path / "pages") in ran.out


def test_every_filter_is_offered() -> None:
    from pipeline.cli.report import FILTERS
    from pipeline.report.select import FILTER_KEYS

    assert FILTERS == FILTER_KEYS
