"""A raw folder, a dataset folder, and runs between them with the stand-in cleaner."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline.config import CleaningConfig, RunOptions
from pipeline.dataset.guard import NoGuard
from pipeline.dataset.jobs import Then
from pipeline.dataset.load import load_table
from pipeline.dataset.run import open_run
from pipeline.dataset.run_report import RunReport

from . import fake_cleaner

CLEANER = f"{fake_cleaner.__name__}:clean"


@dataclass
class Place:
    """A raw and a clean folder of one test."""

    raw: Path
    clean: Path

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Writes source files, by path below the raw folder."""
        for path, content in files.items():
            target = self.raw / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)

    def run(self, config: CleaningConfig | None = None, cleaner: str = CLEANER, **options: Any) -> RunReport:
        """A whole run; gates are checked and do not stop it."""
        return whole_run(str(self.raw), str(self.clean), config, cleaner, **options)

    def table(self, name: str) -> pd.DataFrame:
        return load_table(self.clean, name)

    @property
    def manifest(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.clean / "manifest.json").read_text())
        return content

    def parts(self) -> dict[str, str]:
        """SHA-256 of every part file, by table and the part's name without the run."""
        run_id = self.manifest["run_id"]
        found = {}
        for path in sorted(self.clean.glob("[!.]*/*")):
            assert path.name.startswith(run_id)
            name = f"{path.parent.name}/{path.name.removeprefix(run_id)}"
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """All rows of all tables and the JSON documents, in order, as a plain glob finds them."""
        found: dict[str, list[dict[str, Any]]] = {}
        for folder in sorted(self.clean.iterdir()):
            if folder.name.startswith(".") or not folder.is_dir():
                continue
            if folder.name == "json":
                parts = sorted(folder.glob("*.jsonl"))
                found["json"] = [json.loads(line) for part in parts for line in part.open()]
            else:
                tables = [pq.read_table(part) for part in sorted(folder.glob("*.parquet"))]
                found[folder.name] = [row for table in tables for row in table.to_pylist()]
        return found


def whole_run(
    raw: str, clean: str, config: CleaningConfig | None = None, cleaner: str = CLEANER, **options: Any
) -> RunReport:
    """A whole run between two folders or URLs."""
    options.setdefault("workers", 1)
    with open_run(raw, clean, config, RunOptions(**options), cleaner=cleaner) as run:
        run.plan()
        for _ in run.clean_shards():
            pass
        run.relate()
        run.check_gates()
        return run.publish()


def article(name: str, steps: int = 3, extra: str = "") -> str:
    """Text of an article that differs from those of other names."""
    lines = [f"{name} step {number} of the {name} procedure is done here." for number in range(steps)]
    return "\n".join(
        [f"How to {name}", *lines, "AD buy now", f"[more on {name}](https://example.org/{name})", extra]
    )


def articles(count: int, start: int = 0) -> dict[str, str]:
    """`count` different articles, by path."""
    return {f"site/a{number:04d}.md": article(f"task{number}") for number in range(start, start + count)}


class InlineRunner:
    """Runs jobs in the test's own process: for tests that are not about processes."""

    def run(
        self, jobs: Iterable[Any], on_tick: object = None, then: Then | None = None
    ) -> Iterator[tuple[Any, Any]]:
        todo = deque(jobs)
        while todo:
            job = todo.popleft()
            result = pickle.loads(pickle.dumps(job)).run(NoGuard())  # as it would arrive in a worker
            todo.extend(then(job, result) if then else ())
            yield job, result

    def refresh(self) -> None:
        pass

    def finish(self) -> None:
        pass

    def close(self) -> None:
        pass


@pytest.fixture
def inline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.dataset.run.start_runner", lambda *_: InlineRunner())


@pytest.fixture
def place(tmp_path: Path) -> Place:
    raw = tmp_path / "raw"
    raw.mkdir()
    return Place(raw, tmp_path / "clean")
