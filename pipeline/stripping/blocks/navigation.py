"""Tables of contents, share buttons and other ways around the page that carried the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from pipeline.stripping.blocks.frame import YOU_ARE_HERE
from pipeline.stripping.blocks.page import TITLE_PLACE, Mark, Page
from pipeline.stripping.inline_pass import FoundLink
from pipeline.stripping.text_forms import SENTENCE_ENDS, phrase_form, text_key, without_number, words_of

_NUMBERS = re.compile(r"[\d\s.,:;\-–—#]+|(?<!\w)[()]|[()](?=\d)|(?<=\d)[()]")
_FIRST_WORD = re.compile(r"(?<![\w*])[A-Za-z]{2,}(?![\w*])")
_REMARK = re.compile(r"\([^()]{1,30}\)|[*_]")
_PAGER = re.compile(
    r"^\W*(?:[←«‹]|(?:previous|next|prev|older|newer)(?: (?:post|article|page|posts|story))?\s*(?:[:：]|$))",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"(?:←|«|‹)?\s*(?:(?P<back>previous|prev|older|vorherige[rs]?|zurück|précédent|anterior|precedente|vorige|poprzedni)|(?:next|newer|nächste[rs]?|weiter|suivant|siguiente|próximo|successivo|prossimo|volgende|następny))"
    r"(?: (?:post|article|page|story|topic|chapter|lesson))?\b",
    re.IGNORECASE,
)
"""Where a link of a pager leads, with the title of the page behind it."""
MAX_PAIR_WORDS = 50
_ACCORDION = re.compile(r"#(?:collapse|accordion|panel|tab|toggle|faq|customer)", re.IGNORECASE)
_TRAIL = re.compile(r"^[\s/>»›|·•→\\-]*$")
_HERE = re.compile(r"^\s*(?:[/>»›|·•→\\-].*[^.!?:,;\s]\s*[?!]?\s*)?$", re.DOTALL)
"""What a trail ends in: its last link, or an arrow and the name of the page."""
_ARROW = re.compile(r"\s*[>»›→＞]\s*|\s+/\s+")
_MENU_ARROW = re.compile("[>→＞]")
MAX_HEAD_HEADINGS = 2
"""Headings above a trail: the title, and its copy; below more there are sections."""
_ARROW_ENDS = re.compile(r"[>»›→＞/]\s*$")
MAX_TRAIL_CHARS = 160
MIN_TRAIL_NAME = 6
"""Letters of a heading that the end of a trail above it may repeat."""
MAX_LONGER = 1.6
"""How much longer a title that is a plain line may be than the end of the trail above it."""
FOOTER_SHARE = 0.6
"""Share of the links in a line that must be such as every page's foot has; the rest are the site's own."""
MAX_SHARE_CHARS = 80
"""Characters that may stand beside share links ("Enjoyed this? Tell your friends:"); more is a sentence."""
MAX_SHARE_ITEMS = 60
"""Items a list of share buttons may have; looking further, a list without end would cost its square."""
MATCHED_SHARE = 0.5
"""Share of a link list's entries that must name the article's own sections."""
MAX_LABEL_WORDS = 4
MAX_LABEL_CHARS = 40
"""Length of an unknown label above a list of contents ("Obsah článku", "Quick Menu")."""
MAX_STARTS = 30
"""Paragraphs of one run of links at which a list of contents is looked for; each looks at all of the run."""
PLAIN_MATCHED_SHARE = 0.8
"""The same for a list without links, which is more often content."""

MIN_TABLE_LINKS = 2
MAX_TABLE_LABEL = 5
"""Words beside the links of a table that is a list of contents."""
_LETTERS = re.compile(r"[^\W\d_]+")


def contents_lists(page: Page) -> Iterator[Mark]:
    """Lists whose entries lead to the article's own sections, with the label above them."""
    known: dict[int, _Entries] = {}
    starts: Counter[int] = Counter()
    judged = -1  # where a list that opens with pictures was left; it opens at each of them
    for index in page.left():
        block = page.blocks[index]
        last = None
        if block.kind == "table":
            if page.scraped and _is_contents_table(page, index):
                yield Mark(index, index, "navigation", "contents_list")
            continue
        if block.kind == "item" and block.depth == 1 and not _inside_list(page, index):
            if index <= judged:
                continue
            judged = page.list_run(index)
            last = _contents_list(page, index, judged)
        elif block.kind == "paragraph" and page.links(index):
            last = _contents_paragraphs(page, index, known)
            if last is not None:
                starts[last] += 1
        if last is None or starts[last] > MAX_STARTS:
            continue
        first = _label_above(page, index, last)
        # On a page that sells nothing, only a list of in-page links is surely one, with a label or a section for each.
        labelled = first < index or _is_labelled_contents(page, index)
        in_page = _all_in_page(page, index, last)
        if page.scraped or (in_page and (labelled or _all_name_sections(page, index, last))):
            if first == index and in_page:
                first = _unknown_label_above(page, index, last)
            yield Mark(first, last, "navigation", "contents_list")


