"""The itemised actions of a section: list items, marked paragraphs, and marks run together in one paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.extraction.headings import KEYCAP, LETTER, WHERE, HeadingReader, keycap_number, number_value
from pipeline.extraction.step_images import letters_before_images
from pipeline.markup.inline_parse import parse_inline
from pipeline.markup.inline_render import render_inline
from pipeline.markup.nodes import Break, Emphasis, Node, Span, Strong
from pipeline.stripping.document import CleanDocument

_NUMBERED = re.compile(
    r"^[(（]?(?P<n>\d{1,2})(?:\s?[.)]|\s?[:：、](?=\s)|[）．])(?!\d)\s*\)?\s*(?P<rest>.*)$", re.DOTALL
)
_SUB_NUMBERED = re.compile(r"^[(（]?(?P<n>\d{1,2}\.\d{1,2})(?:\s?[)）]|\.\s)\s*(?P<rest>\S.*)$", re.DOTALL)
_LETTERED = re.compile(r"^\(?(?P<n>[a-hA-H])\s?(?:\)|\.(?=\s))\s*(?P<rest>.*)$", re.DOTALL)
_ROMAN_STEP = re.compile(r"^\(?(?P<n>i{1,3}|iv|vi{0,3}|ix|x)[.)]\s+(?P<rest>\S.*)$", re.DOTALL)
_BARE_NUMBER = re.compile(r"^\d{1,2}$")
_LABEL = re.compile(r"([^\W\d_]{2,10})\s*[:：.–—-]\s*(?=\S)")
_CIRCLED = re.compile(r"^(?P<n>[①-⑳])\s*(?P<rest>.*)$", re.DOTALL)
_LABELLED = re.compile(
    rf"^(?P<label>{LETTER}{{2,10}})"
    r"\s*(?:[-#№]|n[°ºo]|nr\.?|no\.)?\s*(?P<n>\d{1,2}|[^\W\d_]{3,6})"
    r"(?:\s*(?:/|of|von|de|di|van|sur|из)\s*\d{1,2}(?!\d))?"
    r"\s*(?:[:：.,，)\-–—]+|(?=[A-Z])|\s|$)\s*(?P<rest>.*)$",
    re.DOTALL,
)
_CJK_STEP = re.compile(
    r"^(?:第?(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})(?:步驟|步骤|步|단계|[、．.](?!\d))"
    r"|(?:步驟|步骤|手順|ステップ)\s*(?P<labelled>\d{1,2}|[一二三四五六七八九十]{1,2}))\s*[:：、，.]?\s*(?P<rest>.*)$",
    re.DOTALL,
)
_RUN_IN = re.compile(r"(?<![^\s.:;!?）。：(])\(?(?P<n>\d{1,2})\)\s*(?=\S)")
_RUN_IN_DOT = re.compile(r"(?<!\S)(?P<n>\d{1,2})\.\s+(?=[A-Z“\"])")
_RUN_IN_LED = re.compile(r"(?:(?<=[.!?:：])|(?<=[.!?:：]\s))(?P<n>\d{1,2})\.\s*(?=[A-Z“\"])")
"""As `_RUN_IN_DOT`, behind the end of a sentence or a lead: "Follow these steps: 1. Press Win+R. 2. Copy it"."""
_STEP_WORD = "(?:[Ss]tep|[Ss]chritt|[Pp]aso|[ÉéEe]tape|[Pp]asso|[Pp]assaggio|[Kk]rok|[Aa]dım|[Шш]аг|[Кк]рок|[Ll]angkah|[Bb]ước|[Ss]teg|[Ss]tap|[Tt]rin)"
_RUN_IN_STEP = re.compile(rf"(?<!\S)(?P<label>{_STEP_WORD})\s*(?P<n>\d{{1,2}})\s*[:.)\-–]\s*(?=\S)")
_RUN_IN_AFTER = re.compile(
    r"(?<![^\s.:;!?）。：(])\(?(?P<n>\d{1,2})\)\s*(?=[A-Z“\"\[]|[^\x00-\x7f–—])|(?P<c>[①-⑳])\s*"
    r"|(?:(?<=[.!?:])|(?<=[.!?:]\s))(?P<d>\d{1,2})\.\s*(?=[A-Z“\"])"
    rf"|(?:(?<=[.!?:])|(?<=[.!?:]\s)){_STEP_WORD}\s*(?P<s>\d{{1,2}})\s*[:.)\-–]\s*(?=\S)"
)
_CIRCLES = re.compile(r"[①-⑳]")
_SINGLE_FIRST = re.compile(r"(?:(?<=[:：])\s*|(?<=[.!?])\s+)1\s?[.)]\s+(?=\S)(?!.*[:：.!?]\s*1\s?[.)]\s)")
"""The only "1." of a paragraph, behind a colon or the end of a sentence."""
_DIGIT = re.compile(r"\d[).:\s-]")
_SEQUENCE_LEAD = re.compile(
    r"(?:follow|steps?|do the following|do (?:this|these|so)|here[’']?s? (?:is |are )?how|how to do|to do (?:so|this|it)|set)\b.{0,60}[:：]?\s*$",
    re.IGNORECASE,
)
_LEAD_ELSEWHERE = re.compile(
    r"(?:voici comment|so vor|wie folgt|(?:diese|folgende)n? schritte|suivez|étapes? (?:suivantes?|ci-dessous)|procédez|(?:estos|siguientes) pasos"
    r"|pasos siguientes|lo siguiente|(?:estes|seguintes|os) passos|passos a seguir|(?:questi|seguenti) passaggi|passaggi seguenti|procedi|come segue"
    r"|(?:deze|volgende) stappen|als volgt|(?:te|następujące|tych) krok\w*|w następujący sposób|步骤|步驟|如下|手順|次のように|단계)[^.。!?]{0,40}[:：]\s*$",
    re.IGNORECASE,
)
_NOTES_LEAD = re.compile(
    r"\b(?:note|notice|be aware|beware|(?:keep|bear) in mind|remember)\b(?: (?:that|of|these|the following|points?|things?))*\s*[:：]\s*$",
    re.IGNORECASE,
)
"""What stands above a numbered list of things to know."""
_THEN = re.compile(r"(?:then|next|finally|lastly|after that|afterwards?|now)\b", re.IGNORECASE)
_OPERATES = re.compile(
    r"(?:(?:first|then|next|now|finally|lastly|after that|once \w+|again)\b,?\s*)*(?:(?P<handles>open|go|tap|click|double[ -]click|right[ -]click"
    r"|press|select|choose|pick|type|enter|paste|navigate|head|scroll|swipe|hit|hold|release|drag|launch|log|sign|unplug|plug|connect"
    r"|wait|expand|hover|confirm|find|locate|tick|untick|slide|pull|push|insert)"
    r"|turn|switch|flip|toggle|set|close|quit|look|check the box|remove the|follow|save|restart|reboot|run|move|let)\b",
    re.IGNORECASE,
)
"""Verbs of operating something; `handles` are those by which one thing leads to the next. A list of settings ("Turn off
shadows", "Set the detail to low") has hardly any of them."""
_BY_HAND = re.compile(
    r"(?:fill|dig|pour|put|place|lay|push|pull|lift|lower|raise|remove|take|unscrew|screw|tighten|loosen|undo|detach|attach|mix|stir|whisk|beat|fold"
    r"|spread|sprinkle|soak|rinse|wipe|scrub|cut|chop|slice|peel|knead|roll|bake|boil|simmer|fry|heat|cook|drain|drill|hammer|glue|sand|mount|tie|wrap"
    r"|insert|turn|twist|bend|hold|press|squeeze|open|close|set|let|leave|wait|repeat|water|cover|connect|disconnect|plug|unplug|pry|slide|thread|sew)\b",
    re.IGNORECASE,
)
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
_ENGLISH = re.compile(r"\b(?:the|to|and|your|of|a|is|are|on|in|it|this)\b", re.IGNORECASE)
_BEFORE_TEXT = re.compile(r"(?:[)）]|[.:](?!\w))\s*|\[[ xX]\]\s+(?=\S)")
"""What is left of a mark, or the box of a task list (`[x] Unplug the fan`)."""
_ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_COUNT_HEADS = frozenset(["#", "no", "nr", "nº", "n°", "steps", "schritte", "pasos", "étapes"])
_TABLE_NUMBER = re.compile(r"[*_]*(?:[^\W\d_]{2,10}\s)?(?P<n>\d{1,2})[.):]?[*_]*")
_CELL_EDGE = re.compile(r"(?<!\\)\|")
MAX_LABEL_WORDS = 4
MAX_SKIP = 3
"""Numbers a list may skip and still go on (real lists skip one or two)."""


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


@dataclass(frozen=True, slots=True)
class _Marked:
    """A line of a paragraph that begins with a mark."""

    block: int
    part: int
    number: str
    value: int | None
    letter: bool
    rest: str


def find_steps(
    document: CleanDocument,
    blocks: Sequence[int],
    reader: HeadingReader,
    sequential: bool = False,
    how_to: bool = False,
) -> list[FoundStep]:
    """Steps among the given blocks (a section's own, in order).

    Args:
        sequential: whether the heading promises a procedure, so that a list of instructions needs no lead.
        how_to: whether it asks how something is done, so that a list of things to do by hand needs none.
    """
    parts = {index: _parts(document, index) for index in blocks if _may_be_marked(document, index, reader)}
    marked = _accepted(_marked(parts, reader), document, blocks, parts)
    collector = _Collector(document, _seconds(document, blocks, marked))
    for index in blocks:
        block = document.blocks[index]
        if block.kind == "item" and block.ordered:
            collector.item(index, reader)
        elif block.kind == "table" and (rows := _table_rows(document, index, reader)):
            collector.table(index, rows)
        elif index in parts:
            collector.paragraph(index, parts[index], {m.part: m for m in marked if m.block == index})
        else:
            collector.other(index)
    collector.finish()
    _count_depths(collector.steps)
    steps = _without_notes(collector.steps, reader, document, blocks)
    return steps or _bullet_steps(document, blocks, reader, sequential, how_to)


def _count_depths(steps: list[FoundStep]) -> None:
    """Depths as steps above steps: a list inside an item that is no step itself (`1. ### By hand`, and below it the
    list) has none above."""
    above: list[int] = []
    for step in steps:
        while above and above[-1] >= step.depth:
            above.pop()
        above.append(step.depth)
        step.depth = len(above) - 1


def _may_be_marked(document: CleanDocument, index: int, reader: HeadingReader) -> bool:
    """Paragraphs, and bullets that say "Step 1" themselves."""
    block = document.blocks[index]
    if block.kind == "paragraph":
        return True
    if block.kind != "item" or block.ordered:
        return False
    labelled = _LABELLED.match(document.inlines[index].text)
    return labelled is not None and labelled["label"].lower() in reader.rules.step_labels


def _table_rows(document: CleanDocument, index: int, reader: HeadingReader) -> list[tuple[int, str, str]]:
    """Rows of a table that counts what to do: its first column is headed "Step", "Schritt", "#" or the like and counts from
    1, and its rows instruct. (line, number, text) of each; none for other tables.

    A table of clubs or of products counts as well, but tells nobody to do anything.
    """
    rows = document.inlines[index].md.split("\n")
    head = _cells(rows[0])
    label = head[0].strip("*_ .:").lower()
    if (
        len(rows) < 4
        or len(head) < 2
        or (label not in reader.rules.step_labels and label not in _COUNT_HEADS)
    ):
        return []
    found: list[tuple[int, str, str]] = []
    for line, row in enumerate(rows[2:], 2):
        number, *texts = _cells(row)
        counted = _TABLE_NUMBER.fullmatch(number)
        if counted is None or int(counted["n"]) != len(found) + 1:
            return []
        found.append((line, counted["n"], render_inline(parse_inline(" ".join(filter(None, texts)))).text))
    acting = sum(_instructs(text, reader) for _, _, text in found)
    return found if len(found) >= 2 and 4 * acting >= 3 * len(found) else []


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in _CELL_EDGE.split(row.strip().strip("|"))]


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
        parts = _parts(self.document, index)
        cut = _next_numbers(parts, block.mark, reader) or _letters_below(parts, reader)
        own = " ".join(part for part in parts[: cut[0][0]] if part) if cut else inline.text
        text = _without_number(_without_mark(own), block.mark, reader)
        if text == block.mark and _holds_more(self.document, index):
            text = ""  # the number in a circle that wikiHow draws beside the step
        depth = max(0, block.depth - 1)
        more = _run_in_after(number_value(block.mark), text)
        self._start(FoundStep(block.mark, depth, text, block.start, [index], own if cut else None))
        self._add_run(more, text, number_value(block.mark), depth)
        if inline.images and not text:
            self.bare = self.steps[-1]
        for number, (part, mark, rest) in enumerate(cut):
            end = cut[number + 1][0] if number + 1 < len(cut) else len(parts)
            words = " ".join([rest, *(p for p in parts[part + 1 : end] if p)])
            deeper = 0 if mark.isdigit() else 2 if mark in _ROMANS and cut[0][1] not in _ROMANS else 1
            self._start(FoundStep(mark, depth + deeper, words, block.start + part, [index], words))

    def paragraph(self, index: int, parts: list[str], marks: dict[int, _Marked]) -> None:
        block = self.document.blocks[index]
        if not marks:
            run = _run_in(parts, bool(self.steps), index in self.seconds)
            if run:
                self._run_in(index, run)
            else:
                self.other(index)
            return
        self._picture_above(index, min(marks))
        markdown = _lines_between(self.document.inlines[index].md, parts, sorted(marks))
        for part, text in enumerate(parts):
            mark = marks.get(part)
            if mark is None:
                if part > min(marks) and text:
                    self.steps[-1].text = f"{self.steps[-1].text}\n{text}".strip()
                    self.bare = None
                continue
            depth = 1 if mark.letter and self.has_numbers else 0
            line = min(block.start + part, max(block.start, block.end - 1))
            more = [] if mark.letter else _run_in_after(mark.value, mark.rest)
            step = FoundStep(mark.number, depth, mark.rest, line, [index])
            step.markdown = markdown[part] if len(marks) > 1 else None
            self._start(step)
            self._add_run(more, mark.rest, mark.value, depth)

    def _add_run(
        self, more: list[tuple[int, re.Match[str]]], text: str, value: int | None, depth: int
    ) -> None:
        """Steps run together behind the one just begun, which ends where the first of them begins."""
        if not more:
            return
        own = self.steps[-1]
        own.text = own.markdown = text[: more[0][1].start()].strip()
        ends = [match.start() for _, match in more[1:]] + [len(text)]
        for (number, match), end in zip(more, ends, strict=True):
            part = text[match.end() : end].strip()
            deeper = depth + 1 if number <= (value or 0) else depth
            self._start(FoundStep(str(number), deeper, part, own.line, own.blocks[:1], part))

    def table(self, index: int, rows: list[tuple[int, str, str]]) -> None:
        line = self.document.blocks[index].start
        for row, number, text in rows:
            self._start(FoundStep(number, 0, text, line + row, [index], markdown=text))

    def _run_in(self, index: int, run: list[tuple[str, str]]) -> None:
        self._picture_above(index, 0)
        line = self.document.blocks[index].start
        for number, text in run:
            self._start(FoundStep(number, 0, text, line, [index], markdown=text))

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
                parts = _parts(self.document, index)
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
    lines = lines if len(lines) == len(parts) else parts
    ends = [*marked[1:], len(lines)]
    return {part: "\n".join(lines[part:end]).strip() for part, end in zip(marked, ends, strict=True)}


