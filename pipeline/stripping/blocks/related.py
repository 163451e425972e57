"""Links to other articles: labelled lists, lone headline links, closing lists and link tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.markup.urls import host_of
from pipeline.stripping.blocks.frame import asks_for_feedback
from pipeline.stripping.blocks.page import Mark, Page, site_of
from pipeline.stripping.text_forms import phrase_form, text_key

_REFERENCE = re.compile(r"^\W*\[?\d{1,3}\]")
_HEADLINE_START = re.compile(
    r"^\W*(?:how|why|what|when|where|which|who|top|best|the|\d+|review|guide|is|are|can|new)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|csv|zip|7z|rar|exe|msi|dmg|pkg|iso|apk|deb|png|jpe?g|gif|mp[34])(?:[?#]|$)",
    re.IGNORECASE,
)
"""Addresses that lead to a document or a download."""
_ROOT = re.compile(r"(?:https?:)?//[^/]+/?")
"""The address of a site, where its name leads to."""
_DATE_LINE = re.compile(
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
_PRICE_LINE = re.compile(
    r"(?:(?:from|sale|regular|unit)(?: price)?:? )?(?:[$€£¥₹] ?\d[\d.,]*|\d[\d.,]* ?(?:€|zł|kr|Kč|Ft|lei|₽|USD|EUR|GBP))(?: [$€£¥₹] ?\d[\d.,]*)?",
    re.IGNORECASE,
)
"""What a product costs, alone on its line, between the links to two."""
_MORE = re.compile(
    r"(?:read|learn|see|find out|view|get) (?:more|article|post|story|the (?:article|guide|post)|full (?:story|article))|continue reading|weiterlesen|mehr (?:lesen|erfahren)|lire (?:la suite|plus)|en savoir plus|leer más|saber más|leggi (?:tutto|di più)|ler mais|saiba mais|lees (?:meer|verder)|czytaj (?:więcej|dalej)"
)
"""The link that closes a card."""
_SEPARATED = re.compile(r"[:：|｜–—»›→⇒➔➜➡▶►☞\U0001f446-\U0001f449\ufe0f-]\s*$")
"""How a label ends that stands in one line with its links."""
_POINTS = re.compile(r"[\s→⇒➔➜➡▶►☞\U0001f446-\U0001f449\ufe0f]+$")
"""Arrows and pointing hands behind a label."""
_NOT_RELATED = ("page_furniture", "tag_labels")
"""Rules for lines of links that are no articles: tags, categories."""
MIN_HEADLINE_WORDS = 4
MIN_CLOSING_LINKS = 3
MAX_LEFT_OVER = 0.1
"""Share of the text outside of links that need not be what they say."""
MAX_LABEL_WORDS = 12
MAX_UNKNOWN_LABEL_WORDS = 6
MAX_KICKER_WORDS = 3
"""Words of what stands above the heading of a card: the section it is from."""
MAX_MORE_WORDS = 4
"""Words of the link that closes a card: "Read more"."""
MAX_TEASER_WORDS = 45
MAX_CUT_WORDS = 90
"""Words below the heading of a card that leads to another article; more where they break off with three dots."""
MAX_CELL_WORDS = 6
MAX_SITE_WORDS = 4
MAX_PREPOSITION_CHARS = 3
MIN_SITE_CHARS = 4
"""A label that names a site: its words, those of the preposition before it, and letters of its name."""
MIN_HUB_LINKS = 6
"""Links of a table that no label names."""
MIN_TABLE_LINKS = 2
"""Links of a table that stands under a label for related pages."""
MIN_SOURCES = 2
"""Sites that references lead to; one may be the site's own under another name."""
MIN_OWN_LINKS = 3
"""Links and pictures of an article (the judged link among them) that make their site the page's own."""


def related_blocks(page: Page) -> Iterator[Mark]:
    """Labelled lists of other articles, wherever they stand, and `Related: [title](url)` lines."""
    for index in page.left():
        if _is_labelled_line(page, index):
            yield Mark(index, index, "related", "related_line")
        elif _is_label(page, index):
            last = _links_below(page, index)
            if last is None or _leads_to_video(page, index, last) or _are_sources(page, index, last):
                continue
            if page.scraped or _one_site(page, index, last):
                yield Mark(index, last, "related", "related_list")


