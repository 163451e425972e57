"""Clean titles and link texts, and the question whether a title fits a text.

Scrapers decorate titles (`[New] 2024 Approved …`, `… | Dr.fone`); the affixes they add are data in
`pipeline/rules/titles.toml`. Stop words are the function words of `pipeline/rules/languages.toml`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from pipeline.markup.escapes import unescaped
from pipeline.markup.references import decoded_attribute
from pipeline.markup.urls import host_of

_CACHED_CHARS = 500
_CACHED_BODY_CHARS = 50_000
_MAX_LAYERS = 20
"""Layers of quotes and affixes peeled off; real titles have up to four."""
_UNTIDY = re.compile(
    r"[\\*`<>&#~_\x00-\x1f\x7f-\xa0\xad\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2190-\u2bff\ud800-\udfff"
    r"\ufe0f\ufeff\U0001f000-\U0001faff]"
)
_UNTIDY_START = frozenset("|=:;,.\"'“„«»‘「『•·>–—-")
_UNTIDY_END = frozenset("|=:;,(['\"”»’」』•·–—-")
"""Every title that tidying could change has one of these, two blanks or a link; most titles have none."""
_ORDINARY = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ',.?!:()/+%$@;\u2019\u2013\u2014-]*[A-Za-z?!.%+]")
_AFFIX_STARTS = ("New ", "Updated ", "In 20", "20")
"""What neither tidying nor an affix could apply to, told in one pass: half of all titles."""
MAX_DASHED_VENDOR = 20
"""Characters of a vendor's name behind a title, with the dash."""
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|center|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|li|mark|ol|p|q|s|samp|small|"
    r"span|strike|strong|sub|sup|tt|u|ul|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]*>[^<]*</\1\s*>", re.IGNORECASE)
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\)")
_STRONG = re.compile(r"\*\*+|~~+|`+")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?! )([^*]+)(?<! )\*(?![\w*])|(?<!\w)__?(?! )([^_]* [^_]*)(?<! )__?(?!\w)"
)
_EMPHASIZED = frozenset("*_~`")
_SIGNS = "•·▪►▶▸●■★☆✦✨✅✔✓➤➜🛠\ufe0f|｜~=:;,»›"
_PICTURES = re.compile(r"[\u2600-\u266c\u2670-\u27bf\u2b50\U0001f300-\U0001faff]")
"""Decoration at either end of a title, also when it touches a word."""
_MARKS = "-–—*.>#"
"""Decoration only where it stands alone: `-1`, `.mov` and `C#` are words."""
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'", "‘": "’", "「": "」", "『": "』"}
_WORD = re.compile(r"[^\W_]+")
_BEFORE_SITE = re.compile(r"(.*\S)\s+([|｜–—·:»-]{1,2})\s+(\S.*)$")
_ACCENT = re.compile("[\u0300-\u036f]")
_SITE_TAIL = re.compile(r"\s*[|｜]\s*([^\d|｜]+)$")
MAX_SITE_CHARS = 40
MAX_SITE_WORDS = 5
MIN_SITE_LETTERS = 4
"""Letters of a host's name that are enough to know it by, inside the name of a site ("Contoso Support")."""
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def clean_title(raw: str) -> str:
    """The title as its author meant it: one line of plain text.

    HTML tags and entities, Markdown marks and escapes, quotes around the whole, control and invisible
    characters, decorations at either end and the affixes of `titles.toml` are taken off. What stands inside a
    title is content and stays. A title never becomes empty: if nothing would be left, what was there before
    the last removal stays.

        >>> clean_title('"[New] 2024 Approved **How to** Mute a Call &amp; More | Dr.fone"')
        'How to Mute a Call & More'
    """
    if _is_ordinary(raw):
        return raw
    return _clean_title(raw) if len(raw) <= _CACHED_CHARS else _clean_title.__wrapped__(raw)


@lru_cache(maxsize=16_384)
def _clean_title(raw: str) -> str:
    title = raw
    for _ in range(_MAX_LAYERS):
        before = title
        if _may_be_untidy(title):
            title = _tidy(title) or title.strip()
        title = _without_affix(title)
        if title == before or _is_ordinary(title):
            break
    return title


def _is_ordinary(title: str) -> bool:
    return (
        not title.startswith(_AFFIX_STARTS)
        and _ORDINARY.fullmatch(title) is not None
        and "  " not in title
        and " : r/" not in title
        and " - " not in (tail := title[-MAX_DASHED_VENDOR:])
        and " – " not in tail
        and " — " not in tail
    )


def without_site(title: str, address: str) -> str:
    """A title without the name of the site behind it, where the page's address shows that it is one.

    >>> without_site("Oil the Fan – Quiet Fans", "https://www.quietfans.example/oil")
    'Oil the Fan'
    >>> without_site("Oil the Fan - Step by Step", "https://www.quietfans.example/oil")
    'Oil the Fan - Step by Step'
    """
    parts = _BEFORE_SITE.match(title) if address else None
    if parts is None:
        return title
    before, _, site = parts.groups()
    labels = [label.replace("-", "") for label in host_of(address).split(".")[:-1] if label != "www"]
    key = "".join(_WORD.findall(_ACCENT.sub("", unicodedata.normalize("NFD", site)))).casefold()
    if not labels or not key or len(site.split()) > MAX_SITE_WORDS or len(before.split()) < 2:
        return title
    named = key in "".join(labels) or (len(labels[-1]) >= MIN_SITE_LETTERS and labels[-1] in key)
    return before if named else title


