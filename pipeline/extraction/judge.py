"""Decides which sections are fixes, and which only explain, advertise or gather them."""

from __future__ import annotations

import re

from pipeline.extraction.bullet_steps import operates_throughout
from pipeline.extraction.outline import BOLD_LEVEL
from pipeline.extraction.section_facts import (
    MAX_BARE_WORDS,
    MIN_ACTION_DENSITY,
    MIN_ACTIONS,
    MIN_SECTION_DENSITY,
    SectionFacts,
)

_ERROR_CODE = re.compile(
    r"(?:(?:codice|código|code|kod|kode) (?:di |de |d[’']|do )?)?(?:stop |exit |http |windows |fehler|erreur|errore|erro|foutmelding|fout|błędu|błąd|error|code|코드|エラー|错误|錯誤)"
    r"(?:[ -]?(?:code|message|nummer|kode|código|codice|error|代码|代碼|コード))?\s?[#:：]?\s?[\"“(]?(?:0x[\da-f]{2,8}|[A-Z]{0,4}[-_]?\d{1,6})\b",
    re.IGNORECASE,
)
"""A title that begins with the code of an error."""
_ONE_MORE = re.compile(
    r"(?:the |a |an |your |one )*(?:last resort|last option|last thing|bonus|extra|more|tips?|alternative(?:ly)?|dernier recours|último recurso|ultima risorsa|letzter ausweg|zusatztipp)\b[^:：–—]{0,20}(?::|：|\s[–—-])\s",
    re.IGNORECASE,
)
"""A label that counts a section among the fixes: `Last resort: Reset the fan`, `Bonus tip: Oil it`."""
_NOTICE = re.compile(
    r"(?:warning|caution|danger|attention|note|notice|important|disclaimer)\s*[:：!–—-]", re.IGNORECASE
)
"""What a remark begins with that stands as a heading among the steps of a fix: `Warning: This erases everything`."""
MAX_WORDS_BETWEEN_HEADLINES = 6
"""Words of the bold line between an article's two headlines: the name of a product."""
MIN_STEP_WORDS = 3
"""Words of a step's heading with nothing below it."""
MIN_COMPANY = 3
COMPANY_SHARE = 0.75
"""Numbered sections beside one that must be instructions for it to be taken for one too."""
MIN_FIXES_AROUND = 3
"""Fixes of an article in which a heading that instructs needs no instruction below it."""
MIN_SHARE_OF_SECTIONS = 0.25
"""Share of an article's sections that must be fixes where none is numbered and none has items: one heading
that sounds like advice makes no how-to of a review."""


