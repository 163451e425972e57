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
    1, and its rows instruct; or has no head, and all rows do. (line, number, text) of each; none for other tables.

    A table of clubs or of products counts as well, but tells nobody to do anything.
    """
    rows = document.inlines[index].md.split("\n")
    head = _cells(rows[0])
    label = head[0].strip("*_ .:").lower()
    if len(rows) < 4 or len(head) < 2:
        return []
    named = label in reader.rules.step_labels or label in _COUNT_HEADS
    first = _TABLE_NUMBER.fullmatch(head[0])
    headless = (first is not None and first["n"] == "1") or not any(head)
    if not named and not headless:
        return []
    found: list[tuple[int, str, str]] = []
    body = [*enumerate(rows[2:], 2)]
    for line, row in [(0, rows[0]), *body] if first is not None else body:
        number, *texts = _cells(row)
        counted = _TABLE_NUMBER.fullmatch(number)
        if counted is None or int(counted["n"]) != len(found) + 1:
            return []
        found.append((line, counted["n"], render_inline(parse_inline(" ".join(filter(None, texts)))).text))
    acting = sum(reader.instructs(text) for _, _, text in found)
    enough = acting == len(found) if headless else 4 * acting >= 3 * len(found)
    return found if len(found) >= 2 and enough else []


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in CELL_EDGE.split(row.strip().strip("|"))]
