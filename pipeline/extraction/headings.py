"""What a heading says: its label, its number, its title, and what kind of section it opens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.rules.ignore_case import IgnoreCase
from pipeline.rules.load import HeadingRules

_WORD_NUMBERS = {
    word: value
    for value, words in enumerate(
        ["one first un une uno una eins ein", "two second deux dos zwei due dois", "three third trois tres drei tre três\n        ", "four fourth quatre cuatro vier quattro quatro", "five fifth cinq cinco fünf cinque", "six sixth seis sechs sei\n        ", "seven seventh sept siete sieben sette sete", "eight eighth huit ocho acht otto oito\n        ", "nine ninth neuf nueve neun nove", "ten tenth dix diez zehn dieci dez", "eleven onze", "twelve doze"], 1
    )
    for word in words.split()
}  # fmt: skip
_ORDINAL_WORDS = {
    word: value
    for value, words in enumerate(
        ["premier première erste erster erstes primer primera primero primo prima primeiro primeira eerste "
         "первый первая перший перша první první pierwszy pierwsza birinci första første prvi pertama الأول الأولى اول",
         "deuxième seconde zweite zweiter zweites segundo segunda secondo seconda tweede "
         "второй вторая другий друга druhý druhá drugi druga ikinci andra anden andre kedua الثاني الثانية دوم",
         "troisième dritte dritter drittes tercer tercera tercero terzo terza terceiro terceira derde "
         "третий третья третій третя třetí trzeci trzecia üçüncü tredje treći ketiga الثالث الثالثة سوم",
         "quatrième vierte vierter viertes cuarto cuarta quarto quarta vierde "
         "четвертый четвёртый четвертая четвёртая четвертий четверта čtvrtý čtvrtá czwarty czwarta dördüncü fjärde fjerde četvrti keempat الرابع الرابعة چهارم",
         "cinquième fünfte fünfter fünftes quinto quinta vijfde "
         "пятый пятая п'ятий п'ята pátý pátá piąty piąta beşinci femte peti kelima الخامس الخامسة پنجم",
         "шестой шестая šestý szósty szósta altıncı sjätte sjette keenam السادس السادسة",
         "седьмой седьмая sedmý siódmy siódma yedinci sjunde syvende ketujuh السابع السابعة",
         "восьмой восьмая osmý ósmy ósma sekizinci åttonde ottende kedelapan الثامن الثامنة"], 1
    )
    for word in words.split()
}  # fmt: skip
_WORD_NUMBERS |= _ORDINAL_WORDS
_CJK_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九十", 1)}
_ROMAN = re.compile(r"(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})$")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_DECORATION = re.compile(r"^[^\w(\[“\"'‘¿¡#$%]+")
KEYCAP = re.compile("(?:(?:\\d\ufe0f?\u20e3)+|\U0001f51f)\\s*")
"""Numbers on keys: 1\ufe0f\u20e3, 1\ufe0f\u20e30\ufe0f\u20e3, \U0001f51f."""
_CIRCLES = {chr(first + n): n + 1 for first, count in ((0x2460, 20), (0x2776, 10), (0x2780, 10), (0x278A, 10)) for n in range(count)}  # fmt: skip
_CIRCLED = re.compile(
    rf"^(?P<label>[^\W\d_]{{0,20}})\s*(?P<number>[{''.join(_CIRCLES)}])\s*[:：.、]?\s*(?=\S|$)"
)
"""Circled numbers, alone or after a label: `① Restart`, `❷ Update`, `対処法③`."""
_NUMBER_SIGN = re.compile(r"^n[º°]\s*(?=\d{1,2}\s*[:：.)–—-])", re.IGNORECASE)
_BRACKETED = re.compile(
    r"^[\[【(（]\s*([^\W\d_]{2,20}\s*#?\d{1,2}|(?:方法|方案|步骤|步驟|技巧)[一二三四五六七八九十]{1,2})\s*[\]】)）]\s*"
)
_HASHES = re.compile(r"#{1,6}\s+(?=\D)")
"""Marks of another heading inside one: `#### ## Step 1: Restart`."""
_HEADING_ID = re.compile(r"\s*(?:\{[#.][\w-]+(?:[ \t]+[\w.#=\"'-]+){0,8}\}|(?<=\S)¶|\s#)\s*$")
"""What converters leave behind a heading: `{#id .class}`, and the signs that link to it (`¶`, `#`)."""
_ORDINAL = re.compile(
    r"^(?:(?:the|la|le|der|die|das|el|il|de)\s+)?(?:(?P<number>\d{1,2})(?:st|nd|rd|th|[eè]re?|[eè]me|[eº°ª])|(?P<pointed>\d{1,2})[.)]"
    r"|(?P<word>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|"
    + "|".join(_ORDINAL_WORDS)
    + r"))\s+(?P<label>[^\W\d_]{3,12})(?=\s*[:：]|(?(pointed)(?!)|\s*[.–—-]))",
    re.IGNORECASE,
)
"""`First Method: …`, `2e méthode : …`, `Erste Lösung: …`; behind a bare number (`1. Lösung: …`) only with a colon."""
_OF_TOTAL = re.compile(r"^\s*(?:of|/|von|de|di|sur)\s*\d{1,2}\b", re.IGNORECASE)
_ASIDE = re.compile(r"^\([^()]{2,30}\)\s*[:：–—-]\s*(?=\S)")
"""A remark on the number: `Way 3 (Recommended): Restart`."""
_NUMBER_WORDS = frozenset(["no", "number", "nr", "num"])
_PLAIN_START = re.compile(r"([A-Za-z][a-z]{2,}) ")
_BEFORE_NUMBERS = frozenset([*_WORD_NUMBERS, *_NUMBER_WORDS, "the", "der", "die", "das"])
"""Words before the number or label of a heading, or numbers themselves."""
LETTER = (
    "(?:[^\\W\\d_]|[\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0b82\u0bbe-\u0bcd\u0c3e-\u0c4d"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])"
)
"""A letter, or the sign of a vowel that stands with one in Indic scripts, Thai and Arabic: `re` takes none for a letter."""
_LABELLED = re.compile(
    rf"^(?P<label>(?:[Pp]hương|[Gg]iải|[Bb]iện) pháp|[Nn]guyên nhân|[Vv]ấn đề|{LETTER}{{2,20}})"
    r"\s*(?:[#№]|(?i:number\b)|(?i:no|nr|num|n(?=[.°º]))[.°º]?(?=\s*\d))?\s*[-–—.:]?\s*"
    r"(?P<number>\d{1,3}(?:\.\d{1,2})*(?![\d%])|(?!I\s+[a-z])[IVX]{1,5}\b|[A-H]\b(?=\s*[.:)\-–—])|[^\W\d_]{2,10}\b)"
    r"(?P<rest>.*)$",
    re.DOTALL,
)
_BARE = re.compile(
    r"^[#(\[]?\s*(?P<number>\d{1,3}(?:\.\d{1,2})*|[IVX]{1,5}|[A-Za-z])\s*(?P<mark>[.):\]：、．]|/(?=\s)|\s[-–—]\s|[-–—]\s)+"
    r"\s*(?P<rest>\S.*)$",
    re.DOTALL,
)
_DOTTED = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})+)\s+(?P<rest>[^\W\d].*)$", re.DOTALL)
_CJK = re.compile(
    r"^(?:第\s*)?(?P<label>方法|步驟|步骤|解決方法|解决方法|解決方案|解决方案|方案|方式|办法|辦法|技巧|措施|对策|對策|ステップ|手順|対処法|対策|해결\s?방법|방법|단계)?\s*"
    r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,2})\s*(?P<unit>步|個方法|个方法|种方法|種方法|招|部分|단계)?\s*(?P<mark>[.．:：、)）\s\-–—]+|$)(?P<rest>.*)$",
    re.DOTALL,
)
_SEPARATOR = re.compile(r"^[\s:：.．)\]\-–—|、,]+")
_LETTERS_GLUED = re.compile(
    r"^(?P<label>step|fix|method|way|part|option|solution|tip)(?P<number>\d{1,2})(?P<rest>[A-Z].*)$",
    re.IGNORECASE | re.DOTALL,
)
_WORDS = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_SYSTEM = re.compile(
    r"^(?:(?:if you(?:[’']re| are)? (?:using|on|have|run(?:ning)?)|for|on|in|under|using|via|with|from|auf|unter|sur|en|sous|em|su)\s+(?:an?\s+|the\s+|your\s+|my\s+)?)?"
    r"(?:microsoft\s+|apple\s+|google\s+|samsung\s+|amazon\s+)?"
    r"(?:windows(?:\s*(?:11|10|8\.1|8|7|vista|xp|server|pc))*|mac(?:os|book)?(?:\s*x)?|os x|linux|ubuntu|ios|ipados|iphone|ipad|android|chrome ?os|chromebook|xbox|playstation|ps[345]|"
    r"chrome|firefox|safari|edge|opera|brave|internet explorer|outlook|gmail|desktop|mobile|phone|tablet|pc|laptop|web|computer|(?:smart[ -]?)?tv|roku|kindle|nintendo switch|fire tv|apple tv|alexa|steam|epic games)"
    r"(?:[\s/,&]+(?:and|or|or later|und|et|y|e|\d+(?:\.\d)?|windows|mac(?:os)?|android|ios|iphone|ipad|linux|devices?|computers?|pcs?|phones?|users?|app|os|browser|x|laptop|vista|xp))*\W*$",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(
    r"^(?:manual(?:ly)?|automatic(?:ally)?|online|offline|with|without|via|using|through|from|by)\b",
    re.IGNORECASE,
)
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
_NOUN_OR_VERB = re.compile(
    r"(?:water|plant|heat|cook|fry|season|strain|coat|brush|grease|line|shape|cool|chill|steam|drill|sand|saw|nail|screw|paint|prime|seal|cover|dry|clamp|level"
    r"|tape|staple|stretch|wire|ground|bleed|pump|raise|grip|thread|stitch|iron|harvest|stake|feed|spray|dust|polish|wax|blow|hook|latch|cap|bolt|crack|warm|build|form"
    r"|step|snap|hand|box|stand|walk|beat|let)\s+(?:the|an?|your|it|them|each|both|all|these|two|well|until|twice|slowly|gently|thoroughly|evenly|off|out|down)\b",
    re.IGNORECASE,
)
"""Words that name a thing or tell to do something, where an object shows the latter: `Water the soil`, no `Water damage`."""
_BEHIND_NOUNS = re.compile(
    r"(?:of|is|are|was|were|has|have|had|does|did|will|can|cannot|may|must|takes|took|works|fails|failed|keeps|kept|stays|stayed|remains"
    r"|(?:won|can|doesn|isn|aren|hasn)[’']t)"
)
"""Words behind which a verb of doing is a noun: `Call of Duty`, `Export takes long`, `Update fails with an error`."""
_FAULTS_OF = re.compile(
    r"(?:display|sync\w*|update|print|install|download|upload|connect|log ?in|sign ?in|start(?:-?up)?|boot|search|power|charge|access|import|export|back ?up|launch|play|record"
    r"|scan|share|save|activate|register|stream|load|format|copy|run|test|build|set-?up|touch|scroll|lock|call|write|read)"
    r"(?: (?!the\b|your\b|any\b|all\b|these\b|for\b)[a-z]+){0,2}(?:,? (?:&|and|or) [a-z]+)? (?:issues?|problems?|errors?|failures?|troubles?|bugs?|faults?)",
    re.IGNORECASE,
)
"""A verb that says of what there are faults: `Display issues`, `Sync and login problems`."""
WHERE = re.compile(r"(?:In|On|At|From|Under|Within|Inside)\s[^,.:;!?\n]{2,50},\s+(?=[a-z])")
"""Where something is done, before it is said what: `In the console, open Jobs`."""
_COLON_BEHIND = re.compile(r"\w+\s?[:：]")

_ACTIONS = IgnoreCase(
    r"(?:^|[.!?:;,)]\s+|\b(?:then|and|to|please|first|next|just|simply|now|can|should|must|by|or|you[’']ll|we[’']ll|also|need to|want to|have to)\s+)"
    r"(?:click|tap|press|select|open|go|choose|type|enter|right-click|double-click|navigate|drag|check|uncheck|tick|toggle|turn|hit|hold|scroll|launch|"
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
MAX_LABEL_CHARS = 60
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


class HeadingReader:
    """Reads headings under one set of rules."""

    def __init__(self, rules: HeadingRules) -> None:
        self.rules = rules
        self.read = lru_cache(maxsize=16_384)(self._read)
        self.is_instruction = lru_cache(maxsize=16_384)(self._is_instruction)
        self.count_actions = lru_cache(maxsize=16_384)(self._count_actions)

    def is_numbered(self, text: str) -> bool:
        """Whether a heading counts ("Method 2: …", "3. …"); sooner told than all its parts."""
        return self._numbering(text)[1] is not None

    def _read(self, text: str) -> HeadingParts:
        label, number, title = self._numbering(text)
        return HeadingParts(label, number, number_value(number), title, self.kind(title))

    def _numbering(self, text: str) -> tuple[str | None, str | None, str]:
        """Label, number and title."""
        if self._begins_plainly(text):
            return None, None, text
        if "  " in text or "\t" in text:
            text = " ".join(text.split())  # patterns below try every blank of a run
        marks = _HASHES.match(text) if text[:1] == "#" else None
        text = text[marks.end() :] if marks is not None else text
        text = KEYCAP.sub(lambda keys: f"{keycap_number(keys)}. ", text)
        text = _BRACKETED.sub(_out_of_brackets, text.strip(), 1)
        text = _CIRCLED.sub(self._circled, _NUMBER_SIGN.sub("", text), 1)
        text = _ORDINAL.sub(self._ordinal, _HEADING_ID.sub("", text), 1)
        bare = _DECORATION.sub("", text).strip() or text.strip()
        label, number, rest = self._split(bare)
        return label, number, (rest or bare).strip() if number is not None and rest else bare

    def _begins_plainly(self, text: str) -> bool:
        """Whether the first word is neither a label nor a number, nor the text anything to tidy: most headings."""
        first = _PLAIN_START.match(text)
        if first is None or text[-1] in "}¶#" or text[-1].isspace() or "  " in text or "\u20e3" in text:
            return False
        word, labels = first[1].lower(), self.rules.labels
        return not (word in labels or word.removesuffix("s") in labels or word in _BEFORE_NUMBERS)

    def _ordinal(self, match: re.Match[str]) -> str:
        """`First Method: …` and `3rd Method: …` as `Method 1: …`, where the word is a label."""
        if match["label"].lower() not in self.rules.labels:
            return match.group()
        return f"{match['label']} {match['number'] or match['pointed'] or match['word']}"

    def _circled(self, match: re.Match[str]) -> str:
        """`①` as `1.`, and `対処法①` as `対処法1:`; behind any other word a circle points into a picture."""
        if not match["label"]:
            return f"{_CIRCLES[match['number']]}. "
        if match["label"].lower() not in self.rules.labels:
            return match.group()
        alone = match.end() == len(match.string)
        return f"{match['label']}{_CIRCLES[match['number']]}{'' if alone else ': '}"

    def _split(self, text: str) -> tuple[str | None, str | None, str]:
        labels = self.rules.labels
        glued = _LETTERS_GLUED.match(text)
        if glued is not None:
            return glued["label"].lower(), glued["number"], glued["rest"]
        found = _LABELLED.match(text)
        if found is not None and self._is_number(found["number"]):
            label = found["label"].lower()
            rest = _SEPARATOR.sub("", _OF_TOTAL.sub("", found["rest"], 1))
            rest = _ASIDE.sub("", rest, 1)
            label = label if label in labels or not label.endswith("s") else label[:-1]
            if label in labels:
                again = _LABELLED.match(rest)  # "Part 1 Method 1: Oil the fan"
                inner = again["label"].lower() if again is not None and again["rest"] else None
                if again is not None and inner in labels and again["number"] == found["number"]:
                    return inner, found["number"], _SEPARATOR.sub("", again["rest"])
                return label, found["number"], rest
            if label in _NUMBER_WORDS and found["number"][0].isdigit() and rest:
                return None, found["number"], rest
        cjk = _CJK.match(text)
        if cjk is not None and (cjk["label"] or cjk["unit"] or not cjk["number"].isascii()):
            return cjk["label"] or cjk["unit"], cjk["number"], _SEPARATOR.sub("", cjk["rest"])
        for pattern in (_DOTTED, _BARE):
            bare = pattern.match(text)
            if bare is None or (pattern is _BARE and _is_prose_number(bare)):
                continue
            if any(map(str.isalpha, bare["rest"])):  # "8:23" is a time
                return None, bare["number"], bare["rest"].strip()
        return None, None, text

    def _is_number(self, number: str) -> bool:
        if number[0].isdigit() or number.lower() in _WORD_NUMBERS:
            return True
        return bool(_ROMAN.fullmatch(number) or len(number) == 1)

    def kind(self, title: str) -> SectionKind:
        """What a title promises: an explanation, a list of fixes, instructions."""
        text = title.strip(" *_\"'“”‘’¿¡")
        if _SYSTEM.match(text):
            return "system"
        if _HOW.match(text):
            return "gathers" if self.rules.gathers_fixes.match(text) else "how_to"
        words = _WORDS.findall(text.lower())
        # "Quickly wipe the fan", but not "Apply a cloth"
        adverb = bool(words) and words[0].endswith("ly") and words[0] not in self.rules.imperatives
        skip = 1 if len(words) > 2 and (adverb or words[0] in _OPENERS) else 0
        verb = bool(words) and words[skip] in self.rules.imperatives and not text.endswith(("?", "？"))
        verb = verb and not (len(words) > skip + 1 and _BEHIND_NOUNS.fullmatch(words[skip + 1]))
        verb = verb or (not text.endswith(("?", "？")) and _NOUN_OR_VERB.match(text) is not None)
        verb = verb and not _FAULTS_OF.fullmatch(text)
        verb = verb and not _COLON_BEHIND.match(text)  # "Update: 2 May", "Download: version 3": a label
        tip = _TIP.match(text)
        if tip is not None and self._opens_with_verb(text[tip.end() :]):
            return "imperative"
        if self.rules.gathers_fixes.match(text):
            return "gathers"
        instructs = verb and len(words) > 2
        not_a_fix = self.rules.not_a_fix
        if not_a_fix.holds(text) if instructs else not_a_fix.starts(text):
            return "explains"
        if self.rules.how_to.starts(text):
            return "how_to"
        if text.endswith(("?", "？")):
            return "explains"
        if verb or self.rules.instructs.holds(text) or self._after_colon(text):
            return "imperative"
        return "other"

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

    def names_a_page_part(self, title: str) -> bool:
        """Whether a title is nothing but a label such as "Contents" or "Introduction"."""
        return _says_only(title, self.rules.page_parts)

    def is_label(self, text: str) -> bool:
        """Whether a text is nothing but a label that parts a case: "Symptoms:", "Cause", "Solution:", "Steps"."""
        text = _DECORATION.sub("", text[:MAX_LABEL_CHARS]).rstrip(" :：")
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

    def _after_colon(self, text: str) -> bool:
        """`The Quick Way: Highlight Unique Cells`, `Bonus: Update your driver`."""
        _, colon, rest = text.partition(":")
        return bool(colon) and self._opens_with_verb(rest)

    def _opens_with_verb(self, text: str) -> bool:
        words = _WORDS.findall(text.lower())
        return len(words) >= 2 and words[0] in self.rules.imperatives

    def _is_instruction(self, text: str) -> bool:
        """Whether a text opens with a verb that tells the reader to do something."""
        where = WHERE.match(text)
        words = _WORDS.findall(text[where.end() if where is not None else 0 :][:120].lower())
        skip = 0
        while skip < min(len(words), 3) and words[skip] in _OPENERS:
            skip += 1
        if len(words) > skip and words[skip] in self.rules.imperatives:
            return len(words) == skip + 1 or not _BEHIND_NOUNS.fullmatch(words[skip + 1])
        if _NOUN_OR_VERB.match(text):
            return True
        return not text.isascii() and (self.rules.actions.is_in(text) or self._count_elsewhere(text) > 0)


_OPENERS = frozenset(
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


def keycap_number(keys: re.Match[str]) -> str:
    """The number that `KEYCAP` has found."""
    return "".join(filter(str.isdecimal, keys.group())) or "10"


def _out_of_brackets(match: re.Match[str]) -> str:
    """`【方法1】Restart` as `方法1: Restart`; alone as `方法1`."""
    return match[1] if match.end() == len(match.string) else f"{match[1]}: "


def _is_prose_number(match: re.Match[str]) -> bool:
    """`2019. The year …`, `A - Z index`, `I: …` as a word, `Q: …` for a question."""
    number, mark = match["number"], match["mark"].strip()
    if number == "Q":
        return True
    if number[0].isdigit():
        return len(number.partition(".")[0]) > 2
    if len(number) == 1 and number.islower():
        return mark not in (")", ".")
    if _ROMAN.fullmatch(number):
        return mark not in (".", ")", ":")
    return len(number) > 1 or mark not in (")", ".", ":")


def number_value(number: str | None) -> int | None:
    """Integer a number stands for: digits (the last part of "6.2"), words, Roman numerals, letters.

    >>> [number_value(n) for n in ("3", "6.2", "ONE", "IV", "b", None)]
    [3, 2, 1, 4, 2, None]
    """
    if not number:
        return None
    if number[0].isdigit():
        return int(number.rpartition(".")[2])
    if number.lower() in _WORD_NUMBERS:
        return _WORD_NUMBERS[number.lower()]
    if all(char in _CJK_DIGITS for char in number):
        values = [_CJK_DIGITS[char] for char in number]
        return values[0] if len(values) == 1 else (10 + values[1] if values[0] == 10 else None)
    if _ROMAN.fullmatch(number.upper()) and number.isupper():
        return _roman(number)
    return ord(number.lower()) - 96 if len(number) == 1 and number.isascii() else None


def _roman(number: str) -> int:
    total = 0
    values = [_ROMAN_VALUES[char] for char in number]
    for index, value in enumerate(values):
        total += -value if index + 1 < len(values) and values[index + 1] > value else value
    return total
