"""What a mark of an engine of documentation says: which box, tab or step it opens or closes, and what readers see of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.markup.engine_tags import BOXES, COMPONENT_NAMES, LONGEST_TAG, engine_tag

_NAME = re.compile(r"[A-Za-z][\w-]*")
_ATTRIBUTE = re.compile(r"(?<![\w-])([A-Za-z]+)[ ]?=[ ]?\{?(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|([\w-]+))\}?")
_QUOTED = re.compile(r"\"([^\"]+)\"|'([^']+)'")
_TITLES = ("title", "label", "header", "heading", "summary", "name", "caption", "value")
"""Attributes that hold what readers see of a mark, the surest first; the last is what stands for it in the address."""
_KINDS = ("type", "style", "severity", "variant", "intent")
LABELS = frozenset(["note", "info", "tip", "important", "warning", "caution", "danger"])
"""Kinds of boxes whose name engines show when a box has no title; of the others they show a colour."""
_SAME_KINDS = {"warn": "warning", "attention": "warning", "critical": "danger"}
_TITLED = frozenset(
    [
        "details",
        "expand",
        "expandable",
        "collapse",
        "accordion",
        "accordion-item",
        "accordionitem",
        "toggle",
        "tab",
        "tab-item",
        "tabitem",
        "tab-pane",
        "tabpane",
        "tabpanel",
        "code",
        "step",
        "panel",
        "update",
        "card",
        "linkcard",
        "card-pane",
        "column",
        "dropdown",
        "tabbed",
        "frame",
    ]
)
_CONTAINERS = frozenset(["steps", "stepper"])
_DESCRIPTION = re.compile(r"\bdescription=\"([^\"]+)\"")
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\b")
_ALERT = re.compile(
    r"(?P<quote>[ ]{0,12}(?:>[ ]?){1,6})(?P<mark>\\?\[!(?P<kind>[A-Za-z]{3,12})\\?\][-+]?)[ \t]*(?P<title>\S.*)?"
)
_ONE_LINE = re.compile(rf"<({COMPONENT_NAMES})\b([^<>]*)>(.+)</\1>\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark: the word by which what it opens is closed, and what it shows."""

    name: str
    closes: bool = False
    alone: bool = False
    """It opens nothing (`<Card … />`)."""
    title: str = ""
    kind: str = ""
    """Of a box: what it is called (`warning`)."""
    target: str = ""
    """Where a card leads."""
    inner: str = ""
    """What stands between its tags, where both are on one line."""

    @property
    def is_step(self) -> bool:
        return self.name.lower().strip("{%<") == "step"

    @property
    def is_steps(self) -> bool:
        return self.name.lower().strip("{%<") in _CONTAINERS

    def shown(self) -> str:
        """The Markdown of what a reader sees of it: a label that leads into a text, or a title; nothing of the rest."""
        if self.kind:
            if self.title:
                return f"**{(self.kind if self.kind in LABELS else 'note').capitalize()}:** {self.title}"
            return f"**{self.kind.capitalize()}:**" if self.kind in LABELS else ""
        if not self.title:
            return ""
        if self.target or self.name.lower().endswith(("code", "frame")):  # neither heads what is below
            return f"[{self.title}]({self.target})" if self.target else self.title
        return f"**{self.title}**"


def read_mark(line: str) -> Mark | None:
    """The mark that a line is; None for other lines, and for marks that hold nothing by an end of their own.

    >>> read_mark('<TabItem value="mac" label="On a Mac">').shown()
    '**On a Mac**'
    >>> read_mark(":::tip Oil it").shown(), read_mark('{% hint style="warning" %}').shown()
    ('**Tip:** Oil it', '**Warning:**')
    """
    text = line.strip()
    if text[:1] == "<" and (one := _ONE_LINE.fullmatch(text)) is not None and len(one[2]) < LONGEST_TAG:
        mark = _opening("<" + one[1], one[1].lower(), one[2])
        return Mark(mark.name, False, True, mark.title, mark.kind, mark.target, one[3].strip())
    if engine_tag(text) is None or _RAW.match(text):
        return None
    if text[0] == "<":
        return _component(text)
    if text[0] == ":":
        return _colons(text)
    if text[0] == "{":
        return _braces(text)
    return _opening("!", *_first_word(text.lstrip("!?=+ "))) if text[0] in "!?" else _titled_tab(text)