def _is_contents_table(page: Page, index: int) -> bool:
    """A frame around links to the article's sections: `| **Quick Guide:** [On a phone](#phone) [On a PC](#pc) |`."""
    links = page.links(index)
    inside = len(links) >= MIN_TABLE_LINKS and all(link.url.startswith("#") for link in links)
    return inside and len(_LETTERS.findall(page.inlines[index].outside)) <= MAX_TABLE_LABEL


def lone_contents_labels(page: Page) -> Iterator[Mark]:
    """`Table of Contents` / `Toggle` with no list below: it was drawn by a script, or is gone already."""
    if not page.scraped:
        return
    until = -1
    for index in page.left():
        if index <= until or page.blocks[index].kind != "paragraph" or page.blocks[index].depth:
            continue
        if page.phrase("contents_label", index) != "contents_title" or page.links(index):
            continue
        until, after = index, page.after(index)
        while after is not None and page.phrase("contents_label", after) == "contents_toggle":
            until, after = after, page.after(after)
        lists = after is not None and (page.blocks[after].kind in ("item", "table") or page.links(after))
        if not lists and (until > index or not page.text(index).rstrip().endswith((":", "："))):
            yield Mark(index, until, "navigation", "contents_list")


def _all_in_page(page: Page, first: int, last: int) -> bool:
    return all(
        link.url.startswith("#") for i in range(first, last + 1) if page.alive[i] for link in page.links(i)
    )


def _all_name_sections(page: Page, first: int, last: int) -> bool:
    """Whether two entries or more each name a section below, word for word."""
    names = [n.text for i in range(first, last + 1) if page.alive[i] for n in page.links(i) if n.text]
    return len(names) > 1 and all(
        _matches(page, words_of(without_number(name)), last, exact=True) for name in names
    )


def _unknown_label_above(page: Page, index: int, last: int) -> int:
    """First block of a contents list with the few words above it in a language whose labels are not all known. In
    English they are, and other words lead into the list ("Follow me"). A heading stays that heads more than it."""
    before = page.before(index)
    if before is None or page.before(before) is None or page.links(before) or page.inlines[before].images:
        return index
    block, text = page.blocks[before], page.text(before).rstrip()
    if (
        block.kind not in ("paragraph", "heading")
        or block.depth
        or text.isascii()
        or len(text) > MAX_LABEL_CHARS
    ):
        return index
    if page.words(before) > MAX_LABEL_WORDS or text.endswith(SENTENCE_ENDS):
        return index  # a sentence, or one that leads to the list ("Follow me:")
    after = page.after(last)
    ends = after is None or (page.blocks[after].kind == "heading" and page.blocks[after].level <= block.level)
    return before if block.kind == "paragraph" or ends else index


def trails(page: Page) -> Iterator[Mark]:
    """Breadcrumb trails and the links at the foot of a page."""
    prose = False
    last = -1
    headings = 0
    for index in page.left():
        block = page.blocks[index]
        headings += block.kind == "heading"
        counts = block.ordered and _ARROW_ENDS.search(page.inlines[index].outside) is None
        opens = block.kind == "item" and block.depth == 1 and not counts
        if opens and index > last and not _inside_list(page, index):
            last = page.list_run(index)
            in_section = headings > MAX_HEAD_HEADINGS and _is_section_of(page, index, last)
            if not prose and not in_section and _is_trail_list(page, index, last):
                yield Mark(index, last, "navigation", "breadcrumbs")
            elif not block.ordered and _is_footer(page, index, last):
                yield Mark(_footer_start(page, index, last), last, "navigation", "footer_links")
        elif block.kind == "paragraph" and _is_footer_line(page, index):
            yield Mark(index, index, "navigation", "footer_links")
        elif (
            block.kind == "paragraph"
            and not prose
            and (_is_trail_line(page, index) or _is_trail_text(page, index))
        ):
            yield Mark(index, index, "navigation", "breadcrumbs")
        if block.kind == "paragraph" and page.alive[index] and page.words(index) > 25:
            # A cookie banner stands above the trail; its words open no article.
            prose = prose or page.phrase("boilerplate", index) is None


