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
    "[\u00b5\u00df\u0130\u0131\u017f\u0345\u0370-\u03ff\u1c80-\u1cbf\u1e9b\u1e9e\u1f00-\u1fff\u2126\u212a\u212b\ua64a\ua64b\ufb00-\ufb06]"
)
"""Letters with more than two forms (dotless i, long s, final sigma, Kelvin …): `re` knows all of them,
`str.lower` does not."""


class IgnoreCase:
    """A pattern compiled with `re.IGNORECASE`; finds what that finds. Groups come back in lower case."""

    __slots__ = ("as_written", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = self.as_written = pattern
        source = _ANY_ESCAPE.sub("", pattern.pattern)
        if source == source.lower() and not _ESCAPE.search(pattern.pattern) and not _OWN_CASE.search(source):
            self.as_written = re.compile(pattern.pattern, pattern.flags & ~re.IGNORECASE)

    def count(self, text: str) -> int:
        """How many matches do not overlap."""
        if text.isascii() or not _OWN_CASE.search(text):
            return len(self.as_written.findall(text.lower() if self.as_written is not self.pattern else text))
        return len(self.pattern.findall(text))

    def matches(self, text: str) -> bool:
        """Whether a text begins with the pattern."""
        if text.isascii() or not _OWN_CASE.search(text):
            lowered = text.lower() if self.as_written is not self.pattern else text
            return self.as_written.match(lowered) is not None
        return self.pattern.match(text) is not None


@lru_cache(maxsize=512)
def ignoring_case(pattern: re.Pattern[str]) -> IgnoreCase:
    """The quick form of a pattern, made once."""
    return IgnoreCase(pattern)
