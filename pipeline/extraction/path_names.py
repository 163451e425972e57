"""The names on a menu path, told from the words around it.

Bold or quoted names end where their marks end; in plain text a name is a run of capitalised words, and what
`path_ends` makes of the small words behind it. Texts are as `render_inline` writes them with marks: bold stands between
\\x02 and \\x03.
"""

from __future__ import annotations

import re

from pipeline.extraction.path_ends import SMALL_LETTERS, small_words, word_set

SEPARATOR = re.compile(r"\s*(?:>{1,3}|→|›|»|≫|⇨|[-–—=]{1,3}>|[➔➜➝➞➤➡▸▶►⮕❯]\ufe0f?|⇒|⟶|＞)\s*")
ARROW = re.compile(r"[>→›»≫⇨➔➜➝➞➤➡⇒▸▶►⮕❯⟶＞]")
"""What stands between two names, and what a text must hold to have a path at all."""
_BOLD_NAME = re.compile(r"\x02([^\x02\x03]{1,60})\x03([^\x02\x03]{0,24})$")
_QUOTED_END = re.compile(r"[\"“”'‘’「『【\[]([^\"“”「」『』【】\[\]]{1,50})[\"“”'’」』】\]]$")
_QUOTED_START = re.compile(r"^[\"“”'‘’「『【\[]([^\"“”「」『』【】\[\]]{1,50})[\"“”'’」』】\]]")
_LEAD_IN = re.compile(r".*(?::\s|：)\s*(?=\S)", re.DOTALL)
"""What stands before a path in its bold run: `Windows 11: `, `方法四：`."""
_KEYCAP = "\u20e3"
"""What makes a number a key, before a step: `1\ufe0f\u20e3 Open Settings > Apps`."""
_PART_WORD = re.compile(
    r"^\s+(?:tab|menu|icon|section|button|option|link|panel|settings?|page|folder|app|key)s?$", re.IGNORECASE
)
_NOUN_BEHIND = re.compile(r"^(.*\S)\s+((?:menu|tab|settings|options|preferences|icon)\s*)$", re.DOTALL)
"""A first name that ends in a small word: `Apple menu → System Settings`, `Watch settings > Apps`."""
_TOLD_NAME = re.compile(
    r"(?:(?i:\b(?:click|tap|select|choose|open|press|hit|pick)(?: on)?|\b(?:go|navigate|head) to)|(?<!\w)(?i:abr[aei]r?|acced[ae]|acesse|vaya|ve|vá|ir|entr[ae]|clique|toque"
    r"|toca|pulsa|pulse|clic|seleccion[ae]|selecione|ouvrez|accédez|allez|rendez-vous|cliquez|appuyez|sélectionnez|choisissez|apr[ai]|vai|andare|clicca|seleziona|accedi|ga|kies|tik|klik"
    r"|otwórz|przejdź|wybierz|kliknij|otevřete|přejděte|klepněte|öppna|gå|välj|klicka|åbn|åpne|vælg|velg|откройте|перейдите|выберите|зайдите|vào|mở|chọn|nhấn)(?i: (?:a|à|al|até|em|en|dans|sur|su|in|op|naar|do|na|till|på|til|в|на|vào))?(?i: (?:le|la|el|o|il|the))?)"
    rf"\s+(?P<capital>[^\W\d_a-z{SMALL_LETTERS}][\w’'-]{{1,20}})(?P<small>(?:\s+[a-z{SMALL_LETTERS}&][\w’'/-]{{0,20}}){{1,4}})$"
)
"""A first name in sentence case, right behind what to do with it: `click More tools > Extensions`, `Abre Panel de control >`."""
_ON_A_DEVICE = re.compile(
    r"(?i:on|in|for|of|from) (?:(?:your|my)\b|(?:an? |the )?(?:Windows|Mac\w*|Android|Chromebook|PC|Linux|Xbox|PlayStation|PS\d)\b)"
)
"""How a sentence goes on behind a path: `Settings > System on Windows 11`, `Settings > Sound on your Mac`."""
_PLACEHOLDER = re.compile(r"\([^\W\d_][^()]{0,30}\)")
"""A name the reader fills in, alone between its brackets: `Apps > (app) > Battery`."""
_ICON = re.compile(r"([☰≡⋮⋯⚙])\ufe0f?$")
"""What menus are opened with where they have no name."""
_TURKISH_CASE = re.compile(r"(?<=\w)[’'](?:[yn]?[aeıiuü]|[dt][ae]n?|n[ıiuü]n)$")
"""What Turkish hangs on a name with an apostrophe: `Ayarlar > Genel'e gidin`."""
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{3,6})?"
_DATE = re.compile(
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+(?:\d|{_MONTH}\b)|"
    rf"\d{{1,2}}\.?\s+{_MONTH}\b|{_MONTH}\s+\d)",
    re.IGNORECASE,
)
"""`by wrenfield » Wed Feb 08, 2023`: forums set the arrow between an author and a date."""
_TOKEN = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.,;:!?()\"“”]$")
_CJK_RUN = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\w &/-]{1,20})$")
_CJK_HEAD = re.compile(r"^([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\w &/-]{1,20})")
_CJK_VERB_BEFORE = re.compile(
    r"^(?:请|請|再|先|然后|然後|依次|まず|次に)*(?:打开|打開|点击|點擊|点选|點選|进入|進入|选择(?!性)|選擇(?!性)|前往|转到|轉到|依次|依序|在(?!线|線))(?=.{2})"
)
"""What to do with a first name, right before it where no blank parts words: `打开设置 > 通用`."""
_CJK_PARTICLE = re.compile(
    r"^(.+)を[\u3040-\u30ff\u3400-\u9fff]|^(.+?)(?:から|の順|へ|に(?:進|移|入|アクセス)|と(?:進|選|タップ))|^(\S.*?[\uac00-\ud7a3])(?: 순서?)?(?:을|를|에서|으로|로)(?=\s)"
)
"""A last name, and the particle with which the sentence goes on: `情報をタップします`, `초기화를 누릅니다`."""
_LATIN_BEFORE_CJK = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9 .&+/-]{0,30}?(?: ?[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,10}?){0,3}?)"
    r"(?:を(?=[\u3040-\u30ff\u3400-\u9fff])|から|の順|へ|に(?=進|移|入|アクセス)|と(?=進|選|タップ)|(?:을|를|에서|으로|로|에)(?=\s)"
    r"|(?=并|並|然后|然後|[后後](?!台)|来|來|即可|中|里|裡|页面|頁面))"
)
"""A last name in Latin letters, and how the sentence goes on right behind it: `Bluetoothを`, `Wi-Fi로`, `Wi-Fi并`."""
_CJK_STOP = re.compile("[，。；！？、]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_JOINERS = frozenset(
    [
        "&",
        "and",
        "or",
        "of",
        "for",
        "the",
        "to",
        "in",
        "on",
        "a",
        "an",
        "my",
        "your",
        "with",
        "de",
        "des",
        "la",
        "le",
        "du",
        "y",
        "e",
        "et",
        "och",
        "og",
        "und",
        "+",
        "-",
    ]
)
_VERBS = frozenset(
    [
        "go",
        "open",
        "select",
        "click",
        "choose",
        "navigate",
        "tap",
        "head",
        "press",
        "hold",
        "visit",
        "access",
        "launch",
        "to",
        "the",
        "in",
        "on",
        "from",
        "into",
        "under",
        "via",
        "then",
        "next",
        "first",
        "here",
        "use",
        "ve",
        "vaya",
        "ir",
        "allez",
        "gehen",
        "gehe",
        "vai",
        "vá",
        "abra",
        "abre",
        "öffnen",
        "öffne",
        "accédez",
        "ouvrez",
        "seleccione",
        "selecciona",
        "wählen",
        "a",
        "à",
        "zu",
        "auf",
        "en",
        "dans",
        "unter",
        "su",
        "em",
        "al",
    ]
) | word_set(
    "sie acesse acessar aceda aceder selecione clique toque acceda accede acceder pulsa pulse toca haz desde abrir "
    "sélectionnez sélectionner choisissez touchez appuyez cliquez ouvrir ouvre tippen tippe klicken klicke navigieren "
    "apri apra aprire seleziona selezionare clicca tocca accedi scegli ga kies tik klik selecteer "
    "otwórz wybierz kliknij stuknij przejdź otevřete vyberte klikněte klepněte přejděte öppna välj klicka åbn åpne vælg velg "
    "buka pilih ketuk открой откройте выбери выберите нажми нажмите перейди перейдите зайдите відкрийте виберіть натисніть перейдіть"
)
"""Words before a path that a sentence may open with, in capitals; no menu is called so when more follows."""
_WAYS_TO = frozenset(
    [
        (verb, "to")
        for verb in ("continue", "proceed", "return", "move", "jump", "switch", "advance", "scroll", "swipe")
    ]
    + [("hit", "on"), ("press", "on")]
)
"""Two words by which a sentence comes to a path: `Continue to Tools > Options`. Neither opens the name of a menu alone."""
_TRAILING = " .,;:!?\"“”'’)]}*_」』】。，"
_LEADING = " \"“‘'([{*_「『【"
_NEXT_CLAUSE = re.compile(
    r"[.;!?]\s|[。！？；]|,\s+(?:then|and|or|next)\b|"
    r"(?:,|\s(?:and|then))\s+(?:click|tap|select|choose|press|go|open|turn|scroll|pick|navigate|switch)\s+\S|"
    r"\s(?:(?:und|dann|oder)\s+(?:wählen?|tippen?|klicken?|öffnen?|gehen?|drücken?)|(?:et|puis|ou)\s+(?:sélectionnez|cliquez|choisissez|touchez|appuyez|ouvrez|allez)"
    r"|(?:y|luego|o)\s+(?:selecciona|seleccione|pulsa|pulse|toca|toque|elige|elija|haz|haga|ve|vaya|abre|abra)|(?:e|depois|poi|ou|o)\s+(?:selecione|clique|toque|escolha|vá|abra|seleziona|clicca|tocca|scegli|premi|vai|apri)"
    r"|(?:en|of)\s+(?:kies|tik|klik|selecteer|open|ga)|(?:i|lub)\s+(?:wybierz|kliknij|dotknij|stuknij|otwórz|przejdź)|(?:и|или)\s+(?:выберите|нажмите|откройте|перейдите))\s+\S",
    re.IGNORECASE,
)
"""What stands between two arrows is no name when the sentence goes on in it: `> Display and tap the plus →`."""
_AFTER_BOLD = re.compile(r"\s*[,.;:!?]|\s+(?:then|and|or)\b|\s*[(（][^()（）]*$", re.IGNORECASE)
"""How a sentence goes on behind a bold path before the next arrow; a bracket that is still open there holds another path."""
MAX_NAME_CHARS = 60
MAX_PLAIN_WORDS = 6
MAX_LOOK_BACK = 200
"""Characters before an arrow in which its first name is looked for."""


_CAMEL = re.compile(r"[a-z]{1,3}[A-Z]\w")
"""Names that begin small: iTunes, iPhone, macOS, eBay."""


def first_name(before: str) -> str:
    """The name that the text before the first arrow of a path ends in; "" where it ends in none."""
    bold = _BOLD_NAME.search(before)
    if bold is not None and not (bold[1].rstrip().endswith((":", "：")) and bold[2].strip()):
        tail = bold.group(2)
        if not tail.strip(" \"“”'"):
            return _tidy(bold.group(1))
        if _PART_WORD.match(tail):
            return _tidy(bold.group(1) + tail)
    opened = before.rfind("\x02")
    if opened > before.rfind("\x03"):
        return _tidy(_clause(before[opened + 1 :]))
    quoted = _QUOTED_END.search(before.rstrip())
    if quoted is not None:
        return _tidy(quoted.group(1))
    plain = before.replace("\x02", "").replace("\x03", "").rstrip()
    if plain and _CJK.match(plain[-1]):
        run = _CJK_RUN.search(plain)
        words = run.group(1).split() if run else []
        return _tidy(_CJK_VERB_BEFORE.sub("", words[-1])) if words else ""
    icon = _ICON.search(plain)
    if icon is not None:
        return icon[1]
    noun = _NOUN_BEHIND.match(plain[-MAX_LOOK_BACK:])
    name = _words_backward(noun[1]) if noun is not None else ""
    if noun is not None and name and name.split()[0].lower() not in _VERBS:
        return f"{name} {noun[2].strip()}"
    told = _TOLD_NAME.search(plain[-MAX_LOOK_BACK:])
    if told is not None and small_words([told["capital"]], told["small"]) == " ".join(told["small"].split()):
        return f"{told['capital']} {' '.join(told['small'].split())}"
    return _words_backward(plain) or _name_between(plain)