def _begins_anew(steps: list[FoundStep], following: FoundStep) -> bool:
    """Whether a step opens another list: "1" at the top, after a "2" or more there."""
    if following.depth or following.number is None or number_value(following.number) != 1:
        return False
    last = next((step for step in reversed(steps) if not step.depth), steps[-1])
    return last.number is not None and (number_value(last.number) or 0) >= 2


def _without_mark(text: str) -> str:
    mark = _BEFORE_TEXT.match(text)
    return text[mark.end() :] if mark is not None else text


def _holds_more(document: CleanDocument, index: int) -> bool:
    """Whether a paragraph inside the item follows its first line."""
    below = next((i for i in range(index + 1, len(document.blocks)) if document.kept[i]), None)
    if below is None:
        return False
    block = document.blocks[below]
    return block.kind == "paragraph" and block.depth == document.blocks[index].depth


def _without_number(text: str, mark: str, reader: HeadingReader) -> str:
    """`1. 1\\. Click`, `1. Step 1 – Click`, `1. Schritt: Klicke`: an item that says its number once more."""
    again = _mark(text, reader)
    if again is None or again[1] or not again[2] or number_value(again[0]) != number_value(mark):
        return _without_label(text, reader)
    return again[2]


def _without_label(text: str, reader: HeadingReader) -> str:
    """The text behind a "Schritt:" that stands behind its number."""
    label = _LABEL.match(text)
    return text[label.end() :] if label is not None and label[1].lower() in reader.rules.step_labels else text


