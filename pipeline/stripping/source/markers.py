"""Comments that mark where an ad begins and ends.

`<!-- affiliate ads begin -->` … `<!-- affiliate ads end -->` wrap the ads of 6 of 7 real articles. Other farms
word them otherwise, so a comment is a marker when it names an ad and says begin or end. A marker is a hint,
not an order: what it may take is bounded, and a region that looks like article text is left alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from pipeline.markup.html_tags import ANY_TAG

Marker = Literal["begin", "end"]
MAX_LINES = 80
"""Longest marked region believed; the longest of 30,000 real ones has 21 lines."""
MAX_WORDS = 120
"""Most words outside links that a marked region may hold; real ads have up to 60."""
MAX_CHARS = 80
"""Of a comment's words; a longer one says more than that an ad begins or ends."""

_AD = re.compile(
    r"\b(?:ads?|advert(?:s|isements?|ising)?|affiliates?(?: ads?)?|sponsor(?:s|ed)?|banners?|adsense|promos?|promotions?"
    r"|commercials?|dfp|ad[-_ ]?slot|adunit|anzeige|werbung|publicit[eé]|publicidad|pubblicit[aà]|реклама|广告|廣告|広告)\b",
    re.IGNORECASE,
)
_BEGIN = re.compile(
    r"\b(?:begin(?:s|ning)?|start(?:s|ing)?|open(?:s|ing)?|anfang|debut|début|inicio|inizio)\b", re.IGNORECASE
)
_END = re.compile(
    r"(?:\b(?:ends?|ending|stops?|clos(?:e|es|ed|ing)|finish(?:es|ed)?|ende|fin|fine)\b|^\s*/)", re.IGNORECASE
)
_LINKED = re.compile(r"<a\b.*?</a\s*>|!?\[[^\]]*\]\([^)]*\)", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[^\W_]+")
_MARKDOWN_HEADING = re.compile(r"^\s{0,3}#{1,6}\s", re.MULTILINE)


def marker(comment: str) -> Marker | None:
    """Whether a comment (`<!-- … -->` with or without its delimiters) opens or closes an ad.

    >>> marker("<!-- affiliate ads begin -->"), marker("<!-- /ad -->"), marker("<!-- more -->")
    ('begin', 'end', None)
    """
    text = _words_of(comment)
    return _marker(text) if len(text) <= MAX_CHARS else None


@lru_cache(maxsize=4096)
def _marker(text: str) -> Marker | None:
    if not _AD.search(text):
        return None
    if _END.search(text):
        return "end"
    return "begin" if _BEGIN.search(text) else None


def names_ad(comment: str) -> bool:
    """Whether a short comment speaks of an ad without saying whether it begins or ends ("ad-slot top")."""
    text = _words_of(comment)
    return len(text) <= 40 and _AD.search(text) is not None


def _words_of(comment: str) -> str:
    """What a comment says, without its delimiters."""
    return comment.strip().removeprefix("<!--").removesuffix("-->").replace("_", " ").replace("-", " ")


def split_comments(text: str) -> tuple[list[str], str]:
    """The closed comments of a text, and what stands outside of them."""
    comments: list[str] = []
    outside: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 2)) >= 0:
        outside.append(text[at:start])
        comments.append(text[start : end + 3])
        at = end + 3
    return comments, "".join([*outside, text[at:]])


def is_believable(region: list[str]) -> bool:
    """Whether the lines between two markers look like an ad and not like part of the article."""
    return len(region) <= MAX_LINES and _looks_like_an_ad("\n".join(region))


@lru_cache(maxsize=8192)
def _looks_like_an_ad(text: str) -> bool:
    """The same ads stand in thousands of articles."""
    if _MARKDOWN_HEADING.search(text):
        return False
    if text.count("<a") * text.count("\n") > 10_000:
        return False
    return len(_WORD.findall(ANY_TAG.sub(" ", _LINKED.sub(" ", text)))) <= MAX_WORDS
