"""The small words at the end of a menu path in plain text.

`Settings > Battery > Background usage limits` and `Settings > Battery and tap Background`: Android, Windows 11
and the web write their names in sentence case, so that a name goes on in small letters as the sentence does.
What follows a path is told by its words: a sentence goes on with a function word ("and", "on", "you") or a verb
of doing ("click"), a name with nouns up to the end of the clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence


def word_set(text: str, separator: str | None = None) -> frozenset[str]:
    """The words of a text, which `separator` (else white space) parts."""
    return frozenset(text.split(separator))


SMALL_LETTERS = "ß-öø-ÿа-яё-џґ" + "".join(
    filter(str.islower, map(chr, [*range(0x100, 0x250), *range(0x1E00, 0x1F00)]))
)
"""Small letters beyond a to z, as a class of expressions wants them."""
_WORD = re.compile(rf"\s+(&|[a-z{SMALL_LETTERS}][a-z{SMALL_LETTERS}/’'-]*)(?!\w)")
_ACRONYM = re.compile(r"\s+([A-Z]{2,4})\b")
_EDGE = re.compile(r"\s*(?:$|[.,;:!?)\]\"”」]|\n\s*[^a-z\s]|\s[–—(\"“-])")
"""Where a clause ends; a line that goes on in small letters is one that the scraper has wrapped."""
_SENTENCE_GOES_ON = word_set(
    "and then or to in on from is are was be has have can will should must may might for with without by at as if when while "
    "until before after via where which who but so again now instead there here too under within inside into of off up down "
    "out over through using next first also once not no since because unless above below either "
    "y e o u en con por para desde luego después si hasta cuando et ou puis ensuite dans sur avec pour si depuis und oder dann "
    "in im am auf um zu mit von aus ist poi quindi nel nella dal per con su ed então depois em no na com ao en of om te dan met "
    "i oraz następnie w z lub potem aby nebo pak och eller för på från till til fra og ve veya ile için ardından lalu untuk và rồi sau để trong trên "
    "bölümüne bölümünden bölümünü menüsüne menüsünden menüsünü yolunu seçeneğine seçeneğini sekmesine sekmesini kısmına sayfasına "
    "и или затем потом в на для с чтобы после та або потім у і щоб"
)
"""Words that follow a path; what stands before them belongs to its last name."""
_OBJECT_FOLLOWS = word_set(
    "the a an your my our its their his her it this that these those them you we they all any each every some what how"
)
"""Words that follow a verb: `Settings > Apps shows the list`. The word before them is no part of a name."""
_VERBS_OF_DOING = word_set(
    "click tap select choose press go scroll navigate uncheck untick ensure opens appears shows says lets allows does works"
)
_NAMES_IN_LY = word_set("family reply assembly supply only")
_PARTS = word_set(
    "tab menu icon section button option link panel setting page folder app key tabs icons sections buttons links "
    "window dialog box screen pane bar list entry item field dropdown drop-down toggle switch submenu checkbox"
)
"""What a name is the name of: `the Home tab`."""
_MENU_VERBS = word_set(
    "add allow back change check choose clean clear convert copy create customize delete disable edit enable erase "
    "export find forget free get hide import insert install keep log look make manage mark merge move pair pause "
    "remove rename reset restart restore run save scan search select send set share show sign sort speed switch "
    "troubleshoot turn uninstall update use view"
)
"""Verbs that names of commands open with; they may hold an article: `Uninstall a program`."""
_PHRASAL = word_set(
    "back up|check for|clean up|free up|get more|log in|log out|look for|mark as|save as|scan for|search for|"
    "add to|copy to|move to|send to|switch to|set as|set up|sign in|sign out|speed up|turn off|turn on|run as|sort by",
    separator="|",
)
_PARTICLES = frozenset(["as", "in", "off", "on", "out", "up"])
_ARTICLES = frozenset(["a", "an", "all", "this", "my"])
_SECOND_TOPICS = word_set(
    "accounts apps audio autofill backup battery bluetooth brightness cache calls care contacts controls "
    "cookies data diagnostics display emergency features feedback files folders fonts gestures haptics "
    "history input internet keyboard keyboards language languages location maintenance media memory "
    "messages motion network networking networks notification notifications options passwords payments "
    "performance permissions personalization photos power printers privacy profiles protection recovery "
    "region reminders safety scanners security services sharing shortcuts sound sounds storage streaming "
    "subscriptions sync system tablet tethering text themes time tools touch touchpad tracking "
    "troubleshooting updates usage users vibration videos volume wallpaper wallpapers widgets wireless"
)
"""Second halves of topics: `Privacy and security`, `Sound and vibration`. Behind "and", other words are the
sentence's next verb."""
_TOPIC_JOINTS = frozenset(["and", "&", "e", "y", "et", "und", "en", "i", "och", "og", "и"])
_SECOND_TOPICS_ELSEWHERE = word_set(
    "seguridad notificaciones escáneres características vibración copia dispositivos datos idioma rendimiento pantalla sonido fecha hora "
    "segurança notificações scanners recursos funcionalidades vibração backup dados data "
    "sécurité notifications fonctionnalités vibration vibrations confidentialité langue appareils périphériques sauvegarde stockage "
    "sicurezza notifiche scanner funzionalità vibrazione dispositivi lingua ora memoria beveiliging meldingen trillingen apparaten taal "
    "zabezpieczenia skanery powiadomienia urządzenia język säkerhet aviseringar enheter sikkerhed sikkerhet varslinger "
    "безопасность уведомления сканеры принтеры устройства интернет язык восстановление impressoras impresoras imprimantes stampanti drukarki dźwięk"
)
_SWITCH = re.compile(r"\s+((?:[a-z]+ ){0,3}on or off)\b")
"""`Turn Windows features on or off`: the one name in which small words follow two capitals."""
MAX_SMALL_WORDS = 5


