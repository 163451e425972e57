"""The forms in which texts are compared: as keys, as phrases, as words."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")
_NO_WORD = bytes(byte for byte in range(128) if not chr(byte).isalnum())
_TO_BLANKS = bytes.maketrans(_NO_WORD, b" " * len(_NO_WORD))
"""What is no part of a word, in ASCII, and a table that makes blanks of it: bytes are read faster than by `re`."""
_NUMBERING = re.compile(
    r"^\W*+(?:(?P<label>[^\W\d_]+)\s*+#?+\s*+)?(?:\d+(?:\.\d+)*|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten)\W+",
    re.IGNORECASE,
)
_FOLDED = re.compile("[\u0307\u064b-\u0652]")
"""Marks that lower-casing or careful writing adds: the dot of a Turkish i, Arabic vowel signs."""
_OUTER = " \t\u00a0.,:;!?…*_#|»«>-–—•()[]：｜。！？【】؟،।"
_SYMBOLS = re.compile(
    "^[\u203b\u2190-\u21ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d\\s]+(?=[^\\W\\d])"
)
"""Arrows and pictures in front of a label: a pointing hand, a star, the ※ of a notice."""
NUMBERS = re.compile(r"[\d\s.,:;\-–—#]+|(?<!\w)[()]|[()](?=\d)|(?<=\d)[()]")
"""Numbers with the dots, dashes and brackets around them: what may stand beside the links of a pager or a list of contents."""
SENTENCE_ENDS = (".", "!", "?", ":", "。", "！", "？", "：")


def count_words(text: str) -> int:
    """Words and numbers of a text."""
    return len(text.encode().translate(_TO_BLANKS).split() if text.isascii() else _WORD.findall(text))


@lru_cache(maxsize=32_768)
def text_key(text: str) -> str:
    """Letters and digits of a text, case folded."""
    if text.isascii():
        return text.encode().translate(None, _NO_WORD).decode().lower()
    return "".join(_WORD.findall(text)).casefold()


@lru_cache(maxsize=16_384)
def phrase_form(text: str) -> str:
    """The form phrases are compared in: lower case, blanks single, punctuation at both ends gone."""
    words = " ".join(_FOLDED.sub("", text.lower()).split()).strip(_OUTER)
    return words if words.isascii() else _SYMBOLS.sub("", words)


def without_number(text: str) -> str:
    """A heading or an entry of a list of contents without its number ("Method 2: "), unless that is all."""
    return _NUMBERING.sub("", text, 1) or text


@lru_cache(maxsize=32_768)
def words_of(text: str) -> frozenset[str]:
    """Distinct words of a text, case folded; CJK text as its characters."""
    words = _WORD.findall(text.casefold())
    if any(len(word) > 12 and not word.isascii() for word in words):
        return frozenset(char for word in words for char in word)
    return frozenset(words)
