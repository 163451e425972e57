"""Attributes behind a piece of Markdown, which no reader sees.

[Ctrl]{.kbd}                         Pandoc: a span         ![A fan](fan.png){width="300"}     Pandoc, MkDocs
## Oil the fan {#oil .unnumbered}    Pandoc, Google Docs    [Buy](/shop){:target="_blank"}     kramdown (Jekyll)
"""

from __future__ import annotations

import re

_QUOTED = r"(?:\"[^\"]{0,500}\"|'[^']{0,500}')"
_ONE = rf"(?:#\w[\w:.-]*|\.[^\W\d][\w:.-]*|[A-Za-z_:@][\w:.-]*=(?:{_QUOTED}|[^\s{{}}\"'<>=`]{{1,200}}))"
_ONE_OF_SPAN = rf"(?:#\w[\w:.-]*|\.[^\W\d][\w:.-]*|[A-Za-z_:@][\w:.-]*={_QUOTED})"
ATTRIBUTES = re.compile(rf"\{{:?\s*{_ONE}(?:\s+{_ONE}){{0,20}}\s*\}}")
"""An identifier, classes and values in braces. `{name}` and `{ x: 1 }` are none: texts and templates hold such."""
SPAN_ATTRIBUTES = re.compile(rf"\{{\s*{_ONE_OF_SPAN}(?:\s+{_ONE_OF_SPAN}){{0,20}}\s*\}}")
"""Those of a span, as Pandoc writes them: `[a]{b=c}` may be a formula."""
_TEMPLATE_WORDS = r"(?!\{#(?:if|each|with|unless|await|key|snippet|for)\b)"
"""`{#each}` opens a block in the templates of Svelte and Handlebars, which articles are about."""
_BEHIND_HEADING = re.compile(
    rf"(?:(?<![ \t])[ \t]+|(?<=[^\])`\s])){_TEMPLATE_WORDS}{ATTRIBUTES.pattern}[ \t]*$"
)


def without_attributes(heading: str) -> str:
    """A heading's text without the attributes behind it.

    >>> without_attributes("Oil the fan {#oil}"), without_attributes("Loop with {#each}"), without_attributes("{#oil}")
    ('Oil the fan', 'Loop with {#each}', '{#oil}')
    """
    if not heading.endswith("}"):
        return heading
    return _BEHIND_HEADING.sub("", heading) or heading
