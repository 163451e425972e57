"""The lines of a source, each cut into what was kept and what was removed."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from pipeline.records import Removal


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a line. `removal` is the index of the removal that took it, None for what was kept."""

    text: str
    removal: int | None = None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of the source as the report shows it."""

    number: int | None
    """1-based line of the raw file; None where it is not known."""
    segments: tuple[Segment, ...]
    is_front_matter: bool = False
    is_repaired: bool = False
    """Whether reading repaired this line (mojibake, control characters) before it was cleaned."""


def paint(lines: Sequence[str], removals: Sequence[Removal]) -> list[tuple[Segment, ...]]:
    """The segments of every line, in order.

    Args:
        lines: the lines of the file; `lines[0]` is line 1.
        removals: what was taken out; indexes into it are the segments' `removal`.

    A removal that took less than whole lines is found by its text, or as the link it was. Where neither is
    found, all its lines are marked, so that nothing removed is ever shown as kept. Of two removals one inside
    the other both can be seen.

    >>> from pipeline.records import Removal
    >>> cut = Removal(1, 1, "affiliate_link", "shop", (), "[it](//shop)")
    >>> [segment.removal for segment in paint(["Buy [it](//shop) now"], [cut])[0]]
    [None, 0, None]
    """
    starts = _line_starts(lines)
    text = "\n".join(lines)
    taken: set[tuple[int, int]] = set()
    spans = []
    for index, removal in enumerate(removals):
        first = min(max(removal.start_line, 1), len(lines))
        last = min(max(removal.end_line, first), len(lines))
        begin, end = starts[first - 1], starts[last - 1] + len(lines[last - 1])
        quoted = removal.source_text.strip("\n")
        span = _find(text, quoted, begin, end, taken) or _find_link(text, quoted, begin, end) or (begin, end)
        taken.add(span)
        spans.append((span, index))
    owner: list[int | None] = [None] * (len(text) + 1)
    for (begin, end), index in sorted(
        spans, key=lambda entry: entry[0][0] - entry[0][1]
    ):  # the longest first
        owner[begin:end] = [index] * (end - begin)
    return [
        _segments(line, owner[start : start + len(line)]) for line, start in zip(lines, starts, strict=True)
    ]


def _line_starts(lines: Iterable[str]) -> list[int]:
    starts, place = [], 0
    for line in lines:
        starts.append(place)
        place += len(line) + 1
    return starts


def _find(
    text: str, wanted: str, begin: int, end: int, taken: Container[tuple[int, int]]
) -> tuple[int, int] | None:
    """Where a removed text stands between two places; of equal ones the first that is not taken yet."""
    place = text.find(wanted, begin, end) if wanted else -1
    while place >= 0 and (place, place + len(wanted)) in taken:
        place = text.find(wanted, place + 1, end)
    return None if place < 0 else (place, place + len(wanted))


def _find_link(text: str, wanted: str, begin: int, end: int) -> tuple[int, int] | None:
    """Where the link with a removed link's address stands, whatever emphasis its words have."""
    middle = wanted.find("](") if wanted.startswith("[") and wanted.endswith(")") else -1
    place = text.find(wanted[middle:], begin, end) if middle > 0 else -1
    opening = text.rfind("[", begin, place) if place >= 0 else -1
    return None if opening < 0 else (opening, place + len(wanted) - middle)


def _segments(line: str, owners: Sequence[int | None]) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    begin = 0
    for place in range(1, len(line) + 1):
        if place == len(line) or owners[place] != owners[begin]:
            segments.append(Segment(line[begin:place], owners[begin]))
            begin = place
    return tuple(segments)
