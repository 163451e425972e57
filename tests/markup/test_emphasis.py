"""Bold and italics in each other read as CommonMark reads them: every letter has the style it had."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline import CleanArticle, clean_article

COMMONMARK = MarkdownIt("commonmark")
MARKS = {"em": ("*", "_"), "strong": ("**", "__")}
TOKEN = re.compile(r"<[^>]*>|\S")
WORDS = st.lists(
    st.sampled_from(["fan", "Open", "the cover", "Note:", "wait,", "stop.", "“quiet”", "1.2", "(old)"]),
    min_size=1,
    max_size=3,
).map(" ".join)
steady = settings(deadline=None, derandomize=True, max_examples=400)


def marked(kind: str, inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    texts = st.lists(inside, min_size=1, max_size=3).map(" ".join)
    return st.tuples(st.sampled_from(MARKS[kind]), texts).map(lambda pair: pair[0] + pair[1] + pair[0])


EMPHASIZED = st.one_of(
    WORDS,
    marked("em", st.one_of(WORDS, marked("strong", WORDS))),
    marked("strong", st.one_of(WORDS, marked("em", WORDS))),
)


def styles(markdown: str) -> list[tuple[str, bool, bool]]:
    """Every character of what a text shows, with whether it is in italics and whether it is bold."""
    found: list[tuple[str, bool, bool]] = []
    depth = {"em": 0, "strong": 0}
    for token in TOKEN.findall(COMMONMARK.renderInline(markdown)):
        name = token.strip("</>")
        if len(token) > 1 and name in depth:
            depth[name] += -1 if token.startswith("</") else 1
        else:
            found.append((token, depth["em"] > 0, depth["strong"] > 0))
    return found


def cleaned(text: str) -> str:
    result = clean_article(f"# Fans\n\nWords on fans.\n\n{text}\n")
    assert isinstance(result, CleanArticle)
    return result.article.body_markdown.split("\n\n", 2)[2]


@steady
@given(st.lists(EMPHASIZED, min_size=1, max_size=4).map(" ".join))
def test_every_letter_keeps_its_style(text: str) -> None:
    text = f"Look at {text} now"
    shown = styles(text)
    assume(not any(character in "*_" for character, _, _ in shown))  # CommonMark itself leaves a mark
    assert styles(cleaned(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "***Note:** Wait until the **fan** stands still.*",
        "***Note:* Wait until the fan stands still.**",
        "___Note:__ Wait until the fan stands still._",
        "___Note: Wait.___",
        "__Wait _until the fan___ stands still.",
    ],
)
def test_what_closes_first_is_inside(text: str) -> None:
    assert styles(cleaned(text)) == styles(text)


@pytest.mark.parametrize("text", ["Fill in ___ and ___ here.", "Name: ___", "The name a___b is one word."])
def test_blanks_to_fill_in_stay(text: str) -> None:
    assert "___" in cleaned(text)
