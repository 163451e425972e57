"""Lines of several words of a page's frame, parted by strokes and dots: toolbars, bylines, feet of pages.

`By Jane Doe · Updated: Mar 2, 2024 · 47 Comments`, `Privacy notice | Terms of use | Cookie settings`: no phrase is the
whole line, but every part of it is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.records import RemovalCategory
from pipeline.stripping.blocks.page import LONGEST, Mark, Page
from pipeline.stripping.blocks.profile_lines import leads_to_person
from pipeline.stripping.inline_pass import FoundLink
from pipeline.stripping.text_forms import phrase_form

_PARTED = re.compile(r"\s*[|·•‧∙⋅｜]\s*|\s+[–—-]\s+|\s*\n\s*")
_HAS_PARTS = re.compile(r"[|·•‧∙⋅｜\n]|\s[–—-]\s")
MAX_PARTS = 16
MAX_LINE_CHARS = 300
MAX_WORDS_OUTSIDE = 15
"""Words outside the links of a line; more are a sentence with links."""
MAX_PART_CHARS = 100
"""Characters of a part of a line; more are a sentence."""
_IS_DATE = re.compile(
    r"[^\W\d_]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
)
_DATE = "date"
"""Stands for the rule of a date, which tells nothing by itself."""
_USES = ("boilerplate", "byline", "navigation", "footer_link", "account_link")
_PLAIN = frozenset(["page_words", "interface_words", "footer_link", "account_link"])
"""Rules whose single words (Print, Help, Search) tell nothing by themselves."""


_MAY_BE_CHOICES = frozenset(["page_actions", "page_words", "interface_words"])
"""Rules for words that a menu may hold of which the article speaks."""
_IN_LISTS = _MAY_BE_CHOICES | {
    "page_counters",
    "page_furniture",
    "skip_link",
    "share_words",
    "page_jump",
    "share_label",
    "comment_form",
    "cookie_notice",
    "forum_menu",
    "platform_note",
}
MAX_MENU_ENTRY_WORDS = 2
MIN_MENU_WORDS = 2
"""Entries of a forum's menu for a post that tell what the other words of the list are."""


def frame_lines(page: Page) -> Iterator[Mark]:
    """Paragraphs of two parts or more, all of which stand in the frame of a page."""
    if not page.scraped:
        return
    for index in page.left():
        if page.blocks[index].kind != "paragraph" or page.blocks[index].depth:
            continue
        rules = frame_parts(page, index)
        if not rules or page.phrase("boilerplate", index) is not None:
            continue
        if not page.is_led_to(index) and not page.inlines[index].bold:
            ways = all(rule in ("footer_link", "share_label", "share_words", "page_jump") for rule in rules)
            category: RemovalCategory = "navigation" if ways else "boilerplate"
            yield Mark(index, index, category, "frame_line")


def frame_parts(page: Page, index: int) -> list[str]:
    """The rule of each part of a line; nothing where a part is of no frame, or none of them tells of one."""
    text = page.text(index)
    if len(text) > MAX_LINE_CHARS:
        return []
    rules = _rules_of(page, _PARTED.split(text)) if _HAS_PARTS.search(text) else []
    links = [link for link in page.links(index) if link.text]
    if rules or not links or len(page.inlines[index].outside.split()) > MAX_WORDS_OUTSIDE:
        return rules
    if _signs(page, index, links):
        return ["byline", "byline"]
    buttons = any(link.share for link in links) or (len(links) > 1 and page.is_link_only(index))
    return _rules_of(page, _parts(page, index), buttons)


def _signs(page: Page, index: int, links: list[FoundLink]) -> bool:
    """`April 29, 2019 [No Comments](…) [Theo West](/author/theo)`: a person's link, and beside it dates and such words."""
    people = [link for link in links if leads_to_person(link)]
    if len(people) != 1:
        return False
    others = [
        part for part in map(phrase_form, _parts(page, index)) if part and part != phrase_form(people[0].text)
    ]
    return bool(others) and all(_IS_DATE.fullmatch(part) or _rule_of(page, part) for part in others)


def _rules_of(page: Page, pieces: Iterable[str], tells: bool = False) -> list[str]:
    """The rules of the pieces of a line; `tells` that its links are buttons, whatever their words."""
    rules: list[str] = []
    for piece in pieces:
        part = phrase_form(piece)
        if not part:
            continue
        if len(part) > MAX_PART_CHARS:
            return []
        rule = _rule_of(page, part) or (_DATE if _IS_DATE.fullmatch(part) else None)
        if rule is None or len(rules) == MAX_PARTS:
            return []
        rules.append(rule)
        tells = (
            tells
            or (rule not in _PLAIN and rule != _DATE)
            or (rule != _DATE and " " in part)
            or not part.isascii()
        )
    if len(rules) < 2:
        return []
    return rules if tells else []


def _rule_of(page: Page, part: str) -> str | None:
    for use in _USES:
        if len(part) <= LONGEST[use]:
            rule = page.rules.phrase(use, part)
            if rule is not None:
                return rule
    return None


def _parts(page: Page, index: int) -> Iterator[str]:
    """The pieces of a line: between strokes and dots, and each link's words by themselves."""
    text = page.text(index)
    for link in page.links(index):
        before, found, after = text.partition(link.text) if link.text else (text, "", text)
        if found:
            yield from _PARTED.split(before)
            yield from _PARTED.split(link.text)
            text = after
    yield from _PARTED.split(text)


def frame_lists(page: Page) -> Iterator[Mark]:
    """Lists of nothing but such words and lines (`* Copy link` / `* Print this article`), which no sentence leads to."""
    if not page.scraped:
        return
    last = -1
    for index in page.left():
        block = page.blocks[index]
        if index <= last or block.kind != "item" or block.ordered or block.depth != 1:
            continue
        run = list(page.run_of(index))
        items, last = [i for i in run if not page.is_empty(i)], run[-1]
        if not items or page.is_led_to(index) or any(page.inlines[i].images for i in items):
            continue
        rules = [_frame_item(page, i) for i in items]
        menu = rules.count("forum_menu") >= MIN_MENU_WORDS
        if menu:  # beside "Permalink", "Bookmark" is a button as well
            rules = [rule or _is_entry(page, i) for i, rule in zip(items, rules, strict=True)]
        if all(rules) and (not _MAY_BE_CHOICES.issuperset(rules) or page.borders_on_nothing(index, last)):
            yield Mark(index, last, "boilerplate", "forum_menu" if menu else "frame_line")


def _is_entry(page: Page, index: int) -> str | None:
    """The rule of a short entry among those of a forum's menu."""
    return "forum_menu" if page.words(index) <= MAX_MENU_ENTRY_WORDS else None


def _frame_item(page: Page, index: int) -> str | None:
    """The rule of an item that says what the frame of a page says."""
    rule = page.phrase("boilerplate", index) or page.phrase("navigation", index)
    if rule in _IN_LISTS and (rule not in _PLAIN or page.words(index) > 1):
        return rule
    return next(iter(frame_parts(page, index)), None)
