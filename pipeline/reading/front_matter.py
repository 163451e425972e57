"""Where the front matter of an article ends and its body starts, and what the front matter says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import frontmatter

from pipeline.config import Limits
from pipeline.quick_init import quick_init
from pipeline.reading.front_matter_formats import HANDLERS, GuardedHandler, YamlHandler
from pipeline.reading.front_matter_repair import KNOWN_KEYS, find_end_of_entries, repair_block
from pipeline.reading.rejected import Rejected
from pipeline.reading.yaml_guard import HostileBlock, UnreadableBlock

_START = re.compile(r"\s*?(?=[-+;{])(?:-{3,}|\+{3,}|;{3,}|\{)")
_UNOPENED = re.compile(
    r"\n*(?:title|layout|date|author|tags|categories|description)[ \t]*:(?:[ \t]|\n[ \t]+\S)"
)
_CLOSING = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
_HEADING_AFTER_BLANK = re.compile(r"\n[ \t]*\n#{1,6} ")
_CRAWLED = r"#{0,2}[ \t]*Source:[ \t]*https?://\S+[ \t]*"
"""What a crawler that keeps the pages of a reading service sets above each."""
_READER = re.compile(rf"\s*(?:{_CRAWLED}\n\s*)?Title:[ \t]*\S[^\n]*\n\s*URL Source:[ \t]*\S")
_READER_ENTRY = re.compile(
    r"(Title|URL Source|Published Time|Number of Pages|Warning|Description):[ \t]*(.*)"
)
_READER_BODY = re.compile(r"Markdown Content:[ \t]*")
_READER_LINES = 24
"""Lines the header of a reading service may take; it has three to six entries."""
_PLAIN_KEY = re.compile(r"[a-z_][\w-]*")
_BEHIND_COMMENTS = re.compile(r"\s*(?:<!--(?:(?!-->)[\s\S]){0,2000}-->\s*){1,4}(?=(?:-{3,}|\+{3,})[ \t]*\n)")
_FENCED = re.compile(
    r"\s*?(?P<fence>`{3,}|~{3,})[ \t]*(?:ya?ml|toml|json|front-?matter)?[ \t]*\n(?P<block>(?:.*\n){1,100}?)(?P=fence)[ \t]*(?:\n|\Z)",
    re.IGNORECASE,
)
_TELLING_KEYS = frozenset(
    ["title", "date", "url", "source", "author", "authors", "tags", "description", "published", "created"]
)
"""Keys of which a second block of front matter has one at least; a list between two rules has none."""


@quick_init
@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Metadata of one article and the place of their block. Lines are 1-based."""

    metadata: dict[str, Any]
    """As written: YAML scalars are text or None, TOML and JSON ones text, int, bool or None."""
    first_line: int
    """Line of the opening delimiter (or of the first entry, if that is missing); 0 without front matter."""
    last_line: int
    """Line of the closing delimiter, or the last line of an unclosed block; 0 when there is none."""
    body_line: int
    """First line of the body."""
    warnings: tuple[str, ...]


def split_front_matter(text: str, limits: Limits) -> FrontMatter:
    """Find and read the front matter of `text` (lines ended by `\\n`).

    YAML (`---`), TOML (`+++`), JSON (`{…}` or between `;;;`), or what Jina's reader puts above a page (`Title: …`,
    `URL Source: …`, `Markdown Content:`). A block that does not parse is repaired entry
    by entry; one that is not closed ends where its entries end. Warnings: `front_matter_repaired`,
    `front_matter_unreadable` (some of it made no sense and was passed over), `front_matter_duplicate_key`.
    A thematic break or a list at the start of an article is not front matter. It may stand behind comments, between
    the marks of code (as language models write it), and in two blocks: the page's own below that of who fetched it.

    Raises `Rejected` with error `front_matter` for a block larger than the limit and for what only an attack
    needs: aliases to lists or mappings, Python tags, nesting and entries without end.
    """
    found = _split(text, limits)
    if found.last_line:
        return _with_second_block(text, found, limits)
    start = text.lstrip()[:3]
    if start == "<!-" and (comments := _BEHIND_COMMENTS.match(text)) is not None:
        return _moved(_split(text[comments.end() :], limits), text.count("\n", 0, comments.end()))
    if start in ("```", "~~~") and (fenced := _FENCED.match(text)) is not None:
        return _between_code_marks(text, fenced, limits) or found
    return found


