"""Who took a picture that is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import MIN_OWN_LINKS, Mark, Page
from pipeline.stripping.text_forms import text_key

_CREDIT = re.compile(r"([A-Z][^/.!?:,;\d]{1,40}) ?/ ?([A-Z][^/.!?:,;\d]{1,40})")
_LABELLED = re.compile(
    r"(?:PHOTO|Photo|IMAGE|Image): ?[A-Z][^/.!?:,;\d]{1,40}(?: ?/ ?[A-Z][^/.!?:,;\d]{1,40})?"
)
MAX_CREDIT_WORDS = 5


def lost_credits(page: Page) -> Iterator[Mark]:
    """Who took a picture that is lost, for the site the page stands on: `Lou Perkins/FanNet`, `FanNet / Lou Perkins`;
    or of a product: `PHOTO: FanNet`."""
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
        text = page.text(index).strip()
        named = _CREDIT.fullmatch(text)
        if (named is None and _LABELLED.fullmatch(text) is None) or has_picture(page, index):
            continue
        if named is None:
            # `PHOTO: FanNet` over the button of a shop: the picture of a product.
            if page.removed_by.get(index + 1) == "call_to_action":
                yield Mark(index, index, "boilerplate", "image_credit")
        elif any(_is_own_name(page, name) for name in named.groups()):
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
