"""What readers left below an article: their comments, and the counts of votes and replies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.frame import MAX_HEADER_WORDS
from pipeline.stripping.blocks.frame_signs import COMMENTS_HEADING
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.text_forms import phrase_form

_COUNT = re.compile(r"^\W*\d{1,6}\W|\W\d{1,6}\W*$|^(?:comments?|responses?|discussion)\W*$", re.IGNORECASE)
_REMARK = re.compile(
    r"[–—-] [^–—]{2,40} commented (?:on )?\w{3,9} \d{1,2}(?:, \d{4})? at \d{1,2}:\d{2}\W*$", re.IGNORECASE
)
REPLY = re.compile(
    r"(?:\W*(?:reply|antworten|répondre|responder|rispondi|reageer|beantwoorden|odpowiedz|ответить|відповісти|odpovědět|odpovedať|svara|svar|vastaa|răspunde|válasz"
    r"|yanıtla|cevapla|balas|trả lời|απ[άα]ντηση|رد|הגב|השב|उत्तर दें|जवाब दें|ตอบกลับ|답글(?: 달기)?|답변|回复|回覆|返信)(?: to .{1,40}| ?↓| reply)?\W*"
    r"|.{0,60}\b(?:says|said|sagt|dit|dice|disse|zegt|pisze|schreef|a dit|говорит|пишет|каже|napsal|říká|skriver|säger|spune|szerint|diyor ki|berkata|viết|λέει|يقول)\s?[:：]?"
    r"|.{0,80}\b\w{3,9}\.? \d{1,2},? \d{4},? (?:at|um|à|a las|às|alle|om) \d{1,2}[:.h]\d{2}.{0,20}"
    r"|.{0,40}\b\d{1,2}\.? [^\W\d_]{3,12}\.?,? \d{4}(?: ?г\.| р\.)?,? (?:в|о|v|kl\.|la|στις|lúc) \d{1,2}[:.]\d{2}.{0,10}|\d{4}[年.] ?\d{1,2}[月.] ?\d{1,2}[日.]? .{0,6}\d{1,2}:\d{2}"
    r"|[^.!?]{2,40} [-–—] [^\W\d_]{3,9}\.? \d{1,2},? \d{4}(?:,? (?:at )?\d{1,2}:\d{2}(?: ?[ap]m)?)?\W{1,3}reply\W*|like comment.{0,30}|\d+ likes? reply|upvote \d*.{0,20}|log ?in to (?:reply|comment))",
    re.IGNORECASE | re.DOTALL,
)
"""What stands above or below one reader's comment: the button to reply, who says it, and when."""
_COUNT_ALONE = re.compile(
    r"[\d.,]{1,7}[km]?|[^\w\s]{1,3}|\d{4}[年./-]\s?\d{1,2}[月./-]\s?\d{1,2}日?|\d{1,2}[./]\d{1,2}[./]\d{4}|(?:[a-z]{3,9}\.? \d{1,2}(?:, \d{4})?|\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4})",
    re.IGNORECASE,
)
MIN_REPLIES = 2
"""Buttons to reply below a line that counts comments and is no heading."""
MIN_BUTTONS = 2
"""Buttons that must have gone before a lone number is taken for a count."""
_BUTTONS = frozenset(
    [
        "page_counters",
        "page_words",
        "profile_line",
        "vote_count",
        "empty_link",
        "share_label",
        "share_link",
        "interface_words",
        "page_furniture",
        "tag_links",
        "author_box",
        "byline",
        "related_list",
        "question_site",
        "icon_words",
    ]
)


def comment_sections(page: Page) -> Iterator[Mark]:
    """Readers' comments below an article: from their heading to the next heading that is not theirs; and signed remarks
    of forums ("… – Anna Commented Mar 2, 2020 at 23:01")."""
    if not page.scraped:
        return
    for index in page.left():
        if page.blocks[index].kind in ("item", "paragraph") and _REMARK.search(page.text(index)):
            before = page.before(index)
            counted = (
                before is not None and page.blocks[before].kind == "item" and page.text(before).isdigit()
            )
            yield Mark(
                before if counted and before is not None else index, index, "boilerplate", "reader_comments"
            )
    until = -1
    for index in page.left():
        block = page.blocks[index]
        if (
            index <= until
            or block.kind not in ("heading", "paragraph")
            or page.words(index) > MAX_HEADER_WORDS
            or not COMMENTS_HEADING.fullmatch(phrase_form(page.text(index)))
        ):
            continue
        if block.kind == "paragraph":
            last = None if block.depth else _counted_comments(page, index)
            if last is not None:
                until = last
                yield Mark(index, last, "boilerplate", "reader_comments")
            continue
        end = index + 1
        while end < len(page.blocks) and not (
            page.alive[end] and page.blocks[end].kind == "heading" and page.blocks[end].level <= block.level
        ):
            end += 1
        below = [i for i in range(index + 1, end) if page.alive[i] and not page.is_empty(i)]
        talks = [i for i in below if REPLY.fullmatch(page.text(i))]
        counted = _COUNT.search(page.text(index)) is not None
        if len(talks) >= MIN_REPLIES or (talks and counted and not _is_choice(page, talks[0])):
            until = end - 1
            yield Mark(index, until, "boilerplate", "reader_comments")


def _is_choice(page: Page, index: int) -> bool:
    """Whether `Reply to comments` stands in a list among other things to do, and is no button."""
    return page.blocks[index].kind == "item" and not page.links(index) and page.words(index) > 1


def _counted_comments(page: Page, index: int) -> int | None:
    """Last button to reply to a comment below a line that counts them ("7 Comments"), no heading in between."""
    if _COUNT.search(page.text(index)) is None:
        return None
    replies = []
    for at in range(index + 1, len(page.blocks)):
        if page.alive[at] and page.blocks[at].kind == "heading":
            break
        if page.alive[at] and page.is_link_only(at) and REPLY.fullmatch(page.text(at)):
            replies.append(at)
    return replies[-1] if len(replies) >= MIN_REPLIES else None


def vote_counts(page: Page) -> Iterator[Mark]:
    """Numbers, dots and dates that stood beside buttons which are gone: `128` / `·` / `Mar 3, 2024`."""
    counted = sum(
        rule in ("page_counters", "page_words", "profile_line", "question_site")
        for rule in page.removed_by.values()
    )
    if counted < MIN_BUTTONS:
        return
    for order in (1, -1):
        for index in range(len(page.blocks))[::order]:
            beside = index - order
            if page.alive[index] and page.removed_by.get(beside) in _BUTTONS and _is_count(page, index):
                yield Mark(index, index, "boilerplate", "vote_count")


def _is_count(page: Page, index: int) -> bool:
    block, text = page.blocks[index], page.text(index)
    if block.kind != "paragraph" or block.depth or not text or page.inlines[index].images:
        return False
    return _COUNT_ALONE.fullmatch(text) is not None and not (page.inlines[index].bold or page.links(index))
