"""The sections of an article: at which level each heading stands, and what each section holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from pipeline.extraction.headings import HeadingParts, HeadingReader
from pipeline.extraction.heads import LEADS_STEPS, is_head, with_questions, without_labels
from pipeline.extraction.numbering import number_value
from pipeline.extraction.plain_headings import PLAIN_LEVEL, counted_lines, plain_headings
from pipeline.stripping.document import CleanDocument

BOLD_LEVEL = 7
"""Level of a bold line standing as a heading (below every real one)."""
_SPACED_NUMBER = re.compile(r"(\d{1,2})\s+([^\W\d_].*)", re.DOTALL)


@dataclass(slots=True)
class Section:
    """A heading and what stands under it.

    `blocks` are its own blocks up to the next heading; `end` is the index after its last block, sections
    below it included; `parent` and `children` are indexes into the outline. Of a heading in two lines, `second` is the
    block of the other one, which is among the `blocks`.
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
    second: int | None = None


def read_outline(document: CleanDocument, reader: HeadingReader) -> list[Section]:
    """Sections in order; blocks before the first heading belong to none."""
    left = [i for i in range(len(document.blocks)) if document.kept[i] and document.blocks[i].kind != "rule"]
    heads = without_labels(document, [i for i in left if is_head(document, i, reader)], reader)
    heads = with_questions(document, left, heads, reader)
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
    second_lines = _second_lines(document, sections)
    for number, section in enumerate(sections):
        last = kept[-1] if kept else None
        if (
            last is not None
            and _is_label_only(document, last)
            and section.parts.number is None
            and (section.shown_level > last.shown_level or number in second_lines)
            and not _shown_between(document, last.head, section.head)
        ):
            title = section.parts.title
            last.parts = replace(last.parts, title=title, kind=section.parts.kind)
            last.second = section.head
            continue
        kept.append(section)
    return kept


def _is_label_only(document: CleanDocument, section: Section) -> bool:
    """Whether a heading is a label and a number, and says no more."""
    text = document.inlines[section.head].text
    parts = section.parts
    labelled = parts.number is not None and parts.label is not None and len(text.split()) <= 5
    return labelled and parts.title == text.strip()


def _second_lines(document: CleanDocument, sections: list[Section]) -> set[int]:
    """The second lines of headings that are two lines of one level, all of them: `**Method 1:**`, `**Use the remote**`,
    …, `**Method 2:**`, `**Use the app**`. Where a label has more of them below it, they are headings of their own."""
    found: set[int] = set()
    for level in {section.shown_level for section in sections if _is_label_only(document, section)}:
        alike = [n for n, section in enumerate(sections) if section.shown_level == level]
        labels = [at for at, n in enumerate(alike) if _is_label_only(document, sections[n])]
        if len(labels) > 1 and all(after == at + 2 for at, after in pairwise(labels)):
            found.update(alike[at + 1] for at in labels if alike[at + 1 : at + 2] == [alike[at] + 1])
    return found


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
            and LEADS_STEPS.search(document.inlines[section.head].text)
        ):
            if _ends_before_headings(sections, position + 1):
                section.level, following.level = following.level, following.level + 0.5
            else:
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


def _ends_before_headings(sections: list[Section], first: int) -> bool:
    """Whether the headings that count from the given one on end before another of their level ("If it still hums"),
    which then stands beside what leads into them, not among them."""
    start = sections[first]
    value, ended = 1, False
    for section in islice(sections, first + 1, None):
        if section.shown_level > start.shown_level:
            continue
        counted = section.parts.label == start.parts.label
        if section.shown_level < start.shown_level or (counted and section.parts.value == 1):
            break
        if not counted or section.parts.value != value + 1:
            ended = True
        elif ended:
            return False
        else:
            value += 1
    return ended and value > 1


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