def lone_related_links(page: Page) -> Iterator[Mark]:
    """Paragraphs that are one link with a headline for its text: another article, not a resource."""
    if not page.scraped:
        return
    for index in page.left():
        block = page.blocks[index]
        if block.kind == "paragraph" and not block.depth and _is_headline_link(page, index):
            yield Mark(index, index, "related", "lone_headline_link")


def closing_links(page: Page) -> Iterator[Mark]:
    """What an article that is over ends in: a list of headline links, a table of links, a list of tags."""
    index = _last_left(page)
    while index is not None:
        first = _closing_run(page, index)
        if first is None:
            return
        mark = _closing_mark(page, first, index)
        if mark is None:
            return
        yield mark
        index = page.before(mark.first)


def _leads_to_video(page: Page, label: int, last: int) -> bool:
    """`Here is a video guide that shows how to oil a fan.` above the video: the sentence leads to no other page."""
    if page.phrase("related_lead", label) is None:
        return False
    below = [i for i in range(label + 1, last + 1) if page.alive[i] and page.links(i)]
    return not any(page.inlines[i].images or any(link.text for link in page.links(i)) for i in below)


def _are_sources(page: Page, label: int, last: int) -> bool:
    """Whether the links below `Resources` or `Learn more` are no other articles of the page's site: documents and
    downloads, or pages of several other sites."""
    if page.phrase("reference_label", label) is None or page.phrase("related_label", label) is not None:
        return False
    links = [link for i in range(label + 1, last + 1) if page.alive[i] for link in page.links(i) if link.text]
    if any(link.sells for link in links):
        return False
    if 2 * sum(_FILE.search(link.url) is not None for link in links) >= len(links) > 0:
        return True
    sites = [site_of(host_of(link.url)) for link in links]
    own = max(page.site_uses, key=page.site_uses.__getitem__, default="")
    return len(set(sites)) >= MIN_SOURCES and not {"", own}.intersection(sites)


def _names_related(page: Page, text: str) -> bool:
    """Whether a text labels links to other articles; "See also" does so only where the page sells."""
    if page.rules.phrase("related_label", text):
        return True
    return page.scraped and page.rules.phrase("reference_label", text) is not None


def _one_site(page: Page, first: int, last: int) -> bool:
    """Whether links lead to one site: on a page without ads, "Further reading" elsewhere is a bibliography."""
    links = [link for i in range(first, last + 1) if page.alive[i] for link in page.links(i) if link.text]
    return len({host_of(link.url) for link in links}) <= 1


