"""Steps run together in one paragraph: "1) Go to Settings. 2) Tap Apps.", "Follow these steps: 1. Press Win+R. 2. …"."""

from __future__ import annotations

import re
from functools import lru_cache

_RUN_IN = re.compile(r"(?<![^\s.:;!?）。：(])\(?(?P<n>\d{1,2})\)\s*(?=\S)")
_RUN_IN_DOT = re.compile(r"(?<!\S)(?P<n>\d{1,2})\.\s+(?=[A-Z“\"])")
_RUN_IN_LED = re.compile(
    r"(?:(?<=[.!?:：])|(?<=[.!?:：]\s)|(?<=[.!?][”\"]\s))(?P<n>\d{1,2})\.\s*(?=[A-Z“\"])"
)
"""As `_RUN_IN_DOT`, behind the end of a sentence or a lead: "Follow these steps: 1. Press Win+R. 2. Copy it"."""
_STEP_WORD = "(?:[Ss]tep|[Ss]chritt|[Pp]aso|[ÉéEe]tape|[Pp]asso|[Pp]assaggio|[Kk]rok|[Aa]dım|[Шш]аг|[Кк]рок|[Ll]angkah|[Bb]ước|[Ss]teg|[Ss]tap|[Tt]rin)"
_RUN_IN_STEP = re.compile(rf"(?<!\S)(?P<label>{_STEP_WORD})\s*(?P<n>\d{{1,2}})\s*[:.)\-–]\s*(?=\S)")
_RUN_IN_AFTER = re.compile(
    r"(?<![^\s.:;!?）。：(])\(?(?P<n>\d{1,2})\)\s*(?=[A-Z“\"\[]|[^\x00-\x7f–—])|(?P<c>[①-⑳])\s*"
    r"|(?:(?<=[.!?:])|(?<=[.!?:]\s)|(?<=[.!?][”\"]\s))(?P<d>\d{1,2})\.\s*(?=[A-Z“\"])"
    rf"|(?:(?<=[.!?:])|(?<=[.!?:]\s)){_STEP_WORD}\s*(?P<s>\d{{1,2}})\s*[:.)\-–]\s*(?=\S)"
)
_CIRCLES = re.compile(r"[①-⑳]")
SINGLE_FIRST = re.compile(r"(?:(?<=[:：])\s*|(?<=[.!?])\s+)1\s?[.)]\s+(?=\S)(?!.*[:：.!?]\s*1\s?[.)]\s)")
"""The only "1." of a paragraph, behind a colon or the end of a sentence."""
_RUN_IN_LETTER = re.compile(r"(?:(?<=[.!?:：])|(?<=[.!?:：]\s))\(?(?P<n>[a-h])\)\s*(?=[A-Z“\"\[])")
"""A letter behind the end of a sentence or a lead: "Do it by hand. a) Open the lid. b) Wipe it"."""
_DIGIT = re.compile(r"\d[).:\s-]")


RunIn = tuple[int, re.Match[str]]
"""A step run together with the one before it: its number, and where its mark stands in that one's text."""


def run_in_after(value: int | None, text: str) -> list[RunIn]:
    """Marks inside a step's own text, which counts to `value`: "4) Download it. 5) Install it.", with their numbers."""
    if value is None or not (_DIGIT.search(text) or _CIRCLES.search(text)):
        return []
    found: list[RunIn] = []
    last = value
    for match in _RUN_IN_AFTER.finditer(text):
        number = ord(match["c"]) - ord("①") + 1 if match["c"] else int(match["n"] or match["d"] or match["s"])
        counted = match["d"] or match["s"]
        if number == last + 1 or (number == 1 and not counted and len(text) - match.end() >= 10):
            found.append((number, match))
            last = number
    return found if found and (found[0][0] != 1 or len(found) > 1) else []


def run_in_steps(parts: list[str], *, continues: bool, second_follows: bool) -> list[tuple[str, str]]:
    """Steps run together in one paragraph, as (number, text): "1) Go to … 2) Click …"; what stands before the first is none.

    Args:
        parts: the paragraph's lines as plain text.
        continues: whether steps stand above, so that they need not begin with 1.
        second_follows: whether a "2." comes below, so that a single "1." opens a list.
    """
    text = " ".join(part for part in parts if part)
    if not _DIGIT.search(text):
        return _circled(text)
    if second_follows and (first := SINGLE_FIRST.search(text)) is not None:
        return [("1", text[first.end() :].strip())]
    return list(_run_in_text(text, continues)) or _circled(text)


def run_in_letters(parts: list[str]) -> list[tuple[str, str]]:
    """Steps run together that letters count from "a", as (letter, text)."""
    text = " ".join(part for part in parts if part)
    found: list[re.Match[str]] = []
    for match in _RUN_IN_LETTER.finditer(text) if "a)" in text else ():
        if match["n"] == "abcdefgh"[len(found) : len(found) + 1]:
            found.append(match)
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [(m["n"], text[m.end() : end].strip()) for m, end in zip(found, ends, strict=False)]


def _circled(text: str) -> list[tuple[str, str]]:
    """`①Press Menu. ②Choose Scan.`"""
    found = list(_CIRCLES.finditer(text)) if "①" in text else []
    if len(found) < 2:
        return []
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        (str(ord(m[0]) - ord("①") + 1), text[m.end() : e].strip()) for m, e in zip(found, ends, strict=True)
    ]


@lru_cache(maxsize=8_192)
def _run_in_text(text: str, continues: bool) -> list[tuple[str, str]]:
    for pattern, least in ((_RUN_IN_STEP, 2), (_RUN_IN, 1), (_RUN_IN_DOT, 3), (_RUN_IN_LED, 2)):
        found = _rising(list(pattern.finditer(text)))
        if len(found) < least or (least == 1 and len(found) == 1 and not _opens_list(found[0], text)):
            continue
        if int(found[0]["n"]) != 1 and not continues:
            continue
        if not _begins_action(found[0], text):
            continue
        ends = [match.start() for match in found[1:]] + [len(text)]
        return [(m["n"], text[m.end() : end].strip()) for m, end in zip(found, ends, strict=True)]
    return []


def _begins_action(match: re.Match[str], text: str) -> bool:
    """ "drag down to 1) locate …, 2) choose …" counts within a sentence; actions begin with a capital, or
    behind the end of a sentence or a colon."""
    first = text[match.end()]
    before = text[: match.start()].rstrip()
    return not first.islower() or not before or before[-1] in ".:;!?。："


def _opens_list(match: re.Match[str], text: str) -> bool:
    """A single "1)" inside a paragraph opens a list when a whole action follows it."""
    return match["n"] == "1" and len(text) - match.end() >= 15 and text[match.end()].isupper()


def _rising(matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """The matches whose numbers count on from the first."""
    kept: list[re.Match[str]] = []
    for match in matches:
        value = int(match["n"])
        if (not kept and value >= 1) or (kept and value == int(kept[-1]["n"]) + 1):
            kept.append(match)
    return kept
