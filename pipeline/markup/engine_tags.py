"""Marks that engines of documentation read and no reader sees: boxes, tabs, steps and cards around Markdown.

:::tip Oil it            Docusaurus, VitePress       !!! tip "Oil it"          MkDocs (what it holds is indented)
{% hint style="info" %}  GitBook                     === "Windows"             MkDocs
{{< tab "Windows" >}}    Hugo                        <Step title="Oil it">     MDX: Mintlify, Docusaurus, Starlight
{: .note }               kramdown (Jekyll)           ::: {.note}               Pandoc
:::{admonition} Oil it   MyST (Sphinx), also as the info string of a fence
"""

from __future__ import annotations

import re
from typing import Literal

LONGEST_TAG = 600
"""Characters that such a mark may have."""
STARTS = frozenset(":!?={<")
"""What a line of one begins with, behind its blanks."""

BOXES = (
    "note", "tip", "info", "hint", "warning", "important", "caution", "danger", "alert", "notice", "callout", "admonition",
    "success", "error", "check", "aside",
)  # fmt: skip
"""What engines call a box beside the text."""
_FOLDED = "details|expand(?:able)?|collapse|accordion(?:group|-?item)?|toggle"
_LAID_OUT = "tabs?|tab-?item|tab-?pane|tabpanel|code-?(?:group|tabs)|stepper|steps?|columns?|cols?|row|grid|cards?|card-?(?:group|grid|pane)|frame|panel|update"
_NAMES = f"{'|'.join(BOXES)}|{_FOLDED}|{_LAID_OUT}"
_BRACES = re.compile(
    rf"\{{%-?\s*(?:end)?(?:{_NAMES}|content-ref|file|code|raw)\b[^{{}}]*-?%\}}|\{{\{{[<%]\s*/?\s*(?:{_NAMES})\b[^{{}}]*[>%]\}}\}}"
    r"|\{:(?!\s*toc)[^{}]*\}",
    re.IGNORECASE,
)
_COLONS = re.compile(
    rf":{{3,}}\s*(?:(?:{_NAMES}|zone(?:-end)?|moniker(?:-end)?|row-end|column-end|image-end)(?![\w-])[^:]*)?(?:\{{[^{{}}]*\}})?\s*:*"
    rf"|:{{3,}}\{{(?:{_NAMES}|dropdown|seealso|tab-set|tabbed)\}}[^:{{}}]*",
    re.IGNORECASE,
)
COMPONENT_NAMES = (
    "Note|Tip|Info|Hint|Warning|Important|Caution|Danger|Alert|Callout|Admonition|Success|Check|Aside|Details|Expandable"
    "|Accordion(?:Group|Item)?|Tabs?|TabItem|TabPane|TabPanel|CodeGroup|CodeTabs|Steps?|Columns?|Cols?|Row|Grid|Cards?|CardGroup"
    "|CardGrid|LinkCard|Frame|Panel|Update"
)
"""Names with a capital letter: small ones are HTML's."""
_COMPONENT = re.compile(rf"</?(?:{COMPONENT_NAMES})\b[^<>]*>")
_NAMED_BOX = re.compile(rf"[\s.]:*(?:callout-)?(?:{_NAMES})(?![\w-])|\btitle=", re.IGNORECASE)
_INDENTING = re.compile(
    r"(?:!!!|\?\?\?\+?)\s+[a-z][\w-]*(?:\s+(?:inline|end))*(?:\s+\"[^\"]*\")?|===[!+]?\s+\"[^\"]+\""
)


def engine_tag(line: str) -> Literal["around", "indenting"] | None:
    """How a line that is a mark holds what it holds: around it, or indented by four columns below it. None for any
    other line.

    >>> engine_tag('{% hint style="info" %}'), engine_tag('=== "Windows"'), engine_tag("=== done ===")
    ('around', 'indenting', None)
    """
    text = line.strip()
    start = text[:1]
    if len(text) > LONGEST_TAG:
        return None
    if start in ("!", "?", "="):
        return "indenting" if _INDENTING.fullmatch(text) else None
    pattern = _AROUND.get(start)
    return "around" if pattern is not None and pattern.fullmatch(text) else None


def names_box(line: str) -> bool:
    """Whether the fence of a div names a box, a tab or a step, of which a reader sees more than its text.

    >>> names_box("::: {.note}"), names_box("::: warning"), names_box("::: {.entry-content}")
    (True, True, False)
    """
    return _NAMED_BOX.search(line) is not None


_AROUND = {"{": _BRACES, ":": _COLONS, "<": _COMPONENT}
