"""Which sections are fixes: titled sections that tell the reader how to do something."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.outline import Section, read_outline
from pipeline.extraction.steps import FoundStep, find_steps
from pipeline.stripping.document import CleanDocument

# Labels that count solutions; "part", "reason" or "chapter" count anything.
_WEAK_LABELS = frozenset(
    "part partie parte teil deel część část bölüm часть bagian phần section chapter reason cause case scenario answer idea 部分".split()
)
_ACTION = re.compile(
    r"(?:^|[.!?:;,)]\s+|\b(?:then|and|to|please|first|next|just|simply|now|can|should|must|by|or|you[’']ll|we[’']ll|also|need to|want to|have to)\s+)"
    r"(?:click|tap|press|select|open|go|choose|type|enter|right-click|double-click|navigate|drag|check|uncheck|tick|toggle|turn|hit|hold|scroll|launch|"
    r"run|download|install|uninstall|restart|reboot|head|visit|swipe|pick|move|paste|copy|use|update|remove|delete|disable|enable|plug|unplug|connect|disconnect|"
    r"switch|change|set|clean|insert|replace|reset|locate|find|expand|sign|log|save|close|follow|make sure|try|add|import|export|upload|record|place|put|adjust|clear|contact|power|wait|look|verify|review|test|scan|reinstall|reconnect|roll|back up|perform|create|highlight)\b",
    re.IGNORECASE,
)
MIN_ACTIONS = 2
"""Instructions a section without items must hold, unless its heading is an instruction itself."""
MIN_SHARE_OF_SECTIONS = 0.25
"""Share of an article's sections that must be fixes where none is numbered and none has items: one heading
that sounds like advice makes no how-to of a review."""
MIN_INSTRUCTED_SHARE = 0.4
"""Share of a list's items that must open with an instruction for the list to be a procedure."""


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
    judge = _Judge(document, reader, sections)
    chosen = judge.choose()
    return _collect(document, reader, sections, chosen, judge.steps)


def _collect(
    document: CleanDocument,
    reader: HeadingReader,
    sections: list[Section],
    chosen: list[int],
    known: list[list[FoundStep]],
) -> list[FoundFix]:
    fixes: list[FoundFix] = []
    place = {number: index for index, number in enumerate(chosen)}
    for number in chosen:
        blocks = _own_blocks(sections, number, place)
        parent = sections[number].parent
        while parent is not None and parent not in place:
            parent = sections[parent].parent
        steps = known[number] if blocks == sections[number].blocks else find_steps(document, blocks, reader)
        fixes.append(FoundFix(sections[number], blocks, steps, None if parent is None else place[parent]))
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


