"""Marks of engines of documentation: boxes, tabs, steps and cards, as a line of their own or as a tag of MDX."""

from __future__ import annotations

import re

from pipeline.markup.engine_tags import engine_tag
from pipeline.reading.prose import follow_fence
from pipeline.stripping.source.walk import CONTENT_LIMIT, SourceWalk

_COMPONENT = re.compile(r"[ \t]*<([A-Z][A-Za-z]*)(?![\w.-])(?!.*/>\s*$)")
"""The tag that opens a component, whether it ends on its line or below."""
LINES_OF_TAG = 12
"""Lines that the tag of a component may have."""


def read_engine_tag(walk: SourceWalk, line: str) -> bool:
    """Sets a line that is a mark of an engine apart from the text around it; whether it was one. Its words stay, as
    an article may be about them, but no step goes on in it."""
    if line.lstrip()[0] == "<" and ">" not in line:
        line = _whole_component(walk, line)
    tag = engine_tag(line)
    if tag is None or walk.is_code(line):
        return False
    margin = line[: len(line) - len(line.lstrip())]
    if tag == "indenting" and not _take_back(walk, margin):
        return False
    if (component := _COMPONENT.match(line)) is not None:
        _take_back_component(walk, margin, component[1])
    walk.blank()
    walk.emit(line, walk.at)
    walk.blank()
    walk.at += 1
    return True


def _whole_component(walk: SourceWalk, line: str) -> str:
    """The line at hand, on which the tag of a component begins, with those that it goes on over (`<Card`
    / `title="Fans"` / `>`), which is then the line at hand; the line as it is where that is no mark of an engine."""
    if _COMPONENT.match(line) is None or walk.is_code(line):
        return line
    last = min(walk.at + LINES_OF_TAG, len(walk.lines))
    end = next((i for i in range(walk.at + 1, last) if ">" in walk.lines[i]), None)
    if end is None:
        return line
    whole = " ".join((line.rstrip(), *(part.strip() for part in walk.lines[walk.at + 1 : end + 1])))
    if engine_tag(whole) is None:
        return line
    walk.at = end
    return whole


def _take_back_component(walk: SourceWalk, margin: str, name: str) -> None:
    """Moves what a component holds to its own margin: as MDX knows no indented code, people indent it like HTML."""
    below = range(walk.at + 1, min(walk.at + 1 + CONTENT_LIMIT, len(walk.lines)))
    first = next((walk.lines[i] for i in below if walk.lines[i].strip()), "")
    inner = first[: len(first) - len(first.lstrip())]
    closing = f"{margin}</{name}>"
    if len(inner) <= len(margin) or not inner.startswith(margin):
        return
    end = walk.closing_line(closing, lambda line: line.rstrip() == closing)
    if end is None:
        return
    fence = ""
    for index in range(walk.at + 1, end):
        line = walk.lines[index]
        if line.startswith(inner):
            walk.lines[index] = margin + line[len(inner) :]
        fence, inside = follow_fence(fence, line)
        if not inside and line.lstrip().startswith("<img "):  # Mintlify writes them far to the right
            walk.lines[index] = margin + line.lstrip()


def _take_back(walk: SourceWalk, margin: str) -> bool:
    """Moves the lines below that are indented by four columns more than `margin` to the left; whether the first of
    them is."""
    inner, moved = margin + "    ", False
    for index in range(walk.at + 1, min(walk.at + 1 + CONTENT_LIMIT, len(walk.lines))):
        line = walk.lines[index]
        if line.startswith(inner):
            walk.lines[index] = margin + line[len(inner) :]
            moved = moved or not line.isspace()
        elif line.strip():
            break
    return moved
