"""Marks at the beginning of lines that count steps: "1)", "Step 2:", "第三步", "b.", "iv)"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import numeric

from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.numbering import KEYCAP, LETTER, keycap_number, number_value
from pipeline.extraction.run_in_steps import SINGLE_FIRST, run_in_letters, run_in_steps
from pipeline.markup.inline_render import render_inline
from pipeline.markup.nodes import Break, Emphasis, Node, Span, Strong
from pipeline.stripping.document import CleanDocument

_NUMBERED = re.compile(
    r"^[(（]?(?P<n>\d{1,2})(?:\s?[.)]|\s?[:：、](?=\s)|[）．])(?!\d)\s*\)?\s*(?P<rest>.*)$", re.DOTALL
)
_SUB_NUMBERED = re.compile(r"^[(（]?(?P<n>\d{1,2}\.\d{1,2})(?:\s?[)）]|\.\s)\s*(?P<rest>\S.*)$", re.DOTALL)
_LETTERED = re.compile(r"^\(?(?P<n>[a-hA-H])\s?(?:\)|\.(?=\s))\s*(?P<rest>.*)$", re.DOTALL)
_ROMAN_STEP = re.compile(r"^\(?(?P<n>i{1,3}|iv|vi{0,3}|ix|x)[.)]\s+(?P<rest>\S.*)$", re.DOTALL)
_COUNTED_BULLET = re.compile(r"\d{1,2}[.)]\s")
"""A bullet with a number of its own; one with a colon behind it names a value (`* **2:** Stretches the picture`)."""
_UNPOINTED = re.compile(
    r"[Bb]?(?P<n>\d{1,2})(?:\s?/\s?|\s[-–—]\s|\s?[ºª°]\s|(?<=[Bb]\d)[:.]\s|\s)\s*(?P<rest>[^\W\d_].*)$",
    re.DOTALL,
)
"""A number that nothing marks as one of a step, or what writers of one language set: `1/ Wait`, `1 - Wait`, `1º passo: Wait`,
and in Vietnamese `B1: Wait`."""
MIN_UNPOINTED = 3
"""Paragraphs that must count with numbers that nothing marks as such, where not all of them are actions."""
_BARE_NUMBER = re.compile(r"^\d{1,2}$")
_LABEL = re.compile(r"([^\W\d_]{2,10})\s*[:：.–—-]\s*(?=\S)")
_CIRCLED = re.compile(r"^(?P<n>[①-⑳❶-❿➀-➓])\s*(?P<rest>.*)$", re.DOTALL)
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
_CJK_STEP_WORD = re.compile(
    r"第?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:步驟|步骤|步(?=\W)|단계(?=\W))|(?:步驟|步骤|手順|ステップ)\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})"
)
"""Marks of `_CJK_STEP` that say "step"; a number alone may count anything."""
_BEFORE_TEXT = re.compile(r"(?:[)）]|[.:](?!\w))\s*|\[[ xX]\]\s+(?=\S)")
"""What is left of a mark, or the box of a task list (`[x] Unplug the fan`)."""
ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_LINE_BULLET = re.compile(
    r"[–—•●▪◦‣·]\s+(?=\S)|(?:(?!\U0001f51f)[\u2600-\u2775\u2794-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]\ufe0f?){1,3}\s*(?=\S)"
)
"""A bullet that Markdown does not know, or a small picture, before a mark: `– Step 1: Wait`, `✅ Step 1: Wait`."""
MAX_SKIP = 3
"""Numbers a list may skip and still go on (real lists skip one or two)."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A line of a paragraph that begins with a mark: line `part` (0-based) of `block`, its number as written, what it
    counts to, whether that is a letter or a Roman number, and the text behind it."""

    block: int
    part: int
    number: str
    value: int | None
    letter: bool
    rest: str


def may_be_marked(document: CleanDocument, index: int, reader: HeadingReader) -> bool:
    """Paragraphs, and bullets that count themselves: `* Step 1: Wait`, `* 1\\. Wait`."""
    block = document.blocks[index]
    if block.kind == "paragraph":
        return True
    if block.kind != "item" or block.ordered:
        return False
    text = document.inlines[index].text
    if text[:1].isdigit() and _COUNTED_BULLET.match(text) is not None:
        return True
    return says_step(text, reader)


def says_step(text: str, reader: HeadingReader) -> bool:
    """Whether a text begins with "Step 1", "第一步" or the like."""
    if not text[:3].isascii() and _CJK_STEP_WORD.match(text):
        return True
    labelled = _LABELLED.match(text)
    return labelled is not None and labelled["label"].lower() in reader.rules.step_labels


def without_mark(text: str) -> str:
    """An item's text without what is left of a mark before it: `) Click`, `[x] Unplug the fan`."""
    mark = _BEFORE_TEXT.match(text)
    return text[mark.end() :] if mark is not None else text


