"""What must hold of every accepted article, however hostile its source.

Each check returns the ways in which an article fails it, as sentences; none for a sound one.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from pipeline.config import Limits
from pipeline.markup.pandoc_attributes import ATTRIBUTES
from pipeline.markup.urls import is_safe_url
from pipeline.reading.decode import decode
from pipeline.reading.front_matter import split_front_matter
from pipeline.records import REMOVAL_CATEGORIES, CleanArticle

Check = Callable[[CleanArticle, bytes], Iterator[str]]

ACTIVE_TAGS = [
    "script",
    "style",
    "object",
    "embed",
    "applet",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "meta",
    "base",
    "link",
    "frame",
    "frameset",
    "svg",
    "math",
    "template",
]
URL_ATTRIBUTES = (
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "cite",
    "xlink:href",
)
MAX_GROWTH = 12
"""How many times its source an article with all its rows may be: text stands in the body, as Markdown and as
text, in its fix and in its step."""
SLACK = 200_000


def problems(result: CleanArticle, source: bytes) -> list[str]:
    """Everything wrong with `result`, the outcome for `source`."""
    return [problem for check in CHECKS for problem in check(result, source)]


def body_is_inert(result: CleanArticle, source: bytes) -> Iterator[str]:
    """No script and no unsafe address reaches the page of a renderer that lets HTML through."""
    texts = {"body_markdown": result.article.body_markdown}
    texts |= {f"fix {fix.fix_index}": fix.markdown for fix in result.fixes[:50]}
    texts |= {f"step {step.step_index}": step.markdown for step in result.steps[:50]}
    for place, markdown in texts.items():
        if "<" in markdown or ":" in markdown:
            for problem in _active_content(markdown):
                yield f"{place}: {problem}"


def _active_content(markdown: str) -> Iterator[str]:
    renderer = MarkdownIt("commonmark", {"html": True, "maxNesting": 200})
    renderer.validateLink = lambda url: True  # others do not check what they link
    page = BeautifulSoup(renderer.render(markdown), "lxml")
    for tag in page.find_all(True):
        if tag.name in ACTIVE_TAGS:
            yield f"<{tag.name}> in the rendered body"
        for name, value in tag.attrs.items():
            if name.lower().startswith("on") or name.lower() in ("srcdoc", "style"):
                yield f"attribute {name} in the rendered body"
            if name.lower() in URL_ATTRIBUTES and not is_safe_url(str(value)):
                yield f"{name}={str(value)[:60]!r} in the rendered body"


def urls_are_safe(result: CleanArticle, source: bytes) -> Iterator[str]:
    """No script, data or file address in any column that a reader may follow or load, and none too long."""
    urls = [image.url for image in result.images] + [url for step in result.steps for url in step.image_urls]
    urls += [url for link in result.links for url in (link.url, link.canonical_url)]
    for url in [*urls, result.article.thumbnail_url or ""]:
        if url and not is_safe_url(url):
            yield f"unsafe URL {url[:60]!r}"
        if len(url) > Limits().url_chars:
            yield f"URL of {len(url)} characters"


def lines_are_in_range(result: CleanArticle, source: bytes) -> Iterator[str]:
    """Line numbers are 1-based lines of the raw file."""
    lines = count_lines(source)
    spans = [("fix", fix.start_line, fix.end_line) for fix in result.fixes]
    spans += [("step", step.start_line, step.start_line) for step in result.steps]
    spans += [("removal", removal.start_line, removal.end_line) for removal in result.removals]
    spans += [("link", link.line, link.line) for link in result.links]
    spans += [("image", image.line, image.line) for image in result.images if image.line is not None]
    for kind, start, end in spans:
        if not 1 <= start <= end <= lines:
            yield f"{kind} on lines {start} to {end} of {lines}"


def count_lines(source: bytes) -> int:
    """Lines of a raw file, the empty one behind a last line end included."""
    encoding = "utf-8"
    if source.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        encoding = "utf-32"
    elif source.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif source[1::2].count(0) > len(source) / 4:
        encoding = "utf-16-le"
    elif source[0::2].count(0) > len(source) / 4:
        encoding = "utf-16-be"
    text = source.decode(encoding, "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


def indexes_agree(result: CleanArticle, source: bytes) -> Iterator[str]:
    """Rows refer to rows that exist; counts are those of the rows."""
    fixes = [fix.fix_index for fix in result.fixes]
    if fixes != list(range(len(fixes))):
        yield f"fix_index is not 0, 1, 2 …: {fixes[:10]}"
    for fix in result.fixes:
        if fix.parent_index is not None and not 0 <= fix.parent_index < fix.fix_index:
            yield f"fix {fix.fix_index} has parent {fix.parent_index}"
    for row in (*result.steps, *result.images):
        if row.fix_index is not None and not 0 <= row.fix_index < len(fixes):
            yield f"{type(row).__name__} of fix {row.fix_index}, of {len(fixes)}"
    keys = [(link.role, link.canonical_url) for link in result.links]
    if len(set(keys)) != len(keys):
        yield "links are not unique on (role, canonical_url)"
    for removal in result.removals:
        if removal.category not in REMOVAL_CATEGORIES:
            yield f"removal of category {removal.category!r}"
    counts = (
        ("fix_count", len(result.fixes)),
        ("step_count", len(result.steps)),
        ("image_count", sum(image.role == "content" for image in result.images)),
        ("related_link_count", sum(link.role == "related" for link in result.links)),
        ("removal_count", len(result.removals)),
    )
    for name, count in counts:
        if getattr(result.article, name) != count:
            yield f"{name} is {getattr(result.article, name)}, rows are {count}"


_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_VERBATIM = {"source_text", "front_matter", "source_path", "url"}
"""Columns that quote the source, in which only what no file can hold is forbidden."""
_UNSTORABLE = re.compile("[\ud800-\udfff]")


def text_is_clean(result: CleanArticle, source: bytes) -> Iterator[str]:
    """No control characters, direction overrides or surrogates in any text; all of it can be stored."""
    for record in (
        result.article,
        *result.fixes,
        *result.steps,
        *result.images,
        *result.links,
        *result.removals,
    ):
        for field in fields(record):
            value = getattr(record, field.name)
            for text in value if isinstance(value, tuple) else (value,):
                pattern = _UNSTORABLE if field.name in _VERBATIM else _FORBIDDEN
                if isinstance(text, str) and (found := pattern.search(text)):
                    yield f"{type(record).__name__}.{field.name} has {found[0]!r}"


def result_is_bounded(result: CleanArticle, source: bytes) -> Iterator[str]:
    """No bomb: what comes out stands in proportion to what went in."""
    size = len(json.dumps(asdict(result), default=_json_default))
    if size > len(source) * MAX_GROWTH + SLACK:
        yield f"{size} bytes came of {len(source)}"


def _json_default(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))


def front_matter_is_json(result: CleanArticle, source: bytes) -> Iterator[str]:
    """The front_matter column is a JSON object."""
    if not isinstance(json.loads(result.article.front_matter), dict):
        yield "front_matter is no JSON object"


_NO_WORDS = re.compile(
    r"<!--[^>]{0,300}-->|<[^<>]*>|<[A-Za-z][^<>\s]*(?=<)|\]\((?:[^()\s]|\([^()]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'|\w+=\"[^\"]*\"|=\d+x\d*))?\s*\)|^[ \t]*\[[^\]\n]*\]:[^<\n]*|https?://[^\s<>]+|&#?\w+;|^[ \t>]*\d{1,9}[.)](?=\s)|"
    + ATTRIBUTES.pattern,
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W_]+")


def no_line_vanishes(result: CleanArticle, source: bytes) -> Iterator[str]:
    """Every line is front matter, in a removal, blank, or its words stand in the body."""
    text = decode(source, Limits()).text
    first = split_front_matter(text, Limits()).body_line
    removed = {
        line for removal in result.removals for line in range(removal.start_line, removal.end_line + 1)
    }
    kept = set(_WORD.findall(html.unescape(result.article.body_markdown)))
    visible = _NO_WORDS.sub(lambda match: "\n" * match[0].count("\n") or " ", text)
    for number, line in enumerate(visible.split("\n"), start=1):
        if number < first or number in removed or not line.strip():
            continue
        missing = [word for word in _WORD.findall(line) if word not in kept]
        if missing and not _joined_in(missing, result.article.body_markdown):
            yield f"line {number} vanished: {missing[:5]}"
            return


def _joined_in(words: list[str], body: str) -> bool:
    """Whether words that repairs have joined to others stand in the body after all."""
    return all(word in body for word in words)


CHECKS: tuple[Check, ...] = (
    body_is_inert,
    urls_are_safe,
    lines_are_in_range,
    indexes_agree,
    text_is_clean,
    result_is_bounded,
    front_matter_is_json,
    no_line_vanishes,
)
