"""Tables whose rows are steps, counted in their first column."""

from __future__ import annotations

import re

from pipeline.extraction.headings import HeadingReader
from pipeline.markup.escapes import CELL_EDGE
from pipeline.markup.inline_parse import parse_inline
from pipeline.markup.inline_render import render_inline
from pipeline.stripping.document import CleanDocument

_COUNT_HEADS = frozenset(["#", "no", "nr", "nº", "n°", "steps", "schritte", "pasos", "étapes"])
_TABLE_NUMBER = re.compile(r"[*_]*(?:[^\W\d_]{2,10}\s)?(?P<n>\d{1,2})[.):]?[*_]*")


def counted_rows(document: CleanDocument, index: int, reader: HeadingReader) -> list[tuple[int, str, str]]:
    """Rows of a table that counts what to do: its first column is headed "Step", "Schritt", "#" or the like and counts from
    1, and its rows instruct. (line, number, text) of each; none for other tables.

    A table of clubs or of products counts as well, but tells nobody to do anything.
    """
    rows = document.inlines[index].md.split("\n")
    head = _cells(rows[0])
    label = head[0].strip("*_ .:").lower()
    if (
        len(rows) < 4
        or len(head) < 2
        or (label not in reader.rules.step_labels and label not in _COUNT_HEADS)
    ):
        return []
    found: list[tuple[int, str, str]] = []
    for line, row in enumerate(rows[2:], 2):
        number, *texts = _cells(row)
        counted = _TABLE_NUMBER.fullmatch(number)
        if counted is None or int(counted["n"]) != len(found) + 1:
            return []
        found.append((line, counted["n"], render_inline(parse_inline(" ".join(filter(None, texts)))).text))
    acting = sum(reader.instructs(text) for _, _, text in found)
    return found if len(found) >= 2 and 4 * acting >= 3 * len(found) else []


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in CELL_EDGE.split(row.strip().strip("|"))]