def _next_numbers(parts: list[str], mark: str, reader: HeadingReader) -> list[tuple[int, str, str]]:
    """Lines of an item that begin with the numbers after its own: items that lost their list.

    (line, number, text) of each; none when the numbers do not go on from the item's.
    """
    if len(parts) < 2 or not mark.isdigit():
        return []
    found: list[tuple[int, str, str]] = []
    value = int(mark)
    for part, text in enumerate(parts[1:], 1):
        line = _mark(text, reader) if text[:1].isdigit() else None
        if line is not None and not line[1] and number_value(line[0]) == value + 1:
            found.append((part, line[0], line[2]))
            value += 1
    return found


def _letters_below(parts: list[str], reader: HeadingReader) -> list[tuple[int, str, str]]:
    """Lines of an item that begin with letters, and with small Roman numbers below those: `a. Wait`, `b. Press`, `i.
    Press twice`. Markdown knows no lists with such marks, and takes them for the item's text.

    (line, mark, text) of each; none when the letters do not count, or what they count are no actions.
    """
    marks = [
        (part, found)
        for part, text in enumerate(parts)
        if part and (found := _mark(text, reader)) is not None
    ]
    lines = [(part, mark, rest) for part, (mark, letter, rest) in marks if letter and rest and mark.islower()]
    letters = [mark for _, mark, _ in lines if mark not in _ROMANS] or [mark for _, mark, _ in lines]
    acting = sum(_instructs(rest, reader) for _, _, rest in lines)
    if len(letters) < 2 or len(lines) < len(marks) or 2 * acting < len(lines):
        return []
    counts = [_ROMANS.get(mark) or number_value(mark) for mark in letters]
    return lines if counts == list(range(1, len(counts) + 1)) else []


