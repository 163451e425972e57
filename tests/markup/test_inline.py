"""The text of one block: cases in `fixtures/inline.md`, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_cases import Case, cases, inline_view
from markdown_it import MarkdownIt

from pipeline.markup.inline_parse import parse_inline
from pipeline.markup.inline_render import Rendered, render_inline

steady = settings(deadline=None, derandomize=True, max_examples=200)


@pytest.mark.parametrize("case", cases("inline"))
def test_case(case: Case) -> None:
    assert inline_view(case.source) == case.expected


@pytest.mark.parametrize("case", cases("inline_french"))
def test_french_case(case: Case) -> None:
    assert inline_view(case.source, french=True) == case.expected


def written(source: str) -> Rendered:
    return render_inline(parse_inline(source))


LATIN = st.sampled_from(["Open", "the", "Settings", "app", "Wi-Fi", "iCloud", "été", "3.5"])
WORDS = LATIN | st.just("設定")
PIECES = (
    WORDS
    | WORDS.map("**{}**".format)
    | WORDS.map("*{}*".format)
    | WORDS.map("`{}`".format)
    | WORDS.map("[{}](https://vendor.example/m)".format)
    | WORDS.map("![{}](https://img.example/a.png)".format)
    | st.sampled_from([" ", " ", " ", ",", ".", " .", " , ", "\n", "<br>", "\\_", "&amp;", ">", ": "])
)


@steady
@given(st.lists(PIECES, max_size=12).map("".join))
def test_writing_is_a_fixed_point(source: str) -> None:
    """What was written is read back as the same Markdown and the same text."""
    once = written(source)
    twice = written(once.md)
    assert (twice.md, twice.text) == (once.md, once.text)


@steady
@given(st.lists(LATIN | LATIN.map("**{}**".format), min_size=1, max_size=8).map("".join))
def test_bold_is_bold_to_any_reader(source: str) -> None:
    """However bold was glued to words, CommonMark shows no star of what is written."""
    shown = MarkdownIt("commonmark").renderInline(written(source).md)
    assert "**" not in shown


@steady
@given(st.text(alphabet="ab *_[]()!<>`\\\n&;#.", max_size=60))
def test_any_text_can_be_read_and_written(source: str) -> None:
    rendered = written(source)
    assert "\n" not in rendered.text
