"""Which sections are fixes: titled sections that tell the reader how to do something."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.judge import FixJudge
from pipeline.extraction.outline import Section, read_outline
from pipeline.extraction.section_facts import SectionFacts
from pipeline.extraction.step_collector import FoundStep
from pipeline.stripping.document import CleanDocument


@dataclass(slots=True)
class FoundFix:
    """A fix: its section, own blocks (those of sections below it that are no fixes included) and steps."""

    section: Section
    blocks: list[int]
    steps: list[FoundStep]
    parent: int | None


def find_fixes(document: CleanDocument, reader: HeadingReader) -> list[FoundFix]:
    """Fixes of an article, in order."""
    sections = read_outline(document, reader)
    facts = SectionFacts(document, reader, sections)
    return _collect(facts, FixJudge(facts).choose())


def _collect(facts: SectionFacts, chosen: list[int]) -> list[FoundFix]:
    sections = facts.sections
    fixes: list[FoundFix] = []
    place = {number: index for index, number in enumerate(chosen)}
    for number in chosen:
        blocks = _own_blocks(sections, number, place)
        parent = sections[number].parent
        while parent is not None and (parent not in place or sections[parent].is_title):
            parent = sections[parent].parent
        section = sections[number]
        if section.is_title and len(chosen) > 1 and number + 1 < len(sections):
            section = replace(section, end=sections[number + 1].head)  # the title encloses no other fix
        steps = facts.steps[number] if blocks == section.blocks else facts.steps_among(number, blocks)
        fixes.append(FoundFix(section, blocks, steps, None if parent is None else place[parent]))
    return fixes


def _own_blocks(sections: list[Section], number: int, place: dict[int, int]) -> list[int]:
    """Blocks of a section and of the sections below it that are not fixes themselves (headings included)."""
    section = sections[number]
    blocks = list(section.blocks)
    if section.is_title:
        return blocks
    for child in section.children:
        if child not in place:
            blocks.append(sections[child].head)
            blocks += _own_blocks(sections, child, place)
    return blocks
