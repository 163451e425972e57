"""A table's rows as one text."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.markup.escapes import CELL_EDGE
from pipeline.stripping.inline_pass import CleanInline
from pipeline.stripping.ledger import Piece

_DELIMITER_ROW = re.compile(r"^[\s|:-]+$")
_STAND_IN = re.compile(r"\s*(?:Row \d{1,4} - Cell|Header Cell - Column) (\d{1,3})\s*")
"""What Vanilla, the engine of Tom's Hardware, TechRadar and their sisters, writes into an empty cell."""
MAX_STAND_IN_SHARE = 0.5
"""Share of a table's cells above which such texts show how tables are made."""


def table_inline(content: str, clean: Callable[[str], CleanInline]) -> CleanInline:
    """Rows one below the other: cells side by side in the text, delimiter rows left out of it."""
    sources = content.split("\n")
    emptied = _without_stand_ins(sources) if "Cell " in content else []
    rows = [clean(source) for source in sources]
    texts = [" ".join(row.text.replace("|", " ").split()) for row in rows if not _DELIMITER_ROW.match(row.md)]
    return CleanInline(
        "\n".join(row.md for row in rows),
        "\n".join(text for text in texts if text),
        tuple(link._replace(line=line) for line, row in enumerate(rows) for link in row.links),
        tuple(image._replace(line=line) for line, row in enumerate(rows) for image in row.images),
        (*emptied, *(drop._replace(line=line) for line, row in enumerate(rows) for drop in row.drops)),
        " ".join(row.outside for row in rows),
    )


def _without_stand_ins(rows: list[str]) -> list[Piece]:
    """Empties cells, in `rows`, that say which cell they are and nothing else; what they said."""
    table = [CELL_EDGE.split(row) for row in rows]
    found = [
        (line, at)
        for line, cells in enumerate(table)
        for at, cell in enumerate(cells)
        if (number := _STAND_IN.fullmatch(cell)) is not None and int(number[1]) == at - (not cells[0].strip())
    ]
    filled = sum(bool(cell.strip(" \t:-")) for cells in table for cell in cells)
    if len(found) > MAX_STAND_IN_SHARE * filled:
        return []
    pieces = [Piece("boilerplate", "empty_cell", table[line][at].strip(), line) for line, at in found]
    for line, at in found:
        table[line][at] = " "
    for line in {line for line, _ in found}:
        rows[line] = "|".join(table[line])
    return pieces
