"""What a link is for, from its URL alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.markup.urls import host_of, is_safe_url, unwrap_redirect
from pipeline.rules.load import Rules

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


def link_kind(url: str, rules: Rules) -> LinkKind:
    """Judge one URL; `#part` and relative URLs are plain, whatever their words say."""
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


def _by_rules(url: str, rules: Rules) -> LinkKind:
    host = host_of(url)
    if not host:
        return PLAIN
    rest = url.partition("//")[2].partition("/")[2] if "//" in url else url
    path = "/" + rest
    for pattern in rules.links:
        if (pattern.hosts is None or pattern.hosts.search(host)) and pattern.pattern.search(path):
            return LinkKind("affiliate" if pattern.kind == "affiliate" else "share", pattern.name)
    rule = rules.host_rule(host)
    if rule is not None:
        return LinkKind(_HOST_USES[rule.kind], rule.name)
    return PLAIN