def small_words(capitals: Sequence[str], rest: str, *, open_end: bool = False) -> str:
    """The small words behind the capitalised ones that belong to a path's last name; "" for none.

    Args:
        capitals: the name so far.
        rest: the text behind it.
        open_end: `rest` ends within its sentence (bold follows), so that its end ends no clause.

    >>> small_words(["Background"], " usage limits on your phone.")
    'usage limits'
    >>> small_words(["Uninstall"], " a program.")
    'a program'
    >>> small_words(["Display"], " and turn on Night light.")
    ''
    >>> small_words(["Apps"], " shows the list.")
    ''
    """
    verb = capitals[0].lower() if capitals[0].lower() in _MENU_VERBS else ""
    if verb == "turn" and (switch := _SWITCH.match(rest)) is not None:
        return switch[1]
    if len(capitals) > 1:
        return ""  # A name in title case is over with its capitals.
    words, at = _opening(verb, rest)
    opening = 0 if words and words[-1] in _PARTICLES else len(words)
    while len(words) <= MAX_SMALL_WORDS:
        found = _WORD.match(rest, at) or (_ACRONYM.match(rest, at) if words and verb else None)
        if found is None:
            ended = _EDGE.match(rest, at) is not None and not (open_end and not rest[at:].strip())
            break
        word = found[1]
        if word in _OBJECT_FOLLOWS:
            return ""
        joined = _second_topic(rest, found)
        if joined is not None:
            words += [word, joined[1]]
            at = joined.end()
            continue
        if word in _SENTENCE_GOES_ON or word in _VERBS_OF_DOING or _is_adverb(word):
            ended = True
            break
        words.append(word)
        at = found.end()
    else:
        return ""
    if not ended or len(words) == opening or (len(words) == 1 and words[0] in _PARTS):
        return ""
    return " ".join(words)


def _opening(verb: str, rest: str) -> tuple[list[str], int]:
    """Particle, preposition or article behind the verb of a command's name, and where they end."""
    words: list[str] = []
    at = 0
    found = _WORD.match(rest) if verb else None
    if found is not None and f"{verb} {found[1]}" in _PHRASAL:
        words.append(found[1])
        at = found.end()
        found = _WORD.match(rest, at)
    if found is not None and found[1] in _ARTICLES:
        words.append(found[1])
        at = found.end()
    return words, at


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word not in _NAMES_IN_LY


def _second_topic(rest: str, joint: re.Match[str]) -> re.Match[str] | None:
    """The word behind "and" or "&", where it is the second half of a name; so in other languages (`Mise à jour et sécurité`)."""
    if joint[1] not in _TOPIC_JOINTS:
        return None
    found = _WORD.match(rest, joint.end())
    topics = _SECOND_TOPICS if joint[1] == "and" else _SECOND_TOPICS_ELSEWHERE
    return found if found is not None and (joint[1] == "&" or found[1] in topics) else None
