"""One walk over the blocks of a section: what begins a step, and what belongs to the step above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.image_places import letters_before_images
from pipeline.extraction.numbering import number_value
from pipeline.extraction.run_in_steps import RunIn, run_in_after, run_in_steps
from pipeline.extraction.step_marks import (
    ROMANS,
    Marked,
    letters_below,
    lines_of,
    next_numbers,
    without_mark,
    without_number,
)
from pipeline.markup.inline_render import text_as_markdown
from pipeline.stripping.document import CleanDocument

_OR_ELSE = re.compile(
    r"or,? (?:(?:you can|simply|just|also)\b,? ){0,3}(?:click|double[ -]click|right[ -]click|tap|press|select|choose|pick|type|enter|paste"
    r"|hit|hold|tick|untick|check|uncheck|toggle|swipe|drag|insert)\b(?!.*[:：]\s*$)",
    re.IGNORECASE | re.DOTALL,
)
"""A paragraph that says what else a step could have done ("Or click **Update All** to update everything"); one with a
colon at its end leads into another list."""
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


class StepCollector:
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
        """An item of a numbered list, with the steps that its lines count below its own."""
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
        """A paragraph that may hold steps.

        Args:
            parts: its lines as plain text.
            marks: those of them that begin with the mark of a step, by their place in `parts`.
            lettered: the steps that letters count inside it, where they were found to count on below.
        """
        block = self.document.blocks[index]
        if not marks:
            run = lettered or run_in_steps(
                parts, continues=bool(self.steps), second_follows=index in self.seconds
            )
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
            end = next((n for n in range(part + 1, len(parts)) if n in marks), len(parts))
            rest, more, whole = _behind_mark(mark, parts[part + 1 : end])
            read = end if whole else read
            step = FoundStep(mark.number, depth, rest, line, [index])
            step.markdown = markdown[part] if len(marks) > 1 else None
            self._start(step)
            self._add_run(more, rest, mark.value, depth)

    def _add_run(self, more: Sequence[RunIn], text: str, value: int | None, depth: int) -> None:
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
        """A table whose rows are steps: (line in it, number, text) of each."""
        line = self.document.blocks[index].start
        for row, number, text in rows:
            self._start(FoundStep(number, 0, text, line + row, [index], text_as_markdown(text)))

    def _run_together(self, index: int, run: list[tuple[str, str]]) -> None:
        self._picture_above(index, 0)
        line = self.document.blocks[index].start
        for number, text in run:
            self._start(FoundStep(number, 0, text, line, [index], text_as_markdown(text)))

    def other(self, index: int) -> None:
        """A block that begins no step: it belongs to the one above, or waits until the next tells where it belongs."""
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
        """Ends the walk: a mark that nothing followed is no step."""
        self.steps = [step for step in self.steps if step.text]


def _behind_mark(mark: Marked, below: Sequence[str]) -> tuple[str, list[RunIn], bool]:
    """The text behind the mark of a step and the steps run together in it; whether the lines `below` it were read for that,
    as they are where lines were wrapped: marks then stand anywhere in them."""
    if mark.letter:
        return mark.rest, [], False
    more = run_in_after(mark.value, mark.rest)
    if below:
        filled = " ".join([mark.rest, *filter(None, below)])
        further = run_in_after(mark.value, filled)
        if len(further) > len(more):
            return filled, further, True
    return mark.rest, more, False


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
