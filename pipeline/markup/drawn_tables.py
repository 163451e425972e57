"""Tables that converters draw, as rows of a pipe table.

+-------+---------------+     Light   Meaning          |             Turndown and its like, when a cell
| Light | Meaning       |     ------- -----------      Light           holds a paragraph: blank lines end a
+=======+===============+     Green   All is well                      table in Markdown, and the row with it
| Red   | No network:   |     Red     No network        |
|       | call someone  |
+-------+---------------+                              Meaning

Pandoc: grid tables; simple tables, and multiline         |
ones, whose rows are parted by blank lines             | --- | --- |
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from pipeline.markup.escapes import CELL_EDGE

MAX_LINES = 600
"""Lines that a drawn table may have."""
MAX_ROW_LINES = 60
"""Lines over which one row of cells with paragraphs may go on."""
MAX_COLUMNS = 40
_GRID_BORDER = re.compile(r"[ \t]*\+(?:[-=:]{2,}\+){2,}[ \t]*")
"""Of two columns at least: words in a box of one are a drawing."""
_COLUMNS = re.compile(r" *-{2,}(?: +-{2,})+ *")
_COLUMN = re.compile(r"-+")
_LONG_RULE = re.compile(r" *-{10,} *")
_DELIMITER = re.compile(r"[ \t]*\|(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*")
_BREAKS_ROW = re.compile(r"[ \t]*(?:#{1,6}[ \t]|`{3}|~{3}|>)")
"""What no cell holds that is still one when it is written on one line."""
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S")
_CUT_ADDRESS = re.compile(r"(?:https?://|\]\()\S+$")


class DrawnTable(NamedTuple):
    """Rows of Markdown, each with the index of its first line; `end` is the index below the last one."""

    rows: list[tuple[str, int]]
    end: int


def grid_table(lines: Sequence[str], at: int) -> DrawnTable | None:
    """The grid table whose upper border is line `at`; None where its cells cannot be told apart.

    >>> grid_table(["+---+----+", "| A | B  |", "+===+====+", "| 1 | x  |", "|   | y  |", "+---+----+"], 0)
    DrawnTable(rows=[('| A | B |', 1), ('| --- | --- |', 1), ('| 1 | x y |', 3)], end=6)
    """
    if not _GRID_BORDER.fullmatch(lines[at]):
        return None
    borders = [place for place, sign in enumerate(lines[at]) if sign == "+"]
    if len(borders) > MAX_COLUMNS:
        return None
    rows: list[tuple[list[str], int]] = []
    cells: list[list[str]] = []
    end = first = at + 1
    for index in range(at + 1, min(at + MAX_LINES, len(lines))):
        line = lines[index]
        if _GRID_BORDER.fullmatch(line):
            if not cells or [place for place, sign in enumerate(line) if sign == "+"] != borders:
                break
            rows.append(([_cell(parts, tight=True) for parts in zip(*cells, strict=True)], first))
            cells, end = [], index + 1
            continue
        parts = _between(line, borders)
        if parts is None:
            break
        first = first if cells else index
        cells.append(parts)
    return DrawnTable(list(_pipe_rows(rows)), end) if rows else None


def _between(line: str, borders: list[int]) -> list[str] | None:
    """What stands between the borders of a line, where they stand below those of the table or are as many."""
    text = line.rstrip()
    if len(text) == borders[-1] + 1 and all(text[place] in "|+" for place in borders):
        return [text[start + 1 : end] for start, end in pairwise(borders)]
    if not (text.lstrip().startswith("|") and text.endswith("|")):
        return None
    parts = CELL_EDGE.split(text.strip())[1:-1]  # characters of double width push the borders aside
    return parts if len(parts) == len(borders) - 1 else None


def column_table(lines: Sequence[str], at: int) -> DrawnTable | None:
    """The table whose columns the dashes on line `at` tell, with the names of its columns on the line above, or that
    begins with a rule on line `at`; None where text goes across the columns.

    >>> column_table(["Light   Meaning", "------- -------", "Green   All is well", "Red     No network"], 1)
    DrawnTable(rows=[('| Light | Meaning |', 0), ('| --- | --- |', 0), ('| Green | All is well |', 2), ('| Red | No network |', 3)], end=4)
    """
    line = lines[at]
    if _LONG_RULE.fullmatch(line):
        head = range(at + 1, min(at + 8, len(lines)))
        dashes = next((i for i in head if _COLUMNS.fullmatch(lines[i]) or not lines[i].strip()), at)
        return _multiline(lines, at + 1, dashes) if dashes > at + 1 else None
    if not _COLUMNS.fullmatch(line):
        return None
    starts = [dash.start() for dash in _COLUMN.finditer(line)]
    above = lines[at - 1] if at else ""
    if not above.strip():
        return _multiline(lines, at, at)
    names = _in_columns(above, starts)
    if names is None or not all(names) or len(starts) > MAX_COLUMNS:
        return None
    rows = [(names, at - 1)]
    end = at + 1
    for index in range(at + 1, min(at + MAX_LINES, len(lines))):
        line = lines[index]
        end = index
        if not line.strip():
            break
        if _COLUMNS.fullmatch(line):
            end = index + 1
            break
        cells = _in_columns(line, starts)
        if cells is None:
            return None
        rows.append((cells, index))
        end = index + 1
    return DrawnTable(list(_pipe_rows(rows)), end) if len(rows) > 1 else None


def _multiline(lines: Sequence[str], first: int, dashes: int) -> DrawnTable | None:
    """A table between rules, its rows parted by blank lines; `first` is the line of its names, or of its dashes."""
    starts = [dash.start() for dash in _COLUMN.finditer(lines[dashes])]
    if not 2 <= len(starts) <= MAX_COLUMNS or not _COLUMNS.fullmatch(lines[dashes]):
        return None
    closing = lines[dashes if first == dashes else first - 1].strip()
    below = islice(range(dashes + 1, len(lines)), MAX_LINES)
    end = next((index for index in below if lines[index].strip() == closing), None)
    if end is None:
        return None
    rows: list[tuple[list[str], int]] = []
    cells: list[list[str]] = []
    start = first
    parted = any(not lines[index].strip() for index in range(dashes + 1, end))
    for index in range(first, end + 1):
        line = lines[index]
        if index in (dashes, end) or not line.strip() or (index > dashes and not parted):
            if cells:
                rows.append(([_cell(parts) for parts in zip(*cells, strict=True)], start))
            cells = []
            if index in (dashes, end) or not line.strip():
                continue
        found = _in_columns(line, starts)
        if found is None:
            return None
        start = start if cells else index
        cells.append(found)
    return DrawnTable(list(_pipe_rows(rows)), end + 1) if len(rows) > 1 else None


def _in_columns(line: str, starts: list[int]) -> list[str] | None:
    """The cells of a line; None where text stands across the beginning of a column."""
    text = line.rstrip()
    if text[: starts[0]].strip() or any(start < len(text) and text[start - 1] != " " for start in starts[1:]):
        return None
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def broken_table(lines: Sequence[str], at: int, width: int = 0) -> DrawnTable | None:
    """The rows from line `at` on, the first of which goes on over several lines, as one line each.

    Args:
        width: columns of the table above, if line `at` goes on with one; else a row of names begins there.

    >>> broken_table(["| ", "Light", "", " | ", "", "Meaning", "", " |", "| --- | --- |", "| Red | ", "", "Call us", "", " |"], 0)
    DrawnTable(rows=[('| Light | Meaning |', 0), ('| --- | --- |', 8), ('| Red | Call us |', 9)], end=14)
    """
    if not _is_broken_off(lines, at, width):
        return None
    rows: list[tuple[str, int]] = []
    index = at
    while index < min(at + MAX_LINES, len(lines)) and lines[index].lstrip().startswith("|"):
        if rows and _DELIMITER.fullmatch(lines[index]):
            rows.append((lines[index].strip(), index))
            index += 1
            continue
        found = _row(lines, index, width)
        if found is None:
            break
        cells, end = found
        width = len(cells)
        rows.append((_pipe_row(cells), index))
        index = end
    return DrawnTable(rows, index) if rows else None


def _is_broken_off(lines: Sequence[str], at: int, width: int) -> bool:
    text = lines[at].strip()
    if text == "|" or not text.endswith("|"):
        return True
    short = 2 <= len(CELL_EDGE.findall(text)) <= width
    return short and at + 1 < len(lines) and not lines[at + 1].strip()


def _row(lines: Sequence[str], at: int, width: int) -> tuple[list[str], int] | None:
    """The cells of the row that begins on line `at` and the index below it; a row of names ends above its delimiters."""
    count = 0
    for index in range(at, min(at + MAX_ROW_LINES, len(lines))):
        line = lines[index]
        if index > at and (line.startswith("|") or _BREAKS_ROW.match(line)):
            return None
        count += len(CELL_EDGE.findall(line))
        if not line.rstrip().endswith("|") or count < 2 or count - 1 > MAX_COLUMNS:
            continue
        below = lines[index + 1] if index + 1 < len(lines) else ""
        if width:
            ends = count == width + 1
        else:
            ends = _DELIMITER.fullmatch(below) is not None and below.count("|") == count
        if ends:
            parts = CELL_EDGE.split("\n".join(lines[at : index + 1]).strip())[1:-1]
            return [_cell(part.split("\n")) for part in parts], index + 1
        if width and count > width:
            return None
    return None


def _cell(lines: Sequence[str], *, tight: bool = False) -> str:
    """Lines of a cell as one: paragraphs and items parted by `<br>`. A `tight` cell breaks addresses where it ends."""
    text, blank = "", True
    for line in lines:
        part = line.strip()
        if not part:
            blank = True
            continue
        if part[0] in "*+" and _ITEM.match(part):
            part = f"-{part[1:]}"
        if not text:
            text = part
        elif blank or _ITEM.match(part):
            text = f"{text}<br>{part}"
        elif tight and _CUT_ADDRESS.search(text) and " " not in part.strip(")>"):
            text += part
        else:
            text = f"{text} {part}"
        blank = False
    return text.removesuffix("\\").rstrip()


def _pipe_rows(rows: Sequence[tuple[list[str], int]]) -> Iterator[tuple[str, int]]:
    for number, (cells, index) in enumerate(rows):
        yield _pipe_row([CELL_EDGE.sub(r"\\|", cell) for cell in cells]), index
        if not number:
            yield f"|{' --- |' * len(cells)}", index


def _pipe_row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
