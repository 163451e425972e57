"""`howto-etl clean FILE`: one article as Markdown, as JSON, or as a ledger of what was removed."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline.cli import REJECTED, USAGE

from .conftest import SAMPLES, Ran

ARTICLE = SAMPLES / "phones" / "photos-not-backing-up-to-the-cloud.md"


def test_prints_the_clean_markdown(howto_etl: Callable[..., Ran]) -> None:
    ran = howto_etl("clean", ARTICLE)
    assert ran.code == 0
    assert "Open the **Settings** app" in ran.out
    assert "pxf.io" not in ran.out
    assert "\nClose\n" not in ran.out


def test_json_holds_the_whole_record(howto_etl: Callable[..., Ran]) -> None:
    document = json.loads(howto_etl("clean", ARTICLE, "--json").out)
    assert [fix["number"] for fix in document["fixes"]] == ["1", "2", "3", "4", "5", "6"]
    assert document["removals"][0]["category"] == "ad"
    assert document["language"] == "en"


def test_ledger_shows_lines_category_and_rule(howto_etl: Callable[..., Ran]) -> None:
    first = howto_etl("clean", ARTICLE, "--ledger").out.splitlines()[1].split()
    lines = ARTICLE.read_text().split("\n")
    start, end = map(int, first[0].split("-"))
    assert lines[start - 1] == "<!-- affiliate ads begin -->"
    assert lines[end - 1] == "<!-- affiliate ads end -->"
    assert first[1] == "ad"


def test_ledger_of_a_clean_article_says_so(howto_etl: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("# Tea\n\nBoil water first, then count to sixty.\n")
    assert howto_etl("clean", tmp_path / "tea.md", "--ledger").out == "Nothing was removed.\n"


def test_reads_standard_input(howto_etl: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    source = b"# Tea\n\nBoil **water** first.\n"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(source)))
    ran = howto_etl("clean", "-")
    assert ran.code == 0
    assert "Boil **water** first." in ran.out


@pytest.mark.parametrize(("name", "error"), [("scan-0007.md", "binary"), ("untitled.md", "empty")])
def test_a_rejected_article_exits_with_3_and_says_why(
    howto_etl: Callable[..., Ran], name: str, error: str
) -> None:
    ran = howto_etl("clean", SAMPLES / "drafts" / name)
    assert (ran.code, ran.out) == (REJECTED, "")
    assert f"rejected ({error})" in ran.err
    assert ran.err.count("\n") == 1


def test_a_bound_can_be_lowered(howto_etl: Callable[..., Ran]) -> None:
    ran = howto_etl("clean", ARTICLE, "--max", "lines=10")
    assert ran.code == REJECTED
    assert "too_many_lines" in ran.err


def test_rules_of_the_user_apply(howto_etl: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text(
        "# Tea\n\nBoil water first.\n\nBrought to you by Kettles Inc\n\nPour it.\n"
    )
    (tmp_path / "mine.toml").write_text(
        '[[phrases]]\nname = "kettles"\nuse = "boilerplate"\nmatch = "start"\n'
        'values = ["brought to you by kettles"]\nreason = "sponsor line of one site"\n'
        'example = "Brought to you by Kettles Inc"\nnegative = "Kettles boil."\n'
    )
    plain = howto_etl("clean", tmp_path / "tea.md").out
    ruled = howto_etl("clean", tmp_path / "tea.md", "--rules", tmp_path / "mine.toml").out
    assert "Kettles" in plain
    assert "Kettles" not in ruled
    assert "Pour it." in ruled


def test_a_file_without_end_is_read_no_further_than_an_article_may_reach(
    howto_etl: Callable[..., Ran],
) -> None:
    ran = howto_etl("clean", "/dev/zero")
    assert (ran.code, ran.out) == (REJECTED, "")
    assert "too_large" in ran.err


@pytest.mark.parametrize(
    ("rules", "problem"),
    [
        ('match = "pattern"\nvalues = ["(?i)abc"]', "global flags"),
        ('match = "pattern"\nvalues = ["(?P<a>x)", "(?P<a>y)"]', "redefinition"),
        ('match = "pattern"\nvalues = ["a{99999999999999999999}"]', "repeats or nests more"),
        (f'match = "pattern"\nvalues = ["{"(" * 3_000}{")" * 3_000}"]', "repeats or nests more"),
        ('match = "pattern"\nvalues = ["(?:abc)?"]', "fits every text"),
        ("values = []", "not empty"),
        ('values = [""]', "not empty"),
        (f"values = {'[' * 3_000}", "nested too deeply"),
        ('values = ["abc"]\n[actions]\npatterns = ["("]', "actions"),
        ('values = ["abc"]\n[not_a_fix]\npatterns = ["("]', "not_a_fix"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named_in_one_line(
    howto_etl: Callable[..., Ran], tmp_path: Path, rules: str, problem: str
) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[phrases]]\nname = "mine"\nuse = "boilerplate"\nreason = "r"\nexample = "e"\nnegative = "n"\n'
        + rules
    )
    ran = howto_etl("clean", ARTICLE, "--rules", tmp_path / "mine.toml")
    assert (ran.code, ran.out) == (USAGE, "")
    assert ran.err.count("\n") == 1
    assert len(ran.err) < 400
    assert "mine.toml" in ran.err
    assert problem in ran.err