def _is_section_of(page: Page, index: int, last: int) -> bool:
    """Whether a list stands right below a heading that is neither the title nor the last entry's name: `### Community`
    above `* [Forum](…)`."""
    above = page.before(index)
    if above is None or page.blocks[above].kind != "heading" or page.blocks[above].level == 1:
        return False
    key = text_key(page.text(above))
    return key not in page.titles and key not in (text_key(TITLE_PLACE), text_key(page.text(last)))


def _is_trail_list(page: Page, index: int, last: int) -> bool:
    items = [i for i in range(index, last + 1) if page.alive[i] and page.text(i)]
    if not 2 <= len(items) <= 6 or not all(page.is_link_only(i) for i in items[:-1]):
        return False
    if page.blocks[index].ordered:  # `1. [Home](…) >` / `2. [Fans](…) >` / `3. This page`
        return all(_ARROW_ENDS.search(page.inlines[i].outside) for i in items[:-1])
    return page.phrase("home_link", items[0]) is not None or _ends_at_heading(page, items[-1], last)


def _ends_at_heading(page: Page, item: int, last: int) -> bool:
    """Whether a list's last entry is no link and names the page that begins right below, alone or with its site."""
    below = page.after(last)
    if not page.scraped or page.links(item) or below is None or page.blocks[below].kind != "heading":
        return False
    heading = text_key(page.text(below))
    return len(heading) >= MIN_TRAIL_NAME and text_key(page.text(item)).startswith(heading)


def _is_trail_line(page: Page, index: int) -> bool:
    """`[Home](…) / [Printers](…) / This page`: links with nothing but arrows or slashes between them."""
    links = [link for link in page.links(index) if link.text]
    if len(links) < 2 or page.words(index) > 30 or "\n" in page.blocks[index].content.strip():
        return False
    text = YOU_ARE_HERE.sub("", page.text(index), 1)
    between, here = _around_links(text, [link.text for link in links])
    if _TRAIL.match(between) is None or not between.strip() or _HERE.match(here) is None:
        return False
    return page.scraped or page.rules.phrase("home_link", links[0].text.lower()) is not None


def _is_trail_text(page: Page, index: int) -> bool:
    """`Home › Printers › This page`, a trail that lost its links."""
    text = page.text(index)
    parts = _ARROW.split(YOU_ARE_HERE.sub("", text, 1)) if len(text) <= MAX_TRAIL_CHARS else []
    if len(parts) < 2 or not _stands_at_title(page, index, parts):
        return False
    return all(parts) and page.rules.phrase("home_link", parts[0].strip().lower()) is not None


def _stands_at_title(page: Page, index: int, parts: list[str]) -> bool:
    """Whether a trail opens the page, right above a heading, or stands right below the first, with other arrows than
    menu paths have: "Home > Conditional Formatting > New Rule" may be one."""
    before, after = page.before(index), page.after(index)
    while before is not None and page.phrase("boilerplate", before) == "skip_link":
        before = page.before(before)
    if before is None:
        return after is not None and page.blocks[after].kind == "heading"
    if after is not None and _names_page_below(page, after, parts[-1]):
        return True
    opens = page.before(before) is None and page.blocks[before].kind == "heading"
    return opens and len(parts) > 2 and not _MENU_ARROW.search(page.text(index))


def _names_page_below(page: Page, below: int, name: str) -> bool:
    """Whether the end of a trail is the name of the page that begins right below it, in a heading or in a line."""
    key, title = text_key(name), text_key(page.text(below))
    if len(key) < MIN_TRAIL_NAME or page.blocks[below].kind not in ("heading", "paragraph"):
        return False
    if page.blocks[below].kind == "heading":
        return key in title
    return title.startswith(key) and len(title) <= MAX_LONGER * len(key)


def _around_links(text: str, names: list[str]) -> tuple[str, str]:
    """What stands before and between links of a line, and what stands after the last."""
    between = ""
    for name in names:
        before, _, text = text.partition(name)
        between += before
    return between, text


def _is_footer(page: Page, index: int, last: int) -> bool:
    items = [i for i in range(index, last + 1) if page.alive[i] and page.text(i)]
    named = sum(page.phrase("footer_link", i) is not None for i in items)
    return named >= 2 and named >= 0.3 * len(items) and all(page.is_link_only(i) for i in items)


def _footer_start(page: Page, index: int, last: int) -> int:
    """First item of a page's foot: below a label for related pages it goes on with their list, as Markdown parts two
    lists by their bullets alone."""
    before = page.before(index)
    if before is None or not page.phrase("related_label", before):
        return index
    return next(i for i in range(index, last + 1) if page.alive[i] and page.phrase("footer_link", i))


def _is_footer_line(page: Page, index: int) -> bool:
    """`[Privacy Policy](…) | [Contact](…) | [Sitemap](…)`."""
    texts = [link.text for link in page.links(index) if link.text]
    named = sum(page.rules.phrase("footer_link", phrase_form(text)) is not None for text in texts)
    return (
        named >= 2
        and named >= FOOTER_SHARE * len(texts)
        and _TRAIL.match(page.inlines[index].outside.replace("|", "")) is not None
    )


def share_buttons(page: Page) -> Iterator[Mark]:
    """Share links (with the words around them), pagers and jumps back to the top."""
    for index in page.left():
        links = page.links(index)
        if links and all(link.share or not link.text for link in links) and any(link.share for link in links):
            if len(page.inlines[index].outside) < MAX_SHARE_CHARS:
                yield Mark(
                    _share_label_above(page, index), _last_of_shares(page, index), "navigation", "share_link"
                )
        elif (
            page.blocks[index].kind == "item"
            and not page.blocks[index].ordered
            and _is_share_list(page, index)
        ):
            first = _share_label_above(page, index)
            yield Mark(first, page.list_run(index), "navigation", "share_list")
        elif _is_pager(page, index):
            yield Mark(index, index, "navigation", "pager")
        elif (words := _share_words(page, index) or _pictured_jump(page, index)) is not None:
            yield Mark(index, index, "navigation", words)


def _last_of_shares(page: Page, index: int) -> int:
    """The block itself, or the last of the items below it that share the page in words ("Email a link to a friend")."""
    last = index
    if page.blocks[index].kind == "item":
        for item in islice(page.run_of(index), 1, MAX_SHARE_ITEMS):
            if not page.phrase("navigation", item) and page.phrase("boilerplate", item) != "page_words":
                break
            last = item
    return last


def _share_label_above(page: Page, index: int) -> int:
    """The block itself, or the label right above it ("Share this:", also a heading), which would head what
    comes next once the buttons are gone."""
    before = page.before(index)
    labels = before is not None and page.blocks[before].kind in ("heading", "paragraph")
    return before if before is not None and labels and page.phrase("navigation", before) else index


def _is_pager(page: Page, index: int) -> bool:
    links = [link for link in page.links(index) if link.text]
    if len(links) == 2 and _is_pair(page, index, links):
        return True
    if not links or len(links) > 3 or page.words(index) > 40 or page.blocks[index].ordered:
        return False
    named = any(_PAGER.match(link.text) for link in links)
    if not named and len(links) == 1 and not page.scraped:  # "Read the guide »" may be the article's own
        return False
    return not _NUMBERS.sub("", page.inlines[index].outside).strip("|•· ") and all(
        _PAGER.match(link.text) or link.text.rstrip().endswith(("→", "»", "›", "←", "«")) for link in links
    )


def _is_pair(page: Page, index: int, links: list[FoundLink]) -> bool:
    """`[Previous Oil the fan](…)[Next Clean the filter](…)`: two links, of which one says back and one on."""
    if not page.is_link_only(index) or page.words(index) > MAX_PAIR_WORDS:
        return False
    one, two = (_way(link.text.strip()) for link in links)
    return None not in (one, two) and one != two


def _way(text: str) -> str | None:
    """Where a link of a pager leads: "back" or "on"; None where its words go on as a phrase ("Next-generation drivers")."""
    way = _WAY.match(text)
    if way is None or text[way.end() :].lstrip()[:1].islower() or text[way.end() :][:1] == "-":
        return None
    return "on" if way["back"] is None else "back"


def _share_words(page: Page, index: int) -> str | None:
    """The rule for what share buttons and jumps say, if a paragraph says nothing else."""
    block = page.blocks[index]
    if block.kind != "paragraph" or block.depth or not (page.scraped or page.is_link_only(index)):
        return None
    if page.is_image_only(index):  # the picture of an arrow that says "Back to top"
        said = {page.rules.phrase("navigation", phrase_form(i.alt)) for i in page.inlines[index].images}
        return said.pop() if len(said) == 1 else None
    words = page.phrase("navigation", index)
    return None if words and (_is_example_of_sharing(page, index) or page.is_told_below(index)) else words


def _pictured_jump(page: Page, index: int) -> str | None:
    """The rule for what a linked picture says that is a button of the page: `[![Back to top](up.png)](#)`."""
    if not page.scraped or not page.links(index) or not page.is_image_only(index):
        return None
    said = [page.rules.phrase("navigation", phrase_form(image.alt)) for image in page.inlines[index].images]
    return said[0] if all(said) else None


def _is_example_of_sharing(page: Page, index: int) -> bool:
    """Whether a sentence leads to a share button's words ("Search for this line:"), which a label does not."""
    before = page.before(index)
    shares = page.text(index).lower().startswith(("share", "tweet", "facebook"))
    return shares and before is not None and page.is_led_to(index) and not page.phrase("navigation", before)


def _is_share_list(page: Page, index: int) -> bool:
    shares = words = 0
    seen = index
    for last in islice(page.run_of(index), MAX_SHARE_ITEMS + 1):
        for item in range(seen, last + 1):
            shared = any(link.share for link in page.links(item))
            worded = page.phrase("navigation", item) is not None or (
                page.phrase("boilerplate", item) == "page_words"
            )
            if page.text(item) and not shared and not worded:
                return False
            shares, words = shares + shared, words + worded
        seen = last + 1
    return shares > 0 and 2 <= shares + words <= MAX_SHARE_ITEMS


def _inside_list(page: Page, index: int) -> bool:
    """Whether the item continues a run of items that was looked at before."""
    other = page.text_before(index)
    if other is None or page.blocks[other].kind != "item":
        return False
    return page.blocks[index].ordered or page.blocks[other].list_id == page.blocks[index].list_id


def _contents_list(page: Page, index: int, last: int) -> int | None:
    items = [i for i in range(index, last + 1) if page.alive[i] and page.text(i)]
    if len(items) < 2 and not _label_before(page, index) and not _follows_contents(page, index):
        return None
    if all(_entry_links(page, i) for i in items):
        in_page = sum(_is_in_page(page, i) for i in items)
        matched = sum(_names_section(page, i, last) for i in items)
        labelled = _label_before(page, index)
        if labelled or in_page >= MATCHED_SHARE * len(items) or (matched >= MATCHED_SHARE * len(items)):
            return last
        return None
    if any(page.links(i) for i in items) or len(items) < 3 or any(page.words(i) > 14 for i in items):
        return None
    matched = sum(_names_section(page, i, last, exact=True) for i in items)
    return last if matched >= PLAIN_MATCHED_SHARE * len(items) else None


def _follows_contents(page: Page, index: int) -> bool:
    """Whether what stands right before is a contents list that was just cut."""
    other = page.filled_before(index)
    return (
        other is not None
        and not page.alive[other]
        and page.blocks[other].kind == "item"
        and bool(page.links(other))
    )


class _Entries(NamedTuple):
    """The paragraphs from one entry of a list of contents to the last: their links, and how many of these are
    in the page or name a section below; `first` is the first link."""

    last: int
    links: int
    in_page: int
    matched: int
    first: FoundLink | None


