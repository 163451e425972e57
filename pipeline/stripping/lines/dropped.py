"""What is taken out of lines before they are read as blocks."""

from __future__ import annotations

from typing import NamedTuple


class Dropped(NamedTuple):
    """What was taken out of a line (None: all of it), the index of that line, and why."""

    place: int
    rule: str
    text: str | None
