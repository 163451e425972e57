"""Addresses with parameters that are named as characters are stay as they are: `&section=`, `&timestamp=`, `&region=`."""

from __future__ import annotations

from html.entities import html5

import pytest
from markdown_it.common.utils import unescapeAll

from pipeline import CleanArticle, clean_article
from pipeline.markup.references import decoded_attribute, decoded_markdown

WITHOUT_SEMICOLON = sorted(name for name in html5 if not name.endswith(";"))


@pytest.mark.parametrize("name", WITHOUT_SEMICOLON)
def test_parameters_are_no_references(name: str) -> None:
    for address in (f"?a=1&{name}=2", f"?a=1&{name}tag=2", f"?a=1&{name}2=3"):
        assert decoded_markdown(address) == address == unescapeAll(address)
        if f"{name}tag" not in html5:
            assert decoded_attribute(address) == address


@pytest.mark.parametrize("name", sorted(html5)[::7])
def test_references_are_read_as_markdown_it_reads_them(name: str) -> None:
    text = f"a&{name.rstrip(';')};b &amp;amp; &#38; &#x26;"
    assert decoded_markdown(text) == unescapeAll(text)


@pytest.mark.parametrize(
    "source",
    [
        "See [this](https://fans.example/x?y=1&section=2&timestamp=3) on fans.",
        'See <a href="https://fans.example/x?y=1&section=2&timestamp=3">this</a> on fans.',
        'See <a href="https://fans.example/x?y=1&amp;section=2&amp;timestamp=3">this</a> on fans.',
        "See [this](https://fans.example/x?y=1&amp;section=2&amp;timestamp=3) on fans.",
        "See <https://fans.example/x?y=1&section=2&timestamp=3> on fans.",
        "See [this] on fans.\n\n[this]: https://fans.example/x?y=1&section=2&timestamp=3",
        '<ul class="a">\n<li><a href="https://fans.example/x?y=1&section=2&timestamp=3">Fans</a>, loud</li>\n</ul>',
        '<p>See <a href="https://fans.example/x?y=1&section=2&timestamp=3">this</a> on fans.</p>',
        '<table><tr><td><a href="https://fans.example/x?y=1&section=2&timestamp=3">Fans</a></td><td>x</td></tr></table>',
    ],
)
def test_links_lead_where_they_led(source: str) -> None:
    result = clean_article(f"# Fans\n\nWords on fans.\n\n{source}\n")
    assert isinstance(result, CleanArticle)
    assert [link.url for link in result.links] == ["https://fans.example/x?y=1&section=2&timestamp=3"]


@pytest.mark.parametrize(
    "source",
    [
        "![Fan](https://img.example/f.jpg?a=1&copy=2)",
        '<img src="https://img.example/f.jpg?a=1&copy=2" alt="Fan">',
    ],
)
def test_pictures_are_where_they_were(source: str) -> None:
    result = clean_article(f"# Fans\n\nWords on fans.\n\n{source}\n")
    assert isinstance(result, CleanArticle)
    assert [image.url for image in result.images] == ["https://img.example/f.jpg?a=1&copy=2"]
