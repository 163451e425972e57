"""Phrases of one use, joined where they can be: the same answer as each rule asked in turn."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

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
