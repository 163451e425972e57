"""What people left on a page: readers' comments and votes, names and dates of those who wrote, lines on the author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.markup.urls import host_of
from pipeline.stripping.frame import COMMENTS_HEADING, MAX_HEADER_WORDS, MAX_MENU_WORDS
from pipeline.stripping.inline_pass import FoundLink
from pipeline.stripping.page import Mark, Page, phrase_form, text_key

MAX_AUTHOR_WORDS = 90
"""Words of the lines on an author; with more they are part of the article."""
MAX_BIOGRAPHY_BLOCKS = 3
"""Paragraphs between an author's linked name and the sentence that opens with it."""
MIN_BIOGRAPHY_WORDS = 6
_AVATAR = re.compile(
    r"/avatars?[/_.-]|[/_-](?:avatar|headshot|author|profile)s?(?:[/_-]|\.(?:jpe?g|png|webp|avif|gif)\b)",
    re.IGNORECASE,
)
_PICTURE_OF = re.compile(
    r"(?:(?:profile |author )?(?:picture|photo|image|avatar|headshot) (?:of|for)|avatar|author image:?)\s+",
    re.IGNORECASE,
)
"""What stands before a name in the words of an author's picture."""
_COUNT = re.compile(r"^\W*\d{1,6}\W|\W\d{1,6}\W*$|^(?:comments?|responses?|discussion)\W*$", re.IGNORECASE)
_REMARK = re.compile(
    r"[–—-] [^–—]{2,40} commented (?:on )?\w{3,9} \d{1,2}(?:, \d{4})? at \d{1,2}:\d{2}\W*$", re.IGNORECASE
)
_REPLY = re.compile(
    r"(?:\W*(?:reply|antworten|répondre|responder|rispondi|reageer|beantwoorden|odpowiedz|回复|回覆|返信)(?: to .{1,40}| ?↓| reply)?\W*"
    r"|.{0,60}\b(?:says|said|sagt|dit|dice|disse|zegt|pisze|schreef|a dit)\s?[:：]?"
    r"|.{0,80}\b\w{3,9}\.? \d{1,2},? \d{4},? (?:at|um|à|a las|às|alle|om) \d{1,2}[:.h]\d{2}.{0,20}"
    r"|like comment.{0,30}|\d+ likes? reply|upvote \d*.{0,20}|log ?in to (?:reply|comment))",
    re.IGNORECASE | re.DOTALL,
)
_PROFILE_PATH = re.compile(
    r"/(?:@[\w.-]+|(?:u|user|authors?|profiles?|autor|auteur|autore)/[^/?#]+(?:/[^/?#]+)?|(?:users?|members?|people|contributors?)/(?:\d+(?:/[^/?#]+)?|[^/?#]+\.\d+))"
    r"/?(?:[?#].*)?$",
    re.IGNORECASE,
)
"""Addresses of a person's page: Medium and Mastodon, Discourse and Reddit, WordPress, Stack Exchange, XenForo."""
_TAG_PATH = re.compile(
    r"/(?:tags?|tagged|labels?|hashtag|categor(?:y|ies)|stichwort|schlagwort)/[^/?#]+(?:/[^/?#]+)?/?(?:[?#].*)?$|[?&]f=flair_name"
    r"|^/[tc]/[^/?#]+(?:/\d+)?/?$",
    re.IGNORECASE,
)
"""Addresses of lists of pages; the short ones of forums only where they are relative."""
_WORDS = re.compile(r"[^\W_]+")
_NAME_IN_BRACKETS = re.compile(r"\([^()]{1,40}\)")
_DATE_WORD = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|am|pm|[ymdhw])?|(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\w{0,6}|[ap]m|ago|at|on|by|of|in"
    r"|posted|answered|asked|edited|commented|wrote|said|says|closed|follow|op|author|mod|admin|level|sec|min|hours?|days?|weeks?|months?|years?",
    re.IGNORECASE,
)
_COUNT_ALONE = re.compile(
    r"[\d.,]{1,7}[km]?|[^\w\s]{1,3}|(?:[a-z]{3,9}\.? \d{1,2}(?:, \d{4})?|\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4})",
    re.IGNORECASE,
)
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
            or block.kind != "heading"
            or not COMMENTS_HEADING.fullmatch(phrase_form(page.text(index)))
        ):
            continue
        end = index + 1
        while end < len(page.blocks) and not (
            page.alive[end] and page.blocks[end].kind == "heading" and page.blocks[end].level <= block.level
        ):
            end += 1
        below = [i for i in range(index + 1, end) if page.alive[i] and not page.is_empty(i)]
        talks = sum(_REPLY.fullmatch(page.text(i)) is not None for i in below)
        counted = _COUNT.search(page.text(index)) is not None
        if talks and (counted or talks >= 2):
            until = end - 1
            yield Mark(index, until, "boilerplate", "reader_comments")