def _name_between(before: str) -> str:
    """The name at the end of a text, where it fills the room since the last arrow: `your picture → Manage apps →`."""
    before = before[-MAX_LOOK_BACK:]
    if ARROW.match(before[-1:]):
        return ""
    last = max((match.end() for match in SEPARATOR.finditer(before)), default=None)
    if last is None:
        return ""
    name, length = _words_forward(before[last:], open_end=False)
    return name if length == len(before) - last else ""


def _clause(bold: str) -> str:
    """The name at the end of a bold run that says more: "go to Settings", "Windows 11: Settings"."""
    lead = _LEAD_IN.match(bold)
    bold = bold[lead.end() :] if lead is not None else bold
    if SEPARATOR.search(bold) is None and len(bold.split()) <= 4 and "." not in bold:
        return bold
    return _words_backward(bold) or bold


def middle_name(text: str, inside: bool) -> str | None:
    """The name that all the text between two arrows is, `inside` bold or not; None where the sentence goes on there."""
    if text.startswith("\x02") and "\x03" in text and not inside:
        tail = text.rpartition("\x03")[2]
        if tail.strip() and not _PART_WORD.match(tail):
            return None
    if inside:
        bold, _, tail = text.partition("\x03")
        if bold.strip() and _AFTER_BOLD.match(tail):
            return None
    name = text.replace("\x02", "").replace("\x03", "").strip()
    words = name.split()
    if (
        not words
        or len(name) > MAX_NAME_CHARS
        or len(words) > (9 if inside or "\x02" in text else MAX_PLAIN_WORDS)
    ):
        return None
    return None if _NEXT_CLAUSE.search(name) else _tidy(name)


