"""What a heading says: its label, its number, its title, and what kind of section it opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.extraction.instructions import BEHIND_NOUNS, NOUN_OR_VERB, OPENERS, WORDS, InstructionReader
from pipeline.extraction.numbering import DECORATION, NumberingReader, number_value
from pipeline.rules.load import HeadingRules

_SYSTEM = re.compile(
    r"^(?:(?:if you(?:[’']re| are)? (?:using|on|have|run(?:ning)?)|for|on|in|under|using|via|with|from|auf|unter|sur|en|sous|em|su)\s+(?:an?\s+|the\s+|your\s+|my\s+)?)?"
    r"(?:microsoft\s+|apple\s+|google\s+|samsung\s+|amazon\s+)?"
    r"(?:windows(?:\s*(?:11|10|8\.1|8|7|vista|xp|server|pc))*|mac(?:os|book)?(?:\s*x)?|os x|linux|ubuntu|ios|ipados|iphone|ipad|android|chrome ?os|chromebook|xbox|playstation|ps[345]|"
    r"chrome|firefox|safari|edge|opera|brave|internet explorer|outlook|gmail|desktop|mobile|phone|tablet|pc|laptop|web|computer|(?:smart[ -]?)?tv|roku|kindle|nintendo switch|fire tv|apple tv|alexa|steam|epic games)"
    r"(?:[\s/,&]+(?:and|or|or later|und|et|y|e|\d+(?:\.\d)?|windows|mac(?:os)?|android|ios|iphone|ipad|linux|devices?|computers?|pcs?|phones?|users?|app|os|browser|x|laptop|vista|xp))*\W*$",
    re.IGNORECASE,
)
"""A title that names where something is done and nothing else: `On Windows 11`, `Using an iPhone`."""
_HOW = re.compile(
    r"^(?:how (?:to|(?:do|can) (?:i|you|we)(?! (?:know|tell)\b)|should (?:i|you|we)|would you|you can)\b|steps? (?:to|for|on)\b|(?:easy |quick |simple |detailed |complete )*(?:steps|guide|instructions|tutorial) (?:to|for|on|how)\b|here[’']s how|wie (?:man|sie|kann)\b|comment\b|c[oó]mo\b|come\b|como\b|jak\b|как\b|如何|怎麼|怎么|方法|やり方|어떻게)",
    re.IGNORECASE,
)
_TIP = re.compile(
    r"(?:(?:(?:pro|bonus|extra|quick|additional|final|last) )?tips?|before (?:(?:you|we) (?:begin|start)|getting started|starting|anything else)"
    r"|first things first|preparation)(?:\s?[:：]|\s[–—-])\s",
    re.IGNORECASE,
)
"""`Tips – Oil the fan`, `Pro tip: Oil the fan`, `Before you begin: Unplug the fan`."""
_FAULTS_OF = re.compile(
    r"(?:display|sync\w*|update|downgrade|print|install|download|upload|connect|log ?in|sign ?in|start(?:-?up)?|boot|search|power|charge|access|import|export|back ?up|launch|play|record"
    r"|scan|share|save|activate|register|stream|load|format|copy|run|test|build|set-?up|touch|scroll|lock|call|write|read)"
    r"(?: (?!the\b|your\b|any\b|all\b|these\b|for\b)[a-z]+){0,2}(?:,? (?:&|and|or) [a-z]+)? (?:issues?|problems?|errors?|failures?|troubles?|bugs?|faults?)",
    re.IGNORECASE,
)
"""A verb that says of what there are faults: `Display issues`, `Sync and login problems`."""
_COLON_BEHIND = re.compile(r"\w+\s?[:：]")
MAX_LABEL_CHARS = 60
"""Characters at the start of a text in which a label is looked for."""
SectionKind = Literal["explains", "gathers", "how_to", "imperative", "system", "other"]


@dataclass(frozen=True, slots=True)
class HeadingParts:
    """A heading taken apart. `value` is the number as an integer where it is one (the last of "6.2")."""

    label: str | None
    number: str | None
    value: int | None
    title: str
    kind: SectionKind


def _says_only(title: str, labels: re.Pattern[str]) -> bool:
    return labels.fullmatch(title.rstrip(" :：")) is not None


MAX_SUPPLIES_WORDS = 6
"""Words of what a list of things is called."""


class HeadingReader:
    """Reads headings under one set of rules."""

    def __init__(self, rules: HeadingRules) -> None:
        self.rules = rules
        self.read = lru_cache(maxsize=16_384)(self._read)
        self._numbering = NumberingReader(rules.labels)
        self._instructions = InstructionReader(rules)
        self.is_instruction = self._instructions.is_instruction
        self.count_actions = self._instructions.count_actions
        self.instructs = self._instructions.instructs

    def is_numbered(self, text: str) -> bool:
        """Whether a heading counts ("Method 2: …", "3. …"); sooner told than all its parts."""
        return self._numbering.read(text)[1] is not None

    def _read(self, text: str) -> HeadingParts:
        label, number, title = self._numbering.read(text)
        return HeadingParts(label, number, number_value(number), title, self.kind(title))

    def kind(self, title: str) -> SectionKind:
        """What a title promises: an explanation, a list of fixes, instructions."""
        text = title.strip(" *_\"'“”‘’¿¡")
        if _SYSTEM.match(text):
            return "system"
        if _HOW.match(text):
            return "gathers" if self.rules.gathers_fixes.match(text) else "how_to"
        words = WORDS.findall(text.lower())
        verb = self._tells_to_do(text, words)
        tip = _TIP.match(text)
        if tip is not None and self._instructions.opens_with_verb(text[tip.end() :]):
            return "imperative"
        if self.rules.gathers_fixes.match(text):
            return "gathers"
        instructs = verb and len(words) > 2
        not_a_fix = self.rules.not_a_fix
        if not_a_fix.holds(text) if instructs else not_a_fix.starts(text):
            return "other" if self.rules.mends_too.search(text) else "explains"
        if self.rules.how_to.starts(text):
            return "how_to"
        if text.endswith(("?", "？")):
            return "other" if self.rules.mends_too.search(text) else "explains"
        if verb or self.rules.instructs.holds(text) or self._after_colon(text):
            return "imperative"
        return "other"

    def _tells_to_do(self, text: str, words: list[str]) -> bool:
        """Whether a title of these words (in lower case) opens with a verb of doing, or an adverb and one."""
        if not words or text.endswith(("?", "？")):
            return False
        # "Quickly wipe the fan", but not "Apply a cloth"
        adverb = words[0].endswith("ly") and words[0] not in self.rules.imperatives
        skip = 1 if len(words) > 2 and (adverb or words[0] in OPENERS) else 0
        verb = words[skip] in self.rules.imperatives
        verb = verb and not (len(words) > skip + 1 and BEHIND_NOUNS.fullmatch(words[skip + 1]))
        verb = verb or NOUN_OR_VERB.match(text) is not None
        verb = verb and not _FAULTS_OF.fullmatch(text)
        return verb and not _COLON_BEHIND.match(text)  # "Update: 2 May", "Download: version 3": a label

    def is_situation(self, title: str) -> bool:
        """Whether a title names a fault or a case: "If the pump leaks", "The screen stays black"."""
        return self.rules.situations.starts(title.strip(" *_\"'“”‘’¿¡"))

    def gathers_troubles(self, title: str) -> bool:
        """Whether a title stands over faults and names none of them: "Troubleshooting", "Common problems"."""
        return _says_only(title, self.rules.troubles)

    def names_remedies(self, title: str) -> bool:
        """Whether a title is nothing but a label such as "Resolution"."""
        return _says_only(title, self.rules.remedies)

    def names_a_fault(self, title: str) -> bool:
        """Whether a title is nothing but a label such as "Symptoms" or "Steps to reproduce"."""
        return _says_only(title, self.rules.faults)

    def promises_steps(self, title: str) -> bool:
        """Whether a title says that steps follow and nothing else: "Follow these steps", "Instructions"."""
        return _says_only(title, self.rules.step_headings)

    def announces_steps(self, text: str) -> bool:
        """Whether a line is nothing but the label of a procedure: "How to do it:", "Steps"."""
        return self.promises_steps(DECORATION.sub("", text[:MAX_LABEL_CHARS]))

    def names_supplies(self, title: str) -> bool:
        """Whether a title is what a list of things is called that a procedure takes: "Ingredients for the dough"."""
        return len(title.split()) <= MAX_SUPPLIES_WORDS and self.rules.supplies.match(title) is not None

    def names_a_page_part(self, title: str) -> bool:
        """Whether a title is nothing but a label such as "Contents" or "Introduction"."""
        return _says_only(title, self.rules.page_parts)

    def is_label(self, text: str) -> bool:
        """Whether a text is nothing but a label that parts a case: "Symptoms:", "Cause", "Solution:", "Steps"."""
        text = DECORATION.sub("", text[:MAX_LABEL_CHARS]).rstrip(" :：")
        rules = self.rules
        return any(labels.fullmatch(text) for labels in (rules.faults, rules.remedies, rules.procedures))

    def remedy(self, text: str) -> str | None:
        """What stands behind a label such as "Remedy:" at the start of a text; None for other texts."""
        head = text[:MAX_LABEL_CHARS]
        if ":" not in head and "：" not in head:
            return None
        label = self.rules.remedies.match(text)
        rest = text[label.end() :].lstrip() if label is not None else ""
        return rest[1:].lstrip() if rest[:1] in (":", "：") else None

    def _after_colon(self, text: str) -> bool:
        """`The Quick Way: Highlight Unique Cells`, `Bonus: Update your driver`."""
        _, colon, rest = text.partition(":")
        return bool(colon) and self._instructions.opens_with_verb(rest)
