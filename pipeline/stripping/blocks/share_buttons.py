"""Share buttons, pagers and jumps back to the top."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.inline_pass import FoundLink
from pipeline.stripping.text_forms import NUMBERS, phrase_form

_PAGER = re.compile(
    r"^\W*(?:[←«‹]|(?:previous|next|prev|older|newer)(?: (?:post|article|page|posts|story))?\s*(?:[:：]|$))",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"(?:←|«|‹)?\s*(?:(?P<back>previous|prev|older|vorherige[rs]?|zurück|précédent|anterior|precedente|vorige|poprzedni)|(?:next|newer|nächste[rs]?|weiter|suivant|siguiente|próximo|successivo|prossimo|volgende|następny))"
    r"(?: (?:post|article|page|story|topic|chapter|lesson))?\b",
    re.IGNORECASE,
)
"""Where a link of a pager leads, with the title of the page behind it."""
MAX_PAIR_WORDS = 50
MAX_SHARE_CHARS = 80
"""Characters that may stand beside share links ("Enjoyed this? Tell your friends:"); more is a sentence."""
MAX_SHARE_ITEMS = 60
"""Items a list of share buttons may have; looking further, a list without end would cost its square."""


def share_buttons(page: Page) -> Iterator[Mark]:
    """Share links (with the words around them), pagers and jumps back to the top."""
    for index in page.left():
        links = page.links(index)
        if links and all(link.share or not link.text for link in links) and any(link.share for link in links):
            if len(page.inlines[index].outside) < MAX_SHARE_CHARS:
                yield Mark(
                    _share_label_above(page, index), _last_of_shares(page, index), "navigation", "share_link"
                )
        elif (
            page.blocks[index].kind == "item"
            and not page.blocks[index].ordered
            and _is_share_list(page, index)
        ):
            first = _share_label_above(page, index)
            yield Mark(first, page.list_run(index), "navigation", "share_list")
        elif _is_pager(page, index):
            yield Mark(index, index, "navigation", "pager")
        elif (words := _share_words(page, index) or _pictured_jump(page, index)) is not None:
            yield Mark(index, index, "navigation", words)


def _last_of_shares(page: Page, index: int) -> int:
    """The block itself, or the last of the items below it that share the page in words ("Email a link to a friend")."""
    last = index
    if page.blocks[index].kind == "item":
        for item in islice(page.run_of(index), 1, MAX_SHARE_ITEMS):
            if not page.phrase("navigation", item) and page.phrase("boilerplate", item) != "page_words":
                break
            last = item
    return last


def _share_label_above(page: Page, index: int) -> int:
    """The block itself, or the label right above it ("Share this:", also a heading), which would head what
    comes next once the buttons are gone."""
    before = page.before(index)
    labels = before is not None and page.blocks[before].kind in ("heading", "paragraph")
    return before if before is not None and labels and page.phrase("navigation", before) else index


def _is_pager(page: Page, index: int) -> bool:
    links = [link for link in page.links(index) if link.text]
    if len(links) == 2 and _is_pair(page, index, links):
        return True
    if not links or len(links) > 3 or page.words(index) > 40 or page.blocks[index].ordered:
        return False
    named = any(_PAGER.match(link.text) for link in links)
    if not named and len(links) == 1 and not page.scraped:  # "Read the guide »" may be the article's own
        return False
    return not NUMBERS.sub("", page.inlines[index].outside).strip("|•· ") and all(
        _PAGER.match(link.text) or link.text.rstrip().endswith(("→", "»", "›", "←", "«")) for link in links
    )


def _is_pair(page: Page, index: int, links: list[FoundLink]) -> bool:
    """`[Previous Oil the fan](…)[Next Clean the filter](…)`: two links, of which one says back and one on."""
    if not page.is_link_only(index) or page.words(index) > MAX_PAIR_WORDS:
        return False
    one, two = (_way(link.text.strip()) for link in links)
    return None not in (one, two) and one != two


def _way(text: str) -> str | None:
    """Where a link of a pager leads: "back" or "on"; None where its words go on as a phrase ("Next-generation drivers")."""
    way = _WAY.match(text)
    if way is None or text[way.end() :].lstrip()[:1].islower() or text[way.end() :][:1] == "-":
        return None
    return "on" if way["back"] is None else "back"


def _share_words(page: Page, index: int) -> str | None:
    """The rule for what share buttons and jumps say, if a paragraph says nothing else."""
    block = page.blocks[index]
    if block.kind != "paragraph" or block.depth or not (page.scraped or page.is_link_only(index)):
        return None
    if page.is_image_only(index):  # the picture of an arrow that says "Back to top"
        said = {page.rules.phrase("navigation", phrase_form(i.alt)) for i in page.inlines[index].images}
        return said.pop() if len(said) == 1 else None
    words = page.phrase("navigation", index)
    return None if words and (_is_example_of_sharing(page, index) or page.is_told_below(index)) else words


def _pictured_jump(page: Page, index: int) -> str | None:
    """The rule for what a linked picture says that is a button of the page: `[![Back to top](up.png)](#)`."""
    if not page.scraped or not page.links(index) or not page.is_image_only(index):
        return None
    said = [page.rules.phrase("navigation", phrase_form(image.alt)) for image in page.inlines[index].images]
    return said[0] if all(said) else None


def _is_example_of_sharing(page: Page, index: int) -> bool:
    """Whether a sentence leads to a share button's words ("Search for this line:"), which a label does not."""
    before = page.before(index)
    shares = page.text(index).lower().startswith(("share", "tweet", "facebook"))
    return shares and before is not None and page.is_led_to(index) and not page.phrase("navigation", before)


def _is_share_list(page: Page, index: int) -> bool:
    shares = words = 0
    seen = index
    for last in islice(page.run_of(index), MAX_SHARE_ITEMS + 1):
        for item in range(seen, last + 1):
            shared = any(link.share for link in page.links(item))
            worded = page.phrase("navigation", item) is not None or (
                page.phrase("boilerplate", item) == "page_words"
            )
            if page.text(item) and not shared and not worded:
                return False
            shares, words = shares + shared, words + worded
        seen = last + 1
    return shares > 0 and 2 <= shares + words <= MAX_SHARE_ITEMS