class _Judge:
    """Decides section by section; what it knows of a section is computed once."""

    def __init__(self, document: CleanDocument, reader: HeadingReader, sections: list[Section]) -> None:
        self.document, self.reader, self.sections = document, reader, sections
        self.steps = [find_steps(document, section.blocks, reader) for section in sections]
        self.procedure = [_is_procedure(steps, reader) for steps in self.steps]
        self.verdicts: list[bool] = []
        self._counted: dict[int, int] = {}

    def actions(self, number: int) -> int:
        """Instructions in a section's own blocks."""
        count = self._counted.get(number)
        if count is None:
            count = self._counted[number] = self._count_actions(self.sections[number])
        return count

    def _count_actions(self, section: Section) -> int:
        texts = (self.document.inlines[i].text for i in section.blocks if self.document.blocks[i].kind != "code")
        return sum(map(count_actions, texts))

    def choose(self) -> list[int]:
        """Numbers of the sections that are fixes."""
        self.verdicts = [False] * len(self.sections)
        for number in range(len(self.sections)):
            self.verdicts[number] = self._is_fix(number)
        self._join_company()
        self._drop_containers()
        self._drop_listicles()
        chosen = [number for number, verdict in enumerate(self.verdicts) if verdict]
        titles = [n for n, s in enumerate(self.sections) if s.is_title and self.procedure[n]]
        if titles and not chosen:
            chosen = titles[:1]
        return chosen

    def _is_fix(self, number: int) -> bool:
        section = self.sections[number]
        if section.is_title:
            return False
        parts = section.parts
        below = self._below(number)
        procedure = self.procedure[number]
        holds_steps = self._holds_step_sections(number)
        if parts.kind == "explains":
            return procedure or holds_steps
        if self._explained_away(number) and not procedure and not holds_steps:
            return parts.kind == "how_to" and self.actions(number) >= MIN_ACTIONS
        if parts.label is not None and parts.label not in _WEAK_LABELS:
            return bool(section.blocks or section.children)
        if procedure or holds_steps:
            return True
        actions = self.actions(number) + sum(self.actions(n) for n in below)
        if parts.number is None and (self._is_headline(number) or self._closes_sequence(number)):
            return False
        if parts.kind == "gathers":
            return any(self.procedure[n] for n in below) and not self._fix_children(number)
        if parts.number is not None:
            return self._numbered_is_fix(number, actions)
        if parts.kind == "how_to":
            return actions >= (1 if self._parent_is_fix(number) else MIN_ACTIONS)
        if parts.kind == "imperative":
            return actions >= 1 and self._is_instructive(number)
        if parts.kind == "system":
            return actions >= 1 and (self._parent_is_fix(number) or any(self.procedure[n] for n in self._siblings(number)))
        if not self._parent_is_fix(number):
            return False
        alternative = any(self.procedure[n] for n in self._siblings(number))
        return (section.shown_level < 7 and actions >= MIN_ACTIONS) or (alternative and actions >= 1)

    def _is_headline(self, number: int) -> bool:
        """A heading right below the title, with nothing between: the article's other headline."""
        if number == 0 or self.sections[number].parts.kind not in ("how_to", "gathers", "other"):
            return False
        before = self.sections[number - 1]
        return before.is_title and not before.blocks and number == 1

    def _closes_sequence(self, number: int) -> bool:
        """An unnumbered heading beside numbered fixes, after the last of them: the article's closing words."""
        level = self.sections[number].level
        numbered = [
            n
            for n in self._siblings(number)
            if self.sections[n].parts.number is not None and self.verdicts[n] and self.sections[n].level == level
        ]
        return len(numbered) >= 2 and max(numbered) < number and not self.sections[number].children

    def _numbered_is_fix(self, number: int, actions: int) -> bool:
        section = self.sections[number]
        family = [number, *self._numbered_siblings(number)]
        doing = sum(
            self.procedure[n] or self.sections[n].parts.kind in ("imperative", "how_to") or self._holds_step_sections(n)
            for n in family
        )
        if self._parent_is_fix(number) or self._parent_promises(number):
            return True
        if section.parts.label is not None:
            return section.parts.kind in ("how_to", "imperative") and actions >= 1
        return doing >= 0.5 * len(family) and (actions >= 1 or section.parts.kind == "imperative")

    def _is_instructive(self, number: int) -> bool:
        """An imperative heading whose text gives instructions; buying guides advise, they do not instruct."""
        section = self.sections[number]
        words = sum(len(self.document.inlines[i].text.split()) for i in section.blocks)
        for child in self._below(number):
            words += sum(len(self.document.inlines[i].text.split()) for i in self.sections[child].blocks)
        actions = self.actions(number) + sum(self.actions(n) for n in self._below(number))
        return actions >= 1 and (actions >= words / 140 or words < 40)

    def _holds_step_sections(self, number: int) -> bool:
        """Whether a section's children are numbered steps ("Step 1 …", "Step 2 …")."""
        labels = [
            self.sections[n].parts for n in self.sections[number].children if self.sections[n].parts.label is not None
        ]
        return sum(parts.label in self.reader.rules.step_labels for parts in labels) >= 2

    def _below(self, number: int) -> list[int]:
        found: list[int] = []
        if self.sections[number].is_title:
            return found
        for child in self.sections[number].children:
            found += [child, *self._below(child)]
        return found

    def _fix_children(self, number: int) -> bool:
        return any(
            self.sections[n].parts.label is not None or self.sections[n].parts.number is not None
            for n in self.sections[number].children
        ) or bool(self.sections[number].children)

    def _explained_away(self, number: int) -> bool:
        """Whether a heading above says that what stands below it explains ("FAQ", "Advantages")."""
        parent = self.sections[number].parent
        while parent is not None and not self.sections[parent].is_title:
            if self.sections[parent].parts.kind == "explains" and not self.verdicts[parent]:
                return True
            parent = self.sections[parent].parent
        return False

    def _parent_is_fix(self, number: int) -> bool:
        parent = self.sections[number].parent
        return parent is not None and self.verdicts[parent]

    def _parent_promises(self, number: int) -> bool:
        parent = self.sections[number].parent
        return parent is not None and self.sections[parent].parts.kind in ("how_to", "gathers")

    def _siblings(self, number: int) -> list[int]:
        parent = self.sections[number].parent
        if parent is None:
            return [n for n, s in enumerate(self.sections) if s.parent is None and n != number]
        return [n for n in self.sections[parent].children if n != number]

    def _numbered_siblings(self, number: int) -> list[int]:
        label = self.sections[number].parts.label
        return [
            n
            for n in self._siblings(number)
            if self.sections[n].parts.number is not None and self.sections[n].parts.label == label
        ]

    def _join_company(self) -> None:
        """An instruction among siblings that are nearly all fixes is one too, however little it says."""
        for number, section in enumerate(self.sections):
            if self.verdicts[number] or section.is_title or section.parts.kind not in ("imperative", "how_to"):
                continue
            alike = [n for n in self._siblings(number) if self.sections[n].parts.kind == section.parts.kind]
            fixes = sum(self.verdicts[n] for n in alike)
            if fixes >= 2 and fixes >= 0.6 * len(alike) and not self._closes_sequence(number) and section.blocks:
                self.verdicts[number] = True

    def _drop_containers(self) -> None:
        """An unnumbered heading that only gathers the article's fixes is not a fix itself."""
        total = sum(self.verdicts)
        for number, section in enumerate(self.sections):
            if not self.verdicts[number] or section.parts.number is not None or self.procedure[number]:
                continue
            children = [n for n in section.children if self.verdicts[n]]
            if len(children) < 2:
                continue
            below = sum(self.verdicts[n] for n in self._below(number))
            labelled = any(self.sections[n].parts.label or self.sections[n].parts.number for n in children)
            if section.parts.kind in ("how_to", "gathers", "explains", "other") and labelled and below >= 0.6 * (total - 1):
                if not self._holds_step_sections(number):
                    self.verdicts[number] = False

    def _drop_listicles(self) -> None:
        """Numbered products ("1. Filmora", "2. iMovie") hold no instructions: none of them is a fix."""
        chosen = [n for n, verdict in enumerate(self.verdicts) if verdict]
        content = [n for n, section in enumerate(self.sections) if not section.is_title]
        numbered = any(self.sections[n].parts.number is not None for n in chosen)
        if not numbered and len(chosen) < MIN_SHARE_OF_SECTIONS * len(content):
            if not any(self.procedure[n] for n in chosen):
                self.verdicts = [False] * len(self.sections)
                return
        if any(self.procedure[n] or self._holds_step_sections(n) for n in chosen):
            return
        doing = [n for n in chosen if self.sections[n].parts.kind in ("imperative", "how_to", "system")]
        labelled = [n for n in chosen if self.sections[n].parts.label not in (None, *_WEAK_LABELS)]
        if chosen and len(doing) < 0.3 * len(chosen) and not labelled:
            for number in chosen:
                self.verdicts[number] = False


@lru_cache(maxsize=16_384)
def count_actions(text: str) -> int:
    """Instructions in a text: verbs of doing where a sentence or clause tells the reader to."""
    return len(_ACTION.findall(text))


def _is_procedure(steps: list[FoundStep], reader: HeadingReader) -> bool:
    """Whether a section's items are actions and not a list of things."""
    if not steps:
        return False
    if len(steps) == 1:
        return len(steps[0].text.split()) >= 5 and reader.is_instruction(steps[0].text)
    acting = sum(reader.is_instruction(step.text) or count_actions(step.text) >= 1 for step in steps)
    return acting >= MIN_INSTRUCTED_SHARE * len(steps)