class FixJudge:
    """Decides section by section."""

    def __init__(self, facts: SectionFacts) -> None:
        self.facts, self.reader, self.sections = facts, facts.reader, facts.sections
        self.rules = facts.reader.rules
        self.verdicts: list[bool] = []

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
            chosen = [n for n in heads if self.facts.is_one_procedure(n)][:1]
        return chosen

    def _asks_how(self, number: int) -> bool:
        """The article's other headline ("How to install the app" below a title that lures with something else)."""
        return self.sections[number].parts.kind == "how_to" and self._is_headline(number)

    def _procedure_of_title(self) -> int | None:
        """The section of the title, or of a heading that repeats it, where it gives numbered steps besides the other fixes."""
        titles = [number for number, section in enumerate(self.sections) if section.is_title]
        for number in titles:
            steps = self.facts.steps[number]
            if len(steps) < 2 or not self.facts.procedure[number]:
                continue
            numbered = all(step.number or step.depth for step in steps)
            repeats = number != titles[0]
            if (repeats and numbered) or operates_throughout([step.text for step in steps if not step.depth]):
                return number
        return None

    def _is_fix(self, number: int) -> bool:
        section = self.sections[number]
        if section.is_title:
            return False
        parts = section.parts
        if parts.label is not None and parts.label not in self.rules.weak_labels:
            return bool(section.blocks or section.children) or self._is_step_among_steps(number)
        if parts.number is None and (
            self.reader.names_a_fault(parts.title)
            or (self._parent_is_fix(number) and _NOTICE.match(parts.title))
        ):
            return False
        procedure = self.facts.procedure[number]
        holds_steps = self.facts.holds_step_sections(number)
        if parts.kind == "explains":
            steps = self.facts.steps[number]
            led = sum(self.reader.is_instruction(step.text) for step in steps) >= 0.5 * len(steps)
            return (procedure and led) or holds_steps or self._mends_a_fault(number)
        if self._explained_away(number) and not procedure and not holds_steps:
            return parts.kind == "how_to" and self.facts.actions(number) >= MIN_ACTIONS
        if procedure or holds_steps or self._mends_a_fault(number):
            return True
        below = self.facts.below(number)
        actions = self.facts.actions(number) + sum(self.facts.actions(n) for n in below)
        if parts.number is None and (self._is_headline(number) or self._closes_sequence(number)):
            return False
        if parts.kind in ("how_to", "gathers") and self._leads_into_numbering(number):
            return False
        if parts.kind == "gathers":
            return any(self.facts.procedure[n] for n in below) and not self._fix_children(number)
        if parts.number is not None:
            return self._numbered_is_fix(number, actions)
        commanding = parts.kind in ("how_to", "imperative")
        commanding = commanding or (parts.kind == "system" and self._parent_is_fix(number))
        if commanding and self.facts.holds_command(number):
            return True
        if parts.kind == "how_to":
            return actions >= (1 if self._parent_is_fix(number) else MIN_ACTIONS)
        if parts.kind == "imperative":
            return actions >= 1 and self.facts.is_instructive(number)
        if parts.kind == "system":
            siblings = self.facts.siblings(number)
            alike = sum(self.sections[n].parts.kind == "system" for n in siblings)
            if alike and self.facts.holds_command(number):
                return True
            return actions >= 1 and (
                self._parent_is_fix(number) or alike >= 1 or any(self.facts.procedure[n] for n in siblings)
            )
        if not self._parent_is_fix(number):
            return self._is_instructing_noun(number) or self._mends_an_error(number)
        alternative = any(self.facts.procedure[n] for n in self.facts.siblings(number))
        return (section.shown_level < 7 and actions >= MIN_ACTIONS) or (alternative and actions >= 1)

    def _is_step_among_steps(self, number: int) -> bool:
        """`##### Step 2 Find the list you want to keep`: a step whose heading says all, right before or behind another."""
        section = self.sections[number]
        value = section.parts.value
        if section.parts.label not in self.rules.step_labels or section.shown_level >= BOLD_LEVEL:
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
        actions = self.facts.actions(number)
        dense = actions >= 3 and actions >= MIN_ACTION_DENSITY * self.facts.count_words([number])
        return dense and self.facts.is_instructive_article

    def _mends_an_error(self, number: int) -> bool:
        """`Error 43: The device has stopped`, one of several such: a symptom whose section says what to do."""
        if not _ERROR_CODE.match(self.sections[number].parts.title):
            return False
        family = [n for n in self.facts.siblings(number) if _ERROR_CODE.match(self.sections[n].parts.title)]
        if self.facts.says_what_to_do(number):
            return bool(family)
        return self.facts.tells_briefly(number) and any(map(self.facts.says_what_to_do, family))

    def _mends_a_fault(self, number: int) -> bool:
        """`If the pump leaks`, `The screen stays black`, and below it what to do; or `Leaks`, and below it "Remedy: …"."""
        section = self.sections[number]
        if (section.shown_level >= BOLD_LEVEL and not self.facts.all_bold) or self._explained_away(number):
            return False
        if self.facts.names_a_remedy(number):
            return True
        named = section.parts.number is None and self.facts.names_a_case(number)
        says = named and (self.facts.says_what_to_do(number) or self.facts.lists_instructions(number))
        return says and self.facts.is_instructive_article

    def _is_headline(self, number: int) -> bool:
        """A heading right below the title, with nothing but a product's name or a picture between: the article's other headline."""
        if number == 0 or self.sections[number].parts.kind not in ("how_to", "gathers", "other"):
            return False
        answered = not self.facts.below(number) and self.facts.actions(number) >= MIN_ACTIONS
        if answered and self.facts.actions(number) >= 0.1 * self.facts.count_words([number]):
            return False
        before = self.sections[:number]
        if number > 2 or not before[0].is_title or any(s.shown_level < BOLD_LEVEL for s in before[1:]):
            return False
        names = sum(len(s.parts.title.split()) for s in before[1:])
        return names <= MAX_WORDS_BETWEEN_HEADLINES and not self.facts.count_words(list(range(number)))

    def _leads_into_numbering(self, number: int) -> bool:
        """A question that the numbered sections right after it answer ("How do I get the driver?")."""
        following = self.sections[number + 1] if number + 1 < len(self.sections) else None
        if following is None or following.parts.value != 1 or self.sections[number].parts.number is not None:
            return False
        return following.level <= self.sections[number].level and self.facts.count_words([number]) <= 60

    def _closes_sequence(self, number: int) -> bool:
        """An unnumbered heading beside numbered fixes, after the last of them: the article's closing words."""
        level = self.sections[number].level
        numbered = [
            n
            for n in self.facts.siblings(number)
            if self.sections[n].parts.number is not None
            and self.verdicts[n]
            and self.sections[n].level == level
        ]
        section = self.sections[number]
        one_more = section.parts.kind == "imperative" and _ONE_MORE.match(section.parts.title) is not None
        told = section.parts.kind == "how_to" or one_more or self._stands_before_a_close(number)
        instructs = told and (self.facts.actions(number) >= MIN_ACTIONS or self.facts.holds_command(number))
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
            for n in self.facts.numbered_siblings(before)
        )

    def _stands_before_a_close(self, number: int) -> bool:
        """Whether an instruction is followed by the article's real closing words ("Conclusion")."""
        section = self.sections[number]
        following = self.sections[number + 1 : number + 2]
        closes = [s for s in following if s.level <= section.level and s.parts.kind == "explains"]
        return section.parts.kind == "imperative" and bool(closes)

    def _numbered_is_fix(self, number: int, actions: int) -> bool:
        section = self.sections[number]
        family = [number, *self.facts.numbered_siblings(number)]
        if section.parts.label in self.rules.symptom_labels and any(map(self.facts.says_what_to_do, family)):
            return self.facts.says_what_to_do(number)
        doing = sum(
            self.facts.procedure[n]
            or self.sections[n].parts.kind in ("imperative", "how_to")
            or self.facts.holds_step_sections(n)
            or self.facts.actions(n) >= max(1.0, MIN_SECTION_DENSITY * self.facts.count_words([n]))
            or sum(self.facts.actions(m) for m in self.facts.below(n)) >= MIN_ACTIONS
            for n in family
        )
        if self._parent_is_fix(number) or self._parent_promises(number):
            return True
        if section.parts.label is not None:
            return section.parts.kind in ("how_to", "imperative") and actions >= 1
        return doing >= 0.5 * len(family) and (actions >= 1 or section.parts.kind == "imperative")

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
        beside = ((n, self.sections[n].parts) for n in self.facts.siblings(number))
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
        return self.facts.count_words([number, *self.facts.below(number)]) < MAX_BARE_WORDS

    def _is_short_case(self, number: int) -> bool:
        """`If it still drips`, among the fixes of an article: one instruction is enough where hardly more is said."""
        section = self.sections[number]
        if (
            section.parts.number is not None
            or section.shown_level >= BOLD_LEVEL
            or self._explained_away(number)
        ):
            return False
        return self.facts.names_a_case(number) and self.facts.tells_briefly(number)

    def _counts_anew_as_its_kind(self, number: int) -> bool:
        """`On the router`, whose fixes count from 1, beside `On Windows` and `On a Mac`, whose fixes do and which are
        fixes themselves."""
        section = self.sections[number]
        if section.parts.number is not None or not self._counts_fixes(number):
            return False
        return any(
            self.verdicts[n] and self.sections[n].level == section.level and self._counts_fixes(n)
            for n in self.facts.siblings(number)
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
            for n in self.facts.siblings(number)
            if self.sections[n].parts.kind == "other" and self.sections[n].parts.number is None
        ]
        fixes = sum(self.verdicts[n] for n in alike)
        in_company = fixes >= 2 and fixes >= 0.5 * len(alike)
        return in_company and not self._explained_away(number) and self.facts.says_what_to_do(number)

    def _is_counted_with_instructions(self, number: int) -> bool:
        """Whether a numbered section stands among others of its level that are instructions and fixes, nearly all."""
        section = self.sections[number]
        if section.parts.number is None or section.parts.label is not None:
            return False
        family = [
            n
            for n in self.facts.numbered_siblings(number)
            if self.sections[n].shown_level == section.shown_level
        ]
        instructing = [
            n for n in family if self.verdicts[n] and self.sections[n].parts.kind in ("imperative", "how_to")
        ]
        return len(instructing) >= MIN_COMPANY and len(instructing) >= COMPANY_SHARE * len(family)

    def _drop_containers(self) -> None:
        """An unnumbered heading that only gathers the article's fixes is not a fix itself."""
        total = sum(self.verdicts)
        for number, section in enumerate(self.sections):
            if not self.verdicts[number] or section.parts.number is not None or self.facts.procedure[number]:
                continue
            children = [n for n in section.children if self.verdicts[n]]
            if len(children) < 2:
                continue
            below = sum(self.verdicts[n] for n in self.facts.below(number))
            labelled = any(self.sections[n].parts.label or self.sections[n].parts.number for n in children)
            # Numbered ways below it may leave some fixes outside; others must be all the article has.
            share = 0.6 * (total - 1) if labelled else total - 1
            gathers = section.parts.kind in ("how_to", "gathers", "explains", "other")
            gathers = gathers or (below == total - 1 and self._are_alternatives(children))
            if self.facts.holds_step_sections(number):
                # The steps belong to what the heading names, unless it only announces them ("Follow these 3 steps").
                gathers, share = self._announces_steps(number), total - 1
            if gathers and below >= share:
                self.verdicts[number] = False

    def _are_alternatives(self, numbers: list[int]) -> bool:
        """Whether sections are counted as ways to the same end ("Method 1", "Option 2"), not as steps or parts."""
        labels = {self.sections[n].parts.label for n in numbers}
        return None not in labels and labels.isdisjoint(
            self.rules.step_labels | self.rules.stage_labels | self.rules.weak_labels
        )

    def _announces_steps(self, number: int) -> bool:
        parts = self.sections[number].parts
        return parts.kind == "gathers" or self.reader.promises_steps(parts.title)

    def _drop_listicles(self) -> None:
        """Numbered products ("1. Filmora", "2. iMovie") hold no instructions: none of them is a fix."""
        chosen = [n for n, verdict in enumerate(self.verdicts) if verdict]
        content = [n for n, section in enumerate(self.sections) if not section.is_title]
        numbered = any(self.sections[n].parts.number is not None for n in chosen)
        if not numbered and len(chosen) < MIN_SHARE_OF_SECTIONS * len(content):
            for n in chosen:
                of_use = self.facts.procedure[n] or self.sections[n].parts.kind == "how_to"
                self.verdicts[n] = of_use or self.facts.names_a_remedy(n)
            return
        if any(self.facts.procedure[n] or self.facts.holds_step_sections(n) for n in chosen):
            return
        doing = [
            n
            for n in chosen
            if self.sections[n].parts.kind in ("imperative", "how_to", "system")
            or self._is_instructing_noun(n)
            or self._mends_an_error(n)
            or self._mends_a_fault(n)
            or (self.sections[n].parts.label in self.rules.symptom_labels and self.facts.says_what_to_do(n))
        ]
        labels = {self.sections[n].parts.label for n in chosen}
        labelled = labels - {None} - self.rules.weak_labels
        if chosen and len(doing) < 0.3 * len(chosen) and not labelled:
            for number in chosen:
                self.verdicts[number] = False
