"""Cleans one article in a process of its own and says what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from pipeline import clean_article
from pipeline.config import CleaningConfig
from pipeline.records import Reject

from .case import AFTER, BEFORE
from .checks import problems
from .collection import CASES


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one article: `accepted` or the reject's error, its warnings, and all that is wrong."""

    outcome: str
    warnings: tuple[str, ...]
    problems: tuple[str, ...]
    seconds: float


def report_on_case(name: str) -> Report:
    """Clean one case of the collection and hold it against all that must hold."""
    case = CASES[name]
    source = case.build()
    report, result = _clean(source, name)
    if result is None:
        return report
    found = list(report.problems)
    found += [f"not: {holds.__name__}" for holds in case.holds if not holds(result)]
    body = result.article.body_text
    found += [f"lost: {text}" for text in (BEFORE, AFTER) if text.encode() in source and text not in body]
    return Report(report.outcome, report.warnings, tuple(found), report.seconds)


def report_on_bytes(source: bytes, name: str) -> Report:
    """Clean any bytes and hold the result against what must hold of every article."""
    return _clean(source, name)[0]


def _clean(source: bytes, name: str):  # type: ignore[no-untyped-def]
    began = time.perf_counter()
    result = clean_article(source, name, CleaningConfig())
    seconds = time.perf_counter() - began
    if isinstance(result, Reject):
        found = _problems_of_reject(result, source)
        return Report(result.error, (), tuple(found), seconds), None
    found = problems(result, source)
    if clean_article(source, name, CleaningConfig(caches=False)) != result:
        found.append("cleaned again without caches it differs")
    return Report("accepted", result.article.warnings, tuple(found), seconds), result


def _problems_of_reject(reject: Reject, source: bytes) -> list[str]:
    found = []
    if "\n" in reject.message or not 0 < len(reject.message) <= 300:
        found.append(f"the message is no line a person can read: {reject.message[:80]!r}")
    if reject.line is not None and not 1 <= reject.line <= source.count(b"\n") + source.count(b"\r") + 1:
        found.append(f"rejected for line {reject.line}")
    return found
