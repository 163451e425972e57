"""Reports on the sample articles and on an article full of injected script."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.report.site import build_report

from .injected import injected_dataset


@pytest.fixture(scope="session")
def report(sample_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the sample articles."""
    return build_report(sample_dataset, tmp_path_factory.mktemp("report") / "report").index.parent


@pytest.fixture(scope="session")
def injected_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the injected article."""
    folder = tmp_path_factory.mktemp("injected")
    return build_report(injected_dataset(folder), folder / "report").index.parent
