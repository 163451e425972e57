"""Decides which sections are fixes, and which only explain, advertise or gather them."""

from __future__ import annotations

import re
from bisect import bisect_left

from pipeline.extraction.bullet_steps import HeadingPromise, operates_throughout
from pipeline.extraction.commands import is_command
from pipeline.extraction.headings import ENGLISH, HeadingReader
from pipeline.extraction.outline import BOLD_LEVEL, Section
from pipeline.extraction.step_marks import says_step
from pipeline.extraction.steps import FoundStep, find_steps
from pipeline.stripping.document import CleanDocument
from pipeline.stripping.text_forms import words_of

_ERROR_CODE = re.compile(
    r"(?:(?:codice|código|code|kod|kode) (?:di |de |d[’']|do )?)?(?:stop |exit |http |windows |fehler|erreur|errore|erro|foutmelding|fout|błędu|błąd|error|code|코드|エラー|错误|錯誤)"
    r"(?:[ -]?(?:code|message|nummer|kode|código|codice|error|代码|代碼|コード))?\s?[#:：]?\s?[\"“(]?(?:0x[\da-f]{2,8}|[A-Z]{0,4}[-_]?\d{1,6})\b",
    re.IGNORECASE,
)
"""A title that begins with the code of an error."""
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ONE_MORE = re.compile(
    r"(?:the |a |an |your |one )*(?:last resort|last option|last thing|bonus|extra|more|tips?|alternative(?:ly)?|dernier recours|último recurso|ultima risorsa|letzter ausweg|zusatztipp)\b[^:：–—]{0,20}(?::|：|\s[–—-])\s",
    re.IGNORECASE,
)
"""A label that counts a section among the fixes: `Last resort: Reset the fan`, `Bonus tip: Oil it`."""
_ONLY_CODE = re.compile(r"`([^`\n]+)`")
_CLAUSE = re.compile(r"[.!?:;,]\s+|\n")
_ADVICE = re.compile(
    r"\b(?:avoid|prevent|keep|care|maintain|protect|improve|choose|pick|reduce|save|stop|stay|speed|look after|take care|extend|prolong|spot|recogni[sz]e|tell|store|style|use)\b",
    re.IGNORECASE,
)
"""What a "How to" asks for whose answers are pieces of advice, not one procedure."""
_NOTICE = re.compile(
    r"(?:warning|caution|danger|attention|note|notice|important|disclaimer)\s*[:：!–—-]", re.IGNORECASE
)
"""What a remark begins with that stands as a heading among the steps of a fix: `Warning: This erases everything`."""
_FORBIDS = re.compile(r"\s*(?:do not|don[’']t|never)\b", re.IGNORECASE)
_SYMPTOM_LABELS = frozenset([
    "problem", "issue", "cause", "reason", "problema", "problème", "probleem", "problém", "probléma", "causa", "motivo", "razón", "raison", "ursache", "grund",
    "oorzaak", "reden", "orsak", "årsag", "årsak", "cauza", "příčina", "przyczyna", "powód", "причина", "проблема", "sorun", "sebep", "penyebab", "masalah",
    "nguyên nhân", "vấn đề", "原因", "问题", "問題", "원인", "문제", "السبب", "المشكلة",
])  # fmt: skip
"""Labels that count what is wrong: such a section is a fix when it says what to do about it."""
# Labels that count solutions; "part", "reason" or "chapter" count anything.
_WEAK_LABELS = frozenset(
    [
        "part",
        "partie",
        "parte",
        "teil",
        "deel",
        "część",
        "část",
        "bölüm",
        "часть",
        "bagian",
        "phần",
        "частина",
        "partea",
        "μέρος",
        "الجزء",
        "חלק",
        "section",
        "chapter",
        "case",
        "scenario",
        "answer",
        "idea",
        "部分",
        *_SYMPTOM_LABELS,
    ]
)
MAX_SECTIONS_AHEAD = 500
"""Sections below that a list's steps are held against; steps times sections is a square."""
MIN_ACTIONS = 2
"""Instructions a section without items must hold, unless its heading is an instruction itself."""
MIN_PROSE_ACTIONS = 5
MIN_ACTION_DENSITY = 0.036
"""Instructions per word from which prose without items is a procedure: real how-tos written as prose have
more than 0.04, news and reviews less than 0.022."""
MIN_SECTION_DENSITY = 0.03
MAX_WORDS_BETWEEN_HEADLINES = 6
"""Words of the bold line between an article's two headlines: the name of a product."""
MIN_STEP_WORDS = 3
"""Words of a step's heading with nothing below it."""
MIN_COMPANY = 3
COMPANY_SHARE = 0.75
"""Numbered sections beside one that must be instructions for it to be taken for one too."""
MIN_STEP_LETTERS = 20
"""Letters of a step where no verbs are known; one that stands for a syllable or a word counts as two and a half."""
MAX_FAMILY = 400
"""Siblings a section is compared with. Real articles have fewer than a hundred; with 8,000, comparing each
with all takes a minute."""
MIN_FIXES_AROUND = 3
"""Fixes of an article in which a heading that instructs needs no instruction below it."""
MAX_BARE_WORDS = 40
MIN_SHARE_OF_SECTIONS = 0.25
"""Share of an article's sections that must be fixes where none is numbered and none has items: one heading
that sounds like advice makes no how-to of a review."""
MIN_INSTRUCTED_SHARE = 0.4
"""Share of a list's items that must open with an instruction for the list to be a procedure."""


