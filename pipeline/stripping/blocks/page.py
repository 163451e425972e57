"""An article's blocks while junk is being marked: what each says, what is left, what stands around it."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, islice

from pipeline.markup.blocks import Block
from pipeline.markup.urls import host_of
from pipeline.records import RemovalCategory
from pipeline.rules.load import Rules
from pipeline.stripping.inline_pass import CleanInline, FoundLink
from pipeline.stripping.text_forms import count_words, phrase_form, text_key, without_number, words_of

TITLE_PLACE = "\ue004"
"""Stands for the text of the heading in the title's place: what is found in a body does not depend on it."""
LONGEST = {
    "boilerplate": 600,
    "navigation": 120,
    "contents_label": 60,
    "plain_tags": 140,
    "related_label": 80,
    "reference_label": 60,
    "related_lead": 260,
    "vendor_box": 120,
    "boast": 90,
    "byline": 150,
    "home_link": 20,
    "footer_link": 40,
    "account_link": 40,
    "widget_label": 40,
    "author_label": 60,
    "answer_words": 90,
    "page_foot": 600,
    "pager_label": 40,
    "player_words": 400,
    "side_column": 30,
    "foot_column": 30,
    "cancel_reply": 30,
    "wiki_label": 60,
    "language_name": 50,
}
"""Characters a block may have and still be a phrase of some use; longer ones are not compared."""


_VERB_ENDS = frozenset(["s", "es"])
"""What a verb has behind the word that names it: Save, Saves; Search, Searches."""
MAX_VOCABULARY = 2_000
"""Words of headings that tell what an article is about."""
MIN_OWN_LINKS = 3
"""Links and pictures of an article (the judged link among them) that make their site the page's own."""
MIN_NAME_CHARS = 6
MAX_NAME_CHARS = 60
"""Letters and digits of a product's name at the least; characters of a block that may be one."""
MAX_SECTIONS = 500
"""Headings that the entries of a list of contents, or the names in boxes, are held against; entries times headings is a
square."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Blocks `first` to `last` (inclusive) are junk, says `rule`."""

    first: int
    last: int
    category: RemovalCategory
    rule: str


class Neighbours:
    """The nearest blocks around a block that are left and count; `counts` never changes, and what was taken
    out does not come back. Ways once gone are remembered, so that a page of thousands of blocks that do not
    count costs no more than others."""

    __slots__ = ("_back", "_counts", "_left", "_on")

    def __init__(self, left: Sequence[bool], counts: Sequence[bool]) -> None:
        self._left, self._counts = left, counts
        self._back = list(range(-1, len(counts) - 1))
        self._on = list(range(1, len(counts) + 1))

    def before(self, index: int) -> int | None:
        found = self._go(self._back, index - 1)
        return found if found >= 0 else None

    def after(self, index: int) -> int | None:
        found = self._go(self._on, index + 1)
        return found if found < len(self._counts) else None

    def _go(self, ways: list[int], at: int) -> int:
        passed = []
        while 0 <= at < len(ways) and not (self._left[at] and self._counts[at]):
            passed.append(at)
            at = ways[at]
        for other in passed:
            ways[other] = at
        return at


