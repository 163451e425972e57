"""Which blocks of an article stand as headings."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.extraction.headings import HeadingParts, HeadingReader
from pipeline.extraction.step_marks import says_step
from pipeline.markup.nodes import Strong, Text
from pipeline.stripping.document import CleanDocument

MAX_BOLD_CHARS = 120
"""Characters of a bold line that stands for a heading."""
NEAR_BLOCKS = 3
"""Blocks (pictures among them) that may stand between two steps."""
_NOT_A_HEADING = re.compile(
    r"^(?:note|notes|tip|tips|important|warning|caution|info|attention|hinweis|nota|remarque|or|and|注意|備註)\b\s*[:!.：]?\s*$|"
    r"^(?:note|tip|important|warning|caution|attention|hinweis|nota|remarque|p\.?s\.?|update|price|download|email|e-mail|pros|cons|advantages?|disadvantages?)\s*[:：]\s",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    r"^(?:shell:|_|(?:sudo|cd|sfc|dism|chkdsk|net(?:sh)?|ipconfig|bcdedit|bootrec|reg|del|ren|md|rmdir|powershell|taskkill|diskpart|wmic|adb|fastboot)\b"
    r"|(?:copy|shutdown)\s[^\n]*(?:[\\:*%]|\s[/-]\w)|get-|[A-Za-z]:\\|%|=|<|\$|https?:|[\w.-]+\.(?:exe|msc|cpl|dll|sys)\b)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"(?<!\S)(\d{1,2})\s?[.)]\s")
_STEP_MARK = re.compile(r"(?:([^\W\d_]{2,12})\s?)?(\d{1,2})\s?[.:：)]\s")
_BOLD_NUMBER = re.compile(r"(\d{1,2})[.)]\s")
_ASKS_HOW = re.compile(
    r"(?:how (?:to|do|can)|(?:\w+ )?steps? (?:to|for)|step[ -]by[ -]step)\b.{4,90}", re.IGNORECASE
)
"""A line of its own that asks how something is done, or announces the steps of it."""
LEADS_STEPS = re.compile(r"\b(?:steps?|how to|guide|follow)\b|[:：]\s*$", re.IGNORECASE)
"""What a bold line says that leads into a numbered list, or into headings that count."""


def is_head(document: CleanDocument, index: int, reader: HeadingReader) -> bool:
    """Whether a block is a heading, or a bold line of its own that stands for one: no sentence, remark, command or step."""
    block, inline = document.blocks[index], document.inlines[index]
    if block.kind == "heading":
        return bool(inline.text)
    if block.kind != "paragraph" or block.depth or block.quoted or not inline.bold or inline.images:
        return False
    if any(link.text for link in inline.links) and not inline.outside.strip("*_ "):
        return False
    text = inline.text
    if (
        len(text) > MAX_BOLD_CHARS
        or "\n" in inline.md.strip()
        or _NOT_A_HEADING.match(text)
        or _COMMAND.match(text)
    ):
        return False
    if not any(map(str.isalpha, text)):
        return False
    parts = reader.read(text)
    counted = parts.number is not None and parts.label not in (None, *reader.rules.step_labels)
    if (
        _is_sentence(text)
        and not counted
        and not _leads_list(document, index)
        and not (parts.value is not None and _is_one_of_headings(document, index, parts, reader))
    ):
        return False
    if parts.number is None and (
        text.rstrip().endswith(("!", "！")) or _inside_list(document, index, reader)
    ):
        return False
    if parts.number is not None and [int(n) for n in _MARKS.findall(text)][:2] == [1, 2]:
        return False
    if parts.number is not None and parts.label is None and _counts_steps(document, index, parts.value):
        return False
    if parts.label in reader.rules.step_labels and _counts_marks(document, index):
        return False
    return parts.number is None or (bool(parts.title) and parts.title != text) or parts.label is not None


def _is_one_of_headings(
    document: CleanDocument, index: int, parts: HeadingParts, reader: HeadingReader
) -> bool:
    """Whether bold lines beside one that is a sentence count on with it, and are short enough to be headings: `**Step 3:
    Export the songs.**` above `**Step 4: Get what was missing back to the library.**`."""
    near = range(max(0, index - 2 * NEAR_BLOCKS), min(len(document.blocks), index + 2 * NEAR_BLOCKS + 1))
    short = (i for i in near if document.inlines[i].bold and not _is_sentence(document.inlines[i].text))
    others = [reader.read(document.inlines[i].text) for i in short if is_head(document, i, reader)]
    return any(
        other.label == parts.label and other.value is not None and abs(other.value - (parts.value or 0)) == 1
        for other in others
    )


def _is_sentence(text: str) -> bool:
    return text.rstrip().endswith((".", "。", ",")) and len(text.split()) > 7


def without_labels(document: CleanDocument, heads: list[int], reader: HeadingReader) -> list[int]:
    """The heads without bold labels that part what stands below a heading ("**Symptoms:**", "**Solution:**"): what they
    lead into is told by that heading. Below the title alone, such labels are the article's headings."""
    kept: list[int] = []
    inside = False
    for index in heads:
        if document.blocks[index].kind == "heading":
            inside = index not in document.titles
        elif (
            inside
            and reader.is_label(document.inlines[index].text)
            # Below a list of things ("**Ingredients**") it heads what it leads into, which is none of theirs.
            and not reader.names_supplies(document.inlines[kept[-1]].text)
        ):
            continue
        kept.append(index)
    return [
        index
        for place, index in enumerate(kept)
        if not _leads_only_list(document, kept[max(0, place - 1) : place + 2], index, reader)
    ]


