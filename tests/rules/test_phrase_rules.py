"""Phrases of one use, joined where they can be: the same answer as each rule asked in turn."""

from __future__ import annotations

import re
import re._constants as codes
import re._parser as parser
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.rules.first_letters import DIGIT, first_letters, initial
from pipeline.rules.ignore_case import IgnoreCase
from pipeline.rules.load import load_rules
from pipeline.rules.phrase_rules import PhraseRule, PhraseRules
from pipeline.stripping.text_forms import phrase_form

RULES = (
    PhraseRule("buttons", "boilerplate", texts=("Close", "read more")),
    PhraseRule("doubled", "boilerplate", (r"(\w+) \1$",)),
    PhraseRule("notice", "boilerplate", (r".{0,20}\blinks\b",), needs=("affiliate", "partner")),
    PhraseRule("named", "boilerplate", (r"(?P<count>\d+) views$",)),
    PhraseRule("late", "boilerplate", (r"close the .{1,10}$|read",)),
    PhraseRule("far", "boilerplate", ("teilen$", "поделиться$|λύση")),
    PhraseRule("far_links", "boilerplate", (".{0,9}ссылка$",), open_needs=("ссыл",)),
    PhraseRule("paid", "boilerplate", (r".{0,40}\bsponsored$", "promo"), open_needs=("sponsor",)),
    PhraseRule("sponsors", "boilerplate", (r".{0,40}\bsponsors?\b.{0,9}$",), open_needs=("sponsors", "(s)")),
    PhraseRule("brief", "boilerplate", (r"(?:\d+|a) likes?",), longest=9),
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("close", "buttons"),
        ("close the lid", "late"),
        ("read more", "buttons"),
        ("read on", "late"),
        ("share share", "doubled"),
        ("share shares", None),
        ("these links are partner links", "notice"),
        ("these links are blue", None),
        ("14 views", "named"),
        ("do not close", None),
        ("teilen", "far"),
        ("поделиться", "far"),
        ("поделиться всем", None),
        ("это ссылка", "far_links"),
        ("", None),
        ("this page is sponsored", "paid"),
        ("promotion", "paid"),
        ("unsponsored", None),
        ("from our sponsors here", "sponsors"),
        ("about a sponsor here", None),
        ("about a (s) sponsor", "sponsors"),
        ("12 likes", "brief"),
        ("٣ likes", "brief"),
        ("a like", "brief"),
        ("a like or two", None),
    ],
)
def test_first_rule_that_fits(text: str, name: str | None) -> None:
    assert PhraseRules(RULES).first(text) == name


@pytest.mark.parametrize("use", sorted(load_rules().phrases))
def test_a_look_up_by_letter_finds_what_patterns_tried_in_turn_find(use: str) -> None:
    """Each example and every line of this project's articles, held against every rule of every use."""
    of_use = [rule for rule in _built_in() if rule.use == use]
    rules = PhraseRules(of_use)
    for text in _texts():
        assert rules.first(text) == next((rule.name for rule in of_use if _fits(rule, text)), None)


@cache
def _built_in() -> list[PhraseRule]:
    return [rule for of_use in load_rules().phrases.values() for rule in of_use.rules]


@cache
def _texts() -> list[str]:
    written = [info.example for info in load_rules().info] + [info.negative for info in load_rules().info]
    for path in sorted((Path(__file__).parents[1] / "negative").rglob("*.md")):
        written += path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [phrase_form(line)[:300] for line in dict.fromkeys(written) if line.strip()]


def _fits(rule: PhraseRule, text: str) -> bool:
    """What a rule says it finds, looked for in the plainest way; words asked for are in what asks for them."""
    if len(text) > rule.longest or (rule.needs and not any(word in text for word in rule.needs)):
        return False
    return any(pattern.match(text) for pattern in _compiled(rule))


@cache
def _compiled(rule: PhraseRule) -> list[re.Pattern[str]]:
    sources = [re.escape(whole) + "$" for whole in rule.texts] + list(rule.patterns)
    return [re.compile(source, re.IGNORECASE) for source in sources]


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
    assert first_letters(pattern) == (None if letters is None else frozenset(letters))


def test_letters_are_those_that_the_parser_of_expressions_tells() -> None:
    patterns = {pattern for rule in _built_in() for pattern in rule.patterns}
    told = {pattern: _told(parser.parse(pattern)) for pattern in patterns}
    assert {pattern: first_letters(pattern) for pattern in patterns} == {
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
            own = frozenset([initial(chr(value))])
        elif kind is codes.IN:
            literal = {codes.LITERAL: chr, codes.CATEGORY: {codes.CATEGORY_DIGIT: DIGIT}.get}
            found = [literal.get(k, lambda _: None)(v) for k, v in value]
            own = frozenset(map(initial, found)) if all(found) else None
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


def test_no_rules() -> None:
    assert PhraseRules(()).first("close") is None


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("straße", "STRASSE"),
        ("straße", "Straße 1"),
        ("İstanbul", "istanbul"),
        ("kelvin", "\u212aelvin"),
        ("ΟΔΟΣ", "οδος"),
        ("οδός", "ΟΔΌΣ"),
        ("ı", "I"),
        ("kapatin", "KAPATIN"),
        ("kapatin", "kapatın"),
        ("iptal", "İptal"),
        ("close", "cloſe"),
        ("вход", "ᲀхᲂᲁ"),
        ("åre", "\u212bre"),
        ("groß", "GROẞ"),
        ("utorrent", "µTorrent"),
        ("μtorrent", "µTorrent"),
        ("διαβάστε επίσης", "ΔΙΑΒΆΣΤΕ ΕΠΊΣΗΣ"),
        ("διαβάστε επίσησ", "Διαβάστε επίσης"),
        (r"\wtorrent", "µTorrent"),
        ("CLOSE", "close it"),
        ("close", "CLOSE"),
        ("close", "to close"),
        (r"don[’\x27]t", "DON'T go"),
        (r"a\\\\x27", "a\\\\x27"),
    ],
)
def test_the_start_of_a_text_is_told_as_re_tells_it(source: str, text: str) -> None:
    assert IgnoreCase(source).starts(text) == bool(re.match(source, text, re.IGNORECASE))
