"""Tools an article asks for, where it lists them under a heading made for that."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LIST_TITLE = re.compile(
    r"(?:#{1,6}\s+)?[*_]*(?:(?:what|things) you(?:['’]ll| will)? need|you(?:['’]ll| will) need"
    r"|(?:required |necessary )?(?:tools|equipment)(?: (?:required|needed|you(?:['’]ll| will)? need))?"
    r"|was (?:sie|du) (?:brauchen|brauchst|benötigen|benötigst)|(?:benötigtes )?werkzeuge?"
    r"|(?:lo )?que necesitas|herramientas(?: necesarias)?|ce dont vous avez besoin|outils(?: nécessaires)?)"
    r"\s*[:：]?[*_]*\s*[:：]?",
    re.IGNORECASE,
)
"""A line that announces such a list: a heading, a bold line, or a line of its own."""
_ITEM = re.compile(r"[-*+]\s+(.+)")
_MARKS = re.compile(r"[*_`]+|\[([^\]]*)\]\([^)]*\)|\\(?=[!-/:-@\[-`{-~])")
MAX_WORDS = 12
"""A longer item is an explanation, no name."""


def named_tools(markdown: str) -> list[str]:
    r"""Names of the tools of an article, each once, in order.

    >>> named_tools("## What you will need\n\n* a small **screwdriver**\n* tape.\n\nText\n\n* not this\n")
    ['a small screwdriver', 'tape']
    """
    return list(dict.fromkeys(_items(markdown.split("\n"))))


def _items(lines: list[str]) -> Iterator[str]:
    listing = False
    for line in lines:
        if _LIST_TITLE.fullmatch(line.strip()):
            listing = True
        elif listing and (item := _ITEM.fullmatch(line)):
            name = _MARKS.sub(lambda mark: mark[1] or "", item[1]).strip().rstrip(".,;")
            if name and len(name.split()) <= MAX_WORDS:
                yield name
        elif line.strip():
            listing = False
