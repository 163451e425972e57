"""Links to edit a section, which MediaWiki sets beside each heading: `## Oil the fan[[edit](…&action=edit&section=2)]`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from pipeline.markup.fences import outside_fences
from pipeline.stripping.lines.dropped import Dropped

_LINK = re.compile(
    r"\[[^\[\]\n]{2,40}\]\(<?(?P<url>(?:[^\s<>()\[\]]|\([^\s<>()\[\]]*+\))++)>?(?:[ \t]++\"[^\"\n]*+\")?\)"
)
_BETWEEN = frozenset(["", "|", "[", "]", "\\[", "\\]", "]["])
"""What may stand between such links, and behind them."""
_SIGNS = ("action=edit", "section=")
MAX_CHARS = 2_000
"""Characters of a line that is looked at."""
MAX_LINKS = 2
"""Links beside a heading: "edit" and "edit source"."""


def take_edit_links(lines: Sequence[str]) -> tuple[list[str], list[Dropped]]:
    """The lines without such links at their ends, and the links.

    >>> take_edit_links(["## Oil[[edit](/w?title=Fan&action=edit&section=2)]"])
    (['## Oil'], [Dropped(place=0, rule='edit_link', text='[[edit](/w?title=Fan&action=edit&section=2)]')])
    """
    out = list(lines)
    held = [index for index, line in enumerate(lines) if _SIGNS[0] in line and len(line) <= MAX_CHARS]
    if not held:
        return out, []
    outside = {index for index, _ in outside_fences(out)}
    taken: list[Dropped] = []
    for index in held:
        start = _start_of_links(out[index]) if index in outside else None
        if start is not None and (out[index][:1] == "#" or not start):
            taken.append(Dropped(index, "edit_link", out[index][start:].strip()))
            out[index] = out[index][:start]
    return out, taken


def _start_of_links(line: str) -> int | None:
    """Where the links to edit that end a line begin, with the brackets around them; None where none does."""
    links = list(islice(_LINK.finditer(line), MAX_LINKS + 1))
    if not 0 < len(links) <= MAX_LINKS or not all(sign in link["url"] for link in links for sign in _SIGNS):
        return None
    starts = [*(link.start() for link in links[1:]), len(line)]
    between = (line[link.end() : start].strip() for link, start in zip(links, starts, strict=True))
    if not all(part in _BETWEEN for part in between):
        return None
    return len(line[: links[0].start()].rstrip().removesuffix("[").removesuffix("\\").rstrip())
