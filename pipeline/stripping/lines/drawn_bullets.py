"""Lists whose bullets are characters: `• Open the app`, as pages copied from word processors and converted to text have
them. To Markdown they are lines of one paragraph, or paragraphs."""

from __future__ import annotations

import re

from pipeline.markup.fences import outside_fences

_MARKS = "•●▪◦‣⁃∙–—"
_STARTS = frozenset(f" {_MARKS}")
"""What a line begins with that has such a mark, behind its blanks or not."""
_MARKS_SET = frozenset(_MARKS)
_QUOTE_MARK = re.compile(r"> ?")
DASHES = "–—"
_ITEM = re.compile(
    rf"(?P<indent> {{0,3}})(?P<mark>[{_MARKS}])[ \t\u00a0]+(?=[^\s{_MARKS}])(?P<text>[^•●▪∙]*)"
)
"""One bullet and its text; a line with more of them is a row of names, parted by dots."""
_MARKED = re.compile(r" {0,3}(?:\d{1,3}[.)]|[-*+])[ \t]+(?=\S)")
"""The item right above, which the bullets belong to."""
MIN_ITEMS = 2
MIN_DASHES = 3
"""Dashes in a row that are bullets; two may be what two people say."""
NESTED = "◦⁃"
"""Marks of lists within lists."""


def with_bullets(lines: list[str]) -> list[str]:
    """The lines with such bullets as Markdown writes them, where there are several in a row, of a quotation too.

    >>> with_bullets(["Do this:", "• Open it.", "◦ Wait.", "• Close it.", "", "> • Oil", "> • Water"])
    ['Do this:', '- Open it.', '  - Wait.', '- Close it.', '', '> - Oil', '> - Water']
    """
    found = _with_bullets(lines)
    quoted = [i for i, line in enumerate(lines) if line[:1] == ">" and line.lstrip("> ")[:1] in _MARKS_SET]
    if len(quoted) < MIN_ITEMS:
        return found
    found = found.copy()
    outside = {index for index, _ in outside_fences(lines)}
    for start, end in _quotations(lines, [i for i in quoted if i in outside]):
        marks = [_QUOTE_MARK.match(line) for line in lines[start:end]]
        inside = [line[mark.end() :] for line, mark in zip(lines[start:end], marks, strict=True) if mark]
        found[start:end] = [
            f"{mark[0]}{line}" for mark, line in zip(marks, _with_bullets(inside), strict=True) if mark
        ]
    return found


def _quotations(lines: list[str], wanted: list[int]) -> list[tuple[int, int]]:
    """Where the quotations begin and end (exclusive) that hold the lines `wanted`."""
    found: list[tuple[int, int]] = []
    for index in wanted:
        if found and index < found[-1][1]:
            continue
        start, end = index, index + 1
        while start and lines[start - 1][:1] == ">":
            start -= 1
        while end < len(lines) and lines[end][:1] == ">":
            end += 1
        found.append((start, end))
    return found


def _with_bullets(lines: list[str]) -> list[str]:
    marked = [i for i, line in enumerate(lines) if line[:1] in _STARTS and line.lstrip(" ")[:1] in _STARTS]
    if len(marked) < MIN_ITEMS:
        return lines
    outside = {index for index, _ in outside_fences(lines)}
    items = {i: match for i in marked if i in outside and (match := _ITEM.fullmatch(lines[i]))}
    found = lines.copy()
    for run in _runs(lines, sorted(items)):
        above = items[run[0]]["mark"]
        item = _MARKED.match(lines[run[0] - 1]) if run[0] else None
        for index in run if len(run) >= (MIN_DASHES if above in DASHES else MIN_ITEMS) else ():
            mark = items[index]["mark"]
            nested = 2 * (mark in NESTED and mark != above)
            indent = max(len(item[0]) if item is not None else 0, len(items[index]["indent"])) + nested
            found[index] = f"{' ' * indent}- {items[index]['text']}"
    return found


def _runs(lines: list[str], indexes: list[int]) -> list[list[int]]:
    """Items with nothing but blank lines, or a line or two that go on with the one above, between them."""
    runs: list[list[int]] = []
    for index in indexes:
        last = runs[-1][-1] if runs else -1
        between = lines[last + 1 : index] if runs else []
        if runs and (
            not any(map(str.strip, between)) or (len(between) <= 2 and all(map(str.strip, between)))
        ):
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs
