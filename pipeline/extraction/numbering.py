"""What a heading or a step is counted by: the label and the number in front of its title."""

from __future__ import annotations

import re

_WORD_NUMBERS = {
    word: value
    for value, words in enumerate(
        ["one first un une uno una eins ein", "two second deux dos zwei due dois", "three third trois tres drei tre três",
         "four fourth quatre cuatro vier quattro quatro", "five fifth cinq cinco fünf cinque", "six sixth seis sechs sei",
         "seven seventh sept siete sieben sette sete", "eight eighth huit ocho acht otto oito", "nine ninth neuf nueve neun nove",
         "ten tenth dix diez zehn dieci dez", "eleven onze", "twelve doze"], 1
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
DECORATION = re.compile(r"^[^\w(\[“\"'‘¿¡#$%]+")
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


class NumberingReader:
    """Takes headings apart into label, number and title, under the labels of one set of rules (in lower case)."""

    def __init__(self, labels: frozenset[str]) -> None:
        self.labels = labels

    def read(self, text: str) -> tuple[str | None, str | None, str]:
        """Label in lower case, number as written, and title of a heading: `("method", "2", "Oil it")` of "Method 2: Oil it".
        Label and number are None where there is none, and the title is then the whole text."""
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
        bare = DECORATION.sub("", text).strip() or text.strip()
        label, number, rest = self._split(bare)
        return label, number, (rest or bare).strip() if number is not None and rest else bare

    def _begins_plainly(self, text: str) -> bool:
        """Whether the first word is neither a label nor a number, nor the text anything to tidy: most headings."""
        first = _PLAIN_START.match(text)
        if first is None or text[-1] in "}¶#" or text[-1].isspace() or "  " in text or "\u20e3" in text:
            return False
        word, labels = first[1].lower(), self.labels
        return not (word in labels or word.removesuffix("s") in labels or word in _BEFORE_NUMBERS)

    def _ordinal(self, match: re.Match[str]) -> str:
        """`First Method: …` and `3rd Method: …` as `Method 1: …`, where the word is a label."""
        if match["label"].lower() not in self.labels:
            return match.group()
        return f"{match['label']} {match['number'] or match['pointed'] or match['word']}"

    def _circled(self, match: re.Match[str]) -> str:
        """`①` as `1.`, and `対処法①` as `対処法1:`; behind any other word a circle points into a picture."""
        if not match["label"]:
            return f"{_CIRCLES[match['number']]}. "
        if match["label"].lower() not in self.labels:
            return match.group()
        alone = match.end() == len(match.string)
        return f"{match['label']}{_CIRCLES[match['number']]}{'' if alone else ': '}"

    def _split(self, text: str) -> tuple[str | None, str | None, str]:
        labels = self.labels
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