def _is_label(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if block.kind not in ("paragraph", "heading") or page.words(index) > 30:
        return False
    if page.words(index) <= MAX_LABEL_WORDS and _names_related(page, phrase_form(page.text(index))):
        return True
    return block.kind == "paragraph" and page.phrase("related_lead", index) is not None


def _is_labelled_line(page: Page, index: int) -> bool:
    """`Related: [What is Microsoft 365?](…)`: a label, then nothing but links."""
    block, inline = page.blocks[index], page.inlines[index]
    if block.kind not in ("paragraph", "item") or not inline.links or block.ordered:
        return False
    if _is_label_in_link(page, index):
        return True
    outside = inline.outside.strip().strip("*_")
    first = next((link for link in inline.links if link.text), None)
    if first is None or first.url.startswith("#") or inline.text.startswith(first.text):
        return False
    if not outside or not (":" in inline.text or _SEPARATED.search(inline.text.partition(first.text)[0])):
        return False
    return _names_related(page, phrase_form(_POINTS.sub("", outside))) or _names_own_site(outside, first.url)


def _names_own_site(label: str, url: str) -> bool:
    """`In FanFriends | [How to oil the fan](https://fanfriends.example/oil)`: the label is the site that the link leads
    to, behind a word at most, with a stroke between them."""
    words = label.rstrip("|｜ ").split()
    if not label.endswith(("|", "｜")) or not 0 < len(words) <= MAX_SITE_WORDS:
        return False
    name = text_key(
        "".join(words[1:] if len(words) > 1 and len(words[0]) <= MAX_PREPOSITION_CHARS else words)
    )
    return len(name) >= MIN_SITE_CHARS and name in text_key(host_of(url))


def _is_label_in_link(page: Page, index: int) -> bool:
    """`[Read more: The quietest fans](…)`: the label stands inside the link."""
    links = [link for link in page.links(index) if link.text]
    if len(links) != 1 or not page.is_link_only(index) or not host_of(links[0].url):
        return False
    label, colon, title = links[0].text.replace("：", ":").partition(":")
    return bool(colon and title.strip()) and _names_related(page, phrase_form(label))


def _links_below(page: Page, index: int) -> int | None:
    """Last block of the links under a label; None when something else follows it."""
    last = None
    teasers = 0
    at = page.after(index)
    if at is not None and page.blocks[at].kind == "table" and _may_head_table(page, index):
        return at if page.scraped and _is_labelled_table(page, at) else None
    while at is not None:
        block = page.blocks[at]
        linked = page.is_link_only(at) or (
            bool(page.links(at))
            and (
                len(page.inlines[at].outside.split()) <= 4
                or _is_signed(page, at)
                or _says_its_links_twice(page, at)
            )
        )
        listed = block.kind in ("item", "paragraph") and (linked or page.is_image_only(at))
        listed = listed or _is_card_heading(page, at, index) or _is_teased(page, at)
        linked = linked or _is_teased(page, at)
        if last is not None and (_is_teaser(page, at, index, teasers > 0) or _is_button(page, at)):
            teasers += 1
            last, at = at, page.after(at)
            continue
        if _is_kicker(page, at, index):
            at = page.after(at)
            continue
        if (more := _closed_card(page, at, index)) is not None:
            last, at = more, page.after(more)
            continue
        # An item of the list may carry a few words of its own, a date or a teaser.
        goes_on = last is not None and block.depth and page.links(at) and page.words(at) < 30
        if last is not None and _DATE_LINE.fullmatch(page.text(at)):
            last = at if page.before(at) == last else last
            at = page.after(at)
            continue
        if last is not None and block.kind == "paragraph" and _PRICE_LINE.fullmatch(page.text(at)):
            last, at = at, page.after(at)
            continue
        if (not listed and not goes_on) or page.phrase("boilerplate", at) in _NOT_RELATED:
            break
        if any(link.share for link in page.links(at)) or (not block.depth and page.phrase("footer_link", at)):
            break
        if linked:
            last = at
        at = page.after(at)
    return last


def _may_head_table(page: Page, index: int) -> bool:
    return page.blocks[index].kind == "heading" or page.phrase("related_label", index) is not None


def _is_button(page: Page, index: int) -> bool:
    """Whether a block says what a button of a card says; the question whether the page helped is of no card."""
    rule = page.phrase("boilerplate", index)
    return rule == "interface_words" and not asks_for_feedback(rule, page.text(index))


def _says_its_links_twice(page: Page, index: int) -> bool:
    """Whether what stands outside links is what they say: cards of pictures and titles whose second link is broken."""
    said = sorted((text_key(link.text) for link in page.links(index) if link.text), key=len, reverse=True)
    outside = text_key(page.inlines[index].outside)
    left = outside
    for text in said if len(said) >= MIN_CLOSING_LINKS else ():
        left = left.replace(text, "")
    return len(left) <= MAX_LEFT_OVER * len(outside)


def _is_teased(page: Page, index: int) -> bool:
    """An item that is a picture, the link to an article that it stands for, and lines on what that article says."""
    block, inline = page.blocks[index], page.inlines[index]
    links = [link for link in inline.links if link.text]
    if block.kind != "item" or block.ordered or len(links) != 1 or not inline.images:
        return False
    opens = inline.text.startswith(links[0].text) and "\n" in block.content.strip()
    return opens and is_headline(links[0].text) and len(inline.outside.split()) <= MAX_TEASER_WORDS


def _is_signed(page: Page, index: int) -> bool:
    """Whether all that stands beside a link is who wrote the page it leads to: `[Burping](…)Reviewed by Dana Lee, RN`."""
    return page.rules.phrase("byline", phrase_form(page.inlines[index].outside)) is not None


def _is_card_heading(page: Page, index: int, label: int) -> bool:
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
        or _DATE_LINE.fullmatch(page.text(after)) is not None
    )