def profile_lines(page: Page) -> Iterator[Mark]:
    """Pictures and names with a link to a person's page (`[Kestrel](/u/kestrel) May 1`), and tags: blocks of nothing but
    links to lists of pages."""
    if not page.scraped:
        return
    for index in page.left():
        block, links = page.blocks[index], page.links(index)
        if not links or block.ordered or page.is_led_to(index):
            continue
        if block.kind == "item" and (last := _tag_list(page, index)) is not None:
            yield Mark(index, last, "boilerplate", "tag_links")
        elif block.kind == "paragraph" and _are_tags(page, index):
            yield Mark(index, index, "boilerplate", "tag_links")
        elif (
            block.kind in ("paragraph", "heading")
            and all(_leads_to_person(link) for link in links)
            and _is_signature(page, index)
        ):
            yield Mark(index, index, "boilerplate", "profile_line")


def _tag_list(page: Page, index: int) -> int | None:
    """Last item of a list of tags that begins here; a list that closes the article is judged as a whole later."""
    before = page.before(index)
    if before is not None and page.blocks[before].list_id == page.blocks[index].list_id:
        return None
    last = page.list_run(index)
    items = [i for i in range(index, last + 1) if page.alive[i] and not page.is_empty(i)]
    tags = page.after(last) is not None and all(page.links(i) and _are_tags(page, i) for i in items)
    return last if tags else None


def _are_tags(page: Page, index: int) -> bool:
    if _WORDS.search(page.inlines[index].outside):
        return False
    links = page.links(index)
    return all(_TAG_PATH.search(link.url) and len(link.text.split()) <= MAX_MENU_WORDS for link in links)


def _leads_to_person(link: FoundLink) -> bool:
    """Whether a link's words, if it has any, are the name that its address ends in."""
    return _PROFILE_PATH.search(link.url) is not None and text_key(link.text) in text_key(link.url)


def _is_signature(page: Page, index: int) -> bool:
    """Whether the words around a link to a person are a name, a date and numbers, and no sentence."""
    outside = page.inlines[index].outside.strip()
    if outside and (page.words(index) > MAX_HEADER_WORDS or outside.endswith((".", "!", "?", ":", ","))):
        return False
    left = _NAME_IN_BRACKETS.sub(" ", outside)
    return all(_DATE_WORD.fullmatch(word) for word in _WORDS.findall(left))


