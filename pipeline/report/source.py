"""The source of an article for the report: the raw file itself, or what the dataset still knows of it."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from pipeline.config import Limits
from pipeline.dataset.storage import Folder, read_bytes
from pipeline.reading.decode import decode
from pipeline.reading.front_matter import split_front_matter
from pipeline.reading.rejected import Rejected
from pipeline.records import Article, CleanArticle, Removal
from pipeline.report.anchors import Passage, anchors_of, locate, words_of
from pipeline.report.paint import Segment, SourceLine, paint

RAW_FILE = "the raw file"
CHANGED = "reconstructed from the dataset: the raw file has changed since the run"
MISSING = "reconstructed from the dataset: the raw file is not there"


@dataclass(frozen=True, slots=True)
class SourceView:
    """The lines of a source with its removals in place, and where they come from (a phrase)."""

    lines: tuple[SourceLine, ...]
    origin: str
    is_raw: bool


def source_view(item: CleanArticle, raw: Folder | None, limits: Limits) -> SourceView:
    """The source of an article: from `raw` if the file there is still the one that was cleaned.

    Otherwise it is put together from the removals and the clean body: all of their text, in order; line
    numbers only where they are known.
    """
    data = _read(raw, item.article.source_path, limits) if raw is not None else None
    if data is None:
        return SourceView(tuple(_reconstructed(item)), MISSING, False)
    if hashlib.sha256(data).hexdigest() != item.article.source_sha256:
        return SourceView(tuple(_reconstructed(item)), CHANGED, False)
    try:
        return SourceView(tuple(_painted(data, item.removals, limits)), RAW_FILE, True)
    except Rejected:  # limits have been lowered since
        return SourceView(tuple(_reconstructed(item)), CHANGED, False)


def _read(raw: Folder, path: str, limits: Limits) -> bytes | None:
    """The bytes of a source; None for what is no ordinary file of an ordinary size inside the folder."""
    if ".." in PurePosixPath(path).parts or path.startswith("/"):
        return None
    try:
        if raw.is_local:
            place = raw.path / path
            if not place.is_file() or place.stat().st_size > limits.file_bytes:
                return None
        return read_bytes(raw, path)
    except (OSError, ValueError):
        return None


def _painted(data: bytes, removals: Sequence[Removal], limits: Limits) -> list[SourceLine]:
    decoded = decode(data, limits)
    read = decoded.text.split("\n")
    body = split_front_matter(decoded.text, limits).body_line
    verbatim = decoded.verbatim.split("\n")
    lines = _quoted_lines(verbatim, read, removals)
    while lines and not lines[-1]:
        lines.pop()
    return [
        SourceLine(number, segments, number < body, verbatim[number - 1] != read[number - 1])
        for number, segments in enumerate(paint(lines, removals), start=1)
    ]


def _quoted_lines(verbatim: list[str], read: list[str], removals: Sequence[Removal]) -> list[str]:
    """The verbatim lines, but those as read (repaired) of which a removal quotes a part in that form."""
    lines = list(verbatim)
    for removal in removals:
        span = slice(removal.start_line - 1, removal.end_line)
        before, after = "\n".join(lines[span]), "\n".join(read[span])
        quoted = removal.source_text.strip("\n")
        if quoted not in before and quoted in after and quoted.strip() != after.strip():
            lines[span] = read[span]
    return lines


def _reconstructed(item: CleanArticle) -> list[SourceLine]:
    lines = _front_matter(item.article)
    kept = _kept_lines(item)
    taken = [
        (removal.start_line, SourceLine(removal.start_line + offset, (Segment(text, index),)))
        for index, removal in enumerate(item.removals)
        for offset, text in enumerate(removal.source_text.split("\n"))
    ]
    merged = sorted([*kept, *taken], key=lambda placed: placed[0])  # stable: kept text before its removals
    return lines + [line for _, line in merged]


def _front_matter(article: Article) -> list[SourceLine]:
    """The metadata as written, one entry per line; how it was laid out is not known any more."""
    entries = json.loads(article.front_matter or "{}")
    return [
        SourceLine(None, (Segment(f"{key}: {json.dumps(value, ensure_ascii=False)}"),), is_front_matter=True)
        for key, value in entries.items()
    ]


def _kept_lines(item: CleanArticle) -> list[tuple[int, SourceLine]]:
    """The lines of the clean body, each with the raw line it stood on, or about stood on."""
    body = item.article.body_markdown.split("\n")
    located = locate(anchors_of(item), [Passage(words_of(line), line) for line in body])
    known = {index: anchors[0].line for index, anchors in located.items()}
    covered = _covered_lines(item.removals)
    ceilings = _next_known(known, len(body))
    placed: list[tuple[int, SourceLine]] = []
    at = 0
    for index, text in enumerate(body):
        at += 1
        while at in covered:
            at += 1
        at = known.get(index, min(at, ceilings[index] - 1))
        placed.append((at, SourceLine(known.get(index), (Segment(text),) if text else ())))
    return placed


def _covered_lines(removals: Iterable[Removal]) -> set[int]:
    """Lines that hold nothing but what a removal of several lines took."""
    return {
        line
        for removal in removals
        if removal.end_line > removal.start_line
        for line in range(removal.start_line, removal.end_line + 1)
    }


def _next_known(known: Mapping[int, int], count: int) -> list[int]:
    """For each body line the raw line of the next one after it that is known."""
    ceilings: list[int] = []
    ceiling = sys.maxsize
    for index in reversed(range(count)):
        ceilings.append(ceiling)
        ceiling = known.get(index, ceiling)
    return ceilings[::-1]
