"""Removals in the lines of their source."""

from __future__ import annotations

from pipeline.records import Removal, RemovalCategory
from pipeline.report.paint import paint


def cut(first: int, last: int, text: str, category: RemovalCategory = "ad") -> Removal:
    return Removal(first, last, category, "some_rule", (), text)


def shown(lines: list[str], *removals: Removal) -> list[list[tuple[str, int | None]]]:
    return [[(part.text, part.removal) for part in line] for line in paint(lines, removals)]


def test_whole_lines() -> None:
    assert shown(["a", "<ad>", "</ad>", "b"], cut(2, 3, "<ad>\n</ad>")) == [
        [("a", None)],
        [("<ad>", 0)],
        [("</ad>", 0)],
        [("b", None)],
    ]


def test_part_of_a_line() -> None:
    assert shown(["get [it](//shop) now"], cut(1, 1, "[it](//shop)")) == [
        [("get ", None), ("[it](//shop)", 0), (" now", None)]
    ]


def test_part_that_spans_lines() -> None:
    assert shown(["see <a", "href=x> more"], cut(1, 2, "<a\nhref=x>")) == [
        [("see ", None), ("<a", 0)],
        [("href=x>", 0), (" more", None)],
    ]


def test_the_same_text_twice_in_a_line_is_two_removals() -> None:
    assert shown(["[](x) or [](x)"], cut(1, 1, "[](x)"), cut(1, 1, "[](x)")) == [
        [("[](x)", 0), (" or ", None), ("[](x)", 1)]
    ]


def test_a_link_whose_words_were_mended_is_found_by_its_address() -> None:
    assert shown(["get **[**_it_**](//shop)** now"], cut(1, 1, "[***it***](//shop)")) == [
        [("get **", None), ("[**_it_**](//shop)", 0), ("** now", None)]
    ]


def test_text_that_is_not_found_marks_all_its_lines() -> None:
    """Better too much shown as removed than anything removed shown as kept."""
    assert shown(["a", "b c", "d"], cut(2, 2, "something else")) == [
        [("a", None)],
        [("b c", 0)],
        [("d", None)],
    ]


def test_a_removal_inside_another_is_seen() -> None:
    assert shown(["<box>", "<ad>", "</box>"], cut(2, 2, "<ad>"), cut(1, 3, "<box>\n<ad>\n</box>")) == [
        [("<box>", 1)],
        [("<ad>", 0)],
        [("</box>", 1)],
    ]


def test_lines_beyond_the_file_do_no_harm() -> None:
    assert shown(["a"], cut(5, 9, "gone")) == [[("a", 0)]]
    assert shown(["", "a"]) == [[], [("a", None)]]
