"""How texts may begin that fit a pattern."""

from __future__ import annotations

import random
import re
import re._constants as codes
import re._parser as parser
from collections.abc import Iterable
from typing import Any

import pytest

from pipeline.rules.load import load_rules
from pipeline.rules.openings import DIGIT, MAX_OPENINGS, opening, openings

LENGTH = 3
TEXTS_OF_EACH = 5


def _patterns() -> set[str]:
    rules = (rule for of_use in load_rules().phrases.values() for rule in of_use.rules)
    return {pattern for rule in rules for pattern in rule.patterns}


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("поделиться$", "п"),
        ("Close", "c"),
        ("(?:до(?:м|ма)|квартира)$", "дк"),
        ("(?:artikel )?ścieżka", "aś"),
        ("caf[eé]$", "c"),
        ("[eé]t", "eé"),
        ("(?:é){0,2}t|[)(|]a", "ét)(|"),
        (r"é?\bt", "ét"),
        ("(?!é)t", "t"),
        (r"(?=.*\(x)[\d,]+ a|\.b|\d", "0,."),
        ("(a|b)+?c", "ab"),
        ("(?:a|b)*", None),
        ("a?", None),
        ("a||b", None),
        ("[^a]b", None),
        ("[a-z]b", None),
        (r"\wb", None),
        (r"a|.{2}b", None),
        (r"(?P<n>a)b", None),
        (r"(?i:a)b", None),
        ("", None),
    ],
)
def test_letters_with_which_a_text_may_begin(pattern: str, letters: str | None) -> None:
    assert openings(pattern, 1) == (None if letters is None else frozenset(letters))


def test_letters_are_those_that_the_parser_of_expressions_tells() -> None:
    patterns = _patterns()
    told = {pattern: _told(parser.parse(pattern)) for pattern in patterns}
    assert {pattern: openings(pattern, 1) for pattern in patterns} == {
        pattern: None if letters is None or None in letters else letters for pattern, letters in told.items()
    }


def _told(pieces: Iterable[tuple[Any, Any]]) -> frozenset[str | None] | None:
    """First letters of what `re` has parsed, None among them where it may be empty; None: anything may come first."""
    letters: frozenset[str | None] = frozenset([None])
    for kind, value in pieces:
        own: frozenset[str | None] | None = None
        if kind in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
            continue
        if kind is codes.LITERAL:
            own = frozenset([opening(chr(value), 1)])
        elif kind is codes.IN:
            literal = {codes.LITERAL: chr, codes.CATEGORY: {codes.CATEGORY_DIGIT: DIGIT}.get}
            found = [literal.get(k, lambda _: None)(v) for k, v in value]
            own = frozenset(opening(char, 1) for char in found) if all(found) else None
        elif kind is codes.BRANCH:
            branches = [_told(branch) for branch in value[1]]
            own = None if None in branches else frozenset().union(*branches)
        elif kind is codes.SUBPATTERN:
            own = _told(value[3])
        elif kind in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            own = _told(value[2])
            own = own | {None} if own is not None and value[0] == 0 else own
        if own is None:
            return None
        letters = (letters - {None}) | own
        if None not in own:
            break
    return letters


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("close$", ["clo"]),
        ("ad$|a", ["a", "ad"]),
        ("(?:von|p(?:ar|or)|d(?:i|oor)) x", ["di ", "doo", "par", "por", "von"]),
        ("a?b?cd", ["abc", "acd", "bcd", "cd"]),
        ("ab{0,1}c", ["abc", "ac"]),
        ("a+b", ["a"]),
        (r"\d{1,2} views", ["0"]),
        (r"\d\d? views", ["0 v", "00 "]),
        ("[ab][^c]d", ["a", "b"]),
        ("(?=.*x)(?:the )*best", ["bes", "the"]),
        (r"don\x27t|do[’\x27]t", ["do'", "don", "do’"]),
        (r"a\wb|a.b", ["a"]),
        (".{3,80} at$", None),
        ("(?:.b)?ad", None),
    ],
)
def test_what_a_text_may_begin_with(pattern: str, found: list[str] | None) -> None:
    told = openings(pattern, LENGTH)
    assert (None if told is None else sorted(told)) == found


def test_many_openings_become_shorter_ones() -> None:
    letters = "[abcdefghijklmnopqrstuvwxyz]"
    assert len(openings(f"{letters}{letters}{letters}x", LENGTH) or ()) == 26 * 26 < MAX_OPENINGS


def test_texts_that_fit_begin_as_their_pattern_says() -> None:
    rng = random.Random(20)
    tried = 0
    for pattern in sorted(_patterns()):
        found = openings(pattern, LENGTH)
        for _ in range(TEXTS_OF_EACH if found is not None else 0):
            text = _text(parser.parse(pattern), rng)
            if re.match(pattern, text, re.IGNORECASE):
                tried += 1
                own = opening(text, LENGTH)
                assert found is not None
                assert any(own[:length] in found for length in range(1, LENGTH + 1)), (pattern, text)
    assert tried > 3_000


def _text(pieces: Iterable[tuple[Any, Any]], rng: random.Random) -> str:
    """A text that may fit what `re` has parsed; what is asked of what follows is not looked at."""
    text = ""
    for kind, value in pieces:
        if kind is codes.LITERAL:
            text += chr(value)
        elif kind is codes.IN:
            text += _one_of(rng.choice(value), rng)
        elif kind is codes.BRANCH:
            text += _text(rng.choice(value[1]), rng)
        elif kind is codes.SUBPATTERN:
            text += _text(value[3], rng)
        elif kind in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            least, most = value[0], min(value[1], value[0] + 2)
            text += "".join(_text(value[2], rng) for _ in range(rng.randint(least, most)))
        elif kind in (codes.ANY, codes.NOT_LITERAL):
            text += rng.choice("xé9 ")
    return text


def _one_of(piece: tuple[Any, Any], rng: random.Random) -> str:
    kind, value = piece
    if kind is codes.LITERAL:
        return chr(value)
    if kind is codes.RANGE:
        return chr(rng.randint(*value))
    return rng.choice("7٣") if value is codes.CATEGORY_DIGIT else rng.choice("w ")
