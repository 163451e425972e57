"""Tools measured beside the pipeline. Each takes an HTML page and returns the text or HTML it extracted."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from html import escape
from pathlib import Path

from benchmarks.corpora import body_of

Extract = Callable[[str], str | None]
MAX_EMPTY_SHARE = 0.2
"""A tool that finds nothing in more pages than this is not doing the work it is measured for."""


class EmptyOutput(RuntimeError):
    """A peer found no text, so its speed says nothing."""


def pages_of(paths: list[Path]) -> list[str]:
    """The articles as HTML pages. Rendering is not part of any measure."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    pages = []
    for path in paths:
        title = escape(path.stem.replace("-", " ").title())
        body = parser.render(body_of(path.read_text(encoding="utf-8", errors="replace")))
        pages.append(
            f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
        )
    return pages


def _trafilatura() -> Extract:
    extract = importlib.import_module("trafilatura").extract
    return lambda page: extract(page)


def _trafilatura_fast() -> Extract:
    extract = importlib.import_module("trafilatura").extract
    return lambda page: extract(page, fast=True)


def _readability() -> Extract:
    document = importlib.import_module("readability").Document
    return lambda page: document(page).summary()


def _newspaper() -> Extract:
    newspaper = importlib.import_module("newspaper")

    def extract(page: str) -> str:
        article = newspaper.Article("https://site.example/post", fetch_images=False)
        article.download(input_html=page)
        article.parse()
        return str(article.text)

    return extract


PEERS: dict[str, tuple[str, Callable[[], Extract]]] = {
    "trafilatura": ("trafilatura", _trafilatura),
    "trafilatura, fast": ("trafilatura", _trafilatura_fast),
    "readability-lxml": ("readability", _readability),
    "newspaper4k": ("newspaper", _newspaper),
}
"""Name → module it needs, and what makes its extractor."""


def installed() -> list[str]:
    """Names of the peers that can be imported."""
    return [name for name, (module, _) in PEERS.items() if importlib.util.find_spec(module) is not None]


def check_output(name: str, texts: list[str | None]) -> None:
    """Raises `EmptyOutput` when a peer extracted nothing from too many pages."""
    empty = sum(not (text or "").strip() for text in texts)
    if empty > MAX_EMPTY_SHARE * len(texts):
        raise EmptyOutput(f"{name} found no text in {empty} of {len(texts)} pages: its time means nothing")
