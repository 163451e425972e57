"""Whether a linked picture is a banner of nobody known or a button to donate, told from its address, its words and
where it leads.

Markdown keeps neither sizes nor `rel="sponsored"`. What is left are addresses: ad servers and shops count who
clicks (`/click/…`, `?ref=…`), and banners lie in folders called `banners` and carry their size (`728x90.gif`).
"""

from __future__ import annotations

import re

from pipeline.markup.urls import is_picture_file

_SAYS_AD = re.compile(
    r"(?:^|[/_-])(?:banners?|ads?|adverts?|advertising|leaderboard|creatives?|affiliates?)(?:[/_.-]|\d)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(?<![\dx])(\d{2,3}x\d{2,3})(?![\dx])")
ONLY_BANNERS = frozenset(
    [
        "728x90",
        "970x90",
        "970x250",
        "970x66",
        "980x120",
        "930x180",
        "468x60",
        "234x60",
        "160x600",
        "120x600",
        "320x50",
        "300x50",
    ]
)
"""Sizes that neither screenshots nor thumbnails have."""
_ALSO_BANNERS = frozenset(["300x250", "336x280", "300x600", "320x100", "125x125", "180x150", "120x240"])
_CLICK = re.compile(
    r"//(?:clicks?|trk|adclick|ads?|adserver|srv)\.[^?#]*[/?]|/(?:clicks?|adclick|ad|ads|banners?|bannerclick|delivery/c[kl]\.php)(?:[/?.]|$)",
    re.IGNORECASE,
)
"""Addresses that say they count a click."""
_COUNTED = re.compile(
    r"//(?:go|track|clk|out|partners?)\.|/(?:out|go|goto|recommends?|refer|visit|deals?|track|redirect)(?:[/?.]|$)",
    re.IGNORECASE,
)
_REFERRED = re.compile(
    r"[?&](?:ref|aff|partner|a_aid|via|referrer|ref_?id|ref_?code|referral(?:_?code)?|sub_?id\d?|sub\d|source_id|zone_?id|banner_?id|campaign_?id|offer_?id|click_?id|bta|invite(?:_?code)?)=\w"
    r"|[?&]utm_medium=(?:banner|affiliate|display|cpc)\b",
    re.IGNORECASE,
)
"""Addresses that tell the shop who sent the reader."""
_NAMES_NOTHING = re.compile(
    r"(?:\b(?:banners?|ads?|advert\w*|sponsor\w*|promo\w*|image|\d+x\d+|\d+)\b|\W|_)*$", re.IGNORECASE
)
"""Words of a banner's picture: what it is, its size, the number that a reader gave it."""
_DONATIONS = re.compile(
    r"^(?:https?:)?//(?:[\w-]+\.)*(?:ko-fi\.com|buymeacoffee\.com|buymeacoff\.ee|patreon\.com|liberapay\.com|opencollective\.com|paypal\.(?:com|me)|paypalobjects\.com|boosty\.to|afdian\.net|afdian\.com)(?:/|$)",
    re.IGNORECASE,
)
_DONATION_ALT = re.compile(
    r"\W*(?:image \d+\W+)?(?:(?:please )?(?:buy me a|support|donate|become a|tip|sponsor)\b|ko-?fi\b|patreon\b|paypal\b)",
    re.IGNORECASE,
)
"""Who takes money for the author, and what the button says."""
ENOUGH = 3
"""Signs that make a banner; the least of them weighs one."""


def is_banner(link: str, image: str, alt: str) -> bool:
    """Whether a picture that a link wraps is a banner.

    >>> is_banner("https://fans.example/click/7?zone=2", "https://img.fans.example/c34848", "")
    True
    >>> is_banner("https://shop.example/", "https://cdn.example/spring-728x90.gif", "Silent fans")
    True
    >>> is_banner("https://site.example/go/settings", "https://site.example/settings-300x250.png", "The settings")
    False
    """
    if "//" not in link or is_picture_file(link):
        return False
    if _DONATIONS.match(link) and (_DONATIONS.match(image) or _DONATION_ALT.match(alt)):
        return True
    return _weight_of_link(link) + _weight_of_image(image, alt) >= ENOUGH


def _weight_of_link(link: str) -> int:
    if _CLICK.search(link):
        return 2
    return 1 if _COUNTED.search(link) or _REFERRED.search(link) else 0


def _weight_of_image(image: str, alt: str) -> int:
    sizes = _SIZE.findall(image)
    if not ONLY_BANNERS.isdisjoint(sizes):
        return ENOUGH
    return (
        (_SAYS_AD.search(image) is not None)
        + (not _ALSO_BANNERS.isdisjoint(sizes))
        + (_NAMES_NOTHING.match(alt) is not None)
    )