def _moved(found: FrontMatter, lines: int) -> FrontMatter:
    """Front matter behind so many lines of comments, which become part of it."""
    if not found.last_line:
        return found
    return FrontMatter(found.metadata, 1, found.last_line + lines, found.body_line + lines, found.warnings)


def _between_code_marks(text: str, fenced: re.Match[str], limits: Limits) -> FrontMatter | None:
    block = fenced["block"]
    if not block.lstrip().startswith(("---", "+++", "{")):
        block = f"---\n{block}---\n"
    found = _split(block, limits)
    if "title" not in {str(key).lower() for key in found.metadata} or len(found.metadata) < 2:
        return None
    if found.body_line <= block.rstrip().count("\n") or not text[fenced.end() :].strip():
        return None  # code of which front matter is a part, or nothing but an example
    last = text.count("\n", 0, len(fenced[0].rstrip()) + fenced.start()) + 1
    return FrontMatter(found.metadata, 1, last, last + 1, ("front_matter_repaired",))


def _with_second_block(text: str, found: FrontMatter, limits: Limits) -> FrontMatter:
    """Both blocks where a second one follows right below; what the first says counts."""
    start = 0
    for _ in range(found.last_line):
        start = text.find("\n", start) + 1
        if not start:
            return found
    while text.startswith("\n", start):
        start += 1
    if not text.startswith(("---\n", "+++\n"), start):
        return found
    rest = text.split("\n", found.last_line)[-1]
    try:
        second = _split(rest, limits)
    except Rejected:
        return found
    if len(second.metadata) < 2 or _TELLING_KEYS.isdisjoint(str(key).lower() for key in second.metadata):
        return found
    metadata = {**found.metadata, **second.metadata, **found.metadata}
    last = found.last_line + second.last_line
    return FrontMatter(metadata, found.first_line, last, last + 1, (*found.warnings, *second.warnings))


def _split(text: str, limits: Limits) -> FrontMatter:
    start = _START.match(text)
    if not start:
        found_without = _without_opening(text, limits) or _reader_header(text)
        return found_without or FrontMatter({}, 0, 0, 1, ())
    offset = start.end() - len(start[0].lstrip())
    lines_before = text.count("\n", 0, offset)
    rest = text[offset:] if offset else text
    handler = frontmatter.detect_format(rest, (kind(limits) for kind in HANDLERS))
    if not isinstance(handler, GuardedHandler):
        return FrontMatter({}, 0, 0, 1, ())
    found = _read(rest, handler, lines_before + 1, limits)
    if found is None:
        return FrontMatter({}, 0, 0, 1, ())
    metadata, block, warnings = found
    if handler.duplicates:
        warnings += ("front_matter_duplicate_key",)
    last_line = lines_before + block.rstrip("\n").count("\n") + 1
    return FrontMatter(metadata, lines_before + 1, last_line, last_line + 1, warnings)


def _without_opening(text: str, limits: Limits) -> FrontMatter | None:
    """YAML that only has its closing `---`, as Hexo allows, if entries are all that stands before it."""
    if not _UNOPENED.match(text):
        return None
    closing = _CLOSING.search(text, 0, limits.front_matter_bytes)
    if not closing:
        return None
    handler = YamlHandler(limits)
    block = text[: closing.start()].rstrip("\n")
    end = find_end_of_entries("---\n" + block.lstrip("\n"), handler, closed=False)
    if end is None or end < len(block.lstrip("\n")) + 4:
        return None
    try:
        metadata = handler.load(block)
    except UnreadableBlock:
        return None
    if not metadata or not all(_is_key(key) for key in metadata):
        return None
    last_line = text.count("\n", 0, closing.start()) + 1
    first_line = text[: len(text) - len(text.lstrip("\n"))].count("\n") + 1
    return FrontMatter(metadata, first_line, last_line, last_line + 1, ("front_matter_repaired",))