def _is_kicker(page: Page, index: int, label: int) -> bool:
    """`Blog` above `## [Why the Fan Is Loud](/loud)`: the section that a card is from."""
    after = page.after(index)
    return (
        page.blocks[index].kind == "paragraph"
        and 0 < page.words(index) <= MAX_KICKER_WORDS
        and not page.links(index)
        and after is not None
        and _is_card_heading(page, after, label)
    )


def _closed_card(page: Page, index: int, label: int) -> int | None:
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


def _is_teaser(page: Page, index: int, label: int, one_more: bool) -> bool:
    """The lines of a card below its heading, with another card below them or the end of the page; `one_more` tells that
    a card before had them as well, so that they may end the list above a heading."""
    before, after = page.before(index), page.after(index)
    if before is not None and (_DATE_LINE.fullmatch(page.text(before)) or _is_section(page, before)):
        before = page.before(before)
    if before is None or not _is_card_heading(page, before, label):
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
    if after is None or _is_card_heading(page, after, label) or _is_kicker(page, after, label):
        return True
    if page.phrase("boilerplate", after) == "interface_words" or _DATE_LINE.fullmatch(page.text(after)):
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


def _is_headline_link(page: Page, index: int) -> bool:
    links = [link for link in page.links(index) if link.text]
    if len(links) != 1 or not page.is_link_only(index) or page.inlines[index].images:
        return False
    url, text = links[0].url, links[0].text
    if (
        not host_of(url)
        or _ROOT.fullmatch(url)
        or _FILE.search(url)
        or _REFERENCE.match(text)
        or page.inlines[index].bold
        or page.sells(index)
    ):
        return False
    if _is_cell(page, index) or not _is_own_site(page, url):
        return False
    before = page.before(index)
    if before is not None and page.text(before).rstrip("*_ ").endswith((":", "：")):
        return False
    return is_headline(text)


def _is_own_site(page: Page, url: str) -> bool:
    """Whether other links or pictures of the article stand on the same site: the page's own, or its farm's."""
    return page.site_uses[site_of(host_of(url))] >= MIN_OWN_LINKS


def _is_cell(page: Page, index: int) -> bool:
    """Whether short blocks stand on both sides: the name of a product in a table that lost its lines."""
    around = (page.before(index), page.after(index))
    return all(
        other is not None
        and page.blocks[other].kind == "paragraph"
        and 0 < page.words(other) <= MAX_CELL_WORDS
        for other in around
    )


def is_headline(text: str) -> bool:
    """Whether a link text reads like an article's title rather than like a name or a phrase of a sentence.

    >>> is_headline("How to Buy a TV For Your Home"), is_headline("the official website")
    (True, False)
    """
    words = _WORD.findall(text)
    if not text.isascii() and len(words) < MIN_HEADLINE_WORDS:
        return len(text_key(text)) >= 8 and not text.isupper()
    if len(words) < MIN_HEADLINE_WORDS or text.rstrip().endswith((".", ",", ";")):
        return False
    if text_key(text).startswith(("download", "clickhere", "visit", "view", "seeit")):
        return False
    long = [word for word in words if len(word) > 3]
    capital = sum(word[0].isupper() or word[0].isdigit() for word in long)
    return capital >= 0.6 * max(1, len(long)) or bool(
        _HEADLINE_START.match(text) and (words[0][0].isupper() or words[0][0].isdigit())
    )


def is_article_link(url: str, text: str) -> bool:
    """Whether a link leads to an article: its text is a headline, or its address spells its text out.

    >>> is_article_link("/how-to-recover-old-videos/", "How to recover old videos.")
    True
    >>> is_article_link("/manuals/fan-3000.pdf", "The Manual of the Silent Fan 3000")
    False
    """
    if _FILE.search(url):
        return False
    if is_headline(text):
        return True
    slug = url.partition("?")[0].rstrip("/").rpartition("/")[2].lower()
    words = [word.lower() for word in _WORD.findall(text) if len(word) > 2]
    return len(words) >= MIN_HEADLINE_WORDS and sum(word in slug for word in words) >= 0.6 * len(words)


