"""Notes on sources in the midst of sentences, which wikiHow shows only where a reader points at their number:
"… stand still. [1] X Research source", "… inside. [2] X Expert Source Rosa Field, Cleaner Expert Interview. 5 May 2021."."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.markup.fences import outside_fences
from pipeline.stripping.lines.dropped import Dropped

_NOTE = re.compile(
    r"[ \t]?(?:\[\\?\[?\d{1,3}\\?\]?\](?:\([^()\s]{0,300}\))?[ \t]?)?(?<!\w)X[ \t]+(?:"
    r"Research source\b"
    r"|Forschungsquelle\b|Fuente de investigación\b|Source de recherche\b|Fonte d[ei] (?:pesquisa|ricerca)\b|Teliti sumber\b|Nguồn nghiên cứu\b"
    r"|Источник информации\b|出典文献|研究来源|출처 검색"
    r"|(?:Trustworthy|Expert) Source\b(?:[^\n]{0,250}?(?:Go to source\]?(?:\([^()\s]{0,300}\))?|Expert Interview\]?(?:\([^()\s]{0,300}\))?\.?[ \t]\d{1,2} \w{3,9} \d{4}\.?))?"
    r")"
)
_SIGN = "X "


def take_notes(lines: Sequence[str]) -> tuple[list[str], list[Dropped]]:
    """The lines without such notes, and the notes.

    >>> take_notes(["Unplug it. [1] X Research source Then oil it.", "Press X to close."])
    (['Unplug it. Then oil it.', 'Press X to close.'], [Dropped(place=0, rule='source_note', text='[1] X Research source')])
    """
    out = list(lines)
    held = [index for index, line in enumerate(lines) if _SIGN in line and _NOTE.search(line)]
    if not held:
        return out, []
    outside = {index for index, _ in outside_fences(out)}
    notes = [
        Dropped(index, "source_note", match.group().strip())
        for index in held
        if index in outside
        for match in _NOTE.finditer(out[index])
    ]
    for note in notes:
        out[note.place] = _NOTE.sub("", out[note.place])
    return out, notes
