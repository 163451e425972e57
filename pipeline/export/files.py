"""Exports of one file per article."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson

from pipeline.dataset.published import Published
from pipeline.export.folder import file_in
from pipeline.export.howto import howto_jsonld
from pipeline.export.markdown import markdown_file
from pipeline.records import CleanArticle


def write_files(published: Published, folder: Path, format: str) -> tuple[int, str]:
    """One file per article below `folder`; returns how many, and a sentence that says so."""
    content, suffix, what = {
        "markdown": (_markdown, "", "clean Markdown files"),
        "howto-jsonld": (_jsonld, ".jsonld", "HowTo documents"),
    }[format]
    written = left_out = 0
    for item in published.articles():
        data = content(item)
        if data is None:
            left_out += 1
        else:
            file_in(folder, item.article.source_path, suffix).write_bytes(data)
            written += 1
    rest = f" ({left_out:,} articles have no fixes and are no how-to)" if left_out else ""
    return written, f"{written:,} {what}{rest}"


Content = Callable[[CleanArticle], bytes | None]


def _markdown(item: CleanArticle) -> bytes:
    return markdown_file(item).encode("utf-8", "replace")


def _jsonld(item: CleanArticle) -> bytes | None:
    document = howto_jsonld(item)
    return None if document is None else _without_tags(orjson.dumps(document, option=orjson.OPT_INDENT_2))


def _without_tags(document: bytes) -> bytes:
    """The same JSON with every `<` escaped, so that it can stand in a page's `<script>` element as it is: no
    text of an article can end that element."""
    return document.replace(b"<", b"\\u003c")
