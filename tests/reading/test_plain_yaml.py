"""The quick reader says what libyaml says, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.reading.plain_yaml import read_plain_yaml
from pipeline.reading.yaml_guard import UnreadableBlock, load_yaml

PIECES = [
    "title", "tags", "date", ":", ": ", " ", "  ", "- ", "-", '"', "'", "#", " #", "\n", "\n", "\n  - ", "\n- ", "a", "B 1",
    "é", "2024-01-31", "12:30", "https://site.example/a?b=c#d", "null", "~", "[x]", "{", "&", "*", "!", "|", ">", "%", "@", "`",
    "\\", "\t", "\u00a0", "\u2028", "\ufeff", "?", ",", "---", "...", "key: text\n", "list:\n  - one\n", '"quoted: #1"\n',
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_both_readers_agree(text: str) -> None:
    quick = read_plain_yaml(text)
    if quick is None:
        return
    try:
        found, repeated = load_yaml(text, 20, 10_000)
    except UnreadableBlock as error:
        raise AssertionError(f"libyaml refuses what was read as {quick}") from error
    assert (found, repeated) == (quick, 0)


def test_the_usual_block_is_read() -> None:
    text = 'title: "Fix: a #1 printer"\ndate: 2024-02-06T13:06:11.000Z\ntags:\n  - one\n  - "two"\n\ndraft:\nurl: https://a.example/b\n'
    assert read_plain_yaml(text) == {
        "title": "Fix: a #1 printer",
        "date": "2024-02-06T13:06:11.000Z",
        "tags": ["one", "two"],
        "draft": None,
        "url": "https://a.example/b",
    }


@pytest.mark.parametrize(
    "text",
    [
        "title: A: B", "title: A #1", "title: 'x'", 'title: "a\\nb"', "title: [a, b]", "title: |\n  text", "a: 1\na: 2",
        "a: b\n- c", "a:\n  - b\n - c", "  a: b", "a: b\n  goes on", "- a", "a:b", "", "text", "a: &x b", "a: *x", "a: b\tc",
    ],
)  # fmt: skip
def test_anything_else_is_left_to_the_parser(text: str) -> None:
    assert read_plain_yaml(text) is None
