"""The frame of a whole page: menus above the title, comments and widgets below the text.

Crawlers and readers that turn a page into Markdown keep what stood around its article. A page that shows its
frame was scraped as surely as one that carries ads, so that rules for scraped pages hold on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.comment_form import takes_reply_back
from pipeline.stripping.blocks.crawl_notes import notes_above
from pipeline.stripping.blocks.page import TITLE_PLACE, Mark, Page
from pipeline.stripping.inline_pass import FoundLink
from pipeline.stripping.text_forms import phrase_form, text_key

_LIKES = re.compile(r"(?:like )?like loading", re.IGNORECASE)
"""A button of WordPress that never finished loading."""
MIN_SIGNS = 2
"""Kinds of signs that make a frame: one may be the author's (a copyright line, a link to sign in)."""
MIN_FOOTER_LINKS = 2
MAX_MENU_WORDS = 4
MIN_PLAIN_ITEMS = 2
"""Items without links, of one list below a heading: the menus above a title are links."""
MAX_HEADER_WORDS = 14
"""Words of a block above the title; more are a sentence."""
MAX_WIDGET_WORDS = 12
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
MAX_COLUMN_WORDS = 300
_COLUMN = re.compile(r"sidebar|footer|widget|theme", re.IGNORECASE)
"""Words of an article in which a side column may be a section."""
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
}
"""Phrases that stand in the frame of a page, and the kind of sign each is."""


_FRAME_RULES = frozenset(
    [
        "skip_link",
        "page_words",
        "page_actions",
        "breadcrumbs",
        "frame_line",
        "cookie_notice",
        "share_label",
        "share_list",
        "share_link",
        "interface_words",
        "contents_list",
        "official_banner",
        "consent_dialog",
    ]
)
"""Rules whose finds above a title tell, like menus, that the page's head stands there."""
_HEAD_RULES = (_FRAME_RULES - {"contents_list"}) | {"footer_links"}
MIN_HEAD_SIGNS = 3
MAX_MENU_SENTENCE = 30
"""Words of a sentence in a menu, which says what its links lead to."""


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


def page_headers(page: Page) -> Iterator[Mark]:
    """What stands above the one heading of the first level on a page that shows its frame: menus, a search field,
    the name of the section. A sentence, a picture and a code stay. Where that heading is known to be the title, sentences
    of menus go too, and so does the copy of the title that a crawler set above all of it."""
    if not page.scraped:
        return
    for index in _menu_above_trail(page):
        yield Mark(index, index, "navigation", "page_header")
    known = _known_title(page)
    if known is not None:
        titles = [i for i in page.left() if i <= known and _is_title(page, i)]
        menus = [i for i in page.left() if i < known and i not in titles and not page.is_image_only(i)]
        for index in sorted([*menus, *titles[1:]]):  # of several copies of the title the first stays
            yield Mark(index, index, "navigation", "page_header")
        return
    title = _top_heading(page)
    if title is None:
        return
    above = [i for i in page.left() if i < title]
    links = {i for i in above if page.is_link_only(i) and page.words(i) <= MAX_HEADER_WORDS}
    gone = sum(page.removed_by.get(i) in _FRAME_RULES for i in range(title))
    if len(links) + gone < MIN_SIGNS:
        return
    for index in above:
        if index in links or _is_header_word(page, index):
            yield Mark(index, index, "navigation", "page_header")


def _menu_above_trail(page: Page) -> list[int]:
    """The linked logo and the list of links that stand above a trail, if nothing but the title stands there besides."""
    trail = next((i for i in range(len(page.blocks)) if page.removed_by.get(i) == "breadcrumbs"), 0)
    found: list[int] = []
    for index in page.left():
        if index >= trail:
            break
        block = page.blocks[index]
        if block.kind == "heading" and not found:
            continue
        entry = block.kind == "item" and not block.ordered and page.is_link_only(index)
        logo = page.is_image_only(index) and bool(page.links(index))
        if not (logo or (entry and page.words(index) <= MAX_MENU_WORDS)):
            return []
        found.append(index)
    return found if sum(page.blocks[i].kind == "item" for i in found) >= MIN_FOOTER_LINKS else []


def _known_title(page: Page) -> int | None:
    """The last heading of the first level that is the title, if nothing above it is part of an article and menus stand
    there."""
    tops = [i for i in page.left() if page.blocks[i].kind == "heading" and page.blocks[i].level == 1]
    title = next((i for i in reversed(tops) if _is_title(page, i)), None)
    if title is None or any(not _is_title(page, i) for i in tops if i < title):
        return None
    above = [i for i in page.left() if i < title and not _is_title(page, i)]
    if not above or any(
        page.blocks[i].kind in ("code", "table")
        or (page.blocks[i].ordered and not _is_trail_entry(page, i))
        or (page.words(i) > MAX_MENU_SENTENCE and not page.is_link_only(i))
        for i in above
    ):
        return None
    menus = sum(page.is_link_only(i) for i in above)
    gone = sum(page.removed_by.get(i) in _HEAD_RULES for i in range(title))
    return title if menus + gone >= MIN_HEAD_SIGNS else None


