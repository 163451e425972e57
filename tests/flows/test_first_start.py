"""Prefect's database on an empty home: made ahead where it is missing, never touched where it is not."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from flows import first_start
from flows.first_start import DATABASE, ELSEWHERE, make_database, missing_database


def test_it_is_missing_on_an_empty_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert missing_database({"PREFECT_HOME": str(home)}) == home / DATABASE


@pytest.mark.parametrize("name", ELSEWHERE)
def test_it_is_not_missed_when_prefect_uses_another(name: str, tmp_path: Path) -> None:
    assert missing_database({"PREFECT_HOME": str(tmp_path), name: "something"}) is None


@pytest.mark.parametrize("file", [DATABASE, "profiles.toml"])
def test_it_is_not_missed_on_a_home_in_use(file: str, tmp_path: Path) -> None:
    (tmp_path / file).touch()
    assert missing_database({"PREFECT_HOME": str(tmp_path)}) is None


def test_a_database_that_appears_meanwhile_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / DATABASE

    def somebody_is_faster(path: Path) -> None:
        path.write_text("ours")
        target.write_text("theirs")

    monkeypatch.setattr(first_start, "migrate", somebody_is_faster)
    assert not make_database(target)
    assert target.read_text() == "theirs"
    assert [path.name for path in tmp_path.iterdir()] == [DATABASE]


def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: Path) -> None:
        path.write_text("half")
        raise sqlite3.OperationalError("disk full")

    monkeypatch.setattr(first_start, "migrate", fails)
    with pytest.raises(sqlite3.OperationalError):
        make_database(tmp_path / DATABASE)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_it_is_the_database_that_prefect_makes(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    run = [sys.executable, "-m"]
    subprocess.run([*run, "flows.first_start", str(ours / DATABASE)], check=True, timeout=300)
    subprocess.run(
        [*run, "prefect", "server", "database", "upgrade", "-y"],
        check=True,
        timeout=300,
        env=os.environ | {"PREFECT_HOME": str(theirs), "PREFECT_API_URL": ""},
    )
    assert schema(ours / DATABASE) == schema(theirs / DATABASE)


def schema(path: Path) -> list[tuple[str, str, list[str]]]:
    """Tables and indexes with their clauses sorted (their order differs from run to run), and all rows."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        rows = connection.execute("SELECT * FROM alembic_version").fetchall()
    return [(kind, name, _clauses(sql or "")) for kind, name, sql in found] + [("rows", "", [str(rows)])]


def _clauses(sql: str) -> list[str]:
    return sorted(re.sub(r'[\s"]+', " ", line).strip(" ,)") for line in sql.split("\n"))
