"""Menu paths such as "Settings > General > Software Update", as written in running text.

The separators are plain to see; where the first name begins and the last one ends is told by `path_names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.extraction.path_names import ARROW, SEPARATOR, first_name, is_name, last_name, middle_name
from pipeline.markup.escapes import CELL_EDGE
from pipeline.markup.inline_parse import parse_inline
from pipeline.markup.inline_render import render_inline
from pipeline.markup.nodes import Code, Emphasis, Link, Node, Span, Strong, Text
from pipeline.stripping.inline_pass import CleanInline

_ARROWS = "(?:[>→›»⇒⟶＞≫⇨]{1,3}|[-–—=]{1,3}>|[➔➜➝➞➤➡▸▶►⮕❯]\ufe0f?)"
_EDGE_ARROW = re.compile(
    rf"\s*\x02\s*(?P<own>{_ARROWS})\s*\x03\s*|(?<=\x03)\s*\x02\s*(?P<first>{_ARROWS})\s*|\s*(?P<last>{_ARROWS})\s*\x03\s*(?=\x02)"
)
"""An arrow in bold of its own, or at the edge of one of two bold names: `**Start** **> Settings**`."""
_GUILLEMETS = re.compile(r"«\s?([^«»\n]{1,60}?)\s?»")
_GUILLEMETS_INWARD = re.compile(r"»([^\s«»][^«»\n]{0,59})«")
"""Names quoted the French and Russian way (`«Настройки» > «Звук»`), and the German one (`»Einstellungen« > »Ton«`); alone,
either mark is an arrow."""
_LOW_QUOTES = str.maketrans("„‚［］〔〕", "“‘[][]")
_ODD_QUOTES = re.compile("[„‚［〔]")
"""Marks around names that are read as others are: low quotes, and the wide brackets of Japanese manuals (`［設定］＞［画面］`)."""
_ASIDE_BEFORE = re.compile(r"(?<=[\w\x03\"”’»])\s*[(（][^()（）\x02\x03\d]{0,40}[)）]\s*$")
"""What a name looks like or is for, between it and the arrow: `Apple menu () > System Settings`, `Settings (the gear) >`."""
_CODE_PATH = re.compile(
    r"[A-Z][a-z][\w&() ]+(?: [>→] [A-Z][a-z][\w&() ]+){2,}"
    r"|(?:(?:System )?(?:Settings|Preferences)|File|Edit|View|Tools|Options|Control Panel|Start|Einstellungen|Systemeinstellungen|Datei|Bearbeiten|Paramètres|Réglages"
    r"|Fichier|Ajustes|Configuración|Archivo|Impostazioni|Configurações|Instellingen|Bestand|Ustawienia|Plik|Ayarlar)(?: [>→] [A-Z][\w&() ]+){1,}"
)
"""Three names or more, or two of which the first is a menu that nearly every program has, as articles set paths in code;
no command looks so."""
_DELIMITER_ROW = re.compile(r"[\s|:-]+")
MAX_NEAR = 400
"""Characters on either side of an arrow that are looked at; of thousands of arrows, each would look at all the text."""
_HAND_VERBS = frozenset(
    ["click", "tap", "press", "select", "choose", "check", "uncheck", "tick", "untick", "hit", "pick"]
)
_OBJECT = re.compile(r"\s+(?:on|the|your|an?|any|all|each)\s", re.IGNORECASE)
"""What follows a verb that is no name: `View > Show View Options > Click on the boxes`."""


def ui_paths(inlines: Iterable[CleanInline]) -> tuple[str, ...]:
    """Distinct menu paths of some blocks, in order, written with " > "."""
    found: dict[str, None] = {}
    for inline in inlines:
        if ARROW.search(inline.text):
            found.update(dict.fromkeys(_paths_in(inline)))
    return tuple(found)


def _paths_in(inline: CleanInline) -> Iterable[str]:
    """Paths of a block; a table is read cell by cell, as its rows are one text to the rest of the pipeline."""
    if inline.nodes:
        yield from _paths_of(inline.nodes)
        return
    rows = inline.md.split("\n")
    is_code = "|" in inline.text
    if (
        len(rows) > 1
        and not is_code
        and "|" in rows[0]
        and "-" in rows[1]
        and _DELIMITER_ROW.fullmatch(rows[1])
    ):
        for cell in (cell for row in rows for cell in CELL_EDGE.split(row)):
            if ARROW.search(cell) or "&" in cell:
                yield from _paths_of(parse_inline(cell.strip()))


def _paths_of(nodes: tuple[Node, ...]) -> Iterable[str]:
    text = _in_plain_quotes(render_inline(tuple(_without_code_arrows(nodes)), marks=True).text)
    text = _EDGE_ARROW.sub(_out_of_bold, text)
    position = 0
    while (first := SEPARATOR.search(text, position)) is not None:
        names, position = _read_path(text, first)
        if names:
            yield " > ".join(names)


def _in_plain_quotes(text: str) -> str:
    """The same text, quotes that look like arrows or open below the line written “so”, wide brackets as narrow ones."""
    if "«" in text:
        inward = -1 < text.find("»") < text.index("«")
        text = (_GUILLEMETS_INWARD if inward else _GUILLEMETS).sub(r"“\1”", text)
    return text.translate(_LOW_QUOTES) if _ODD_QUOTES.search(text) else text


def _out_of_bold(match: re.Match[str]) -> str:
    if match["own"]:
        return f" {match['own']} "
    return f" {match['first']} \x02" if match["first"] else f"\x03 {match['last']} "


def _read_path(text: str, first: re.Match[str]) -> tuple[list[str], int]:
    """Names of the path whose first separator was found, and where to look for the next path."""
    before = text[max(0, first.start() - MAX_NEAR) : first.start()]
    start = first_name(before)
    if not start and before.rstrip().endswith((")", "）")):
        aside = _ASIDE_BEFORE.search(before)
        start = first_name(before[: aside.start()]) if aside is not None else ""
    if not start:
        return [], first.end()
    names, at = [start], first.end()
    inside = text.count("\x02", 0, first.start()) > text.count("\x03", 0, first.start())
    while True:
        following = SEPARATOR.search(text, at)
        middle = middle_name(text[at : following.start()], inside) if following is not None else None
        if following is None or middle is None:
            break
        names.append(middle)
        at = following.end()
    last, length = last_name(text[at : at + MAX_NEAR], inside)
    if last and not (last.lower() in _HAND_VERBS and _OBJECT.match(text, at + length)):
        names.append(last)
    at += length
    return (names if len(names) >= 2 and all(is_name(name) for name in names) else []), max(at, first.end())


def _without_code_arrows(nodes: tuple[Node, ...]) -> Iterable[Node]:
    """The same nodes; an arrow inside code is an operator or a prompt, not a menu, but for names in capitals."""
    for node in nodes:
        if isinstance(node, Code) and _CODE_PATH.fullmatch(node.text.strip()):
            yield Strong((Text(node.text.strip()),))
        elif isinstance(node, Code) and ARROW.search(node.text):
            yield Code("\x04", "\x04")
        elif isinstance(node, Strong):
            yield Strong(tuple(_without_code_arrows(node.children)))
        elif isinstance(node, Emphasis):
            yield Emphasis(tuple(_without_code_arrows(node.children)))
        elif isinstance(node, Span):
            yield Span(tuple(_without_code_arrows(node.children)))
        elif isinstance(node, Link):
            yield node._replace(children=tuple(_without_code_arrows(node.children)))
        else:
            yield node
