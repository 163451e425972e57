"""What a program wrote above the text of a page it fetched, read as metadata."""

from __future__ import annotations

import pytest

from pipeline import CleanArticle, clean_article
from pipeline.reading.provenance import read_provenance

HEADERS = {
    "bold": (
        "# Oil\n\n**URL:** https://fans.example/oil  \n**Scraped:** 2026-03-30\n\n---\n\nOil it.",
        {"URL": "https://fans.example/oil", "Scraped": "2026-03-30"},
        (3, 6),
    ),
    "a list": (
        "# Oil\n\n- **Author:** Ola (editor)\n- **Published:** 28 April 2026\n\nOil it.",
        {"Author": "Ola (editor)", "Published": "28 April 2026"},
        (3, 4),
    ),
    "a quotation": (
        "# Oil\n\n> Source: <https://fans.example/oil> (copied)\n\nOil it.",
        {"Source": "https://fans.example/oil"},
        (3, 3),
    ),
    "plain lines above a row of signs": (
        "Title: Oil\nURL: https://fans.example/oil\n==========\nOil it.",
        {"Title": "Oil", "URL": "https://fans.example/oil"},
        (1, 3),
    ),
    "MultiMarkdown and Pelican": (
        "Title: Oil\nDate: 2024-05-03 10:20\nTags: fans, oil\n\nOil it.",
        {"Title": "Oil", "Date": "2024-05-03 10:20", "Tags": "fans, oil"},
        (1, 3),
    ),
    "front matter as GitHub shows it": (
        "| title | date |\n| --- | --- |\n| Oil | 2024-05-03 |\n\nOil it.",
        {"title": "Oil", "date": "2024-05-03"},
        (1, 3),
    ),
    "Notion, with properties of one's own": (
        "# Oil\n\nOwner: Ola\nRoom: attic\nLast edited time: June 18, 2025 12:29 PM\n\nOil it.",
        {"Owner": "Ola", "Room": "attic", "Last edited time": "June 18, 2025 12:29 PM"},
        (3, 5),
    ),
    "entries beside each other": (
        "**Author:** Ola | **Published:** 2024-05-03\n\nOil it.",
        {"Author": "Ola", "Published": "2024-05-03"},
        (1, 1),
    ),
}
OTHER = {
    "entries of an address and of something else": "# Log in\n\n**URL:** https://x.example\n**Password:** yours\n",
    "an address without a rule": "# Log in\n\nURL: https://x.example\n\n1. Open it.\n",
    "a source that is no address": "# Apt\n\nSource: deb http://x.example/debian stable main\n",
    "what an article is about": "# Fix it\n\nProblem: the fan is loud\nDate: 2024-01-01\n",
    "a plug-in's card": "# Plug-in\n\n**Version:** 1.2\n**Author:** Ola\n**Source:** https://x.example\n",
    "a paragraph that goes on": "# Oil\n\nSource: https://x.example/oil\nand the leaflet.\n",
    "further down": "# Oil\n\nTake a can.\n\n**Source:** https://x.example/oil\n",
    "one date": "# Oil\n\n**Published:** June 13, 2026\n\nOil it.",
    "a table of things": "| Source | Watts |\n| --- | --- |\n| Fan | 20 |\n",
    "nothing": "",
}


@pytest.mark.parametrize(("text", "metadata", "lines"), HEADERS.values(), ids=HEADERS)
def test_headers_are_read(text: str, metadata: dict[str, str], lines: tuple[int, int]) -> None:
    found = read_provenance(text.split("\n"), 1)
    assert found is not None
    assert found.metadata == metadata
    assert (found.first, found.last) == lines


@pytest.mark.parametrize("text", OTHER.values(), ids=OTHER)
def test_other_lines_are_the_articles_own(text: str) -> None:
    assert read_provenance(text.split("\n"), 1) is None


def test_front_matter_goes_first() -> None:
    found = clean_article(
        "---\ndate: 2024-01-01\n---\n# Oil\n\n**Date:** 2025-02-02\n**Source:** https://x.example\n\nOil it."
    )
    assert isinstance(found, CleanArticle)
    assert found.article.published_at is not None
    assert found.article.published_at.year == 2024
    assert "x.example" in found.article.front_matter
