"""Lines on an author whom the page named before: `By Ray Delgado` above the text, `Ray Delgado is a mechanic …` below it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.author_boxes import MAX_AUTHOR_WORDS
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.profile_lines import leads_to_person

_SIGNED = re.compile(
    r"\b(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or|[Dd]i|[Dd]oor|[Aa]utore?a?|[Aa]uteure?):?\s+"
    r"(?P<name>[^\W\d_a-z][\w.’'-]+(?: [^\W\d_a-z][\w.’'-]*){1,2})(?![\w’'])"
)
_TELLS = re.compile(
    r"(?:,? is (?:an?|our|currently|based|responsible|known|passionate|the (?:founder|co-founder|editor|author|owner|creator|senior|managing|chief|lead|head|voice|blogger|writer|person))|,? (?:has|writes|covers|lives|works|loves|joined|specializes|holds|spends|enjoys"
    r"|ist|hat|schreibt|arbeitet|lebt|testet|est|écrit|a|travaille|es|ha|escribe|trabaja|è|scrive|lavora|é|escreve|trabalha|jest|pisze|pracuje))\b"
)
_SELF = re.compile(
    r"(?:(?:hey|hi|hello|hola|ciao|hallo|bonjour|olá)\b[^.!?]{0,20}[!.,] )?(?:(?:i[’'`]?m|i am|my name is|ich bin|je suis|soy|sono|sou|jestem) )",
    re.IGNORECASE,
)
"""How authors introduce themselves: `Hey! I'm Jane Doe, founder of …`."""
_NETWORKS = frozenset(
    [
        "linkedin",
        "twitter",
        "x",
        "facebook",
        "instagram",
        "youtube",
        "github",
        "mastodon",
        "threads",
        "tiktok",
        "pinterest",
        "bluesky",
        "medium",
        "website",
        "email",
        "e-mail",
        "rss",
    ]
)
_FULL_NAME = re.compile(r"[^\W\d_a-z][\w.’'-]+(?: [^\W\d_a-z][\w.’'-]*){1,2}")
_MARKS = frozenset(["byline", "profile_line", "author_box", "frame_line"])
MIN_NAME_WORDS = 2
MAX_NAMES = 20
"""People whom a page names as its authors; with more it is no article of one."""
MAX_PROSE_WORDS = 25
"""Words of a paragraph above which it is the article's, where no name opens it."""


def author_lines(page: Page) -> Iterator[Mark]:
    """Paragraphs that open with the full name of the author and tell of them, above the article's first paragraph or
    below its middle."""
    if not page.scraped:
        return
    names = tuple(_names(page))
    if not names:
        return
    middle = page.middle()
    prose = False
    for index in page.left():
        block, text = page.blocks[index], page.text(index)
        if block.kind == "heading" and text in names and (not prose or index >= middle):
            yield Mark(index, index, "boilerplate", "author_box")
            continue
        if block.kind == "heading" and block.level > 1:
            prose = True
        if block.kind != "paragraph" or block.depth:
            continue
        if page.is_image_only(index) and all(i.alt.strip() in names for i in page.inlines[index].images):
            if page.removed_by.get(_beside(page, index, -1)) in _MARKS:
                yield Mark(index, index, "boilerplate", "author_box")
            continue
        if (not prose or index >= middle) and _leads_to_networks(page, index):
            yield Mark(index, index, "boilerplate", "author_box")
            continue
        if (not prose or index >= middle) and page.words(index) <= MAX_AUTHOR_WORDS:
            opens = _opens_with(text, names if prose else names + tuple(name.split()[0] for name in names))
            if opens:
                yield Mark(index, index, "boilerplate", "author_box")
                continue
        prose = prose or page.words(index) > MAX_PROSE_WORDS


def _leads_to_networks(page: Page, index: int) -> bool:
    """Whether a block beside lines on an author is links to their pages on networks: `[LinkedIn](…) [YouTube](…)`."""
    links = [link.text.strip().lower() for link in page.links(index) if link.text]
    beside = (
        page.removed_by.get(_beside(page, index, -1)) in _MARKS
        or page.removed_by.get(_beside(page, index, 1)) in _MARKS
    )
    return page.is_link_only(index) and beside and _NETWORKS.issuperset(links)


def _beside(page: Page, index: int, step: int) -> int:
    """The nearest block on one side that shows something, whether it is left or not."""
    at = index + step
    while 0 <= at < len(page.blocks) and page.is_empty(at):
        at += step
    return at


def _opens_with(text: str, names: tuple[str, ...]) -> bool:
    """Whether a text is one of the names, or opens with one and tells of the person."""
    if (greeting := _SELF.match(text)) is not None:
        return text[greeting.end() :].startswith(names)
    name = next((name for name in names if text.startswith(name)), None)
    return name is not None and (text == name or _TELLS.match(text[len(name) :]) is not None)


def _names(page: Page) -> set[str]:
    """Full names in the bylines and links to authors that are gone."""
    found: set[str] = set()
    for index, rule in page.removed_by.items():
        if rule not in _MARKS:
            continue
        named = rule == "byline"
        found.update(n.text.strip() for n in page.links(index) if named or leads_to_person(n))
        if named and _FULL_NAME.fullmatch(page.text(index)):
            found.add(page.text(index))
        found.update(match["name"] for match in _SIGNED.finditer(page.text(index)))
        if len(found) >= MAX_NAMES:
            break
    return {name for name in found if len(name.split()) >= MIN_NAME_WORDS}