def _is_trail_entry(page: Page, index: int) -> bool:
    """Whether an item of a numbered list is a link, or names the page: `1. [Help](/help)` / `2. Oil the fan`."""
    return page.is_link_only(index) or text_key(page.text(index)) in page.titles


def _is_title(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if block.kind != "heading" or block.level != 1:
        return False
    return page.text(index) == TITLE_PLACE or text_key(page.text(index)) in page.titles


def _top_heading(page: Page) -> int | None:
    """The page's one heading of the first level, if no section and no paragraph of prose stands above it."""
    tops = [
        i
        for i in page.left()
        if page.blocks[i].kind == "heading" and page.blocks[i].level == 1 and page.text(i)
    ]
    if len(tops) != 1:
        return None
    above = [i for i in page.left() if i < tops[0]]
    prose = any(page.words(i) > MAX_HEADER_WORDS and not page.is_link_only(i) for i in above)
    return (
        None
        if prose or _holds_steps(page, above) or any(page.blocks[i].kind in ("code", "table") for i in above)
        else tops[0]
    )


def _holds_steps(page: Page, above: list[int]) -> bool:
    """Whether sections of an article stand above its one heading of the first level: headings, and below one of them
    numbered steps, or a list of things that lead nowhere."""
    headed = False
    plain: dict[int | None, int] = {}
    for index in above:
        block = page.blocks[index]
        if block.kind == "heading":
            headed = headed or page.phrase("boilerplate", index) is None
        elif headed and block.kind == "item" and not page.links(index) and page.text(index):
            plain[block.list_id] = plain.get(block.list_id, 0) + 1
    items = max(plain.values(), default=0)
    return items >= MIN_PLAIN_ITEMS


def _is_header_word(page: Page, index: int) -> bool:
    block, text = page.blocks[index], page.text(index).rstrip()
    if block.kind not in ("paragraph", "item", "heading") or (
        page.inlines[index].images and not page.links(index)
    ):
        return False
    return page.words(index) <= MAX_MENU_WORDS and not text.endswith((".", "!", "?", ":", "。"))


def page_footers(page: Page) -> Iterator[Mark]:
    """The links at the foot of a page that stand one below the other as paragraphs: `[About](…)` / `[Privacy](…)`."""
    if not page.scraped:
        return
    run: list[int] = []
    at = page.before(len(page.blocks))
    while at is not None and _is_lone_link(page, at):
        run.append(at)
        at = page.before(at)
    named = sum(page.phrase("footer_link", i) is not None for i in run)
    if named >= MIN_FOOTER_LINKS and named * MAX_MENU_WORDS >= len(run):
        yield Mark(run[-1], run[0], "navigation", "footer_links")


def _is_lone_link(page: Page, index: int) -> bool:
    short = page.blocks[index].kind == "paragraph" and page.words(index) <= MAX_MENU_WORDS
    return short and page.is_link_only(index)


def widgets(page: Page) -> Iterator[Mark]:
    """Boxes of a side column that a crawler leaves below the article: a known heading over nothing but links."""
    if not page.scraped:
        return
    for index in page.left():
        if page.blocks[index].kind not in ("heading", "paragraph") or not page.phrase("widget_label", index):
            continue
        last, at = None, page.after(index)
        while at is not None and page.blocks[at].kind in ("item", "paragraph") and _is_widget_entry(page, at):
            last, at = at, page.after(at)
        if last is not None and page.blocks[index].depth == 0:
            yield Mark(index, last, "navigation", "widget")


def _is_widget_entry(page: Page, index: int) -> bool:
    outside = page.inlines[index].outside.split()
    return (
        bool(page.links(index))
        and len(outside) <= MAX_MENU_WORDS
        and page.words(index) <= 2 * MAX_WIDGET_WORDS
    )


def side_columns(page: Page) -> Iterator[Mark]:
    """What stands below the heading over a side column, to the end of the page: menus, a portrait of the author, a foot.
    The column stands below the article, and is no half of the page."""
    if not page.scraped:
        return
    for index in page.left():
        if page.blocks[index].kind != "heading" or not page.phrase("side_column", index):
            continue
        below = [i for i in page.left() if i >= index]
        words = sum(map(page.words, below))
        spoken_of = any(_COLUMN.search(page.text(i)) for i in page.left() if i < index)
        if not spoken_of and words <= MAX_COLUMN_WORDS and 2 * words <= sum(map(page.words, page.left())):
            yield Mark(index, below[-1], "navigation", "side_column")
        return
