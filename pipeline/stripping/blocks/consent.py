"""The dialog of a consent manager (OneTrust, Cookiebot and the like), which lies over every page of a site and which a
crawler finds at the end of the page: kinds of cookies, switches, buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.text_forms import phrase_form

_OPENS = re.compile(
    r"privacy preference cent(?:er|re)|your privacy|manage (?:cookie )?(?:consent|preferences|cookies)(?: preferences)?|do not sell or share my personal (?:data|information)"
    r"|(?:cookie|consent|privacy) (?:preferences?|settings|consent)(?: cent(?:er|re)| manager)?|privacy overview|about (?:your )?(?:privacy|cookies)|cookies on [\w. ]{2,40}"
)
_BUTTON = re.compile(
    r"always active|always enabled|confirm my choices|(?:reject|allow|accept|decline) all(?: cookies)?(?: (?:allow|accept|reject|decline) all(?: cookies)?)?|accept cookies(?: reject all)?"
    r"|cookies? details\W*|cookie list|apply cancel|apply|cancel|clear|(?:\[?x?\]? ?)?(?:checkbox|switch) label(?: label)*|consent leg\.? ?interest|opt-?out request honored|vendors? list|view vendor details"
    r"|save (?:my )?(?:preferences|settings|choices)(?: accept all)?|save (?:&|and) (?:accept|exit|close)|back button|filter (?:button|icon)|search icon|host description|view cookies"
    r"|(?:(?:accept|reject|allow|decline) (?:additional|analytics|optional|essential|non-essential|necessary|only necessary) cookies|view cookies|change (?:your )?cookie settings|cookie settings)(?: (?:(?:accept|reject|allow|decline) (?:additional|analytics|optional|essential|non-essential|necessary|only necessary) cookies|view cookies|cookie settings))*"
    r"|hide (?:this |cookie )?message|you(?:[’']ve| have) (?:accepted|rejected) (?:all |additional |analytics |optional )?cookies\b.{0,90}"
)
"""What the dialog's switches and buttons say."""
_OF_CONSENT = re.compile(
    r"\bcookies?\b|personal (?:information|data)|\bconsent|\bprivacy\b|third[- ]part", re.IGNORECASE
)
_ANYWHERE = frozenset(["apply", "cancel", "clear", "cookie list"])
"""Words of buttons that other dialogs have as well."""
MAX_OPENING_CHARS = 60
MAX_OPENINGS = 20
"""Headings of dialogs that are looked at; each look may go over the whole page."""
MIN_BUTTONS = 3
MAX_PLAIN_WORDS = 12
"""Words of a line of the dialog that says nothing of cookies: a label."""


def consent_dialogs(page: Page) -> Iterator[Mark]:
    """The dialog from its first heading to its last button: only what tells of cookies stands between, and buttons do."""
    if not page.scraped:
        return
    middle = page.middle()
    until = -1
    openings = 0
    for index in page.left():
        if (
            openings == MAX_OPENINGS
            or index <= until
            or page.blocks[index].kind not in ("heading", "paragraph")
        ):
            continue
        text = page.text(index)
        if len(text) > MAX_OPENING_CHARS or not _OPENS.fullmatch(phrase_form(text)):
            continue
        openings += 1
        last, buttons = _dialog(page, index)
        if len(buttons) >= MIN_BUTTONS and (index >= middle or last < middle):
            until = last
            yield Mark(index, last, "boilerplate", "consent_dialog")


def _dialog(page: Page, first: int) -> tuple[int, set[str]]:
    """Last block of a dialog that begins at `first`, and the buttons in it."""
    last, buttons = first, set[str]()
    for index in range(first + 1, len(page.blocks)):
        block, text = page.blocks[index], page.text(index)
        if not page.alive[index] or page.is_empty(index) or block.kind == "rule":
            continue
        words = phrase_form(text)
        if _BUTTON.fullmatch(words):
            buttons.update({words} - _ANYWHERE)
            last = index
        elif _OF_CONSENT.search(text) or page.words(index) <= MAX_PLAIN_WORDS:
            if block.kind in ("code", "table") or block.ordered:
                break
        else:
            break
    return last, buttons
