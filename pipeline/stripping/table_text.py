"""A table's rows as one text."""

from __future__ import annotations

import re

from pipeline.stripping.inline_pass import CleanInline

_DELIMITER_ROW = re.compile(r"^[\s|:-]+$")


def table_inline(rows: list[CleanInline]) -> CleanInline:
    """Rows one below the other: cells side by side in the text, delimiter rows left out of it."""
    texts = [" ".join(row.text.replace("|", " ").split()) for row in rows if not _DELIMITER_ROW.match(row.md)]
    return CleanInline(
        "\n".join(row.md for row in rows),
        "\n".join(text for text in texts if text),
        tuple(link._replace(line=line) for line, row in enumerate(rows) for link in row.links),
        tuple(image._replace(line=line) for line, row in enumerate(rows) for image in row.images),
        tuple(drop._replace(line=line) for line, row in enumerate(rows) for drop in row.drops),
        " ".join(row.outside for row in rows),
    )
