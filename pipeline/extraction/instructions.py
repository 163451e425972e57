"""Which texts tell the reader to do something, and how often."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.rules.ignore_case import IgnoreCase
from pipeline.rules.load import HeadingRules

WORDS = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
NOUN_OR_VERB = re.compile(
    r"(?:water|plant|heat|cook|fry|season|strain|coat|brush|grease|line|shape|cool|chill|steam|drill|sand|saw|nail|screw|paint|prime|seal|cover|dry|clamp|level"
    r"|tape|staple|stretch|wire|ground|bleed|pump|raise|grip|thread|stitch|iron|harvest|stake|feed|spray|dust|polish|wax|blow|hook|latch|cap|bolt|crack|warm|build|form"
    r"|step|snap|hand|box|stand|walk|beat|let|archive|bookmark|clone|duplicate|reverse|redirect|request|silence|tag|preview|forward|flag|trace|reject)\s+(?:the|an?|your|it|them|each|both|all|these|two|well|until|twice|slowly|gently|thoroughly|evenly|off|out|down)\b",
    re.IGNORECASE,
)
"""Words that name a thing or tell to do something, where an object shows the latter: `Water the soil`, no `Water damage`."""
BEHIND_NOUNS = re.compile(
    r"(?:of|is|are|was|were|has|have|had|does|did|will|can|cannot|may|must|takes|took|works|fails|failed|keeps|kept|stays|stayed|remains"
    r"|(?:won|can|doesn|isn|aren|hasn)[’']t)"
)
"""Words behind which a verb of doing is a noun: `Call of Duty`, `Export takes long`, `Update fails with an error`."""
WHERE = re.compile(r"(?:In|On|At|From|Under|Within|Inside)\s[^,.:;!?\n]{2,50},\s+(?=[a-z])")
"""Where something is done, before it is said what: `In the console, open Jobs`."""

_ACTIONS = IgnoreCase(
    r"(?:^|[.!?:;,)]\s+|\b(?:then|and|to|please|first|next|just|simply|now|can|should|must|by|or|you[’']ll|we[’']ll|also|need to|want to|have to)\s+)"
    r"(?:re-)?(?:click|tap|press|select|open|go|choose|type|enter|right-click|double-click|navigate|drag|check|uncheck|tick|toggle|turn|hit|hold|scroll|launch|"
    r"run|download|install|uninstall|restart|reboot|head|visit|swipe|pick|move|paste|copy|use|update|remove|delete|disable|enable|plug|unplug|connect|disconnect|"
    r"switch|change|set|clean|insert|replace|reset|locate|find|expand|sign|log|save|close|follow|make sure|try|add|import|export|upload|record|place|put|adjust|clear|contact|power|wait|look|verify|review|test|scan|reinstall|reconnect|roll|back up|perform|create|highlight"
    r"|pour|rinse|wipe|scrub|soak|boil|stir|sprinkle|wash|unscrew|tighten|loosen|pry|scrape|squeeze|vacuum|lubricate|spray|slide|lift|twist|rub|dab"
    r"|blot|drain|detach|attach|mix|peel|prune|preheat|whisk|sew|bake|simmer|chop|lay|inflate|hammer|glue|wrap|soften|dissolve|push|pull|flip|fill|empty|dig|cut|undo|take (?:off|out|away|the)|trim|grind|apply|repeat|pinch|shut|ask|align|brush|hang|shake|tilt|rotate|reload|refresh|relaunch|reopen|retry"
    r"|sow|knead|marinate|mulch|weave|knit|purl|thread|stitch|fold|cover|spread|roast|fry|bolt|screw|drill|jack up|lean|breathe|elevate|bandage|equip|subtract|talk to|speak to|travel to)\b"
)
ENGLISH = re.compile(r"\b(?:the|to|and|your|of|is|are|on|it|this)\b", re.IGNORECASE)
"""Words that tell English from other languages, in which instructions are told by other lists or not at all."""
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u2e80-\ud7ff\uf900-\uffef]")
_ACCENTED = re.compile(
    "[\u00c4-\u00c6\u00d0\u00d6\u00d8\u00e2\u00e4-\u00e6\u00f0\u00f6\u00f8\u0100-\u02af\u1e00-\u1eff]"
)
"""Letters of languages whose words of instruction are looked for only beside them."""


class InstructionReader:
    """Tells instructions from other text, under one set of rules."""

    def __init__(self, rules: HeadingRules) -> None:
        self.rules = rules
        self.is_instruction = lru_cache(maxsize=16_384)(self._is_instruction)
        self.count_actions = lru_cache(maxsize=16_384)(self._count_actions)

    def _is_instruction(self, text: str) -> bool:
        """Whether a text opens with a verb that tells the reader to do something."""
        where = WHERE.match(text)
        words = WORDS.findall(text[where.end() if where is not None else 0 :][:120].lower())
        skip = 0
        while skip < min(len(words), 3) and words[skip] in OPENERS:
            skip += 1
        if len(words) > skip and words[skip] in self.rules.imperatives:
            return len(words) == skip + 1 or not BEHIND_NOUNS.fullmatch(words[skip + 1])
        if NOUN_OR_VERB.match(text):
            return True
        return not text.isascii() and (self.rules.actions.is_in(text) or self._count_elsewhere(text) > 0)

    def instructs(self, text: str) -> bool:
        """Whether a step tells the reader to do something: anywhere in its first line, or where a line below it opens."""
        first, *more = text.split("\n")
        return bool(
            self.is_instruction(first) or self.count_actions(first) or any(map(self.is_instruction, more))
        )

    def _count_actions(self, text: str) -> int:
        """Instructions in a text: verbs of doing where a sentence or clause tells the reader to."""
        count = _ACTIONS.count(text)
        if count and ENGLISH.search(text):
            return count
        # "Open" and "start" are words of instruction in other languages too.
        return max(count, self.rules.actions.count(text)) or self._count_elsewhere(text)

    def _count_elsewhere(self, text: str) -> int:
        """Instructions in languages with letters of their own; most texts have none of these letters."""
        if text.isascii():
            return 0
        if _OTHER_SCRIPT.search(text):
            return self.rules.actions_scripts.count(text)
        return self.rules.actions_accented.count(text) if _ACCENTED.search(text) else 0

    def opens_with_verb(self, text: str) -> bool:
        """Whether the first of several words is a verb of doing; what stands before one is not passed over."""
        words = WORDS.findall(text.lower())
        return len(words) >= 2 and words[0] in self.rules.imperatives


OPENERS = frozenset(
    [
        "please",
        "then",
        "next",
        "first",
        "firstly",
        "second",
        "secondly",
        "third",
        "finally",
        "now",
        "just",
        "simply",
        "also",
        "lastly",
        "again",
        "after",
        "optionally",
        "and",
        "or",
        "once",
    ]
)
"""Words before the verb of an instruction: `Then please open Settings`."""
