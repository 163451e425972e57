"""Which links lead to an article, told by their words and addresses."""

from __future__ import annotations

import re

from pipeline.stripping.text_forms import text_key

_HEADLINE_START = re.compile(
    r"^\W*(?:how|why|what|when|where|which|who|top|best|the|\d+|review|guide|is|are|can|new)\b", re.IGNORECASE
)
_HEADLINE_END = re.compile(r"\b(?:review|guide|tutorial|tips|deals|explained|compared)\W*$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|csv|zip|7z|rar|exe|msi|dmg|pkg|iso|apk|deb|png|jpe?g|gif|mp[34])(?:[?#]|$)",
    re.IGNORECASE,
)
"""Addresses that lead to a document or a download."""
MIN_HEADLINE_WORDS = 4


def is_headline(text: str) -> bool:
    """Whether a link text reads like an article's title rather than like a name or a phrase of a sentence.

    >>> is_headline("How to Buy a TV For Your Home"), is_headline("the official website")
    (True, False)
    """
    words = _WORD.findall(text)
    if not text.isascii() and len(words) < MIN_HEADLINE_WORDS:
        return len(text_key(text)) >= 8 and not text.isupper()
    if len(words) < MIN_HEADLINE_WORDS or text.rstrip().endswith((".", ",", ";")):
        return False
    if text_key(text).startswith(("download", "clickhere", "visit", "view", "seeit")):
        return False
    long = [word for word in words if len(word) > 3]
    capital = sum(word[0].isupper() or word[0].isdigit() for word in long)
    return capital >= 0.6 * max(1, len(long)) or bool(
        _HEADLINE_START.match(text) and (words[0][0].isupper() or words[0][0].isdigit())
    )


def is_article_link(url: str, text: str) -> bool:
    """Whether a link leads to an article: its text is a headline, or its address spells its text out.

    >>> is_article_link("/how-to-recover-old-videos/", "How to recover old videos.")
    True
    >>> is_article_link("/manuals/fan-3000.pdf", "The Manual of the Silent Fan 3000")
    False
    >>> is_article_link("/silent-fan-review-4778", "Silent Fan Review"), is_article_link("/silent-fan-pro", "Silent Fan Pro")
    (True, False)
    """
    if FILE.search(url):
        return False
    if is_headline(text):
        return True
    slug = url.partition("?")[0].rstrip("/").rpartition("/")[2].lower()
    words = [word.lower() for word in _WORD.findall(text) if len(word) > 2]
    spelt = sum(word in slug for word in words)
    if len(words) == MIN_HEADLINE_WORDS - 1:
        titled = _HEADLINE_START.match(text) or _HEADLINE_END.search(text)
        return titled is not None and spelt == len(words) and slug.count("-") >= spelt - 1
    return len(words) >= MIN_HEADLINE_WORDS and spelt >= 0.6 * len(words)
