"""Lists of links, read in one go where every item has a line of its own, come out as the reader of any list has them."""

from __future__ import annotations

import pytest

from pipeline.rules.load import load_rules
from pipeline.stripping.source.link_lists import read_link_list, read_usual_list
from pipeline.stripping.source.source_pass import strip_source

USUAL = [
    '<li><a href="https://fans.example/oil"><u>Oil the Fan</u></a></li>',
    '<li><a href="/clean?page=2">Clean  the Blades</a></li>',
    '<li><a href=" https://fans.example/silence ">Silence</a></li>',
    '<li><a href="https://fans.example/cables"><u>Cables &amp; Plugs &lt;Basics&gt;</u></a></li>',
    '<li><a href="#"></a></li>',
]
OTHER = [
    '<li class="first"><a href="https://fans.example/oil">Oil the Fan</a></li>',
    '<li><a class="more" href="https://fans.example/oil">Oil the Fan</a></li>',
    '<li><a href="https://fans.example/oil?a=1&amp;b=2">Oil the Fan</a></li>',
    '<li><a href="https://fans.example/oil">Oil the <b>Fan</b></a></li>',
    '<li><a href="https://fans.example/oil">Oil the Fan</a> today</li>',
    '<li><a href="https://fans.example/oil">Oil the Fan</a></li><li><a href="/clean">Clean</a></li>',
    " " + USUAL[0],
    "",
]


def html_list(opening: str, *items: str) -> list[str]:
    return [opening, *items, {"<ul>": "</ul>", "<div><ul>": "</ul></div>"}[opening]]


@pytest.mark.parametrize("opening", ["<ul>", "<div><ul>"])
def test_usual_list_reads_as_any_list(opening: str) -> None:
    lines = ["Before", "", *html_list(opening, *USUAL), "", "After"]
    found = read_usual_list(lines, 2, 2000, load_rules())
    whole = ("<ul>", *lines[3:8], "</ul>")
    assert found == read_link_list(whole, 2)
    assert found is not None
    assert [link.line for link in found.links] == [4, 5, 6, 7, 8]
    assert found.links[3].text == "Cables & Plugs <Basics>"


@pytest.mark.parametrize("item", OTHER)
def test_other_items_are_left_to_the_reader_of_any_list(item: str) -> None:
    assert read_usual_list(html_list("<ul>", USUAL[0], item, USUAL[1]), 0, 2000, load_rules()) is None


@pytest.mark.parametrize(
    "lines",
    [
        ["<ul>"],
        ["<ul>", "</ul>"],
        ["<ul>", *USUAL],
        ["<ul>", *USUAL, "</div>"],
        ["<ul>", *USUAL, "</ul></div>"],
        ["<div><ul>", *USUAL, "</ul>"],
        ["<ol>", *USUAL, "</ol>"],
    ],
)
def test_lists_that_close_otherwise_are_not_usual(lines: list[str]) -> None:
    assert read_usual_list(lines, 0, 2000, load_rules()) is None


def test_list_longer_than_the_limit_is_not_usual() -> None:
    lines = html_list("<ul>", *[USUAL[0]] * 10)
    assert read_usual_list(lines, 0, 12, load_rules()) is not None
    assert read_usual_list(lines, 0, 11, load_rules()) is None


def test_list_that_mostly_sells_is_an_ad() -> None:
    shop = [f'<li><a href="https://www.awin1.com/cread.php?awinmid={n}">Fan {n}</a></li>' for n in range(4)]
    half = html_list("<ul>", *shop, *USUAL[:4])
    assert read_usual_list(half, 0, 2000, load_rules()) is not None
    assert read_usual_list(html_list("<ul>", *shop, *USUAL[:3]), 0, 2000, load_rules()) is None
    stripped = strip_source(["# Fans", "", *html_list("<div><ul>", *shop, *USUAL[:3])], 1, load_rules())
    assert {cut.category for cut in stripped.cuts} == {"ad"}


@pytest.mark.parametrize("opening", ["<ul>", "<div><ul>"])
def test_pass_over_lines_finds_the_same_list_either_way(opening: str) -> None:
    usual = ["Text.", *html_list(opening, *USUAL), "More text."]
    other = [line.replace("<ul>", '<ul class="a">') for line in usual]
    one, two = (strip_source(lines, 1, load_rules()) for lines in (usual, other))
    assert one.link_lists == two.link_lists
    assert (one.lines, one.raw, one.cuts) == (two.lines, two.raw, two.cuts)
