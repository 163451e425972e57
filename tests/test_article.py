"""What holds for every article: nothing vanishes unrecorded, cleaning is repeatable, clean text stays as it is."""

from __future__ import annotations

from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

import pytest
from hostile.checks import indexes_agree, lines_are_in_range, no_line_vanishes
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_cases import FIXTURES, read_cases
from real_articles import needs_corpus, real_articles

from pipeline import CleanArticle, CleaningConfig, Limits, Reject, clean_article
from pipeline.export.markdown import markdown_file

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "data" / "raw"
ARTICLES = sorted(
    path
    for path in (*SAMPLES.rglob("*.*"), *(HERE / "negative" / "articles").rglob("*.md"))
    if path.is_file()
)
CASES = [
    pytest.param(case.source, id=f"{path.stem}:{case.line}")
    for path in sorted(FIXTURES.glob("*.md"))
    if path.stem not in ("inline_french", "headings")
    for case in read_cases(path)
]

steady = settings(deadline=None, derandomize=True, max_examples=120)


def faults(result: CleanArticle, source: bytes) -> list[str]:
    checks = (no_line_vanishes, lines_are_in_range, indexes_agree)
    return [fault for check in checks for fault in check(result, source)]


def named(path: Path) -> str:
    return "/".join(path.parts[-2:])


def test_the_longest_address_that_is_kept_is_configured() -> None:
    long = "https://fans.example/" + "oil" * 20
    source = f"Look [here]({long}) and [there](https://fans.example/lid).\n\n![]({long}.png)\n\nWipe it.\n"
    kept = clean_article(source)
    cut = clean_article(source, config=CleaningConfig(limits=Limits(url_chars=50)))
    assert isinstance(kept, CleanArticle) and isinstance(cut, CleanArticle)
    assert [link.url for link in kept.links] == [long, "https://fans.example/lid"]
    assert [image.url for image in kept.images] == [f"{long}.png"]
    assert [link.url for link in cut.links] == ["https://fans.example/lid"]
    assert cut.article.body_markdown == "Look here and [there](https://fans.example/lid).\n\nWipe it."
    assert [removal.rule for removal in cut.removals] == ["oversized_url", "unusable_image"]


@pytest.mark.parametrize("path", ARTICLES, ids=named)
def test_every_line_is_accounted_for(path: Path) -> None:
    source = path.read_bytes()
    result = clean_article(source, path=path.name)
    assert isinstance(result, Reject) or faults(result, source) == []


@pytest.mark.parametrize("source", CASES)
def test_every_line_of_a_case_is_accounted_for(source: str) -> None:
    result = clean_article(source, path="case.md")
    assert isinstance(result, Reject) or faults(result, source.encode()) == []


BLOCK = st.sampled_from(
    [
        "# Quiet fans",
        "## Fix 1: Wipe the blades",
        "### **Method 2:** Oil the axle",
        "**Way 3: Replace the fan**",
        "The fan is loud, go to**Settings > Power** , then wait .",
        "1. Unplug the fan.\n2. Open the case.",
        "3. Wipe the blades.\n   * front\n   * back",
        "1) Press Menu. 2) Choose Scan. 3) Press Start.",
        "![A fan](https://img.example/fan.jpg)",
        "[A fan](https://img.example/fan.jpg) ](https://shop.example/fans)",
        '<!-- affiliate ads begin -->\n<a href="https://net.example/c"><img src="https://net.example/b.gif"></a>\n<!-- affiliate ads end -->',
        '<a href="https://x.pxf.io/c/1"><img src="https://x.pxf.io/b.png" width="728" height="90"></a>',
        '<img src="https://count.example/p.gif" width="1" height="1">',
        "<script>\nvar visits = 1;\n</script>",
        '<div class="content">',
        "</div>",
        "<p>Wipe the <b>blades</b>.</p>",
        "<ul>\n<li>front side</li>\n<li>back side</li>\n</ul>",
        "| Part | Screws |\n| --- | --- |\n| Fan | 4 |",
        "```sh\nfan --stop\n\n<!-- affiliate ads begin -->\n```",
        "Close",
        "In this article\n\n* [Wipe the blades](#wipe)\n* [Oil the axle](#oil)",
        "**Also read:**\n\n* [Five Ways to Quiet a Fan](https://farm.example/quiet/)\n* [How to Choose a Case](https://farm.example/case/)",
        "Buy a [cloth](https://www.amazon.com/dp/B000000001/?tag=someone-20) first.",
        "> A quoted warning.\n> It goes on.",
        "Line one  \nline two\\\nline three",
        "<!-- a note -->",
        "---",
        "請打開**設定**。",
    ]
)
ARTICLE = st.lists(
    st.tuples(BLOCK, st.sampled_from(["\n\n", "\n\n", "\n", "\n\n\n"])), min_size=1, max_size=14
).map(lambda parts: "".join(block + blank for block, blank in parts))
"""Articles put together from the pieces that farms put together, with and without blank lines between."""


