"""URLs that may stand in a clean body, a link or a report: those that cannot run script or open a file."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

SCHEME = re.compile(r"([a-z][a-z0-9+.\-]*):", re.IGNORECASE)
_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_INVISIBLE = re.compile(
    r"[\x00-\x20\x7f-\xa0\xad\u034f\u061c\u115f\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]+"
)
_HOST_AND_PORT = re.compile(r"(?:localhost|[a-z0-9\-]+(?:\.[a-z0-9\-]+)+):\d+(?:[/?#]|$)", re.IGNORECASE)

_SCRIPT_LINK = re.compile(
    r"""(?:window\.open|location(?:\.href)?+)\s*+\(?+\s*+(?:decodeURIComponent\s*+\(\s*+)?+['"]([^'"]+)"""
)


def opened_by_script(source: str) -> str:
    """The address that a script opens, as ad networks write their links; "" for other scripts.

    >>> opened_by_script("javascript:window.open(decodeURIComponent('https%3A%2F%2Fa.example%2Ffan'), '_blank');void(0);")
    'https://a.example/fan'
    """
    if "%28" in source:  # as node-html-markdown writes brackets
        source = source.replace("%28", "(").replace("%29", ")")
    scripted = _SCRIPT_LINK.search(source)
    if scripted is None:
        return ""
    return scripted[1] if "://" in scripted[1] else unquote(scripted[1])


def is_safe_url(url: str) -> bool:
    """Whether a URL may stand in a clean body or link: http, https, mailto, tel, relative, or `//host`.

    Everything else is unsafe: `javascript:`, `data:`, `vbscript:`, `file:` and unknown schemes, also when
    disguised by spaces, control or zero-width characters, HTML entities or percent-escapes. Never raises.
    """
    if url.startswith(("https://", "http://")):
        return True
    seen = url
    for _ in range(3):
        bare = _INVISIBLE.sub("", seen)
        scheme = SCHEME.match(bare)
        if scheme and scheme[1].lower() not in _SAFE_SCHEMES and not _HOST_AND_PORT.match(bare):
            return False
        decoded = unquote(html.unescape(seen))
        if decoded == seen:
            break
        seen = decoded
    return True
