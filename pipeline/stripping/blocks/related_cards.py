"""The cards in which other articles are shown: a heading or picture, lines on what the article says, a button."""

from __future__ import annotations

import re

from pipeline.stripping.blocks.headlines import is_headline
from pipeline.stripping.blocks.page import Page
from pipeline.stripping.text_forms import phrase_form

DATE_LINE = re.compile(
    r"\d{1,3} min(?:ute)?s? read|(?:[A-Z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?(?:, \d{4})?|\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})"
    r"(?:,? (?:at |um |à |a las |às |alle )?\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?| uhr)?)?(?:(?: ?[|·•–-] ?| )(?:\d+ (?:comments?|min(?:ute)?s?(?: read)?)|no comments))?"
    r"|(?:\d{1,3}|an?) (?:minute|hour|day|week|month|year)s? ago|vor (?:\d{1,3}|einem|einer) (?:minute|stunde|tag|woche|monat|jahr)e?n?"
    r"|hace (?:\d{1,3}|una?) (?:minuto|hora|d[ií]a|semana|mes|año)(?:e?s)?|há (?:\d{1,3}|uma?) (?:minuto|hora|dia|semana|m[eê]s|ano)(?:e?s)?"
    r"|il y a (?:\d{1,3}|une?) (?:minute|heure|jour|semaine|mois|an)s?|(?:\d{1,3}|una?|un[’']) ?(?:minut|or|giorn|settiman|mes|ann)[aeio] fa"
    r"|\d{1,3} (?:минут\w?|час\w{0,2}|д(?:ень|ня|ней)|недел\w|месяц\w{0,2}|год\w?|лет) назад|\d{1,3} (?:phút|giờ|ngày|tuần|tháng|năm) trước"
    r"|\d{1,3} (?:menit|jam|hari|minggu|bulan|tahun) (?:yang )?lalu|\d{1,3} (?:dakika|saat|gün|hafta|ay|yıl) önce|\d{1,3} ?(?:分|小时|小時|時間|天|日|周|週間|个月|個月|か月|ヶ月|年)(?:钟|鐘)?前|\d{1,3}(?:분|시간|일|주|개월|년) 전",
    re.IGNORECASE,
)
"""A date, or how long ago it was, alone on its line, between one link to an article and the next."""
_MORE = re.compile(
    r"(?:read|learn|see|find out|view|get) (?:more|article|post|story|the (?:article|guide|post)|full (?:story|article))|continue reading|weiterlesen|mehr (?:lesen|erfahren)|lire (?:la suite|plus)|en savoir plus|leer más|saber más|leggi (?:tutto|di più)|ler mais|saiba mais|lees (?:meer|verder)|czytaj (?:więcej|dalej)"
)
"""The link that closes a card."""
MAX_KICKER_WORDS = 3
"""Words of what stands above the heading of a card: the section it is from."""
MAX_MORE_WORDS = 4
"""Words of the link that closes a card: "Read more"."""
MAX_TEASER_WORDS = 45
MAX_CUT_WORDS = 90
"""Words below the heading of a card that leads to another article; more where they break off with three dots."""


def is_teased_item(page: Page, index: int) -> bool:
    """An item that is a picture, the link to an article that it stands for, and lines on what that article says."""
    block, inline = page.blocks[index], page.inlines[index]
    links = [link for link in inline.links if link.text]
    if block.kind != "item" or block.ordered or len(links) != 1 or not inline.images:
        return False
    opens = inline.text.startswith(links[0].text) and "\n" in block.content.strip()
    return opens and is_headline(links[0].text) and len(inline.outside.split()) <= MAX_TEASER_WORDS


def is_card_heading(page: Page, index: int, label: int) -> bool:
    """`#### [Why the Fan Is Loud](/loud)`, the heading of a card under a label: nothing but a link to another page."""
    block = page.blocks[index]
    if block.kind != "heading" or not page.is_link_only(index):
        return False
    under = page.blocks[label].kind != "heading" or block.level >= page.blocks[label].level
    under = under or _is_raised(page, index, label)
    return under and not any(link.url.startswith("#") for link in page.links(index))


def _is_raised(page: Page, index: int, label: int) -> bool:
    """Whether the heading of a card that is set larger than the label it stands below has no text of its own: what
    follows is its date, the picture of the next card, another heading or the end of the page."""
    after = page.after(index)
    links = [link for link in page.links(index) if link.text]
    if page.phrase("related_label", label) is None or len(links) != 1 or not is_headline(links[0].text):
        return False
    return (
        after is None
        or page.blocks[after].kind == "heading"
        or page.is_image_only(after)
        or DATE_LINE.fullmatch(page.text(after)) is not None
    )


def is_kicker(page: Page, index: int, label: int) -> bool:
    """`Blog` above `## [Why the Fan Is Loud](/loud)`: the section that a card is from."""
    after = page.after(index)
    return (
        page.blocks[index].kind == "paragraph"
        and 0 < page.words(index) <= MAX_KICKER_WORDS
        and not page.links(index)
        and after is not None
        and is_card_heading(page, after, label)
    )


def closed_card_end(page: Page, index: int, label: int) -> int | None:
    """Last block of a card whose link stands below it: `### Why the Fan Is Loud` / a teaser / `[Read more](/loud)`."""
    block, at = page.blocks[index], page.after(index)
    below = page.blocks[label].kind == "heading" and block.level > page.blocks[label].level
    if block.kind != "heading" or not below or page.links(index) or at is None:
        return None
    if page.blocks[at].kind == "paragraph" and not page.links(at) and page.words(at) <= MAX_TEASER_WORDS:
        at = page.after(at)
    if at is None or page.blocks[at].kind != "paragraph" or not page.is_link_only(at):
        return None
    return at if page.words(at) <= MAX_MORE_WORDS and _is_more(page, at) else None


def _is_more(page: Page, index: int) -> bool:
    words = phrase_form(page.text(index))
    return (
        page.phrase("boilerplate", index) in ("interface_words", "page_words")
        or _MORE.fullmatch(words) is not None
    )


def is_teaser(page: Page, index: int, label: int, one_more: bool) -> bool:
    """The lines of a card below its heading, with another card below them or the end of the page; `one_more` tells that
    a card before had them as well, so that they may end the list above a heading."""
    before, after = page.before(index), page.after(index)
    if before is not None and (DATE_LINE.fullmatch(page.text(before)) or _is_section(page, before)):
        before = page.before(before)
    if before is None or not is_card_heading(page, before, label):
        return False
    if (
        page.blocks[index].kind != "paragraph"
        or page.blocks[index].depth
        or page.words(index)
        > (MAX_CUT_WORDS if page.text(index).endswith(("…", "...")) else MAX_TEASER_WORDS)
    ):
        return False
    if page.links(index) or page.phrase("boilerplate", index):
        return False
    if after is None or is_card_heading(page, after, label) or is_kicker(page, after, label):
        return True
    if page.phrase("boilerplate", after) == "interface_words" or DATE_LINE.fullmatch(page.text(after)):
        return True
    if one_more and page.blocks[after].kind == "heading" and page.blocks[before].kind == "heading":
        return True
    return page.blocks[after].kind == "paragraph" and (
        page.is_link_only(after) or _is_linked_picture(page, after)
    )


def _is_section(page: Page, index: int) -> bool:
    """`[Care](/category/care/)` below the heading of a card."""
    block = page.blocks[index]
    return block.kind == "paragraph" and page.is_link_only(index) and page.words(index) <= MAX_KICKER_WORDS


def _is_linked_picture(page: Page, index: int) -> bool:
    return page.is_image_only(index) and bool(page.links(index))