def without_tail(title: str, heading: str) -> str:
    """A title without the name of the site behind a bar, where the page's own heading has all but that name.

    >>> without_tail("Oil the Fan | The Quiet House", "Oil the Fan")
    'Oil the Fan'
    >>> without_tail("Oil the Fan | Models 3 and 4", "Oil the Fan")
    'Oil the Fan | Models 3 and 4'
    """
    tail = _SITE_TAIL.match(title, len(heading)) if heading and title.startswith(heading) else None
    if tail is None or len(tail[1].split()) > MAX_SITE_WORDS or len(tail[1]) > MAX_SITE_CHARS:
        return title
    return heading


def _may_be_untidy(title: str) -> bool:
    if not title:
        return False
    first, last = title[0], title[-1]
    return (
        first in _UNTIDY_START
        or last in _UNTIDY_END
        or first.isspace()
        or last.isspace()
        or "  " in title
        or "](" in title
        or _UNTIDY.search(title) is not None
    )


def _tidy(title: str) -> str:
    if "<" in title:
        title = _TAG.sub(" ", _SCRIPT.sub(" ", title))
    if "&" in title:
        title = decoded_attribute(title)
    if not (title.isascii() and title.isprintable()):
        title = _INVISIBLE.sub("", title)
    if "](" in title:
        title = _LINK.sub(r"\1", title)
    if not _EMPHASIZED.isdisjoint(title):
        title = _EMPHASIS.sub(lambda match: match[1] or match[2], _STRONG.sub("", title))
    return _without_quotes(_without_decoration(" ".join(unescaped(title).split())))


def _without_decoration(title: str) -> str:
    words = title.split(" ")
    first, last = 0, len(words)
    while first < last - 1 and not words[first].strip(_SIGNS + _MARKS):
        first += 1
    while first < last - 1 and not words[last - 1].strip(_SIGNS + _MARKS + "(["):
        last -= 1
    title = " ".join(words[first:last])
    start, end = 0, len(title)
    while start < end and _is_decoration(title[start]):
        start += 1
    while start < end and _is_decoration(title[end - 1]):
        end -= 1
    return title[start:end]


def _is_decoration(character: str) -> bool:
    return character in _SIGNS or character == " " or _PICTURES.match(character) is not None


def _without_quotes(title: str) -> str:
    """Without a pair of quotes around the whole title (front matter is quoted twice in 1 of 4 posts)."""
    closing = _QUOTES.get(title[:1])
    if closing and len(title) > 2 and title.endswith(closing):
        inner = title[1:-1]
        if closing not in inner and title[0] not in inner:
            return inner.strip()
    return title


def _without_affix(title: str) -> str:
    for pattern, starts, ends, needs in _affixes():
        if starts:
            if not title.startswith(starts):
                continue
        elif ends:
            if not title.endswith(ends):
                continue
        else:
            for need in needs:
                if need in title:
                    break
            else:
                continue
        rest = pattern.sub("", title, count=1).strip()
        if rest:
            title = rest
    return title


class _Affix(NamedTuple):
    """A rule of `titles.toml`."""

    pattern: re.Pattern[str]
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    needs: tuple[str, ...]


@cache
def title_rules() -> list[dict[str, Any]]:
    """The affixes as written in `pipeline/rules/titles.toml`."""
    rules: list[dict[str, Any]] = tomllib.loads(_rule_file("titles.toml"))["affixes"]
    return rules


@cache
def _affixes() -> tuple[_Affix, ...]:
    return tuple(
        _Affix(
            re.compile(rule["pattern"]), *(tuple(rule.get(key, ())) for key in ("starts", "ends", "needs"))
        )
        for rule in title_rules()
    )


def _rule_file(name: str) -> str:
    return files("pipeline").joinpath("rules", name).read_text(encoding="utf-8")


@cache
def function_words() -> dict[str, frozenset[str]]:
    """ISO 639-1 code → frequent function words, from `pipeline/rules/languages.toml`."""
    words = tomllib.loads(_rule_file("languages.toml"))["function_words"]
    return {language: frozenset(text.split()) for language, text in words.items()}


@cache
def _stop_words() -> frozenset[str]:
    return frozenset().union(*function_words().values())


@lru_cache(maxsize=8_192)
def _content_terms(text: str) -> frozenset[str]:
    """Words that carry meaning, in lower case without plural s; pairs of neighbouring characters where a
    script has no spaces."""
    terms: set[str] = set()
    text = text.lower()
    if not text.isascii():
        for run in _CJK.findall(text):
            terms.update(run[i : i + 2] for i in range(max(1, len(run) - 1)))
        text = _CJK.sub(" ", text)
    stop_words = _stop_words()
    for word in _WORD.findall(text):
        if len(word) > 1 and not word.isdigit() and word not in stop_words:
            terms.add(word[:-1] if len(word) > 3 and word.endswith("s") else word)
    return frozenset(terms)


def share_content_word(a: str, b: str) -> bool:
    """Whether two titles or headings have a content word in common (a pair of characters in Chinese and
    Japanese). Function words, numbers and single letters do not count; case and plural s do not matter.
    True if either has no content word at all: nothing says then that they differ."""
    one, other = _content_terms(a), _content_terms(b)
    return not one or not other or not one.isdisjoint(other)


def title_fit(title: str, body_text_or_heading: str) -> float:
    """Share (0 to 1) of the title's content words that begin a word of the text; 0 for a title without
    content words."""
    terms = _content_terms(title)
    if not terms:
        return 0.0
    text = body_text_or_heading
    text = _lower(text) if len(text) <= _CACHED_BODY_CHARS else text.lower()
    return sum(_stands_in(term, text) for term in terms) / len(terms)


_lower = lru_cache(maxsize=1_000)(str.lower)


def _stands_in(term: str, text: str) -> bool:
    at = text.find(term)
    while at > 0 and text[at - 1].isalnum() and not _CJK.match(term):
        at = text.find(term, at + 1)
    return at >= 0
