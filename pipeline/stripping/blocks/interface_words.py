"""What buttons, forms and notices of a page said: lines known by their words, unless those are the article's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.frame_signs import answers_feedback, asks_for_feedback
from pipeline.stripping.blocks.newsletters import NEWSLETTER_RULES, pictures_of_prompts
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.picture_credits import has_picture

_COPYRIGHT = re.compile(r"\W*(?:copyright\b|©|\(c\))", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_CODES = re.compile(
    r"(?:codes?|coupons?|vouchers?|gutschein\w*|rabatt\w*|cup[oó]n\w*|cupom|cupons|códigos?|codici?e?|kody?)",
    re.IGNORECASE,
)
_DASHES = ("-", "–", "—")
_SPEAKS_OF_ADS = re.compile(
    r"\b(?:ads?|advert\w*|affiliate\w*|amazon associate|commissions?|ko-?fi|patreon|coffee|publicid\w+|publicit\w+|anzeige|werbung|reklam\w*)\b|реклам|広告|广告|廣告|광고",
    re.IGNORECASE,
)
"""What a notice or a label between two steps speaks of, which is no part of a step."""
MAX_LABEL_WORDS = 2
ONLY_WHERE_SOLD = frozenset(
    [
        "page_furniture",
        "newsletter_prompt",
        "newsletter_invitation",
        "disclosure",
        "trust_statement",
        "associate_notice",
        "affiliate_notice",
        "cookie_notice",
        "tag_labels",
        "price_note",
        "lost_button",
        "page_words",
        "page_counters",
        "page_actions",
        "channel_prompt",
        "coupon_line",
        "image_credit",
        "donation_prompt",
        "official_banner",
        "forum_menu",
        "question_site",
        "icon_words",
        "github_words",
        "support_words",
    ]
)
"""Rules for pages that carry ads: licences and manuals say "All rights reserved" and "We use cookies to …"
themselves. Phrases of a user's own apply everywhere."""
PROMPT_RULES = frozenset(
    [
        "interface_words",
        "newsletter_box",
        "newsletter_prompt",
        "newsletter_invitation",
        "disclosure",
        "trust_statement",
        "associate_notice",
        "affiliate_notice",
        "feedback_prompt",
        "wikihow_words",
        "ifixit_words",
        "instructables_words",
        "reddit_words",
        "mediawiki_words",
        "github_words",
        "support_words",
        "platform_note",
        "comment_form",
        "page_words",
        "page_counters",
        "page_actions",
        "channel_prompt",
        "skip_link",
        "official_banner",
        "question_site",
        "icon_words",
        "frame_line",
        "reader_comments",
        "tag_links",
        "profile_line",
        "vote_count",
        "share_link",
        "share_list",
        "share_label",
        "share_words",
        "page_jump",
        "empty_link",
        "html_wrapper",
        "doubled_button",
    ]
)
"""Rules whose finds leave a heading behind that labelled them and nothing else."""
_ALSO_IN_ITEMS = frozenset(
    ["template_tag", "comment_form", "wikihow_words", "ifixit_words", "mediawiki_words"]
)
"""Rules that also look at what stands in items."""
_BUTTON_USES = ("boilerplate", "navigation", "footer_link", "account_link", "home_link", "foot_column")
MIN_CLOSING_WORDS = 5
"""Words of a newsletter's prompt at the end of a page without ads; fewer ("Sign up") may be the article's."""
MIN_OTHER_LINKS = 2
MAX_LIST_ENTRIES = 40
"""Links of a list that are no buttons, and entries that are looked at to tell."""
MAX_UNLINKED_WORDS = 5
MAX_EXAMPLES = 12
"""Quoted lines that one sentence may lead to; looking further, a quotation without end would cost its square."""
MIN_LEAD_WORDS = 4
"""Words of a sentence that leads to a quotation; fewer label it ("Disclosure:")."""
MAX_PROMPT_WORDS = 70
"""Longest newsletter prompt or notice taken; longer blocks hold more than that."""


def interface_leftovers(page: Page) -> Iterator[Mark]:
    """Blocks that say nothing but what a button, a form or a notice of the page said."""
    headings: list[tuple[int, str]] = []
    for index in page.left():
        block = page.blocks[index]
        step = block.kind == "item" and block.ordered
        if block.kind in ("code", "table", "rule") or (step and not page.text(index).endswith("}")):
            continue
        rule = page.phrase("boilerplate", index) if page.words(index) <= MAX_PROMPT_WORDS else None
        if step and rule != "template_tag":
            continue
        if rule in ONLY_WHERE_SOLD and not page.scraped and not _closes_page(page, index, rule):
            continue
        if rule == "page_words" and _stands_alone(page, index):
            continue
        if rule in ("page_words", "interface_words") and _is_one_of_links(page, index):
            continue
        question = rule == "interface_words" and asks_for_feedback(rule, page.text(index))
        if question and page.is_led_to(index):
            continue
        if rule in _THE_ARTICLES_OWN and _THE_ARTICLES_OWN[rule](page, index):
            continue
        if rule in ONLY_WHERE_SOLD and _is_example(page, index):
            continue
        nested = block.depth and rule not in _ALSO_IN_ITEMS and not page.is_link_only(index)
        if nested and page.scraped and block.kind == "paragraph" and not page.is_led_to(index):
            nested = _SPEAKS_OF_ADS.search(page.text(index)) is None
        if rule is None or not page.text(index) or (nested and not _is_dashed(page, index)):
            continue
        if rule == "tag_labels" and not (_is_label_of_links(page, index) or page.phrase("plain_tags", index)):
            continue
        if block.kind == "heading":
            headings.append((index, rule))
        else:
            yield Mark(index, index, "boilerplate", rule)
    for index, rule in headings:
        after = page.after(index)
        # A section may well be called "Close" or "Advertisement"; a heading over nothing is a leftover.
        over_nothing = after is None or (
            page.blocks[after].kind == "heading" and page.blocks[after].level <= page.blocks[index].level
        )
        asked = asks_for_feedback(rule, page.text(index))
        answered = asked and after is not None and answers_feedback(page, after)
        gone = page.removed_by.get(index + 1) in PROMPT_RULES
        if over_nothing or answered or gone or page.is_link_only(index):
            yield Mark(index, index, "boilerplate", rule)
    yield from pictures_of_prompts(page)


