"""Names and pictures that link to a person's page, with dates beside them; and links to tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.frame import MAX_HEADER_WORDS, MAX_MENU_WORDS
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.inline_pass import FoundLink
from pipeline.stripping.text_forms import text_key

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
        _AUTHOR_PATH.search(link.url) is not None and is_name(link.text)
    )


def is_name(text: str) -> bool:
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
