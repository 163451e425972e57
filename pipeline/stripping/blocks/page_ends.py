"""What stands below an article once its reader is asked, led on or told whose page it was: answers to "Was this
helpful?", the page before and after, and the short lines of a page's foot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.frame_signs import answers_feedback, asks_for_feedback
from pipeline.stripping.blocks.newsletters import NEWSLETTER_RULES
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.text_forms import phrase_form

MAX_ANSWERS = 6
"""Buttons below a question."""
MAX_QUESTION_CHARS = 70
MAX_BUTTONS_CHARS = 30
"""Characters of the question whether the page helped, and of the buttons in the same line."""
MAX_TITLE_WORDS = 25
MAX_FOOT_WORDS = 8
"""Words of a line in a page's foot."""
MAX_INVITATION_WORDS = 25
"""Words of a sentence below "Subscribe to our newsletter"."""
MAX_FOOT_LINK_WORDS = 14
MAX_FOOT_LINKS = 4
MAX_FOOT_HEADING_WORDS = 4
MAX_TAIL_WORDS = 160
"""Words of all lines of a page's foot together."""
_ENDS = frozenset(["feedback_prompt", "comment_form", "reader_comments", "footer_links", "pager"])
"""Rules whose finds end an article: what follows them in short lines is the page's."""
_BELOW = _ENDS | {
    "page_furniture",
    "newsletter_prompt",
    "newsletter_invitation",
    "related_list",
    "related_line",
    "author_box",
    "share_link",
    "share_list",
    "share_words",
    "page_jump",
    "share_label",
    "cookie_notice",
    "tag_links",
    "closing_tags",
    "tag_labels",
    "page_words",
    "page_actions",
    "page_counters",
    "channel_prompt",
    "frame_line",
    "official_banner",
    "question_site",
    "icon_words",
    "support_words",
    "widget",
    "interface_words",
}
"""Rules whose finds stand below an article; where many of them do, with short lines between, it is over."""
_TAGS = frozenset(["tag_links", "closing_tags", "tag_labels"])
"""Rules for the tags of an article, which stand right below it."""
MIN_BELOW = 4
"""Finds of three rules or more that tell so."""
MIN_BELOW_RULES = 3
_VALUES = frozenset(["true", "false", "null", "undefined"])
"""Values of a page's hidden fields, which a crawler keeps as lines of their own."""
MIN_VALUES = 3
_RIGHTS = re.compile(r"©|\(c\)|copyright|\brights\b", re.IGNORECASE)


def feedback_answers(page: Page) -> Iterator[Mark]:
    """`Yes` / `No` / `(12)` right below the question whether the page helped."""
    for index in range(len(page.blocks)):
        if not _asks(page, index):
            if page.alive[index] and _asks_and_answers(page, index):
                yield Mark(index, index, "boilerplate", "feedback_prompt")
            continue
        last, at = index, page.after(index)
        for _ in range(MAX_ANSWERS):
            if at is None or not answers_feedback(page, at):
                break
            last, at = at, page.after(at)
        if last > index:
            yield Mark(index + 1, last, "boilerplate", "feedback_prompt")


def _asks_and_answers(page: Page, index: int) -> bool:
    """`Was this guide helpful? Yes / No`: question and buttons in one line."""
    text = page.text(index)
    if "?" not in text[:MAX_QUESTION_CHARS] or len(text) > MAX_QUESTION_CHARS + MAX_BUTTONS_CHARS:
        return False
    asked, _, answers = text.partition("?")
    return (
        page.blocks[index].kind == "paragraph"
        and asks_for_feedback(page.rules.phrase("boilerplate", phrase_form(asked)), asked)
        and bool(answers.strip())
        and page.rules.phrase("answer_words", phrase_form(answers)) is not None
    )


def _asks(page: Page, index: int) -> bool:
    return asks_for_feedback(page.removed_by.get(index), page.text(index))


def labelled_pagers(page: Page) -> Iterator[Mark]:
    """`Previous article` / `[Oil the fan](…)`: the label of a pager that stands outside its link."""
    if not page.scraped:
        return
    for index in page.left():
        block = page.blocks[index]
        if block.kind not in ("paragraph", "heading") or block.depth or not page.phrase("pager_label", index):
            continue
        after = page.after(index)
        if (
            after is not None
            and page.blocks[after].kind in ("paragraph", "heading")
            and _is_linked_title(page, after)
        ):
            yield Mark(index, after, "navigation", "pager")
        elif block.kind == "paragraph" and (
            page.borders_on_nothing(index, index) or _is_pair(page, index, after)
        ):
            yield Mark(index, index, "navigation", "pager")


def _is_pair(page: Page, index: int, after: int | None) -> bool:
    """Whether `Next article` stands right below this label: nobody writes both of them one below the other. (Of the two
    the lower one then borders on nothing.)"""
    if after is None or page.blocks[after].kind != "paragraph" or page.text(after) == page.text(index):
        return False
    return page.phrase("pager_label", after) is not None


