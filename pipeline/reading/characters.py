"""Characters that a reader cannot see and a program trips over.

Nothing here changes the number of lines. Each group is a row: what it matches, what it becomes, and the
warning, for the groups whose presence says something about the article.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from itertools import groupby

from pipeline.reading.prose import change_prose

# Word joiner, zero-width space and no-break space, soft hyphen, Mongolian vowel separator, invisible
# operators, interlinear annotation, object replacement: residue of copy and paste. Zero-width space and
# friends stand in 50 of 55,356 real articles, inside words and URLs.
_INVISIBLE = "\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffc"
# Marks of direction alone (Windows copies them into paths) and the old Arabic shaping switches.
_DIRECTION_MARKS = "\u061c\u200e\u200f\u206a-\u206f"
# Embeddings, overrides, isolates: they can show text in another order than it is written ("Trojan source").
_BIDI = "\u202a-\u202e\u2066-\u2069"
_CONTROL = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff"
# Other programs end a line at these; here they never do.
_LINE_LIKE = "\x0b\x0c\x1c-\x1f\x85\u2028\u2029"
# No-break and typographic spaces; the ideographic space is left to Chinese and Japanese text.
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f"
_JOINERS = "\u200c\u200d"
_TAGS = "\U000e0000-\U000e007f"

NEEDS_CLEANING = re.compile(
    f"[{_INVISIBLE}{_DIRECTION_MARKS}{_BIDI}{_CONTROL}{_LINE_LIKE}{_SPACES}{_JOINERS}{_TAGS}]"
)
"""One search for all groups."""


def _joiner(match: re.Match[str]) -> str:
    """Joiners stay between characters that need them: emoji, Arabic, Indic scripts (all at U+0590 and up)."""
    text, at = match.string, match.start()
    before = text[at - 1] if at else ""
    after = text[match.end()] if match.end() < len(text) else ""
    return match[0] if before >= "\u0590" and after >= "\u0590" else ""


def _tag(match: re.Match[str]) -> str:
    """Tag characters stay in the flags of England, Scotland, Wales; elsewhere they hide text."""
    return match[1] or ""


_Replacement = str | Callable[[re.Match[str]], str]
_GROUPS: tuple[tuple[re.Pattern[str], _Replacement, str | None], ...] = (
    (re.compile(f"[{_BIDI}]"), "", "bidi_controls_removed"),
    (re.compile(f"[{_CONTROL}]"), "", "control_characters_removed"),
    (re.compile(f"[{_INVISIBLE}{_DIRECTION_MARKS}]"), "", None),
    (re.compile(f"[{_JOINERS}]+"), _joiner, None),
    (
        re.compile(f"(\U0001f3f4[\U000e0061-\U000e007a]{{1,6}}\U000e007f)|[{_TAGS}]+"),
        _tag,
        "hidden_characters_removed",
    ),
)
_BECOME_SPACE = re.compile(f"[{_SPACES}{_LINE_LIKE}]")
_ENDS_NO_LINE = re.compile(f"[{_LINE_LIKE}\r]")


def clean_characters(text: str, unusual: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Remove or replace the groups above. Returns the text and the warnings, in a fixed order.

    `unusual` is the text without printable ASCII, where the caller has it: searching that is cheaper.

    >>> clean_characters("a\\u00a0b\\u202ec")
    ('a bc', ('bidi_controls_removed',))
    """
    searched = text if unusual is None else unusual
    if not NEEDS_CLEANING.search(searched):
        return text, ()
    warnings = []
    for space in set(_BECOME_SPACE.findall(searched)):
        text = text.replace(space, " ")
    for pattern, replacement, warning in _GROUPS:
        if not pattern.search(searched):
            continue
        cleaned = pattern.sub(replacement, text)
        if warning and cleaned != text:
            warnings.append(warning)
        text = cleaned
    return text, tuple(warnings)


_REFERENCE = re.compile(r"&(?:#(?:\d{1,8}|[xX][0-9a-fA-F]{1,7});?|(?:lrm|rlm|shy|ZeroWidthSpace|NoBreak);)")


def clean_references(text: str) -> tuple[str, tuple[str, ...]]:
    """Remove HTML character references to what `clean_characters` removes, outside code. One to a carriage return, as
    programs write it that read files of Windows, or to another end of a line becomes a blank.

    >>> clean_references("Open gpj.&#x202e;exe &amp; `&#x202e;`"), clean_references("Pull&#13; it")
    (('Open gpj.exe &amp; `&#x202e;`', ('bidi_controls_removed',)), ('Pull  it', ()))
    """
    warnings: tuple[str, ...] = ()
    for joint in ("", " "):  # a removal may join the parts of another reference, a blank cannot
        hidden = _hidden_references(text)
        if not hidden:
            break
        written = {
            name: " " if _ENDS_NO_LINE.match(character) else joint for name, character in hidden.items()
        }
        cleaned = change_prose(
            text,
            _REFERENCE,
            lambda prose: _REFERENCE.sub(lambda m: written.get(m[0], m[0]), prose),  # noqa: B023
        )
        if cleaned != text:
            warnings += clean_characters("".join(sorted(hidden.values())))[1]
        text = cleaned
    return text, tuple(dict.fromkeys(warnings))


def _hidden_references(text: str) -> dict[str, str]:
    """References of a text to characters that do not show or end no line of a file, with the character."""
    found = {reference: html.unescape(reference) for reference in set(_REFERENCE.findall(text))}
    return {
        reference: character
        for reference, character in found.items()
        if character not in _NEEDED_JOINERS
        and (_ENDS_NO_LINE.match(character) or not clean_characters(character)[0])
    }


_NEEDED_JOINERS = ("\u200c", "\u200d")

_MAYBE_COMBINING = (
    "\u0300-\u036f\u0483-\u1fff\u20d0-\u20ff\u2ce0-\u2dff\u302a-\u309a\ua660-\uabff"
    "\ufb1e\ufe00-\ufe2f\U00010100-\U0001efff\U000e0100-\U000e01ef"
)
"""Blocks outside of which nothing combines; searching for them spares most texts the exact look."""


def has_combining_run(unusual: str, longest: int) -> bool:
    """Whether `unusual` (the characters of a text beyond ASCII, in order) may hold a run over `longest`."""
    if len(unusual) <= longest or not re.search(f"[{_MAYBE_COMBINING}]{{{longest + 1}}}", unusual):
        return False
    return any(
        combining and sum(1 for _ in run) > longest for combining, run in groupby(unusual, key=_is_combining)
    )


def cut_combining_runs(text: str, longest: int) -> str:
    """Cut every run of combining marks to its first `longest`.

    Unicode normalisation sorts such a run with an insertion sort, so a long one costs quadratic time in
    ftfy and everything else that normalises.
    """
    if text.isascii():
        return text
    pieces = []
    for combining, run in groupby(text, key=_is_combining):
        piece = "".join(run)
        pieces.append(piece[:longest] if combining else piece)
    return "".join(pieces)


def _is_combining(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"
