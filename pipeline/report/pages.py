"""The pages of the report: templates filled in, everything escaped, each page allowed only what it needs.

A page carries its style and script inside and names their hashes in its Content-Security-Policy, which
forbids everything else: no request leaves it, and what an article smuggles in can neither run nor load. Only
the page that a reader opens to see an article's pictures may load pictures.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.records import REMOVAL_CATEGORIES, CleanArticle, Reject, Removal
from pipeline.report.clean_view import WEB, clean_html, picture_name
from pipeline.report.figures import Figures, Overview
from pipeline.report.outline import line_tags, lines_in_fixes, outline_of
from pipeline.report.paint import SourceLine
from pipeline.report.pictures import pictures_of
from pipeline.report.source import SourceView
from pipeline.report.visible import visible

SHOWN_REJECTS = 500
SHOWN_LINES = 5_000
"""Lines of a source; the longest of 55,356 real files has 1,331."""
SHOWN_ROWS = 500
"""Images, links and removals of one kind in an outline."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article that has pages: its figures, what it was chosen for, and its place in the list (from 0)."""

    figures: Figures
    chosen: str
    place: int

    @property
    def page(self) -> str:
        """Name of its page, below `articles/`."""
        return f"{self.figures.article_id}.html"

    @property
    def images_page(self) -> str:
        """Name of the page that shows its pictures."""
        return f"{self.figures.article_id}.images.html"


@dataclass(frozen=True, slots=True)
class Listing:
    """All articles that have pages, in the order of the list, and by id."""

    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry]

    @staticmethod
    def of(entries: Iterable[Entry]) -> Listing:
        """The listing of some entries, which are in order."""
        made = tuple(entries)
        return Listing(made, {entry.figures.article_id: entry for entry in made})


def index_page(
    listing: Listing,
    overview: Overview,
    manifest: dict[str, Any],
    rejects: Sequence[Reject],
    scope: str,
) -> str:
    """The first page: the run, its pictures, the list of articles, the rejected sources.

    `scope` says in words which articles are listed.
    """
    return _render(
        "index.html",
        "index.js",
        entries=listing.entries,
        overview=overview,
        pictures=pictures_of(overview),
        manifest=manifest,
        counts=manifest["counts"],
        rejects=rejects[:SHOWN_REJECTS],
        scope=scope,
        categories=[name for name in REMOVAL_CATEGORIES if overview.categories[name]],
        warnings=sorted(overview.warnings),
        languages=sorted(overview.languages),
    )


def article_page(item: CleanArticle, entry: Entry, source: SourceView, listing: Listing) -> str:
    """One article: its source with every removal in place, the clean result, the outline."""
    painted = {segment.removal for line in source.lines[:SHOWN_LINES] for segment in line.segments}
    return _render(
        "article.html",
        "article.js",
        item=item,
        article=item.article,
        entry=entry,
        entries=listing.entries,
        pages=listing.by_id,
        source=source,
        lines=_with_ids(source.lines[:SHOWN_LINES]),
        shown_rows=SHOWN_ROWS,
        painted=painted,
        tags=line_tags(item) if source.is_raw else {},
        in_fix=lines_in_fixes(item),
        clean=Markup(clean_html(item, entry.images_page)),
        outline=outline_of(item),
        by_category=_by_category(item.removals),
        picture_name=picture_name,
    )


def _with_ids(lines: Iterable[SourceLine]) -> list[tuple[SourceLine, bool]]:
    """Each line, and whether it is the one that links to its number lead to."""
    seen: set[int | None] = {None}
    found = []
    for line in lines:
        found.append((line, line.number not in seen))
        seen.add(line.number)
    return found


def images_page(item: CleanArticle, entry: Entry) -> str:
    """The clean text of one article with its pictures, which load when the page is opened."""
    hosts = sorted({image.url.split("/")[2] for image in item.images if image.url.startswith(WEB)})
    return _render(
        "images.html",
        None,
        "img-src https: http:",
        item=item,
        article=item.article,
        entry=entry,
        hosts=hosts,
        clean=Markup(clean_html(item, None)),
        thumbnails=[image for image in item.images if image.role == "thumbnail"],
        picture_name=picture_name,
    )


def _by_category(removals: Sequence[Removal]) -> dict[str, list[tuple[int, Removal]]]:
    found: dict[str, list[tuple[int, Removal]]] = {}
    for index, removal in enumerate(removals):
        found.setdefault(removal.category, []).append((index, removal))
    return {name: found[name] for name in REMOVAL_CATEGORIES if name in found}


def _render(template: str, script: str | None, more_policy: str = "", **values: Any) -> str:
    style = _asset("report.css")
    code = _asset(script) if script else ""
    policy = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", f"style-src '{_hash(style)}'"]
    policy += [f"script-src '{_hash(code)}'"] if code else []
    policy += [more_policy] if more_policy else []
    return (
        _environment()
        .get_template(template)
        .render(policy=Markup("; ".join(policy)), style=Markup(style), script=Markup(code), **values)
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("pipeline.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )


def _shown(value: Any) -> Any:
    """Every text that goes into a page, made visible; markup of our own stays."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _asset(name: str) -> str:
    return files("pipeline.report").joinpath("assets", name).read_text("utf-8")


@cache
def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
