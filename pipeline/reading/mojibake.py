"""UTF-8 that was once read as Windows-1252 (`â€™` for `’`) or another single-byte encoding: undone by ftfy.

ftfy's own check costs 1 ms per article, so a line is only handed to it when a pair of characters stands in
it that mojibake has and clean text hardly ever.
"""

from __future__ import annotations

import re

_CONTINUATION = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\ufffd"
_CONTINUATION_1251 = "\x80-\xbfЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї"

MAYBE_MOJIBAKE = re.compile(
    f"[Â-ßĂĹ][{_CONTINUATION}]"  # two bytes: Ã© Â°
    "|Ã (?=[a-z])|â€"  # à with its no-break space turned to a space; the punctuation block
    f"|[à-ï][{_CONTINUATION}]{{2}}|[ð-ô][{_CONTINUATION}]{{3}}"  # three and four bytes: â€™ ðŸ˜€
    f"|вЂ|[РС][{_CONTINUATION_1251}]"  # the same through Windows-1251
    "|‚Ä|√[©®±≥¥∂ßº¶]|¬[†ª´]"  # and through Mac Roman
    "|[\x80-\x84\x86-\x9f]"  # Windows-1252 punctuation read as Latin-1
)
"""A superset of what ftfy repairs in text that was UTF-8."""

_BACKTICKS = re.compile(r"`+")
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_FENCE = re.compile(r"[ >\t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})(.*)")


def repair_mojibake(text: str) -> str:
    """Repair line by line. Code (fences and spans) stays as it is, and so does the number of lines.

    >>> repair_mojibake("enoughâ€”especially `â€”`")
    'enough—especially `â€”`'
    """
    lines = text.split("\n")
    fence = ""
    for index, line in enumerate(lines):
        fence, inside = _follow_fence(fence, line)
        if not inside and not line.isascii() and MAYBE_MOJIBAKE.search(line):
            lines[index] = _repair_line(line)
    return "\n".join(lines)


def _follow_fence(fence: str, line: str) -> tuple[str, bool]:
    """The fence open after `line` (its marks, or nothing), and whether the line belongs to a fence."""
    mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
    if not fence:
        if mark and not (mark[1][0] == "`" and "`" in mark[2]):
            return mark[1], True
        return "", False
    if mark and mark[1].startswith(fence) and not mark[2].strip():
        return "", True
    return fence, True


_MAX_SPAN_KINDS = 8
"""Lengths of backtick runs on one line; more than these are no code, only quadratic work."""


def _repair_line(line: str) -> str:
    if "`" not in line or len(set(_BACKTICKS.findall(line))) > _MAX_SPAN_KINDS:
        return _repair(line)
    pieces, at = [], 0
    for span in _CODE_SPAN.finditer(line):
        pieces += [_repair(line[at : span.start()]), span[0]]
        at = span.end()
    pieces.append(_repair(line[at:]))
    return "".join(pieces)


def _repair(piece: str) -> str:
    if not MAYBE_MOJIBAKE.search(piece):
        return piece
    from ftfy import fix_encoding  # 70 ms to import, and most runs never need it

    repaired = fix_encoding(piece)
    return piece if "\n" in repaired or "\r" in repaired else repaired
