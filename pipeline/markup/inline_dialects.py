"""What other kinds of Markdown write inside a line, made plain: attributes, spans, wiki links, tab anchors.

Each function takes one line of prose and returns it changed; code spans are left as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.markup.inline_render import image_markdown

_NAME = r"[#.][A-Za-z_][\w:-]{0,60}"
_PAIR = r"[A-Za-z][\w:-]{0,40}=(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|[\w%./-]{1,100})"
_LIST = rf"(?:{_NAME}|{_PAIR})(?:[ \t]+(?:{_NAME}|{_PAIR}|-)){{0,8}}"
_ATTRIBUTES = rf"\{{[ \t]*{_LIST}[ \t]*\}}"
_ANY_ATTRIBUTES = rf"\{{:?[ \t]*(?:{_LIST}|-)[ \t]*\}}"
_BEHIND_HEADING = re.compile(rf"(?<=\S)[ \t]*{_ANY_ATTRIBUTES}[ \t]*#*[ \t]*$")
_BEHIND_LINK = re.compile(rf"(?<=\))\{{:?[ \t]*{_LIST}[ \t]*\}}")
_BEHIND_BLOCK = re.compile(rf"(?:^|(?<=[\w.:!?)\]*_`]))[ \t]*\{{:[ \t]*{_LIST}[ \t]*\}}[ \t]*$")
_SPAN = re.compile(rf"(?<![!\]\\])\[(?P<words>[^\[\]\n]{{0,500}})\]{_ATTRIBUTES}")
_WIKI = re.compile(
    r"(?<![\w\])\\])(?P<shown>!?)\[\[(?=[^\[\]\n]*[^\W\d_])(?P<page>[^\s\[\]\n|#\"'$-][^\[\]\n|#\"]{0,200})?(?:#\^?(?P<section>[^\[\]\n|]{1,200}))?"
    r"(?:\\?\|(?P<words>[^\[\]\n|]{0,200}))?\]\](?![(\[\]])"
)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp|avif)$", re.IGNORECASE)
_SIZE = re.compile(r"\d+(?:x\d+)?")


def without_attributes(line: str) -> str:
    """A line without the attributes that Pandoc and kramdown hang on headings, pictures, links and words.

    >>> without_attributes("## Restart the fan {#restart .unnumbered}")
    '## Restart the fan'
    >>> without_attributes('![The fan](fan.png){width="50%"} on the [desk]{.place}')
    '![The fan](fan.png) on the desk'
    >>> without_attributes("2. Wipe the blades. {: .steps }"), without_attributes("Print f'{width:.2f}' {width}")
    ('2. Wipe the blades.', "Print f'{width:.2f}' {width}")
    """
    if line.startswith("#"):
        line = _outside_code(_BEHIND_HEADING, _nothing, line)
    if "]{" in line:
        line = _outside_code(_SPAN, _words, line)
    if "){" in line and "](" in line:
        line = _outside_code(_BEHIND_LINK, _nothing, line)
    if "{:" in line:
        line = _outside_code(_BEHIND_BLOCK, _nothing, line)
    return line


def without_wiki_links(line: str) -> str:
    """A line with the words of wiki links, and their pictures as pictures of Markdown.

    >>> without_wiki_links("See [[Oil the fan#Which oil|which oil]] and [[Dust]]. ![[the fan.png|400]]")
    'See which oil and Dust. ![](<the fan.png>)'
    >>> without_wiki_links("if [[ -f fan.conf ]]; then df[[1]]"), without_wiki_links("as said in [[1]](#note)")
    ('if [[ -f fan.conf ]]; then df[[1]]', 'as said in [[1]](#note)')
    """
    return _outside_code(_WIKI, _words_of_wiki_link, line) if "[[" in line else line


def _words_of_wiki_link(link: re.Match[str]) -> str:
    page, section, words = (link["page"] or "").strip(), (link["section"] or "").strip(), link["words"]
    if link["shown"] and _PICTURE.search(page):
        alt = "" if words is None or _SIZE.fullmatch(words.strip()) else words.strip()
        return image_markdown(alt, page)
    return (words or "").strip() or " > ".join(part for part in (page, section) if part) or link[0]


def _nothing(_: re.Match[str]) -> str:
    return ""


def _words(span: re.Match[str]) -> str:
    return span["words"]


def _outside_code(pattern: re.Pattern[str], change: Callable[[re.Match[str]], str], line: str) -> str:
    """`line` with `pattern` replaced where it begins outside code spans."""
    if "`" not in line:
        return pattern.sub(change, line)
    return pattern.sub(lambda m: m[0] if line.count("`", 0, m.start()) % 2 else change(m), line)
