"""Every hostile article alone: the stated outcome and a sound result, without a hang or a crash.

Each is cleaned in a process of its own that can be killed, so that a crash or a hang fails one test only.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import TimeoutError
from pathlib import Path

import pytest
from pebble import ProcessExpired, ProcessPool

from pipeline import clean_article
from pipeline.config import CleaningConfig, Limits
from pipeline.records import Reject

from .alone import Report, report_on_bytes, report_on_case
from .collection import CASES

HANG_SECONDS = 120
"""Far above what any case takes, on any machine: a case that needs it hangs."""
FOUND = sorted((Path(__file__).parent / "found").glob("*"))


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPool]:
    with ProcessPool(max_workers=1, context=multiprocessing.get_context("forkserver")) as workers:
        workers.schedule(report_on_bytes, args=[b"warm up", "a.md"]).result()
        yield workers


def outcome_of(future: object) -> Report:
    try:
        return future.result()  # type: ignore[attr-defined, no-any-return]
    except TimeoutError:
        return Report("hang", (), (), HANG_SECONDS)
    except ProcessExpired as crash:
        return Report(f"crash with code {crash.exitcode}", (), (), 0.0)


LARGE = 30_000
"""Bytes from which a case takes a second or more and is left to the slow tests."""
PARAMETERS = [
    pytest.param(name, marks=[pytest.mark.slow] if len(case.build()) > LARGE else [])
    for name, case in CASES.items()
]


@pytest.mark.parametrize("name", PARAMETERS)
def test_case(name: str, pool: ProcessPool) -> None:
    report = outcome_of(pool.schedule(report_on_case, args=[name], timeout=HANG_SECONDS))
    assert report.problems == ()
    wanted = CASES[name].outcome.split(" or ")
    got = {report.outcome, f"reject: {report.outcome}", *(f"warning: {name}" for name in report.warnings)}
    assert got & set(wanted), f"wanted {CASES[name].outcome}, got {report.outcome} with {report.warnings}"


@pytest.mark.parametrize("path", FOUND, ids=[path.name for path in FOUND])
def test_what_a_fuzzer_found_once(path: Path, pool: ProcessPool) -> None:
    report = outcome_of(
        pool.schedule(report_on_bytes, args=[path.read_bytes(), path.name], timeout=HANG_SECONDS)
    )
    assert report.problems == ()
    assert report.outcome not in ("internal_error", "hang"), report
    assert not report.outcome.startswith("crash")


def test_nesting_that_a_raised_limit_lets_through_is_a_reject() -> None:
    config = CleaningConfig(limits=Limits(markdown_nesting=10_000))
    result = clean_article("> " * 3_000 + "deep", config=config)
    assert isinstance(result, Reject)
    assert result.error == "nesting"