def vote_counts(page: Page) -> Iterator[Mark]:
    """Numbers, dots and dates that stood beside buttons which are gone: `128` / `·` / `Mar 3, 2024`."""
    counted = sum(
        rule in ("page_counters", "page_words", "profile_line") for rule in page.removed_by.values()
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


def author_notes(page: Page) -> Iterator[Mark]:
    """The lines on the author in the second half of a page, told by their label ("About the author", "Written by Jane
    Doe") or by the author's linked name."""
    if not page.scraped:
        return
    middle = None
    for index in page.left():
        if page.blocks[index].kind not in ("heading", "paragraph") or page.blocks[index].depth:
            continue
        last = _labelled_note(page, index) if page.phrase("author_label", index) else _biography(page, index)
        if last is None:
            continue
        middle = _middle(page) if middle is None else middle
        if index >= middle:
            yield Mark(index, last, "boilerplate", "author_box")


def _labelled_note(page: Page, index: int) -> int | None:
    """Last block of the lines on an author below their label; None where something else follows it."""
    heading = page.blocks[index].kind == "heading"
    last, at, words = index, page.after(index), 0
    while at is not None and page.blocks[at].kind == "paragraph" and not page.blocks[at].depth:
        words += page.words(at)
        if words > MAX_AUTHOR_WORDS or page.inlines[at].bold or page.phrase("related_label", at):
            break
        last, at = at, page.after(at)
        if not heading and page.words(last) > MIN_BIOGRAPHY_WORDS:
            break
    ends = at is None or page.blocks[at].kind != "item"
    return last if ends and (heading or last > index) else None


def _biography(page: Page, index: int) -> int | None:
    """Last block of the lines on an author that open with the linked name: `[Ed Marsh](/author/ed)` / `Senior Editor`
    / `Ed Marsh has written about fans since …`."""
    links = [link for link in page.links(index) if link.text.strip()]
    if len(links) != 1 or not page.is_link_only(index) or not _leads_to_person(links[0]):
        return None
    name, at = links[0].text.split()[0], page.after(index)
    for _ in range(MAX_BIOGRAPHY_BLOCKS):
        if at is None or page.blocks[at].kind != "paragraph" or page.words(at) > MAX_AUTHOR_WORDS:
            return None
        if page.text(at).startswith(name) and page.words(at) > MIN_BIOGRAPHY_WORDS:
            return at
        at = page.after(at)
    return None


def pictured_authors(page: Page) -> Iterator[Mark]:
    """The picture of who wrote the page, with the name below it and the lines on the author, where they follow: a
    picture that Gravatar serves, or one whose address or words say that it shows an author."""
    if not page.scraped:
        return
    until = -1
    for index in page.left():
        if index <= until or not page.is_image_only(index) or not _is_avatar(page, index):
            continue
        until = _pictured_author(page, index)
        if until > index or _from_gravatar(page, index):
            yield Mark(index, until, "boilerplate", "author_box")


def _from_gravatar(page: Page, index: int) -> bool:
    images = page.inlines[index].images
    return all(host_of(image.url).endswith("gravatar.com") for image in images)


def _is_avatar(page: Page, index: int) -> bool:
    images = page.inlines[index].images
    return _from_gravatar(page, index) or (
        len(images) == 1 and bool(_AVATAR.search(images[0].url) or _PICTURE_OF.match(images[0].alt))
    )


def _pictured_author(page: Page, index: int) -> int:
    """Last block that belongs to an author's picture: the name it shows, a role, a date, and the sentences that open
    with the name; the picture itself where no name follows."""
    alt = page.inlines[index].images[0].alt
    name = _PICTURE_OF.sub("", alt, 1).split()
    at = page.after(index)
    if (
        at is None
        or not 0 < len(name) <= MAX_MENU_WORDS
        or page.blocks[at].kind not in ("heading", "paragraph")
    ):
        return index
    shown, known = text_key(page.text(at)), text_key("".join(name))
    first_name = _PICTURE_OF.match(alt) and shown.startswith(known) and page.words(at) <= MAX_MENU_WORDS
    if not first_name and (shown != known or len(name) < 2):
        return index
    last, at = at, page.after(at)
    for _ in range(MAX_BIOGRAPHY_BLOCKS):
        if at is None or page.blocks[at].kind != "paragraph" or page.words(at) > MAX_AUTHOR_WORDS:
            break
        if page.text(at).startswith(name[0]) and page.words(at) > MIN_BIOGRAPHY_WORDS:
            return at
        if page.words(at) > MIN_BIOGRAPHY_WORDS and not page.phrase("byline", at):
            break
        at = page.after(at)
    return last


def _middle(page: Page) -> int:
    """The first block with at least half of the page's words above it."""
    left = list(page.left())
    half, above = sum(map(page.words, left)) / 2, 0
    for index in left:
        if above >= half:
            return index
        above += page.words(index)
    return len(page.blocks)
