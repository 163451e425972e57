"""`notebooks/explore.ipynb`, run from top to bottom."""

from __future__ import annotations

import base64
import io
import os
from pathlib import Path

import nbformat
import pytest
from matplotlib.image import imread
from nbclient import NotebookClient

from pipeline import RunOptions, clean_corpus
from pipeline.records import TABLES

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "explore.ipynb"
LABELLED = ROOT.parent / "shared" / "gold" / "articles"
SCREENSHOTS = os.environ.get("HOWTO_ETL_SCREENSHOTS")
"""Folder to keep the pictures in, for a person to look at."""


def executed(clean: Path | str, monkeypatch: pytest.MonkeyPatch) -> nbformat.NotebookNode:
    """The notebook after running it on a dataset."""
    monkeypatch.setenv("HOWTO_ETL_CLEAN", str(clean))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(NOTEBOOK.parent)}})
    return client.execute()


def outputs(notebook: nbformat.NotebookNode, kind: str) -> list[str]:
    """All outputs of a MIME type, from top to bottom; `text` is what was printed."""
    found = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    if kind == "text":
        return [output.text for output in found if output.output_type == "stream"]
    return [output.data[kind] for output in found if kind in output.get("data", {})]


def pictures(notebook: nbformat.NotebookNode, name: str) -> list[bytes]:
    """The plots, kept for a person to look at if they want to."""
    made = [base64.b64decode(picture) for picture in outputs(notebook, "image/png")]
    for number, picture in enumerate(made if SCREENSHOTS else ()):
        Path(SCREENSHOTS or "", f"notebook-{name}-{number}.png").write_bytes(picture)
    return made


def test_on_the_samples(sample_dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = executed(sample_dataset, monkeypatch)
    tables, dictionary, *_ = outputs(notebook, "text/html")
    assert all(table in tables for table in TABLES)
    assert "the clean title" in dictionary
    shown = "\n".join(outputs(notebook, "text/html"))
    assert "Printer Prints Blank Pages" in shown  # the group of near-duplicates
    assert "drafts/scan-0007.md" in shown  # a rejected source
    assert "steps per fix" in shown  # the DuckDB query
    (guide,) = outputs(notebook, "text/markdown")
    assert "### Solution 1: Undo the update" in guide
    assert "1. Choose the newest entry and click Uninstall." in guide
    assert "1 of 21 articles are copies of another." in "\n".join(outputs(notebook, "text"))
    drawn = pictures(notebook, "samples")
    assert len(drawn) == 4
    for picture in drawn:
        pixels = imread(io.BytesIO(picture))
        assert pixels.shape[1] > 500
        assert pixels[..., :3].std() > 0.1  # something is on it


@pytest.mark.slow
@pytest.mark.corpus
@pytest.mark.skipif(not LABELLED.is_dir(), reason="the labelled articles are not here")
def test_on_real_articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dataset without duplicates and without rejects, which have empty tables."""
    clean_corpus(LABELLED, tmp_path / "clean", options=RunOptions(workers=1))
    notebook = executed(tmp_path / "clean", monkeypatch)
    assert len(pictures(notebook, "labelled")) >= 4
    assert not [text for text in outputs(notebook, "text") if "Warning" in text]


def test_it_is_kept_without_outputs() -> None:
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)
