"""A small stand-in for `clean_article`: every table gets rows, and words in the text make it misbehave.

The dataset's tests are about files, processes and commits; what cleaning finds in an article does not matter
here.
"""

from __future__ import annotations

import ctypes
import hashlib
import re
import time

from pipeline.config import CleaningConfig
from pipeline.records import Article, CleanArticle, Fix, Image, Link, Reject, Removal, Step

LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


def clean(source: bytes, path: str, config: CleaningConfig) -> CleanArticle | Reject:
    """One fix with a step per line; `[text](url)` lines are related links; `AD` lines are removed."""
    sha256 = hashlib.sha256(source).hexdigest()
    text = source.decode("utf-8", "surrogateescape")
    if "SLEEP FOREVER" in text:
        _sleep_in_c()
    if "EAT MEMORY" in text:
        _eat_memory()
    if "CRASH" in text:
        ctypes.string_at(0)
    if "RAISE" in text:
        raise KeyError("a defect")
    if not text.strip():
        return Reject(path, sha256, "clean", "empty", "there is nothing in the file", None)
    lines = list(enumerate(text.split("\n"), start=1))
    body = [(number, line) for number, line in lines if line.strip() and not line.startswith(("AD", "["))]
    removals = tuple(
        Removal(number, number, "ad", "fake_ad", ("ads.example",), line)
        for number, line in lines
        if line.startswith("AD")
    )
    links = tuple(
        Link(place, url, url, "example.org", words, "related", 1, number, None)
        for place, (number, words, url) in enumerate(_links(lines))
    )
    steps = tuple(
        Step(0, place, str(place + 1), 0, line, line, number, ("Settings > General",), ())
        for place, (number, line) in enumerate(body)
    )
    words = "\n".join(line for _, line in body)
    fix = Fix(0, None, "1", "fix", "Try this", 2, 1, len(lines), words, words, ())
    article = Article(
        article_id=hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        source_path=path,
        source_sha256=sha256,
        title=body[0][1] if body else path,
        raw_title=path,
        description=None,
        excerpt=None,
        thumbnail_url=None,
        published_at=None,
        updated_at=None,
        tags=("one", "two"),
        categories=(),
        keywords=(),
        front_matter="{}",
        language="en",
        body_markdown=words,
        body_text=words,
        word_count=len(words.split()),
        fix_count=1,
        step_count=len(steps),
        image_count=1,
        related_link_count=len(links),
        removal_count=len(removals),
        duplicate_of=None,
        warnings=("fake",) if "WARN" in text else (),
        pipeline_version="0",
    )
    image = Image(0, "https://example.org/a.png", None, None, "content", 0, None, 1)
    return CleanArticle(article, (fix,), steps, (image,), links, removals)


def _links(lines: list[tuple[int, str]]) -> list[tuple[int, str, str]]:
    found: dict[str, tuple[int, str, str]] = {}
    for number, line in lines:
        for words, url in LINK.findall(line):
            found.setdefault(url, (number, words, url))
    return list(found.values())


def _sleep_in_c() -> None:
    """Waits inside C code with signals held back, as a runaway regular expression would."""
    while True:
        ctypes.CDLL(None).sleep(1000)


def _eat_memory() -> None:
    hoard = []
    while True:
        hoard.append(bytearray(16_000_000))
        time.sleep(0)
