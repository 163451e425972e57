"""Slugs: the part of a URL or of a source file's name that names the page."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pipeline.markup.urls import canonical_url

_PAGE_SUFFIXES = frozenset({"htm", "html", "php", "asp", "aspx", "md", "markdown", "txt"})
_POST_DATE = re.compile(r"^\d{4}-\d\d-\d\d-(?=.)")
_FOLDER_PAGES = frozenset({"index", "_index", "readme"})
_WORD = re.compile(r"[^\W\d_]{2,}|\d+")


def slug_of_path(path: str) -> str:
    """The last segment of a canonical URL's path, decoded, in lower case, without a page suffix; "" for a
    home page.

        >>> slug_of_path("/guides/Reset-a-Router.html")
        'reset-a-router'
    """
    slug = path.rpartition("/")[2]
    if "%" in slug:
        slug = unquote(slug)
    return _without_suffix(slug).lower()


def slug_of_source(source_path: str) -> str:
    """The slug under which a source file was published: its name without suffix, time stamp
    (`1721457663214-…`) and date (`2024-09-09-…`, as Jekyll names posts); the folder's name for
    `…/slug/index.md`.

        >>> slug_of_source("site/1721457663214-reset-a-router.md")
        'reset-a-router'
    """
    name = _stem(source_path)
    page = canonical_url(f"https://host.invalid/{_POST_DATE.sub('', name)}")
    return slug_of_path(page)


def is_stamped(source_path: str, slug: str) -> bool:
    """Whether the file's name holds more than its slug (a time stamp or a date)."""
    return _stem(source_path).lower() != slug


def _stem(source_path: str) -> str:
    folder, _, name = source_path.rpartition("/")
    stem = _without_suffix(name)
    return folder.rpartition("/")[2] if stem.lower() in _FOLDER_PAGES else stem


def _without_suffix(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and suffix.lower() in _PAGE_SUFFIXES else name


def word_count(slug: str) -> int:
    """Words and numbers in a slug: the more, the less likely that two pages share it by chance."""
    return len(_WORD.findall(slug)) if slug else 0
