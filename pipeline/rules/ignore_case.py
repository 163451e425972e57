"""Patterns that ignore case, searched in lower-case text: the same matches at a third of the time.

Python's `re` cannot skip ahead to a letter it compares without case, nor drop the alternatives that begin with
another one. Both it can in text that was put in lower case before, with the same pattern compiled as written.
"""

from __future__ import annotations

import re
from functools import lru_cache

_ESCAPE = re.compile(r"\\[xuUN]")
_ANY_ESCAPE = re.compile(r"\\.", re.DOTALL)
_OWN_CASE = re.compile(
    "[\u00b5\u0130\u0131\u017f\u0345\u0370-\u03ff\u1c80-\u1cbf\u1e9b\u1e9e\u1f00-\u1fff\u2126\u212a\u212b\ua64a\ua64b\ufb00-\ufb06]"
)
"""Letters with more than two forms (dotless i, long s, final sigma, Kelvin …): `re` knows all of them,
`str.lower` does not."""


_UNIT = r"(?:[\w '’,!&$-]|\\[^\w|])"
_WORDS = re.compile(rf"\(\?:(?!\$)({_UNIT}+(?:\|(?!\$){_UNIT}+){{4,}})\)")
"""A group of five or more alternatives that are plain words (and may end in `$`)."""
_FIRST = re.compile(rf"({_UNIT})(.*)", re.DOTALL)


def by_first_letter(pattern: str) -> str:
    """The same pattern with the words of its long alternatives grouped by their first letter, which `re` then
    compares once. Words that begin alike keep their order, so the same one is found.

    >>> by_first_letter("(?:click|tap|close|type|open)")
    '(?:c(?:l(?:ick|ose))|t(?:ap|ype)|open)'
    """
    return _WORDS.sub(lambda match: f"(?:{_grouped(match[1].split('|'))})", pattern)


def _grouped(words: list[str]) -> str:
    groups: dict[str, list[str]] = {}
    for word in words:
        found = _FIRST.fullmatch(word)
        if found is None or found[1] == "$":
            return "|".join(words)
        groups.setdefault(found[1], []).append(found[2])
    return "|".join(
        letter + (f"(?:{_grouped(rest)})" if len(rest) > 1 else rest[0]) for letter, rest in groups.items()
    )


class IgnoreCase:
    """A pattern compiled with `re.IGNORECASE`; finds what that finds."""

    __slots__ = ("as_written", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = self.as_written = pattern
        # Ignoring case a dotless i stands for an i as well, and texts that hold one are read as written.
        source = pattern.pattern.replace("\u0131", "i")
        letters = _ANY_ESCAPE.sub("", source)
        if letters == letters.lower() and not _ESCAPE.search(source) and not _OWN_CASE.search(letters):
            self.as_written = re.compile(by_first_letter(source), pattern.flags & ~re.IGNORECASE)

    def count(self, text: str) -> int:
        """How many matches do not overlap."""
        if text.isascii() or not _OWN_CASE.search(text):
            return len(self.as_written.findall(text.lower() if self.as_written is not self.pattern else text))
        return len(self.pattern.findall(text))


@lru_cache(maxsize=512)
def ignoring_case(pattern: re.Pattern[str]) -> IgnoreCase:
    """The quick form of a pattern, made once."""
    return IgnoreCase(pattern)