@steady
@given(ARTICLE)
def test_every_line_of_a_composed_article_is_accounted_for(source: str) -> None:
    result = clean_article(source, path="composed.md")
    assert isinstance(result, Reject) or faults(result, source.encode()) == []


@steady
@given(ARTICLE)
def test_cleaning_depends_on_the_article_alone(source: str) -> None:
    """Neither what was cleaned before nor what is remembered changes a result."""
    first = clean_article(source, path="composed.md")
    assert clean_article(source, path="composed.md") == first
    assert clean_article(source, path="composed.md", config=CleaningConfig(caches=False)) == first


@steady
@given(ARTICLE)
def test_line_ends_change_nothing_but_the_quoted_source(source: str) -> None:
    unix, windows = clean_article(source), clean_article(source.replace("\n", "\r\n"))
    assert isinstance(unix, Reject) == isinstance(windows, Reject)
    if isinstance(unix, CleanArticle) and isinstance(windows, CleanArticle):
        assert windows.article.body_markdown == unix.article.body_markdown
        assert [astuple(row) for row in windows.steps] == [astuple(row) for row in unix.steps]
        assert [row.start_line for row in windows.removals] == [row.start_line for row in unix.removals]


def facts(item: CleanArticle) -> dict[str, Any]:
    """What a second cleaning must leave as it is; line numbers move with the front matter."""
    return {
        "body_markdown": item.article.body_markdown,
        "fixes": [replace(fix, start_line=0, end_line=0) for fix in item.fixes],
        "steps": [replace(step, start_line=0) for step in item.steps],
        "images": [replace(image, line=None) for image in item.images],
    }


def changed(source: bytes, name: str) -> list[str]:
    """The facts that a second cleaning of one article changes."""
    first = clean_article(source, path=name)
    if isinstance(first, Reject):
        return []
    second = clean_article(markdown_file(first), path=name)
    if isinstance(second, Reject):
        return ["rejected"]
    before, after = facts(first), facts(second)
    return [name for name in before if before[name] != after[name]]


@pytest.mark.parametrize("path", ARTICLES, ids=named)
def test_a_clean_article_stays_as_it_is(path: Path) -> None:
    assert changed(path.read_bytes(), path.name) == []


@pytest.mark.corpus
@needs_corpus
def test_clean_real_articles_stay_as_they_are() -> None:
    """At most three of two hundred real articles change when they are cleaned again. (Two blanks at the end of an item,
    which say that the picture's paragraph below goes on with it, are not written again.)"""
    broken = {name: facts for name, source in real_articles() if (facts := changed(source, name))}
    assert len(broken) <= 3, broken


@pytest.mark.corpus
@needs_corpus
def test_every_line_of_real_articles_is_accounted_for() -> None:
    for name, source in real_articles():
        result = clean_article(source, path=name)
        assert isinstance(result, CleanArticle), f"{name} was rejected: {result}"
        assert faults(result, source) == [], name
