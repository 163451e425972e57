"""Who took a picture that is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import MIN_OWN_LINKS, Mark, Page
from pipeline.stripping.text_forms import text_key

_CREDIT = re.compile(r"[A-Z][^/.!?:,;\d]{1,40}/([A-Z][\w&-]{2,20})")
MAX_CREDIT_WORDS = 5


def lost_credits(page: Page) -> Iterator[Mark]:
    """Who took a picture that is lost, for the site the page stands on: `Lou Perkins/FanNet`."""
    if not page.scraped:
        return
    for index in page.left():
        block = page.blocks[index]
        if (
            block.kind != "paragraph"
            or block.depth
            or page.links(index)
            or page.words(index) > MAX_CREDIT_WORDS
        ):
            continue
        named = _CREDIT.fullmatch(page.text(index).strip())
        if named is not None and not has_picture(page, index) and _is_own_name(page, named[1]):
            yield Mark(index, index, "boilerplate", "image_credit")


def _is_own_name(page: Page, name: str) -> bool:
    """Whether a name is that of a site which most of the page's links lead to."""
    return any(
        count >= MIN_OWN_LINKS and text_key(site.partition(".")[0]) == text_key(name)
        for site, count in page.site_uses.items()
    )


def has_picture(page: Page, index: int) -> bool:
    """Whether a picture stands in the block or right above or below it."""
    beside = (index, page.before(index), page.after(index))
    return any(i is not None and page.inlines[i].images for i in beside)