_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_THAI = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
HAN_IN_A_WORD = 2
THAI_IN_A_WORD = 5
"""Characters that make a word where no blanks part words: Chinese and Japanese, and Thai and its neighbours."""


class FixJudge:
    """Decides section by section; what it knows of a section is computed once."""

    def __init__(self, document: CleanDocument, reader: HeadingReader, sections: list[Section]) -> None:
        self.document, self.reader, self.sections = document, reader, sections
        self.roots = [n for n, s in enumerate(sections) if s.parent is None]
        self.title_words = [words_of(s.parts.title) for s in sections]
        self.contents: set[int] = set()
        """Blocks of lists that name later sections; what they say is done there."""
        self.steps = [self.find(number, s.blocks) for number, s in enumerate(sections)]
        self.procedure = [
            _is_procedure(steps, reader) or self._is_called_steps(number)
            for number, steps in enumerate(self.steps)
        ]
        self.verdicts: list[bool] = []
        self._counted: dict[int, int] = {}
        self._all_bold = all(s.is_title or s.shown_level >= BOLD_LEVEL for s in sections)

    def find(self, number: int, blocks: list[int]) -> list[FoundStep]:
        """Steps among blocks of a section; a list that only names later sections holds none."""
        steps = find_steps(self.document, blocks, self.reader, self._promise_of(number))
        named = sum(self._names_section(step.text, number) for step in steps)
        if len(steps) < 2 or named < 0.8 * len(steps):
            return steps
        self.contents.update(block for step in steps for block in step.blocks)
        return []

    def _promise_of(self, number: int) -> HeadingPromise:
        parts = self.sections[number].parts
        asks_how = parts.kind == "how_to" and not _ADVICE.search(parts.title)
        return HeadingPromise(
            procedure=parts.kind == "system",
            how_to=asks_how or parts.label in self.reader.rules.step_labels,
            steps=self.reader.promises_steps(parts.title),
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
            for title in self.title_words[after + 1 : after + 1 + MAX_SECTIONS_AHEAD]
            if title
        )

    def actions(self, number: int) -> int:
        """Instructions in a section's own blocks."""
        count = self._counted.get(number)
        if count is None:
            count = self._counted[number] = self._count_actions(self.sections[number])
        return count

    def _count_actions(self, section: Section) -> int:
        texts = (
            self.document.inlines[i].text
            for i in section.blocks
            if self.document.blocks[i].kind != "code" and i not in self.contents
        )
        return sum(map(self.reader.count_actions, texts))

    def choose(self) -> list[int]:
        """Numbers of the sections that are fixes."""
        self.verdicts = [False] * len(self.sections)
        for number in range(len(self.sections)):
            self.verdicts[number] = self._is_fix(number)
        self._join_company()
        self._drop_containers()
        self._drop_listicles()
        chosen = [number for number, verdict in enumerate(self.verdicts) if verdict]
        if chosen and (first := self._procedure_of_title()) is not None:
            chosen = sorted([first, *chosen])
        if not chosen:
            heads = [n for n, s in enumerate(self.sections) if s.is_title or self._asks_how(n)]
            chosen = [n for n in heads if self._is_one_procedure(n)][:1]
        return chosen

    def _asks_how(self, number: int) -> bool:
        """The article's other headline ("How to install the app" below a title that lures with something else)."""
        return self.sections[number].parts.kind == "how_to" and self._is_headline(number)

    def _procedure_of_title(self) -> int | None:
        """The section of the title, or of a heading that repeats it, where it gives numbered steps besides the other fixes."""
        for number, section in enumerate(self.sections):
            steps = self.steps[number] if section.is_title else []
            numbered = all(step.number or step.depth for step in steps)
            repeats = any(earlier.is_title for earlier in self.sections[:number])
            if len(steps) < 2 or not self.procedure[number]:
                continue
            if (repeats and numbered) or operates_throughout([step.text for step in steps if not step.depth]):
                return number
        return None

    def _is_one_procedure(self, number: int) -> bool:
        """Whether the article gives one procedure right under its title, itemised or as prose."""
        actions = self.actions(number)
        prose = actions >= MIN_PROSE_ACTIONS and actions >= MIN_ACTION_DENSITY * self._count_words([number])
        return self.procedure[number] or prose

    def _count_words(self, numbers: list[int]) -> int:
        return sum(_words_in(self.document.inlines[i].text) for n in numbers for i in self.sections[n].blocks)

    def _is_instructive_article(self) -> bool:
        """Whether the article as a whole instructs; only then may a noun head a fix ("Using a shortcut")."""
        numbers = list(range(len(self.sections)))
        actions = sum(self.actions(n) for n in numbers)
        return actions >= MIN_SECTION_DENSITY * self._count_words(numbers) or any(self.procedure)

    def _is_fix(self, number: int) -> bool:
        section = self.sections[number]
        if section.is_title:
            return False
        parts = section.parts
        below = self._below(number)
        procedure = self.procedure[number]
        holds_steps = self._holds_step_sections(number)
        if parts.label is not None and parts.label not in _WEAK_LABELS:
            return bool(section.blocks or section.children) or self._is_step_among_steps(number)
        if parts.number is None and (
            self.reader.names_a_fault(parts.title)
            or (self._parent_is_fix(number) and _NOTICE.match(parts.title))
        ):
            return False
        if parts.kind == "explains":
            steps = self.steps[number]
            led = sum(self.reader.is_instruction(step.text) for step in steps) >= 0.5 * len(steps)
            return (procedure and led) or holds_steps or self._mends_a_fault(number)
        if self._explained_away(number) and not procedure and not holds_steps:
            return parts.kind == "how_to" and self.actions(number) >= MIN_ACTIONS
        if procedure or holds_steps or self._mends_a_fault(number):
            return True
        actions = self.actions(number) + sum(self.actions(n) for n in below)
        if parts.number is None and (self._is_headline(number) or self._closes_sequence(number)):
            return False
        if parts.kind in ("how_to", "gathers") and self._leads_into_numbering(number):
            return False
        if parts.kind == "gathers":
            return any(self.procedure[n] for n in below) and not self._fix_children(number)
        if parts.number is not None:
            return self._numbered_is_fix(number, actions)
        commanding = parts.kind in ("how_to", "imperative")
        commanding = commanding or (parts.kind == "system" and self._parent_is_fix(number))
        if commanding and self._holds_command(number):
            return True
        if parts.kind == "how_to":
            return actions >= (1 if self._parent_is_fix(number) else MIN_ACTIONS)
        if parts.kind == "imperative":
            return actions >= 1 and self._is_instructive(number)
        if parts.kind == "system":
            siblings = self._siblings(number)
            alike = sum(self.sections[n].parts.kind == "system" for n in siblings)
            return actions >= 1 and (
                self._parent_is_fix(number) or alike >= 1 or any(self.procedure[n] for n in siblings)
            )
        if not self._parent_is_fix(number):
            return self._is_instructing_noun(number) or self._mends_an_error(number)
        alternative = any(self.procedure[n] for n in self._siblings(number))
        return (section.shown_level < 7 and actions >= MIN_ACTIONS) or (alternative and actions >= 1)

    def _is_step_among_steps(self, number: int) -> bool:
        """`##### Step 2 Find the list you want to keep`: a step whose heading says all, right before or behind another."""
        section = self.sections[number]
        value = section.parts.value
        if section.parts.label not in self.reader.rules.step_labels or section.shown_level >= BOLD_LEVEL:
            return False
        beside = [self.sections[n] for n in (number - 1, number + 1) if 0 <= n < len(self.sections)]
        counts = value is not None and any(
            s.parts.label == section.parts.label
            and s.level == section.level
            and s.parts.value in (value - 1, value + 1)
            for s in beside
        )
        return counts and len(section.parts.title.split()) >= MIN_STEP_WORDS

    def _is_instructing_noun(self, number: int) -> bool:
        """`Using a Keyboard Shortcut`, `From the Right-Click Menu`: no instruction itself, but full of them."""
        section = self.sections[number]
        if section.shown_level >= 7 or number == 0 or section.parts.title.endswith(("?", "？")):
            return False
        actions = self.actions(number)
        dense = actions >= 3 and actions >= MIN_ACTION_DENSITY * self._count_words([number])
        return dense and self._is_instructive_article()

    def _mends_an_error(self, number: int) -> bool:
        """`Error 43: The device has stopped`, one of several such: a symptom whose section says what to do."""
        if not _ERROR_CODE.match(self.sections[number].parts.title):
            return False
        family = [n for n in self._siblings(number) if _ERROR_CODE.match(self.sections[n].parts.title)]
        if self._says_what_to_do(number):
            return bool(family)
        return self._tells_briefly(number) and any(map(self._says_what_to_do, family))

    def _tells_briefly(self, number: int) -> bool:
        """Whether a section instructs and says hardly more."""
        short = self._count_words([number]) < MAX_BARE_WORDS and self.actions(number) >= 1
        return short and self._tells([number])

    def _mends_a_fault(self, number: int) -> bool:
        """`If the pump leaks`, `The screen stays black`, and below it what to do; or `Leaks`, and below it "Remedy: …"."""
        section = self.sections[number]
        if (section.shown_level >= BOLD_LEVEL and not self._all_bold) or self._explained_away(number):
            return False
        if self._names_a_remedy(number):
            return True
        named = section.parts.number is None and self._names_a_case(number)
        says = named and (self._says_what_to_do(number) or self._lists_instructions(number))
        return says and self._is_instructive_article()

    def _lists_instructions(self, number: int) -> bool:
        """Whether the items of a section instruct, all of them: "Charge it for an hour.", "Send it in for repair."."""
        items = [i for i in self.sections[number].blocks if self.document.blocks[i].kind == "item"]
        texts = [self.document.inlines[i].text for i in items]
        told = len(texts) > 1 and all(map(self.reader.is_instruction, texts))
        return told and not any(map(_FORBIDS.match, texts))

    def _names_a_remedy(self, number: int) -> bool:
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

    def _is_headline(self, number: int) -> bool:
        """A heading right below the title, with nothing but a product's name or a picture between: the article's other headline."""
        if number == 0 or self.sections[number].parts.kind not in ("how_to", "gathers", "other"):
            return False
        answered = not self._below(number) and self.actions(number) >= MIN_ACTIONS
        if answered and self.actions(number) >= 0.1 * self._count_words([number]):
            return False
        before = self.sections[:number]
        if number > 2 or not before[0].is_title or any(s.shown_level < BOLD_LEVEL for s in before[1:]):
            return False
        names = sum(len(s.parts.title.split()) for s in before[1:])
        return names <= MAX_WORDS_BETWEEN_HEADLINES and not self._count_words(list(range(number)))

    def _leads_into_numbering(self, number: int) -> bool:
        """A question that the numbered sections right after it answer ("How do I get the driver?")."""
        following = self.sections[number + 1] if number + 1 < len(self.sections) else None
        if following is None or following.parts.value != 1 or self.sections[number].parts.number is not None:
            return False
        return following.level <= self.sections[number].level and self._count_words([number]) <= 60

    def _closes_sequence(self, number: int) -> bool:
        """An unnumbered heading beside numbered fixes, after the last of them: the article's closing words."""
        level = self.sections[number].level
        numbered = [
            n
            for n in self._siblings(number)
            if self.sections[n].parts.number is not None
            and self.verdicts[n]
            and self.sections[n].level == level
        ]
        section = self.sections[number]
        one_more = section.parts.kind == "imperative" and _ONE_MORE.match(section.parts.title) is not None
        told = section.parts.kind == "how_to" or one_more or self._stands_before_a_close(number)
        instructs = told and self.actions(number) >= MIN_ACTIONS
        if len(numbered) < 2 or max(numbered) > number or section.children or instructs:
            return False
        return not (section.parts.kind == "system" and self._is_counted_over(number, numbered[-1]))

    def _is_counted_over(self, number: int, before: int) -> bool:
        """Whether the counting of the section `before` goes on beyond this one: "3. Turn the fan off", "On Windows",
        "On a Mac", "4. Oil it"."""
        last = self.sections[before]
        return any(
            n > number
            and self.sections[n].level == last.level
            and self.sections[n].parts.value == (last.parts.value or 0) + 1
            for n in self._numbered_siblings(before)
        )

    def _stands_before_a_close(self, number: int) -> bool:
        """Whether an instruction is followed by the article's real closing words ("Conclusion")."""
        section = self.sections[number]
        following = self.sections[number + 1 : number + 2]
        closes = [s for s in following if s.level <= section.level and s.parts.kind == "explains"]
        return section.parts.kind == "imperative" and bool(closes)

    def _numbered_is_fix(self, number: int, actions: int) -> bool:
        section = self.sections[number]
        family = [number, *self._numbered_siblings(number)]
        if section.parts.label in _SYMPTOM_LABELS and any(map(self._says_what_to_do, family)):
            return self._says_what_to_do(number)
        doing = sum(
            self.procedure[n]
            or self.sections[n].parts.kind in ("imperative", "how_to")
            or self._holds_step_sections(n)
            or self.actions(n) >= max(1.0, MIN_SECTION_DENSITY * self._count_words([n]))
            or sum(self.actions(m) for m in self._below(n)) >= MIN_ACTIONS
            for n in family
        )
        if self._parent_is_fix(number) or self._parent_promises(number):
            return True
        if section.parts.label is not None:
            return section.parts.kind in ("how_to", "imperative") and actions >= 1
        return doing >= 0.5 * len(family) and (actions >= 1 or section.parts.kind == "imperative")

    def _holds_command(self, number: int) -> bool:
        """`Restart the daemon`, and below it the command that does so."""
        blocks = (self.document.blocks[i] for i in self.sections[number].blocks)
        codes = (block.content if block.kind == "code" else _only_code(block.content) for block in blocks)
        return any(is_command(code) for code in codes if code)

    def _says_what_to_do(self, number: int) -> bool:
        """`Problem 2: The app says "Device not found"`: a symptom whose section gives instructions."""
        numbers = [number, *self._below(number)]
        actions = sum(self.actions(n) for n in numbers)
        dense = actions >= MIN_ACTIONS and actions >= MIN_SECTION_DENSITY * self._count_words(numbers)
        return (dense and self._tells(numbers)) or any(self.procedure[n] for n in numbers)

    def _tells(self, numbers: list[int]) -> bool:
        """Whether a clause opens with an instruction: "the PC can run out of space" tells nobody to run, and "Do not open
        it" nobody to do anything."""
        texts = (self.document.inlines[i].text for n in numbers for i in self.sections[n].blocks)
        clauses = (clause for text in texts for clause in _CLAUSE.split(text))
        return any(self.reader.is_instruction(clause) and not _FORBIDS.match(clause) for clause in clauses)

    def _is_instructive(self, number: int) -> bool:
        """An imperative heading whose text gives instructions; buying guides advise, they do not instruct."""
        numbers = [number, *self._below(number)]
        words = self._count_words(numbers)
        actions = sum(self.actions(n) for n in numbers)
        return actions >= 1 and (actions >= words / 140 or words < MAX_BARE_WORDS)

    def _holds_step_sections(self, number: int) -> bool:
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
        """Sections beside this one; of a family too large for any article, those nearest to it."""
        parent = self.sections[number].parent
        family = self.roots if parent is None else self.sections[parent].children
        if len(family) > MAX_FAMILY:
            at = bisect_left(family, number)
            family = family[max(0, at - MAX_FAMILY // 2) : at + MAX_FAMILY // 2]
        return [n for n in family if n != number]

    def _numbered_siblings(self, number: int) -> list[int]:
        label = self.sections[number].parts.label
        return [
            n
            for n in self._siblings(number)
            if self.sections[n].parts.number is not None and self.sections[n].parts.label == label
        ]

    def _join_company(self) -> None:
        """An instruction among siblings that are nearly all fixes is one too, however little it says; and a section
        that is counted with instructions, whatever the verb of its own title ("4) Water in the Morning"); and one whose fixes
        are counted as those of its siblings."""
        total = sum(self.verdicts)
        for number, section in enumerate(self.sections):
            if self.verdicts[number] or section.is_title:
                continue
            around = total >= MIN_FIXES_AROUND
            if section.parts.kind == "other":
                joins = self._counts_anew_as_its_kind(number) or (
                    bool(section.blocks)
                    and (
                        self._is_counted_with_instructions(number)
                        or self._is_fault_among_faults(number)
                        or (around and self._is_short_case(number))
                    )
                )
            elif section.parts.kind in ("imperative", "how_to") and section.blocks:
                joins = (
                    not self._is_headline(number)
                    and (self._is_in_company(number) or (around and self._says_all_in_its_heading(number)))
                    and not self._closes_sequence(number)
                )
            else:
                joins = False
            self.verdicts[number] = joins
            total += joins

    def _is_in_company(self, number: int) -> bool:
        parts = self.sections[number].parts
        beside = ((n, self.sections[n].parts) for n in self._siblings(number))
        alike = [
            n for n, it in beside if it.kind == parts.kind and (it.number is None) == (parts.number is None)
        ]
        fixes = sum(self.verdicts[n] for n in alike)
        return fixes >= (1 if self._parent_is_fix(number) else 2) and fixes >= 0.6 * len(alike)

    def _says_all_in_its_heading(self, number: int) -> bool:
        """`Restart your computer`, "It mends more than one would think", before or between the fixes of an article."""
        section = self.sections[number]
        bare = section.parts.kind == "imperative" and section.parts.number is None and section.shown_level < 7
        if not bare or self._explained_away(number):
            return False
        return self._count_words([number, *self._below(number)]) < MAX_BARE_WORDS

    def _is_short_case(self, number: int) -> bool:
        """`If it still drips`, among the fixes of an article: one instruction is enough where hardly more is said."""
        section = self.sections[number]
        if (
            section.parts.number is not None
            or section.shown_level >= BOLD_LEVEL
            or self._explained_away(number)
        ):
            return False
        return self._names_a_case(number) and self._tells_briefly(number)

    def _names_a_case(self, number: int) -> bool:
        """Whether a title names a fault or a case by its words, or by standing below "Troubleshooting"."""
        section = self.sections[number]
        if self.reader.is_situation(section.parts.title):
            return True
        above = section.parent
        below_troubles = above is not None and self.reader.gathers_troubles(self.sections[above].parts.title)
        return below_troubles and section.parts.kind == "other"

    def _counts_anew_as_its_kind(self, number: int) -> bool:
        """`On the router`, whose fixes count from 1, beside `On Windows` and `On a Mac`, whose fixes do and which are
        fixes themselves."""
        section = self.sections[number]
        if section.parts.number is not None or not self._counts_fixes(number):
            return False
        return any(
            self.verdicts[n] and self.sections[n].level == section.level and self._counts_fixes(n)
            for n in self._siblings(number)
            if self.sections[n].parts.number is None and self.sections[n].parts.kind == "system"
        )

    def _counts_fixes(self, number: int) -> bool:
        """Whether the sections right below count from 1 and are fixes."""
        below = [n for n in self.sections[number].children if self.sections[n].parts.number is not None]
        return (
            len(below) > 1
            and self.sections[below[0]].parts.value == 1
            and all(self.verdicts[n] for n in below)
        )

    def _is_fault_among_faults(self, number: int) -> bool:
        """`Low flow`, beside `The pump hums` and `If it leaks`: a noun whose section says what to do, as those do."""
        section = self.sections[number]
        if section.parts.number is not None or section.shown_level >= BOLD_LEVEL:
            return False
        alike = [
            n
            for n in self._siblings(number)
            if self.sections[n].parts.kind == "other" and self.sections[n].parts.number is None
        ]
        fixes = sum(self.verdicts[n] for n in alike)
        in_company = fixes >= 2 and fixes >= 0.5 * len(alike)
        return in_company and not self._explained_away(number) and self._says_what_to_do(number)

    def _is_counted_with_instructions(self, number: int) -> bool:
        """Whether a numbered section stands among others of its level that are instructions and fixes, nearly all."""
        section = self.sections[number]
        if section.parts.number is None or section.parts.label is not None:
            return False
        family = [
            n for n in self._numbered_siblings(number) if self.sections[n].shown_level == section.shown_level
        ]
        instructing = [
            n for n in family if self.verdicts[n] and self.sections[n].parts.kind in ("imperative", "how_to")
        ]
        return len(instructing) >= MIN_COMPANY and len(instructing) >= COMPANY_SHARE * len(family)

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
            # Numbered ways below it may leave some fixes outside; others must be all the article has.
            share = 0.6 * (total - 1) if labelled else total - 1
            gathers = section.parts.kind in ("how_to", "gathers", "explains", "other")
            if gathers and below >= share and not self._holds_step_sections(number):
                self.verdicts[number] = False

    def _drop_listicles(self) -> None:
        """Numbered products ("1. Filmora", "2. iMovie") hold no instructions: none of them is a fix."""
        chosen = [n for n, verdict in enumerate(self.verdicts) if verdict]
        content = [n for n, section in enumerate(self.sections) if not section.is_title]
        numbered = any(self.sections[n].parts.number is not None for n in chosen)
        if not numbered and len(chosen) < MIN_SHARE_OF_SECTIONS * len(content):
            for n in chosen:
                of_use = self.procedure[n] or self.sections[n].parts.kind == "how_to"
                self.verdicts[n] = of_use or self._names_a_remedy(n)
            return
        if any(self.procedure[n] or self._holds_step_sections(n) for n in chosen):
            return
        doing = [
            n
            for n in chosen
            if self.sections[n].parts.kind in ("imperative", "how_to", "system")
            or self._is_instructing_noun(n)
            or self._mends_an_error(n)
            or self._mends_a_fault(n)
            or (self.sections[n].parts.label in _SYMPTOM_LABELS and self._says_what_to_do(n))
        ]
        labelled = [n for n in chosen if self.sections[n].parts.label not in (None, *_WEAK_LABELS)]
        if chosen and len(doing) < 0.3 * len(chosen) and not labelled:
            for number in chosen:
                self.verdicts[number] = False


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
