"""What people left on a page: readers' comments and votes, names and dates of those who wrote, lines on the author."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.markup.urls import host_of
from pipeline.stripping.blocks.frame import COMMENTS_HEADING, MAX_HEADER_WORDS, MAX_MENU_WORDS
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.inline_pass import FoundLink
from pipeline.stripping.text_forms import phrase_form, text_key

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
_COUNT = re.compile(r"^\W*\d{1,6}\W|\W\d{1,6}\W*$|^(?:comments?|responses?|discussion)\W*$", re.IGNORECASE)
_REMARK = re.compile(
    r"[–—-] [^–—]{2,40} commented (?:on )?\w{3,9} \d{1,2}(?:, \d{4})? at \d{1,2}:\d{2}\W*$", re.IGNORECASE
)
_REPLY = re.compile(
    r"(?:\W*(?:reply|antworten|répondre|responder|rispondi|reageer|beantwoorden|odpowiedz|ответить|відповісти|odpovědět|odpovedať|svara|svar|vastaa|răspunde|válasz"
    r"|yanıtla|cevapla|balas|trả lời|απ[άα]ντηση|رد|הגב|השב|उत्तर दें|जवाब दें|ตอบกลับ|답글(?: 달기)?|답변|回复|回覆|返信)(?: to .{1,40}| ?↓| reply)?\W*"
    r"|.{0,60}\b(?:says|said|sagt|dit|dice|disse|zegt|pisze|schreef|a dit|говорит|пишет|каже|napsal|říká|skriver|säger|spune|szerint|diyor ki|berkata|viết|λέει|يقول)\s?[:：]?"
    r"|.{0,80}\b\w{3,9}\.? \d{1,2},? \d{4},? (?:at|um|à|a las|às|alle|om) \d{1,2}[:.h]\d{2}.{0,20}"
    r"|.{0,40}\b\d{1,2}\.? [^\W\d_]{3,12}\.?,? \d{4}(?: ?г\.| р\.)?,? (?:в|о|v|kl\.|la|στις|lúc) \d{1,2}[:.]\d{2}.{0,10}|\d{4}[年.] ?\d{1,2}[月.] ?\d{1,2}[日.]? .{0,6}\d{1,2}:\d{2}"
    r"|[^.!?]{2,40} [-–—] [^\W\d_]{3,9}\.? \d{1,2},? \d{4}(?:,? (?:at )?\d{1,2}:\d{2}(?: ?[ap]m)?)?\W{1,3}reply\W*|like comment.{0,30}|\d+ likes? reply|upvote \d*.{0,20}|log ?in to (?:reply|comment))",
    re.IGNORECASE | re.DOTALL,
)
_WRITERS = r"authors?|autor(?:en|es|in)?|auteurs?|autor[ei]|writers?|reviewers?|redakteur(?:in)?"
_PROFILE_PATH = re.compile(
    rf"/(?:(?:@|%40)[\w.-]+|(?:u|user|profiles?|{_WRITERS})/[^/?#]+(?:/[^/?#]+)?|(?:users?|members?|people|contributors?)/(?:\d+(?:/[^/?#]+)?|[^/?#]+\.\d+))"
    r"/?(?:[?#].*)?$",
    re.IGNORECASE,
)
"""Addresses of a person's page: Medium and Mastodon, Discourse and Reddit, WordPress, Stack Exchange, XenForo."""
_AUTHOR_PATH = re.compile(
    rf"/(?:{_WRITERS}|experts?)/[^/?#]+(?:/[^/?#]+)?/?(?:[?#].*)?$",
    re.IGNORECASE,
)
"""Addresses of the page of one who writes for the site."""
_TAG_PATH = re.compile(
    r"[?&](?:searchtext|tags?|label)=[^&]+$|/(?:tags?|tagged|labels?|hashtag|categor(?:y|ies)|stichwort|schlagwort)/[^/?#]+(?:/[^/?#]+)?/?(?:[?#].*)?$|[?&]f=flair_name"
    r"|^/[tc]/[^/?#]+(?:/\d+)?/?$",
    re.IGNORECASE,
)
"""Addresses of lists of pages; the short ones of forums only where they are relative."""
_TAG_WORDS = frozenset(
    [
        "categories",
        "category",
        "tags",
        "tag",
        "tagged",
        "filed",
        "posted",
        "under",
        "in",
        "topics",
        "labels",
        "and",
        "post",
        "navigation",
    ]
)
"""Words beside links to tags, and what themes write behind them."""
_WORDS = re.compile(r"[^\W_]+")
_NAME_IN_BRACKETS = re.compile(r"\([^()]{1,40}\)")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:[+-]\d{2}:?\d{2}|Z)?")
"""A time as machines write it, which some themes print in front of the date."""
_DATE_WORD = re.compile(
    r"\d{1,4}(?:st|nd|rd|th|am|pm|[ymdhw])?|(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])\w{0,6}|[ap]m|ago|at|on|by|of|in"
    r"|posted|answered|asked|edited|commented|wrote|said|says|closed|follow|op|author|mod|admin|level|sec|min|hours?|days?|weeks?|months?|years?",
    re.IGNORECASE,
)
_SIGNING_WORD = re.compile(
    r"von|par|por|di|da|door|av|przez|autor\w{0,3}|auteure?|le|el|am|il|em|op|à|um|uhr|às|las|alle|ore|de|und|et|y|e|i|and|\d{1,2}h(?:\d{2})?"
    r"|(?:publi|pubbl|veröff|aktualis|actuali|atuali|aggiorn|opublik|zaktual|gepubl|bijgew|modifi|geprüft|revis)\w{0,14}|mise?|jour|stand|last|updated|modified|published|first|originally"
    r"|(?:medically|clinically|expert|fact|checked|reviewed|written|edited|tested|photos?)|redaktion|redacción|redazione|text|tekst"
    r"|(?:lese|lecture|lectura|lettura|leitura|czytania|reading|read|temps|tiempo|tempo|czas)\w{0,6}|minut\w{0,3}"
    r"|(?:mär|avr|fév|juin|juil|aoû|déc|ene|abr|gen|mag|giu|lug|ago|set|ott|dic|fev|out|dez|sty|lut|kwi|maj|cze|lip|sie|wrz|paź|lis|gru|okt)\w{0,9}",
    re.IGNORECASE,
)
"""Words beside the name of who wrote a page, in languages whose dates have words of their own."""
NAME_PARTICLES = frozenset(
    ["von", "van", "de", "der", "del", "della", "di", "da", "la", "le", "dos", "do", "den", "ter"]
)
MAX_NAME_CHARS = 40
MAX_UNSPACED_NAME = 10
MAX_SIGNATURE_WORDS = 26
"""Words of a line that signs a page with names, dates and how long it takes to read."""
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
        talks = [i for i in below if _REPLY.fullmatch(page.text(i))]
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
        if page.alive[at] and page.is_link_only(at) and _REPLY.fullmatch(page.text(at)):
            replies.append(at)
    return replies[-1] if len(replies) >= MIN_REPLIES else None