def _run_in_after(value: int | None, text: str) -> list[tuple[int, re.Match[str]]]:
    """Marks inside a step's own text: "4) Download it. 5) Install it.", with their numbers."""
    if value is None or not (_DIGIT.search(text) or _CIRCLES.search(text)):
        return []
    found: list[tuple[int, re.Match[str]]] = []
    last = value
    for match in _RUN_IN_AFTER.finditer(text):
        number = ord(match["c"]) - ord("①") + 1 if match["c"] else int(match["n"] or match["d"] or match["s"])
        counted = match["d"] or match["s"]
        if number == last + 1 or (number == 1 and not counted and len(text) - match.end() >= 10):
            found.append((number, match))
            last = number
    return found if found and (found[0][0] != 1 or len(found) > 1) else []


def _seconds(document: CleanDocument, blocks: Sequence[int], marked: list[_Marked]) -> frozenset[int]:
    """Blocks below which a "2." comes before any other "1.": a single "1." inside them opens a list."""
    opened: set[int] = set()
    wanted = False
    numbers = {m.block: m.value for m in marked if not m.letter}
    for index in reversed(blocks):
        block = document.blocks[index]
        value = number_value(block.mark) if block.kind == "item" and block.ordered else numbers.get(index)
        if value is not None:
            wanted = value == 2
        elif wanted:
            opened.add(index)
    return frozenset(opened)


