"""Marks that engines of documentation read and no reader sees: boxes, tabs, steps and cards around Markdown.

:::tip Oil it            Docusaurus, VitePress       !!! tip "Oil it"          MkDocs (what it holds is indented)
{% hint style="info" %}  GitBook                     === "Windows"             MkDocs
{{< tab "Windows" >}}    Hugo                        <Step title="Oil it">     MDX: Mintlify, Docusaurus, Starlight
{: .note }               kramdown (Jekyll)           > [!TIP]                  GitHub, Obsidian
::: {.note}              Pandoc                      :::image source="a.png":::  Microsoft Learn
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.markup.html_tags import attributes
from pipeline.markup.inline_render import image_markdown

LONGEST_TAG = 600
"""Characters that such a mark may have."""
STARTS = frozenset(":!?={[<>")
"""What a line of one begins with, behind its blanks."""

_BOXES = "note|tip|info|hint|warning|important|caution|danger|alert|notice|callout|admonition|success|error|check|prompt|aside"
_FOLDED = "details|expand(?:able)?|collapse|accordion(?:group|-?item)?|toggle"
_LAID_OUT = "tabs?|tab-?item|tab-?pane|tabpanel|tabbed-?content|code-?(?:group|tabs)|stepper|steps?|columns?|cols?|row|grid|cards?|card-?(?:group|grid|pane)|frame|panel|update|stack"
_BOX = re.compile(_BOXES, re.IGNORECASE)
_LIQUID = re.compile(
    rf"\{{%-?\s*(?P<close>end)?(?P<name>{_BOXES}|{_FOLDED}|{_LAID_OUT}|content-ref|file|code|raw|openapi[\w-]*|swagger)\b(?P<rest>[^{{}}]*?)-?%\}}",
    re.IGNORECASE,
)
_HUGO = re.compile(
    rf"\{{\{{[<%]\s*(?P<close>/)?\s*(?P<name>{_BOXES}|{_FOLDED}|{_LAID_OUT})\b(?P<rest>[^{{}}]*?)/?\s*[>%]\}}\}}",
    re.IGNORECASE,
)
_COMPONENT = re.compile(
    r"<(?P<close>/)?(?P<name>(?:Note|Tip|Info|Hint|Warning|Important|Caution|Danger|Alert|Callout|Admonition|Success|Check|Aside"
    r"|Details|Expandable|Accordion(?:Group|Item)?|Tabs?|TabItem|TabPane|TabPanel|CodeGroup|CodeTabs|Steps?|Columns?|Cols?|Row|Grid"
    r"|Cards?|CardGroup|CardGrid|LinkCard|Frame|Panel|Update))\b(?P<rest>[^<>]*?)/?>"
)
"""Names with a capital letter: small ones are HTML's."""
_DIRECTIVE = re.compile(
    rf":{{3,}}\s*(?:(?P<name>(?:{_BOXES}|{_FOLDED}|{_LAID_OUT}|zone(?:-end)?|moniker(?:-end)?|row-end|column-end|image-end)(?![\w-]))?"
    r"\s*(?:\{(?P<rest>[^{}]*)\})?(?:\[(?P<label>[^\[\]]*)\]|(?<=[\s}])(?P<title>[^\s:{\[][^{}:]*))?)\s*:*"
)
_PICTURE = re.compile(r":::\s*image\s(?P<rest>.*?\bsource=.*?):::", re.IGNORECASE)
_INDENTING = re.compile(
    r"(?:(?:!!!|\?\?\?\+?)\s+(?P<kind>[a-z][\w-]*)(?:\s+(?:inline|end))*(?:\s+\"(?P<title>[^\"]*)\")?|===[!+]?\s+\"(?P<tab>[^\"]+)\")"
)
_KRAMDOWN = re.compile(r"\{:(?!\s*toc)[^{}]*\}")
_INCLUDED = re.compile(r"\[!INCLUDE\s*\[[^\[\]]*\]\([^()]*\)\]", re.IGNORECASE)
_ALERT = re.compile(r"(?P<quote>(?:>\s*)+)\[!(?P<name>[A-Za-z]+)(?P<rest>[^\[\]]*)\][-+]?\s*(?P<title>.*)")
_QUOTED = re.compile(r"\s*[\"']([^\"']+)[\"']")
_ALERTS = frozenset(
    [
        "note",
        "tip",
        "important",
        "warning",
        "caution",
        "info",
        "danger",
        "hint",
        "success",
        "question",
        "example",
        "quote",
        "bug",
        "failure",
        "todo",
        "abstract",
        "summary",
    ]
)
_UNNAMED = frozenset(
    ["hint", "alert", "notice", "callout", "admonition", "success", "check", "prompt", "aside"]
)
"""Boxes that readers do not see named."""
_NAMED_BY = ("title", "label", "name", "header", "heading", "summary", "tabname")


