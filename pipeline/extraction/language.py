"""The language of a body, as an ISO 639-1 code.

Two steps. Clear cases are decided by what no technical vocabulary can disturb: the script (kana, Hangul, Han,
Thai …) and the function words of `pipeline/rules/languages.toml`, which in an article about "Windows Update"
are still those of the language it is written in. Everything else goes to py3langid, a naive Bayes
classifier with its model on board, which is loaded only then: loading takes longer than cleaning a thousand
articles' languages by function words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline.extraction.titles import function_words

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNDETERMINED = "und"
"""ISO 639-2's code for a body without any letters."""

_WINDOW_CHARS = 500
_WINDOWS = 4
"""A body longer than four windows is judged by four windows spread evenly over it."""

_WORD = re.compile(r"(?<![\w@/\\.=<#])[^\W\d_]+(?![\w@/\\=]|\.\w|://)")
"""A word of prose: URLs, paths, file names, codes and tags are the same in every language."""
_ANY_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = re.compile(
    r"(?P<ja>[\u3040-\u30ff\uff66-\uff9f])|(?P<zh>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])|(?P<ko>[\uac00-\ud7af])"
    r"|(?P<th>[\u0e00-\u0e7f])|(?P<el>[\u0370-\u03ff])|(?P<he>[\u0590-\u05ff])|(?P<ka>[\u10a0-\u10ff])"
    r"|(?P<hy>[\u0530-\u058f])|(?P<other>[\u0400-\u052f\u0600-\u06ff\u0900-\u0dff\u0e80-\u109f\u1780-\u17ff])"
)
"""Scripts that belong to one language, and (other) scripts that several share."""
_NOT_LATIN = re.compile(
    r"[\u0370-\u10ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f]"
)
_SCRIPT_WEIGHT = {"ja": 3.0, "zh": 3.0, "ko": 2.5}
"""A Han, kana or Hangul character says as much as two or three Latin letters, so that product names in
Latin letters do not outweigh the sentence around them."""
_KANA_SHARE = 0.1
"""Japanese is at least a tenth kana; less is Chinese that quotes Japanese."""

_CLEAR_HITS = 8
_CLEAR_LEAD = 1.5
_MIN_SHARE = 0.1
"""A language is clear with 8 function words, a tenth of all words, and 1.5 times the runner-up's."""
_FAR_HITS = 6
_FAR_LEAD = 5.0
_FAR_SHARE = 0.06
_FAR_WORDS = 4
"""So it is with 6 where names and figures leave little prose, if it leads five times over and at least four
different words say so (the Welsh "y" alone looks Spanish)."""
_OWN_HITS = 4
"""And with 4 in what is short, if it leads as far and four different words are of no other language."""

_ENGLISH_PRIOR = 4.0
"""Head start of English in the classifier, in nats: a caption ("Click OK") is English unless it
clearly is not. 99 of 100 real bodies are English; a text of 15 words leads by far more than this."""


def detect_language(text: str) -> str:
    """ISO 639-1 code of the language most of the text is written in; "und" if it has no letters.

    Deterministic. The input is capped: long texts are judged by samples from several places.
    """
    sample = _sample(text)
    return _detect(sample)


def _sample(text: str) -> str:
    if len(text) <= _WINDOWS * _WINDOW_CHARS:
        return text
    step = (len(text) - _WINDOW_CHARS) // (_WINDOWS - 1)
    return "\n".join(text[i * step : i * step + _WINDOW_CHARS] for i in range(_WINDOWS))


@lru_cache(maxsize=4_096)
def _detect(sample: str) -> str:
    by_script = None if sample.isascii() else _language_of_script(sample)
    if by_script is not None:
        return by_script
    words = _WORD.findall(sample.lower()) or _ANY_WORD.findall(sample.lower())
    if not words:
        return UNDETERMINED
    return _by_function_words(words) or _by_model(" ".join(words))


def _language_of_script(sample: str) -> str | None:
    if not _NOT_LATIN.search(sample):
        return None
    counts = Counter(match.lastgroup for match in _SCRIPTS.finditer(sample))
    if not counts:
        return None
    east_asian = counts["ja"] + counts["zh"]
    if counts["ja"] >= _KANA_SHARE * east_asian:
        counts["ja"], counts["zh"] = east_asian, 0
    else:
        counts["ja"], counts["zh"] = 0, east_asian
    script, count = max(counts.items(), key=lambda item: (item[1], item[0] or ""))
    letters = sum(map(str.isalpha, sample)) - sum(counts.values())
    if script is None or script == "other" or count * _SCRIPT_WEIGHT.get(script, 1.0) < letters:
        return None
    return script


@cache
def _languages_of_word() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for language, words in function_words().items():
        for word in words:
            table[word] = (*table.get(word, ()), language)
    return table


def _by_function_words(words: list[str]) -> str | None:
    """The language whose function words clearly prevail; a word of k languages counts 1/k for each."""
    table = _languages_of_word()
    score: dict[str, float] = {}
    counts = Counter(words)
    for word, count in counts.items():
        for language in (owners := table.get(word, ())):
            score[language] = score.get(language, 0.0) + count / len(owners)
    ranked = sorted(score.items(), key=lambda item: (-item[1], item[0]))
    if not ranked:
        return None
    language, hits = ranked[0]
    lead = hits / ranked[1][1] if len(ranked) > 1 else math.inf
    clear = hits >= max(_CLEAR_HITS, _MIN_SHARE * len(words)) and lead >= _CLEAR_LEAD
    if clear:
        return language
    if lead < _FAR_LEAD or hits < max(_OWN_HITS, _FAR_SHARE * len(words)):
        return None
    said = [owners for word in counts if language in (owners := table.get(word, ()))]
    far = hits >= _FAR_HITS and len(said) >= _FAR_WORDS
    return language if far or sum(len(owners) == 1 for owners in said) >= _OWN_HITS else None


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)


def _by_model(prose: str) -> str:
    scores = {code: score for code, score in _identifier().rank(prose) if len(code) == 2}
    best = max(scores, key=scores.__getitem__)
    return "en" if scores[best] - scores["en"] <= _ENGLISH_PRIOR else best
