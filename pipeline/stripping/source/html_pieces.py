"""Ads inside other HTML or inside a line of text: a banner in an item, a slot in a cell, a frame in a sentence.

The source pass judges elements that begin a line. What stands within a list, a table or a sentence is found here,
element by element; the words around it are the article's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.markup.html_tags import ANY_TAG, TAG, VOID, attributes, count_words
from pipeline.records import RemovalCategory
from pipeline.rules.load import Rules
from pipeline.stripping.ledger import Piece
from pipeline.stripping.source.furniture import MAX_WORDS, furniture_of
from pipeline.stripping.source.html_ads import AD_TAGS, Verdict, judge_html, names_slot

_MAY_HOLD_ADS = re.compile(
    r"<(?:ins|iframe|amp-|noscript|a\b[^<>]*>\s*<(?:img|amp-img|picture|video|iframe)\b"
    r"|(?:div|span|p|section|aside|figure|center)\s[^<>]*\b(?:class|id)\s*=)",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"<(?:img|amp-img|picture|video|iframe)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]")
_BOXES = frozenset(["div", "section", "aside"])
_WRAPPERS = frozenset(["div", "span", "p", "section", "aside", "figure", "center"])
_JUDGED = AD_TAGS | _WRAPPERS | {"a", "ins", "iframe", "noscript", "amp-pixel", "amp-analytics"}
_UNREAD = re.compile(r"<!--|<(script|style|template|noscript|select|textarea)(?=[\s>])[^<>]*>", re.IGNORECASE)
_UNREAD_RULES: dict[str, tuple[RemovalCategory, str]] = {
    "script": ("tracker", "html_script"),
    "style": ("boilerplate", "html_style"),
    "template": ("boilerplate", "html_template"),
    "noscript": ("boilerplate", "embedded"),
    "select": ("boilerplate", "form_field"),
    "textarea": ("boilerplate", "form_field"),
}
MAX_PIECE_CHARS = 6_000
MAX_NESTED = 4
"""Elements within each other that are judged; what stands deepest is read once for each around it."""


def without_ads(text: str, rules: Rules) -> tuple[str, list[Piece]]:
    """The text without the elements in it that are ads or parts of the page; their line ends stay."""
    return _without(text, _ads_in(text, rules)) if _MAY_HOLD_ADS.search(text) else (text, [])


def without_unread(text: str, rules: Rules) -> tuple[str, list[Piece]]:
    """The text without what no reader reads: scripts, style sheets, comments, the choices of a form."""
    return _without(text, _unread_in(text, rules)) if _UNREAD.search(text) else (text, [])


def _without(text: str, found: Iterator[tuple[int, int, Verdict]]) -> tuple[str, list[Piece]]:
    parts: list[str] = []
    pieces: list[Piece] = []
    position = line = 0
    for start, end, verdict in found:
        line += text.count("\n", position, start)
        source = text[start:end]
        parts += [text[position:start], "\n" * source.count("\n")]
        pieces.append(Piece(verdict.category, verdict.rule, source, line))
        line += source.count("\n")
        position = end
    return "".join([*parts, text[position:]]), pieces


def _unread_in(text: str, rules: Rules) -> Iterator[tuple[int, int, Verdict]]:
    position = 0
    unclosed: set[str] = set()
    for opening in _UNREAD.finditer(text):
        name = (opening[1] or "").lower()
        if opening.start() < position:
            continue
        closing = None
        if name not in unclosed:
            closing = _closing(name).search(text, opening.end() if name else opening.start() + 2)
        if closing is None:
            unclosed.add(name)
            if not name:
                continue
        # A tag that nothing closes goes without what stands behind it: that may be the rest of the article.
        position = closing.end() if closing is not None else opening.end()
        yield opening.start(), position, unread_verdict(name, text[opening.start() : position], rules)


@lru_cache(maxsize=16)
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE)


def unread_verdict(name: str, source: str, rules: Rules) -> Verdict:
    """What an element that no reader reads is; `name` is empty for a comment."""
    if not name:
        return Verdict("boilerplate", "html_comment")
    judged = judge_html(source, rules) if name in ("script", "noscript") else None
    return judged or Verdict(*_UNREAD_RULES[name])


def _ads_in(text: str, rules: Rules) -> Iterator[tuple[int, int, Verdict]]:
    ends, openings = _elements(text)
    position = 0
    around: list[int] = []
    for opening in openings:
        start = opening.start()
        end = ends.get(start, 0)
        if start < position or not 0 < end - start <= MAX_PIECE_CHARS:
            continue
        around = [other for other in around if other > start]
        if len(around) >= MAX_NESTED:
            continue
        verdict = _judge(opening[2].lower(), opening[3], text[start:end], rules)
        if verdict is None:
            around.append(end)
        else:
            position = end
            yield start, end, verdict


def _elements(text: str) -> tuple[dict[int, int], list[re.Match[str]]]:
    """Where the elements end that may be ads, by where they begin, and their opening tags."""
    ends: dict[int, int] = {}
    openings: list[re.Match[str]] = []
    opened: dict[str, list[int]] = {}
    for tag in TAG.finditer(text):
        name = tag[2].lower()
        if name not in _JUDGED:
            continue
        if tag[1]:
            if opened.get(name):
                ends[opened[name].pop()] = tag.end()
        else:
            openings.append(tag)
            if name not in VOID and not tag[3].endswith("/"):
                opened.setdefault(name, []).append(tag.start())
    return ends, openings


def _judge(name: str, written: str, source: str, rules: Rules) -> Verdict | None:
    """What the element is. A link must be a banner, as its words would be the sentence's; a wrapper must say itself that
    it is an ad or a part of the page."""
    if name == "a":
        bare = _MEDIA.search(source) is not None and not _WORD.search(ANY_TAG.sub("", source))
        return judge_html(source, rules) if bare else None
    if name not in _WRAPPERS:
        return judge_html(source, rules)
    part = furniture_of(written, rules.parts if name in _BOXES else rules.parts_in_sentences)
    if part is not None and count_words([source]) <= MAX_WORDS:
        return Verdict(part.category, part.name)
    return judge_html(source, rules) if names_slot(name, attributes(written), rules) else None
