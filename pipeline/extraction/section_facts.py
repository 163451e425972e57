"""What the sections of an article hold, and how they stand to each other."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from pipeline.extraction.bullet_steps import HeadingPromise
from pipeline.extraction.commands import is_command
from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.instructions import ENGLISH
from pipeline.extraction.outline import BOLD_LEVEL, Section
from pipeline.extraction.step_collector import FoundStep
from pipeline.extraction.step_marks import says_step
from pipeline.extraction.steps import find_steps
from pipeline.stripping.document import CleanDocument
from pipeline.stripping.text_forms import words_of

_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters that each stand for a syllable or a word."""
_ONLY_CODE = re.compile(r"`([^`\n]+)`")
_CLAUSE = re.compile(r"[.!?:;,]\s+|\n")
_ADVICE = re.compile(
    r"\b(?:avoid|prevent|keep|care|maintain|protect|improve|choose|pick|reduce|save|stop|stay|speed|look after|take care|extend|prolong|spot|recogni[sz]e|tell|store|style|use)\b",
    re.IGNORECASE,
)
"""What a "How to" asks for whose answers are pieces of advice, not one procedure."""
_FORBIDS = re.compile(r"\s*(?:do not|don[’']t|never)\b", re.IGNORECASE)
"""How a clause opens that opens with a verb and yet asks for nothing."""
MAX_SECTIONS_AHEAD = 500
"""Sections below that a list's steps are held against; steps times sections is a square."""
MIN_ACTIONS = 2
"""Instructions a section without items must hold, unless its heading is an instruction itself."""
MIN_PROSE_ACTIONS = 5
MIN_ACTION_DENSITY = 0.036
"""Instructions per word from which prose without items is a procedure: real how-tos written as prose have
more than 0.04, news and reviews less than 0.022."""
MIN_SECTION_DENSITY = 0.03
"""The same for a section, or a whole article, that other signs take for one that instructs."""
MIN_STEP_LETTERS = 20
"""Letters of a step where no verbs are known; one that stands for a syllable or a word counts as two and a half."""
MAX_FAMILY = 400
"""Siblings a section is compared with. Real articles have fewer than a hundred; with 8,000, comparing each
with all takes a minute."""
MAX_BARE_WORDS = 40
"""Words of a section that instructs and says hardly more."""
MIN_INSTRUCTED_SHARE = 0.4
"""Share of a list's items that must open with an instruction for the list to be a procedure."""
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_THAI = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
HAN_IN_A_WORD = 2
THAI_IN_A_WORD = 5
"""Characters that make a word where no blanks part words: Chinese and Japanese, and Thai and its neighbours."""


