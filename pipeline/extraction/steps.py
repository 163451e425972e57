"""The itemised actions of a section: list items, marked paragraphs, and marks run together in one paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.extraction.bullet_steps import HeadingPromise, bullet_steps, bullets_below_items, texts_above
from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.instructions import ENGLISH
from pipeline.extraction.step_collector import FoundStep, StepCollector
from pipeline.extraction.step_marks import (
    accepted_marks,
    bare_numbers,
    blocks_above_seconds,
    lettered_above,
    lines_of,
    marked_lines,
    may_be_marked,
    says_step,
)
from pipeline.extraction.step_tables import counted_rows
from pipeline.stripping.document import CleanDocument

_NOTES_LEAD = re.compile(
    r"\b(?:note|notice|be aware|beware|(?:keep|bear) in mind|remember)\b(?: (?:that|of|these|the following|points?|things?))*\s*[:：]\s*$",
    re.IGNORECASE,
)
"""What stands above a numbered list of things to know."""
_NOTES_LABEL = re.compile(
    r"(?:(?:important |additional |foot)?notes|remarks|limitations|known issues|hinweise|anmerkungen|fußnoten|remarques|notes importantes|notas|observaciones|observações|uwagi|opmerkingen|примечания)\s*[:：]",
    re.IGNORECASE,
)
"""A line that is nothing but the name of a list of notes, however their first words look: `Notes:`."""
_FACTS_LEAD = re.compile(
    r"\b(?:issues|problems|causes|reasons|possibilities|scenarios|factors)\b(?: (?:here|why|for (?:this|that|it)))?\s*[:：]\s*$",
    re.IGNORECASE,
)
"""What stands above a numbered list of what may be: `There are two causes:`."""
_BACK_SIGNS = ("↑", "^")
"""What the entries of a list of references begin with, which leads back to where each is cited."""


def find_steps(
    document: CleanDocument, blocks: Sequence[int], reader: HeadingReader, promise: HeadingPromise
) -> list[FoundStep]:
    """Steps among the given blocks (a section's own, in order) below a heading that promises this much; bullets are taken
    for steps only where nothing is numbered."""
    counted = [index for index in blocks if document.blocks[index].ordered]
    notes = bool(counted) and all(document.inlines[index].text[:1] in _BACK_SIGNS for index in counted)
    parts = {index: lines_of(document, index) for index in blocks if may_be_marked(document, index, reader)}
    found = list(marked_lines(parts, reader))
    lettered, reached = lettered_above(found, parts)
    marked = accepted_marks(found, document, blocks, parts, reached)
    if not marked and not counted:
        marked = bare_numbers(parts, reader)
    collector = StepCollector(document, blocks_above_seconds(document, blocks, marked))
    below = bullets_below_items(document, blocks, reader)
    for index in blocks:
        block = document.blocks[index]
        if block.kind == "item" and block.ordered and not notes:
            collector.item(index, reader)
        elif block.kind == "table" and (rows := counted_rows(document, index, reader)):
            collector.table(index, rows)
        elif index in below and collector.bare is None:
            collector.bullet(index)
        elif index in parts:
            marks = {m.part: m for m in marked if m.block == index}
            collector.paragraph(index, parts[index], marks, lettered.get(index))
        else:
            collector.other(index)
    collector.finish()
    _count_depths(collector.steps)
    steps = _without_notes(collector.steps, reader, document, blocks)
    return steps or _bulleted(document, blocks, reader, promise)


def _bulleted(
    document: CleanDocument, blocks: Sequence[int], reader: HeadingReader, promise: HeadingPromise
) -> list[FoundStep]:
    """Bullets that are steps, with what stands between them."""
    bullets = dict(bullet_steps(document, blocks, reader, promise))
    collector = StepCollector(document, frozenset())
    for index in blocks if bullets else ():
        if index in bullets:
            collector.bullet(index, bullets[index])
        else:
            collector.other(index)
    collector.finish()
    return collector.steps


def _count_depths(steps: list[FoundStep]) -> None:
    """Depths as steps above steps: a list inside an item that is no step itself (`1. ### By hand`, and below it the
    list) has none above."""
    above: list[int] = []
    for step in steps:
        while above and above[-1] >= step.depth:
            above.pop()
        above.append(step.depth)
        step.depth = len(above) - 1


def _without_notes(
    steps: list[FoundStep], reader: HeadingReader, document: CleanDocument, blocks: Sequence[int]
) -> list[FoundStep]:
    """Steps without lists that instruct nowhere, or that are led in as notes ("Be aware that: 1) … 2) …"), where
    another list does."""
    runs: list[list[FoundStep]] = []
    for step in steps:
        if not runs or (step.number == "1" and step.depth == 0):
            runs.append([])
        runs[-1].append(step)
    runs = [
        run for run in runs if not _NOTES_LABEL.fullmatch(_text_before(document, blocks, run[0].blocks[0]))
    ]
    acting = [any(_is_told(step, reader, document) for step in run) for run in runs]
    for number in range(1, len(runs) - 1):
        # `1. Click OK.`, a picture, `1. The window closes.`, a picture, `1. Wait.`: one list, of which pictures made many.
        before, run, after = runs[number - 1 : number + 2]
        split = len(run) == 1 and 1 in (len(before), len(after))
        acting[number] = acting[number] or (split and acting[number - 1] and acting[number + 1])
    if len(runs) > 1 and any(acting):
        leads = (_text_before(document, blocks, run[0].blocks[0]) for run in runs)
        acting = [acts and not _NOTES_LEAD.search(lead) for acts, lead in zip(acting, leads, strict=True)]
    for number, run in enumerate(runs):
        # "2. It has no fan, and you can't clean it": a verb of doing, yet no instruction.
        if acting[number] and not any(reader.is_instruction(step.text) for step in run):
            acting[number] = not _FACTS_LEAD.search(_text_before(document, blocks, run[0].blocks[0]))
    if not any(acting):
        # Things in a row, not actions ("There are two causes: 1) … 2) …"); judged only where we know the verbs.
        return [] if all(ENGLISH.search(step.text) for step in steps) else steps
    return [step for run, acts in zip(runs, acting, strict=True) if acts for step in run]


def _is_told(step: FoundStep, reader: HeadingReader, document: CleanDocument) -> bool:
    """Whether a step instructs, or is called one: `Step 1: Preparing the cable`."""
    return reader.instructs(step.text) or says_step(document.inlines[step.blocks[0]].text, reader)


def _text_before(document: CleanDocument, blocks: Sequence[int], index: int) -> str:
    lead = next(texts_above(document, blocks, index), None)
    return lead.text if lead is not None else ""
