"""The YAML that nearly all front matter is: names with one-line texts, and flat lists of them.

libyaml spends 4 µs on each event, and a post has thirty; such a block is read here at a tenth of the time, to
the same result. Whatever is not plainly of this shape is left to libyaml, which alone decides what YAML means.
"""

from __future__ import annotations

import re

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}")

Value = str | list[str] | None


def read_plain_yaml(text: str) -> dict[str, Value] | None:
    """The mapping that a block of YAML is, or None when it takes a YAML parser to tell.

    >>> read_plain_yaml('title: "A: B"\\ntags:\\n  - one\\n  - two\\ndraft:\\n')
    {'title': 'A: B', 'tags': ['one', 'two'], 'draft': None}
    >>> read_plain_yaml("title: A: B") is None
    True
    """
    if not text.replace("\n", "").isprintable():
        return None  # a tab, a control character, what is no character: each has its own rule in YAML
    found: dict[str, Value] = {}
    key, items, indent = "", None, 0
    for line in text.split("\n"):
        line = line.rstrip(" ")
        rest = line.lstrip(" ")
        if rest[:2] == "- ":
            item = _one_text(rest[2:])
            if item is None or not key:
                return None
            if items is None and found[key] is None:
                found[key], indent = (items := [item]), len(line) - len(rest)
            elif items is not None and indent == len(line) - len(rest):
                items.append(item)
            else:
                return None
        elif rest:
            key, colon, value = line.partition(":")
            if not colon or key in found or not _KEY.fullmatch(key):
                return None
            items, found[key] = None, None
            if value:
                found[key] = _one_text(value) if value[0] == " " else None
                if found[key] is None:
                    return None
    return found or None


def _one_text(source: str) -> str | None:
    """The text of a value that ends where its line does; None for other values."""
    text = source.lstrip(" ")
    if text[:1] == '"':
        return text[1:-1] if text.count('"') == 2 and text[-1] == '"' and "\\" not in text else None
    plain = text[:1].isalnum() and not (": " in text or " #" in text or text[-1] == ":")
    return text if plain else None
