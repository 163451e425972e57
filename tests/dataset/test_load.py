"""Reading a dataset: one complete run, in one sentence if there is none."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

import pipeline
from pipeline.dataset import load
from pipeline.dataset.load import load_manifest, load_table, load_tables
from pipeline.errors import BadInput

from .conftest import Place, articles

pytestmark = pytest.mark.usefixtures("inline")


def test_tables_and_columns(place: Place) -> None:
    place.write(articles(3))
    place.run(shard_size=1)
    frame = pipeline.load_table(str(place.clean), "articles")
    assert frame.shape == (3, len(pd.read_parquet(place.clean / "articles").columns))
    assert list(load_table(place.clean, "steps", columns=["text"]).columns) == ["text"]
    assert load_manifest(place.clean)["counts"]["accepted"] == 3


def test_several_tables_come_from_one_run_even_if_a_new_one_is_published_meanwhile(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write({"a.md": "old"})
    place.run()
    read, published = load._read, []

    def publish_in_between(*args: object) -> object:
        table = read(*args)  # type: ignore[arg-type]
        if not published:
            published.append(1)
            for text in ("new", "newer", "newest"):  # so many that the run being read is collected
                place.write({"a.md": text})
                place.run()
        return table

    monkeypatch.setattr(load, "_read", publish_in_between)
    tables = load_tables(place.clean, ["articles", "steps"])
    assert tables["articles"].body_text.tolist() == tables["steps"].text.tolist() == ["newest"]


def test_a_copy_without_links_can_be_read(place: Place) -> None:
    place.write(articles(2))
    place.run()
    copy = place.clean.with_name("copy")
    copy.mkdir()
    for entry in place.clean.glob("[!.]*"):
        if entry.is_dir():
            shutil.copytree(entry, copy / entry.name)
        else:
            shutil.copy(entry, copy / entry.name)
    assert len(load_table(copy, "articles")) == 2


def test_no_dataset_is_one_sentence(place: Place) -> None:
    with pytest.raises(BadInput, match=r"no complete dataset in .*; run the pipeline into it first"):
        load_table(place.clean, "articles")


def test_an_unknown_table_is_one_sentence_with_the_known_ones(place: Place) -> None:
    with pytest.raises(BadInput, match="no table 'article'; the tables are articles, fixes"):
        load_table(place.clean, "article")
