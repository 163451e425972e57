"""UTF-8 that was once read as Windows-1252 (`â€™` for `’`) or another single-byte encoding: undone by ftfy.

ftfy's own check costs 1 ms per article, so a line is only handed to it when a pair of characters stands in
it that mojibake has and clean text hardly ever.
"""

from __future__ import annotations

import re

from pipeline.reading.prose import change_prose

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


def repair_mojibake(text: str) -> str:
    """Repair line by line. Code (fences and spans) stays as it is, and so does the number of lines.

    >>> repair_mojibake("enoughâ€”especially `â€”`")
    'enough—especially `â€”`'
    """
    return change_prose(text, MAYBE_MOJIBAKE, _repair, beyond_ascii=True)


def _repair(piece: str) -> str:
    from ftfy import fix_encoding  # 70 ms to import, and most runs never need it

    repaired = fix_encoding(piece)
    return piece if "\n" in repaired or "\r" in repaired else repaired
