"""Images that count visits, told by their address: scrapers drop the size that would say so.

Counters of analytics services stand under the same paths on any host (`matomo.php?idsite=1`, `/hit?`), and their
hosts are called alike (`pixel.`, `stats.`, `count.`). Such a name alone says little, as `stats.example/chart.png`
is a chart: an address counts only when what it leads to is no picture that somebody drew.
"""

from __future__ import annotations

import re
from functools import lru_cache

_PIXEL = re.compile(
    r"/(?:1x1|(?:tracking[-_]?|track[-_]?|count[-_]?)?pixel|spacer|cleardot|clear|blank|transparent|trans|beacon|tr|hit|count|__utm)"
    r"(?:[-_.]?1x1)?\.(?:gif|php|aspx?)(?:[?#]|$)|/(?:t|p|b|o|g|open)\.(?:gif|php|aspx?)\?|/1x1\.png(?:[?#]|$)|[?&](?:w|width)=1&(?:h|height)=1(?:&|$)"
    r"|/(?:matomo|piwik|webbug|bug|wp-admin/admin-ajax)\.php\?(?:.*&)?(?:idsite|rec|pid|action=[\w-]*(?:view|hit|count))\b"
    r"|^https?://(?:www\.)?facebook\.com/tr/?\?|/b/ss/[\w,.-]+/\d|/_/stat\?|/i/adsct\?|/(?:pixel|beacon|collect|imp(?:ression)?|hit|count(?:er)?|pageview)s?/?\?[\w%]"
    r"|/security/hsts-pixel\.gif|/ads/ga-audiences\?|/tracker/\d[\d-]*\?|/pixel/p-[\w-]+\.gif|/pixel/?(?:$|[^/]*\?)"
    r"|/solutions/articles/\d+[\w%-]*/hit$",
    re.IGNORECASE,
)
"""Paths of counters. Only images without a text are looked at: `pixel.gif` may show a phone."""
_COUNTS = re.compile(
    r"^(?:https?:)?//(?:[\w-]+\.)*(?:pixels?|px|beacons?|track(?:ing|er)?|trk|count(?:er)?|hits?|stats?|analytics|metrics|telemetry|matomo|piwik|imp(?:ressions?)?)\d*\.[\w.-]+/[^?#]*(?:\?|$)",
    re.IGNORECASE,
)
"""Hosts of counters."""
_DRAWN = re.compile(r"\.(?:jpe?g|png|webp|svg|avif|bmp)(?:[?#]|$)|\.gif$", re.IGNORECASE)
_COUNTER_ALT = re.compile(
    r"(?:(?:web|hit|visitor|visit|page ?view|free|article)s?[ -]?)*(?:counters?|hits?|visitors?|views?|page ?views?|analytics|statistics|stats|pixel|tracker|count|quantcast|statcounter|top\.mail\.ru|яндекс\.?метрика|рейтинг@mail\.ru)(?: (?:badge|count|counter))?$|1x1$|image \d+$",
    re.IGNORECASE,
)
"""What the text of a counter says, if it has one."""


def counts_visits(url: str, alt: str) -> bool:
    """Whether an image counts visits and shows nothing.

    >>> counts_visits("https://stats.example/matomo.php?idsite=1&rec=1", "")
    True
    >>> counts_visits("https://stats.example/2024/visits.png", "")
    False
    """
    return (not alt or _COUNTER_ALT.match(alt.strip()) is not None) and _counts(url)


@lru_cache(maxsize=4096)
def _counts(url: str) -> bool:
    if len(url) > 4_000:
        return False
    return _PIXEL.search(url) is not None or (_COUNTS.match(url) is not None and not _DRAWN.search(url))
