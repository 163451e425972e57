"""Ads that were taken out of earlier articles: the same few stand in thousands, line for line."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from pipeline.records import RemovalCategory
from pipeline.rules.load import Rules
from pipeline.stripping.source.walk import SourceWalk

REMEMBERED_ADS = 2_000
"""Beginnings of ads that are remembered, and of each the last few ads that begin so."""
MAX_ALIKE = 8
MAX_CHARS = 5_000
"""Of an ad that is remembered; the longest real ones have 1,700. Hostile ones shall not fill the memory."""


class _Ad(NamedTuple):
    """An ad's lines below its first, and why it was taken out."""

    below: list[str]
    category: RemovalCategory
    rule: str


class _KnownAds:
    """Ads by their first two lines, as many begin with the same comment."""

    __slots__ = ("_known",)

    def __init__(self, rules: Rules) -> None:
        del rules  # other rules know other ads
        self._known: dict[tuple[str, str], list[_Ad]] = {}

    def take(self, walk: SourceWalk, line: str) -> bool:
        """Takes out the ad that the line at hand begins, if it is known; whether it was."""
        second = walk.lines[walk.at + 1] if walk.at + 1 < len(walk.lines) else ""
        for ad in self._known.get((line, second)) or self._known.get((line, "")) or []:
            end = walk.at + 1 + len(ad.below)
            if walk.lines[walk.at + 1 : end] == ad.below:
                if end < len(walk.lines) and "<img" in walk.lines[end].lower():
                    return False  # perhaps a pixel that belongs to the ad
                walk.cut(walk.at, end, ad.category, ad.rule)
                walk.after_cut(end)
                return True
        return False

    def remember(self, lines: list[str], category: RemovalCategory, rule: str) -> None:
        """Lines that were taken out, for which nothing but these lines gave cause. Lists are seldom the same."""
        if any("<li" in line for line in lines) or sum(map(len, lines)) > MAX_CHARS:
            return
        start = (lines[0], lines[1] if len(lines) > 1 else "")
        if len(self._known) >= REMEMBERED_ADS and start not in self._known:
            self._known.pop(next(iter(self._known)))
        known = self._known.setdefault(start, [])
        known.append(_Ad(lines[1:], category, rule))
        del known[:-MAX_ALIKE]


known_ads = lru_cache(maxsize=8)(_KnownAds)