def without_number(text: str, mark: str, reader: HeadingReader) -> str:
    """`1. 1\\. Click`, `1. Step 1 – Click`, `1. Schritt: Klicke`: an item that says its number once more."""
    again = _mark(text, reader)
    if again is None or again[1] or not again[2] or number_value(again[0]) != number_value(mark):
        return without_label(text, reader)
    return again[2]


def without_label(text: str, reader: HeadingReader) -> str:
    """The text behind a "Schritt:" that has no number, or stands behind it; other text as it is."""
    label = _LABEL.match(text)
    return text[label.end() :] if label is not None and label[1].lower() in reader.rules.step_labels else text


def next_numbers(parts: list[str], mark: str, reader: HeadingReader) -> list[tuple[int, str, str]]:
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


def letters_below(parts: list[str], reader: HeadingReader) -> list[tuple[int, str, str]]:
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
    letters = [mark for _, mark, _ in lines if mark not in ROMANS] or [mark for _, mark, _ in lines]
    acting = sum(reader.instructs(rest) for _, _, rest in lines)
    if len(letters) < 2 or len(lines) < len(marks) or 2 * acting < len(lines):
        return []
    counts = [ROMANS.get(mark) or number_value(mark) for mark in letters]
    return lines if counts == list(range(1, len(counts) + 1)) else []


def blocks_above_seconds(
    document: CleanDocument, blocks: Sequence[int], marked: list[Marked]
) -> frozenset[int]:
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


def lines_of(document: CleanDocument, index: int) -> list[str]:
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


def marked_lines(parts: dict[int, list[str]], reader: HeadingReader) -> Iterable[Marked]:
    """The lines of blocks (`parts`, by block) that begin with the mark of a step, in order."""
    for block, lines in parts.items():
        for part, text in enumerate(lines):
            bullet = _LINE_BULLET.match(text)
            found = _mark(text[bullet.end() :] if bullet is not None else text, reader) if text else None
            if found is not None:
                number, letter, rest = found
                # "2.3)" goes on from "2.2)".
                counted = number.rpartition(".")[2]
                value = ROMANS.get(number) if letter and number in ROMANS else number_value(counted)
                yield Marked(block, part, number, value, letter, rest)


@lru_cache(maxsize=16_384)
def _mark(text: str, reader: HeadingReader) -> tuple[str, bool, str] | None:
    """The number of the mark that a line begins with, whether it is a letter, and the text behind it."""
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
            return number, False, without_label(found["rest"].strip(), reader)
    keycap = KEYCAP.match(text)
    if keycap is not None:
        return keycap_number(keycap), False, text[keycap.end() :].strip()
    circled = _CIRCLED.match(text)
    if circled is not None:
        return str(int(numeric(circled["n"]))), False, circled["rest"].strip()
    roman = _ROMAN_STEP.match(text)
    if roman is not None:
        return roman["n"], True, roman["rest"].strip()
    if _BARE_NUMBER.match(text):
        return text, False, ""
    lettered = _LETTERED.match(text)
    return (lettered["n"], True, lettered["rest"].strip()) if lettered is not None else None


