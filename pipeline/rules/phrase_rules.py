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


_LETTER = re.compile("[\u00c0-\u1fff\u2c00-\ud7ff\uf900-\uffef]")
"""A letter beyond ASCII; signs such as the curly apostrophe stand in English too."""
_IS_ASCII_TOO = re.compile("[\u0130\u0131\u017f]")
"""Letters that `IgnoreCase` finds where an ASCII letter stands."""
_ESCAPED = re.compile(r"\\.")
_CLASS = re.compile(r"\[[^\]]*\]")
_OPTIONAL = re.compile(r".(?:[?*]|\{0?,\d*\})")
_GROUP = re.compile(r"\((?P<look>\?(?::|[=!]|<[=!]))?(?P<inner>[^()]*)\)(?P<optional>[?*]|\{0?,\d*\})?")


def asks_for_letters(pattern: str) -> bool:
    """Whether every text that fits a pattern holds a letter beyond ASCII. Told from the pattern as written: False where
    that is not plain.

    >>> [asks_for_letters(p) for p in ("поделиться$", "(?:дом|house)$", "(?:artikel )?ścieżka", "caf[eé]$", "(?:é)?t")]
    [True, False, True, False, False]
    """
    text = _CLASS.sub("x", _ESCAPED.sub("x", _IS_ASCII_TOO.sub("x", pattern)))
    while (group := _GROUP.search(text)) is not None:
        plain = group["look"] in (None, "?:") and not group["optional"]
        letter = "é" if plain and _in_each(group["inner"]) else "x"
        text = text[: group.start()] + letter + text[group.end() :]
    return _in_each(text)


def _in_each(alternatives: str) -> bool:
    return all(_LETTER.search(_OPTIONAL.sub("x", text)) for text in alternatives.split("|"))


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One group of phrases. `source` is a regular expression, matched without regard to case from the start of a
    block's normalised text, which must hold one of `needs`, if there are any, and may have `longest` characters.
    `elsewhere` is a further one, for phrases that no text without letters beyond ASCII can be."""

    name: str
    use: str
    source: str
    needs: tuple[str, ...] = ()
    longest: int = sys.maxsize
    elsewhere: str = ""
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
        return _compiled(self.source).starts(text) or (
            bool(self.elsewhere)
            and _LETTER.search(text) is not None
            and _compiled(self.elsewhere).starts(text)
        )


class PhraseRules:
    """The rules of one use, in order."""

    __slots__ = ("_alone", "_elsewhere", "_joined", "_rules", "_short")

    def __init__(self, rules: Sequence[PhraseRule]) -> None:
        self._rules = tuple(rules)
        self._alone = tuple(rule for rule in rules if not _is_joined(rule))
        joined = [rule for rule in rules if _is_joined(rule)]
        self._short = _join(rule for rule in joined if rule.longest <= SHORT)
        self._joined = _join(rule for rule in joined if rule.longest > SHORT)
        self._elsewhere = "|".join(rule.elsewhere for rule in joined if rule.elsewhere)
        """Compiled when a text with such letters comes: English pages have none."""

    def first(self, text: str) -> str | None:
        """Name of the first rule that a text in lower case satisfies, or None."""
        fits = (self._short is not None and len(text) <= SHORT and self._short.starts(text)) or (
            self._joined is not None and self._joined.starts(text)
        )
        if not fits and self._elsewhere and _LETTER.search(text):
            fits = _compiled(self._elsewhere).starts(text)
        for rule in self._rules if fits else self._alone:
            if rule.fits(text):
                return rule.name
        return None


def _join(rules: Iterable[PhraseRule]) -> IgnoreCase | None:
    source = "|".join(rule.source for rule in rules)
    return IgnoreCase(source) if source else None


def _is_joined(rule: PhraseRule) -> bool:
    """Whether a rule is looked for together with others."""
    return not rule.needs and not _REFERS_TO_A_GROUP.search(rule.source + rule.elsewhere)


@lru_cache(maxsize=1_024)
def _compiled(source: str) -> IgnoreCase:
    return IgnoreCase(source)
