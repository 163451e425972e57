"""Phrases of one use, joined where they can be: the same answer as each rule asked in turn."""

from __future__ import annotations

import re

import pytest

from pipeline.rules.ignore_case import IgnoreCase
from pipeline.rules.phrase_rules import PhraseRule, PhraseRules, asks_for_letters

RULES = (
    PhraseRule("buttons", "boilerplate", r"(?:close$|read more$)"),
    PhraseRule("doubled", "boilerplate", r"(?:(\w+) \1$)"),
    PhraseRule("notice", "boilerplate", r"(?:.{0,20}\blinks\b)", needs=("affiliate", "partner")),
    PhraseRule("named", "boilerplate", r"(?:(?P<count>\d+) views$)"),
    PhraseRule("late", "boilerplate", r"(?:close the .{1,10}$|read)"),
    PhraseRule("far", "boilerplate", r"(?:teilen$)", elsewhere=r"(?:поделиться$|λύση)"),
    PhraseRule("far_links", "boilerplate", r"(?!)", needs=("ссыл",), elsewhere=r"(?:.{0,9}ссылка$)"),
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
    ],
)
def test_first_rule_that_fits(text: str, name: str | None) -> None:
    assert PhraseRules(RULES).first(text) == name
    assert next((rule.name for rule in RULES if rule.fits(text)), None) == name


@pytest.mark.parametrize(
    ("pattern", "asks"),
    [
        ("поделиться$", True),
        ("(?:до(?:м|ма)|квартира)$", True),
        ("(?:artikel )?ścieżka", True),
        ("(?:дом|house)$", False),
        ("дом|house", False),
        ("caf[eé]$", False),
        ("(?:é){0,2}t", False),
        ("é?t", False),
        ("(?!é)t", False),
        ("kapatın", False),
        ("’", False),
    ],
)
def test_a_pattern_asks_for_letters_beyond_ascii(pattern: str, asks: bool) -> None:
    assert asks_for_letters(pattern) is asks


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
