"""Blank lines that ads left between an item and the next, or its picture."""

from __future__ import annotations

import pytest

from pipeline.markup.blocks import parse_blocks
from pipeline.stripping.lines.layout import settle_blank_lines


def settled(text: str) -> str:
    lines = text.strip("\n").split("\n")
    found, raw = settle_blank_lines(lines, range(1, len(lines) + 1))
    for line, number in zip(found, raw, strict=True):
        assert not line or lines[number - 1] == line
    return "\n".join(found)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1. One\n\n2. Two\n\n3. Three", "1. One\n2. Two\n3. Three"),
        ("* One\n\n* Two", "* One\n* Two"),
        ("1. One\n\n![](a.png)\n2. Two\n\n![](b.png)\n\n3. Three", "1. One\n![](a.png)\n2. Two\n![](b.png)\n3. Three"),
        ("1. One\n\n![](a.png)\nA caption.\n\n2. Two", "1. One\n![](a.png)\nA caption.\n2. Two"),
        ("1. One\n\n   * Inner\n\n   * Other\n\n2. Two", "1. One\n   * Inner\n   * Other\n2. Two"),
        ("1) One\n\n![](a.png)\n\n 2) Two\n\n3) Three", "1) One\n![](a.png)\n 2) Two\n3) Three"),
        ("Text\n\n\n\nMore", "Text\n\nMore"),
        ("\n\nText\n\n", "Text"),
        ("1. One\n\n**![](a.png)**\n\n2. Two", "1. One\n**![](a.png)**\n2. Two"),
    ],
)  # fmt: skip
def test_lists_grow_together_again(source: str, expected: str) -> None:
    assert settled(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "One paragraph.\n\nAnother.",
        "A paragraph.\n\n![](a.png)\n\nAnother.",
        "1. One\n\n![](the-next-section.png)\n\nText of the next section.",
        "1. One\n2. Two\n\n![](a.png)\n\n## Heading",
        "1. One\n\n* Another list\n\n1) and another",
        "1. One\n\nText between.\n\n2. Two",
        "1. One\n\n![](a.png)\n\nText.\n\n2. Two",
        "Text\n\n2. An item below plain text",
        "```\n1. One\n\n\n2. Two\n```",
        "1. One\n\n        indented code",
        "    1. indented code\n\n    2. as well",
        "1. One\n\n   2. an inner list that does not begin with 1",
    ],
)
def test_what_is_apart_stays_apart(source: str) -> None:
    assert settled(source) == source


@pytest.mark.parametrize("below", ["", "\n\n## Heading", "\n\nText of the next section."])
def test_a_picture_alone_below_the_last_item_has_a_blank_line_above_it(below: str) -> None:
    apart = f"1. One\n![](a.png)\n2. Two\n\n![](b.png){below}"
    assert settled(apart) == apart
    assert settled(apart.replace("Two\n\n", "Two\n")) == apart


@pytest.mark.parametrize("source", ["1. One\n![](a.png)\nA caption.\n\nText", "Text\n![](a.png)\n\nText"])
def test_other_pictures_stay_where_they_are(source: str) -> None:
    assert settled(source) == source


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_items_are_the_same_with_and_without_blank_lines(gap: str) -> None:
    source = gap.join(["1. One", "2. Two", "   * Inner", "   * Other", "3. Three"])
    blocks = parse_blocks(settled(source).split("\n")).blocks
    assert [(block.content, block.depth, block.mark) for block in blocks] == [
        ("One", 1, "1"), ("Two", 1, "2"), ("Inner", 2, "*"), ("Other", 2, "*"), ("Three", 1, "3"),
    ]  # fmt: skip
