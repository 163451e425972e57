"""What a link is for, from its URL alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.markup.urls import host_of, is_safe_url, unwrap_redirect
from pipeline.rules.load import HostRule, Rules
from pipeline.rules.openings import openings

LinkUse = Literal["plain", "affiliate", "ad", "tracker", "share", "video", "unsafe", "empty"]


@dataclass(frozen=True, slots=True)
class LinkKind:
    """`use` with the rule that said so; `target` is where a redirector leads when its query tells."""

    use: LinkUse
    rule: str = ""
    target: str | None = None

    @property
    def sells(self) -> bool:
        """Whether the address as written earns a commission, also where it tells its plain target."""
        return self.use in ("affiliate", "ad") or (self.target is not None and self.rule != "redirector")


REMEMBERED_URLS, REMEMBERED_CHARS = 8_192, 300
"""URLs whose use is remembered, and the longest of them: the posts of a farm link to each other."""
MAX_HOST_CHARS = 253
"""Longer than any name in the DNS: not remembered."""
CLOAKED = "cloaked_link"
"""The rule of addresses that a site hides its affiliate links behind; farms put them on screenshots as well."""
PLAIN = LinkKind("plain")
_EMPTY = LinkKind("empty", "empty_link")
_UNSAFE = LinkKind("unsafe", "unsafe_url")
_HOST_USES: dict[str, LinkUse] = {
    "affiliate": "affiliate",
    "redirector": "affiliate",
    "ad": "ad",
    "tracker": "tracker",
    "share": "share",
    "video": "video",
}


_FOR_READERS = frozenset(
    [
        "help",
        "support",
        "docs",
        "developer",
        "developers",
        "kb",
        "learn",
        "academy",
        "faq",
        "community",
        "forum",
        "status",
        "blog",
    ]
)
"""Hosts of a network or a service that hold pages to read: an article on how to set it up leads there."""
_QUERY = frozenset("?&#")
"""With what a query, a part of it and a fragment begin."""
_OWN_PAGE = re.compile(
    r"/(?:(?:publishers?|advertisers?|about(?:-us)?|contact(?:-us)?|company|products?|solutions|resources|pricing|log-?in|sign-?up|register|privacy(?:-policy)?"
    r"|terms|legal|policies|opt-?out|[a-z-]+-requirements|requirements|"
    + "|".join(sorted(_FOR_READERS))
    + r")(?:/[a-z-]+){0,3}/?(?:#[\w-]*)?)?$"
)
"""The same as paths of its own domain. The home page, with no query that names a seller, credits nobody."""

_OWN_PICTURE = re.compile(
    r"/(?:wp-content/uploads|(?:(?:assets|images|img|static)/)?(?:help|support|docs|kb|blog|academy|learn))/(?!.*(?:banner|\d{3}x\d{2,3}\.))[^?#]+\.(?:png|jpe?g|webp|gif|avif)$",
    re.IGNORECASE,
)
"""A picture of those pages: a screenshot of how to set the network up. Banners come from folders of their own, under a query
that names a seller, or say their size."""


def link_kind(url: str, rules: Rules) -> LinkKind:
    """Judge one URL; `#part` and relative URLs are plain, whatever their words say."""
    return _remembered(url, rules) if len(url) <= REMEMBERED_CHARS else _kind_of(url, rules)


def picture_rule(url: str, rules: Rules) -> HostRule | None:
    """The rule of the host that a picture lies on; a network serves nothing but banners, beside the pages that tell how
    to join it."""
    rule = rules.host_rule(host_of(url)) if url else None
    return None if rule is not None and rule.kind in ("ad", "affiliate") and is_own_picture(url) else rule


def is_own_picture(url: str) -> bool:
    """Whether an address of a network is that of a picture from the pages it holds for readers.

    >>> is_own_picture("https://www.taboola.com/wp-content/uploads/2023/02/dashboard.png")
    True
    >>> is_own_picture("https://support.taboola.com/attachments/7.png"), is_own_picture("https://www.taboola.com/img/7.png")
    (True, False)
    """
    host = host_of(url)
    if host.partition(".")[0] in _FOR_READERS:
        return True
    return (
        host.count(".") == 1
        and _OWN_PICTURE.match("/" + url.partition("//")[2].partition("/")[2]) is not None
    )


def _kind_of(url: str, rules: Rules) -> LinkKind:
    if not url or url == "<>":
        return _EMPTY
    if not is_safe_url(url):
        return _UNSAFE
    if url.startswith("mailto:?"):
        return LinkKind("share", "share_link")
    kind = _by_rules(url, rules)
    if kind.use in ("plain", "affiliate"):
        target = unwrap_redirect(url)
        if target is not None:
            inner = _by_rules(target, rules)
            if inner.use not in ("affiliate", "ad", "tracker"):
                return LinkKind("plain", kind.rule or "redirector", target)
            return LinkKind("affiliate", kind.rule or inner.rule)
    return kind


_remembered = lru_cache(maxsize=REMEMBERED_URLS)(_kind_of)


def _by_rules(url: str, rules: Rules) -> LinkKind:
    host = host_of(url)
    if not host:
        return PLAIN
    of_host = _of_host if len(host) <= MAX_HOST_CHARS else _of_host.__wrapped__
    patterns, kind = of_host(host, rules)
    if patterns:
        path = "/" + (url.partition("//")[2].partition("/")[2] if "//" in url else url)
        has_query = "?" in path or "&" in path or "#" in path
        for pattern, asks_for_query, found in patterns:
            if (has_query or not asks_for_query) and pattern.search(path):
                return found
        if kind.use != "plain" and host.count(".") == 1 and _OWN_PAGE.match(path):
            return PLAIN if path == "/" or kind.use != "affiliate" else kind
        if kind.use == "ad" and is_own_picture(url):
            return PLAIN
    return kind


@lru_cache(maxsize=256)
def _asks_for_query(pattern: re.Pattern[str]) -> bool:
    letters = openings(pattern.pattern, 1)
    return letters is not None and letters <= _QUERY


@lru_cache(maxsize=8192)
def _of_host(host: str, rules: Rules) -> tuple[tuple[tuple[re.Pattern[str], bool, LinkKind], ...], LinkKind]:
    """The patterns that paths on a host are held against, each with whether it begins with what begins a query, and
    what its links are when none fits. `Rules` is compared by identity."""
    patterns = tuple(
        (
            p.pattern,
            _asks_for_query(p.pattern),
            LinkKind("affiliate" if p.kind == "affiliate" else "share", p.name),
        )
        for p in rules.links
        if p.hosts is None or p.hosts.search(host)
    )
    rule = None if host.partition(".")[0] in _FOR_READERS else rules.host_rule(host)
    return patterns, LinkKind(_HOST_USES[rule.kind], rule.name) if rule is not None else PLAIN
