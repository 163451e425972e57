"""`python -m flows.clean` on an empty Prefect home: what `make run` does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from prefect_kit import ROOT, environment

from pipeline import load_table

pytestmark = [pytest.mark.slow, pytest.mark.server]


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flows.clean", *arguments],
        env=environment(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
    )


def test_it_needs_no_server_and_is_safe_to_repeat(samples: Path, tmp_path: Path) -> None:
    home, clean = tmp_path / "home", tmp_path / "clean"
    first = run(home, "--raw", str(samples), "--clean", str(clean))
    assert first.returncode == 0, first.stderr
    assert "discovered" in first.stdout
    tables = len(load_table(clean, "articles")), len(load_table(clean, "fixes"))
    assert min(tables) > 0

    second = run(home, "--raw", str(samples), "--clean", str(clean))
    assert second.returncode == 0, second.stderr
    assert "0 added, 0 changed, 0 deleted" in second.stdout
    assert (len(load_table(clean, "articles")), len(load_table(clean, "fixes"))) == tables

    strict = run(home, "--raw", str(samples), "--clean", str(clean), "--strict")
    assert strict.returncode == 1
    assert "\nError: Not published: FAILED strict" in strict.stderr
    for done in (first, second, strict):
        assert "Traceback" not in done.stderr, done.stderr
