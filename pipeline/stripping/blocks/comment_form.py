"""The form for comments below an article, and the page below the form: boxes, columns, offers, whatever they say.

Nobody writes `### Leave a Comment [Cancel reply](…#respond)` into an article, and no article goes on below it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page

_CANCELS = ("#respond", "#reply-title", "#cancel-comment-reply")
"""What the button leads to that takes a reply back."""
MAX_FORM_HEADING_WORDS = 16
MAX_SHARE_BELOW = 0.5
"""Share of a page's words that may stand below the form; more are another article in the same file."""
MAX_FORMS = 50
"""Forms of one file that are looked at; each look goes over the whole page."""
MAX_LINES_ABOVE = 6
"""Lines between an article and the form: how many comments there are, a link to the form."""


def comment_forms(page: Page) -> Iterator[Mark]:
    """The heading of a form for comments and all that is left below it."""
    if not page.scraped:
        return
    forms = 0
    for index in page.left():
        if page.blocks[index].kind != "heading" or page.words(index) > MAX_FORM_HEADING_WORDS:
            continue
        if not _is_form(page, index):
            continue
        forms += 1
        if forms > MAX_FORMS:
            return
        first = _first_of_comments(page, index)
        below = [i for i in page.left() if i > index]
        words = sum(map(page.words, page.left()))
        another = any(page.blocks[i].kind == "heading" and page.blocks[i].level == 1 for i in below)
        if another or sum(map(page.words, below)) > MAX_SHARE_BELOW * words:
            yield Mark(first, index, "boilerplate", "comment_form")
        else:
            yield Mark(first, below[-1] if below else index, "boilerplate", "comment_form")
            return


def _first_of_comments(page: Page, index: int) -> int:
    """The first of the lines right above a form that say there is no comment yet, or lead to the form."""
    first = index
    for _ in range(MAX_LINES_ABOVE):
        above = page.before(first)
        if above is None or page.words(above) > MAX_FORM_HEADING_WORDS:
            break
        if not _leads_to_form(page, above) and page.phrase("boilerplate", above) != "comment_form":
            break
        first = above
    return first


def _is_form(page: Page, index: int) -> bool:
    """Whether a heading has the button that takes a reply back, or calls for comments right above it."""
    if takes_reply_back(page, index):
        return True
    below = page.after(index)
    calls = page.phrase("boilerplate", index) == "comment_form"
    return calls and below is not None and takes_reply_back(page, below)


def takes_reply_back(page: Page, index: int) -> bool:
    """Whether a block has the button that takes a reply back, which only the form for comments has."""
    block = page.blocks[index]
    if block.kind == "heading":
        return _leads_to_form(page, index)
    return (
        block.kind == "paragraph"
        and page.is_link_only(index)
        and page.phrase("cancel_reply", index) is not None
    )


def _leads_to_form(page: Page, index: int) -> bool:
    return any(link.url.replace("\\", "").endswith(_CANCELS) for link in page.links(index))
