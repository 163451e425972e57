"""Whether a page shows the frame of its site: menus, buttons and notices around the article.

A page that shows its frame was scraped as surely as one that carries ads, so that rules for scraped pages hold on it.
"""

from __future__ import annotations

import re

from pipeline.stripping.blocks.comment_form import takes_reply_back
from pipeline.stripping.blocks.crawl_notes import notes_above
from pipeline.stripping.blocks.page import Page
from pipeline.stripping.inline_pass import FoundLink
from pipeline.stripping.text_forms import phrase_form

_LIKES = re.compile(r"(?:like )?like loading", re.IGNORECASE)
"""A button of WordPress that never finished loading."""
_FORUM_NOTE = re.compile(
    r"you must (?:log in|be logged in)\b.{0,24} to reply here|thread starter\b|not the answer you[’']re looking for",
    re.IGNORECASE,
)
"""Notes of forums and of sites for questions that no author writes; the phrases they are have others that one may."""
MIN_SIGNS = 2
"""Kinds of signs that make a frame: one may be the author's (a copyright line, a link to sign in)."""
MIN_FOOTER_LINKS = 2
MAX_WAYS_CHARS = 160
_BAR = re.compile(r"\s*[|·•]\s*")
YOU_ARE_HERE = re.compile(
    r"(?:you are here|sie sind hier|du bist hier|vous êtes ici|est[áa]s aquí|usted está aquí|sei qui|ti trovi in|você está (?:aqui|em)"
    r"|(?:je|u) bent hier|jesteś tutaj|вы здесь|вы находитесь здесь|ви тут|βρίσκεστε εδώ|şu anda buradasınız|buradasınız|nacházíte se zde|du är här"
    r"|您?的?当前位置|您的位置|您現在的位置|目前位置|現在地|현재 위치)\s*[:：]?\s*",
    re.IGNORECASE,
)
"""What some sites say in front of a trail."""
_TRAIL_START = re.compile(r"(.{1,24}?)(?:\s*[>»›→＞]|\s+/\s)")
MAX_SKIP_CHARS = 60
COMMENTS_HEADING = re.compile(
    r"(?:\d[\d.,]* |one |two |three )?(?:thoughts?|comments?|responses?|replies|reviews?) (?:on|to|for)\b.{0,160}$"
    r"|(?:top |reader |user |latest |newest |all )?(?:comments?|responses?|replies|discussion)\W{0,3}(?:\(?\d[\d.,]*\)?)?$"
    r"|\d[\d.,]* (?:comments?|responses?|replies|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|komentarz\w*)\b.{0,80}$"
    r"|(?:kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|komentarze)\W{0,3}(?:\(?\d[\d.,]*\)?)?$"
    r"|(?:ein|un|uno|um|één) (?:kommentar|gedanke|commentaire|comentario|comentário|commento|reactie) (?:zu|auf|sur|en|em|su|op)\b.{0,160}$"
    r"|(?:комментарии|коментарі|komentáře|komentarze|kommentarer|comentarii|hozzászólások|yorumlar|σχ[όο]λια|コメント|댓글|评论|評論|留言|التعليقات|تعليقات|תגובות|टिप्पणियाँ|ความคิดเห็น|ความเห็น)\W{0,3}(?:\(?\d[\d.,]*\)?)"
    r"|\d[\d.,]* (?:комментари\w+|коментар\w*|komentář\w*|kommentarer|comentarii|hozzászólás|yorum|komentar|bình luận|σχ[όο]λι[αο]|تعليقات?|תגובות|टिप्पणियाँ|ความคิดเห็น)\b.{0,80}$"
    r"|\d[\d.,]* (?:gedanken|réflexions|pensamientos|pensamentos|pensieri) (?:zu|sur|en|em|su)\b.{0,160}$",
    re.IGNORECASE,
)
_TELLING = {
    "comment_form": "comments",
    "feedback_prompt": "feedback",
    "cookie_notice": "cookies",
    "newsletter_prompt": "newsletter",
    "newsletter_invitation": "newsletter",
    "page_furniture": "furniture",
    "page_words": "words",
    "page_counters": "counters",
    "disclosure": "disclosure",
    "associate_notice": "disclosure",
    "affiliate_notice": "disclosure",
    "skip_link": "skip",
    "page_actions": "actions",
    "channel_prompt": "channel",
    "official_banner": "banner",
    "question_site": "question",
    "icon_words": "icons",
    "support_words": "support",
}
"""Phrases that stand in the frame of a page, and the kind of sign each is."""


