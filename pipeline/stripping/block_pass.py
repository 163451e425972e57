"""Second pass: which blocks are junk. The chain of rules, in the order they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.stripping.author_names import author_lines
from pipeline.stripping.frame import page_footers, page_headers, side_columns, widgets
from pipeline.stripping.frame_lines import frame_lines, frame_lists
from pipeline.stripping.leftovers import (
    bare_ratings,
    bylines,
    doubled_buttons,
    emptied_headings,
    empty_shells,
    interface_leftovers,
    lost_credits,
    newsletter_boxes,
    page_facts,
    rating_lists,
)
from pipeline.stripping.lost_cards import lost_cards
from pipeline.stripping.navigation import contents_lists, lone_contents_labels, share_buttons, trails
from pipeline.stripping.page import Mark, Page
from pipeline.stripping.page_ends import feedback_answers, labelled_pagers, page_tails
from pipeline.stripping.people import (
    author_notes,
    comment_sections,
    pictured_authors,
    profile_lines,
    vote_counts,
)
from pipeline.stripping.related import closing_links, lone_related_links, related_blocks
from pipeline.stripping.repeated import repeated_runs
from pipeline.stripping.selling import affiliate_lines, product_boxes

BlockRule = Callable[[Page], Iterator[Mark]]

# Repeats first, while both copies are whole; boxes before contents, as their headings must be seen; closing
# lists last, when what stood below them is gone, and headings after what they stood over.
BLOCK_RULES: tuple[BlockRule, ...] = (
    repeated_runs,
    empty_shells,
    product_boxes,
    affiliate_lines,
    lost_cards,
    side_columns,
    comment_sections,
    page_footers,
    trails,
    labelled_pagers,
    share_buttons,
    contents_lists,
    lone_contents_labels,
    related_blocks,
    widgets,
    pictured_authors,
    bylines,
    page_facts,
    author_notes,
    profile_lines,
    doubled_buttons,
    frame_lines,
    frame_lists,
    author_lines,
    newsletter_boxes,
    rating_lists,
    lost_credits,
    interface_leftovers,
    feedback_answers,
    vote_counts,
    page_headers,
    closing_links,
    lone_related_links,
    bare_ratings,
    page_tails,
    emptied_headings,
)


FARM_RULES: frozenset[BlockRule] = frozenset([trails])
"""Rules for pages that carry ads. Where nothing was sold, a list of links is more often the author's own."""


def mark_junk(page: Page) -> list[Mark]:
    """Run every rule; what one marks, the next no longer sees."""
    marks: list[Mark] = []
    for rule in BLOCK_RULES:
        if not page.scraped and rule in FARM_RULES:
            continue
        for mark in rule(page):
            for index in range(mark.first, mark.last + 1):
                page.alive[index] = False
                page.removed_by[index] = mark.rule
            marks.append(mark)
    return marks