def _is_linked_title(page: Page, index: int) -> bool:
    links = [link for link in page.links(index) if link.text]
    return len(links) == 1 and page.is_link_only(index) and page.words(index) <= MAX_TITLE_WORDS


def page_tails(page: Page) -> Iterator[Mark]:
    """The short lines that end a page below what ends its article (`Chat with us` / `Find a store`), with nothing but
    such lines between them and the last line of the page."""
    if not page.scraped:
        return
    tail, end = _tail(page)
    words = sum(page.words(index) for index in tail if page.phrase("page_foot", index) is None)
    if end is not None and words <= MAX_TAIL_WORDS and 2 * words <= sum(map(page.words, page.left())):
        for index in tail:
            yield Mark(index, index, "navigation", "page_tail")


def _tail(page: Page) -> tuple[list[int], int | None]:
    """The short lines below what ends the article, from the last up, and what ends it."""
    tail: list[int] = []
    kept, end = 0, None
    below: list[str] = []
    choices = False
    values = 0
    for index in range(len(page.blocks) - 1, -1, -1):
        if not page.alive[index]:
            rule = page.removed_by.get(index, "")
            if rule in _BELOW:
                below.append(rule)
            many = len(below) >= MIN_BELOW and len(set(below)) >= MIN_BELOW_RULES
            leads_on = rule in _TAGS and end is not None and _leads_on(page, tail[kept:])
            if leads_on or _ends(page, index, rule) or (many and rule in _BELOW and not choices):
                kept, end = len(tail), index
        elif page.is_empty(index) or page.blocks[index].kind == "rule" or page.is_image_only(index):
            continue
        elif _is_foot_line(page, index) and not _heads_text(page, index):
            value = page.text(index).strip() in _VALUES
            values += value
            asks = page.blocks[index].kind == "heading" and page.phrase("page_foot", index) is not None
            told = (values >= MIN_VALUES and (value or asks)) or (end is not None and asks)
            choices = choices or (page.blocks[index].kind == "item" and not page.is_link_only(index))
            tail.append(index)
            if told:
                kept, end = len(tail), index
        else:
            break
    return tail[:kept], end


def _leads_on(page: Page, between: list[int]) -> bool:
    """Whether one or two linked titles are all that stands between the tags of an article and what ends it: the articles
    before and after."""
    return 0 < len(between) <= 2 and all(
        page.blocks[i].kind == "paragraph" and _is_linked_title(page, i) for i in between
    )


def _ends(page: Page, index: int, rule: str) -> bool:
    """Whether a find ends an article: a question, a form, a foot, or the line of a copyright."""
    return (
        rule in _ENDS
        or _asks(page, index)
        or (rule == "page_furniture" and _RIGHTS.search(page.text(index)) is not None)
    )


def _heads_text(page: Page, index: int) -> bool:
    """Whether a heading stands over words that are no link: a section of the article, however short."""
    if page.blocks[index].kind != "heading" or page.phrase("page_foot", index):
        return False
    if page.removed_by.get(index + 1) == "footer_links":
        return False
    after = page.after(index)
    if page.phrase("boilerplate", index) in NEWSLETTER_RULES and after is not None and _invites(page, after):
        return False
    return after is not None and page.blocks[after].kind != "heading" and not page.is_link_only(after)


def _invites(page: Page, index: int) -> bool:
    """Whether a sentence stands right below the invitation to a newsletter."""
    above = page.filled_before(index)
    if above is None or page.words(index) > MAX_INVITATION_WORDS or page.links(index):
        return False
    rule = page.removed_by.get(above) or page.phrase("boilerplate", above)
    return rule in NEWSLETTER_RULES and page.blocks[above].kind in ("heading", "paragraph")


def _is_foot_line(page: Page, index: int) -> bool:
    block, text = page.blocks[index], page.text(index).rstrip()
    if block.ordered or page.inlines[index].images:
        return False
    if block.kind == "paragraph" and _invites(page, index):
        return True
    if block.kind == "code":  # an indented list whose label is gone
        return not block.fenced and len(block.content.split()) <= MAX_FOOT_LINK_WORDS
    if block.kind not in ("paragraph", "item", "heading"):
        return False
    if page.phrase("page_foot", index):
        return True
    if block.kind == "heading":
        return page.words(index) <= MAX_FOOT_HEADING_WORDS and not text.endswith(("?", "？"))
    if page.is_link_only(index) and page.words(index) <= MAX_FOOT_LINKS * MAX_FOOT_LINK_WORDS:
        return all(len(link.text.split()) <= MAX_FOOT_LINK_WORDS for link in page.links(index))
    return page.words(index) <= MAX_FOOT_WORDS and not text.endswith((".", "!", ":", "。", "！", "："))