def _contents_paragraphs(page: Page, index: int, known: dict[int, _Entries]) -> int | None:
    """Entries that stand as paragraphs: `[1. Download …](#m1)`, `**Method 1:[Check …](…)**`; or all in one,
    with the label in front: `On this page: [Oil](#oil) | [Dust](#dust)`. `known` are entries counted before."""
    if _is_labelled_contents(page, index):
        return index
    if index not in known:
        _count_entries(page, index, known)
    entries = known.get(index)
    if entries is None or entries.first is None:
        return None
    links, in_page, matched = entries.links, entries.in_page, entries.matched
    if links >= 2 and (in_page >= MATCHED_SHARE * links or matched > MATCHED_SHARE * links):
        return entries.last
    alone = links == 1
    if alone and (entries.first.text.rstrip().endswith(("?", "？")) or _ACCORDION.search(entries.first.url)):
        return None
    if in_page == links or (links >= 2 and _label_before(page, index)):
        return entries.last
    return None


def _count_entries(page: Page, index: int, known: dict[int, _Entries]) -> None:
    """Counts for every entry of the run that begins at `index`, from the last up."""
    run: list[int] = []
    at: int | None = index
    while at is not None and page.blocks[at].kind == "paragraph" and _entry_links(page, at):
        run.append(at)
        at = page.after(at)
    counted = _Entries(run[-1], 0, 0, 0, None) if run else None
    for at in reversed(run):
        assert counted is not None
        links = [link for link in page.links(at) if link.text]
        counted = _Entries(
            counted.last,
            counted.links + len(links),
            counted.in_page + sum(link.url.startswith("#") for link in links),
            counted.matched
            + sum(_matches(page, words_of(without_number(link.text)), counted.last) for link in links),
            links[0] if links else counted.first,
        )
        known[at] = counted


def _is_labelled_contents(page: Page, index: int) -> bool:
    links = [link for link in page.links(index) if link.text]
    if len(links) < 2 or not all(link.url.startswith("#") for link in links):
        return False
    label, colon, _ = page.inlines[index].outside.partition(":")
    if len(words_of(page.inlines[index].outside)) != len(words_of(label)):
        return False
    if page.rules.phrase("contents_label", phrase_form(label)) is not None:
        return True
    # Other words may lead to the list, when each link is the name of a section below.
    return bool(colon) and len(label.split()) <= MAX_LABEL_WORDS and _all_name_sections(page, index, index)


def _entry_links(page: Page, index: int) -> bool:
    """Whether a block is links with at most their numbering outside (`1)`, `Method 2:`)."""
    if not page.links(index):
        return False
    outside, labels = page.inlines[index].outside, page.rules.headings.labels
    if not outside or outside.isspace():
        return True
    first = _FIRST_WORD.search(outside)  # that of a sentence is no label, and the rest need not be read
    if first is not None and first[0].lower() not in labels and "(" not in outside[: first.start()]:
        return False
    words = _NUMBERS.sub(" ", _REMARK.sub(" ", outside)).split()
    return all(word.lower().strip("*_") in labels for word in words)


def _is_in_page(page: Page, index: int) -> bool:
    return any(
        link.url.startswith("#") or "/#" in link.url or ".html#" in link.url for link in page.links(index)
    )


def _names_section(page: Page, index: int, last: int, *, exact: bool = False) -> bool:
    """Whether any line of an entry names a section that follows."""
    names = [link.text for link in page.links(index) if link.text] or [page.text(index)]
    return any(_matches(page, words_of(without_number(name)), last, exact=exact) for name in names)


def _matches(page: Page, words: frozenset[str], after: int, *, exact: bool = False) -> bool:
    """Whether words name a heading below: the same words, or one holds nearly all of the other."""
    count = len(words)
    for index, bare in page.heading_words:
        if index <= after or words.isdisjoint(bare):
            continue
        common = len(words & bare)
        smaller, larger = (count, len(bare)) if count < len(bare) else (len(bare), count)
        alike = common >= 0.8 * smaller and (smaller >= 2 or larger <= 2)
        if alike and (not exact or common >= 0.7 * larger):
            return True
    return False


def _label_before(page: Page, index: int) -> bool:
    before = page.before(index)
    return before is not None and page.phrase("contents_label", before) is not None


def _label_above(page: Page, index: int, last: int) -> int:
    """First of the blocks that label a contents list (`Quick Links`, `in this article`, `Expand`)."""
    first = index
    before = page.before(index)
    while before is not None and page.phrase("contents_label", before) and page.words(before) <= 8:
        first = before
        before = page.before(before)
    return first