def _is_example(page: Page, index: int) -> bool:
    """A notice that the article quotes: "Copy one of these sentences:" and below it "> As an Amazon Associate …"."""
    at: int | None = index
    for _ in range(MAX_EXAMPLES):
        if at is None or not page.blocks[at].quoted:
            break
        at = page.before(at)
    if at is None or at == index or page.words(at) < MIN_LEAD_WORDS:
        return False
    return page.text(at).rstrip("*_ ").endswith((":", "：")) and page.blocks[at].kind in ("paragraph", "item")


def _stands_alone(page: Page, index: int) -> bool:
    """Whether a word is the article's: what a sentence leads to ("Click this button:" / "Cancel"), what heads the
    text below it in bold, or one word ("Search") with nothing of the page's frame beside it."""
    alone = page.words(index) == 1 and not page.is_link_only(index) and not _in_company(page, index)
    calls = any(link.url.startswith(("tel:", "mailto:")) for link in page.links(index))
    return page.is_led_to(index) or page.inlines[index].bold or alone or calls or page.is_told_below(index)


def _is_one_of_links(page: Page, index: int) -> bool:
    """Whether a link stands in a list of links of which others say what no button does: `* [New](…)` / `* [Save](…)`."""
    block = page.blocks[index]
    if block.kind != "item" or block.ordered or not page.is_link_only(index):
        return False
    first = index
    while first > index - MAX_LIST_ENTRIES and first and page.blocks[first - 1].list_id == block.list_id:
        first -= 1
    others = 0
    for at in range(first, len(page.blocks)):
        if page.blocks[at].list_id != block.list_id or at - index > MAX_LIST_ENTRIES:
            break
        button = any(page.phrase(use, at) for use in _BUTTON_USES) or any(n.share for n in page.links(at))
        others += page.is_link_only(at) and not button
    return others >= MIN_OTHER_LINKS


def _is_unlinked_button(page: Page, index: int) -> bool:
    """Whether a few words lead nowhere: the article may say what stands on a button."""
    return page.is_led_to(index) or (not page.links(index) and page.words(index) <= MAX_UNLINKED_WORDS)


def _is_about_codes(page: Page, index: int) -> bool:
    """Whether a heading tells that codes are what the article is about, or a sentence leads to the line."""
    return page.is_led_to(index) or any(map(_CODES.fullmatch, page.heading_vocabulary))


_THE_ARTICLES_OWN = {
    "page_actions": Page.is_led_to,
    "page_script": Page.is_led_to,
    "channel_prompt": Page.is_led_to,
    "forum_menu": Page.is_led_to,
    "icon_words": Page.is_led_to,
    "support_words": Page.is_led_to,
    "coupon_line": _is_about_codes,
    "image_credit": has_picture,
    "donation_prompt": _is_unlinked_button,
    "network_code": Page.is_led_to,
}
"""What tells that a line is the article's own, for rules whose words may well be."""


def _in_company(page: Page, index: int) -> bool:
    """Whether what stands right above is gone, what stands right below goes too, or either is nothing at all."""
    above, below = index - 1, index + 1
    if above < 0 or not page.alive[above] or below == len(page.blocks) or not page.alive[below]:
        return True
    return bool(page.phrase("boilerplate", below) or page.phrase("navigation", below))


def _is_dashed(page: Page, index: int) -> bool:
    """`- Anzeige -`: a word between dashes, which Markdown takes for a list item."""
    block = page.blocks[index]
    return block.kind == "item" and block.depth == 1 and block.content.rstrip("*_ \n").endswith(_DASHES)


def _is_label_of_links(page: Page, index: int) -> bool:
    """Whether a line is a label of one or two words and links: `Etiquetas: [Windows](…), [Pantalla](…)`."""
    outside = page.inlines[index].outside
    return bool(page.links(index)) and len(_LETTERS.findall(outside)) <= MAX_LABEL_WORDS


def _closes_page(page: Page, index: int, rule: str) -> bool:
    """Whether a line ends a page as the site's, and the page carries no ads: one that asks to subscribe, and a copyright
    line with links ("Privacy", "Powered by …"); one without may be the author's."""
    if page.after(index) is not None:
        return False
    if rule in NEWSLETTER_RULES:
        return page.words(index) >= MIN_CLOSING_WORDS and not page.is_led_to(index)
    return bool(page.links(index)) and _COPYRIGHT.match(page.text(index)) is not None
