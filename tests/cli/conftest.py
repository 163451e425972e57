"""What the tests of the command line share: a way to run it, and a small dataset made with it."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.cli import main

SAMPLES = Path(__file__).parents[2] / "data" / "raw"


@dataclass(frozen=True)
class Ran:
    """One call of the command line: exit code and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def howto_etl(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Runs `howto-etl` with the given arguments inside this process."""
    monkeypatch.delenv("HOWTO_ETL_DEBUG", raising=False)

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The dataset of the sample articles, and the report that was printed when it was made."""
    clean = tmp_path_factory.mktemp("cli") / "clean"
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        assert main(["run", str(SAMPLES), str(clean), "--workers", "1"]) == 0
    return clean, printed.getvalue()


@pytest.fixture
def dataset(first_run: tuple[Path, str]) -> Path:
    """The dataset of the sample articles. Running again over it must change nothing but the run id."""
    return first_run[0]
