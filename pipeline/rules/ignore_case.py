"""Patterns that ignore case, searched in lower-case text: the same matches at a third of the time.

Python's `re` cannot skip ahead to a letter it compares without case, nor drop the alternatives that begin with
another one. Both it can in text that was put in lower case before, with the same pattern compiled as written.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\[xuUN]")
_APOSTROPHE = re.compile(r"(?<!\\)\\x27")
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


def by_first_letter(pattern: str, *, ascii_only: bool = False) -> str:
    """The same pattern with the words of its long alternatives grouped by their first letter, which `re` then
    compares once. Words that begin alike keep their order, so the same one is found.

    Args:
        ascii_only: leave out the words that no ASCII text can hold.

    >>> by_first_letter("(?:click|tap|close|type|open)")
    '(?:c(?:l(?:ick|ose))|t(?:ap|ype)|open)'
    """

    def grouped(match: re.Match[str]) -> str:
        words = [word for word in match[1].split("|") if word.isascii() or not ascii_only]
        return f"(?:{_grouped(words)})" if words else "(?!)"

    return _WORDS.sub(grouped, pattern)


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
    """A regular expression that ignores case: finds what it finds with `re.IGNORECASE`.

    Raises:
        re.error: it is none.
    """

    __slots__ = ("_ascii", "_flags", "_lower", "_source", "_written")

    def __init__(self, source: str, flags: int = 0) -> None:
        self._source = source
        self._flags = flags & ~re.IGNORECASE
        self._ascii: re.Pattern[str] | None = None
        self._lower: re.Pattern[str] | None = None
        self._written: re.Pattern[str] | None = None
        # Ignoring case a dotless i stands for an i as well, and texts that hold one are read as written.
        plain = self._plain
        letters = _ANY_ESCAPE.sub("", plain)
        if letters == letters.lower() and not _ESCAPE.search(plain) and not _OWN_CASE.search(letters):
            self._lower = re.compile(by_first_letter(plain), self._flags)
        else:
            self._as_written()

    def count(self, text: str) -> int:
        """How many matches a text has that do not overlap."""
        if (pattern := self._quick(text)) is None:
            return len(self._as_written().findall(text))
        return len(pattern.findall(text.lower()))

    def is_in(self, text: str) -> bool:
        """Whether a text has a match."""
        if (pattern := self._quick(text)) is None:
            return self._as_written().search(text) is not None
        return pattern.search(text.lower()) is not None

    def starts(self, text: str) -> bool:
        """Whether a text begins with a match. Needs one compiled form for texts of any letters."""
        if self._lower is None or (not text.isascii() and _OWN_CASE.search(text)):
            return self._as_written().match(text) is not None
        return self._lower.match(text.lower()) is not None

    @property
    def _plain(self) -> str:
        """The pattern with an apostrophe (`\\x27` where TOML allows none) and a dotless i as other letters are."""
        return _APOSTROPHE.sub("'", self._source).replace("\u0131", "i")

    def _quick(self, text: str) -> re.Pattern[str] | None:
        """The pattern to look for in the text's lower case; None when the text must be read as written."""
        if self._lower is None or not text.isascii():
            return None if _OWN_CASE.search(text) else self._lower
        if self._ascii is None:
            self._ascii = re.compile(by_first_letter(self._plain, ascii_only=True), self._flags)
        return self._ascii

    def _as_written(self) -> re.Pattern[str]:
        if self._written is None:
            self._written = re.compile(self._source, self._flags | re.IGNORECASE)
        return self._written
