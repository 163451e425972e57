"""Second pass: which blocks are junk. The chain of rules, in the order they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.stripping.blocks.author_boxes import author_notes, closing_biographies, pictured_authors
from pipeline.stripping.blocks.author_names import author_lines
from pipeline.stripping.blocks.breadcrumbs import trails
from pipeline.stripping.blocks.bylines import bylines, page_facts
from pipeline.stripping.blocks.closing_links import closing_links, lone_related_links
from pipeline.stripping.blocks.comment_form import comment_forms
from pipeline.stripping.blocks.consent import consent_dialogs
from pipeline.stripping.blocks.contents_lists import contents_lists, lone_contents_labels
from pipeline.stripping.blocks.controls import doubled_buttons, player_controls
from pipeline.stripping.blocks.crawl_notes import crawl_notes
from pipeline.stripping.blocks.emptied import emptied_headings, empty_shells
from pipeline.stripping.blocks.forum_posters import forum_posters
from pipeline.stripping.blocks.frame import page_footers, page_headers, side_columns, widgets
from pipeline.stripping.blocks.frame_lines import frame_lines, frame_lists
from pipeline.stripping.blocks.interface_words import interface_leftovers
from pipeline.stripping.blocks.newsletters import newsletter_boxes
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.page_ends import feedback_answers, labelled_pagers, page_tails
from pipeline.stripping.blocks.picture_credits import lost_credits
from pipeline.stripping.blocks.profile_lines import profile_lines
from pipeline.stripping.blocks.ratings import bare_ratings, rating_lists
from pipeline.stripping.blocks.reader_comments import comment_sections, vote_counts
from pipeline.stripping.blocks.related import related_blocks
from pipeline.stripping.blocks.repeated import repeated_runs
from pipeline.stripping.blocks.selling.boasted_boxes import boasted_boxes
from pipeline.stripping.blocks.selling.paid_lines import affiliate_lines, native_widgets
from pipeline.stripping.blocks.selling.product_boxes import product_boxes
from pipeline.stripping.blocks.selling.unlinked_cards import unlinked_cards
from pipeline.stripping.blocks.selling.vendor_cards import vendor_cards
from pipeline.stripping.blocks.share_buttons import share_buttons
from pipeline.stripping.blocks.site_lists import foot_columns, head_menus, named_columns
from pipeline.stripping.blocks.wiki_frame import wiki_frame

BlockRule = Callable[[Page], Iterator[Mark]]

# Repeats first, while both copies are whole; boxes before contents, as their headings must be seen; closing
# lists last, when what stood below them is gone, and headings after what they stood over.
BLOCK_RULES: tuple[BlockRule, ...] = (
    repeated_runs,
    empty_shells,
    crawl_notes,
    forum_posters,
    vendor_cards,
    product_boxes,
    native_widgets,
    boasted_boxes,
    affiliate_lines,
    player_controls,
    unlinked_cards,
    side_columns,
    comment_forms,
    comment_sections,
    consent_dialogs,
    page_footers,
    trails,
    foot_columns,
    named_columns,
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
    wiki_frame,
    author_lines,
    newsletter_boxes,
    rating_lists,
    lost_credits,
    interface_leftovers,
    feedback_answers,
    vote_counts,
    page_headers,
    head_menus,
    closing_links,
    closing_biographies,
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
