"""Headings of articles that lost their marks: lines of their own between paragraphs, where no block is a heading.

Some exports keep paragraphs and lists and nothing else: `1. Free up disk space`, `Connect a printer` and `Are your drivers up
to date?` stand as paragraphs. Where an article has not even those, the sentence that leads into its list heads it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from pipeline.extraction.headings import HeadingReader
from pipeline.stripping.document import CleanDocument

PLAIN_LEVEL = 6
"""Level of a plain line standing as a heading."""
MAX_WORDS = 14
MAX_CHARS = 90
MIN_HEADINGS = 3
"""Lines without a number that must stand so in an article; fewer may be anything."""
MAX_SHARE = 0.5
"""Share of an article's blocks that may be such lines; in verse, in tables and in menus it is greater."""
_OPENS = re.compile(r"[\"“‘'(]?(?:[A-Z0-9]|[^\W\d_a-z])")
_NO_END = re.compile(r"[^.,;:!…。，；：！]$|(?:etc|vs|[A-Z])\.$")
_DATED = re.compile(
    r"(?:^|\s)(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d|[^\W\d_]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? (?:19|20)\d\d"
    r"|\d{1,2}\.? (?:de )?[^\W\d_]{3,10}\.? (?:de )?(?:19|20)\d\d)(?:,? (?:at |um |à |a las )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?| uhr)?)?\W*$",
    re.IGNORECASE,
)
"""The day on which something was written: `Replied on March 4, 2023`."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])(?=\S)")


def plain_headings(
    document: CleanDocument, left: Sequence[int], titles: Sequence[int], reader: HeadingReader
) -> dict[int, str]:
    """Blocks that head what follows them in an article without other headings, and what each says as a heading.

    Args:
        left: the article's blocks.
        titles: those that are its title; a list below one needs no sentence for a heading.
    """
    lines = [place for place, index in enumerate(left) if _is_line(document, index)]
    lines = [place for place in lines if _is_followed(document, left, place)]
    lines = [place for place in lines if _DATED.search(document.inlines[left[place]].text) is None]
    lines = [place for place in lines if not _only_counts(document.inlines[left[place]].text, reader)]
    numbered = [p for p in lines if reader.is_numbered(document.inlines[left[p]].text)]
    if not _counts(document, left, numbered, reader):
        lines = [p for p in lines if p not in numbered]
        leads = [p for p in lines if document.blocks[left[p + 1]].mark == "1"]
        if len(leads) < 2 and (len(lines) < MIN_HEADINGS or len(lines) > MAX_SHARE * len(left)):
            lines = []
    if lines:
        return {left[p]: document.inlines[left[p]].text for p in lines}
    return {} if titles else _sentences(document, left, reader)


def counted_lines(
    document: CleanDocument, left: Sequence[int], heads: Sequence[int], reader: HeadingReader
) -> dict[int, str]:
    """Lines below a heading that count what it gathers, as forum answers do: `Method 1: Restart the service`, the steps,
    `Method 2: Clear the queue`. Lines that count steps are steps, and those of an article whose headings count so its
    contents.

    Above the first heading, where no title stands, nothing else can head what such lines count, so steps are counted too
    (a farm sets an article of its own, without marks, before the one it took).

    Args:
        left: the article's blocks.
        heads: those that are headings.
    """
    found: dict[int, str] = {}
    headless = min(heads, default=0) if not document.titles.intersection(heads) else 0
    lines: list[int] = []
    known = {*heads}
    counted = {reader.read(document.inlines[index].text).label for index in heads}
    for place, index in enumerate([*left, -1]):
        if index in known or index == -1:
            if _counts(document, left, lines, reader):
                found |= {left[line]: document.inlines[left[line]].text for line in lines}
            lines = []
        elif _is_labelled(document, index, reader, counted, steps=index < headless) and _is_followed(
            document, left, place
        ):
            lines.append(place)
    return found


def _is_labelled(
    document: CleanDocument, index: int, reader: HeadingReader, but: Collection[str | None], *, steps: bool
) -> bool:
    """Whether a line counts with a label that no heading has ("Method 1: …"); one that counts `steps` may be wanted."""
    text = document.inlines[index].text
    if not _is_line(document, index) or not reader.is_numbered(text):
        return False
    label = reader.read(text).label
    return label is not None and label not in but and (steps or label not in reader.rules.step_labels)


def _is_line(document: CleanDocument, index: int) -> bool:
    """Whether a block is a short paragraph of one line that ends without a mark, or asks."""
    block, inline = document.blocks[index], document.inlines[index]
    text = inline.text
    if block.kind != "paragraph" or block.depth or block.quoted or inline.images or "\n" in inline.md.strip():
        return False
    if len(text) > MAX_CHARS or len(text.split()) > MAX_WORDS or not any(map(str.isalpha, text)):
        return False
    if any(link.text for link in inline.links) and not inline.outside.strip("*_ "):
        return False
    return bool(_OPENS.match(text) and _NO_END.search(text))


def _is_followed(document: CleanDocument, left: Sequence[int], place: int) -> bool:
    """Whether text, a list, a picture or code stands right below a line, and not another such line."""
    return place + 1 < len(left) and not _is_line(document, left[place + 1])


def _only_counts(text: str, reader: HeadingReader) -> bool:
    """Whether a line is the mark of a step and nothing else: `Step 2`, with the step in the paragraph below."""
    parts = reader.read(text)
    return (
        parts.label in reader.rules.step_labels and parts.number is not None and parts.title == text.strip()
    )


def _counts(document: CleanDocument, left: Sequence[int], places: list[int], reader: HeadingReader) -> bool:
    """Whether numbered lines count from 1 and have a title each."""
    parts = [reader.read(document.inlines[left[place]].text) for place in places]
    told = all(part.title and part.label == parts[0].label for part in parts)
    return len(parts) > 1 and told and [part.value for part in parts] == list(range(1, len(parts) + 1))


def _sentences(document: CleanDocument, left: Sequence[int], reader: HeadingReader) -> dict[int, str]:
    """Paragraphs right above what counts from 1: what each says last. Where there are none, the line that opens the page."""
    found: dict[int, str] = {}
    for before, index in pairwise(left):
        block, lead = document.blocks[before], document.inlines[before]
        if block.kind != "paragraph" or block.depth or lead.images or not lead.text:
            continue
        if _begins(document, index, reader) and (not found or lead.text.endswith((":", "："))):
            found[before] = _SENTENCE.split(lead.text)[-1]
    if found or not left or not _is_line(document, left[0]):
        return found
    # The page's title, below which a list of things leads in.
    counts = any(_begins(document, index, reader) for index in left[1:])
    return {left[0]: document.inlines[left[0]].text} if counts else {}


def _begins(document: CleanDocument, index: int, reader: HeadingReader) -> bool:
    """Whether a block is the first item of a numbered list, or a paragraph that says so ("Step 1) Plug it in.")."""
    block = document.blocks[index]
    if block.kind == "item":
        return block.ordered and block.mark == "1" and block.depth == 1
    return (
        block.kind == "paragraph"
        and not block.depth
        and reader.read(document.inlines[index].text[:MAX_CHARS]).value == 1
    )
