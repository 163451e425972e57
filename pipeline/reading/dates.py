"""Dates as people and templates write them, to UTC. Never guesses: what is ambiguous is no date."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""What pandas can hold in any of its units; Hugo's zero time (year 1) and typing errors fall outside."""

_TIME = (
    r"(?:[T\s,]+(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:[.,](?P<fraction>\d+))?)?"
    r"(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?)?"
)
_ZONE = r"(?:\s*(?:(?:UTC|GMT)(?=[+-]\d))?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})(?:\s*\(?[A-Z]{2,5}\)?|\s*\([A-Za-z ]{2,50}\))?)?"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<name>(?:" + "|".join(_MONTHS) + r")[a-z]*)\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+)?"

_NUMERIC = re.compile(
    rf"(?P<year>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}}){_TIME}{_ZONE}"
)
_IN_WORDS = (
    re.compile(rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}}){_TIME}{_ZONE}", re.IGNORECASE),
    re.compile(rf"{_WEEKDAY}{_DAY}[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}}){_TIME}{_ZONE}", re.IGNORECASE),
)
_MONTH_NAMES = {
    name: number
    for names in (
        "januar februar märz april mai juni juli august september oktober november dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})(?:\.|er|º|ª|°)?\s+(?:de\s+)?(?P<word>[^\W\d_]{{3,12}})\.?,?\s+(?:de\s+)?(?P<year>\d{{4}}){_TIME}{_ZONE}",
    re.IGNORECASE,
)
_DOTTED = re.compile(rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?(?P<year>\d{{4}}){_TIME}{_ZONE}")
"""`03.05.2024`: whoever parts a date with dots writes the day first."""
_SLASHED = re.compile(
    rf"(?:(?P<day>1[3-9]|2\d|3[01])/(?P<month>\d{{1,2}})|(?P<month_first>\d{{1,2}})/(?P<late_day>1[3-9]|2\d|3[01]))/(?P<year>\d{{4}}){_TIME}{_ZONE}"
)
"""`13/05/2024`, `05/13/2024`: no year has thirteen months."""
_CJK = re.compile(
    rf"(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일]?{_TIME}{_ZONE}"
)
_AROUND = re.compile(
    r"(?:(?:first |last |originally )?(?:published|posted|updated|modified|created|written|date)(?: on)?\s*:?\s+)?(.*?)"
    r"(?:\s*[·•|–—-]\s*\d+ ?min(?:ute)?s?(?: read)?)?",
    re.IGNORECASE,
)
"""What a byline says around its date: `Updated on May 3, 2024 · 5 min read`."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}|\d{8}(?:T|$)", re.ASCII)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")


_PATTERNS = (_NUMERIC, *_IN_WORDS, _DOTTED, _SLASHED, _CJK, _DAY_FIRST)


def parse_date(text: str) -> datetime | None:
    """The moment `text` names, in UTC; None when it names none (`2024-02-30`) or several (`02/05/2024`).

    A time without zone is UTC, a date without time its midnight. Reads ISO 8601, `2024-02-06 13:6:11`,
    `2024-02-05 07:50:25.899 PM` (1,102 real posts have such), Go's, JavaScript's and RFC 2822 forms, names of months in
    nine languages, `03.05.2024`, `2024年5月3日`, Unix time in seconds or milliseconds, and a byline's words around it.

    >>> parse_date("2024-02-05 07:50:25.899 PM").isoformat()
    '2024-02-05T19:50:25.899000+00:00'
    """
    text = text.strip()
    if len(text) > 80:
        return None
    if not text[:1].isdigit() or "min" in text:
        around = _AROUND.fullmatch(text)
        text = around[1] if around is not None else text
    try:
        moment = _read(text)
        if moment is None:
            return None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _read(text: str) -> datetime | None:
    if _ISO.match(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    for pattern in _PATTERNS:
        if match := pattern.fullmatch(text):
            return _from_parts(match.groupdict())
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC) + timedelta(milliseconds=int(text[10:] or 0))
    return parsedate_to_datetime(text) if text[-1:].isalnum() and ":" in text else None


def _from_parts(parts: dict[str, str | None]) -> datetime:
    name, word = parts.get("name"), parts.get("word")
    if word is not None:
        month = _MONTH_NAMES.get(word.lower(), 0)
    else:
        month = (
            _MONTHS.index(name[:3].lower()) + 1
            if name
            else int(parts.get("month") or parts.get("month_first") or 0)
        )
    hour = int(parts["hour"] or 0)
    half = (parts["half"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return datetime(
        int(parts["year"] or 0),
        month,
        int(parts.get("day") or parts.get("late_day") or 0),
        hour,
        int(parts["minute"] or 0),
        int(parts["second"] or 0),
        int((parts["fraction"] or "0")[:6].ljust(6, "0")),
        _zone(parts["zone"]),
    )


def _zone(zone: str | None) -> timezone:
    if zone is None or zone[0] not in "+-":
        return UTC
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(-offset if zone[0] == "-" else offset)
