"""Characters that would act on a page instead of being seen, made visible."""

from __future__ import annotations

import re

# Not the joiners U+200C and U+200D: words of many languages and emoji are written with them.
_ACTING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
    r"|[\ud800-\udfff]"
)


def visible(text: str) -> str:
    r"""The text with control, zero-width and direction characters named in its place.

    >>> visible("a\u202eb")
    'a⟨U+202E⟩b'
    """
    return _ACTING.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)
