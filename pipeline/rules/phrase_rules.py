"""Phrases of one use, looked up in few steps: most texts hold none of them.

A phrase that is a whole text is looked up as such. The patterns are sorted by the letters with which a text that fits
begins, so that a text is held against those of its own letters, and they are compiled when the first such text comes.
The few that may begin with anything are tried where a text holds a word they ask for.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.rules.by_opening import OPENING_CHARS, ByOpening, alternatives
from pipeline.rules.ignore_case import IgnoreCase, by_first_letter, in_lower_case
from pipeline.rules.openings import openings

_REFERS_TO_A_GROUP = re.compile(r"\\[1-9]|\(\?P")
"""A pattern that counts or names groups means another thing beside others."""
_PLAIN_WORD = re.compile(r"[\w ]+")


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """One group of phrases, held without regard to case against a block's normalised text, which must hold one of
    `needs`, if there are any, and may have `longest` characters.

    `texts` are whole texts, `patterns` regular expressions that match from the start of the text. Of the words in
    `open_needs`, or words that begin so, a text must hold one to fit a pattern that may begin with anything."""

    name: str
    use: str
    patterns: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    open_needs: tuple[str, ...] = ()
    longest: int = sys.maxsize


class _Phrases:
    """The phrases of one rule, sorted."""

    __slots__ = ("_by_opening", "_compiled", "_open", "_words", "by_opening", "is_open", "rule", "texts")

    def __init__(self, rule: PhraseRule) -> None:
        self.rule = rule
        counts_groups = any(map(_REFERS_TO_A_GROUP.search, rule.patterns))
        told = [None if counts_groups else openings(pattern, OPENING_CHARS) for pattern in rule.patterns]
        pairs = list(zip(rule.patterns, told, strict=True))
        self.texts = frozenset(map(in_lower_case, rule.texts))
        self.by_opening = [(pattern, found) for pattern, found in pairs if found is not None]
        self._by_opening = ByOpening(self.by_opening)
        self._open = [pattern for pattern, found in pairs if found is None]
        self._compiled: IgnoreCase | None = None
        self.is_open = bool(self._open)
        """Whether there are patterns that may begin with anything."""
        self._words = _Words(rule.open_needs) if rule.open_needs else None

    def fits(self, text: str) -> bool:
        rule = self.rule
        if len(text) > rule.longest or (rule.needs and not any(word in text for word in rule.needs)):
            return False
        plain = in_lower_case(text)
        if plain in self.texts or self._by_opening.starts(plain):
            return True
        return self.is_open and self.fits_open(text)

    def fits_open(self, text: str) -> bool:
        """Whether the text fits a pattern that may begin with anything."""
        if self._words is not None and not self._words.found_in(text):
            return False
        if self._compiled is None:
            self._compiled = IgnoreCase(alternatives(self._open))
        return self._compiled.starts(text)


class PhraseRules:
    """The rules of one use, in order."""

    __slots__ = ("_always", "_by_opening", "_led", "_sorted", "_texts", "_words", "rules")

    def __init__(self, rules: Sequence[PhraseRule]) -> None:
        self.rules = tuple(rules)
        self._sorted: list[_Phrases] | None = None

    def first(self, text: str) -> str | None:
        """Name of the first rule that a text in lower case satisfies, or None."""
        phrases = self._sorted if self._sorted is not None else self._sort()
        if self._may_fit(text):
            for rule, of_rule in zip(self.rules, phrases, strict=True):
                if of_rule.fits(text):
                    return rule.name
        return None

    def _may_fit(self, text: str) -> bool:
        """Whether the text is one of the phrases, but for what a rule asks of a text besides."""
        plain = in_lower_case(text)
        if self._by_opening.starts(plain) or plain in self._texts:
            return True
        for phrases in self._always:
            if phrases.fits_open(text):
                return True
        for word in self._words.found_in(text) if self._led else ():
            for phrases in self._led[word]:
                if phrases.fits_open(text):
                    return True
        return False

    def _sort(self) -> list[_Phrases]:
        """What is needed to look a text up, made when the first one is: a run need not meet every use."""
        self._sorted = [_Phrases(rule) for rule in self.rules]
        self._by_opening = ByOpening(pair for phrases in self._sorted for pair in phrases.by_opening)
        self._texts = frozenset().union(*(phrases.texts for phrases in self._sorted))
        self._always = [
            phrases for phrases in self._sorted if phrases.is_open and not phrases.rule.open_needs
        ]
        led = [(w, phrases) for phrases in self._sorted if phrases.is_open for w in phrases.rule.open_needs]
        self._words = _Words(word for word, _ in led)
        # where one word begins like another, the pattern finds one of them
        self._led = {
            word: [phrases for other, phrases in led if other.startswith(word) or word.startswith(other)]
            for word, _ in led
        }
        return self._sorted


class _Words:
    """Words, or beginnings of words, of which a text may hold some."""

    __slots__ = ("_any", "_ascii")

    def __init__(self, words: Iterable[str]) -> None:
        words = tuple(dict.fromkeys(words))
        self._any = _beginning(words)
        self._ascii = _beginning(tuple(filter(str.isascii, words)))

    def found_in(self, text: str) -> list[str]:
        """Those that a text in lower case holds where a word may begin: one for each such place."""
        found: list[str] = (self._ascii if text.isascii() else self._any).findall(f" {text}")
        return found


def _beginning(words: Sequence[str]) -> re.Pattern[str]:
    """A pattern that finds where one of the words begins: after anything but an ASCII letter."""
    plain = "|".join(word for word in words if _PLAIN_WORD.fullmatch(word))
    others = [re.escape(word) for word in words if not _PLAIN_WORD.fullmatch(word)]
    return re.compile(
        f"[^a-z](?=({by_first_letter(f'(?:{plain})') if plain else '(?!)'}{''.join(f'|{word}' for word in others)}))"
    )
