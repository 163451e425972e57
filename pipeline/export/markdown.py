"""A clean article as a Markdown file: normalised YAML front matter, then the clean body.

Such a file is a fixed point of the pipeline: cleaned again under the same path it gives the same identity,
title, dates, body, fixes, steps, images and body links, and nothing is removed from it. (Line numbers move
with the front matter; `raw_title` becomes the clean title; related and affiliate links are not in the text.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import yaml

from pipeline.records import Article, CleanArticle
from pipeline.stripping.text_forms import text_key

_OPENING_HEADING = re.compile(r"#{2,6} +(\S.*)")
UNWRAPPED = 1_000_000
"""Width for the YAML writer: one line per value, so that a diff of two exports shows whole values."""


class _FrontMatterDumper(yaml.SafeDumper):
    """YAML as front matter is written by hand: indented lists, unquoted times, no anchors."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


_FrontMatterDumper.add_representer(
    datetime,
    lambda dumper, moment: dumper.represent_scalar("tag:yaml.org,2002:timestamp", _iso(moment)),
)


def markdown_file(item: CleanArticle) -> str:
    r"""The whole file, lines ended by `\n`.

    >>> from pipeline import clean_article
    >>> print(markdown_file(clean_article("# How to restart\n\n1. Press the button.\n", path="a.md")))
    ---
    title: How to restart
    language: en
    ---
    <BLANKLINE>
    # How to restart
    <BLANKLINE>
    1. Press the button.
    <BLANKLINE>
    """
    header = yaml.dump(
        dict(_front_matter(item.article)),
        Dumper=_FrontMatterDumper,
        sort_keys=False,
        allow_unicode=True,
        width=UNWRAPPED,
    )
    return f"---\n{header}---\n\n{item.article.body_markdown}\n"


def _front_matter(article: Article) -> Iterator[tuple[str, Any]]:
    """Key and value of each entry, empty ones left out; the keys most static site generators agree on."""
    values = {
        "title": article.title,
        "heading": _title_heading(article),
        "date": article.published_at,
        "updated": article.updated_at,
        "language": article.language,
        "tags": list(article.tags),
        "categories": list(article.categories),
        "keywords": list(article.keywords),
        "description": article.description,
        "excerpt": article.excerpt,
        "thumbnail": article.thumbnail_url,
    }
    for key, value in values.items():
        if value not in (None, "", []):
            yield key, value


def _title_heading(article: Article) -> str | None:
    """The heading that stands as the article's title, where that cannot be told from title and level.

    Farms put one article under many titles, and its own title at any level. While there are ads, they tell
    that a heading which opens such a page is its title; in the clean file the front matter has to say it.
    """
    heading = _OPENING_HEADING.match(article.body_markdown)
    if heading is None or text_key(heading[1]) == text_key(article.title):
        return None
    is_content = text_key(heading[1]) == text_key(article.body_text.partition("\n")[0])
    return None if is_content else heading[1]


def _iso(moment: datetime) -> str:
    """A UTC time as short as it can be: `2024-05-01T10:00:00Z`, microseconds only if there are any."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
