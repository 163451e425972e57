"""Character references (`&amp;`, `&#38;`), decoded as readers of Markdown and of HTML attributes decode them.

`html.unescape` is for the text of a page: it knows names without a semicolon also in the midst of words, which makes
`?a=1&section=2` into `?a=1§ion=2`.
"""

from __future__ import annotations

import html
import re
from html.entities import html5

from pipeline.markup.escapes import unescaped

_WITH_SEMICOLON = re.compile(r"&(?:#(?:[0-9]{1,8}|[xX][0-9a-fA-F]{1,8})|[A-Za-z][A-Za-z0-9]{1,31});")
_IN_ATTRIBUTE = re.compile(
    r"&(?:#(?:[0-9]{1,8}|[xX][0-9a-fA-F]{1,8});?|[A-Za-z][A-Za-z0-9]{1,31}(?:;|(?![A-Za-z0-9=])))"
)


def decoded_markdown(text: str) -> str:
    """Markdown text or an address with its references decoded; all of them end in a semicolon (CommonMark 2.5).

    >>> decoded_markdown("?a=1&section=2&amp;copy=3 &copy 4 &nosuch; &#38;")
    '?a=1&section=2&copy=3 &copy 4 &nosuch; &'
    """
    return _WITH_SEMICOLON.sub(_character, text) if "&" in text else text


def decoded_text(md: str) -> str:
    r"""What Markdown text without marks stands for: references decoded, and no backslash before a sign.

    >>> print(decoded_text(r"Oil &amp; wait \*"))
    Oil & wait *
    """
    return decoded_markdown(unescaped(md))


def decoded_attribute(value: str) -> str:
    """The value of an HTML attribute with its references decoded. The semicolon may be missing, but not before a letter, a
    digit or `=` (HTML 13.2.5.73).

    >>> decoded_attribute("?a=1&section=2&copy=3&times;&amp 4 &#38")
    '?a=1&section=2&copy=3×& 4 &'
    """
    return _IN_ATTRIBUTE.sub(_character, value) if "&" in value else value


def _character(match: re.Match[str]) -> str:
    reference = match.group()
    return html.unescape(reference) if reference[1] == "#" else html5.get(reference[1:], reference)
