"""Front matter that does not parse, read entry by entry.

Templates that paste a title into YAML without quoting it make `title: 'The Outer Worlds' – Embark on …`,
`title: Error 0x80: how to fix it`, `title: [Updated] How to …` or `title: "He said "no""` (10 of 55,356 real
articles have such YAML). The entries around the broken one are sound, so each is parsed alone, and only the
value of one that fails is taken as the text it was meant to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.reading.front_matter_formats import GuardedHandler, JsonHandler, TomlHandler
from pipeline.reading.yaml_guard import HostileBlock, UnreadableBlock

KNOWN_KEYS = frozenset(
    (
        "title",
        "date",
        "updated",
        "lastmod",
        "modified",
        "published",
        "publishdate",
        "tags",
        "tag",
        "categories",
        "category",
        "keywords",
        "keyword",
        "description",
        "excerpt",
        "summary",
        "thumbnail",
        "image",
        "images",
        "cover",
        "layout",
        "author",
        "authors",
        "slug",
        "url",
        "permalink",
        "draft",
        "weight",
        "lang",
        "language",
        "type",
        "id",
        "name",
        "topics",
        "series",
        "aliases",
        "subtitle",
    )
)
"""Keys, in lower case, that nobody takes for the words before a colon in prose."""

_YAML_ENTRY = re.compile(
    r"""(?P<key>[A-Za-z_][\w-]*(?:[ .]\w+)*|"[^"\n]+"|'[^'\n]+')\s*:(?:[ \t]+|$|(?=[^\s/:]))(?P<value>.*)"""
)
_TOML_ENTRY = re.compile(r"""(?P<key>[\w.-]+|"[^"\n]+"|'[^'\n]+')\s*=\s*(?P<value>.*)""")
_JSON_ENTRY = re.compile(r"""\s*(?P<key>"[^"\n]+"|'[^'\n]+'|[\w-]+)\s*:\s*(?P<value>.*)""")
_ITEM = re.compile(r"\s*-\s+(.*)")


_OPEN_SCALAR = ("|", ">", "|-", ">-", "|+", ">+", '"""', "'''")


def find_end_of_entries(text: str, handler: GuardedHandler, *, closed: bool) -> int | None:
    """Offset where the entries after the opening delimiter of `text` end; None when not even one follows.

    `text` ends before the closing delimiter if the block is `closed`, else with the file. An entry is a
    `key: value` line with what belongs to it: indented lines, list items, comments. After a blank line only
    another entry continues the block: anything else is the body of a block that was never closed. A line
    that is neither is passed over if entries go on behind it, or the block is closed there.
    """
    entry = _entry_pattern(handler)
    offset, end, sound_end = 0, None, None
    blank_before = scalar_open = False
    for index, line in enumerate(text.split("\n")):
        start, offset = offset, offset + len(line) + 1
        stripped = line.strip()
        if (index == 0 and _has_delimiters(handler)) or not stripped:
            blank_before = index > 0
            continue
        if _is_entry(line, entry, blank_before):
            scalar_open = stripped.endswith(_OPEN_SCALAR)
            sound_end = None
        elif end is None:
            if stripped != "{":
                return None
        elif line[0] == "#" or not _continues(line, blank_before, scalar_open):
            sound_end = end if sound_end is None else sound_end
            if blank_before:
                return sound_end
        blank_before = False
        end = start + len(line)
    return end if closed or sound_end is None else sound_end


def _is_entry(line: str, entry: re.Pattern[str], blank_before: bool) -> bool:
    match = entry.match(line.lstrip())
    if not match or line[:1].isspace():
        return bool(match) and not blank_before
    key = match["key"].strip("\"'")
    return not blank_before or key.lower() in KNOWN_KEYS or (key == key.lower() and " " not in key)


def _continues(line: str, blank_before: bool, scalar_open: bool) -> bool:
    if blank_before:
        return scalar_open and line.startswith("  ")
    return line[0] in " \t#]}" or _ITEM.match(line) is not None


def repair_block(block: str, handler: GuardedHandler, *, closed: bool) -> tuple[dict[str, Any], bool]:
    """Metadata of a block that does not parse, and whether all of it was understood.

    `block` starts with the opening delimiter and, when `closed`, ends with the closing one. Raises
    `HostileBlock`.
    """
    lines = block.split("\n")[1 : -1 if closed else None] if _has_delimiters(handler) else block.split("\n")
    metadata: dict[str, Any] = {}
    understood = True
    for first, chunk in _chunks(lines, _entry_pattern(handler)):
        try:
            entry = _read_entry(chunk, handler)
        except HostileBlock as error:
            error.line = first + 1 + (error.line or 0)
            raise
        understood = understood and (bool(entry) or not "".join(chunk).strip("{}[],; \t"))
        metadata.update(entry)
    return metadata, understood


def _has_delimiters(handler: GuardedHandler) -> bool:
    return type(handler) is not JsonHandler


def _entry_pattern(handler: GuardedHandler) -> re.Pattern[str]:
    if isinstance(handler, TomlHandler):
        return _TOML_ENTRY
    return _JSON_ENTRY if isinstance(handler, JsonHandler) else _YAML_ENTRY


def _chunks(lines: list[str], entry: re.Pattern[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines from one entry to the next, with the index of their first line."""
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or (entry.match(lines[index], margin) and not lines[index][:margin].strip()):
            chunk = [
                line.replace("\t", "  ") if not line[:1].strip() else line for line in lines[start:index]
            ]
            yield start, chunk
            start = index


def _read_entry(chunk: list[str], handler: GuardedHandler) -> dict[str, Any]:
    """One entry as the format reads it, else as the text that was meant; empty when it is neither."""
    if not "".join(chunk).strip() or chunk[0].lstrip().startswith("#"):
        return {}
    text = "\n".join(chunk)
    try:
        return handler.load(
            "{" + text.strip().strip("{,") + "}" if isinstance(handler, JsonHandler) else text
        )
    except HostileBlock:
        raise
    except UnreadableBlock:
        pass
    match = _entry_pattern(handler).match(chunk[0].lstrip())
    return {_unquote(match["key"]): _meant_value(match["value"], chunk[1:])} if match else {}


def _meant_value(value: str, following: list[str]) -> Any:
    items = [_ITEM.fullmatch(line) for line in following if line.strip()]
    if not value.strip() and items and all(items):
        return [_unquote(item[1]) for item in items if item]
    text = " ".join(
        [value.strip().rstrip("|>").strip(), *(line.strip() for line in following if line.strip())]
    )
    return _unquote(text) or None


_LONGEST_QUOTED = 2_000
"""Characters; longer values keep their quotes, since telling which belong together takes quadratic time."""


def _unquote(value: str) -> str:
    """Text of a value whose quotes do not parse.

    >>> _unquote('"He said "no""'), _unquote("'It's fine'")
    ('He said "no"', "It's fine")
    >>> _unquote("'The Outer Worlds' – Embark"), _unquote('"Foo" and "Bar"')
    ("'The Outer Worlds' – Embark", '"Foo" and "Bar"')
    """
    value = value.strip().rstrip(",") if value.strip().endswith(('",', "',")) else value.strip()
    quote = value[:1]
    if quote not in ("'", '"'):
        return value
    if value.count(quote) == 1:
        return value[1:].strip()
    inner = value[1:-1]
    if (
        not value.endswith(quote)
        or len(value) > _LONGEST_QUOTED
        or re.search(rf"\w{quote}(?=[\s,.;:–—-]).*\s{quote}\w", inner)
    ):
        return value
    return inner.replace("\\" + quote, quote).replace("''", "'").strip()