def _reader_header(text: str) -> FrontMatter | None:
    """What Jina's reader puts above the Markdown of a page: entries up to the line `Markdown Content:`, which the
    page may follow on."""
    if not _READER.match(text):
        return None
    metadata: dict[str, Any] = {}
    first = 0
    for number, line in enumerate(text.split("\n", _READER_LINES)[:_READER_LINES], 1):
        if _READER_BODY.fullmatch(line):
            return FrontMatter(metadata, first, number, number + 1, ())
        entry = _READER_ENTRY.fullmatch(line)
        if entry is not None and entry[1] not in metadata:
            metadata[entry[1]] = entry[2].strip()
            first = first or number
        elif first == 0 and re.fullmatch(_CRAWLED, line):
            first = number
        elif line.strip():
            return None
    return None


def _read(
    rest: str, handler: GuardedHandler, first_line: int, limits: Limits
) -> tuple[dict[str, Any], str, tuple[str, ...]] | None:
    """Metadata, block and warnings; None when what looked like front matter is not."""
    end = handler.end_of_block(rest)
    if end is not None and end <= limits.front_matter_bytes:
        try:
            metadata, _ = frontmatter.parse(rest[:end], handler=handler)
        except HostileBlock as error:
            raise _rejected(error.message, first_line + (error.line or 0)) from None
        except UnreadableBlock:
            pass
        else:
            if not _is_metadata(metadata):
                return None
            if not _reaches_into_body(rest[:end], handler):
                return metadata, rest[:end], ("front_matter_repaired",) if handler.repaired else ()
    return _read_broken(rest, end, handler, first_line, limits)


def _read_broken(
    rest: str, end: int | None, handler: GuardedHandler, first_line: int, limits: Limits
) -> tuple[dict[str, Any], str, tuple[str, ...]] | None:
    inside = rest if end is None else rest[: rest.rfind("\n", 0, end)]
    end_of_entries = find_end_of_entries(inside, handler, closed=end is not None)
    if end_of_entries is None:
        return None
    closed = end is not None and not inside[end_of_entries:].strip()
    block = rest[:end] if closed else rest[:end_of_entries]
    if len(block) > limits.front_matter_bytes:
        raise _rejected(f"front matter is larger than {limits.front_matter_bytes} bytes", first_line)
    try:
        metadata, understood = repair_block(block, handler, closed=closed)
    except HostileBlock as error:
        raise _rejected(error.message, first_line + (error.line or 0)) from None
    if not metadata or not _is_metadata(metadata):
        return None
    return metadata, block, ("front_matter_repaired" if understood else "front_matter_unreadable",)


def _reaches_into_body(block: str, handler: GuardedHandler) -> bool:
    """Whether a block that parses was never closed, its closing delimiter being a thematic break far below:
    what follows its entries is a Markdown heading (a comment to YAML) and words before a colon."""
    if not _HEADING_AFTER_BLANK.search(block):
        return False
    inside = block[: block.rfind("\n")]
    end = find_end_of_entries(inside, handler, closed=True)
    if end is None or not inside[end:].strip():
        return False
    try:
        metadata = handler.load(inside[end:])
    except UnreadableBlock:
        return True
    return not metadata or not all(_is_key(key) for key in metadata)


def _is_metadata(metadata: dict[str, Any]) -> bool:
    """Whether keys look like those of front matter, and not like the words before a colon in prose that
    stands between two thematic breaks."""
    keys = [str(key) for key in metadata]
    if not keys or any(_is_key(key) for key in keys):
        return True
    return len(keys) > 1 and not any(" " in key for key in keys)


def _is_key(key: str) -> bool:
    return key.lower() in KNOWN_KEYS or _PLAIN_KEY.fullmatch(key) is not None


def _rejected(message: str, line: int) -> Rejected:
    return Rejected("front_matter", "front_matter", message, line)
