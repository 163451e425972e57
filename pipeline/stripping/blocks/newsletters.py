"""Newsletters that ask to be subscribed to: their boxes, and the pictures in their forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.text_forms import phrase_form

NEWSLETTER_RULES = frozenset(["newsletter_prompt", "newsletter_invitation"])
_NEWSLETTER = re.compile(
    r"(?:(?:our|the|my|free|daily|weekly|e-?mail|unsere?|notre|nos|nuestr[oa]s?|onze|nasz) )*"
    r"(?:newsletters?|infolettres?|bolet(?:ín|ines)|boletins?|nieuwsbrie(?:f|ven)|ニュースレター|メルマガ)"
)
MAX_HEADING_WORDS = 3
MAX_NEWSLETTER_BLOCKS = 6
MAX_NEWSLETTER_WORDS = 45
"""Paragraphs of a newsletter's box, and the words each may have."""


def newsletter_boxes(page: Page) -> Iterator[Mark]:
    """The box of a newsletter in the midst of an article: its heading, its name, what it brings, the button to subscribe
    and the link to the other newsletters."""
    if not page.scraped:
        return
    for index in page.left():
        if page.blocks[index].kind != "heading" or page.words(index) > MAX_HEADING_WORDS:
            continue
        if _NEWSLETTER.fullmatch(phrase_form(page.text(index))) is None:
            continue
        last = _newsletter_end(page, index)
        if last is not None:
            yield Mark(index, last, "boilerplate", "newsletter_box")


def _newsletter_end(page: Page, heading: int) -> int | None:
    """Last block of a newsletter's box; None where nothing below the heading asks to subscribe."""
    last, at = None, page.after(heading)
    for _ in range(MAX_NEWSLETTER_BLOCKS):
        if at is None or page.blocks[at].kind != "paragraph" or page.blocks[at].depth:
            break
        if page.words(at) > MAX_NEWSLETTER_WORDS:
            break
        if page.phrase("boilerplate", at) == "newsletter_prompt":
            last = at
        elif last is not None:
            others = page.is_link_only(at) and any("newsletter" in link.url for link in page.links(at))
            return at if others else last
        at = page.after(at)
    return last


def pictures_of_prompts(page: Page) -> Iterator[Mark]:
    """The nameless pictures in the midst of a newsletter form: faces of those who have subscribed."""
    removed = page.removed_by
    for index in [index + 1 for index, rule in removed.items() if rule in NEWSLETTER_RULES]:
        if removed.get(index + 1) not in NEWSLETTER_RULES or not page.alive[index]:
            continue
        if page.is_image_only(index) and not any(image.alt for image in page.inlines[index].images):
            yield Mark(index, index, "boilerplate", "newsletter_prompt")
