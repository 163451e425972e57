"""Links to edit a section, which MediaWiki sets beside each heading: `## Oil the fan[[edit](…&action=edit&section=2)]`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.markup.fences import outside_fences
from pipeline.stripping.lines.dropped import Dropped

_LINK = (
    r"\[[^\[\]\n]{2,40}\]\(<?(?=[^\s]{0,600}[?&](?:ve)?action=edit)(?=[^\s]{0,600}[?&]section=)[^\s]{1,600}?>?"
    r"(?:[ \t]+\"[^\"\n]{0,200}\")?\)"
)
_EDIT = re.compile(rf"[ \t]*(?:\\?\[[ \t]*)?{_LINK}(?:[ \t]*\|[ \t]*{_LINK})?(?:[ \t]*\\?\])?[ \t]*$")
_SIGN = "action=edit"
MAX_CHARS = 2_000
"""Characters of a line that is looked at."""


def take_edit_links(lines: Sequence[str]) -> tuple[list[str], list[Dropped]]:
    """The lines without such links at their ends, and the links.

    >>> take_edit_links(["## Oil[[edit](/w?title=Fan&action=edit&section=2)]"])
    (['## Oil'], [Dropped(place=0, rule='edit_link', text='[[edit](/w?title=Fan&action=edit&section=2)]')])
    """
    out = list(lines)
    held = [index for index, line in enumerate(lines) if _SIGN in line and len(line) <= MAX_CHARS]
    if not held:
        return out, []
    outside = {index for index, _ in outside_fences(out)}
    taken: list[Dropped] = []
    for index in held:
        found = _EDIT.search(out[index]) if index in outside else None
        if found is not None and (out[index][:1] == "#" or not found.start()):
            taken.append(Dropped(index, "edit_link", found.group().strip()))
            out[index] = out[index][: found.start()]
    return out, taken
