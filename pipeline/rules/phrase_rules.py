"""Phrases of one use, looked up in few steps: most texts hold none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.rules.ignore_case import IgnoreCase

_REFERS_TO_A_GROUP = re.compile(r"\\[1-9]|\(\?P")
"""A pattern that counts or names groups means another thing beside others."""


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One group of phrases. `source` is a regular expression, matched without regard to case from the start of a
    block's normalised text, which must hold one of `needs`, if there are any."""

    name: str
    use: str
    source: str
    needs: tuple[str, ...] = ()
    _ascii_needs: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Those of `needs` that ASCII text can hold."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ascii_needs", tuple(filter(str.isascii, self.needs)))

    def fits(self, text: str) -> bool:
        """Whether the text, in lower case, is one of the phrases."""
        for word in self._ascii_needs if text.isascii() else self.needs:
            if word in text:
                break
        else:
            if self.needs:
                return False
        return _compiled(self.source).starts(text)


class PhraseRules:
    """The rules of one use, in order."""

    __slots__ = ("_alone", "_joined", "_rules")

    def __init__(self, rules: Sequence[PhraseRule]) -> None:
        self._rules = tuple(rules)
        self._alone = tuple(rule for rule in rules if not _is_joined(rule))
        joined = [rule.source for rule in rules if _is_joined(rule)]
        self._joined = IgnoreCase("|".join(joined)) if joined else None

    def first(self, text: str) -> str | None:
        """Name of the first rule that a text in lower case satisfies, or None."""
        joined_fits = self._joined is not None and self._joined.starts(text)
        for rule in self._rules if joined_fits else self._alone:
            if rule.fits(text):
                return rule.name
        return None


def _is_joined(rule: PhraseRule) -> bool:
    """Whether a rule is looked for together with others."""
    return not rule.needs and not _REFERS_TO_A_GROUP.search(rule.source)


@lru_cache(maxsize=1_024)
def _compiled(source: str) -> IgnoreCase:
    return IgnoreCase(source)
