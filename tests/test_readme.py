"""The README shows what really happens: its console and Python examples are run and compared.

`...` in an example stands for anything. After a change on purpose, `README_UPDATE=1 make test` writes what
the examples print now into the README.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(console|pycon)\n(.*?)^```$", re.M | re.S)
TOML = re.compile(r"^```toml\n# (\S+)\n(.*?)^```$", re.M | re.S)
COMMAND = re.compile(r"^\$ (.*(?:\\\n.*)*)\n((?:(?!\$ ).*\n)*)", re.M)
CHECKER = doctest.OutputChecker()
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def agrees(want: str, got: str) -> bool:
    return CHECKER.check_output(want, got, FLAGS)


def updated(want: str, got: str) -> str:
    """What was printed; where a line of the README with `...` still stands for a printed one, that line."""
    patterns = [line for line in want.splitlines() if "..." in line]
    kept = (next((old for old in patterns if agrees(old, line)), line) for line in got.splitlines())
    return "".join(f"{line}\n" for line in kept)


def console(block: str, folder: Path) -> str:
    """The block with the output of each command that no longer prints what it says replaced."""

    def run(match: re.Match[str]) -> str:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "COLUMNS": "120"}
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", match[1]],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{match[1]}: {done.stderr or done.stdout}"
        got = "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
        return match[0] if agrees(match[2], got) else f"$ {match[1]}\n{updated(match[2], got)}"

    return COMMAND.sub(run, block)


def python(block: str, names: dict[str, object]) -> str:
    """The same for a block of `>>>` examples; all blocks share one set of names."""
    new = []
    for part in doctest.DocTestParser().parse(block):
        if isinstance(part, str):
            new.append(part)
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(part.source, "README", "single"), names)
        first, *rest = part.source.rstrip("\n").split("\n")
        source = "\n".join((f">>> {first}", *(f"... {line}" for line in rest))) + "\n"
        got = printed.getvalue()
        new.append(source + (part.want if agrees(part.want, got) else updated(part.want, got)))
    return "".join(new)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the project's: the samples in data/raw, nothing in data/clean."""
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    shutil.copy(README, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_examples_print_what_the_readme_says(folder: Path) -> None:
    text = README.read_text(encoding="utf-8")
    for name, content in TOML.findall(text):
        (folder / name).write_text(content, encoding="utf-8")
    names: dict[str, object] = {}

    def refresh(match: re.Match[str]) -> str:
        kind, block = match[1], match[2]
        return f"```{kind}\n{console(block, folder) if kind == 'console' else python(block, names)}```"

    refreshed = BLOCK.sub(refresh, text)
    if os.environ.get("README_UPDATE"):
        README.write_text(refreshed, encoding="utf-8")
    else:
        assert refreshed.splitlines() == text.splitlines()


def test_the_readme_begins_with_the_two_commands_and_stays_short() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    assert "make run" in lines[0]
    assert "make test" in lines[1]
    assert len(lines) < 300


def test_files_and_folders_the_readme_links_to_exist() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", README.read_text(encoding="utf-8")):
        assert (ROOT / target).exists(), target
