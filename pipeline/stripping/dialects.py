"""Markdown of documentation tools made plain, line by line, before anything else reads it.

    :::tip[Still loud?]  ::: {.note}       Docusaurus, VitePress, Pandoc, Quarto
    !!! note "Unplug it"  === "Linux"      MkDocs; what they hold is indented
    > [!NOTE]  :::image source="…":::
    # [Linux](#tab/linux)                  GitHub, Microsoft Learn, Obsidian
    <Steps>  <TabItem label="Linux">       components of MDX
    import Tabs from '@theme/Tabs';        what an MDX file begins with
    {: .class}  {#id}  [[Page|words]]      see `pipeline.markup.inline_dialects`

No reader of Markdown knows these marks: they would stand in the text, and inside the step they follow. Every
line stays in its place; words that a mark shows to readers (the title of a box, the name of a tab) stay too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.markup.html_tags import KNOWN, attributes
from pipeline.markup.inline_dialects import without_attributes, without_wiki_links
from pipeline.markup.inline_render import image_markdown
from pipeline.reading.prose import follow_fence
from pipeline.stripping.ledger import Cut

_SIGNS = re.compile(
    r"^[ \t]*:::|^[ \t]*(?:!!!|\?\?\?\+?)[ \t]*[A-Za-z]|^[ \t]*===[!+]?[ \t]+\"|\[!|[\])]\{|\{:|^#.*\{[#.: -]|\[\[[^\s\[]"
    r"|^[ \t]*</?[A-Z][\w.]*(?:[\s/>]|$)|^(?:import|export)\b.*[\"'\x7b]|^[ \t]*\{/\*|\(#tab/",
    re.MULTILINE,
)
"""What a text must hold to be looked at line by line."""
NOTES = frozenset(
    [
        "note",
        "tip",
        "hint",
        "info",
        "important",
        "warning",
        "danger",
        "caution",
        "attention",
        "success",
        "question",
        "help",
        "faq",
        "failure",
        "error",
        "bug",
        "example",
        "abstract",
        "summary",
        "tldr",
        "quote",
        "todo",
        "seealso",
        "details",
        "question-circle",
        "check",
        "done",
        "fail",
        "missing",
        "cite",
        "callout",
        "admonition",
        "aside",
    ]
)
"""Kinds of boxes."""
_UNNAMED = frozenset(["details", "callout", "admonition", "aside", "quote", "cite", "check", "done"])
"""Kinds that readers do not see named."""
_HOLDERS = frozenset(
    [
        "tabs",
        "tab",
        "steps",
        "step",
        "code-group",
        "cards",
        "card",
        "columns",
        "column",
        "footer",
        "header",
        "content",
        "panel-tabset",
        "zone",
        "moniker",
        "row",
        "moniker-end",
        "zone-end",
        "grid",
        "figure",
        "center",
    ]
)
_COLONS = re.compile(
    r"(?P<indent>[ \t]*):{3,}[ \t]*(?:(?P<kind>[A-Za-z][\w-]{0,40})(?![\w-])[ \t]*)?(?P<rest>\{[^{}\n]*\}|\[[^\[\]\n]*\]|[^:\[\]{}\s][^:\n]*)?(?::{3,})?$"
)
_PICTURE_START = ":::image"
_INDENTING = re.compile(
    r"^(?P<indent>[ \t]*)(?:(?:!!!|\?\?\?\+?)[ \t]*(?P<kind>[A-Za-z][\w-]*)(?:[ \t]+[\w-]+){0,3}|(?P<tab>===)[!+]?)(?:[ \t]+\"(?P<title>[^\"\n]*)\")?[ \t]*$"
)
_ALERT = re.compile(
    r"^(?P<quote>[ \t]*(?:>[ \t]*)+)\[!(?P<kind>[A-Za-z][\w-]*)(?:\|[^\[\]\n]*)?\][+-]?[ \t]*(?P<title>[^\n]*)$"
)
_INCLUDE = re.compile(
    r"^[ \t]*(?:>[ \t]*)?\[!(?:INCLUDE|div|code|VIDEO)[- \t]?[^\n]*\](?:\([^()\n]*\))?[ \t]*$"
)
_COMPONENT = re.compile(
    r"^(?P<indent>[ \t]*)<(?P<close>/?)(?P<name>[A-Z][\w.]*)(?P<attributes>(?:\s[^<>\n]*?)?)(?P<alone>/?)>[ \t]*$"
)
_IMPORT = re.compile(
    r"^(?:import\s(?:[\w{}$*,\s]+\sfrom\s)?\s?[\"'][^\"'\n]+[\"'];?|export\s+(?:const|default)\s[^\n]*[;}])\s*$"
)
_CODE_COMMENT = re.compile(r"^[ \t]*\{/\*[^\n]*\*/\}[ \t]*$")
_ANCHOR = re.compile(r"^\[\[[\w-]+\]\][ \t]*$")
_TAB_HEADING = re.compile(r"^#{1,6}[ \t]+\[(?P<words>[^\[\]\n]+)\]\(#tab/[^()\s]*\)[ \t]*$")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
_TITLED = frozenset(["Step", "Tab", "TabItem", "Accordion", "TabPanel", "Expandable"])
"""Components whose name for a reader is a heading: one way or step beside others."""
_HEADING = "###### "
"""What makes the name of a tab or of a step a heading, below all others."""
MAX_HELD = 40
"""Boxes inside one another."""
INDENT = 4
"""Columns by which MkDocs and its kin indent what a box holds."""


class _Held(NamedTuple):
    """What a mark holds that is open: lines indented by `least` columns, from which `shift` go; or all up to a tag."""

    least: int
    shift: int
    tag: str | None = None


@dataclass(slots=True)
class _Plain:
    lines: list[str]
    first: int
    cuts: list[Cut] = field(default_factory=list)
    held: list[_Held] = field(default_factory=list)
    closers: set[str] = field(default_factory=set)
    """Names of components that are closed somewhere."""
    opened: bool = False
    """Whether text came before: imports stand above it."""
    in_list: bool = False

    def run(self) -> None:
        closing = re.compile(r"^[ \t]*</([A-Z][\w.]*)>[ \t]*$")
        self.closers = {m[1] for line in self.lines[self.first :] if (m := closing.match(line))}
        fence = ""
        for index in range(self.first, len(self.lines)):
            line = self._shifted(self.lines[index])
            fence, inside = follow_fence(fence, line)
            if not inside and line.strip():
                plain = self._mark(index, line)
                line = self._words(index, line) if plain is None else plain
                self.opened = self.opened or bool(line.strip())
                self.in_list = _ITEM.match(line) is not None or (self.in_list and line[:1] in " \t")
            self.lines[index] = line

    def _shifted(self, line: str) -> str:
        """A line as far to the left as it would stand outside the boxes that hold it."""
        if not line.strip():
            return line
        indent = len(line) - len(line.lstrip())
        while self.held and self.held[-1].tag is None and indent < self.held[-1].least:
            self.held.pop()
        shift = min(indent, self.held[-1].shift) if self.held else 0
        return line[shift:]

    def _mark(self, index: int, line: str) -> str | None:
        """What becomes of a line that is nothing but a mark; None for any other line."""
        first = line.lstrip()[0]
        if line[: len(line) - len(line.lstrip())].count(" ") >= INDENT and not self.in_list:
            return None  # indented code
        if first == ":":
            return self._colons(index, line)
        if first in "!?=":
            return self._indenting(index, line)
        if first == "<":
            return self._component(index, line)
        if first == "#" and (tab := _TAB_HEADING.match(line)) is not None:
            return self._cut(index, "admonition", _HEADING + tab["words"])
        if first == ">" or line.lstrip().startswith("[!"):
            return self._alert(index, line)
        if (first in "ie" and not self.opened and _IMPORT.match(line)) or (
            first == "{" and _CODE_COMMENT.match(line)
        ):
            return self._cut(index, "component_tag", "")
        if first == "[" and _ANCHOR.match(line) and self._next(index).startswith(("#", "=")):
            return self._cut(index, "attribute_list", "")
        return None

    def _words(self, index: int, line: str) -> str:
        plain = without_attributes(line)
        if plain != line:
            self._cut(index, "attribute_list", "")
        linked = without_wiki_links(plain)
        if linked != plain:
            self._cut(index, "wiki_link", "")
        return linked

    def _colons(self, index: int, line: str) -> str | None:
        inside = line.strip()
        if inside.startswith(_PICTURE_START) and inside.endswith(":::"):
            named = attributes(inside[len(_PICTURE_START) : -3])
            if named.get("source"):
                shown = image_markdown(named.get("alt-text", ""), named["source"])
                return self._cut(index, "picture_tag", line[: line.index(":")] + shown)
        mark = _COLONS.match(line.rstrip())
        if mark is None:
            return None
        kind, rest = (mark["kind"] or "").lower(), (mark["rest"] or "").strip()
        if rest.startswith("{") or not (kind or rest):
            title = ""
        elif kind in NOTES:
            title = rest.strip("[]")
        elif kind in _HOLDERS or not rest:
            kind = title = ""
        else:
            return None  # ":::: Downloads for Windows ::::"
        return self._cut(index, "admonition", mark["indent"] + self._label(index, kind, title))

    def _indenting(self, index: int, line: str) -> str | None:
        mark = _INDENTING.match(line)
        below = self._next(index)
        indent = len(mark["indent"]) if mark is not None else 0
        if mark is None or len(below) - len(below.lstrip()) < indent + INDENT:
            return None
        if not mark["tab"] and mark["title"] is None and (mark["kind"] or "").lower() not in NOTES:
            return None
        outer = self.held[-1].shift if self.held else 0
        if len(self.held) >= MAX_HELD:
            return None
        self.held.append(_Held(outer + indent + INDENT, outer + INDENT))
        if mark["tab"]:
            return self._cut(index, "admonition", f"{mark['indent']}{_HEADING}{mark['title']}")
        label = self._label(index, mark["kind"].lower(), mark["title"] or "")
        return self._cut(index, "admonition", mark["indent"] + label)

    def _alert(self, index: int, line: str) -> str | None:
        if _INCLUDE.match(line):
            quote = line[: line.index("[")]
            return self._cut(index, "admonition", quote.rstrip())
        mark = _ALERT.match(line)
        if mark is None:
            return None
        kind, title = mark["kind"].lower(), mark["title"].strip()
        words = title or ("" if kind in _UNNAMED else kind.replace("-", " ").capitalize() + ":")
        return self._cut(index, "admonition", mark["quote"] + (f"**{words}**" if words else ""))

    def _component(self, index: int, line: str) -> str | None:
        tag = _COMPONENT.match(line)
        if tag is None or tag["name"].lower() in KNOWN:
            return None
        name = tag["name"]
        if tag["close"]:
            while self.held and any(held.tag == name for held in self.held) and self.held.pop().tag != name:
                pass
            return self._cut(index, "component_tag", "")
        if not tag["alone"]:
            if name not in self.closers or len(self.held) >= MAX_HELD:
                return None  # "<Username>": a word to be replaced
            below = self._next(index)
            shift = len(below) - len(below.lstrip())
            self.held.append(_Held(0, max(shift, self.held[-1].shift if self.held else 0), name))
        named = attributes(tag["attributes"])
        words = named.get("label" if "label" in named else "title", "").strip("{}\"'` ")
        if name in _TITLED and words:
            return self._cut(index, "component_tag", _HEADING + words)
        if words and named.get("href"):
            return self._cut(index, "component_tag", f"[{words}]({named['href']})")
        return self._cut(index, "component_tag", self._label(index, "details", words))

    def _label(self, index: int, kind: str, title: str) -> str:
        """What a box says it is: its title, or its kind; in front of its text if that follows at once."""
        if not title:
            return "" if kind in _UNNAMED or kind not in NOTES else kind.replace("-", " ").capitalize() + ":"
        follows = index + 1 < len(self.lines) and self.lines[index + 1].strip()
        return title + ":" if follows and title[-1].isalnum() else title

    def _next(self, index: int) -> str:
        """The next line that is not blank, or nothing."""
        return next((line for line in self.lines[index + 1 : index + 4] if line.strip()), "")

    def _cut(self, index: int, rule: str, left: str) -> str:
        self.cuts.append(Cut(index + 1, index + 1, "boilerplate", rule, self.lines[index].strip()))
        return left


def plain_markdown(lines: list[str], first: int) -> list[Cut]:
    """Make the body of an article plain, in place.

    Args:
        lines: all lines of the raw file.
        first: index of the body's first line.

    Returns:
        What was taken out; empty for the many articles that hold no such mark.
    """
    if _SIGNS.search("\n".join(lines[first:])) is None:
        return []
    plain = _Plain(lines, first)
    plain.run()
    return plain.cuts
