"""Words and URLs as the comparison sees them: marks, tags and link targets do not count."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

UrlKey = tuple[str, str]
"""Host and path of a URL; scheme, query, fragment and a trailing slash do not count."""

_TARGET = (
    r"\(\s*(?:<([^>\n]*)>|((?:[^()\s<]|\((?:[^()\s]|\([^()\s]*\))*\))*))"
    r"(?:\s+(?:\"[^\"]*\"|'[^']*'|[^()\n]*))?\s*\)"
)
_IMAGE = re.compile(r"!\[[^\]]*\]" + _TARGET)
_LINK_TAIL = re.compile(r"\]" + _TARGET)
_IMAGE_TAG = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)", re.I)
_LINK_TAG = re.compile(r"""<a\b[^>]*?\bhref\s*=\s*["']?([^"'\s>]+)""", re.I)
_ANY_URL = re.compile(r"""(?:https?:)?//[^\s"'<>)\]]+""")
_TAG = re.compile(r"<[^>]+>")
_ENTITY = re.compile(r"&[a-z]+;|&#\d+;")
_WORD = re.compile(r"[^\W_]+")
_ARROW = re.compile(r"\s*(>|→|›|»|->)\s*")


def words(text: str) -> list[str]:
    """Lower-case words of Markdown, HTML or plain text, without tags, entities and link targets.

    >>> words("Open the **Settings** app, see [here](https://a.example/b)")
    ['open', 'the', 'settings', 'app', 'see', 'here']
    """
    text = _LINK_TAIL.sub("] ", _IMAGE.sub(" ", text))
    return _WORD.findall(_ENTITY.sub(" ", _TAG.sub(" ", text)).lower())


def squash(text: str) -> str:
    """The words of a text without anything between them, so that spacing cannot make a difference."""
    return "".join(words(text))


def shingles(tokens: Sequence[str], size: int = 4) -> Counter[tuple[str, ...]]:
    """Runs of `size` words with their counts; a shorter text is one run."""
    if len(tokens) < size:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(tuple(tokens[i : i + size]) for i in range(len(tokens) - size + 1))


def image_urls(text: str) -> list[str]:
    """Addresses of the images of Markdown or HTML, as written."""
    return [a or b for a, b in _IMAGE.findall(text)] + _IMAGE_TAG.findall(text)


def link_urls(text: str) -> list[str]:
    """Addresses of the links of Markdown or HTML, as written."""
    return [a or b for a, b in _LINK_TAIL.findall(text)] + _LINK_TAG.findall(text)


def any_urls(text: str) -> set[UrlKey]:
    """Everything in a text that looks like an absolute URL."""
    return {url_key(url) for url in _ANY_URL.findall(text)}


def url_key(url: str) -> UrlKey:
    """What two spellings of one address share; a relative address keeps its path and has no host.

    >>> url_key("HTTPS://A.example/b/?utm_source=x")
    ('a.example', '/b')
    """
    if "//" not in url and not url.startswith("/"):
        url = "//" + url
    parts = urlsplit(url)
    return parts.netloc.lower(), parts.path.rstrip("/")


def path_key(path: str) -> str:
    """A menu path with uniform arrows, lower case."""
    return _ARROW.sub(" > ", path).strip().lower()