def _parts(document: CleanDocument, index: int) -> list[str]:
    """A block's lines as plain text."""
    inline = document.inlines[index]
    if "\n" not in inline.md.strip():
        return [inline.text]
    return [render_inline(line).text for line in _split_lines(inline.nodes)] or [inline.text]


def _split_lines(nodes: tuple[Node, ...]) -> list[tuple[Node, ...]]:
    lines: list[list[Node]] = [[]]
    for node in nodes:
        if isinstance(node, Break):
            if node.source or node.hard:
                lines.append([])
        elif isinstance(node, (Strong, Emphasis, Span)) and any(isinstance(c, Break) for c in node.children):
            for number, part in enumerate(_split_lines(node.children)):
                if number:
                    lines.append([])
                lines[-1].append(type(node)(part))
        else:
            lines[-1].append(node)
    return [tuple(line) for line in lines]


def _marked(parts: dict[int, list[str]], reader: HeadingReader) -> Iterable[_Marked]:
    for block, lines in parts.items():
        for part, text in enumerate(lines):
            found = _mark(text, reader) if text else None
            if found is not None:
                number, letter, rest = found
                # "2.3)" goes on from "2.2)".
                counted = number.rpartition(".")[2]
                value = _ROMANS.get(number) if letter and number in _ROMANS else number_value(counted)
                yield _Marked(block, part, number, value, letter, rest)


