"""The sections of an article: which blocks stand as headings, at which level, and what each section holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.extraction.headings import HeadingParts, HeadingReader
from pipeline.extraction.numbering import number_value
from pipeline.extraction.plain_headings import PLAIN_LEVEL, counted_lines, plain_headings
from pipeline.extraction.step_marks import says_step
from pipeline.markup.nodes import Strong
from pipeline.stripping.document import CleanDocument

BOLD_LEVEL = 7
"""Level of a bold line standing as a heading (below every real one)."""
MAX_BOLD_CHARS = 120
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
_SPACED_NUMBER = re.compile(r"(\d{1,2})\s+([^\W\d_].*)", re.DOTALL)
_ASKS_HOW = re.compile(
    r"(?:how (?:to|do|can)|(?:\w+ )?steps? (?:to|for)|step[ -]by[ -]step)\b.{4,90}", re.IGNORECASE
)
"""A line of its own that asks how something is done, or announces the steps of it."""
_LEADS_STEPS = re.compile(r"\b(?:steps?|how to|guide|follow)\b|[:：]\s*$", re.IGNORECASE)


@dataclass(slots=True)
class Section:
    """A heading and what stands under it.

    `blocks` are its own blocks up to the next heading; `end` is the index after its last block, sections
    below it included; `parent` and `children` are indexes into the outline.
    """

    head: int
    level: float
    shown_level: int
    parts: HeadingParts
    is_title: bool
    blocks: list[int]
    end: int
    parent: int | None
    children: list[int]


def read_outline(document: CleanDocument, reader: HeadingReader) -> list[Section]:
    """Sections in order; blocks before the first heading belong to none."""
    left = [i for i in range(len(document.blocks)) if document.kept[i] and document.blocks[i].kind != "rule"]
    heads = _without_labels(document, [i for i in left if _is_head(document, i, reader)], reader)
    heads = _with_questions(document, left, heads, reader)
    find = plain_headings if document.titles.issuperset(heads) else counted_lines
    plain = find(document, left, heads, reader)
    sections = _sections(document, sorted([*heads, *plain]), plain, reader)
    _set_levels(document, sections)
    _nest(sections)
    position = -1
    head_at = {section.head: number for number, section in enumerate(sections)}
    for index in left:
        if index in head_at:
            position = head_at[index]
        elif position >= 0 and not (index + 1 in head_at and _is_item_of(document, index, index + 1)):
            sections[position].blocks.append(index)
    _set_ends(document, sections, left)
    return sections


def _is_head(document: CleanDocument, index: int, reader: HeadingReader) -> bool:
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
    return parts.number is None or (bool(parts.title) and parts.title != text) or parts.label is not None


def _is_one_of_headings(
    document: CleanDocument, index: int, parts: HeadingParts, reader: HeadingReader
) -> bool:
    """Whether bold lines beside one that is a sentence count on with it, and are short enough to be headings: `**Step 3:
    Export the songs.**` above `**Step 4: Get what was missing back to the library.**`."""
    near = range(max(0, index - 2 * NEAR_BLOCKS), min(len(document.blocks), index + 2 * NEAR_BLOCKS + 1))
    short = (i for i in near if document.inlines[i].bold and not _is_sentence(document.inlines[i].text))
    others = [reader.read(document.inlines[i].text) for i in short if _is_head(document, i, reader)]
    return any(
        other.label == parts.label and other.value is not None and abs(other.value - (parts.value or 0)) == 1
        for other in others
    )


def _is_sentence(text: str) -> bool:
    return text.rstrip().endswith((".", "。", ",")) and len(text.split()) > 7


def _without_labels(document: CleanDocument, heads: list[int], reader: HeadingReader) -> list[int]:
    """The heads without bold labels that part what stands below a heading ("**Symptoms:**", "**Solution:**"): what they
    lead into is told by that heading. Below the title alone, such labels are the article's headings."""
    kept: list[int] = []
    inside = False
    for index in heads:
        if document.blocks[index].kind == "heading":
            inside = index not in document.titles
        elif inside and reader.is_label(document.inlines[index].text):
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


