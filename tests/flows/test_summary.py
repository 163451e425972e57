"""What a run leaves for its readers: counts, gates, rules, rejects; text of articles stays text."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from flows.summary import TABLE_REJECTS, reject_rows, summary_markdown, text
from pipeline.dataset.gates import GateResult
from pipeline.dataset.manifest import Counts
from pipeline.dataset.run_report import RunReport
from pipeline.records import REMOVAL_CATEGORIES, TABLES, Reject

GATES = [
    GateResult("conservation", True, "12 discovered, 10 articles, 2 rejects"),
    GateResult("no_ad_urls", False, "1 article: clean bodies link to ad hosts", ("site/a|b.md",)),
]


def reject(number: int, message: str = "the file is empty") -> Reject:
    return Reject(f"site/r{number}.md", None, "decode", "empty", message, None)


def report(*rejects: Reject) -> RunReport:
    counts = Counts(
        discovered=12,
        accepted=10,
        rejected=len(rejects),
        added=12,
        changed=0,
        deleted=0,
        unchanged=0,
        cleaned=12,
        rows=dict.fromkeys(TABLES, 3),
        removals=dict.fromkeys(REMOVAL_CATEGORIES, 0) | {"ad": 1234},
        rejects={"empty": len(rejects)},
        warnings={"mojibake_repaired": 1},
        rules={f"rule_{n}": n for n in range(1, 30)},
        duplicate_groups=1,
        duplicate_articles=2,
    )
    return RunReport("20260101T000000Z-abc", "data/clean", counts, {"plan": 0.1, "clean": 2.0}, rejects, ())


def shown(markdown: str) -> str:
    return MarkdownIt("commonmark").enable("table").render(markdown)


def test_a_published_run_says_what_came_out_and_where() -> None:
    summary = summary_markdown(report(reject(1), reject(2)), GATES[:1], "data/raw", published=True)
    assert "# 10 clean articles, 2 rejected" in summary
    assert "**Published** as run `20260101T000000Z-abc`" in summary
    assert "| ad | 1,234 |" in summary
    assert "manifest.json" in summary
    assert "| site/r1.md | empty | the file is empty |" in summary


def test_only_the_rules_that_fired_most_are_listed() -> None:
    summary = summary_markdown(report(), GATES[:1], "data/raw", published=True)
    assert r"rule\_29" in summary
    assert r"rule\_15" in summary
    assert r"| rule\_14 " not in summary


def test_a_failed_gate_comes_first_and_names_its_articles() -> None:
    summary = summary_markdown(report(), GATES, "data/raw", published=False)
    assert "**Not published**: no_ad_urls." in summary
    assert summary.index("**FAILED**") < summary.index("| ok |")
    assert r"site/a\|b.md" in summary
    assert "manifest.json" not in summary


def test_review_pages_are_linked_when_they_were_built() -> None:
    summary = summary_markdown(report(), GATES[:1], "data/raw", published=True, pages="/srv/pages")
    assert "(file:///srv/pages/index.html)" in summary


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "[click](javascript:alert(1))",
        "![x](https://tracker.example/p.gif)",
        "cell | another\n\n# heading",
        "`code` **bold** $math$",
    ],
)
def test_text_of_an_article_is_shown_as_it_is(hostile: str) -> None:
    html = shown(summary_markdown(report(reject(1, hostile)), GATES[:1], "data/raw", published=True))
    for markup in ("<script", "<img", '<a href="javascript', "<strong>bold", "<code>code", "<h1>heading"):
        assert markup not in html
    assert html.count("<td>site/r1.md</td>") == 1


def test_long_text_is_cut() -> None:
    assert len(text("x" * 1000)) == 300


def test_the_table_of_rejects_is_bounded() -> None:
    rows = reject_rows(reject(number) for number in range(TABLE_REJECTS + 5))
    assert len(rows) == TABLE_REJECTS
    assert rows[0] == {"source": "site/r0.md", "error": "empty", "message": "the file is empty", "line": None}