@lru_cache(maxsize=16_384)
def _mark(text: str, reader: HeadingReader) -> tuple[str, bool, str] | None:
    labelled = _LABELLED.match(text)
    if (
        labelled is not None
        and labelled["label"].lower() in reader.rules.step_labels
        and number_value(labelled["n"]) is not None
    ):
        return labelled["n"], False, labelled["rest"].strip()
    sub = _SUB_NUMBERED.match(text)
    if sub is not None:
        return sub["n"], False, sub["rest"].strip()
    for pattern in (_NUMBERED, _CJK_STEP):
        found = pattern.match(text)
        if found is not None:
            number = found["n"] or found["labelled"]
            return number, False, _without_label(found["rest"].strip(), reader)
    keycap = KEYCAP.match(text)
    if keycap is not None:
        return keycap_number(keycap), False, text[keycap.end() :].strip()
    circled = _CIRCLED.match(text)
    if circled is not None:
        return str(ord(circled["n"]) - ord("①") + 1), False, circled["rest"].strip()
    roman = _ROMAN_STEP.match(text)
    if roman is not None:
        return roman["n"], True, roman["rest"].strip()
    if _BARE_NUMBER.match(text):
        return text, False, ""
    lettered = _LETTERED.match(text)
    return (lettered["n"], True, lettered["rest"].strip()) if lettered is not None else None


def _accepted(
    marked: Iterable[_Marked], document: CleanDocument, blocks: Sequence[int], parts: dict[int, list[str]]
) -> list[_Marked]:
    """Marks that count on; a lone "3." or a single letter is a part of its sentence.

    Numbers may skip, repeat, or go on from the list items around them.
    """
    candidates = list(marked)
    bare = [mark.value for mark in candidates if not mark.rest]
    if (bare and bare != list(range(1, len(bare) + 1))) or len(bare) == 1:
        candidates = [mark for mark in candidates if mark.rest or not mark.number.isdigit() or len(bare) > 1]
    kept: list[_Marked] = []
    reached = _reached(candidates, parts)
    for letters in (False, True):
        group = [mark for mark in candidates if mark.letter is letters]
        last = 0
        items = {document.blocks[index].mark for index in blocks if document.blocks[index].ordered}
        for position, mark in enumerate(group):
            value = mark.value or 0
            last = last if letters else reached.get(mark.block, last)
            following = group[position + 1].value if position + 1 < len(group) else None
            goes_on = last and last <= value <= last + MAX_SKIP
            led = not letters and value == 2 and _has_single_first(parts, mark.block)
            begins = led or (value == 1 and (following in (1, 2, 3) or not letters))
            joins = not letters and ({str(value - 1), str(value + 1)} & items)
            if (
                goes_on
                or begins
                or joins
                or (not letters and following is not None and value < following <= value + 2)
            ):
                kept.append(mark)
                last = value
    if all(mark.letter for mark in kept) and len(kept) < 2:
        return []
    return kept