def _leads_only_list(document: CleanDocument, near: list[int], index: int, reader: HeadingReader) -> bool:
    """Whether a bold line with a colon ("**When you connect:**") leads into the one list of a numbered section, with no
    other bold line beside it ("**On Windows:**", "**On a Mac:**")."""
    text = document.inlines[index].text
    if document.blocks[index].kind == "heading" or not text.endswith((":", "：")) or len(near) < 2:
        return False
    parts, above = reader.read(text), near[0]
    if parts.number is not None or parts.kind != "other" or above == index:
        return False
    beside = near[-1] != index and document.blocks[near[-1]].kind != "heading"
    between = range(above + 1, index)
    if any(
        document.blocks[i].kind == "item" or reader.is_numbered(document.inlines[i].text) for i in between
    ):
        return False
    numbered = document.blocks[above].kind == "heading" and reader.is_numbered(document.inlines[above].text)
    following = next((i for i in range(index + 1, len(document.blocks)) if document.kept[i]), None)
    return numbered and not beside and following is not None and document.blocks[following].mark == "1"


def with_questions(
    document: CleanDocument, left: list[int], heads: list[int], reader: HeadingReader
) -> list[int]:
    """Heads, with the lines below `**Features**` and the like that lead from there to the steps: `How to convert a file
    with Quill?` / `Step 1: …`. Elsewhere the heading above such a line names what the steps do."""
    found: list[int] = []
    explains, known = False, set(heads)
    for index, below in pairwise(left):
        if index in known:
            explains = reader.read(document.inlines[index].text).kind == "explains"
        elif explains and _asks_how(document, index) and says_step(document.inlines[below].text, reader):
            found.append(index)
    return sorted([*heads, *found]) if found else heads


def _asks_how(document: CleanDocument, index: int) -> bool:
    block, inline = document.blocks[index], document.inlines[index]
    if block.kind != "paragraph" or block.depth or block.quoted or inline.links or inline.images:
        return False
    return _ASKS_HOW.fullmatch(inline.text) is not None


def _counts_steps(document: CleanDocument, index: int, value: int | None) -> bool:
    """Whether a bold line counts on with paragraphs that only begin in bold, the way magazines set steps: `**1. Open
    Settings** by pressing the gear.`, `**2. Select Display.**`"""
    near = range(max(0, index - NEAR_BLOCKS), min(len(document.blocks), index + NEAR_BLOCKS + 1))
    return value is not None and any(
        _bold_number(document, i) == value + (1 if i > index else -1) for i in near if i != index
    )


def _bold_number(document: CleanDocument, index: int) -> int | None:
    """The number in bold that a paragraph of more than bold text begins with."""
    block, inline = document.blocks[index], document.inlines[index]
    if not document.kept[index] or block.kind != "paragraph" or inline.bold or not inline.nodes:
        return None
    number = _BOLD_NUMBER.match(inline.text)
    return int(number[1]) if number is not None and isinstance(inline.nodes[0], Strong) else None


def _counts_marks(document: CleanDocument, index: int) -> bool:
    """Whether a bold line is the mark of a step and bold names behind it, and counts on with a paragraph of which no more
    than the mark is bold: `**Step 1:** **Settings** > **Devices**`, `**Step 2:** Click your printer`."""
    mark = _lone_mark(document, index)
    near = range(max(0, index - NEAR_BLOCKS), min(len(document.blocks), index + NEAR_BLOCKS + 1))
    return mark is not None and any(
        other is not None and other[0] == mark[0] and other[1] == mark[1] + (1 if i > index else -1)
        for i in near
        if i != index and not document.inlines[i].bold and (other := _lone_mark(document, i))
    )


def _lone_mark(document: CleanDocument, index: int) -> tuple[str, int] | None:
    """Label and number that a paragraph begins with, in bold of their own: `**Step 2:** Click …`."""
    block, nodes = document.blocks[index], document.inlines[index].nodes
    if not document.kept[index] or block.kind != "paragraph" or len(nodes) < 2:
        return None
    words = nodes[0].children if isinstance(nodes[0], Strong) else ()
    if len(words) != 1 or not isinstance(words[0], Text):
        return None
    mark = _STEP_MARK.fullmatch(words[0].md.strip() + " ")
    return (mark[1].lower(), int(mark[2])) if mark is not None and mark[1] else None


def _leads_list(document: CleanDocument, index: int) -> bool:
    """A bold sentence right above a list that begins at 1 ("Follow these steps to change …")."""
    following = next((i for i in range(index + 1, len(document.blocks)) if document.kept[i]), None)
    lead = LEADS_STEPS.search(document.inlines[index].text) is not None
    return lead and following is not None and document.blocks[following].mark == "1"


def _inside_list(document: CleanDocument, index: int, reader: HeadingReader) -> bool:
    """Whether the list or the marked steps before a bold line go on after it: a command to type, not a heading."""
    above = range(index - 1, max(-1, index - 6), -1)
    below = range(index + 1, min(len(document.blocks), index + 7))
    before = next((n for i in above if (n := _number_of(document, i, reader)) is not None), None)
    if before is None:
        return False
    after = next((n for i in below if (n := _number_of(document, i, reader)) is not None), None)
    return after == before + 1


def _number_of(document: CleanDocument, index: int, reader: HeadingReader) -> int | None:
    """The number of an item, or of a paragraph that begins as a step does ("Step 3. …", "3. …")."""
    block, inline = document.blocks[index], document.inlines[index]
    if not document.kept[index]:
        return None
    if block.kind == "item":
        return int(block.mark) if block.ordered and block.mark.isdigit() else None
    if block.kind != "paragraph" or block.depth or inline.bold:
        return None
    mark = _STEP_MARK.match(inline.text)
    named = mark is not None and (mark[1] is None or mark[1].lower() in reader.rules.step_labels)
    return int(mark[2]) if mark is not None and named else None
