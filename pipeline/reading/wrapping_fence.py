"""A code fence around a whole article, as language models and some converters write their answer:

```markdown
# Oil the fan

1. Open the lid.
```
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_OPENING = re.compile(r"[ \t]{0,3}(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[\w-]*)[ \t]*")
_FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)")
_MARKDOWN = frozenset(["markdown", "md", "mdx", "gfm", "mdown"])
_UNNAMED = frozenset(["", "text", "txt", "plaintext", "plain"])
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_SENTENCE = re.compile(r"(?:[-*+]|\d{1,3}[.)])?[ \t]*[^\W\d_a-z#].{40,}[.!?:][ \t]*")
MIN_LINES = 5
"""Lines with text that an article has; fewer may be an example."""
MIN_SENTENCES = 2


def wrapping_fence(lines: Sequence[str], first: int = 0) -> tuple[int, int] | None:
    """Indexes of the first and the last line of a fence that holds all of the lines from index `first` on, and an article.

    A fence that is not said to hold Markdown may hold a script, the comments of which look like headings: there must be
    sentences, and no fence in it.

    >>> wrapping_fence(["```md", "# Fan", "", "A", "", "```sh", "oil", "```", "", "Done.", "```"])
    (0, 10)
    >>> wrapping_fence(["```sh", "# Fan", "", "A", "B", "Done.", "```"])
    >>> wrapping_fence(["```md", "# Fan", "", "A", "```", "That is how it looks.", "```md", "B", "```"])
    """
    first = next((index for index in range(first, len(lines)) if lines[index].strip()), len(lines))
    opening = _OPENING.fullmatch(lines[first]) if first < len(lines) else None
    if opening is None or opening["info"].lower() not in _MARKDOWN | _UNNAMED:
        return None
    last = next(index for index in range(len(lines) - 1, -1, -1) if lines[index].strip())
    if last == first or not _closes(lines[last], opening["marks"]):
        return None
    inside = lines[first + 1 : last]
    fences = [line for line in inside if "```" in line or "~~~" in line]
    if opening["info"].lower() in _UNNAMED:
        sentences = sum(map(bool, map(_SENTENCE.fullmatch, inside)))
        if fences or sentences < MIN_SENTENCES or not any(map(_HEADING.match, inside)):
            return None
    elif not _are_paired(fences, opening["marks"]):
        return None
    return (first, last) if sum(map(bool, map(str.strip, inside))) >= MIN_LINES else None


def _closes(line: str, marks: str) -> bool:
    text = line.strip()
    return text.startswith(marks) and not text.strip(marks[0])


def _are_paired(fences: Sequence[str], around: str) -> bool:
    """Whether each fence between the two around the text is closed, and none of them closes that around it."""
    marks = ""
    for line in fences:
        fence = _FENCE.fullmatch(line)
        if fence is None:
            continue
        if marks:
            marks = "" if _closes(line, marks) else marks
        elif fence["info"].strip() or not fence["marks"].startswith(around):
            marks = fence["marks"]
        else:
            return False
    return not marks
