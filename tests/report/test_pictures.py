"""The pictures of a run."""

from __future__ import annotations

from datetime import date

from lxml import html

from pipeline.report.charts import Bar, bars, columns
from pipeline.report.figures import Overview
from pipeline.report.pictures import pictures_of


def labels(overview: Overview, title: str) -> list[str]:
    """The labels of the columns of a picture that have a height, with their numbers."""
    chart = next(picture.chart for picture in pictures_of(overview) if picture.title == title)
    titles = html.fromstring(str(chart)).xpath(".//*[local-name()='title']")
    return [found.text for found in titles if ": 0 " not in found.text]


def test_bars_carry_their_numbers_and_escape_their_labels() -> None:
    made = html.fromstring(str(bars([Bar("<script>", 1200, "c-ad"), Bar("b", 0)])))
    assert [span.text for span in made.find_class("label")] == ["<script>", "b"]
    assert [span.text for span in made.find_class("value")] == ["1,200", "0"]


def test_columns_say_in_words_where_they_are_highest() -> None:
    chart = html.fromstring(str(columns([Bar("0", 5), Bar("1", 9), Bar("2", 0)], "Fixes", "articles")))
    assert chart.get("aria-label") == "Fixes: most at 1 (9), 0 (5)"


def test_a_dataset_without_articles_has_no_pictures() -> None:
    assert pictures_of(Overview()) == []


def test_long_tails_share_a_column() -> None:
    overview = Overview(articles=1000)
    overview.fixes.update({2: 990, 3: 5, 400: 5})
    assert labels(overview, "Fixes per article") == ["2: 990 articles", "3+: 10 articles"]


def test_wide_counts_are_grouped() -> None:
    overview = Overview(articles=300)
    overview.steps.update(dict.fromkeys(range(100), 3))
    made = labels(overview, "Steps per article")
    assert made[0] == "0: 15 articles"
    assert len(made) <= 26


def test_time_is_shown_by_month_or_by_year() -> None:
    months = Overview(days=Overview().days)
    months.days.update({date(2023, 12, 31): 2, date(2024, 2, 1): 1})
    assert labels(months, "Published") == ["2023-12: 2 articles", "2024-02: 1 articles"]
    years = Overview()
    years.days.update({date(2015, 5, 1): 2, date(2024, 2, 1): 1})
    assert labels(years, "Published") == ["2015: 2 articles", "2024: 1 articles"]
