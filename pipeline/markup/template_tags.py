"""Pictures that an author wrote as template tags, which no reader of Markdown knows.

{{< figure src="fan.png" alt="A fan" caption="The fan" >}}                     Hugo
{% img fan.png A fan %}                                                        Jekyll
[caption id="a1" width="300"]<img src="fan.png" alt="A fan"> The fan[/caption] WordPress
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.markup.html_tags import attributes
from pipeline.markup.inline_render import image_markdown

_FIGURE = re.compile(
    r"\{\{[<%]\s*(?:figure|img|image|picture)\s(?P<attributes>[^{}]*?)/?\s*[>%]\}\}", re.IGNORECASE
)
_LIQUID = re.compile(
    r"\{%-?\s*(?:img|image|picture)\s+(?:[\w-]+\s+)?(?P<url>[^\s{}%\"']*\.(?:png|jpe?g|gif|webp|svg))\s*(?P<words>[^{}%]*?)-?%\}",
    re.IGNORECASE,
)
_SIZES = re.compile(r"^(?:\d+%?\s+)*")
_CAPTION = re.compile(r"(?P<open>\[caption\b[^\[\]]*\])(?P<inside>.*)\[/caption\]", re.IGNORECASE)
LONGEST_TAG = 2_000
"""Characters that a tag for a picture may have."""


class TagPicture(NamedTuple):
    """A picture: its Markdown, with its caption behind it, and the tag that it was."""

    markdown: str
    tag: str


def picture_of_tag(line: str) -> TagPicture | None:
    """The picture of a line that is nothing but a template tag for one, or None."""
    line = line.strip()
    wrapped = _CAPTION.fullmatch(line)
    if wrapped is not None:
        return TagPicture(wrapped["inside"].strip(), f"{wrapped['open']}[/caption]")
    if len(line) > LONGEST_TAG:
        return None
    figure = _FIGURE.fullmatch(line)
    if figure is not None:
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
