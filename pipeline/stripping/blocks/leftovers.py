"""What is left of the page around an article: interface words, prompts, notices, empty shells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.stripping.blocks.frame import asks_for_feedback
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.blocks.people import AVATAR
from pipeline.stripping.blocks.related import MIN_OWN_LINKS
from pipeline.stripping.text_forms import phrase_form, text_key

_RATING = re.compile(r"\d(?:\.\d{1,2})?(?:\s*(?:/|out of)\s*(?:5|10|100))?(?:\s*stars?)?")
_DATE = re.compile(
    r"(?:[^\W\d_]{3,9}\.? \d{1,2},? \d{4}|\d{1,2}\.? (?:de )?[^\W\d_]{3,12}\.?(?: de)?,? \d{4}|\d{4}[年./-]\s?\d{1,2}[月./-]\s?\d{1,2}[日.]?"
    r"|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}\. ?[^\W\d_]{3,12} \d{1,2}\.?)"
    r"(?:[, ]+(?:[–—-] )?(?:(?:at|um|à|às|a las|alle|o|om|kl\.?|в|о) )?\d{1,2}[:.h]\d{2}(?: ?(?:[ap]m|uhr|h))?)?",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:written|reviewed|edited|posted|tested|medically reviewed|fact[- ]checked) )?by:?|von:?|par:?|por:?|di:?|da|door:?|autore?a?:?|auteure?:?",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(
    r"(?!\d)[^\W\d_a-z][\w.’'-]*(?: (?:[^\W\d_a-z][\w.’'-]*|van|von|de|der|da|di)){1,3}(?:, \w{2,4}\.?)?"
)
_BY_ELSEWHERE = frozenset(
    ["von", "par", "por", "di", "door", "av", "af", "από", "του", "της", "от", "від", "oleh"]
)
_PARTICLES = frozenset(["von", "van", "de", "der", "da", "di", "del", "den", "ter", "la", "le", "dos", "do"])
_PARTED = re.compile(r"\s*[|,·•]\s*|\s+[–—-]\s+")
_COPYRIGHT = re.compile(r"\W*(?:copyright\b|©|\(c\))", re.IGNORECASE)
_VIEWS = re.compile(
    rf"[\d.,]+ ?[km]? (?:views|plays|likes|subscribers)(?:[ ·•|,-]+{_DATE.pattern})?", re.IGNORECASE
)
_FACT = re.compile(rf"{_DATE.pattern}|\d{{1,2}}(?::\d\d){{1,2}}")
_ICON = re.compile(r"[-_ /]icons?[\w -]*\.(?:png|svg|gif|webp)(?:\?|$)", re.IGNORECASE)
MAX_FACT_WORDS = 6
_COUNTER = re.compile(r"\d{1,3}(?:[ ,.]?\d{3})*")
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
_CLOCK = re.compile(
    r"(?:current time|duration|remaining time|loaded)\W{0,4}\d|seconds of .{3,60}volume", re.IGNORECASE
)
MAX_CLOCK_CHARS = 160
MIN_PLAYER_LINES = 4
_NEWSLETTER = re.compile(
    r"(?:(?:our|the|my|free|daily|weekly|e-?mail|unsere?|notre|nos|nuestros?|nuestr[oa]s?|onze|nasz) )*"
    r"(?:newsletters?|infolettres?|bolet(?:ín|ines)|boletins?|nieuwsbrie(?:f|ven)|ニュースレター|メルマガ)"
)
MAX_NEWSLETTER_BLOCKS = 6
MAX_NEWSLETTER_WORDS = 45
"""Paragraphs of a newsletter's box, and the words each may have."""
MIN_PORTRAIT_NAME = 3
_CREDIT = re.compile(r"[A-Z][^/.!?:,;\d]{1,40}/([A-Z][\w&-]{2,20})")
MAX_LABEL_WORDS = 2
MAX_NAME_WORDS = 5
ONLY_WHERE_SOLD = frozenset(
    [
        "page_furniture",
        "newsletter_prompt",
        "newsletter_invitation",
        "disclosure",
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
    ]
)
"""Rules for pages that carry ads: licences and manuals say "All rights reserved" and "We use cookies to …"
themselves. Phrases of a user's own apply everywhere."""
NEWSLETTER_RULES = frozenset(["newsletter_prompt", "newsletter_invitation"])
PROMPT_RULES = frozenset(
    [
        "interface_words",
        "newsletter_box",
        "newsletter_prompt",
        "newsletter_invitation",
        "disclosure",
        "associate_notice",
        "affiliate_notice",
        "feedback_prompt",
        "platform_note",
        "comment_form",
        "page_words",
        "page_counters",
        "page_actions",
        "channel_prompt",
        "skip_link",
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
_ARTICLE_RULES = frozenset(["lone_headline_link", "closing_headlines", "related_list", "related_line"])
MAX_BUTTON_WORDS = 10
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
        if block.kind in ("code", "table", "rule") or (block.kind == "item" and block.ordered):
            continue
        rule = page.phrase("boilerplate", index) if page.words(index) <= MAX_PROMPT_WORDS else None
        if rule in ONLY_WHERE_SOLD and not page.scraped and not _is_closing_copyright(page, index):
            continue
        if rule == "page_words" and _stands_alone(page, index):
            continue
        question = rule == "interface_words" and asks_for_feedback(rule, page.text(index))
        if question and page.is_led_to(index):
            continue
        if rule in _THE_ARTICLES_OWN and _THE_ARTICLES_OWN[rule](page, index):
            continue
        if rule in ONLY_WHERE_SOLD and _is_example(page, index):
            continue
        nested = block.depth and rule not in ("template_tag", "comment_form") and not page.is_link_only(index)
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
        if over_nothing or page.is_link_only(index) or page.removed_by.get(index + 1) in PROMPT_RULES:
            yield Mark(index, index, "boilerplate", rule)
    yield from _pictures_of_prompts(page)


def newsletter_boxes(page: Page) -> Iterator[Mark]:
    """The box of a newsletter in the midst of an article: its heading, its name, what it brings, the button to subscribe
    and the link to the other newsletters."""
    if not page.scraped:
        return
    for index in page.left():
        if page.blocks[index].kind != "heading" or page.words(index) > MAX_LABEL_WORDS + 1:
            continue
        if _NEWSLETTER.fullmatch(phrase_form(page.text(index))) is None:
            continue
        last = _newsletter_end(page, index)
        if last is not None:
            yield Mark(index, last, "boilerplate", "newsletter_box")


def _newsletter_end(page: Page, heading: int) -> int | None:
    """Last block of a newsletter's box; None where nothing below the heading asks to subscribe."""
    last, at = None, page.after(heading)
    for _ in range(MAX_NEWSLETTER_BLOCKS):
        if at is None or page.blocks[at].kind != "paragraph" or page.blocks[at].depth:
            break
        if page.words(at) > MAX_NEWSLETTER_WORDS:
            break
        if page.phrase("boilerplate", at) == "newsletter_prompt":
            last = at
        elif last is not None:
            others = page.is_link_only(at) and any("newsletter" in link.url for link in page.links(at))
            return at if others else last
        at = page.after(at)
    return last


def rating_lists(page: Page) -> Iterator[Mark]:
    """Stars to rate a page with, which lost their pictures: a list of the links 1 to 5, with the question above it and the
    verdict below ("Excellent")."""
    if not page.scraped:
        return
    for index in page.left():
        if page.text(index) != "1" or not _is_star(page, index):
            continue
        run = [i for i in page.run_of(index) if page.text(i)]
        counted = [page.text(i) for i in run] == [str(n) for n in range(1, len(run) + 1)]
        if len(run) not in (5, 10) or not counted or not all(_is_star(page, i) for i in run):
            continue
        above, below = page.before(index), page.after(run[-1])
        first = above if above is not None and _asks_for_stars(page, above) else index
        verdict = below is not None and page.blocks[below].kind == "paragraph" and page.words(below) == 1
        last = below if below is not None and verdict else run[-1]
        yield Mark(first, last, "boilerplate", "feedback_prompt")


def _is_star(page: Page, index: int) -> bool:
    return page.blocks[index].kind == "item" and not page.blocks[index].ordered and page.is_link_only(index)


def _asks_for_stars(page: Page, index: int) -> bool:
    asks = page.text(index).rstrip().endswith("?") and page.words(index) <= MAX_BUTTON_WORDS
    return asks and page.blocks[index].kind == "paragraph"


def lost_credits(page: Page) -> Iterator[Mark]:
    """Who took a picture that is lost, for the site the page stands on: `Lou Perkins/FanNet`."""
    if not page.scraped:
        return
    for index in page.left():
        block = page.blocks[index]
        if (
            block.kind != "paragraph"
            or block.depth
            or page.links(index)
            or page.words(index) > MAX_NAME_WORDS
        ):
            continue
        named = _CREDIT.fullmatch(page.text(index).strip())
        if named is not None and not _has_picture(page, index) and _is_own_name(page, named[1]):
            yield Mark(index, index, "boilerplate", "image_credit")


def _is_own_name(page: Page, name: str) -> bool:
    """Whether a name is that of a site which most of the page's links lead to."""
    return any(
        count >= MIN_OWN_LINKS and text_key(site.partition(".")[0]) == text_key(name)
        for site, count in page.site_uses.items()
    )


def _pictures_of_prompts(page: Page) -> Iterator[Mark]:
    """The nameless pictures in the midst of a newsletter form: faces of those who have subscribed."""
    for index in page.left():
        if not page.is_image_only(index) or any(image.alt for image in page.inlines[index].images):
            continue
        if {page.removed_by.get(index - 1), page.removed_by.get(index + 1)} <= NEWSLETTER_RULES:
            yield Mark(index, index, "boilerplate", "newsletter_prompt")


def player_controls(page: Page) -> Iterator[Mark]:
    """Runs of the buttons and clocks of a video player; a clock must be among them, as an article may list buttons."""
    last = -1
    for index in page.left():
        text = page.text(index)
        if index <= last or len(text) > MAX_CLOCK_CHARS or not _CLOCK.search(text):
            continue
        if not _is_control(page, index):
            continue
        first = last = index
        while (above := page.before(first)) is not None and _is_control(page, above):
            first = above
        while (below := page.after(last)) is not None and _is_control(page, below):
            last = below
        if sum(page.alive[first : last + 1]) >= MIN_PLAYER_LINES or "olume" in page.text(index):
            yield Mark(first, last, "boilerplate", "player_words")


def _is_control(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if (
        block.kind not in ("paragraph", "item")
        or page.links(index)
        or (block.ordered and block.kind == "item")
    ):
        return False
    return page.text(index).strip() in ("/", "|", "-") or page.phrase("player_words", index) is not None


def doubled_buttons(page: Page) -> Iterator[Mark]:
    """A short link alone on its line and once more right below: a button for wide screens, and its twin for narrow
    ones."""
    if not page.scraped:
        return
    for index in page.left():
        if not page.links(index) or not _is_button(page, index):
            continue
        last = index
        while last + 1 < len(page.blocks) and _is_same_button(page, index, last + 1):
            last += 1
        if last > index:
            yield Mark(index, last, "boilerplate", "doubled_button")


def _is_button(page: Page, index: int) -> bool:
    block = page.blocks[index]
    short = page.is_link_only(index) and page.words(index) <= MAX_BUTTON_WORDS
    return block.kind == "paragraph" and not block.depth and short


def _is_same_button(page: Page, first: int, other: int) -> bool:
    return (
        page.alive[other]
        and page.text(first) == page.text(other)
        and [link.url for link in page.links(first)] == [link.url for link in page.links(other)]
        and _is_button(page, other)
    )


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
    return page.is_led_to(index) or page.inlines[index].bold or alone


def _has_picture(page: Page, index: int) -> bool:
    """Whether a picture stands in the block or right above or below it."""
    beside = (index, page.before(index), page.after(index))
    return any(i is not None and page.inlines[i].images for i in beside)


def _is_unlinked_button(page: Page, index: int) -> bool:
    """Whether a few words lead nowhere: the article may say what stands on a button."""
    return page.is_led_to(index) or (not page.links(index) and page.words(index) <= MAX_UNLINKED_WORDS)


def _is_about_codes(page: Page, index: int) -> bool:
    """Whether a heading tells that codes are what the article is about, or a sentence leads to the line."""
    return page.is_led_to(index) or any(map(_CODES.fullmatch, page.heading_vocabulary))


_THE_ARTICLES_OWN = {
    "page_actions": Page.is_led_to,
    "channel_prompt": Page.is_led_to,
    "coupon_line": _is_about_codes,
    "image_credit": _has_picture,
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


def _is_closing_copyright(page: Page, index: int) -> bool:
    """A copyright line with links ("Privacy", "Powered by …") that ends a page is the site's footer, whether the
    page carries ads or not; one without may be the author's."""
    closes = page.after(index) is None and bool(page.links(index))
    return closes and _COPYRIGHT.match(page.text(index)) is not None


def emptied_headings(page: Page) -> Iterator[Mark]:
    """Headings whose section was nothing but prompts, buttons and forms of the page ("Like this:" over "Like
    Loading…", "Get our newsletter" over its form), and labels of links that are lost ("Related")."""
    opened = False
    for index in page.left():
        block = page.blocks[index]
        if (
            block.kind == "heading"
            and opened
            and (
                _held_only_prompts(page, index)
                or _labels_nothing(page, index)
                or _headed_articles(page, index)
            )
        ):
            yield Mark(index, index, "boilerplate", "emptied_heading")
        opened = opened or (block.kind != "rule" and not page.is_empty(index))
    for index in page.left():
        rule = _pictured_prompt(page, index) if page.is_image_only(index) else None
        if rule is not None:
            yield Mark(index, index, "boilerplate", rule)


def _pictured_prompt(page: Page, index: int) -> str | None:
    """The rule that took the words right below a picture, when the picture says the same."""
    below = next((i for i in range(index + 1, len(page.blocks)) if not page.is_empty(i)), index)
    rule = page.removed_by.get(below)
    if rule is None or rule not in NEWSLETTER_RULES | {"emptied_heading"}:
        return None
    said = text_key(page.text(below))
    return rule if said and all(text_key(i.alt) == said for i in page.inlines[index].images) else None


def _headed_articles(page: Page, heading: int) -> bool:
    """Whether all that stood below a heading were links to other articles, two or more, and the page is over."""
    if not page.scraped or page.after(heading) is not None:
        return False
    gone = [page.removed_by.get(i) for i in range(heading + 1, len(page.blocks)) if not page.is_empty(i)]
    gone = [rule for rule in gone if rule not in PROMPT_RULES and rule is not None]
    return len(gone) > 1 and all(rule in _ARTICLE_RULES for rule in gone[:2])


def _labels_nothing(page: Page, heading: int) -> bool:
    """Whether a label of related links or of a widget stands over nothing on a page that was scraped."""
    if not page.scraped or not (
        page.phrase("related_label", heading) or page.phrase("reference_label", heading)
    ):
        return False
    after = page.after(heading)
    return after is None or (
        page.blocks[after].kind == "heading" and page.blocks[after].level <= page.blocks[heading].level
    )


def _held_only_prompts(page: Page, heading: int) -> bool:
    """Whether all that stood between a heading and the next of its level is gone, and was prompts."""
    rules: list[str] = []
    for index in range(heading + 1, len(page.blocks)):
        block = page.blocks[index]
        if block.kind == "heading" and block.level <= page.blocks[heading].level:
            break
        if index in page.removed_by:
            rules.append(page.removed_by[index])
        elif block.kind != "rule" and not page.is_empty(index):
            return False
    return bool(rules) and all(rule in PROMPT_RULES for rule in rules)


def bylines(page: Page) -> Iterator[Mark]:
    """Who wrote the page and when, where an author box stood: the line that names the author, and dates,
    counters and the author's name right beside it."""
    if not page.scraped:
        return
    prose = False
    for index in page.left():
        block = page.blocks[index]
        prose = prose or page.words(index) > 25
        if not prose and _is_dated_item(page, index):
            yield Mark(index, index, "boilerplate", "byline")
        if block.kind != "paragraph" or block.depth or page.words(index) > 14:
            continue
        first = last = index
        if not prose and (author := _author_above(page, index)) is not None:
            first = author
        elif (named := _name_of_author(page, index)) is not None:
            last = named
        elif not prose and (_is_signed(page, index) or _dates_the_title(page, index)):
            pass
        elif not page.phrase("byline", index) or page.is_led_to(index):
            continue
        while (before := page.before(first)) is not None and _is_byline_part(page, before):
            first = before
        while (after := page.after(last)) is not None and _is_byline_part(page, after):
            last = after
        yield Mark(_portrait_above(page, first), last, "boilerplate", "byline")


def page_facts(page: Page) -> Iterator[Mark]:
    """When a video was put on a page, how long it is and how often it was seen: `20,105 views Sep 24, 2021`, or a heading
    for each of them below its icon."""
    if not page.scraped:
        return
    for index in page.left():
        block, text = page.blocks[index], page.text(index)
        if block.kind not in ("heading", "paragraph") or block.depth or page.words(index) > MAX_FACT_WORDS:
            continue
        if not (_VIEWS.fullmatch(text) or (block.kind == "heading" and _FACT.fullmatch(text))):
            continue
        first = index
        while (above := page.before(first)) is not None and _is_bare_icon(page, above):
            first = above
        yield Mark(first, index, "boilerplate", "page_facts")


def _is_bare_icon(page: Page, index: int) -> bool:
    images = page.inlines[index].images
    return page.is_image_only(index) and all(not image.alt and _ICON.search(image.url) for image in images)


def _portrait_above(page: Page, first: int) -> int:
    """First block of a byline with the author's picture above it, which leads to the same page as the name, or whose
    address says that it shows an author and whose words are the name."""
    above = page.before(first)
    if above is None or not page.is_image_only(above) or len(page.inlines[above].images) != 1:
        return first
    leads = {link.url for link in page.links(above)} & {link.url for link in page.links(first)}
    image = page.inlines[above].images[0]
    name = text_key(image.alt)
    named = len(name) >= MIN_PORTRAIT_NAME and name in text_key(page.text(first))
    named = named or name in ("author", "authorpicture", "authorphoto", "authorimage", "avatar")
    return above if leads or (named and AVATAR.search(image.url)) else first


def _name_of_author(page: Page, index: int) -> int | None:
    """Last block of `By [Jane Doe](…)`, or of `By` / `[Jane Doe](…)` / `Jane Doe`: a word and a person's name."""
    if page.is_led_to(index) or not _BY.fullmatch(page.inlines[index].outside.strip()):
        return None
    if page.links(index):
        return index if _links_name(page, index) else None
    after = page.after(index)
    if after is None or page.words(after) > MAX_NAME_WORDS:
        return None
    plain = page.blocks[after].kind == "paragraph" and not page.links(after)
    named = _links_name(page, after) or (plain and _FULL_NAME.fullmatch(page.text(after)) is not None)
    return after if named else None


def _is_signed(page: Page, index: int) -> bool:
    """`Von Petra Maier`, `Por João Silva – 12/01/2024`: a word for "by" in another language, a full name, and dates."""
    signed, *rest = _PARTED.split(page.text(index))
    by, *names = signed.split()[: MAX_NAME_WORDS + 1] or [""]
    if by.rstrip(":").lower() not in _BY_ELSEWHERE or not 2 <= len(names) < MAX_NAME_WORDS:
        return False
    named = names[0][0].isupper() and names[-1][0].isupper()
    named = named and all(name[0].isupper() or name in _PARTICLES for name in names)
    return named and all(map(_DATE.fullmatch, rest)) and not page.is_led_to(index)


def _is_dated_item(page: Page, index: int) -> bool:
    """`2024. március 12.`, whose year Markdown takes for the number of a list's only item."""
    block, after = page.blocks[index], page.after(index)
    if (
        not block.ordered
        or block.depth != 1
        or len(block.mark) != 4
        or not block.mark.startswith(("19", "20"))
    ):
        return False
    alone = after is None or page.blocks[after].list_id != block.list_id
    return alone and _DATE.fullmatch(f"{block.mark}. {page.text(index)}") is not None


def _dates_the_title(page: Page, index: int) -> bool:
    """A date right below the title, or the two on which the page was written and changed."""
    before, after = page.before(index), page.after(index)
    dates = page.text(index)
    if before is None or page.blocks[before].kind != "heading" or not page.is_title(before):
        return False
    first = _DATE.match(dates)
    whole = first is not None and (
        first.end() == len(dates) or _DATE.fullmatch(dates[first.end() :].strip()) is not None
    )
    return whole and after is not None and page.blocks[after].kind in ("paragraph", "heading")


def _links_name(page: Page, index: int) -> bool:
    links = [link.text for link in page.links(index) if link.text]
    if len(links) != 1 or page.blocks[index].kind != "paragraph":
        return False
    images = page.inlines[index].images
    pictured = bool(images) and all(AVATAR.search(image.url) for image in images)
    return _FULL_NAME.fullmatch(links[0]) is not None or (pictured and len(links[0].split()) == 1)


def _author_above(page: Page, index: int) -> int | None:
    """The linked name right above a date that opens the page: `[Name](…)` / `2024年8月16日`."""
    before = page.before(index)
    if before is not None and page.words(before) == 0:  # a dot between name and date
        before = page.before(before)
    if before is None or not _DATE.fullmatch(page.text(index)) or page.blocks[before].kind != "paragraph":
        return None
    if not page.links(before) and _FULL_NAME.fullmatch(page.text(before)):
        title = page.before(before)
        return (
            before
            if title is not None and page.blocks[title].kind == "heading" and page.is_title(title)
            else None
        )
    named = page.is_link_only(before) and 0 < page.words(before) <= 4 and not _DATE.search(page.text(before))
    return before if named else None


def _is_byline_part(page: Page, index: int) -> bool:
    """A date, a counter, or a person's linked name beside a portrait."""
    block = page.blocks[index]
    if block.kind != "paragraph" or block.depth or page.words(index) > 6:
        return False
    if page.inlines[index].images:  # a portrait beside the name
        return _links_name(page, index) and page.is_link_only(index)
    text = page.text(index)
    return bool(_DATE.fullmatch(text) or _COUNTER.fullmatch(text))


def bare_ratings(page: Page) -> Iterator[Mark]:
    """A number alone in a paragraph beside a product heading or a removed box: a rating that lost its stars."""
    if not page.scraped:
        return
    for index in page.left():
        block = page.blocks[index]
        if block.kind != "paragraph" or block.depth or not _RATING.fullmatch(page.text(index)):
            continue
        after = page.after(index)
        before_removed = index > 0 and not page.alive[index - 1]
        if before_removed or (after is not None and page.blocks[after].kind == "heading"):
            yield Mark(index, index, "boilerplate", "bare_rating")


def empty_shells(page: Page) -> Iterator[Mark]:
    """Blocks that held only what was dropped from them: empty links, pixels, comments."""
    for index in page.left():
        drops = page.inlines[index].drops
        if page.is_empty(index) and drops:
            strongest = next((d for d in drops if d.category in ("ad", "tracker")), drops[0])
            category = "boilerplate" if strongest.category == "affiliate_link" else strongest.category
            yield Mark(index, index, category, strongest.rule)