def last_name(text: str, inside: bool) -> tuple[str, int]:
    """The name that the text behind the last arrow begins with ("" if none), and how many characters of it that takes."""
    if inside and "\x03" in text:
        end = text.index("\x03")
        return _tidy(text[:end]), end
    if text.startswith("\x02") and "\x03" in text:
        end = text.index("\x03")
        return _tidy(text[1:end]), end
    quoted = _QUOTED_START.match(text)
    if quoted is not None:
        return _tidy(quoted.group(1)), quoted.end()
    plain, bold_follows, _ = text.partition("\x02")
    plain = plain.replace("\x03", "")
    held = _PLACEHOLDER.match(plain)
    if held is not None:
        return held.group(), held.end()
    if plain and _CJK.match(plain[0]):
        run = _CJK_HEAD.match(plain)
        if run is None:
            return "", 0
        name = _CJK_PARTICLE.match(run.group(1))
        return (_tidy(name[name.lastindex or 0]), name.end()) if name else (_tidy(run.group(1)), run.end())
    if not plain[:MAX_NAME_CHARS].isascii():
        plain = _CJK_STOP.split(plain, 1)[0]
        latin = _LATIN_BEFORE_CJK.match(plain)
        if latin is not None:
            return _tidy(latin[1]), latin.end(1)
    words, length = _words_forward(plain, open_end=bool(bold_follows))
    return _TURKISH_CASE.sub("", words), length


def _words_backward(text: str) -> str:
    """Capitalised words at the end of a text, small joining words between them included."""
    words: list[str] = []
    pending: list[str] = []
    for word in reversed(text.split()[-10:]):
        ends = _SENTENCE_END.search(word) or word.endswith(_KEYCAP)
        if words and (ends or word.endswith(("’s", "'s"))):
            break
        if _is_capital(word):
            words = [word, *pending, *words]
            pending = []
        elif words and word.lower() in _JOINERS and len(pending) < 2:
            pending = [word, *pending]
        else:
            break
    words = words[-MAX_PLAIN_WORDS:]
    if len(words) > 2 and (words[0].lower(), words[1]) in _WAYS_TO:
        words = words[2:]
    while (
        len(words) > 1
        and words[1].lower() != "with"
        and (
            words[0].lower() in _VERBS
            or words[0].endswith(("’s", "'s"))
            or (words[0].isdigit() and words[1].lower() in _VERBS)
        )
    ):
        words = words[1:]
    return _tidy(" ".join(words))


def _words_forward(text: str, *, open_end: bool) -> tuple[str, int]:
    """As `_words_backward` at the start of a text, with the small words behind them that `path_ends` takes; and where they
    end. `open_end` tells that bold text follows."""
    words: list[str] = []
    pending: list[str] = []
    end = 0
    for match in _TOKEN.finditer(text[:200]):
        word = match.group()
        if _is_capital(word) and not (words and word == "I"):
            if pending and _ON_A_DEVICE.match(" ".join([*pending, word])):
                break
            words += [*pending, word]
            pending = []
            end = match.end()
            if _SENTENCE_END.search(word):
                break
        elif words and word.lower() in _JOINERS and len(pending) < 2:
            pending.append(word)
        else:
            break
        if len(words) >= MAX_PLAIN_WORDS:
            break
    rest = (
        ""
        if not words or _SENTENCE_END.search(words[-1])
        else small_words(words, text[end : end + 200], open_end=open_end)
    )
    if rest:
        return _tidy(" ".join([*words, rest])), end + text[end:].index(rest.split()[0]) + len(rest)
    return _tidy(" ".join(words)), end


def _is_capital(word: str) -> bool:
    bare = word.lstrip(_LEADING)
    if not bare:
        return False
    return bare[0].isupper() or bare[0].isdigit() or bare[0] in "%+…" or _CAMEL.match(bare) is not None


def _tidy(name: str) -> str:
    name = " ".join(name.replace("\x02", "").replace("\x03", "").split())
    if _PLACEHOLDER.fullmatch(name):
        return name
    stripped = name.strip(_LEADING).rstrip(_TRAILING)
    return stripped + ")" if "(" in stripped and ")" not in stripped and ")" in name else stripped


def is_name(name: str) -> bool:
    """Whether what was read may be a name: no date, number, code or assignment ("x = 3")."""
    return (
        0 < len(name) <= MAX_NAME_CHARS
        and (any(map(str.isalpha, name)) or _ICON.match(name) is not None)
        and "<" not in name
        and not _DATE.match(name)
        and "=" not in name
        and not (name[0].isdigit() and not any(map(str.isupper, name)))
    )
