"""Where a link or a picture leads: the address in brackets behind its text, as CommonMark knows it and as converters and
scrapers break it.

[The fan](https://fans.example/fan "Silent")        ![](<https://fans.example/step> 4.png)
![](fan.png =300x200)                               [The fan]([https://fans.example/fan](https://fans.example/fan))
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.markup.references import decoded_text

_URL_CHARS = 2048
_INNER = rf"(?:\\.|[^\s()\\]){{0,{_URL_CHARS}}}"
_TARGET = re.compile(
    rf"\(\s*(?:<([^<>\n]{{0,{_URL_CHARS}}})>|((?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\]|\({_INNER}\))*\)){{0,{_URL_CHARS}}}))"
    r"""(?:\s+("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\((?:\\.|[^)\\])*\)))?\s*\)"""
)
_LINK_AS_TARGET = re.compile(r"\[[^\[\]\s]*\]\(<?([^\s()<>]+)>?\)")
"""A target that a program made a link of: `[shop]([https://shop.example](https://shop.example))`."""
_LENIENT_TARGET = re.compile(rf"\(\s*((?:https?:|/|#)[^()\n]{{0,{_URL_CHARS}}}?)\s*\)")
_SCRIPT_TARGET = re.compile(r"\((javascript:[^\n\[\]]{1,800}?[;)])\)(?![;,'\")])", re.IGNORECASE)
"""`(javascript:window.open(decodeURIComponent('https%3A…'), '_blank');void(0);)`: an address with blanks, as it stood in the page."""
_SIZED_TARGET = re.compile(
    rf"\(\s*(?:<([^<>\n]{{0,{_URL_CHARS}}})>|([^\s()<>]{{1,{_URL_CHARS}}}))(?:\s+(?:(?:align|width|height|style|class)=\"[^\"\n]{{0,80}}\"|=\d{{0,5}}x\d{{0,5}}))+\s*\)"
)
"""Behind the address of a picture its place (`align="center"`, Hashnode) or size (` =300x200`, HackMD, Joplin)."""
_BROKEN_TARGET = re.compile(
    rf"\(\s*<([^<>\n]{{1,{_URL_CHARS}}})>(\s*[^()\n<>]{{1,200}}\.(?:jpe?g|png|gif|webp|svg)| [^()\n<>\"'\s][^()\n<>\"']{{0,200}})\)",
    re.I,
)
"""`(<https://…/step> 4.png)`, `(<https://…/fan#fix> 2. Oil it)`: a wrapped address whose wrapper closes at its first blank."""


class LinkTarget(NamedTuple):
    """An address, decoded, with the title behind it, and where the source goes on."""

    url: str
    title: str | None
    end: int


def read_target(source: str, start: int) -> LinkTarget | None:
    """The target whose bracket opens at `start`; None where none does.

    >>> read_target("[a](/b 'c')", 3), read_target("![](<https://a.example/b> 4.png)", 3).url
    (LinkTarget(url='/b', title='c', end=11), 'https://a.example/b 4.png')
    """
    match = (
        _TARGET.match(source, start)
        or _SIZED_TARGET.match(source, start)
        or _BROKEN_TARGET.match(source, start)
        or _LENIENT_TARGET.match(source, start)
        or _SCRIPT_TARGET.match(source, start)
    )
    return _target(match) if match is not None else None


def read_plain_target(source: str, start: int) -> LinkTarget | None:
    """The same, if it is as CommonMark would have it."""
    match = _TARGET.match(source, start)
    return _target(match) if match is not None else None


def without_link(url: str) -> str:
    """An address of which a program made a link, as it was.

    >>> without_link("[/a](/a)"), without_link("/a")
    ('/a', '/a')
    """
    inside = _LINK_AS_TARGET.fullmatch(url) if url[:1] == "[" else None
    return inside[1] if inside is not None else url


def _target(match: re.Match[str]) -> LinkTarget:
    groups = match.groups()
    if match.re is _BROKEN_TARGET:
        return LinkTarget(decoded_text("".join(groups)).strip(), None, match.end())
    url = next((g for g in groups[:2] if g is not None), "")
    title = groups[2][1:-1] if len(groups) > 2 and groups[2] else None
    return LinkTarget(decoded_text(url).strip(), decoded_text(title) if title else None, match.end())
