"""Many patterns of which a text may fit any: sorted by how a text that fits begins, compiled when such a text comes."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pipeline.rules.ignore_case import IgnoreCase, in_lower_case
from pipeline.rules.openings import opening_of_plain, openings

OPENING_CHARS = 3
"""By so many characters patterns are told apart: with more of them hardly a text is held against fewer patterns."""


class ByOpening:
    """Patterns by what a text that fits begins with."""

    __slots__ = ("_compiled", "_sources")

    def __init__(self, patterns: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._sources: dict[str, list[str]] = {}
        for pattern, found in patterns:
            for opening in found:
                self._sources.setdefault(opening, []).append(pattern)
        self._compiled: dict[str, IgnoreCase] = {}

    def starts(self, plain: str) -> bool:
        """Whether a text, as `in_lower_case` makes it, begins as one of the patterns says."""
        return self._any(plain, IgnoreCase.starts_plain)

    def holds(self, plain: str) -> bool:
        """Whether one of the patterns tells the whole text."""
        return self._any(plain, IgnoreCase.holds_plain)

    def _any(self, plain: str, fits: Callable[[IgnoreCase, str], bool]) -> bool:
        opening = opening_of_plain(plain, OPENING_CHARS)
        while opening:
            if opening in self._sources and fits(self._pattern(opening), plain):
                return True
            opening = opening[:-1]
        return False

    def _pattern(self, opening: str) -> IgnoreCase:
        compiled = self._compiled.get(opening)
        if compiled is None:
            compiled = self._compiled[opening] = IgnoreCase(alternatives(self._sources[opening]))
        return compiled


class Alternatives:
    """What one pattern of all of them would find, without regard to case."""

    __slots__ = ("_by_opening", "_compiled", "_open", "_patterns")

    def __init__(self, patterns: Iterable[str]) -> None:
        self._patterns = tuple(patterns)
        self._by_opening: ByOpening | None = None
        self._open: list[str] = []
        self._compiled: IgnoreCase | None = None

    def starts(self, text: str) -> bool:
        """Whether a text begins with a match."""
        plain = in_lower_case(text)
        return self._sorted().starts(plain) or (bool(self._open) and self._others().starts_plain(plain))

    def holds(self, text: str) -> bool:
        """Whether the whole text is a match."""
        plain = in_lower_case(text)
        return self._sorted().holds(plain) or (bool(self._open) and self._others().holds_plain(plain))

    def _sorted(self) -> ByOpening:
        """Made when the first text comes: a command need not read a heading."""
        if self._by_opening is None:
            told = [(pattern, openings(pattern, OPENING_CHARS)) for pattern in self._patterns]
            self._by_opening = ByOpening((pattern, found) for pattern, found in told if found is not None)
            self._open = [pattern for pattern, found in told if found is None]
        return self._by_opening

    def _others(self) -> IgnoreCase:
        """Those that may begin with anything."""
        if self._compiled is None:
            self._compiled = IgnoreCase(alternatives(self._open))
        return self._compiled


def alternatives(patterns: Iterable[str]) -> str:
    """One pattern for several."""
    return "|".join(f"(?:{pattern})" for pattern in patterns)
