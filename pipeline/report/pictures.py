"""The pictures of a run: what was removed, what was found, and when it was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from pipeline.records import REMOVAL_CATEGORIES
from pipeline.report.charts import Bar, bars, columns
from pipeline.report.figures import Overview

SHOWN_RULES = 12
MOST_COLUMNS = 24
"""Columns of a picture; what lies beyond is one column with a plus."""
MONTHS = 36
"""Longest time shown by month; a longer one is shown by year."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its caption; `unit` says what its numbers count."""

    title: str
    unit: str
    chart: Markup


def pictures_of(overview: Overview) -> list[Picture]:
    """The pictures that have something to show, in the order of the page."""
    return [picture for picture in _all(overview) if picture.chart]


def _all(overview: Overview) -> Iterable[Picture]:
    yield Picture("Removed, by category", "removals", _categories(overview))
    yield Picture("Removed, by rule", f"removals, the {SHOWN_RULES} most frequent rules", _rules(overview))
    yield Picture("Share of the text removed", "number of articles", _shares(overview.shares))
    yield Picture("Fixes per article", "number of articles", _counts(overview.fixes, "fixes"))
    yield Picture("Steps per article", "number of articles", _counts(overview.steps, "steps"))
    yield Picture("Published", "number of articles", _published(overview.days))
    yield Picture("Warnings", "number of articles", _names(overview.warnings))
    if len(overview.languages) > 1:
        yield Picture("Languages", "number of articles", _names(overview.languages))


def _categories(overview: Overview) -> Markup:
    counts = overview.categories
    return _bars(Bar(name, counts[name], f"c-{name}") for name in REMOVAL_CATEGORIES if counts[name])


def _rules(overview: Overview) -> Markup:
    frequent = sorted(overview.rules.items(), key=lambda entry: (-entry[1], entry[0]))[:SHOWN_RULES]
    return _bars(Bar(rule, count, f"c-{category}") for (category, rule), count in frequent)


def _names(counts: Counter[str]) -> Markup:
    return _bars(
        Bar(name or "none", count) for name, count in sorted(counts.items(), key=lambda e: (-e[1], e[0]))
    )


def _bars(rows: Iterable[Bar]) -> Markup:
    made = list(rows)
    return bars(made) if made else Markup()


def _shares(shares: Counter[int]) -> Markup:
    if not shares:
        return Markup()
    rows = [Bar(f"{5 * twentieth} %", shares[twentieth]) for twentieth in range(20)]
    return columns(rows, "Share of the text removed, in percent", "articles")


def _counts(counts: Counter[int], what: str) -> Markup:
    """A histogram of small numbers: one column each, or steps of equal width where the numbers go far."""
    if not counts:
        return Markup()
    # The longest one in fifty articles would squeeze all others into a few columns.
    far = _quantile(counts, 0.98)
    width = far // MOST_COLUMNS + 1
    last = far // width
    grouped: Counter[int] = Counter()
    for number, articles in counts.items():
        grouped[min(number // width, last + 1)] += articles
    rows = [Bar(str(group * width), grouped[group]) for group in range(last + 1)]
    if grouped[last + 1]:
        rows.append(Bar(f"{(last + 1) * width}+", grouped[last + 1]))
    return columns(rows, f"{what.capitalize()} per article", "articles")


def _quantile(counts: Counter[int], share: float) -> int:
    total, reached = sum(counts.values()), 0
    for number in sorted(counts):
        reached += counts[number]
        if reached >= share * total:
            return number
    return 0


def _published(days: Counter[date]) -> Markup:
    if not days:
        return Markup()
    first, last = min(days), max(days)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    grouped: Counter[tuple[int, int]] = Counter()
    if months <= MONTHS:
        for day, articles in days.items():
            grouped[day.year, day.month] += articles
        starts = [
            (first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(months)
        ]
        rows = [Bar(f"{year}-{month:02d}", grouped[year, month]) for year, month in starts]
    else:
        for day, articles in days.items():
            grouped[day.year, 0] += articles
        rows = [Bar(str(year), grouped[year, 0]) for year in range(first.year, last.year + 1)]
    return columns(rows, "Articles by time of publication", "articles")