def _last_left(page: Page) -> int | None:
    return page.before(len(page.blocks))


def _closing_run(page: Page, last: int) -> int | None:
    """First block of the run of link-only blocks that ends at `last`."""
    block = page.blocks[last]
    if block.kind == "table":
        return last if _is_link_table(page, last) else None
    if block.kind not in ("item",) or not page.is_link_only(last):
        return None
    first = last
    before = page.before(first)
    while before is not None and page.blocks[before].kind == "item" and page.is_link_only(before):
        first = before
        before = page.before(first)
    if (
        before is not None
        and page.blocks[before].kind == "item"
        and page.blocks[before].list_id == page.blocks[first].list_id
    ):
        return None
    return first


def _closing_mark(page: Page, first: int, last: int) -> Mark | None:
    if page.blocks[last].kind == "table":
        return Mark(first, last, "related", "closing_link_table") if page.scraped else None
    items = [i for i in range(first, last + 1) if page.alive[i] and page.text(i)]
    if any(page.blocks[i].ordered for i in items):
        return None
    before = page.before(first)
    under_heading = before is not None and page.blocks[before].kind == "heading"
    if before is not None and _is_unknown_label(page, before) and _are_own_headlines(page, items):
        return Mark(before, last, "related", "closing_headlines")
    if before is not None and page.text(before).rstrip().endswith((":", "：")):
        # A sentence leads to these links: they are what it talks of.
        return None
    if (
        not under_heading
        and all(_is_tag(page, i) for i in items)
        and (page.scraped or _all_sell(page, items))
    ):
        return Mark(first, last, "boilerplate", "closing_tags")
    if under_heading or not page.scraped or len(items) < MIN_CLOSING_LINKS:
        return None
    headlines = sum(any(is_article_link(n.url, n.text) for n in page.links(i)) for i in items)
    if headlines >= 0.6 * len(items):
        return Mark(first, last, "related", "closing_headlines")
    return None


def _is_unknown_label(page: Page, index: int) -> bool:
    """A short line above the last list of a page that sells: a label, in whatever language."""
    block = page.blocks[index]
    if not page.scraped or page.words(index) > MAX_UNKNOWN_LABEL_WORDS or page.links(index) or block.depth:
        return False
    text = page.text(index).rstrip()
    labelled = block.kind == "paragraph" and (text.endswith((":", "：")) or page.inlines[index].bold)
    return block.kind == "heading" or labelled


def _are_own_headlines(page: Page, items: list[int]) -> bool:
    """Whether links lead to articles, all on one site, none of them on this page."""
    links = [link for i in items for link in page.links(i) if link.text]
    sites = {site_of(host_of(link.url)) for link in links}
    if len(links) < 2 or len(sites) != 1 or any(link.url.startswith("#") for link in links):
        return False
    return sum(is_article_link(link.url, link.text) for link in links) >= 0.8 * len(links)


def _is_tag(page: Page, index: int) -> bool:
    text = page.text(index)
    return len(text) <= 40 and page.words(index) <= 4


def _all_sell(page: Page, items: list[int]) -> bool:
    return all(page.sells(index) for index in items)


def _is_link_table(page: Page, index: int) -> bool:
    """A table whose cells are links to other pages (a hub of "more on this topic")."""
    inline = page.inlines[index]
    links = [link for link in inline.links if link.text]
    linked = sum(len(text_key(link.text)) for link in links)
    return len(links) >= MIN_HUB_LINKS and linked >= 0.7 * max(1, len(text_key(inline.text)))


def _is_labelled_table(page: Page, index: int) -> bool:
    """A table under a label for related pages, with a link in every row: dates and counters may stand beside them."""
    inline = page.inlines[index]
    links = sum(bool(link.text) for link in inline.links)
    return links >= max(MIN_TABLE_LINKS, inline.md.count("\n") - 1)
