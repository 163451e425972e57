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