def profile_lines(page: Page) -> Iterator[Mark]:
    """Pictures and names with a link to a person's page (`[Kestrel](/u/kestrel) May 1`), and tags: blocks of nothing but
    links to lists of pages."""
    if not page.scraped:
        return
    for index in page.left():
        block, links = page.blocks[index], page.links(index)
        label = _tag_label_above(page, index) if links else None
        if not links or block.ordered or (label is None and page.is_led_to(index)):
            continue
        if block.kind == "item" and (last := _tag_list(page, index)) is not None:
            yield Mark(index, last, "boilerplate", "tag_links")
        elif block.kind == "paragraph" and _are_tags(page, index):
            yield Mark(index if label is None else label, index, "boilerplate", "tag_links")
        elif (
            (block.kind in ("paragraph", "heading") or page.is_image_only(index))
            and all(leads_to_person(link) for link in links)
            and _is_signature(page, index)
        ):
            yield Mark(index, index, "boilerplate", "profile_line")


def _tag_label_above(page: Page, index: int) -> int | None:
    """`Topics:` right above links to tags."""
    before = page.before(index)
    if before is None or page.blocks[before].kind != "paragraph" or page.links(before):
        return None
    words = _WORDS.findall(page.text(before).lower())
    return before if words and _TAG_WORDS.issuperset(words) else None


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
    links = [link for link in page.links(index) if link.text]
    if not links or not all(
        _TAG_PATH.search(link.url) and len(link.text.split()) <= MAX_MENU_WORDS for link in links
    ):
        return False
    beside = _WORDS.findall(page.inlines[index].outside)
    if any(word.lower() not in _TAG_WORDS for word in beside):
        return False
    return not beside or page.phrase("boilerplate", index) is None


def leads_to_person(link: FoundLink) -> bool:
    """Whether a link's words, if it has any, are the name that its address ends in; of the page of an author the address
    need not have all of it (`[Lucía Ferrer](/autor/lucia)`)."""
    if _PROFILE_PATH.search(link.url) is None:
        return False
    return text_key(link.text) in text_key(link.url) or (
        _AUTHOR_PATH.search(link.url) is not None and _is_name(link.text)
    )


def _is_name(text: str) -> bool:
    """Whether a text may be a person's name: a few words, each with a capital, or a few signs of a script without."""
    words = text.split()
    if not 0 < len(words) <= MAX_MENU_WORDS or len(text) > MAX_NAME_CHARS:
        return False
    capital = all(word[0].isupper() or word in NAME_PARTICLES for word in words) and len(words) > 1
    return capital or (len(text) <= MAX_UNSPACED_NAME and not any(map(str.isascii, text)))


def _is_signature(page: Page, index: int) -> bool:
    """Whether the words around a link to a person are a name, a date and numbers, and no sentence."""
    outside = page.inlines[index].outside.strip()
    if outside and page.text(index).rstrip().endswith((".", "!", "?", ":", ",")):
        return False
    left = _STAMP.sub(" ", _NAME_IN_BRACKETS.sub(" ", outside))
    words = _WORDS.findall(left)
    if page.words(index) > (MAX_SIGNATURE_WORDS if words and _is_signed(words) else MAX_HEADER_WORDS):
        return not outside
    return all(_DATE_WORD.fullmatch(word) or _SIGNING_WORD.fullmatch(word) for word in words)


def _is_signed(words: list[str]) -> bool:
    return any(_SIGNING_WORD.fullmatch(word) for word in words)


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
    return not page.links(index) and _REPLY.fullmatch(page.text(index)) is None and page.words(index) > 1


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
    if below is None or not 1 < page.words(index) <= MAX_MENU_WORDS or not _is_name(name):
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
        return below.split() if _is_name(below) else []
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
