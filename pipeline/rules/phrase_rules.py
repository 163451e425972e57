"""Phrases of one use, looked up in few steps: most texts hold none of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.rules.ignore_case import IgnoreCase

_REFERS_TO_A_GROUP = re.compile(r"\\[1-9]|\(\?P")
"""A pattern that counts or names groups means another thing beside others."""
SHORT = 120
"""Characters up to which a text is held against the rules for short ones."""


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One group of phrases. `source` is a regular expression, matched without regard to case from the start of a
    block's normalised text, which must hold one of `needs`, if there are any, and may have `longest` characters."""

    name: str
    use: str
    source: str
    needs: tuple[str, ...] = ()
    longest: int = sys.maxsize
    _ascii_needs: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Those of `needs` that ASCII text can hold."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ascii_needs", tuple(filter(str.isascii, self.needs)))

    def fits(self, text: str) -> bool:
        """Whether the text, in lower case, is one of the phrases."""
        if len(text) > self.longest:
            return False
        for word in self._ascii_needs if text.isascii() else self.needs:
            if word in text:
                break
        else:
            if self.needs:
                return False
        return _compiled(self.source).starts(text)


class PhraseRules:
    """The rules of one use, in order."""

    __slots__ = ("_alone", "_joined", "_rules", "_short")

    def __init__(self, rules: Sequence[PhraseRule]) -> None:
        self._rules = tuple(rules)
        self._alone = tuple(rule for rule in rules if not _is_joined(rule))
        joined = [rule for rule in rules if _is_joined(rule)]
        self._short = _join(rule for rule in joined if rule.longest <= SHORT)
        self._joined = _join(rule for rule in joined if rule.longest > SHORT)

    def first(self, text: str) -> str | None:
        """Name of the first rule that a text in lower case satisfies, or None."""
        fits = (self._short is not None and len(text) <= SHORT and self._short.starts(text)) or (
            self._joined is not None and self._joined.starts(text)
        )
        for rule in self._rules if fits else self._alone:
            if rule.fits(text):
                return rule.name
        return None


def _join(rules: Iterable[PhraseRule]) -> IgnoreCase | None:
    source = "|".join(rule.source for rule in rules)
    return IgnoreCase(source) if source else None


def _is_joined(rule: PhraseRule) -> bool:
    """Whether a rule is looked for together with others."""
    return not rule.needs and not _REFERS_TO_A_GROUP.search(rule.source)


@lru_cache(maxsize=1_024)
def _compiled(source: str) -> IgnoreCase:
    return IgnoreCase(source)
