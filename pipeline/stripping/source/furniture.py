"""Parts of the page around an article, told by the class or id of the element that holds them (`classes` in
`rules/structure.toml`).

Themes and plugins name these elements alike on millions of sites. A name alone decides only where the element
holds little text: `<div class="content newsletter-page">` may be the article itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.markup.html_tags import attributes
from pipeline.rules.load import PagePart

MAX_WORDS = 150
"""Words an element may hold and still be furniture; the longest author boxes have some 120."""

_DASHES = re.compile("[-_]+")
LONGEST_NAME = 60
"""Characters of a class or id that is looked at; patterns with repetitions would be slow on longer ones."""


def furniture_of(tag_attributes: str, parts: Sequence[PagePart]) -> PagePart | None:
    """The part of the page that an element with these attributes is by its class or id, or None."""
    if "class" not in tag_attributes and "id" not in tag_attributes:
        return None
    named = attributes(tag_attributes)
    names = f"{named.get('class', '')} {named.get('id', '')}"[:500].split()
    names = [_DASHES.sub("-", name) for name in names if len(name) <= LONGEST_NAME]
    return next((part for part in parts if part.classes and any(map(part.classes.fullmatch, names))), None)