def lettered_above(
    marked: Sequence[Marked], parts: dict[int, list[str]]
) -> tuple[dict[int, list[tuple[str, str]]], dict[int, int]]:
    """Steps that letters count inside a paragraph ("… by hand. a) Open the lid."), where the next letter begins a paragraph
    below ("b) Wipe it."), by the paragraph they stand in; and how far they count, by that below."""
    firsts: dict[int, Marked] = {}
    for mark in marked:
        firsts.setdefault(mark.block, mark)
    if not any(mark.letter and (mark.value or 0) > 1 for mark in firsts.values()):
        return {}, {}
    found: dict[int, list[tuple[str, str]]] = {}
    counted: dict[int, int] = {}
    above = -1
    run: list[tuple[str, str]] = []
    for block, lines in parts.items():
        first = firsts.get(block)
        if first is None and not any(lines):
            continue  # a picture
        if first is not None and first.letter and run and first.value == len(run) + 1:
            found[above], counted[block] = run, len(run)
        above, run = block, run_in_letters(lines) if first is None else []
    return found, counted


def accepted_marks(
    marked: Iterable[Marked],
    document: CleanDocument,
    blocks: Sequence[int],
    parts: dict[int, list[str]],
    lettered: dict[int, int],
) -> list[Marked]:
    """Marks that count on; a lone "3." or a single letter is a part of its sentence.

    Numbers may skip, repeat, or go on from the list items around them; letters from those inside the paragraph above (`lettered`).
    """
    candidates = list(marked)
    bare = [mark.value for mark in candidates if not mark.rest]
    if (bare and bare != list(range(1, len(bare) + 1))) or len(bare) == 1:
        candidates = [mark for mark in candidates if mark.rest or not mark.number.isdigit() or len(bare) > 1]
    kept: list[Marked] = []
    reached = _reached(candidates, parts)
    for letters in (False, True):
        group = [mark for mark in candidates if mark.letter is letters]
        last = 0
        items = {document.blocks[index].mark for index in blocks if document.blocks[index].ordered}
        for position, mark in enumerate(group):
            value = mark.value or 0
            last = (lettered if letters else reached).get(mark.block, last)
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
    if all(mark.letter for mark in kept) and len(kept) < 2 and not lettered:
        return []
    return kept


def bare_numbers(parts: dict[int, list[str]], reader: HeadingReader) -> list[Marked]:
    """Paragraphs that count with numbers alone ("1 Unplug the fan.", "2 Open the lid."): from 1 without a gap, and most
    of them actions. "1 Introduction" and "2 cups of flour" are none."""
    found = [
        Marked(block, 0, match["n"], int(match["n"]), False, without_label(match["rest"], reader))
        for block, lines in parts.items()
        if _may_count(lines[0]) and (match := _UNPOINTED.match(lines[0])) is not None
    ]
    if len(found) < 2 or [mark.value for mark in found] != list(range(1, len(found) + 1)):
        return []
    acting = [reader.instructs(mark.rest) for mark in found]
    enough = 2 * sum(acting) > len(acting) if len(found) >= MIN_UNPOINTED else all(acting)
    return found if acting[0] and enough else []


def _may_count(line: str) -> bool:
    return line[:1].isdigit() or (line[:1] in ("B", "b") and line[1:2].isdigit())


def _reached(marked: Sequence[Marked], parts: dict[int, list[str]]) -> dict[int, int]:
    """The number that steps run together in the paragraphs right above a marked one have come to, by its block."""
    found: dict[int, int] = {}
    number = 0
    blocks = {mark.block for mark in marked}
    for block, lines in parts.items() if blocks else ():
        if block in blocks:
            if number:
                found[block] = number
            number = 0
        elif run := run_in_steps(lines, continues=number > 0, second_follows=False):
            number = number_value(run[-1][0]) or 0
    return found


def _has_single_first(parts: dict[int, list[str]], block: int) -> bool:
    """Whether a paragraph before leads into the list: "Follow these steps: 1. In Device Manager, …"."""
    before = [index for index in parts if index < block]
    return any(SINGLE_FIRST.search(" ".join(parts[index])) for index in before[-4:])
