"""The picture, name and biography of who wrote the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.markup.urls import host_of
from pipeline.stripping.blocks.frame import MAX_MENU_WORDS
from pipeline.stripping.blocks.newsletters import NEWSLETTER_RULES
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.profile_lines import MAX_NAME_CHARS, is_name, leads_to_person
from pipeline.stripping.blocks.reader_comments import REPLY
from pipeline.stripping.text_forms import text_key

MAX_AUTHOR_WORDS = 90
"""Words of the lines on an author; with more they are part of the article."""
MAX_BIOGRAPHY_BLOCKS = 3
"""Paragraphs between an author's linked name and the sentence that opens with it."""
MIN_BIOGRAPHY_WORDS = 6
AVATAR = re.compile(
    r"/avatars?[/_.-]|[/_-](?:avatar|headshot|author|profile)s?(?:[/_-]|\.(?:jpe?g|png|webp|avif|gif)\b)",
    re.IGNORECASE,
)
"""Addresses of pictures that show an author."""
_PICTURE_OF = re.compile(
    r"(?:(?:profile |author )?(?:picture|photo|image|avatar|headshot) (?:of|for)|avatar|author image:?)\s+",
    re.IGNORECASE,
)
"""What stands before a name in the words of an author's picture."""
_SHOWS_WRITER = re.compile(
    r"(?:author|writer|editor|user|profile)(?:[ _-]*(?:avatar|photo|picture|image|headshot|portrait))?|avatar|headshot",
    re.IGNORECASE,
)
"""All the words of an author's picture, where they leave out the name."""
_DATED = re.compile(
    r"(?:[^\W\d_]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}\.? [^\W\d_]{3,9}\.?,? \d{4}|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4})"
    r"(?:\W{1,3}[^.!?]{0,30})?"
)
"""A date below an author's name, with a word or two: `Mar 27, 2024 • Proven solutions`."""

_WRITES = re.compile(
    r"(?!(?:this|that|it|he|she|there|what|here|if|the|an?|your?|our|my|one|each|which|dies|das|esto?|ce|c’est|questo)\b)(?:(?-i:[A-Z])[^\W\d_.]*(?:[’'-][^\W\d_]+)?\.? ){1,4}(?:(?:is|was|ist|es|est|è|é) (?:[^.!?]|\.(?= (?-i:[a-z]))){0,60}?\b(?:writer|blogger|journalist|editor|author|columnist|contributor|technologist|techie"
    r"|journalistin|autorin|autora?|redakteurin|redakteur|redactora?|redatora?|periodista|journaliste|rédactrice|rédacteur|giornalista|jornalista)\b"
    r"|(?:has been|started|began|has) (?:writing|written|blogging|covering|covered)\b)",
    re.IGNORECASE,
)
"""A sentence that opens with a name and says that its bearer writes."""
_PERSON = re.compile(
    r"\b(?:(?:he|she|his|her|himself|herself)\b|freelance\w*|(?:based|lives|living|lebt|wohnt) in (?-i:[A-Z])|who (?:loves|enjoys|writes)|(?:vit|vive|habite|mora|reside) (?:à|en|em|a|in) (?-i:[A-Z]))",
    re.IGNORECASE,
)
_GOES_ON_ABOUT = re.compile(
    r"(?:when|in|if) (?:not|(?:he|she|his|her)\b)|(?:he|she|his|her)\b", re.IGNORECASE
)
"""How a sentence opens that goes on about a person."""


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
        middle = page.middle() if middle is None else middle
        if index >= middle:
            yield Mark(index, last, "boilerplate", "author_box")


def closing_biographies(page: Page) -> Iterator[Mark]:
    """The sentence at the end of a page that tells who wrote it, and those that go on from it: `Jane Doe is a freelance
    writer based in Leeds.` / `When she's not writing, …`. In the body of a page it may be about anybody, and programs are
    writers and editors too: there must be a person in it."""
    if not page.scraped and not any(rule in NEWSLETTER_RULES for rule in page.removed_by.values()):
        return
    last = [index for index in page.left() if page.blocks[index].kind != "rule"][-MAX_BIOGRAPHY_BLOCKS:]
    told: list[str] = []
    for place in range(len(last) - 1, 0, -1):
        index = last[place]
        block, text = page.blocks[index], page.text(index)
        if block.kind != "paragraph" or block.depth or block.quoted or page.inlines[index].images:
            return
        told.append(text)
        if sum(len(text.split()) for text in told) > MAX_AUTHOR_WORDS:
            return
        if _WRITES.match(text) and any(map(_PERSON.search, told)):
            yield from (Mark(index, index, "boilerplate", "author_box") for index in last[place:])
            return
        if not _GOES_ON_ABOUT.match(text):
            return


def _labelled_note(page: Page, index: int) -> int | None:
    """Last block of the lines on an author below their label; None where something else follows it."""
    heading = page.blocks[index].kind == "heading"
    last, at, words = index, page.after(index), 0
    while at is not None and page.blocks[at].kind == "paragraph" and not page.blocks[at].depth:
        words += page.words(at)
        if words > MAX_AUTHOR_WORDS or page.inlines[at].bold or page.phrase("related_label", at):
            break
        if " > " in page.text(at):  # a way through menus: the section tells what to do
            return None
        last, at = at, page.after(at)
        if not heading and page.words(last) > MIN_BIOGRAPHY_WORDS:
            break
    ends = at is None or page.blocks[at].kind != "item"
    if (
        heading
        and ends
        and any(page.blocks[i].ordered and _instructs(page, i) for i in page.left() if i > last)
    ):
        return None
    return last if ends and (heading or last > index) else None


