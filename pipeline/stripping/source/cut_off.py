"""The tag in which a file breaks off, because a download ended early or a scraper takes so many bytes only:

<li><a href="https://site.example/oil-the-fan/"><u>Oil the Fan</u></a></li>
<li><a href="https://site.example/dust-
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.markup.fences import outside_fences
from pipeline.markup.html_tags import KNOWN

_OPENING = re.compile(r"<([A-Za-z][A-Za-z0-9]*)(?=\s)")
_CLOSING = re.compile(r"</[A-Za-z0-9]{0,10}")
_BEGUN = re.compile(r"<(?:[A-Za-z][A-Za-z0-9]{0,10}(?:\s[a-z-]{0,12})?)?\s*")
"""A tag of which hardly anything is left; it may be prose (`if x <y`) where it does not stand behind a tag."""
_COMMENT = re.compile(r"<!(?:-(?:-[^<>\n]{0,80})?)?")
_ATTRIBUTE = re.compile(r"\s[A-Za-z_:@][\w:.-]*\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+)")
_LINK = re.compile(r"(?:(!)|\**)\[([^\[\]\n]{0,200})\]\([^\s()<>]*$")
_UNFINISHED = re.compile(r"\s*(?:[A-Za-z][\w:.-]*\s*)?(?:=\s*(?:[\"'][^\"'\n]*)?)?\s*")
MAX_LINES = 12
MAX_CHARS = 2_000


class CutOff(NamedTuple):
    """Where a tag or link without an end begins, and the last line that is not blank (indexes): what the first
    line becomes, and the source that is taken out."""

    line: int
    last: int
    kept: str
    source: str


def find_cut_off(lines: list[str], first: int) -> CutOff | None:
    """The tag or link that the lines from `first` on end in, if they do; prose behind a stray `<` is none.

    >>> find_cut_off(["Oil the fan. <a href=\\"https://sho", ""], 0)
    CutOff(line=0, last=0, kept='Oil the fan.', source='<a href="https://sho')
    >>> find_cut_off(["Oil [the fan](https://fan"], 0)
    CutOff(line=0, last=0, kept='Oil the fan', source='[the fan](https://fan')
    >>> find_cut_off(["Oil it if x <b", '<p class="a"', "Oil the fan."], 0) is None
    True
    """
    last = next((index for index in range(len(lines) - 1, first - 1, -1) if lines[index].strip()), -1)
    if last < 0:
        return None
    link = _LINK.search(lines[last], max(0, len(lines[last]) - MAX_CHARS)) if "[" in lines[last] else None
    if link is not None and "`" not in lines[last] and _is_no_code(lines, first, last):
        kept = lines[last][: link.start()] + ("" if link[1] else link[2])
        return CutOff(last, last, kept.rstrip(), link[0])
    for index in range(last, max(first, last - MAX_LINES + 1) - 1, -1):
        line = lines[index]
        column = line.rfind("<")
        if not line.strip() or "`" in line or line.find(">", column + 1) >= 0:
            return None
        if column >= 0:
            source = "\n".join([line[column:], *lines[index + 1 : last + 1]])
            found = _is_tag(source, line[:column].rstrip()) and _is_no_code(lines, first, index)
            return CutOff(index, last, line[:column].rstrip(), source) if found else None
    return None


def _is_tag(source: str, before: str) -> bool:
    if len(source) > MAX_CHARS or before.endswith("\\"):
        return False
    if _COMMENT.fullmatch(source) or _CLOSING.fullmatch(source):
        return True
    if _BEGUN.fullmatch(source):
        return not before or before.endswith(">")
    tag = _OPENING.match(source)
    if tag is None or tag[1].lower() not in KNOWN:
        return False
    return "=" in source and _UNFINISHED.fullmatch(_ATTRIBUTE.sub("", source[tag.end() :])) is not None


def _is_no_code(lines: list[str], first: int, index: int) -> bool:
    indented = lines[index].startswith(("    ", "\t")) and (index == first or not lines[index - 1].strip())
    return not indented and any(at == index - first for at, _ in outside_fences(lines[first : index + 1]))
