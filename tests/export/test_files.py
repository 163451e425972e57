"""Exports as folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from pipeline import RunOptions, clean_corpus, load_table
from pipeline.dataset.published import open_published
from pipeline.errors import BadInput
from pipeline.export import export
from pipeline.export.folder import file_in
from pipeline.export.markdown import markdown_file
from pipeline.records import TABLES


def files_in(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_one_howto_per_article_with_fixes(sample_dataset: Path, tmp_path: Path) -> None:
    exported = export(sample_dataset, tmp_path / "out", "howto-jsonld")
    articles = load_table(sample_dataset, "articles")
    with_fixes = articles[articles.fix_count > 0]
    assert files_in(tmp_path / "out") == {f"{path}.jsonld" for path in with_fixes.source_path}
    assert exported.files == len(with_fixes)
    assert "3 articles have no fixes" in str(exported)
    for path in (tmp_path / "out").rglob("*.jsonld"):
        assert b"<" not in path.read_bytes()  # can stand in a script element as it is
        assert json.loads(path.read_bytes())["@type"] == "HowTo"


def test_markdown_files_keep_their_paths_and_their_ids(sample_dataset: Path, tmp_path: Path) -> None:
    export(sample_dataset, tmp_path / "out", "markdown")
    articles = load_table(sample_dataset, "articles")
    assert files_in(tmp_path / "out") == set(articles.source_path)
    clean_corpus(tmp_path / "out", tmp_path / "again", options=RunOptions(workers=1))
    second = load_table(tmp_path / "again", "articles")
    assert set(second.article_id) == set(articles.article_id)
    assert len(load_table(tmp_path / "again", "rejects")) == 0


def test_the_dataset_is_read_back_as_the_records_that_made_it(sample_dataset: Path, samples: Path) -> None:
    """What an export is made of is what `clean_article` returns, but for what only the corpus knows."""
    from pipeline import clean_article

    for item in open_published(sample_dataset).articles():
        path = item.article.source_path
        fresh = clean_article((samples / path).read_bytes(), path)
        assert markdown_file(item) == markdown_file(fresh)  # type: ignore[arg-type]
        assert (item.fixes, item.steps, item.images, item.removals) == (
            (fresh.fixes, fresh.steps, fresh.images, fresh.removals)  # type: ignore[union-attr]
        )


@pytest.fixture(scope="module")
def hub_folder(sample_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples as a Hugging Face folder."""
    out = tmp_path_factory.mktemp("huggingface") / "out"
    export(sample_dataset, out, "huggingface")
    return out


def card_of(folder: Path) -> tuple[dict[str, Any], str]:
    """Metadata and text of a dataset card."""
    _, header, text = (folder / "README.md").read_text("utf-8").split("---\n", 2)
    return yaml.safe_load(header), text


def test_every_table_is_a_configuration_that_leads_to_its_rows(
    hub_folder: Path, sample_dataset: Path
) -> None:
    configs = card_of(hub_folder)[0]["configs"]
    assert [config["config_name"] for config in configs] == list(TABLES)
    assert [config["config_name"] for config in configs if config.get("default")] == ["articles"]
    for config in configs:
        (split,) = config["data_files"]
        assert split["split"] == "train"
        frame = pd.concat([pd.read_parquet(path) for path in sorted(hub_folder.glob(split["path"]))])
        expected = load_table(sample_dataset, config["config_name"])
        pd.testing.assert_frame_equal(frame.reset_index(drop=True), expected)


def test_the_card_says_what_is_in_it(hub_folder: Path) -> None:
    metadata, text = card_of(hub_folder)
    assert metadata["language"] == ["en", "de", "es"]
    assert metadata["size_categories"] == ["n<1K"]
    assert "| `articles` | 21 |" in text
    assert all(f"### {table}" in text for table in TABLES)


def test_tables_without_rows_are_left_out(tmp_path: Path) -> None:
    """`datasets` refuses to load a split without rows."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.md").write_text("# A\n\n## Fix 1: B\n\n1. Press C.\n")
    clean_corpus(tmp_path / "raw", tmp_path / "clean", options=RunOptions(workers=1))
    export(tmp_path / "clean", tmp_path / "out", "huggingface")
    names = [config["config_name"] for config in card_of(tmp_path / "out")[0]["configs"]]
    assert names == ["articles", "fixes", "steps"]
    assert {path.name for path in (tmp_path / "out").iterdir() if path.is_dir()} == set(names)


def test_the_datasets_package_reads_it(
    hub_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets", reason="the package `datasets` is not installed")
    for table in TABLES:
        loaded = datasets.load_dataset(str(hub_folder), table, split="train", cache_dir=str(tmp_path))
        assert loaded.num_rows > 0


def test_an_export_replaces_an_earlier_one_and_nothing_else(sample_dataset: Path, tmp_path: Path) -> None:
    export(sample_dataset, tmp_path / "out", "howto-jsonld")
    export(sample_dataset, tmp_path / "out", "huggingface")
    assert not list((tmp_path / "out").rglob("*.jsonld"))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(BadInput, match="holds something else"):
        export(sample_dataset, tmp_path / "mine", "markdown")
    with pytest.raises(BadInput, match="no format 'csv'"):
        export(sample_dataset, tmp_path / "new", "csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "out"]


@pytest.mark.parametrize("path", ["../out.md", "/etc/out.md", "a/../../out.md", ""])
def test_no_file_leaves_the_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(BadInput, match="outside its folder"):
        file_in(tmp_path, path)


def test_long_names_are_cut_and_told_apart(tmp_path: Path) -> None:
    one, other = (
        file_in(tmp_path, "x" * 252 + "a.md", ".jsonld"),
        file_in(tmp_path, "x" * 252 + "b.md", ".jsonld"),
    )
    assert one.name != other.name
    assert max(len(one.name), len(other.name)) <= 255
    one.write_text("")