def _instructs(page: Page, index: int) -> bool:
    """Whether a numbered item is a step and no comment or link to an article."""
    return not page.links(index) and REPLY.fullmatch(page.text(index)) is None and page.words(index) > 1


def _biography(page: Page, index: int) -> int | None:
    """Last block of the lines on an author that open with the linked name: `[Ed Marsh](/author/ed)` / `Senior Editor`
    / `Ed Marsh has written about fans since …`."""
    links = [link for link in page.links(index) if link.text.strip()]
    if len(links) != 1 or not page.is_link_only(index) or not leads_to_person(links[0]):
        return None
    return _sentence_on(page, links[0].text.split()[0], page.after(index), below_roles_only=False)


def _sentence_on(page: Page, name: str, at: int | None, *, below_roles_only: bool) -> int | None:
    """The sentence on an author, which opens with the name: paragraph `at` or one of the next. Where the name is told by
    its picture, all above the sentence must be a role or a byline."""
    for _ in range(MAX_BIOGRAPHY_BLOCKS):
        if at is None or page.blocks[at].kind != "paragraph" or page.words(at) > MAX_AUTHOR_WORDS:
            return None
        if page.words(at) > MIN_BIOGRAPHY_WORDS:
            if page.text(at).startswith(name):
                return at
            if below_roles_only and not page.phrase("byline", at):
                return None
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
        len(images) == 1
        and bool(
            AVATAR.search(images[0].url)
            or _PICTURE_OF.match(images[0].alt)
            or _SHOWS_WRITER.fullmatch(images[0].alt.strip())
        )
    )


def _introduced(page: Page, index: int) -> int | None:
    """The lines below a name in which its bearer speaks: `Jane Doe` / `I'm Jane Doe, a mechanic …`."""
    name, below = page.text(index), page.after(index)
    if below is None or not 1 < page.words(index) <= MAX_MENU_WORDS or not is_name(name):
        return None
    block = page.blocks[below]
    spoken = block.kind == "paragraph" and not block.depth and page.words(below) <= MAX_AUTHOR_WORDS
    return below if spoken and name in page.text(below)[: MAX_NAME_CHARS + len(name)] else None


def _pictured_author(page: Page, index: int) -> int:
    """Last block that belongs to an author's picture: the name it shows, a role, a date, the sentences that open with
    the name, and the line that asks to follow its bearer; the picture itself where no name follows."""
    at = page.after(index)
    if at is not None and _from_gravatar(page, index) and (last := _introduced(page, at)) is not None:
        return last
    if at is None or page.blocks[at].kind not in ("heading", "paragraph"):
        return index
    name = _shown_name(page.inlines[index].images[0].alt, page.text(at))
    if not name:
        told = _tells_of_one_name(page, page.inlines[index].images[0].alt, at)
        return index if told is None else told
    last, at = at, page.after(at)
    if at is not None and page.blocks[at].kind == "paragraph" and _DATED.fullmatch(page.text(at).strip()):
        return at
    told = _sentence_on(page, name[0], at, below_roles_only=True)
    return last if told is None else _with_follow_line(page, told, name)


def _shown_name(alt: str, below: str) -> list[str]:
    """Words of the name in the text below an author's picture; none if it is no name, or that of another."""
    if _SHOWS_WRITER.fullmatch(alt.strip()):
        return below.split() if is_name(below) else []
    name = _PICTURE_OF.sub("", alt, 1).split()
    if not 0 < len(name) <= MAX_MENU_WORDS:
        return []
    shown, known = text_key(below), text_key("".join(name))
    first_name = _PICTURE_OF.match(alt) and shown.startswith(known) and len(below.split()) <= MAX_MENU_WORDS
    return name if first_name or (shown == known and len(name) > 1) else []


def _tells_of_one_name(page: Page, alt: str, at: int) -> int | None:
    """The sentence below a linked name that opens with it, where the picture above shows one name alone, which may name
    anything."""
    name, after = alt.split(), page.after(at)
    shown = name and text_key(page.text(at)).startswith(text_key("".join(name)))
    if not shown or page.words(at) > MAX_MENU_WORDS or not page.links(at) or after is None:
        return None
    told = (
        page.blocks[after].kind == "paragraph" and MIN_BIOGRAPHY_WORDS < page.words(after) <= MAX_AUTHOR_WORDS
    )
    return after if told and page.text(after).startswith(f"{name[0]} ") else None


def _with_follow_line(page: Page, last: int, name: list[str]) -> int:
    """`Follow @Jane Doe`, right below the lines on her."""
    below = page.after(last)
    if below is None or page.blocks[below].kind != "paragraph":
        return last
    follows = re.fullmatch(
        r"follow\W{0,3}" + re.escape(" ".join(name)), page.text(below).strip(), re.IGNORECASE
    )
    return below if follows else last
