r"""Pictures that an author wrote as template tags, which no reader of Markdown knows.

{{< figure src="fan.png" alt="A fan" caption="The fan" >}}                     Hugo
{% img fan.png A fan %}                                                        Jekyll
:::image type="content" source="fan.png" alt-text="A fan":::                   Microsoft Learn
[caption id="a1" width="300"]<img src="fan.png" alt="A fan"> The fan[/caption] WordPress
\[caption id="a1"\]![A fan](fan.png) The fan\[/caption\]                       WordPress, exported as Markdown
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.markup.fences import outside_fences
from pipeline.markup.html_tags import attributes
from pipeline.markup.inline_render import image_markdown

_FIGURE = re.compile(
    r"\{\{[<%]\s*(?:figure|img|image|picture)\s(?P<attributes>[^{}]*?)/?\s*[>%]\}\}", re.IGNORECASE
)
_LIQUID = re.compile(
    r"\{%-?\s*(?:img|image|picture)\s+(?:[\w-]+\s+)?(?P<url>[^\s{}%\"']*\.(?:png|jpe?g|gif|webp|svg))\s*(?P<words>[^{}%]*?)-?%\}",
    re.IGNORECASE,
)
_COLONS = re.compile(r":::\s*image\s(?P<attributes>(?:(?!:::).){1,1900}):::", re.IGNORECASE)
_SIZES = re.compile(r"^(?:\d+%?\s+)*")
_CAPTION = re.compile(
    r"(?P<open>\\?\[caption\b(?P<attributes>[^\[\]]{0,400})\])(?P<inside>(?:(?!\n[ \t]*\n|\[caption\b)[\s\S]){0,3000}?)"
    r"(?P<close>\\?\[/caption\\?\])",
    re.IGNORECASE,
)
"""Exporters that do not know the tag escape its brackets as if they were text, and wrap its lines."""
_CAPTION_WORDS = re.compile(r"\bcaption=(?:\"([^\"]*)\"|'([^']*)')")
_PICTURE = re.compile(r"!\[|<img\b", re.IGNORECASE)
LONGEST_TAG = 2_000
"""Characters that a tag for a picture may have."""


class TagPicture(NamedTuple):
    """A picture: its Markdown, with its caption behind it, and the tag that it was."""

    markdown: str
    tag: str


def picture_of_tag(line: str) -> TagPicture | None:
    """The picture of a line that is nothing but a template tag for one, or None."""
    line = line.strip()
    if len(line) > LONGEST_TAG:
        return None
    if line[0] == ":":
        colons = _COLONS.fullmatch(line)
        named = attributes(colons["attributes"]) if colons is not None else {}
        url, words, alt = named.get("source", ""), "", named.get("alt-text", "")
    elif (figure := _FIGURE.fullmatch(line)) is not None:
        named = attributes(figure["attributes"])
        url = named.get("src") or named.get("link") or ""
        words = named.get("caption") or named.get("title") or ""
        alt = named.get("alt") or words
    elif (liquid := _LIQUID.fullmatch(line)) is not None:
        url, words = liquid["url"], ""
        alt = _SIZES.sub("", liquid["words"]).strip(" \"'")
    else:
        return None
    if not url:
        return None
    caption = f" {words}" if words and words != alt else ""
    return TagPicture(image_markdown(alt, url) + caption, line)


def take_caption_tags(lines: list[str], first: int) -> list[tuple[int, int, str]]:
    """Take the tags around captioned pictures out of lines from index `first` on, in place; the tags, each with the
    indexes of its first and last line. A caption that a tag holds stands behind its picture.

    >>> lines = ['2. Oil it. [caption id="a" caption="A can"]![](can.png)[/caption]']
    >>> take_caption_tags(lines, 0), lines
    ([(0, 0, '[caption id="a" caption="A can"][/caption]')], ['2. Oil it. ![](can.png) A can'])
    """
    outside = {first + index for index, _ in outside_fences(lines[first:])}
    found: list[tuple[int, int, str]] = []

    def bare(wrapped: re.Match[str]) -> str:
        line = first + wrapped.string.count("\n", 0, wrapped.start())
        if line not in outside or not _PICTURE.search(wrapped["inside"]):
            return wrapped[0]
        found.append((line, line + wrapped["open"].count("\n"), wrapped["open"] + wrapped["close"]))
        words = _CAPTION_WORDS.search(wrapped["attributes"])
        caption = words[1] or words[2] or "" if words else ""
        inside = wrapped["inside"]
        text = f"{inside.rstrip()} {caption}" if caption and caption not in inside else inside
        text = text.strip(" \t\n")
        return text + "\n" * (wrapped[0].count("\n") - text.count("\n"))

    lines[first:] = _CAPTION.sub(bare, "\n".join(lines[first:])).split("\n")
    return found
