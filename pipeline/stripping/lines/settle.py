"""The lines of an article without the traces of how it was posted and scraped: one text is then one text.

Ads leave blank lines, scrapers number the images and run paragraphs together. What becomes of the lines depends on
nothing but the lines, so that it can be remembered for articles that share them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.markup.image_numbers import find_image_numbers, without_image_numbers
from pipeline.markup.references import decoded_markdown
from pipeline.rules.load import Rules
from pipeline.stripping.blocks.frame_signs import asks_for_feedback
from pipeline.stripping.lines.drawn_bullets import with_bullets
from pipeline.stripping.lines.dropped import Dropped
from pipeline.stripping.lines.edit_links import take_edit_links
from pipeline.stripping.lines.heading_labels import take_labels
from pipeline.stripping.lines.item_numbers import take_numbers
from pipeline.stripping.lines.layout import settle_blank_lines, with_blanks_above
from pipeline.stripping.lines.run_in_headings import split_run_in_headings
from pipeline.stripping.lines.source_notes import take_notes
from pipeline.stripping.lines.sub_lists import with_sub_lists
from pipeline.stripping.lines.tight_lines import part_tight_lines
from pipeline.stripping.text_forms import phrase_form, text_key


@dataclass(frozen=True, slots=True)
class Settled:
    """Markdown lines, and for each the index of the line it was."""

    lines: tuple[str, ...]
    places: tuple[int, ...]
    dropped: tuple[Dropped, ...]
    """What was taken out of them."""
    headings: tuple[str, ...]
    """The words (`text_key`) of lines that are written as headings."""


MAX_QUESTION_CHARS = 70
_MARKED = re.compile(r"\s*(?:[-+>#|]|\*\s|\d+[.)])")
"""The mark of an item, a quote, a heading or a table."""
_BULLETS = frozenset("-*+")
_FLUSH = re.compile(r"[^\s>#|*+-]")
"""How a line opens that stands at the margin and is no item."""
MAX_MENU_CHARS = 50
_POST_DATE = re.compile(r"\W{0,3}\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4},? \d{1,2}:\d{2}.{0,40}")


def _with_questions_apart(lines: list[str], places: list[int], rules: Rules) -> tuple[list[str], list[int]]:
    """The lines with the question whether the page helped parted from the paragraph above it, where a converter left
    neither blank line nor margin ("… we recommend it.", "Was this article helpful?", "YesNo")."""
    asked = [
        index
        for index, line in enumerate(lines)
        if "?" in line and len(line) <= MAX_QUESTION_CHARS and index and _asks(line, rules)
    ]
    if not asked:
        return lines, places
    below = (index + 1 for index in asked if index + 1 < len(lines) and lines[index + 1].strip())
    return with_blanks_above({*asked, *below}, lines, places)


def _with_posts_apart(lines: list[str], places: list[int], rules: Rules) -> tuple[list[str], list[int]]:
    """The lines with each post of a forum parted from the menu above it, where a converter left no blank line: the post
    would be the end of the menu's last entry ("- Permalink", "- Report Inappropriate Content", "The fan …")."""
    apart = {
        index + 1
        for index in range(len(lines) - 1)
        if lines[index][:1] in _BULLETS
        and len(lines[index]) <= MAX_MENU_CHARS
        and _FLUSH.match(lines[index + 1])
        and rules.phrase("boilerplate", phrase_form(lines[index])) == "forum_menu"
    }
    if not apart:
        return lines, places
    apart |= {index + 1 for index in apart if _POST_DATE.fullmatch(lines[index])}
    return with_blanks_above(apart, lines, places)


def _asks(line: str, rules: Rules) -> bool:
    if line[-1:].isalnum() or _MARKED.match(line):
        return False
    return asks_for_feedback(rules.phrase("boilerplate", phrase_form(line)), line)


def settle(lines: tuple[str, ...], scraped: bool, rules: Rules) -> Settled:
    """Take the numbers off images, put labels into the headings below them, give headings inside paragraphs their own
    lines and settle blank lines.

    Args:
        lines: Markdown lines.
        scraped: whether the page had ads; blank lines mean what they say where there were none.
    """
    found = list(lines)
    numbers = find_image_numbers(found)
    for index in numbers:
        found[index] = without_image_numbers(found[index])
    numbered = [Dropped(i, "image_number", label) for i, labels in numbers.items() for label in labels]
    places = list(range(len(lines)))
    found = with_sub_lists(with_bullets(found))
    found, edits = take_edit_links(found)
    found, notes = take_notes(found)
    found, marks = take_numbers(found)
    found, twice = take_labels(found, rules.headings)
    found, places = split_run_in_headings(found, places, rules.headings)
    found, places = part_tight_lines(found, places)
    found, places = _with_questions_apart(found, places, rules)
    found, places = _with_posts_apart(found, places, rules)
    if scraped:
        found, places = settle_blank_lines(found, places)
    return Settled(
        tuple(found),
        tuple(places),
        (*numbered, *edits, *notes, *marks, *twice),
        tuple(text_key(decoded_markdown(line)) for line in found if line.lstrip()[:1] == "#"),
    )
