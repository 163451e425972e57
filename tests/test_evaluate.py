"""The comparison with labelled articles: what counts as right, and agreement with the reference scorer."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from pipeline.errors import BadInput
from pipeline.evaluate import Evaluation, evaluate_tables
from pipeline.evaluate.diff import sections
from pipeline.evaluate.gold import GoldArticle, load_gold
from pipeline.evaluate.match import COLUMNS, match, read_found

SHARED_GOLD = Path(__file__).parents[2] / "shared" / "gold"

ARTICLE = """\
---
title: Quiet fan
---

## Quiet fan

Fans get loud when dust sits on the blades.

[![](https://ads.example/b.gif)](https://ads.example/click?x=1)

## Fix 1: Clean the blades

![a dusty fan](https://img.example/fan.jpg)

1. Unplug the fan.
2. Wipe every blade.

## Fix 2: Lower the speed

Go to Settings > Power > Fan speed.

* [Loud pumps](https://farm.example/loud-pumps/)
"""
LABELS = {
    "file": "fan.md",
    "language": "en",
    "lines": [[1, 3, "front_matter"], [5, 5, "title"], [9, 9, "ad"], [22, 22, "related"]],
    "fixes": [
        {
            "line": 11,
            "end": 16,
            "number": "1",
            "title": "Clean the blades",
            "parent": None,
            "steps": [{"line": 15, "start": "Unplug the fan."}, {"line": 16, "start": "Wipe every blade."}],
            "ui_paths": [],
        },
        {
            "line": 18,
            "end": 20,
            "number": "2",
            "title": "Lower the speed",
            "parent": None,
            "steps": [],
            "ui_paths": ["Settings > Power > Fan speed"],
        },
    ],
    "notes": "",
}


@pytest.fixture
def gold_folder(tmp_path: Path) -> Path:
    (tmp_path / "fan.md").write_text(ARTICLE)
    (tmp_path / "fan.json").write_text(json.dumps(LABELS))
    return tmp_path


def perfect_rows(gold: GoldArticle) -> dict[str, list[dict[str, Any]]]:
    """Table rows that agree with the labels of an article in everything."""
    key = {"article_id": gold.name}
    steps = [(index, start) for index, fix in enumerate(gold.fixes) for start in fix.starts]
    return {
        "articles": [
            {
                **key,
                "source_path": f"some/folder/{gold.name}",
                "body_text": " ".join(gold.body_words),
                "body_markdown": "",
                "language": gold.language,
            }
        ],
        "fixes": [
            {
                **key,
                "fix_index": index,
                "parent_index": fix.parent,
                "number": fix.number,
                "title": fix.title,
                "start_line": fix.line,
                "ui_paths": list(fix.ui_paths),
            }
            for index, fix in enumerate(gold.fixes)
        ],
        "steps": [
            {**key, "fix_index": fix, "step_index": number, "text": f"{start} And so on.", "start_line": 1}
            for number, (fix, start) in enumerate(steps)
        ],
        "images": [
            {**key, "url": "https://" + "".join(url), "fix_index": fix, "role": "content"}
            for url, fix in gold.images
        ],
        "links": [
            {
                **key,
                "url": "https://" + "".join(url),
                "canonical_url": "https://" + "".join(url),
                "role": "related",
            }
            for url in sorted(gold.related)
        ],
    }


def tables_of(*articles: Mapping[str, list[dict[str, Any]]]) -> dict[str, pd.DataFrame]:
    frames = {
        name: pd.DataFrame([row for rows in articles for row in rows[name]], columns=columns)
        for name, columns in COLUMNS.items()
    }
    frames["fixes"] = frames["fixes"].astype({"parent_index": "Int32"})
    frames["images"] = frames["images"].astype({"fix_index": "Int32"})
    return frames


def evaluate_rows(gold: GoldArticle, rows: Mapping[str, list[dict[str, Any]]]) -> Evaluation:
    return evaluate_tables(tables_of(rows), [gold])


def test_labels_yield_body_images_junk_and_related_links(gold_folder: Path) -> None:
    (gold,) = load_gold(str(gold_folder))
    assert gold.body_words[:4] == ("fans", "get", "loud", "when")
    assert "loud pumps" not in " ".join(gold.body_words)
    assert gold.images == ((("img.example", "/fan.jpg"), 0),)
    assert gold.related == {("farm.example", "/loud-pumps")}
    assert ("ads.example", "/click") in gold.junk_urls


def test_a_perfect_dataset_scores_one_everywhere(gold_folder: Path) -> None:
    (gold,) = load_gold(str(gold_folder))
    evaluation = evaluate_rows(gold, perfect_rows(gold))
    figures = evaluation.figures()
    assert {
        name: figures[name]["f1"] for name in ("body", "fixes", "steps", "ui_paths", "images", "related")
    } == (dict.fromkeys(("body", "fixes", "steps", "ui_paths", "images", "related"), 1.0))
    assert figures["lost_word_share"] == 0
    assert str(evaluation.articles[0]) == "all right"
    assert evaluation.worst(8) == []


def test_each_fault_shows_in_its_own_field(gold_folder: Path) -> None:
    (gold,) = load_gold(str(gold_folder))
    rows = perfect_rows(gold)
    rows["articles"][0]["body_markdown"] = "see [this](https://ads.example/click?x=2)"
    rows["articles"][0]["language"] = "de"
    rows["fixes"][1]["number"] = "3"
    rows["fixes"][1]["parent_index"] = 0
    rows["steps"][1]["fix_index"] = 1
    rows["images"][0]["fix_index"] = 1
    evaluation = evaluate_rows(gold, rows)
    figures = evaluation.figures()
    assert str(evaluation.worst(1)[0]) == (
        "images_with_fix 0 of 1 (+1 wrong), number wrong in 1, parent wrong in 1, step fix wrong in 1, "
        "language wrong in 1, links to ads.example left"
    )
    assert figures["residue"] == ["fan.md: ads.example"]
    assert figures["language_accuracy"] == 0
    assert figures["fix_number_accuracy"] == 0.5
    assert figures["fix_parent_accuracy"] == 0.5
    assert figures["step_fix_accuracy"] == 0.5
    assert (figures["images"]["f1"], figures["images_with_fix"]["f1"]) == (1.0, 0.0)


def test_an_article_that_is_not_in_the_dataset_counts_as_missed(gold_folder: Path) -> None:
    gold = list(load_gold(str(gold_folder)))
    evaluation = evaluate_tables(tables_of(), gold)
    assert evaluation.figures()["missing"] == 1
    assert evaluation.tally("fixes").recall == 0
    assert str(evaluation.worst(1)[0]) == "not in the dataset"


def test_the_diff_names_what_is_missing_extra_and_wrong(gold_folder: Path) -> None:
    (gold,) = load_gold(str(gold_folder))
    rows = perfect_rows(gold)
    rows["articles"][0]["body_text"] = rows["articles"][0]["body_text"].replace("dust sits", "ink sits")
    rows["fixes"][0]["title"] = "Clean the blade"
    rows["fixes"][1]["number"] = None
    del rows["steps"][1]
    (found,) = read_found(tables_of(rows), {"fan.md"}).values()
    lines = list(sections(match(gold, found)))
    assert "  - … get loud when [dust]" not in lines  # four words of context stand before a difference
    assert "  - … fans get loud when [dust]" in lines
    assert "  + … fans get loud when [ink]" in lines
    assert "  - line 11: 1 Clean the blades" in lines
    assert "  + line 11: 1 Clean the blade" in lines
    assert "  ~ line 18: 2 Lower the speed (number is None)" in lines
    assert "  - Wipe every blade. … (in 'Clean the blades')" in lines
    assert "images: 2 differences" in lines  # the image stands in a fix that no label matches
    assert "related links: no differences" in lines


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda folder: (folder / "fan.json").unlink(), "holds no label files"),
        (lambda folder: (folder / "fan.md").unlink(), "put fan.md beside them"),
        (lambda folder: (folder / "fan.json").write_text("{"), "cannot read the labels in"),
        (lambda folder: (folder / "fan.json").write_text('{"lines": [[1]]}'), "not as the format says"),
    ],
)
def test_unusable_labels_are_named_in_a_sentence(gold_folder: Path, break_it: Any, sentence: str) -> None:
    break_it(gold_folder)
    with pytest.raises(BadInput, match=sentence):
        list(load_gold(str(gold_folder)))


def damaged(gold: GoldArticle, chance: random.Random) -> dict[str, list[dict[str, Any]]]:
    """Rows for an article as a poor pipeline might write them: some lost, some shifted, some made up."""
    rows = perfect_rows(gold)
    article = rows["articles"][0]
    kept = [word for word in gold.body_words if chance.random() > 0.05]
    article["body_text"] = " ".join(kept)
    article["body_markdown"] = "\n".join(f"https://{host}{path}" for host, path in sorted(gold.junk_urls)[:1])
    article["language"] = chance.choice([gold.language, "xx"])
    for name in ("steps", "images", "links"):
        rows[name] = [row for row in rows[name] if chance.random() > 0.1]
    for fix in rows["fixes"]:
        fix["number"] = chance.choice([fix["number"], None])
        fix["title"] = chance.choice([fix["title"]] * 5 + ["Something else"])
        fix["parent_index"] = chance.choice([fix["parent_index"], 0, None])
        fix["ui_paths"] = [path.replace(">", "→") for path in fix["ui_paths"]] + ["A > B"]
    for row in (*rows["steps"], *rows["images"]):
        row["fix_index"] = chance.choice([row["fix_index"]] * 4 + [0])
    rows["links"] += rows["links"][:1]
    return rows


@pytest.mark.corpus
@pytest.mark.skipif(not SHARED_GOLD.is_dir(), reason="needs the labelled articles in ../shared/gold")
@pytest.mark.parametrize("seed", [1, 2])
def test_agrees_with_the_reference_scorer(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    gold = list(load_gold(str(SHARED_GOLD / "articles")))
    tables = tables_of(*(damaged(article, chance) for article in gold if chance.random() > 0.1))
    for name, frame in tables.items():
        frame.to_parquet(tmp_path / f"{name}.parquet")
    figures, _ = reference_scorer().score(tmp_path, SHARED_GOLD / "articles")
    assert evaluate_tables(tables, gold).figures() == figures


def reference_scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference_scorer", SHARED_GOLD / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