def read_box(info: str) -> Mark | None:
    """The box that the info string of a code fence opens in MyST.

    >>> read_box("{admonition} Oil it").shown(), read_box("{code-block} python"), read_box("{r}")
    ('**Note:** Oil it', None, None)
    """
    mark = read_mark(":::" + info) if info.startswith("{") else None
    return mark if mark is not None and (mark.kind or mark.title) else None


def led_alert(line: str) -> tuple[str, str] | None:
    """A line of a quote that makes it a box on GitHub, Microsoft's sites and in Obsidian: its mark, and the line with the label
    that readers see.

    >>> led_alert("> [!NOTE]"), led_alert("> [!tip]- Oil it"), led_alert("> [!x86] is old")
    (('[!NOTE]', '> **Note:**'), ('[!tip]-', '> **Tip:** Oil it'), None)
    """
    found = _ALERT.fullmatch(line)
    if found is None or found["kind"].lower() not in BOXES:
        return None
    title = f" {found['title']}" if found["title"] else ""
    return found["mark"], f"{found['quote']}**{found['kind'].capitalize()}:**{title}"


def _component(text: str) -> Mark | None:
    name = _NAME.search(text)
    if name is None:
        return None
    if text.startswith("</"):
        return Mark("<" + name[0], closes=True)
    mark = _opening("<" + name[0], name[0].lower(), text[name.end() : -1])
    if not text.endswith("/>"):
        return mark
    inner = _DESCRIPTION.search(text)
    described = "" if inner is None else inner[1]
    return Mark(mark.name, False, True, mark.title, mark.kind, mark.target, described)


def _braces(text: str) -> Mark | None:
    engine = text[:2] if text[1] == "%" else "{{"
    inner = text.strip("{}%<>- \t")
    if inner.startswith(":"):
        return None
    if inner.startswith("/"):
        return Mark(engine + inner.lstrip("/ ").lower(), closes=True)
    name, rest = _first_word(inner)
    if engine == "{%" and name.startswith("end"):
        return Mark(engine + name[3:], closes=True)
    mark = _opening(engine + name, name, rest)
    return Mark(mark.name, False, True, mark.title, mark.kind) if rest.endswith("/") else mark


def _colons(text: str) -> Mark | None:
    inner = text.strip(": \t")
    if not inner:
        return Mark(":::", closes=True)
    if inner.lower().endswith("-end"):
        return Mark(":" + inner[:-4].lower(), closes=True)
    name, rest = _first_word(inner.lstrip("{. "))
    if name in ("zone", "moniker", "row", "column") and (rest == "" or "=" in rest):
        return Mark(":" + name)
    title = rest.partition("{")[0].strip(" }")
    if title.startswith("[") and title.endswith("]"):  # Docusaurus and Starlight write it so, too
        title = title[1:-1]
    attributed = _opening(":::", name, rest.partition("{")[2] if "{" in rest else rest)
    return Mark(":::", title=attributed.title or ("" if "=" in title else title), kind=attributed.kind)


def _titled_tab(text: str) -> Mark:
    title = _QUOTED.search(text)
    return Mark("=", title="" if title is None else title[1] or title[2])


def _opening(key: str, name: str, rest: str) -> Mark:
    attributes = {
        found[1].lower(): next((part for part in found.groups()[1:] if part), "")
        for found in _ATTRIBUTE.finditer(rest)
    }
    title = next((attributes[word] for word in _TITLES if attributes.get(word)), "")
    if not attributes:
        quoted = _QUOTED.search(rest)
        title = "" if quoted is None else (quoted[1] or quoted[2]).strip()
    kind = name if name in BOXES or key == "!" else ""
    if kind:
        words = [attributes.get(word, "").lower() for word in _KINDS]
        words += [title.lower(), *(rest.lower().split() if "=" not in rest else [])]
        found = next((w for w in (_SAME_KINDS.get(w, w) for w in words) if w in BOXES), "")
        if key == "{%hint" and found == "info":  # GitBook shows a sign, and this is its plain box
            found = "hint"
        kind, title = found or kind, "" if found and title.lower() == found else title
    elif name not in _TITLED and key != "=":
        title = ""
    return Mark(key, title=title.strip(), kind=kind, target=attributes.get("href", "") if title else "")


def _first_word(text: str) -> tuple[str, str]:
    name = _NAME.match(text)
    return ("", text) if name is None else (name[0].lower(), text[name.end() :].strip())
