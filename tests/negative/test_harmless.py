"""Ordinary Markdown passes through the cleaner unharmed.

The articles beside this file are clean: written for this project in the styles of Hugo, Jekyll, MkDocs,
Docusaurus, GitHub, wiki notes and plain pages. They hold much that resembles junk and is not: linked images,
download links, link lists that are the content, adverts in code fences, steps called "Close". Cleaning one
must lose no word, no code, no table row, no image, no video, and must remove nothing.

To add a case, put a clean article into `articles/`; no Python is needed.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pipeline import CleanArticle, clean_article

ARTICLES = Path(__file__).parent / "articles"
NAMES = sorted(path.relative_to(ARTICLES).as_posix() for path in ARTICLES.rglob("*.md"))

LOST_WORD_SHARE = 0.001
FRONT_MATTER = re.compile(r"\A(?:---\n.*?\n---\n|\+\+\+\n.*?\n\+\+\+\n|\{\n.*?\n\}\n)", re.S)
FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n`]*\n(?P<code>.*?)^[ \t]*\1[ \t]*$", re.M | re.S)
REFERENCE = re.compile(r"^ {0,3}\[(?!\^)[^\]]+\]:[ \t]*\S.*(?:\n[ \t]+\([^)\n]*\))?$", re.M)
REFERENCE_IMAGE = re.compile(r"!\[[^\]]*\]\[[^\]\n]*\]")
REFERENCE_LABEL = re.compile(r"(?<=\])[ ]?\[[^\]\n^]*\](?!\()")
BARE_URL = re.compile(r"(?<![(\"'=</])\b(?:https?://|www\.)[^\s)>\]]+")
LINK_TARGET = re.compile(
    r"\]\((?:<[^>\n]*>|(?:[^()\s<]|\((?:[^()\s]|\([^()\s]*\))*\))*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)"
)
IMAGE = re.compile(r"!\[[^\]]*\]" + LINK_TARGET.pattern[2:])
ATTRIBUTES = re.compile(r"(?<=[\])`])\{:?\s*[.#\w][^{}\n]*\}|^[ \t]*\{: [.#\w][^{}\n]*\}$", re.M)
"""What Pandoc and kramdown read behind a link or a picture, or beside a block: a reader sees none of it."""
MARK = re.compile(r"^\{\{[<%] */?notice\b|^<Tab.*>$", re.M)
"""What engines read of a box; its kind and title are words."""
MODULE = re.compile(r"^import \w+ from '@theme/.*\n", re.M)
"""What MDX imports for its own use."""
IMAGE_URL = re.compile(r"!\[[^\]]*\]\(([^\s()]+)|<img\b[^>]*?\bsrc=\"([^\"]+)\"")
VIDEO_ID = re.compile(r"<(?:iframe|video)\b[^>]*?\bsrc=\"[^\"]*/([\w.-]+)\"")


def words(text: str) -> list[str]:
    """Lower-case words of Markdown without tags and link targets, as the gold scorer counts them."""
    text = MARK.sub(" ", ATTRIBUTES.sub(" ", text))
    text = LINK_TARGET.sub("] ", IMAGE.sub(" ", text))
    text = re.sub(r"<[^>]+>", " ", text)
    text = re.sub(r"&[a-z]+;|&#\d+;", " ", text)
    return re.findall(r"[^\W_]+", text.lower())


@cache
def body_of(name: str) -> str:
    """Everything of the article after its front matter."""
    source = (ARTICLES / name).read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    return FRONT_MATTER.sub("", source, count=1)


@cache
def cleaned(name: str) -> CleanArticle:
    result = clean_article((ARTICLES / name).read_bytes(), path=name)
    assert isinstance(result, CleanArticle), f"{name} was rejected: {result}"
    return result


def expected_markdown(body: str) -> str:
    """What must be left of a body as Markdown.

    A heading that opens the article, or stands below its picture, is its title and may go; reference links may
    become inline links.
    """
    above = r"\s|<!--.*?-->|</?(?:p|a|img)\b[^>]*>"
    body = MODULE.sub("", body)
    body = re.sub(rf"\A(?:{above})*(?:#{{1,2}} .*\n|[^\n]+\n=+\n|<h1\b.*\n)", "", body)
    return REFERENCE_LABEL.sub("", REFERENCE_IMAGE.sub("", REFERENCE.sub("", body)))


def expected_text(body: str) -> str:
    """What must be left of a body as plain text: no URLs, no fence info strings, no tags inside a word."""
    body = re.sub(r"^[ \t]*(`{3,}|~{3,}).*$", "", expected_markdown(body), flags=re.M)
    return BARE_URL.sub(" ", re.sub(r"</?su[bp]>", "", body))


def without_code(text: str) -> str:
    return FENCE.sub("", text)


def assert_no_word_lost(name: str, expected: str, got: str) -> None:
    wanted, kept = Counter(words(expected)), Counter(words(got))
    lost = wanted - kept
    share = lost.total() / wanted.total()
    assert share <= LOST_WORD_SHARE, f"{name} lost {share:.2%} of its words: {dict(lost)}"


@pytest.mark.parametrize("name", NAMES)
def test_markdown_keeps_every_word(name: str) -> None:
    assert_no_word_lost(name, expected_markdown(body_of(name)), cleaned(name).article.body_markdown)


@pytest.mark.parametrize("name", NAMES)
def test_plain_text_keeps_every_word(name: str) -> None:
    assert_no_word_lost(name, expected_text(body_of(name)), cleaned(name).article.body_text)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_removed(name: str) -> None:
    """Bare wrapper tags and comments may go: they hold nothing a reader sees. The marks of boxes and tabs may, too, whose
    words stand in the text, and what MDX imports."""
    removals = [
        (removal.start_line, removal.category, removal.rule, removal.source_text)
        for removal in cleaned(name).removals
        if (words(removal.source_text) and removal.rule not in ("engine_tag", "module_line"))
        or re.search(r"<(?:img|iframe|video|ins)\b", removal.source_text)
    ]
    assert removals == []


@pytest.mark.parametrize("name", [n for n in NAMES if FENCE.search(body_of(n))])
def test_code_survives_verbatim(name: str) -> None:
    kept = {line.strip() for line in cleaned(name).article.body_markdown.splitlines()}
    for fence in FENCE.finditer(body_of(name)):
        for line in fence["code"].splitlines():
            assert line.strip() in kept, f"{name} lost the code line {line!r}"


@pytest.mark.parametrize("name", [n for n in NAMES if re.search(r"^\|", body_of(n), re.M)])
def test_table_rows_survive(name: str) -> None:
    def rows(text: str) -> int:
        return len(re.findall(r"^[ \t]*\|.*\|[ \t]*$", without_code(text), re.M))

    assert rows(cleaned(name).article.body_markdown) == rows(body_of(name))


@pytest.mark.parametrize("name", [n for n in NAMES if IMAGE_URL.search(without_code(body_of(n)))])
def test_images_survive(name: str) -> None:
    prose = re.sub(r"`[^`\n]+`", "", without_code(body_of(name)))
    expected = {markdown or html for markdown, html in IMAGE_URL.findall(prose)}
    result = cleaned(name)
    listed = {image.url for image in result.images if image.role == "content"}
    assert {url for url in expected if url not in result.article.body_markdown} == set()
    assert {url for url in expected if "{{" not in url} - listed == set()


@pytest.mark.parametrize("name", [n for n in NAMES if VIDEO_ID.search(body_of(n))])
def test_videos_stay_reachable(name: str) -> None:
    for video in VIDEO_ID.findall(body_of(name)):
        assert video in cleaned(name).article.body_markdown, f"{name} lost the video {video}"


def test_the_collection_is_large_and_varied() -> None:
    assert len(NAMES) >= 25
    assert len({Path(name).parent for name in NAMES}) >= 5
