"""Patterns that ignore case, searched in lower-case text: the same matches at a third of the time.

Python's `re` cannot skip ahead to a letter it compares without case, nor drop the alternatives that begin with
another one. Both it can in text that was put in lower case before, with the same pattern compiled as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ESCAPE = re.compile(r"\\[xuUN]")
_APOSTROPHE = re.compile(r"(?<!\\)\\x27")
_ANY_ESCAPE = re.compile(r"\\.", re.DOTALL)
_OTHER_FORMS = str.maketrans(
    "İıſẛµςΣϐϑϴϕϖϰϱϵ\u0345\u1fbe\u1fd3\u1fe3ᲀᲁᲂᲃᲄᲅᲆᲇᲈﬅ", "iisṡμσσβθθφπκρειι\u0390\u03b0вдосттъѣꙋﬆ"
)
"""Letters that `re` takes for others when it ignores case and `str.lower` does not (dotless i, long s, final
sigma …), with one of those that stands for all."""
_HAS_OTHER_FORMS = re.compile(f"[{''.join(map(chr, _OTHER_FORMS))}]")


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


_WHOLE_WORDS = re.compile(rf"\\b\(\?:({_UNIT}+(?:\|{_UNIT}+)*)\)\\b")


def joined(patterns: Iterable[str]) -> str:
    r"""One pattern for several. Those that are nothing but whole words share one group, in which `re` looks for a
    word once and not once for each of them.

    >>> joined([r"\b(?:tap|type)\b", "クリック|タップ", r"\b(?:tippe)\b"]) == r"\b(?:tap|type|tippe)\b|(?:クリック|タップ)"
    True
    """
    words: list[str] = []
    others: list[str] = []
    for pattern in patterns:
        of_words = _WHOLE_WORDS.fullmatch(pattern)
        if of_words is not None:
            words.append(of_words[1])
        else:
            others.append(f"(?:{pattern})")
    return "|".join([rf"\b(?:{'|'.join(words)})\b", *others] if words else others)


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
        plain = self._plain
        letters = _ANY_ESCAPE.sub("", plain)
        if letters == letters.lower() and not _ESCAPE.search(plain):
            self._lower = re.compile(by_first_letter(plain), self._flags)
        else:
            self._as_written()

    def count(self, text: str) -> int:
        """How many matches a text has that do not overlap."""
        if self._lower is None:
            return len(self._as_written().findall(text))
        return len(self._quick(text).findall(in_lower_case(text)))

    def is_in(self, text: str) -> bool:
        """Whether a text has a match."""
        if self._lower is None:
            return self._as_written().search(text) is not None
        return self._quick(text).search(in_lower_case(text)) is not None

    def starts(self, text: str) -> bool:
        """Whether a text begins with a match. Needs one compiled form for texts of any letters."""
        if self._lower is None:
            return self._as_written().match(text) is not None
        return self._lower.match(in_lower_case(text)) is not None

    def starts_plain(self, plain: str) -> bool:
        """Whether a text begins with a match that `in_lower_case` has made ready."""
        return (self._lower or self._as_written()).match(plain) is not None

    def holds_plain(self, plain: str) -> bool:
        """Whether the whole of such a text is a match."""
        return (self._lower or self._as_written()).fullmatch(plain) is not None

    @property
    def _plain(self) -> str:
        """The pattern with apostrophes (`\\x27` where TOML allows none), and as it is to be in a text's lower case."""
        return _one_form(_APOSTROPHE.sub("'", self._source))

    def _quick(self, text: str) -> re.Pattern[str]:
        """The pattern to look for in the text's lower case."""
        if not text.isascii():
            assert self._lower is not None
            return self._lower
        if self._ascii is None:
            self._ascii = re.compile(by_first_letter(self._plain, ascii_only=True), self._flags)
        return self._ascii

    def _as_written(self) -> re.Pattern[str]:
        if self._written is None:
            self._written = re.compile(self._source, self._flags | re.IGNORECASE)
        return self._written


def in_lower_case(text: str) -> str:
    """The text as `_lower` patterns read it, of the same length."""
    return _one_form(text).lower()


def _one_form(text: str) -> str:
    if text.isascii() or not _HAS_OTHER_FORMS.search(text):
        return text
    return text.translate(_OTHER_FORMS)
