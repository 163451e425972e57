"""Stars that lost their pictures: those a page asks for, and those a product has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page

_RATING = re.compile(r"\d(?:\.\d{1,2})?(?:\s*(?:/|out of)\s*(?:5|10|100))?(?:\s*stars?)?")
MAX_QUESTION_WORDS = 10


def rating_lists(page: Page) -> Iterator[Mark]:
    """Stars to rate a page with, which lost their pictures: a list of the links 1 to 5, with the question above it and the
    verdict below ("Excellent")."""
    if not page.scraped:
        return
    for index in page.left():
        if page.text(index) != "1" or not _is_star(page, index):
            continue
        run = [i for i in page.run_of(index) if page.text(i)]
        counted = [page.text(i) for i in run] == [str(n) for n in range(1, len(run) + 1)]
        if len(run) not in (5, 10) or not counted or not all(_is_star(page, i) for i in run):
            continue
        above, below = page.before(index), page.after(run[-1])
        first = above if above is not None and _asks_for_stars(page, above) else index
        verdict = below is not None and page.blocks[below].kind == "paragraph" and page.words(below) == 1
        last = below if below is not None and verdict else run[-1]
        yield Mark(first, last, "boilerplate", "feedback_prompt")


def _is_star(page: Page, index: int) -> bool:
    return page.blocks[index].kind == "item" and not page.blocks[index].ordered and page.is_link_only(index)


def _asks_for_stars(page: Page, index: int) -> bool:
    asks = page.text(index).rstrip().endswith("?") and page.words(index) <= MAX_QUESTION_WORDS
    return asks and page.blocks[index].kind == "paragraph"


def bare_ratings(page: Page) -> Iterator[Mark]:
    """A number alone in a paragraph beside a product heading or a removed box: a rating that lost its stars."""
    if not page.scraped:
        return
    for index in page.left():
        block = page.blocks[index]
        if block.kind != "paragraph" or block.depth or not _RATING.fullmatch(page.text(index)):
            continue
        after = page.after(index)
        before_removed = index > 0 and not page.alive[index - 1]
        if before_removed or (after is not None and page.blocks[after].kind == "heading"):
            yield Mark(index, index, "boilerplate", "bare_rating")
