"""The itemised actions of a section: list items, marked paragraphs, and marks run together in one paragraph."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extraction.bullet_steps import HeadingPromise, bullet_steps, bullets_below_items
from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.image_places import letters_before_images
from pipeline.extraction.instructions import ENGLISH
from pipeline.extraction.numbering import number_value
from pipeline.extraction.run_in_steps import run_in_after, run_in_steps
from pipeline.extraction.step_marks import (
    ROMANS,
    Marked,
    accepted_marks,
    bare_numbers,
    blocks_above_seconds,
    lettered_above,
    letters_below,
    lines_of,
    marked_lines,
    may_be_marked,
    next_numbers,
    says_step,
    without_mark,
    without_number,
)
from pipeline.extraction.step_tables import counted_rows
from pipeline.markup.inline_render import text_as_markdown
from pipeline.stripping.document import CleanDocument

_NOTES_LEAD = re.compile(
    r"\b(?:note|notice|be aware|beware|(?:keep|bear) in mind|remember)\b(?: (?:that|of|these|the following|points?|things?))*\s*[:：]\s*$",
    re.IGNORECASE,
)
"""What stands above a numbered list of things to know."""
_FACTS_LEAD = re.compile(
    r"\b(?:issues|problems|causes|reasons|possibilities|scenarios|factors)\b(?: (?:here|why|for (?:this|that|it)))?\s*[:：]\s*$",
    re.IGNORECASE,
)
"""What stands above a numbered list of what may be: `There are two causes:`."""
_OR_ELSE = re.compile(
    r"or,? (?:(?:you can|simply|just|also)\b,? ){0,3}(?:click|double[ -]click|right[ -]click|tap|press|select|choose|pick|type|enter|paste"
    r"|hit|hold|tick|untick|check|uncheck|toggle|swipe|drag|insert)\b(?!.*[:：]\s*$)",
    re.IGNORECASE | re.DOTALL,
)
"""A paragraph that says what else a step could have done ("Or click **Update All** to update everything"); one with a
colon at its end leads into another list."""
_BACK_SIGNS = ("↑", "^")
"""What the entries of a list of references begin with, which leads back to where each is cited."""
_REMARK = re.compile(r"[(（][^()（）]*[)）]\W*$")
"""A paragraph that stands in brackets as a whole."""
_ONLY_PICTURE = re.compile(r"\s*!\[[^\]]*\]\([^()]*\)\s*")


@dataclass(slots=True)
class FoundStep:
    """A step while its section is read.

    `line` is the line of its mark in the Markdown (0-based); `blocks` are the blocks that belong to it, the first of them its own;
    `pictures` are the images of other blocks that do, by block and place in it.
    """

    number: str | None
    depth: int
    text: str
    line: int
    blocks: list[int] = field(default_factory=list)
    markdown: str | None = None
    """Set when the step is only a part of its block."""
    pictures: list[tuple[int, int]] = field(default_factory=list)


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
    collector = _Collector(document, blocks_above_seconds(document, blocks, marked))
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
    collector = _Collector(document, frozenset())
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


class _Collector:
    """Walks a section's blocks; what follows a step belongs to it when another step follows, when it stands
    inside the step's item, or when it says itself that it goes on with the step."""

    def __init__(self, document: CleanDocument, seconds: frozenset[int]) -> None:
        self.document, self.seconds = document, seconds
        self.steps: list[FoundStep] = []
        self.waiting: list[int] = []
        self.bare: FoundStep | None = None
        self.has_numbers = False

    def _start(self, step: FoundStep) -> None:
        if self.steps:
            self.steps[-1].blocks += self._own_of_waiting(step)
        self.waiting = []
        self.steps.append(step)
        self.has_numbers = self.has_numbers or (step.number or "")[:1].isdigit()
        self.bare = step if not step.text else None

    def _own_of_waiting(self, following: FoundStep) -> list[int]:
        """Blocks waiting that belong to the last step. Where a list that has counted on begins anew, the text before
        it leads into the new list ("On Windows 7, do this instead:")."""
        if not _begins_anew(self.steps, following):
            return self.waiting
        last = max((i for i, b in enumerate(self.waiting) if self.document.inlines[b].images), default=-1)
        return self.waiting[: last + 1]

    def item(self, index: int, reader: HeadingReader) -> None:
        block, inline = self.document.blocks[index], self.document.inlines[index]
        parts = lines_of(self.document, index)
        cut = next_numbers(parts, block.mark, reader) or letters_below(parts, reader)
        own = " ".join(part for part in parts[: cut[0][0]] if part) if cut else inline.text
        text = without_number(without_mark(own), block.mark, reader)
        if text == block.mark and _holds_more(self.document, index):
            text = ""  # the number in a circle that wikiHow draws beside the step
        depth = max(0, block.depth - 1)
        more = run_in_after(number_value(block.mark), text)
        own_markdown = text_as_markdown(own) if cut else None
        self._start(FoundStep(block.mark, depth, text, block.start, [index], own_markdown))
        self._add_run(more, text, number_value(block.mark), depth)
        if inline.images and not text:
            self.bare = self.steps[-1]
        for number, (part, mark, rest) in enumerate(cut):
            end = cut[number + 1][0] if number + 1 < len(cut) else len(parts)
            words = " ".join([rest, *(p for p in parts[part + 1 : end] if p)])
            deeper = 0 if mark.isdigit() else 2 if mark in ROMANS and cut[0][1] not in ROMANS else 1
            step = FoundStep(
                mark, depth + deeper, words, block.start + part, [index], text_as_markdown(words)
            )
            self._start(step)

    def bullet(self, index: int, text: str | None = None) -> None:
        """A bullet that is a step, with this text or its own; a bold line or a text with a colon above it leads into its list."""
        block = self.document.blocks[index]
        told = [inline for i in self.waiting if (inline := self.document.inlines[i]).text]
        if told and (told[-1].bold or told[-1].text.endswith((":", "："))):
            self.waiting = []
        own = without_mark(self.document.inlines[index].text) if text is None else text
        self._start(FoundStep(None, block.depth - 1, own, block.start, [index]))

    def paragraph(
        self,
        index: int,
        parts: list[str],
        marks: dict[int, Marked],
        lettered: list[tuple[str, str]] | None = None,
    ) -> None:
        block = self.document.blocks[index]
        if not marks:
            run = lettered or run_in_steps(parts, bool(self.steps), index in self.seconds)
            if run:
                self._run_together(index, run)
            else:
                self.other(index)
            return
        self._picture_above(index, min(marks))
        markdown = _lines_between(self.document.inlines[index].md, parts, sorted(marks))
        read = 0
        for part, text in enumerate(parts):
            mark = marks.get(part)
            if mark is None:
                if part > min(marks) and text and part >= read:
                    self.steps[-1].text = f"{self.steps[-1].text}\n{text}".strip()
                    self.bare = None
                continue
            depth = 1 if mark.letter and self.has_numbers else 0
            line = min(block.start + part, max(block.start, block.end - 1))
            rest = mark.rest
            more = [] if mark.letter else run_in_after(mark.value, rest)
            end = next((n for n in range(part + 1, len(parts)) if n in marks), len(parts))
            if end > part + 1 and not mark.letter:
                filled = " ".join([rest, *filter(None, parts[part + 1 : end])])
                further = run_in_after(mark.value, filled)
                if len(further) > len(more):  # lines that were wrapped: marks stand anywhere in them
                    rest, more, read = filled, further, end
            step = FoundStep(mark.number, depth, rest, line, [index])
            step.markdown = markdown[part] if len(marks) > 1 else None
            self._start(step)
            self._add_run(more, rest, mark.value, depth)

    def _add_run(
        self, more: list[tuple[int, re.Match[str]]], text: str, value: int | None, depth: int
    ) -> None:
        """Steps run together behind the one just begun, which ends where the first of them begins."""
        if not more:
            return
        own = self.steps[-1]
        own.text = text[: more[0][1].start()].strip()
        own.markdown = text_as_markdown(own.text)
        ends = [match.start() for _, match in more[1:]] + [len(text)]
        for (number, match), end in zip(more, ends, strict=True):
            part = text[match.end() : end].strip()
            deeper = depth + 1 if number <= (value or 0) else depth
            self._start(
                FoundStep(str(number), deeper, part, own.line, own.blocks[:1], text_as_markdown(part))
            )

    def table(self, index: int, rows: list[tuple[int, str, str]]) -> None:
        line = self.document.blocks[index].start
        for row, number, text in rows:
            self._start(FoundStep(number, 0, text, line + row, [index], text_as_markdown(text)))

    def _run_together(self, index: int, run: list[tuple[str, str]]) -> None:
        self._picture_above(index, 0)
        line = self.document.blocks[index].start
        for number, text in run:
            self._start(FoundStep(number, 0, text, line, [index], text_as_markdown(text)))

    def other(self, index: int) -> None:
        block, inline = self.document.blocks[index], self.document.inlines[index]
        if not self.steps:
            return
        if self.bare is not None and inline.text and block.kind in ("paragraph", "item"):
            self.bare.text = inline.text
            self.bare.blocks.append(index)
            self.bare = None
        elif (block.depth > self.steps[-1].depth and not (block.kind == "item" and block.depth == 1)) or (
            not self._text_waits()
            and (
                _goes_on(inline.text) or self._is_broken_off(index)
                if inline.text and block.kind == "paragraph"
                else inline.images and not inline.text
            )
        ):
            self.steps[-1].blocks += [*self.waiting, index]
            self.waiting = []
        else:
            if inline.images and not self._text_waits():
                parts = lines_of(self.document, index)
                self._picture_above(index, next((n for n, part in enumerate(parts) if part), 0))
            self.waiting.append(index)

    def _picture_above(self, index: int, line: int) -> None:
        """Give the last step the images of a paragraph above the line of its text or first mark, or before it there."""
        inline = self.document.inlines[index]
        if not self.steps or not inline.images or self._text_waits():
            return
        opening = letters_before_images(inline.nodes).count(0)
        self.steps[-1].pictures += [
            (index, place)
            for place, image in enumerate(inline.images)
            if image.line < line or (place < opening and image.line == line)
        ]

    def _is_broken_off(self, index: int) -> bool:
        """Whether a paragraph with a picture (or one that breaks off itself) is the rest of the item above, which ends in
        a hard line break: there the scraper lost its indent. Not where items end so before others: some writers end
        every line so."""
        own = self.steps[-1].blocks
        if not self.document.inlines[index].images and not self._ends_in_break(index):
            return False
        if self.document.blocks[own[0]].kind != "item" or not self._ends_in_break(own[-1]):
            return False
        return not any(
            len(step.blocks) == 1 and self._ends_in_break(step.blocks[0]) for step in self.steps[:-1]
        )

    def _ends_in_break(self, index: int) -> bool:
        line = self.document.lines[self.document.last_line(index)]
        return line.endswith("  ") and bool(line.strip()) and _ONLY_PICTURE.fullmatch(line) is None

    def _text_waits(self) -> bool:
        return any(self.document.inlines[index].text for index in self.waiting)

    def finish(self) -> None:
        self.steps = [step for step in self.steps if step.text]