def _reached(marked: Sequence[_Marked], parts: dict[int, list[str]]) -> dict[int, int]:
    """The number that steps run together in the paragraphs right above a marked one have come to, by its block."""
    found: dict[int, int] = {}
    number = 0
    blocks = {mark.block for mark in marked}
    for block, lines in parts.items() if blocks else ():
        if block in blocks:
            if number:
                found[block] = number
            number = 0
        elif run := _run_in(lines, number > 0, False):
            number = number_value(run[-1][0]) or 0
    return found


def _has_single_first(parts: dict[int, list[str]], block: int) -> bool:
    """Whether a paragraph before leads into the list: "Follow these steps: 1. In Device Manager, …"."""
    before = [index for index in parts if index < block]
    return any(_SINGLE_FIRST.search(" ".join(parts[index])) for index in before[-4:])


def _run_in(parts: list[str], continues: bool, second_follows: bool) -> list[tuple[str, str]]:
    """Steps run together in one paragraph: "1) Go to … 2) Click …"; what stands before the first is none."""
    text = " ".join(part for part in parts if part)
    if not _DIGIT.search(text):
        return _circled(text)
    if second_follows and (first := _SINGLE_FIRST.search(text)) is not None:
        return [("1", text[first.end() :].strip())]
    return list(_run_in_text(text, continues)) or _circled(text)


def _circled(text: str) -> list[tuple[str, str]]:
    """`①Press Menu. ②Choose Scan.`"""
    found = list(_CIRCLES.finditer(text)) if "①" in text else []
    if len(found) < 2:
        return []
    ends = [match.start() for match in found[1:]] + [len(text)]
    return [
        (str(ord(m[0]) - ord("①") + 1), text[m.end() : e].strip()) for m, e in zip(found, ends, strict=True)
    ]


@lru_cache(maxsize=8_192)
def _run_in_text(text: str, continues: bool) -> list[tuple[str, str]]:
    for pattern, least in ((_RUN_IN_STEP, 2), (_RUN_IN, 1), (_RUN_IN_DOT, 3), (_RUN_IN_LED, 2)):
        found = _rising(list(pattern.finditer(text)))
        if len(found) < least or (least == 1 and len(found) == 1 and not _opens_list(found[0], text)):
            continue
        if int(found[0]["n"]) != 1 and not continues:
            continue
        if not _begins_action(found[0], text):
            continue
        ends = [match.start() for match in found[1:]] + [len(text)]
        return [(m["n"], text[m.end() : end].strip()) for m, end in zip(found, ends, strict=True)]
    return []


def _begins_action(match: re.Match[str], text: str) -> bool:
    """ "drag down to 1) locate …, 2) choose …" counts within a sentence; actions begin with a capital, or
    behind the end of a sentence or a colon."""
    first = text[match.end()]
    before = text[: match.start()].rstrip()
    return not first.islower() or not before or before[-1] in ".:;!?。："


def _opens_list(match: re.Match[str], text: str) -> bool:
    """A single "1)" inside a paragraph opens a list when a whole action follows it."""
    return match["n"] == "1" and len(text) - match.end() >= 15 and text[match.end()].isupper()