class EngineTag(NamedTuple):
    """What a reader sees in the place of a mark, as Markdown ("" for nothing)."""

    shown: str
    indents: bool = False
    """Whether what the mark holds is indented by four columns."""
    leads: bool = False
    """Whether what is shown leads the text below it (the title of a box) and heads nothing (the name of a tab)."""
    opens: int = 0
    """1 for a component that is opened, -1 for one that is closed; inside, a margin says nothing."""


def engine_tag(line: str) -> EngineTag | None:
    """What is shown of a line that is nothing but a mark of an engine; None for any other line.

    >>> engine_tag('=== "Windows"'), engine_tag("{% hint style=\\"info\\" %}"), engine_tag("=== done ===")
    (EngineTag(shown='**Windows**', indents=True, leads=False, opens=0), EngineTag(shown='', indents=False, leads=True, opens=0), None)
    """
    text = line.strip()
    if len(text) > LONGEST_TAG or text[:1] not in STARTS:
        return None
    reads = _READ_BY.get(text[:1])
    return reads(text) if reads is not None else None


def _braces(text: str) -> EngineTag | None:
    if _KRAMDOWN.fullmatch(text):
        return EngineTag("")
    match = _LIQUID.fullmatch(text) or _HUGO.fullmatch(text)
    if match is None or match["close"]:
        return EngineTag("") if match else None
    return _box(match["name"], _name_of(match["name"], match["rest"]))


def _component(text: str) -> EngineTag | None:
    match = _COMPONENT.match(text)
    if match is None:
        return None
    name = "" if match["close"] else _name_of(match["name"], match["rest"])
    if match.end() == len(text):
        if match["close"]:
            return EngineTag("", opens=-1)
        return _box(match["name"], name)._replace(opens=0 if text.endswith("/>") else 1)
    closing = f"</{match['name']}>"
    inside = text[match.end() : -len(closing)].strip()
    if match["close"] or not text.endswith(closing) or "<" in inside:
        return None
    return EngineTag(f"{_box(match['name'], name).shown} {inside}".strip())


def _name_of(name: str, rest: str) -> str:
    """The title that a mark gives what it holds: of a tab, a step, a box or a card."""
    named = attributes(rest)
    title = next((named[key] for key in _NAMED_BY if named.get(key)), "")
    if not title and name.lower() not in ("notice", "alert", "callout", "code", "content-ref", "file"):
        quoted = _QUOTED.match(rest)
        title = quoted[1] if quoted else ""
    return title


def _colons(text: str) -> EngineTag | None:
    picture = _PICTURE.fullmatch(text)
    if picture is not None:
        named = attributes(picture["rest"])
        source = named.get("source", "")
        return EngineTag(image_markdown(named.get("alt-text", ""), source)) if source else None
    match = _DIRECTIVE.fullmatch(text)
    if match is None or (match["title"] and not match["name"]):
        return None
    named = attributes(match["rest"] or "")
    if "=" in (match["title"] or ""):  # `::: zone pivot="windows"`
        return EngineTag("")
    title = match["label"] or match["title"] or named.get("title", "")
    return _box(match["name"] or "", title)


def _indenting(text: str) -> EngineTag | None:
    match = _INDENTING.fullmatch(text)
    if match is None:
        return None
    if match["tab"]:
        return EngineTag(_bold(match["tab"]), indents=True)
    return EngineTag(_bold(match["title"] or match["kind"].capitalize()), indents=True, leads=True)


def _brackets(text: str) -> EngineTag | None:
    return EngineTag("") if _INCLUDED.fullmatch(text) else None


def _quote(text: str) -> EngineTag | None:
    match = _ALERT.fullmatch(text)
    if match is None:
        return None
    name = match["name"].lower()
    if name in _ALERTS and not match["rest"]:
        return EngineTag(match["quote"].rstrip() + " " + _bold(match["title"] or match["name"].capitalize()))
    return EngineTag(match["quote"].rstrip()) if name == "div" else None


def _box(name: str, title: str) -> EngineTag:
    """What is shown of a mark with a title. A box without one is called what it is."""
    if _BOX.fullmatch(name) is None:
        return EngineTag(_bold(title))
    return EngineTag(_bold(title or ("" if name.lower() in _UNNAMED else name.capitalize())), leads=True)


def _bold(title: str) -> str:
    title = title.strip(" *_").replace("*", "")
    return f"**{title}**" if title else ""


_READ_BY = {
    "{": _braces,
    "<": _component,
    ":": _colons,
    "!": _indenting,
    "?": _indenting,
    "=": _indenting,
    "[": _brackets,
    ">": _quote,
}