def _goes_on(text: str) -> bool:
    """Whether a paragraph right below a step can only be read with it."""
    return bool(_OR_ELSE.match(text) or _REMARK.match(text))


def _lines_between(md: str, parts: Sequence[str], marked: Sequence[int]) -> dict[int, str]:
    """The Markdown of each marked part of a block, up to the next: its lines, or its words where parts and lines differ."""
    lines: Sequence[str] = md.split("\n")
    if len(lines) != len(parts):
        lines = [text_as_markdown(part) for part in parts]
    ends = [*marked[1:], len(lines)]
    return {part: "\n".join(lines[part:end]).strip() for part, end in zip(marked, ends, strict=True)}


def _begins_anew(steps: list[FoundStep], following: FoundStep) -> bool:
    """Whether a step opens another list: "1" at the top, after a "2" or more there."""
    if following.depth or following.number is None or number_value(following.number) != 1:
        return False
    last = next((step for step in reversed(steps) if not step.depth), steps[-1])
    return last.number is not None and (number_value(last.number) or 0) >= 2


def _holds_more(document: CleanDocument, index: int) -> bool:
    """Whether a paragraph inside the item follows its first line."""
    below = next((i for i in range(index + 1, len(document.blocks)) if document.kept[i]), None)
    if below is None:
        return False
    block = document.blocks[below]
    return block.kind == "paragraph" and block.depth == document.blocks[index].depth


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
    above = range(bisect_left(blocks, index) - 1, -1, -1)
    return next((text for place in above if (text := document.inlines[blocks[place]].text)), "")
