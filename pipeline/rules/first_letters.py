"""With which characters a text may begin that fits a pattern, read off the pattern as written."""

from __future__ import annotations

import re

from pipeline.rules.ignore_case import in_lower_case

DIGIT = "0"
"""Stands for every digit of any script."""

_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)
_QUANTIFIER = re.compile(r"(?:([*?]|\{0?,\d*\}|\{0\})|\+|\{\d+(?:,\d*)?\})[?+]?")
_SKIP = re.compile(r"[^\\\[()|]+")
"""What neither opens nor ends a group, an alternative or a class."""


def initial(text: str) -> str:
    """The character that tells which patterns a text may fit: its first, in lower case; "" for an empty text.

    >>> [initial(text) for text in ("Close", "14 views", "٣", "")]
    ['c', '0', '0', '']
    """
    return initial_of_plain(in_lower_case(text[:1]))


def initial_of_plain(plain: str) -> str:
    """As `initial`, of a text that `in_lower_case` has made ready."""
    first = plain[:1]
    return DIGIT if first.isdecimal() else first


def first_letters(pattern: str) -> frozenset[str] | None:
    r"""The `initial`s of all texts that fit a pattern from their start, without regard to case. None where the pattern
    does not plainly say it, or where it fits an empty text.

    >>> sorted(first_letters(r"(?:the )?best|[ab]c|\d+ views") or "")
    ['0', 'a', 'b', 't']
    >>> first_letters(r".{0,20}\blinks") is None
    True
    """
    letters, may_be_empty, _ = _group(pattern, 0)
    return None if letters is None or may_be_empty else frozenset(letters)


def _group(pattern: str, at: int) -> tuple[set[str] | None, bool, int]:
    """First letters of alternatives up to the bracket that closes them, whether one may be empty, and where that
    bracket stands. None: it may begin with anything."""
    letters: set[str] | None = set()
    may_be_empty = False
    while True:
        own, empty, at = _alternative(pattern, at)
        letters = None if letters is None or own is None else letters | own
        may_be_empty |= empty
        if not pattern.startswith("|", at):
            return letters, may_be_empty, at
        at += 1


def _alternative(pattern: str, at: int) -> tuple[set[str] | None, bool, int]:
    letters: set[str] | None = set()
    while at < len(pattern) and pattern[at] not in "|)":
        own, empty, at = _piece(pattern, at)
        quantifier = _QUANTIFIER.match(pattern, at)
        if quantifier is not None:
            at = quantifier.end()
            empty |= quantifier[1] is not None
        letters = None if letters is None or own is None else letters | own
        if letters is None or not empty:
            return letters, False, _end(pattern, at)
    return letters, True, at


def _end(pattern: str, at: int) -> int:
    """Where the alternative ends."""
    depth = 0
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


def _piece(pattern: str, at: int) -> tuple[set[str] | None, bool, int]:
    """First letters of the piece that begins here (a letter, a class, a group), whether it may be empty, its end."""
    sign = pattern[at]
    if sign == "(":
        return _in_brackets(pattern, at)
    if sign == "[":
        found = _CLASS.match(pattern, at)
        inside = found[0][1:-1].replace(r"\d", DIGIT) if found else "^"
        plain = not inside.startswith("^") and "\\" not in inside and "-" not in inside[1:-1]
        return set(map(initial, inside)) if plain else None, False, found.end() if found else len(pattern)
    if sign == "\\":
        after = pattern[at + 1 : at + 2]
        if after in "bB":
            return set(), True, at + 2
        letters = {DIGIT} if after == "d" else None if after.isalnum() else {initial(after)}
        return letters, False, at + 2
    if sign in "^$":
        return set(), True, at + 1
    return None if sign == "." else {initial(sign)}, False, at + 1


def _in_brackets(pattern: str, at: int) -> tuple[set[str] | None, bool, int]:
    look = pattern.startswith(("(?=", "(?!", "(?<=", "(?<!"), at)
    if pattern.startswith("(?", at) and not look and not pattern.startswith("(?:", at):
        return None, False, _end(pattern, at + 1) + 1
    if look:
        return set(), True, _end(pattern, at + 1) + 1
    letters, empty, end = _group(pattern, at + (3 if pattern.startswith("(?:", at) else 1))
    return letters, empty, end + 1
