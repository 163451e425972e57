"""Building a report: what is asked for, where it goes, what it replaces."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import BadInput
from pipeline.report.site import build_report


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_it_prints_where_to_look(sample_dataset: Path, tmp_path: Path) -> None:
    built = build_report(sample_dataset, tmp_path / "report")
    assert str(built) == f"Report on 21 articles, pages for 21: {tmp_path / 'report' / 'index.html'}"


def test_the_same_dataset_gives_the_same_pages(sample_dataset: Path, report: Path, tmp_path: Path) -> None:
    build_report(sample_dataset, tmp_path / "again")
    assert contents(tmp_path / "again") == contents(report)


def test_a_sample_and_a_filter_limit_the_pages(sample_dataset: Path, tmp_path: Path) -> None:
    assert build_report(sample_dataset, tmp_path / "r", sample=6).pages == 6
    assert build_report(sample_dataset, tmp_path / "r", filters=["path=printers/*"]).pages == 5
    assert build_report(sample_dataset, tmp_path / "r", filters=["printers/", "language=de"]).pages == 1
    pages = sorted(path.name for path in (tmp_path / "r" / "articles").glob("*"))
    assert len(pages) == 2  # the earlier reports are gone


def test_without_the_raw_folder_it_says_so(sample_dataset: Path, tmp_path: Path) -> None:
    built = build_report(
        sample_dataset, tmp_path / "report", raw=tmp_path / "nowhere", filters=["path=routers/*"]
    )
    assert "(3 without the raw file)" in str(built)
    for page in (tmp_path / "report" / "articles").glob("*[!s].html"):
        if "images" not in page.name:
            assert "reconstructed from the dataset: the raw file is not there" in page.read_text("utf-8")


def test_a_filter_that_nothing_passes(sample_dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No article passes language=xx"):
        build_report(sample_dataset, tmp_path / "report", filters=["language=xx"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_something_else_is_left_alone(sample_dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BadInput, match="holds something else"):
        build_report(sample_dataset, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_report_goes_to_a_local_folder_only(sample_dataset: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no local folder"):
        build_report(sample_dataset, "s3://bucket/report")
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="not a folder"):
        build_report(sample_dataset, tmp_path / "file")


def test_there_must_be_a_dataset(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no dataset"):
        build_report(tmp_path / "nothing", tmp_path / "report")
