"""The form for comments below an article, and the page below the form: boxes, columns, offers, whatever they say.

Nobody writes `### Leave a Comment [Cancel reply](…#respond)` into an article, and no article goes on below it.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.stripping.page import Mark, Page

_CANCELS = ("#respond", "#reply-title", "#cancel-comment-reply")
"""What the button leads to that takes a reply back."""
MAX_FORM_HEADING_WORDS = 16
MAX_SHARE_BELOW = 0.5
"""Share of a page's words that may stand below the form; more are another article in the same file."""
MIN_FIELDS = 2
"""Fields and notices of a form that tell it where its heading has no button."""
LOOK_AHEAD = 6


def comment_forms(page: Page) -> Iterator[Mark]:
    """The heading of a form for comments and all that is left below it."""
    if not page.scraped:
        return
    for index in page.left():
        if page.blocks[index].kind != "heading" or page.words(index) > MAX_FORM_HEADING_WORDS:
            continue
        if not _is_form(page, index):
            continue
        below = [i for i in page.left() if i > index]
        words = sum(map(page.words, page.left()))
        another = any(page.blocks[i].kind == "heading" and page.blocks[i].level == 1 for i in below)
        if another or sum(map(page.words, below)) > MAX_SHARE_BELOW * words:
            yield Mark(index, index, "boilerplate", "comment_form")
        else:
            yield Mark(index, below[-1] if below else index, "boilerplate", "comment_form")
            return


def _is_form(page: Page, index: int) -> bool:
    """Whether a heading has the button that takes a reply back, or calls for comments above the fields of a form."""
    if takes_reply_back(page, index):
        return True
    if page.phrase("boilerplate", index) != "comment_form":
        return False
    fields, at = 0, page.after(index)
    for _ in range(LOOK_AHEAD):
        if at is None or page.blocks[at].kind not in ("paragraph", "item"):
            break
        fields += page.phrase("boilerplate", at) in ("comment_form", "page_words", "newsletter_prompt")
        at = page.after(at)
    return fields >= MIN_FIELDS


def takes_reply_back(page: Page, index: int) -> bool:
    """Whether a block has the button that takes a reply back, which only the form for comments has."""
    return any(link.url.replace("\\", "").endswith(_CANCELS) for link in page.links(index))