class SectionFacts:
    """What the sections of an article hold and how they stand to each other, whatever is judged of them. A section is
    told by its number in `sections`; what is asked often is computed once."""

    def __init__(self, document: CleanDocument, reader: HeadingReader, sections: list[Section]) -> None:
        self.document, self.reader, self.sections = document, reader, sections
        self._roots = [n for n, s in enumerate(sections) if s.parent is None]
        self._title_words = [words_of(s.parts.title) for s in sections]
        self._contents: set[int] = set()
        """Blocks of lists that name later sections; what they say is done there."""
        self.steps = [self.steps_among(number, s.blocks) for number, s in enumerate(sections)]
        """Steps in each section's own blocks."""
        self.procedure = [
            _is_procedure(steps, reader) or self._is_called_steps(number)
            for number, steps in enumerate(self.steps)
        ]
        """Whether the steps of each section are actions."""
        self.all_bold = all(s.is_title or s.shown_level >= BOLD_LEVEL for s in sections)
        """Whether bold lines are the only headings the article has."""
        self._actions: dict[int, int] = {}
        self._words: dict[int, int] = {}
        self._says_what_to_do: dict[int, bool] = {}

    def steps_among(self, number: int, blocks: list[int]) -> list[FoundStep]:
        """Steps among blocks below a section's heading; a list that only names later sections holds none."""
        steps = find_steps(self.document, blocks, self.reader, self._promise_of(number))
        named = sum(self._names_section(step.text, number) for step in steps)
        if len(steps) < 2 or named < 0.8 * len(steps):
            return steps
        self._contents.update(block for step in steps for block in step.blocks)
        return []

    def _promise_of(self, number: int) -> HeadingPromise:
        parts = self.sections[number].parts
        asks_how = parts.kind == "how_to" and not _ADVICE.search(parts.title)
        step = parts.label in self.reader.rules.step_labels
        return HeadingPromise(
            procedure=parts.kind == "system",
            how_to=asks_how or step,
            steps=self.reader.promises_steps(parts.title),
            step=step and parts.number is not None,
        )

    def _is_called_steps(self, number: int) -> bool:
        """`Steps to make a meme`, and below it "Step 1 Initially, you can search …": whatever its verbs, what is counted as
        steps there are steps."""
        steps = self.steps[number]
        if self.sections[number].parts.kind == "explains" or len(steps) < 2 or not steps[0].number:
            return False
        return all(says_step(self.document.inlines[step.blocks[0]].text, self.reader) for step in steps)

    def _names_section(self, text: str, after: int) -> bool:
        words = words_of(text)
        return any(
            len(words & title) >= 0.8 * max(len(words), len(title))
            for title in self._title_words[after + 1 : after + 1 + MAX_SECTIONS_AHEAD]
            if title
        )

    def actions(self, number: int) -> int:
        """Instructions in a section's own blocks."""
        count = self._actions.get(number)
        if count is None:
            count = self._actions[number] = self._count_actions(self.sections[number])
        return count

    def _count_actions(self, section: Section) -> int:
        texts = (
            self.document.inlines[i].text
            for i in section.blocks
            if self.document.blocks[i].kind != "code" and i not in self._contents
        )
        return sum(map(self.reader.count_actions, texts))

    def count_words(self, numbers: list[int]) -> int:
        """Words in the own blocks of several sections."""
        return sum(map(self._words_of, numbers))

    def _words_of(self, number: int) -> int:
        count = self._words.get(number)
        if count is None:
            texts = (self.document.inlines[i].text for i in self.sections[number].blocks)
            count = self._words[number] = sum(map(_words_in, texts))
        return count

    @cached_property
    def is_instructive_article(self) -> bool:
        """Whether the article as a whole instructs; only then may a noun head a fix ("Using a shortcut")."""
        numbers = list(range(len(self.sections)))
        actions = sum(self.actions(n) for n in numbers)
        return actions >= MIN_SECTION_DENSITY * self.count_words(numbers) or any(self.procedure)

    def tells_briefly(self, number: int) -> bool:
        """Whether a section instructs and says hardly more."""
        short = self.count_words([number]) < MAX_BARE_WORDS and self.actions(number) >= 1
        return short and self._tells([number])

    def lists_instructions(self, number: int) -> bool:
        """Whether the items of a section instruct, all of them: "Charge it for an hour.", "Send it in for repair."."""
        items = [i for i in self.sections[number].blocks if self.document.blocks[i].kind == "item"]
        texts = [self.document.inlines[i].text for i in items]
        told = len(texts) > 1 and all(map(self.reader.is_instruction, texts))
        return told and not any(map(_FORBIDS.match, texts))

    def names_a_remedy(self, number: int) -> bool:
        """Whether a text of the section begins with "Remedy:" or the like, and instructs there or in the next one."""
        section = self.sections[number]
        texts = [text for i in section.blocks if (text := self.document.inlines[i].text)]
        if self.reader.names_remedies(section.parts.title):
            return any(map(self._instructs, texts))
        for place, text in enumerate(texts):
            rest = "" if self.reader.names_remedies(text) else self.reader.remedy(text)
            if rest is not None and self._instructs(rest or "".join(texts[place + 1 : place + 2])):
                return True
        return False

    def _instructs(self, text: str) -> bool:
        told = self.reader.count_actions(text) > 0 or is_command(text)
        return told or any(map(self.reader.is_instruction, _CLAUSE.split(text)))

    def holds_command(self, number: int) -> bool:
        """`Restart the daemon`, and below it the command that does so."""
        blocks = (self.document.blocks[i] for i in self.sections[number].blocks)
        codes = (block.content if block.kind == "code" else _only_code(block.content) for block in blocks)
        return any(is_command(code) for code in codes if code)

    def says_what_to_do(self, number: int) -> bool:
        """`Problem 2: The app says "Device not found"`: a symptom whose section gives instructions."""
        says = self._says_what_to_do.get(number)
        if says is None:
            says = self._says_what_to_do[number] = self._instructs_or_proceeds(number)
        return says

    def _instructs_or_proceeds(self, number: int) -> bool:
        numbers = [number, *self.below(number)]
        actions = sum(self.actions(n) for n in numbers)
        dense = actions >= MIN_ACTIONS and actions >= MIN_SECTION_DENSITY * self.count_words(numbers)
        return (dense and self._tells(numbers)) or any(self.procedure[n] for n in numbers)

    def _tells(self, numbers: list[int]) -> bool:
        """Whether a clause opens with an instruction: "the PC can run out of space" tells nobody to run, and "Do not open
        it" nobody to do anything."""
        texts = (self.document.inlines[i].text for n in numbers for i in self.sections[n].blocks)
        clauses = (clause for text in texts for clause in _CLAUSE.split(text))
        return any(self.reader.is_instruction(clause) and not _FORBIDS.match(clause) for clause in clauses)

    def is_instructive(self, number: int) -> bool:
        """An imperative heading whose text gives instructions; buying guides advise, they do not instruct."""
        numbers = [number, *self.below(number)]
        words = self.count_words(numbers)
        actions = sum(self.actions(n) for n in numbers)
        return actions >= 1 and (actions >= words / 140 or words < MAX_BARE_WORDS)

    def holds_step_sections(self, number: int) -> bool:
        """Whether a section's children are numbered steps ("Step 1 …", "Step 2 …"); those below "Contents" or "Introduction"
        are the article's."""
        if self.reader.names_a_page_part(self.sections[number].parts.title):
            return False
        labels = [
            self.sections[n].parts
            for n in self.sections[number].children
            if self.sections[n].parts.label is not None
        ]
        return sum(parts.label in self.reader.rules.step_labels for parts in labels) >= 2

    def below(self, number: int) -> list[int]:
        """Sections below this one at any depth, in order; none below the title, below which all are."""
        found: list[int] = []
        if self.sections[number].is_title:
            return found
        for child in self.sections[number].children:
            found += [child, *self.below(child)]
        return found

    def siblings(self, number: int) -> list[int]:
        """Sections beside this one; of a family too large for any article, those nearest to it."""
        parent = self.sections[number].parent
        family = self._roots if parent is None else self.sections[parent].children
        if len(family) > MAX_FAMILY:
            at = bisect_left(family, number)
            family = family[max(0, at - MAX_FAMILY // 2) : at + MAX_FAMILY // 2]
        return [n for n in family if n != number]

    def numbered_siblings(self, number: int) -> list[int]:
        """Siblings that are counted under the same label ("Method 2"), or all without one."""
        label = self.sections[number].parts.label
        return [
            n
            for n in self.siblings(number)
            if self.sections[n].parts.number is not None and self.sections[n].parts.label == label
        ]

    def names_a_case(self, number: int) -> bool:
        """Whether a title names a fault or a case by its words, or by standing below "Troubleshooting"."""
        section = self.sections[number]
        if self.reader.is_situation(section.parts.title):
            return True
        above = section.parent
        below_troubles = above is not None and self.reader.gathers_troubles(self.sections[above].parts.title)
        return below_troubles and section.parts.kind == "other"

    def is_one_procedure(self, number: int) -> bool:
        """Whether the article gives one procedure right under its title, itemised or as prose."""
        actions = self.actions(number)
        prose = actions >= MIN_PROSE_ACTIONS and actions >= MIN_ACTION_DENSITY * self.count_words([number])
        return self.procedure[number] or prose


def _words_in(text: str) -> int:
    """How many words a text has, also where no blanks part them.

    >>> [_words_in(text) for text in ("Oil the fan.", "给风扇上油。", "หยอดน้ำมันพัดลม")]
    [3, 3, 4]
    """
    words = len(text.split())
    if text.isascii():
        return words
    return words + len(_HAN.findall(text)) // HAN_IN_A_WORD + len(_THAI.findall(text)) // THAI_IN_A_WORD


def _only_code(text: str) -> str:
    """What a line of nothing but inline code says; "" for other text."""
    code = _ONLY_CODE.fullmatch(text.strip())
    return code[1] if code is not None else ""


def _is_procedure(steps: list[FoundStep], reader: HeadingReader) -> bool:
    """Whether a section's items are actions and not a list of things."""
    if not steps:
        return False
    if len(steps) == 1:
        return len(steps[0].text.split()) >= 5 and reader.is_instruction(steps[0].text)
    if all(text.isascii() is False or not ENGLISH.search(text) for text in (step.text for step in steps)):
        # No language we know the verbs of: sentences in a row are taken for actions.
        letters = sum(len(step.text) for step in steps)
        letters += int(1.5 * sum(len(_DENSE.findall(step.text)) for step in steps))
        return letters >= MIN_STEP_LETTERS * len(steps) or _acts(steps, reader)
    return _acts(steps, reader)


def _acts(steps: list[FoundStep], reader: HeadingReader) -> bool:
    acting = sum(reader.is_instruction(step.text) or reader.count_actions(step.text) >= 1 for step in steps)
    return acting >= MIN_INSTRUCTED_SHARE * len(steps)
