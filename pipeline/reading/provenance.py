"""What a program that fetched a page wrote above its text: where the page stood, when it was fetched, who wrote it.

# Oil the fan                       Title: Oil the fan                     # Oil the fan
**Source:** https://fans.example    URL: https://fans.example              Created time: May 3, 2024 9:12 AM
**Scraped:** 2024-05-03 10:12:07    ==================================     Tags: fans

Most public collections of scraped pages have such lines, below the title more often than above it. They say what front
matter says, and are no text of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

MAX_LINES = 40
"""Lines of the body within which such a header must end."""
MAX_ENTRIES = 24
MAX_LINE_CHARS = 1_000


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PLACE_KEYS = _keys(
    "source sourceurl sourcelink sourcepage sourcearticle urlsource originalurl originalsource originallink "
    "originalarticle originalpage canonical canonicalurl pageurl articleurl scrapedfrom retrievedfrom fetchedfrom "
    "clippedfrom importedfrom"
)
"""Keys, as they are compared, whose address tells where the page stood."""
_ADDRESS_KEYS = frozenset(["url", "link", "permalink", "article", "page", "original"])
"""Keys of an address of whatever kind: it is the page's where a rule closes the header, or more of a header follows."""
_FETCH_KEYS = frozenset(
    verb + when
    for verb in (
        "scraped", "crawled", "fetched", "retrieved", "accessed", "captured", "downloaded", "ingested", "clipped", "synced",
    )
    for when in ("", "at", "on", "date", "time")
) | _keys(
    "datescraped datefetched dateaccessed datecaptured dateretrieved scrapedate crawldate fetchdate accessdate "
    "capturedate lastfetched lastscraped lastcrawled createdtime lasteditedtime"
)  # fmt: skip
"""Keys of the moment when a program fetched the page; the last two are Notion's."""
_DATE_KEYS = _keys(
    "date published publishedat publishedon publishedtime publisheddate publishdate publicationdate datepublished posted "
    "postedon created createdat createdon updated updatedat updatedon lastupdated modified modifiedat lastmodified "
    "datemodified"
)
_OTHER_KEYS = _keys(
    "title pagetitle author authors by writer createdby lasteditedby owner publisher tag tags category categories keywords "
    "topics description summary excerpt site sitename website domain hostname host language lang wordcount words linkscount "
    "readingtime readtime status statuscode httpstatus format contenttype slug id section method warning numberofpages"
)
_KNOWN = _PLACE_KEYS | _ADDRESS_KEYS | _FETCH_KEYS | _DATE_KEYS | _OTHER_KEYS
_ENTRY = re.compile(
    r"[ \t]*(?P<lead>[-*+>][ \t]+|#{1,6}[ \t]+)?(?P<mark>\*\*|__|\*|_|)(?P<key>[^\W\d_][^\W_]*(?:[ /-][^\W_]+){0,3})"
    r"(?:(?P=mark)[ \t]*[:：]|[:：][ \t]*(?P=mark))(?P<value>(?:[ \t].*)?)"
)
_PARTS = re.compile(r"[ \t]+\|[ \t]+(?=\*\*|__)")
"""Between the entries of a line that holds several."""
_CELLS = re.compile(
    r"\|[ \t]*(?:\*\*)?([^\s|*][^|*]*?):?(?:\*\*)?:?[ \t]*\|[ \t]*([^\s|][^|]*?)[ \t]*\|[ \t]*"
)
_TABLE_HEAD = re.compile(
    r"\|[ \t]*(?:field|key|property|meta(?:data)?|attribute|item)?[ \t]*\|[ \t]*(?:values?|details?)?[ \t]*\|[ \t]*"
    r"|\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*",
    re.IGNORECASE,
)
_TABLE_RULE = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*")
_RULE = re.compile(r"[ \t]*(?:-{3,}|={3,}|\*{3,}|_{3,}|(?:[*_-][ \t]+){2,}[*_-])[ \t]*")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,})[ \t]*")
_HEADING = re.compile(r"#{1,2}[ \t]+\S")
_CONTENT = re.compile(r"(?:markdown )?content:[ \t]*", re.IGNORECASE)
"""What closes the header of a reading service; the page's text may begin right below."""
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'*`|]+(?:\([^\s<>()]*\)[^\s<>()\[\]\"'*`|]*)*")
_ADDRESS_ONLY = re.compile(r"(?:\[[^\[\]]*\]\()?<?https?://[^\s<>]+>?\)?(?:[ \t]*\([^()]*\))?[ \t]*")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_DATE = re.compile(r"(?=.{0,40}\d{4}).{0,12}\d")
_PLAIN_KEY = re.compile(r"[ /_-]")


class Provenance(NamedTuple):
    """What such a header says, by keys as written, and its first and last line (1-based)."""

    metadata: dict[str, str]
    first: int
    last: int


class _Entry(NamedTuple):
    key: str
    name: str
    value: str
    form: str


def read_provenance(lines: Sequence[str], first: int) -> Provenance | None:
    """The header of a body that begins on line `first` (1-based), or None.

    It stands at the body's beginning or right below its title. Every line up to a blank one must be an entry, and the
    entries must tell of a page: its address, when it was fetched, or who wrote it and when.

    >>> read_provenance(["# Oil the fan", "", "> Source: https://fans.example/oil", "", "Take a can."], 1)
    Provenance(metadata={'Source': 'https://fans.example/oil'}, first=3, last=3)
    >>> read_provenance(["# Log in", "", "**URL:** https://fans.example", "**Password:** yours"], 1)
    """
    at = _next(lines, first - 1)
    if at is None:
        return None
    if not _entries_of(lines[at]) and (below := _below_title(lines, at)):
        at = _next(lines, below)
    if at is None or not (_entries_of(lines[at]) or lines[at][:1] == "|"):
        return None
    if (row := _row_of_keys(lines, at)) is not None:
        return Provenance(row, at + 1, at + 3)
    entries: list[_Entry] = []
    end, closed = at, False
    for index in range(at, min(len(lines), first - 1 + MAX_LINES)):
        line = lines[index]
        if not line.strip():
            continue
        if entries and (_RULE.fullmatch(line) or _CONTENT.fullmatch(line)):
            end, closed = index, True
            break
        if _TABLE_HEAD.fullmatch(line):
            continue
        found = _entries_of(line)
        if found:
            entries += found
            end = index
        else:
            if index - 1 == end and entries and not _HEADING.match(line):
                return None  # the paragraph goes on with other words
            break
    if len(entries) > MAX_ENTRIES or not _tells_of_page(entries, closed):
        return None
    metadata: dict[str, str] = {}
    for entry in entries:
        metadata.setdefault(entry.key, entry.value)
    return Provenance(metadata, at + 1, end + 1)


def _row_of_keys(lines: Sequence[str], at: int) -> dict[str, str] | None:
    """Front matter as GitHub shows it: a table of one row below its keys."""
    if not lines[at].startswith("|") or at + 2 >= len(lines) or not _TABLE_RULE.fullmatch(lines[at + 1]):
        return None
    keys, values = ([cell.strip() for cell in lines[i].strip().strip("|").split("|")] for i in (at, at + 2))
    names = {_name(key) for key in keys}
    if (
        len(keys) != len(values)
        or not names <= _KNOWN
        or not names & {"title", "author", "date"}
        or len(names) < 2
    ):
        return None
    return None if lines[at + 3 : at + 4] and lines[at + 3].strip() else dict(zip(keys, values, strict=True))


def _next(lines: Sequence[str], index: int) -> int | None:
    """The next line that is not blank."""
    return next((i for i in range(index, min(len(lines), index + 6)) if lines[i].strip()), None)


def _below_title(lines: Sequence[str], at: int) -> int:
    """The line behind a heading; 0 when there is none."""
    if _HEADING.match(lines[at]):
        return at + 1
    return at + 2 if at + 1 < len(lines) and _UNDERLINE.fullmatch(lines[at + 1]) else 0


def _entries_of(line: str) -> list[_Entry]:
    """The entries a line is made of; none when it is something else."""
    if len(line) > MAX_LINE_CHARS or not (":" in line or "：" in line or line[:1] == "|"):
        return []
    cells = _CELLS.fullmatch(line) if line[:1] == "|" and not _TABLE_HEAD.fullmatch(line) else None
    if cells is not None:
        return [_Entry(cells[1], _name(cells[1]), _plain(cells[2]), "|")]
    found = list(_read(line))
    return [] if None in found else [entry for entry in found if entry is not None]


def _read(line: str) -> Iterator[_Entry | None]:
    for part in _PARTS.split(line):
        entry = _ENTRY.fullmatch(part.rstrip(" \t\\"))
        if entry is None or (
            (entry["lead"] or "").startswith("#") and _name(entry["key"]) not in _PLACE_KEYS
        ):
            yield None
            return
        name = _name(entry["key"])
        form = (entry["lead"] or "").strip() + entry["mark"]
        yield _Entry(entry["key"], name, _plain(entry["value"]), form)


def _name(key: str) -> str:
    return _PLAIN_KEY.sub("", key.strip()).lower()


def _plain(value: str) -> str:
    """A value without Markdown; of a link whose text is an address, the address."""
    value = value.strip()
    if _ADDRESS_ONLY.fullmatch(value):
        return str(_ADDRESS.findall(value)[-1])
    return _LINK.sub(r"\1", value).strip("*_`<> ")


def _is_address(value: str) -> bool:
    return value.startswith(("http://", "https://")) and " " not in value


def _tells_of_page(entries: list[_Entry], closed: bool) -> bool:
    """Whether entries are what is written of a page, and not what an article says of its subject."""
    known = all(entry.name in _KNOWN for entry in entries)
    if any(entry.name in _FETCH_KEYS and _DATE.match(entry.value) for entry in entries):
        forms = {entry.form for entry in entries}
        return known or (len(forms) == 1 and len(entries) > 1)
    if not known or not entries:
        return False
    if any(entry.name in _PLACE_KEYS and _is_address(entry.value) for entry in entries):
        # One such heading, or "Source: https://…" alone, may be the page's own; `stripping/blocks/crawl_notes.py` looks at its frame.
        return len(entries) > 1 or (
            (entries[0].name, entries[0].form) != ("source", "") and entries[0].form[:1] != "#"
        )
    if any(entry.name in _ADDRESS_KEYS and _is_address(entry.value) for entry in entries):
        return closed or len(entries) > 1
    dated = any(entry.name in _DATE_KEYS and _DATE.match(entry.value) for entry in entries)
    return dated and len(entries) > 1