def _with_questions(
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


def _leads_list(document: CleanDocument, index: int) -> bool:
    """A bold sentence right above a list that begins at 1 ("Follow these steps to change …")."""
    following = next((i for i in range(index + 1, len(document.blocks)) if document.kept[i]), None)
    lead = _LEADS_STEPS.search(document.inlines[index].text) is not None
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


def _sections(
    document: CleanDocument, heads: list[int], plain: Mapping[int, str], reader: HeadingReader
) -> list[Section]:
    sections: list[Section] = []
    for index in heads:
        block = document.blocks[index]
        level = block.level if block.kind == "heading" else PLAIN_LEVEL if index in plain else BOLD_LEVEL
        parts = _numbered_by_item(
            document, index, reader.read(plain.get(index, document.inlines[index].text))
        )
        title = index in document.titles
        sections.append(Section(index, level, level, parts, title, [], 0, None, []))
    _count_bare_numbers(document, sections, reader)
    return _with_split_headings(sections, heads, document)


def _numbered_by_item(document: CleanDocument, index: int, parts: HeadingParts) -> HeadingParts:
    """`1. ### Via Windows Update`: the heading of an ordered item has the item's number."""
    if parts.number is not None or not index or not _is_item_of(document, index - 1, index):
        return parts
    item = document.blocks[index - 1]
    return replace(parts, number=item.mark, value=number_value(item.mark)) if item.ordered else parts


def _is_item_of(document: CleanDocument, index: int, head: int) -> bool:
    """Whether a block is the list item whose text is a heading."""
    item, block = document.blocks[index], document.blocks[head]
    return item.kind == "item" and block.kind == "heading" and not item.content and item.start == block.start


def _count_bare_numbers(document: CleanDocument, sections: list[Section], reader: HeadingReader) -> None:
    """`## 1  Make the login easier`, `## 2  Remove programs`, …: numbers without a mark, where they count."""
    for level in {section.shown_level for section in sections}:
        found = [
            (section, match)
            for section in sections
            if section.shown_level == level
            and section.parts.number is None
            and (match := _SPACED_NUMBER.match(document.inlines[section.head].text))
        ]
        counted = [int(match[1]) for _, match in found] == list(range(1, len(found) + 1))
        if not counted or len(found) < 2:
            continue
        # "1 year" and "2 years" count on too: of two, both must instruct.
        if len(found) == 2 and any(reader.kind(match[2]) != "imperative" for _, match in found):
            continue
        for section, match in found:
            kind = reader.kind(match[2])
            section.parts = HeadingParts(None, match[1], int(match[1]), match[2], kind)


def _with_split_headings(sections: list[Section], heads: list[int], document: CleanDocument) -> list[Section]:
    """`## Solution 4:` followed at once by `**Upgrade the power supply**`, or wikiHow's `Method 1 of 3:`: one heading in
    two lines."""
    kept: list[Section] = []
    for section in sections:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.parts.number is not None
            and last.parts.label is not None
            and len(document.inlines[last.head].text.split()) <= 5
            and last.parts.title == document.inlines[last.head].text.strip()
            and section.parts.number is None
            and section.shown_level > last.shown_level
            and not _shown_between(document, last.head, section.head)
        ):
            title = section.parts.title
            last.parts = replace(last.parts, title=title, kind=section.parts.kind)
            continue
        kept.append(section)
    return kept


def _shown_between(document: CleanDocument, first: int, last: int) -> bool:
    return any(
        document.kept[i] and (document.inlines[i].text or document.inlines[i].images)
        for i in range(first + 1, last)
    )


def _set_levels(document: CleanDocument, sections: list[Section]) -> None:
    """Levels as meant: scraped levels are inconsistent (Fix 1 at `##`, Fix 2 to 8 at `###`).

    A numbered heading that goes on counting from an open one of the same label is its sibling. A bold line
    is below every heading, except when it leads into numbered headings ("Steps to edit a video:").
    """
    for position, section in enumerate(sections):
        following = sections[position + 1] if position + 1 < len(sections) else None
        if section.shown_level != BOLD_LEVEL:
            continue
        if section.parts.number is None:
            section.level = BOLD_LEVEL + 0.5
        if (
            following is not None
            and following.shown_level < BOLD_LEVEL
            and following.parts.label is not None
            and following.parts.value == 1
            and section.parts.number is None
            and _LEADS_STEPS.search(document.inlines[section.head].text)
        ):
            section.level = following.level - 0.5
    labelled = [section for section in sections if section.parts.label]
    if labelled and all(section.shown_level == BOLD_LEVEL for section in labelled):
        _flatten_bold(sections)
    open_sections: list[Section] = []
    for section in sections:
        value = section.parts.value
        if value is not None and value > 1:
            for other in reversed(open_sections):
                if other.parts.label == section.parts.label and other.parts.value == value - 1:
                    section.level = other.level
                    break
        while open_sections and open_sections[-1].level >= section.level:
            open_sections.pop()
        open_sections.append(section)


def _flatten_bold(sections: list[Section]) -> None:
    """Where the numbered headings are bold lines, unnumbered ones stand beside them, not below."""
    for section in sections:
        if section.shown_level == BOLD_LEVEL and section.parts.kind in ("explains", "gathers", "how_to"):
            section.level = BOLD_LEVEL


def _nest(sections: list[Section]) -> None:
    stack: list[int] = []
    for number, section in enumerate(sections):
        while stack and sections[stack[-1]].level >= section.level:
            stack.pop()
        # The title is above everything but holds nothing: sections at its own level follow it.
        if stack:
            section.parent = stack[-1]
            sections[stack[-1]].children.append(number)
        stack.append(number)


def _set_ends(document: CleanDocument, sections: list[Section], left: list[int]) -> None:
    last = left[-1] + 1 if left else 0
    for number, section in enumerate(sections):
        closer = next((s.head for s in sections[number + 1 :] if s.level <= section.level), None)
        if closer is not None and closer - 1 > section.head and _is_item_of(document, closer - 1, closer):
            closer -= 1
        section.end = closer if closer is not None else last