def carries_frame(page: Page) -> bool:
    """Whether a page shows parts of its frame, of two kinds at least."""
    found: set[str] = set()
    for index in notes_above(page):
        found.update(("crawl", "heading") if page.blocks[index].kind == "heading" else ("crawl",))
    for index in page.left():
        block = page.blocks[index]
        if block.kind in ("code", "table", "rule"):
            continue
        found |= _signs(page, index)
        if len(found) >= MIN_SIGNS:
            return True
    return False


def _signs(page: Page, index: int) -> set[str]:
    links = [link for link in page.links(index) if link.text]
    found: set[str] = set()
    if any("#" in link.url and _skips(page, link) for link in links):
        return {"skip", "link"}  # nobody writes that in an article
    if any(link.share for link in page.links(index)):
        found.add("share")
    if page.blocks[index].kind == "item" and page.blocks[index].ordered:
        return found
    if page.phrase("navigation", index) == "share_words":
        found.add("share")
    if _lists_ways(page, index):
        found.add("footer")
    if _opens_with_trail(page, index):
        found.add("trail")
    phrase = page.phrase("boilerplate", index)
    if phrase == "forum_menu" and page.words(index) > 1:
        found.update(("forum", "menu"))
    if phrase in _TELLING and (phrase != "page_words" or page.words(index) > 1 or page.is_link_only(index)):
        found.add(_TELLING[phrase])
        if phrase == "page_counters" and _FORUM_NOTE.match(page.text(index)):
            found.add("forum")
    if phrase == "interface_words" and _LIKES.match(page.text(index)):
        found.add("likes")
    if asks_for_feedback(phrase, page.text(index)):
        found.add("feedback")
        after = page.after(index)
        if after is not None and answers_feedback(page, after):
            found.add("answers")
    if page.is_link_only(index) and all(
        page.rules.phrase("account_link", phrase_form(n.text)) for n in links
    ):
        found.add("account")
    if (
        sum(page.rules.phrase("footer_link", phrase_form(n.text)) is not None for n in links)
        >= MIN_FOOTER_LINKS
    ):
        found.add("footer")
    elif links and page.is_link_only(index) and page.phrase("footer_link", index):
        after = page.after(index)
        if after is not None and page.is_link_only(after) and page.phrase("footer_link", after):
            found.add("footer")
    if page.phrase("byline", index):
        found.add("byline")
    if takes_reply_back(page, index):
        found.update(("form", "comments"))
    if page.blocks[index].kind == "heading" and COMMENTS_HEADING.fullmatch(phrase_form(page.text(index))):
        found.add("comments")
    return found


def _lists_ways(page: Page, index: int) -> bool:
    """`Imprint | Privacy | Contact`: the foot of a page that lost its links."""
    text = page.text(index)
    if page.blocks[index].kind != "paragraph" or len(text) > MAX_WAYS_CHARS or not _BAR.search(text):
        return False
    ways = _BAR.split(text)
    named = sum(page.rules.phrase("footer_link", phrase_form(way)) is not None for way in ways)
    return named >= MIN_FOOTER_LINKS and named == len(ways)


def _opens_with_trail(page: Page, index: int) -> bool:
    """`Home › Printers › This page` above all the rest, right above the title."""
    text = page.text(index)
    if page.blocks[index].kind != "paragraph" or len(text) > MAX_WAYS_CHARS:
        return False
    start = _TRAIL_START.match(YOU_ARE_HERE.sub("", text, 1))
    if start is None or page.rules.phrase("home_link", phrase_form(start[1])) is None:
        return False
    before, after = page.before(index), page.after(index)
    while before is not None and page.phrase("boilerplate", before) == "skip_link":
        before = page.before(before)
    titled = after is not None and page.blocks[after].kind == "heading" and page.blocks[after].level == 1
    return before is None and titled


def asks_for_feedback(rule: str | None, text: str) -> bool:
    """Whether a text that a phrase `rule` fits asks whether the page helped."""
    asked = text.lstrip("*_ ").startswith(("Was this", "Did this"))
    return rule == "feedback_prompt" or (rule == "interface_words" and asked)


def answers_feedback(page: Page, index: int) -> bool:
    """Whether a block is an answer to that question: a button, faces, thanks."""
    block, text = page.blocks[index], page.text(index)
    if block.kind not in ("paragraph", "item") or block.ordered or not text:
        return False
    return (
        not any(map(str.isalnum, text))
        or page.phrase("answer_words", index) is not None
        or page.phrase("boilerplate", index) == "feedback_prompt"
    )


def _skips(page: Page, link: FoundLink) -> bool:
    """Whether a link leads past the menus to the text."""
    return len(link.text) <= MAX_SKIP_CHARS and (
        page.rules.phrase("boilerplate", phrase_form(link.text)) == "skip_link"
    )
