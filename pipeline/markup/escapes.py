"""Backslashes before the signs of Markdown: put there, where a text is to be read as it stands, and taken away."""

from __future__ import annotations

import re

_SIGN = re.compile(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])")
_LINK = re.compile(r"\]\([^\s()]+\)")
_STRONG = re.compile(r"\\\*\\\*(?=[^\s\\])([^*]{1,200}?[^\s\\*])\\\*\\\*")
_LINE_SIGN = re.compile(r"(?=#{1,6}\s|>|~~~|---)")
_ITEM_MARK = re.compile(r"([-+](?=\s)|\d{1,9}(?=[.)]\s))")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
"""CommonMark 0.31, 2.4: any ASCII punctuation character may be escaped, and no other."""
CELL_EDGE = re.compile(r"(?<!\\)\|")
"""The sign between the cells of a table; an escaped one is a cell's own."""


def escape_text(text: str) -> str:
    r"""Escapes what marks words up wherever it stands. Links, and stars by twos, are Markdown that was left in HTML.

    >>> print(escape_text("*.exe in C:\\my_files [new] is **gone**"))
    \*.exe in C:\\my_files \[new\] is **gone**
    >>> print(escape_text("see ![](fan.png)"))
    see ![](fan.png)
    """
    if "](" in text and _LINK.search(text):
        return text
    escaped = _SIGN.sub(r"\\\g<0>", text)
    return _STRONG.sub(r"**\1**", escaped) if "**" in text else escaped


def escape_line_start(text: str) -> str:
    r"""Escapes what marks a line up as a heading, a quotation, code or a rule. A number or a bullet that somebody typed
    at the beginning of a paragraph is an item's.

    >>> print(escape_line_start("# 1"), escape_line_start("1. Oil it"), escape_line_start("---"))
    \# 1 1. Oil it \---
    """
    return "\\" + text if _LINE_SIGN.match(text) else text


def escape_item_mark(text: str) -> str:
    r"""Escapes a number or bullet that stands where an item's mark would.

    >>> print(escape_item_mark("1. Oil it"), escape_item_mark("- Oil it"), escape_item_mark("1.5 l"))
    1\. Oil it \- Oil it 1.5 l
    """
    mark = _ITEM_MARK.match(text)
    if mark is None:
        return text
    return f"{mark[0]}\\{text[mark.end() :]}" if mark[0].isdigit() else f"\\{text}"


def unescaped(text: str) -> str:
    r"""Markdown text without the backslashes that escape a sign.

    >>> print(unescaped(r"\*.exe in C:\fans"))
    *.exe in C:\fans
    """
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text
