"""The labelled real articles: extraction as good as a careful editor's, on them and on variants of them.

The figures and their bounds are the project's promise; `pipeline.evaluate` counts them (its own tests hold
that it agrees with the reference scorer).
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import CleanArticle, clean_article
from pipeline.evaluate import evaluate_tables
from pipeline.evaluate.gold import load_gold
from pipeline.evaluate.match import COLUMNS

GOLD = Path(__file__).parents[2] / "shared" / "gold"
ARTICLES = GOLD / "articles"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not ARTICLES.exists(), reason="the labelled articles are not here"),
]

AT_LEAST = {
    "body": 0.99,
    "fixes": 0.97,
    "fix_number_accuracy": 0.99,
    "fix_parent_accuracy": 0.97,
    "steps": 0.97,
    "step_fix_accuracy": 0.98,
    "ui_paths": 0.95,
    "images": 0.99,
    "images_with_fix": 0.98,
    "related": 1.0,
    "language_accuracy": 1.0,
}
AT_MOST = {"missing": 0, "lost_word_share": 0.002, "articles_with_ad_residue": 0, "related_repeated_rows": 0}
WITHOUT_MARKERS_AT_LEAST = {"body": 0.98, "related": 0.98}
WITHOUT_MARKERS_LOSE = 0.01


@cache
def variants() -> Mapping[str, Callable[[str], str]]:
    """Ways to write the same article: the labels' own `ablate.py`, and the article as it is."""
    spec = importlib.util.spec_from_file_location("ablate", GOLD / "ablate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["ablate"] = module
    spec.loader.exec_module(module)
    return {"as it is": lambda text: text, **module.VARIANTS}


@cache
def figures(variant: str) -> dict[str, Any]:
    """All figures of one variant; a figure with an F1 is its F1."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in COLUMNS}
    for path in sorted(ARTICLES.glob("*.md")):
        source = variants()[variant](path.read_bytes().decode())
        result = clean_article(source, path=path.name)
        assert isinstance(result, CleanArticle), f"{path.name} was rejected: {result}"
        add_rows(rows, result)
    tables = {table: pd.DataFrame(found) for table, found in rows.items()}
    found = evaluate_tables(tables, load_gold(str(ARTICLES))).figures()
    return {name: value["f1"] if isinstance(value, dict) else value for name, value in found.items()}


def add_rows(rows: dict[str, list[dict[str, Any]]], result: CleanArticle) -> None:
    for table, columns in COLUMNS.items():
        records = (result.article,) if table == "articles" else getattr(result, table)
        for record in records:
            values = {field.name: getattr(record, field.name) for field in fields(record)}
            values.setdefault("article_id", result.article.article_id)
            rows[table].append({column: values[column] for column in columns})


def below(found: Mapping[str, Any], bounds: Mapping[str, float]) -> dict[str, Any]:
    return {name: found[name] for name, bound in bounds.items() if found[name] < bound}


def above(found: Mapping[str, Any], bounds: Mapping[str, float]) -> dict[str, Any]:
    return {name: found[name] for name, bound in bounds.items() if found[name] > bound}


@pytest.mark.parametrize("variant", ["as it is", "crlf", "no-blank"])
def test_every_figure_is_reached(variant: str) -> None:
    found = figures(variant)
    assert (below(found, AT_LEAST), above(found, AT_MOST)) == ({}, {})


def test_without_markers_nearly_as_good() -> None:
    found, marked = figures("no-markers"), figures("as it is")
    assert below(found, WITHOUT_MARKERS_AT_LEAST) == {}
    assert found["articles_with_ad_residue"] == 0
    for name in ("fixes", "steps"):
        assert found[name] >= marked[name] - WITHOUT_MARKERS_LOSE
