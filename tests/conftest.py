"""What tests of several folders share: the dataset of the sample articles, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "data" / "raw"


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of the sample articles."""
    return SAMPLES


@pytest.fixture(scope="session")
def sample_dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the sample articles."""
    from pipeline import RunOptions, clean_corpus

    clean = tmp_path_factory.mktemp("samples") / "clean"
    clean_corpus(SAMPLES, clean, options=RunOptions(workers=1))
    return clean
