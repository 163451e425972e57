"""How a text may begin that fits a pattern, read off the pattern as written."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.rules.ignore_case import in_lower_case

DIGIT = "0"
"""Stands for every digit of any script."""
MAX_OPENINGS = 2_000
"""Of one pattern; where there are more, shorter ones are told."""

_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)
_QUANTIFIER = re.compile(r"(?:(?P<once>\?|\{0?,1\})|(?P<many>\*|\{0?,\d*\}|\{0\})|\+|\{\d+(?:,\d*)?\})[?+]?")
_SKIP = re.compile(r"[^\\\[()|]+")
"""What neither opens nor ends a group, an alternative or a class."""


class _Beginning(NamedTuple):
    """What a text that fits begins with; `whole` where that is all that the piece of the pattern takes of it."""

    chars: str
    whole: bool


_Beginnings = frozenset[_Beginning]

_NOTHING = frozenset([_Beginning("", True)])
_ANYTHING = frozenset([_Beginning("", False)])


def opening(text: str, length: int) -> str:
    """The characters that tell which patterns a text may fit: its first, in lower case, digits all alike.

    >>> [opening(text, 3) for text in ("Close it", "14 views", "٣", "")]
    ['clo', '00 ', '0', '']
    """
    return opening_of_plain(in_lower_case(text[:length]), length)


def opening_of_plain(plain: str, length: int) -> str:
    """As `opening`, of a text that `in_lower_case` has made ready."""
    first = plain[:length]
    if first.isalpha():
        return first
    return "".join([DIGIT if char.isdecimal() else char for char in first])


def openings(pattern: str, length: int) -> frozenset[str] | None:
    r"""What the texts that fit a pattern from their start begin with, without regard to case: of each text that does, one
    of these is its `opening`, or the beginning of it. None where the pattern does not plainly say it, or where it fits
    an empty text.

    >>> sorted(openings(r"(?:the )?best|[ab]c|\d+ views", 1) or "")
    ['0', 'a', 'b', 't']
    >>> sorted(openings(r"(?:the )?best|[ab]c|\d+ views", 3) or "")
    ['0', 'ac', 'bc', 'bes', 'the']
    >>> openings(r".{0,20}\blinks", 3) is None
    True
    """
    while True:
        found = frozenset(beginning.chars for beginning in _Reader(pattern, length).group(0)[0])
        if len(found) <= MAX_OPENINGS or length == 1:
            return None if "" in found else found
        length -= 1


class _Reader:
    """Reads a pattern from left to right. What reads a part of it from a place on also tells where that part ends."""

    def __init__(self, pattern: str, length: int) -> None:
        self._pattern, self._length = pattern, length

    def group(self, at: int) -> tuple[_Beginnings, int]:
        """Beginnings of alternatives, up to the bracket that closes them."""
        found: set[_Beginning] = set()
        while True:
            own, at = self._alternative(at)
            found |= own
            if not self._pattern.startswith("|", at):
                return frozenset(found), at
            at += 1

    def _alternative(self, at: int) -> tuple[_Beginnings, int]:
        found = _NOTHING
        while at < len(self._pattern) and self._pattern[at] not in "|)":
            own, at = self._piece(at)
            quantifier = _QUANTIFIER.match(self._pattern, at)
            if quantifier is not None:
                at = quantifier.end()
                if quantifier["once"] is None:
                    own = frozenset([_Beginning(chars, whole and not chars) for chars, whole in own])
                if quantifier["once"] or quantifier["many"]:
                    own |= _NOTHING
            found = self._followed(found, own)
            if not any(beginning.whole for beginning in found):
                return found, self._end(at)
        return found, at

    def _followed(self, found: _Beginnings, own: _Beginnings) -> _Beginnings:
        """Beginnings of a piece and the one behind it."""
        if own == _NOTHING:
            return found
        length = self._length
        joined = {beginning for beginning in found if not beginning.whole}
        for chars in [chars for chars, whole in found if whole]:
            for more, whole in own:
                both = chars + more
                joined.add(_Beginning(both[:length], whole and len(both) < length))
        return frozenset(joined)

    def _end(self, at: int) -> int:
        """Where the alternative ends."""
        pattern, depth = self._pattern, 0
        while at < len(pattern):
            if (plain := _SKIP.match(pattern, at)) is not None:
                at = plain.end()
                continue
            sign = pattern[at]
            if sign in "|)" and not depth:
                return at
            depth += (sign == "(") - (sign == ")")
            if sign == "[" and (found := _CLASS.match(pattern, at)) is not None:
                at = found.end()
            else:
                at += 2 if sign == "\\" else 1
        return at

    def _piece(self, at: int) -> tuple[_Beginnings, int]:
        """Beginnings of the piece that begins here: a letter, a class, a group."""
        pattern = self._pattern
        sign = pattern[at]
        if sign == "(":
            return self._in_brackets(at)
        if sign == "[":
            found = _CLASS.match(pattern, at)
            return _of_class(found[0][1:-1]) if found else _ANYTHING, found.end() if found else len(pattern)
        if sign == "\\":
            after = pattern[at + 1 : at + 2]
            if after in "bB":
                return _NOTHING, at + 2
            if after == "d":
                return _of_chars(DIGIT), at + 2
            if pattern.startswith("x27", at + 1):  # an apostrophe, where TOML allows none
                return _of_chars("'"), at + 4
            return _ANYTHING if after.isalnum() else _of_chars(after), at + 2
        if sign in "^$":
            return _NOTHING, at + 1
        return _ANYTHING if sign == "." else _of_chars(sign), at + 1

    def _in_brackets(self, at: int) -> tuple[_Beginnings, int]:
        pattern = self._pattern
        look = pattern.startswith(("(?=", "(?!", "(?<=", "(?<!"), at)
        if pattern.startswith("(?", at) and not look and not pattern.startswith("(?:", at):
            return _ANYTHING, self._end(at + 1) + 1
        if look:
            return _NOTHING, self._end(at + 1) + 1
        found, end = self.group(at + (3 if pattern.startswith("(?:", at) else 1))
        return found, end + 1


def _of_class(inside: str) -> _Beginnings:
    chars = inside.replace(r"\d", DIGIT).replace(r"\x27", "'")
    plain = not chars.startswith("^") and "\\" not in chars and "-" not in chars[1:-1]
    return _of_chars(chars) if plain else _ANYTHING


def _of_chars(chars: str) -> _Beginnings:
    return frozenset([_Beginning(opening(char, 1), True) for char in chars])