class Page:
    """The blocks of one article with their clean texts.

    `scraped` tells that ads, trackers or shop links were found: on such a page a lone headline link or a
    closing list of links is no part of the article, while on a page without them it may be. `titles` are the words
    (`text_key`) of titles that are known. `removed_by` names the rule that took a block.
    """

    def __init__(
        self,
        blocks: tuple[Block, ...],
        inlines: Sequence[CleanInline],
        rules: Rules,
        scraped: bool,
        titles: frozenset[str] = frozenset(),
    ) -> None:
        self.blocks, self.inlines, self.rules, self.scraped = blocks, inlines, rules, scraped
        self.titles = titles
        self.alive = [True] * len(blocks)
        self.removed_by: dict[int, str] = {}
        self._words: dict[int, int] = {}
        self._forms: dict[int, str] = {}
        self._phrases: dict[str, dict[int, str | None]] = {}

    def text(self, index: int) -> str:
        return self.inlines[index].text

    def key(self, index: int) -> str:
        """The block's words, folded: equal for copies of a text, whatever their markup."""
        block, inline = self.blocks[index], self.inlines[index]
        if block.kind in ("code", "table"):
            return text_key(block.content)
        return text_key(inline.text) or "".join(image.url for image in inline.images)

    def phrase(self, use: str, index: int) -> str | None:
        """Name of the phrase rule of this use that the block's text satisfies, or None."""
        known = self._phrases.get(use)
        if known is None:
            known = self._phrases[use] = {}
        elif index in known:
            return known[index]
        text = self.inlines[index].text
        rule = None
        if text and len(text) <= LONGEST[use]:
            form = self._forms.get(index)
            if form is None:
                form = self._forms[index] = phrase_form(text)
            rule = self.rules.phrase(use, form)
        known[index] = rule
        return rule

    def words(self, index: int) -> int:
        count = self._words.get(index)
        if count is None:
            count = self._words[index] = count_words(self.text(index))
        return count

    def is_title(self, index: int) -> bool:
        """Whether a heading is the page's title: it stands highest, in the title's place, or says what the title says."""
        text = self.text(index)
        return self.blocks[index].level == 1 or text == TITLE_PLACE or text_key(text) in self.titles

    def is_link_only(self, index: int) -> bool:
        """Whether a block says nothing outside its links (and has at least one with text)."""
        inline = self.inlines[index]
        return bool(inline.text) and bool(inline.links) and not text_key(inline.outside)

    def is_image_only(self, index: int) -> bool:
        block, inline = self.blocks[index], self.inlines[index]
        return block.kind in ("paragraph", "item") and bool(inline.images) and not inline.text

    def shows_only(self, index: int, pattern: re.Pattern[str]) -> bool:
        """Whether `pattern` is found in the words or the address of every picture of a block."""
        return all(pattern.search(f"{image.alt} {image.url}") for image in self.inlines[index].images)

    def is_empty(self, index: int) -> bool:
        """Whether nothing of a text block is left to show."""
        inline = self.inlines[index]
        kind = self.blocks[index].kind
        return (
            kind in ("paragraph", "item", "heading")
            and not inline.text
            and not inline.images
            and not inline.links
        )

    def is_led_to(self, index: int) -> bool:
        """Whether the block above ends in a colon: what follows is its example."""
        before = self.before(index)
        return before is not None and self.text(before).rstrip("*_ ").endswith((":", "："))

    def is_told_below(self, index: int) -> bool:
        """Whether the sentence right below a word says what it does: `Save` / `Saves the file.`"""
        after = self.after(index)
        if after is None or self.links(index) or self.words(index) != 1:
            return False
        word, below = self.text(index).lower(), self.text(after).lower()
        told = below.startswith(word) and below[len(word) :].partition(" ")[0] in _VERB_ENDS
        return told and self.blocks[after].kind == "paragraph" and below.rstrip().endswith((".", "。"))

    def borders_on_nothing(self, first: int, last: int) -> bool:
        """Whether what stands right above block `first` or right below `last` is gone, or nothing."""
        return not (first > 0 and self.alive[first - 1]) or not (
            last + 1 < len(self.blocks) and self.alive[last + 1]
        )

    def links(self, index: int) -> tuple[FoundLink, ...]:
        return self.inlines[index].links

    def sells(self, index: int) -> bool:
        """Whether a link of the block earns a commission."""
        return any(link.sells for link in self.inlines[index].links)

    def before(self, index: int) -> int | None:
        """The nearest block before that is left and shows something; rules (`---`) are passed over."""
        return self._shown.before(index)

    def after(self, index: int) -> int | None:
        """The nearest block after that is left and shows something; rules (`---`) are passed over."""
        return self._shown.after(index)

    def text_before(self, index: int) -> int | None:
        """The nearest block before that is left and is not just a picture."""
        return self._texts.before(index)

    def filled_before(self, index: int) -> int | None:
        """The nearest block before that shows something, whether it is left or not."""
        return self._filled.before(index)

    @cached_property
    def _shown(self) -> Neighbours:
        counts = [
            block.kind != "rule" and not self.is_empty(index) for index, block in enumerate(self.blocks)
        ]
        return Neighbours(self.alive, counts)

    @cached_property
    def _texts(self) -> Neighbours:
        return Neighbours(self.alive, [not self.is_image_only(index) for index in range(len(self.blocks))])

    @cached_property
    def _filled(self) -> Neighbours:
        everything = [True] * len(self.blocks)
        return Neighbours(everything, [not self.is_empty(index) for index in range(len(self.blocks))])

    def left(self) -> Iterator[int]:
        """Indexes of the blocks that are left, as they are when each is reached."""
        return compress(range(len(self.blocks)), self.alive)

    @cached_property
    def heading_words(self) -> list[tuple[int, frozenset[str]]]:
        """Words of the first `MAX_SECTIONS` headings and bold lines without their numbers, by block."""
        headings = (
            index
            for index, block in enumerate(self.blocks)
            if block.kind == "heading" or (block.kind == "paragraph" and self.inlines[index].bold)
        )
        return [
            (index, words_of(without_number(self.text(index)))) for index in islice(headings, MAX_SECTIONS)
        ]

    @cached_property
    def heading_keys(self) -> list[tuple[int, str]]:
        """The first `MAX_SECTIONS` headings and their words (`text_key`), by block."""
        headings = (index for index, block in enumerate(self.blocks) if block.kind == "heading")
        return [(index, text_key(self.text(index))) for index in islice(headings, MAX_SECTIONS)]

    @cached_property
    def sold_names(self) -> frozenset[str]:
        """What may be the name of a product that the page sells (`text_key`): the words of links that sell, and short blocks
        that stand on it more than once."""
        sold = {text_key(link.text) for inline in self.inlines for link in inline.links if link.sells}
        short = Counter(
            text_key(inline.text) for inline in self.inlines if len(inline.text) <= MAX_NAME_CHARS
        )
        names = sold.union(key for key, count in short.items() if count > 1)
        return frozenset(name for name in names if len(name) >= MIN_NAME_CHARS)

    @cached_property
    def heading_vocabulary(self) -> frozenset[str]:
        """Distinct words of those headings, case folded; the first `MAX_VOCABULARY` of them."""
        words = (word for _, heading in self.heading_words for word in sorted(heading))
        return frozenset(islice(words, MAX_VOCABULARY))

    @cached_property
    def site_uses(self) -> Counter[str]:
        """How many links with words and pictures lead to each site."""
        hosts = [host_of(link.url) for inline in self.inlines for link in inline.links if link.text]
        hosts += [host_of(image.url) for inline in self.inlines for image in inline.images]
        return Counter(map(site_of, hosts))

    def middle(self) -> int:
        """The first block with at least half of the words that are left above it."""
        left = list(self.left())
        half, above = sum(map(self.words, left)) / 2, 0
        for index in left:
            if above >= half:
                return index
            above += self.words(index)
        return len(self.blocks)

    def continues_list(self, index: int) -> bool:
        """Whether the list item at `index` goes on with the run of items above it, pictures between them passed over."""
        other = self.text_before(index)
        if other is None or self.blocks[other].kind != "item":
            return False
        return self.blocks[index].ordered or self.blocks[other].list_id == self.blocks[index].list_id

    def list_run(self, index: int) -> int:
        """Last block of the run of list items that begins at `index`: the list and what it holds."""
        return deque(self.run_of(index), maxlen=1).pop()

    def run_of(self, index: int) -> Iterator[int]:
        """The blocks of that run that are left, `index` first."""
        yield index
        first = self.blocks[index]
        for other in range(index + 1, len(self.blocks)):
            if not self.alive[other]:
                continue
            block = self.blocks[other]
            if (
                block.kind == "item"
                and block.depth == 1
                and not block.ordered
                and block.list_id != first.list_id
            ):
                break
            if block.kind == "item" or (self.blocks[other].depth and self.is_image_only(other)):
                yield other
            else:
                break


def site_of(host: str) -> str:
    """The last two labels of a host, three under a short second one ("example.co.uk")."""
    labels = host.split(".")
    return ".".join(labels[-3 if len(labels) > 2 and len(labels[-2]) <= 3 else -2 :])
