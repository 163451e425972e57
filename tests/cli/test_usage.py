"""Help, exit codes, and errors that are one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.cli import FAILURE, USAGE, app, main, options, run
from pipeline.config import CleaningConfig, Limits, RunOptions
from pipeline.errors import DatasetLocked

from .conftest import Ran

COMMANDS = ("run", "clean", "tables", "report", "export", "evaluate", "rules")


def assert_one_sentence(ran: Ran) -> None:
    assert ran.out == ""
    assert ran.err.startswith("howto-etl: ")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_and_the_exit_codes(
    howto_etl: Callable[..., Ran], command: str
) -> None:
    ran = howto_etl(command, "--help")
    assert ran.code == 0
    assert "Usage: howto-etl" in ran.out
    assert "Exit codes" in ran.out


def test_help_lists_all_commands(howto_etl: Callable[..., Ran]) -> None:
    ran = howto_etl("--help")
    assert ran.code == 0
    assert all(command in ran.out for command in COMMANDS)


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from pipeline.cli import main; main(['--help']);"
        "heavy = {'pandas', 'pyarrow', 'numpy', 'lxml', 'bs4', 'prefect', 'fsspec', 'jinja2'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_run_that_finds_nothing_to_do_needs_no_pandas(tmp_path: Path) -> None:
    """Arrow imports it when it converts a list, which takes longer than all the rest of such a run."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "one.md").write_text("# One\n\nText of one article.\n")
    os.utime(tmp_path / "raw" / "one.md", (1e9, 1e9))  # a file of this very second would be read again
    run = f"main(['run', {str(tmp_path / 'raw')!r}, {str(tmp_path / 'clean')!r}, '--quiet'])"
    again = f"import sys; from pipeline.cli import main; {run}; sys.exit('pandas' in sys.modules)"
    for script in (f"from pipeline.cli import main; {run}", again):
        subprocess.run([sys.executable, "-c", script], check=True)


def test_version(howto_etl: Callable[..., Ran]) -> None:
    ran = howto_etl("--version")
    assert (ran.code, ran.out) == (0, "0.1.0\n")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["run"], "RAW"),
        (["run", "a", "b", "--workers", "many"], "--workers"),
        (["run", "a", "b", "--duplicate-threshold", "2"], "less than or equal to 1"),
        (["run", "a", "b", "--max", "file_size=3"], "file_bytes"),
        (["run", "a", "b", "--max", "file_bytes=few"], "needs a number"),
        (["run", "a", "b", "--gate", "luck=1"], "max_reject_share"),
        (["run", "s3://", "b"], "names no bucket"),
        (["run", "memory://", "b"], "names no bucket"),
        (["clean", "a.md", "--json", "--ledger"], "not both"),
        (["clen"], "clen"),
        (["clean", "a.md", "--colour"], "--colour"),
        (["run", "a", "b", "--rules", "no-such-rules.toml"], "no-such-rules.toml"),
    ],
)
def test_wrong_usage_exits_with_2_and_a_sentence(
    howto_etl: Callable[..., Ran], arguments: list[str], problem: str
) -> None:
    ran = howto_etl(*arguments)
    assert ran.code == USAGE
    assert_one_sentence(ran)
    assert problem in ran.err


def test_a_missing_raw_folder_is_wrong_usage(howto_etl: Callable[..., Ran], tmp_path: Path) -> None:
    ran = howto_etl("run", tmp_path / "nowhere", tmp_path / "clean")
    assert ran.code == USAGE
    assert_one_sentence(ran)
    assert "nowhere" in ran.err
    assert not (tmp_path / "clean" / "manifest.json").exists()


@pytest.mark.parametrize("command", ["tables", "rules --on", "evaluate"])
def test_a_folder_without_dataset_is_named(
    howto_etl: Callable[..., Ran], tmp_path: Path, command: str
) -> None:
    more = [tmp_path] if command == "evaluate" else []
    ran = howto_etl(*command.split(), tmp_path / "empty", *more)
    assert ran.code == USAGE
    assert_one_sentence(ran)


def test_a_missing_article_is_a_sentence(howto_etl: Callable[..., Ran]) -> None:
    ran = howto_etl("clean", "no-such-article.md")
    assert ran.code == FAILURE
    assert_one_sentence(ran)
    assert "no-such-article.md" in ran.err


def test_a_locked_dataset_is_a_failure(
    howto_etl: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise DatasetLocked("another run holds the dataset; wait for it or give --wait")

    monkeypatch.setattr("pipeline.dataset.run.clean_corpus", locked)
    ran = howto_etl("run", tmp_path, tmp_path / "clean")
    assert ran.code == FAILURE
    assert_one_sentence(ran)


def test_a_bug_is_a_sentence_that_says_how_to_see_more(
    howto_etl: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("pipeline.dataset.run.clean_corpus", broken)
    ran = howto_etl("run", tmp_path, tmp_path / "clean")
    assert ran.code == FAILURE
    assert_one_sentence(ran)
    assert "HOWTO_ETL_DEBUG" in ran.err
    monkeypatch.setenv("HOWTO_ETL_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        main(["run", str(tmp_path), str(tmp_path / "clean")])


def test_every_setting_has_an_option() -> None:
    """A new field of the settings records must not be forgotten here."""
    given = set(run.run.__annotations__)
    renamed = {"limits": "bounds"}
    wanted = {field.name for record in (RunOptions, CleaningConfig) for field in fields(record)}
    assert {renamed.get(name, name) for name in wanted} <= given


def test_every_gate_bound_can_be_changed() -> None:
    from pipeline.dataset.gates import GateBounds

    assert {field.name for field in fields(GateBounds)} == set(options.GATE_NAMES)
    assert options.gate_bounds(["max_change=1", "min_sources=3"]) == GateBounds(max_change=1.0, min_sources=3)


def test_every_bound_is_named_in_the_help(
    howto_etl: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("typer.rich_utils.MAX_WIDTH", 300)
    text = howto_etl("run", "--help").out
    assert all(field.name in text for field in fields(Limits))


def test_all_commands_are_registered() -> None:
    assert tuple(command.name for command in app.app.registered_commands) == COMMANDS


def test_file_names_cannot_command_the_terminal(howto_etl: Callable[..., Ran], tmp_path: Path) -> None:
    ran = howto_etl("clean", tmp_path / "a\x1b[2J\udc80.md")
    assert ran.code == FAILURE
    assert "a\ufffd[2J\ufffd.md" in ran.err


def test_a_reader_that_stops_reading_is_no_failure() -> None:
    command = f"{sys.executable} -m pipeline.cli rules | head -1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1
