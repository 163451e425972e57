"""Clean articles as Markdown files, which cleaned again change nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline import CleanArticle, clean_article
from pipeline.export.markdown import markdown_file

from .articles import LABELLED, SAMPLE_PATHS, SAMPLES, clean_file, labelled


def facts(item: CleanArticle) -> dict[str, Any]:
    """All that must be the same after a second cleaning. Line numbers move with the front matter, and related and
    affiliate links are not in the text any more."""
    article = item.article
    return {
        "article_id": article.article_id,
        "title": article.title,
        "dates": (article.published_at, article.updated_at),
        "lists": (article.tags, article.categories, article.keywords),
        "texts": (article.description, article.excerpt, article.thumbnail_url),
        "language": article.language,
        "body_markdown": article.body_markdown.split("\n"),
        "body_text": article.body_text.split("\n"),
        "fixes": [replace(fix, start_line=0, end_line=0) for fix in item.fixes],
        "steps": [replace(step, start_line=0) for step in item.steps],
        "images": [replace(image, line=None) for image in item.images],
        "body links": [(link.canonical_url, link.text) for link in item.links if link.role == "body"],
        "removals": [],
    }


def again(item: CleanArticle) -> CleanArticle:
    result = clean_article(markdown_file(item), item.article.source_path)
    assert isinstance(result, CleanArticle), result
    return result


def changes(item: CleanArticle) -> dict[str, Any]:
    """What a second cleaning changes: fact → (first that differs before, after)."""
    before, second = facts(item), again(item)
    after = facts(second) | {"removals": list(second.removals)}
    return {
        name: _first_difference(before[name], after[name]) for name in before if before[name] != after[name]
    }


def _first_difference(before: Any, after: Any) -> Any:
    if not isinstance(before, list):
        return before, after
    pairs = zip(before, after, strict=False)
    return next((pair for pair in pairs if pair[0] != pair[1]), (len(before), len(after)))


def clean(source: str) -> CleanArticle:
    result = clean_article(source, "a.md")
    assert isinstance(result, CleanArticle)
    return result


def test_front_matter_is_normalised() -> None:
    source = (
        "+++\ntitle = '[Updated] \"Quoted\": what to do in 2024'\npubdate = 2024-05-01T10:00:00+02:00\n"
        "tag = 'a, b'\nunknown = 1\n+++\n\nSome text that is long enough to be told to be English.\n"
    )
    assert markdown_file(clean(source)).split("\n---\n")[0].split("\n") == [
        "---",
        f"title: {yaml_text(clean(source).article.title)}",
        "date: 2024-05-01T08:00:00Z",
        "language: en",
        "tags:",
        "  - a",
        "  - b",
    ]


def yaml_text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize(
    "title",
    ["87", "no", "0x1F", "1e3", "2024-05-01", "'", '"x"', "- a", "a: b # c", "#1", "[x]", "é ☃", "a\\b"],
)
def test_values_that_yaml_would_read_otherwise_survive(title: str) -> None:
    item = clean("# X\n\nText.\n")
    item = replace(item, article=replace(item.article, title=title, description=title, tags=(title,)))
    second = again(item).article
    assert (second.raw_title, second.description, second.tags) == (title, title, (title,))


def test_a_heading_under_another_title_stays_the_title() -> None:
    """The advert tells that the opening heading is the article's title; it is gone from the clean file."""
    source = (
        "---\ntitle: Five Apps for Sailors\n---\n\n## When the Sound Cuts Out\n\nIt is the headset.\n\n"
        '<!-- affiliate ads begin -->\n<a href="https://north.pxf.io/c/1/2/3">Buy</a>\n'
        "<!-- affiliate ads end -->\n\n## Fix 1: Unplug it\n\n1. Pull the plug.\n"
    )
    item = clean(source)
    assert item.article.body_text.startswith("It is the headset.")
    assert "\nheading: When the Sound Cuts Out\n" in markdown_file(item)
    assert changes(item) == {}


@pytest.mark.parametrize("path", SAMPLE_PATHS)
def test_the_samples_are_fixed_points(path: str) -> None:
    item = clean_file(SAMPLES, path)
    assert item is None or changes(item) == {}


@pytest.mark.corpus
@pytest.mark.skipif(not LABELLED.is_dir(), reason="the labelled articles are not here")
def test_the_labelled_articles_are_fixed_points() -> None:
    found = {item.article.source_path: changes(item) for item in labelled()}
    assert {path: change for path, change in found.items() if change} == {}