def _rising(matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """The matches whose numbers count on from the first."""
    kept: list[re.Match[str]] = []
    for match in matches:
        value = int(match["n"])
        if (not kept and value >= 1) or (kept and value == int(kept[-1]["n"]) + 1):
            kept.append(match)
    return kept


def _bullet_steps(
    document: CleanDocument, blocks: Sequence[int], reader: HeadingReader, sequential: bool, how_to: bool
) -> list[FoundStep]:
    """Bullets that are actions in a row: all instructions, led in as steps ("do the following:", "Remedy: Replace the
    seal.")."""
    bullets = [i for i in blocks if document.blocks[i].kind == "item" and document.blocks[i].depth == 1]
    texts = [_without_mark(document.inlines[i].text) for i in bullets]
    if len(bullets) < 2 or not all(texts):
        return []
    lead = _lead_before(document, blocks, bullets[0]) or ""
    if all(reader.is_instruction(text) for text in texts):
        led = sequential or bool(reader.remedy(lead)) or (how_to and _is_handiwork(texts))
        led = led or bool(_SEQUENCE_LEAD.search(lead) or _LEAD_ELSEWHERE.search(lead))
        if not led and not all(text.rstrip().endswith(":") for text in texts) and not _is_operation(texts):
            return []
    elif _ENGLISH.search(" ".join(texts)) or not _LEAD_ELSEWHERE.search(lead):
        return []  # whether they instruct can only be told where we know the verbs, or by a lead that says so
    return [
        FoundStep(None, 0, text, document.blocks[i].start, [i])
        for i, text in zip(bullets, texts, strict=True)
    ]


def _is_operation(texts: Sequence[str]) -> bool:
    """Whether instructions operate an interface or a device one after the other ("Open Settings and tap Apps", "Tap
    Storage", "Tap Clear cache"); pieces of advice ("Check the cables", "Update your drivers") are no sequence."""
    if any(_THEN.match(text) for text in texts[1:]):
        return True
    texts = [WHERE.sub("", text, 1) for text in texts]
    operated = [match for text in texts if (match := _OPERATES.match(text)) is not None]
    if len(texts) < 3 or len(operated) < len(texts):
        return False
    handles = [match["handles"].lower() for match in operated if match["handles"]]
    # All with one verb are choices: "Click Share to …", "Click Copy Link if …".
    return 2 * len(handles) > len(texts) and len({match.group().lower() for match in operated}) > 1


def operates_throughout(texts: Sequence[str]) -> bool:
    """Whether steps that operate an interface or a device are the most of a list; advice and contents hardly do."""
    handled = sum(
        (match := _OPERATES.match(text)) is not None and match["handles"] is not None for text in texts
    )
    return 3 * handled >= 2 * len(texts)


def _is_handiwork(texts: Sequence[str]) -> bool:
    """Whether instructions are mostly done by hand, one thing leading to the next: "Dig a hole", "Put the plant in"."""
    return len(texts) >= 3 and 2 * sum(_BY_HAND.match(text) is not None for text in texts) > len(texts)


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
    acting = [any(_instructs(step.text, reader) for step in run) for run in runs]
    if len(runs) > 1 and any(acting):
        leads = (_text_before(document, blocks, run[0].blocks[0]) for run in runs)
        acting = [acts and not _NOTES_LEAD.search(lead) for acts, lead in zip(acting, leads, strict=True)]
    if not any(acting):
        # Things in a row, not actions ("There are two causes: 1) … 2) …"); judged only where we know the verbs.
        return [] if all(_ENGLISH.search(step.text) for step in steps) else steps
    return [step for run, acts in zip(runs, acting, strict=True) if acts for step in run]


def _instructs(text: str, reader: HeadingReader) -> bool:
    """Whether a step tells the reader to do something: anywhere in its first line, or where a line below it opens."""
    first, *more = text.split("\n")
    return bool(
        reader.is_instruction(first) or reader.count_actions(first) or any(map(reader.is_instruction, more))
    )


def _text_before(document: CleanDocument, blocks: Sequence[int], index: int) -> str:
    texts = (document.inlines[i].text for i in reversed(blocks) if i < index)
    return next((text for text in texts if text), "")


def _lead_before(document: CleanDocument, blocks: Sequence[int], index: int) -> str | None:
    """The text above a list, passing over a short bold label ("Here is how:", "**In Windows 10**", the list)."""
    before = [document.inlines[i] for i in blocks if i < index and document.inlines[i].text]
    if len(before) > 1 and before[-1].bold and len(before[-1].text.split()) <= MAX_LABEL_WORDS:
        before.pop()
    return before[-1].text if before else None
