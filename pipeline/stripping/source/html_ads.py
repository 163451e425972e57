"""Whether a piece of HTML is an ad, told from several independent signs.

No single sign decides, except a known ad host or a link that names its seller. An unknown network on an
unknown site is caught by what ads are made of: a link that wraps nothing but a banner of a standard size, a
pixel beside it, a click counted by script. Text that a person would read counts against.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.markup.html_tags import EMBEDDED, TAG, VOID, attributes, image_source, is_hidden, pixels
from pipeline.markup.urls import host_of, is_picture_file, opened_by_script
from pipeline.records import RemovalCategory
from pipeline.rules.load import HostRule, Rules
from pipeline.stripping.addresses.banners import ONLY_BANNERS
from pipeline.stripping.addresses.link_kinds import CLOAKED, LinkKind, link_kind, picture_rule
from pipeline.stripping.addresses.pixels import counts_visits

# Sizes of the IAB's ad units and of the banners affiliate networks offer, width x height in pixels.
BANNER_SIZES = ONLY_BANNERS | frozenset(
    [
        "120x240",
        "320x100",
        "88x31",
        "120x60",
        "300x100",
        "750x100",
        "580x400",
        "300x90",
        "1200x90",
        "180x90",
        "125x90",
        "240x400",
    ]
)
"""Sizes that only banners have, where an element says how large it is; in the name of a file some are a thumbnail's."""
COMMON_SIZES = frozenset(
    [
        "300x250",
        "336x280",
        "300x600",
        "250x250",
        "200x200",
        "180x150",
        "125x125",
        "120x90",
        "750x200",
        "750x300",
    ]
)
"""Sizes of banners and of ordinary pictures alike."""
MIN_READ_WORDS = 9
"""Words in a row, outside links, that are no label or slogan."""
MIN_BOX_LINKS = 3
"""Links of a product box: its picture, its name, its button."""
AD_SCORE = 3
MAX_PLAIN_WORDS = 25
"""Words outside links that a piece with an ad's host or class may hold and still be an ad."""
MAX_SENTENCE_WORDS = 3
"""The same where only a link says so: more words around a link that sells are a sentence of the article."""

_BANNER_PATH = re.compile(
    r"/(?:banners?|ads?|adverts?|creatives?|display-ad|affiliates?)[/_-]|\d{2,4}x\d{2,4}[._-]", re.IGNORECASE
)
_LINK_TAG = re.compile(r"<[aA]((?:[\s/][^<>]*)?)>")
_HANDED_OVER = re.compile(r"[?&][^=&\s]+=https?(?:%3A|:)(?:%2F|/)", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_CELL = re.compile(r"<(?:th|td|li|dd)\b", re.IGNORECASE)
AD_TAGS = frozenset(["amp-ad", "amp-embed", "amp-auto-ads", "amp-sticky-ad"])
"""Elements of AMP that show nothing but ads; `amp-embed` holds the native widgets of Taboola and its like."""
_CODE_ELEMENTS = frozenset(["script", "style"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4"])
_NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s+[^\W\d_]+\s")
"""A step and the first words of it: "1. Go to" a page that a link sells."""
_SENTENCE_ENDS = (".", ":", "?", "。", "：", "？")


@dataclass(frozen=True, slots=True)
class Verdict:
    category: RemovalCategory
    rule: str


@dataclass(slots=True)
class _Signs:
    """What was seen in one piece of HTML while walking its tags."""

    score: int = 0
    rule: str = ""
    links: int = 0
    sold_links: int = 0
    media: int = 0
    pixels: int = 0
    slots: int = 0
    handed: int = 0
    """Links that hand another address over in their query."""
    scripted: int = 0
    shown: int = 0
    """Pictures outside links and slots that no rule knows: what a reader looks at, as the screenshots of an article."""
    to_picture: bool = False
    """Whether a link leads to a picture: a thumbnail of its own full size, never a banner."""
    linked_words: int = 0
    plain_words: int = 0
    slot_words: int = 0
    """Words in an element that calls itself an ad slot: part of the ad, whatever they say."""
    sentences: int = 0
    """Texts outside links and slots that a person wrote for readers: sentences, headings, long runs of words."""

    def add(self, score: int, rule: str) -> None:
        if score > 0 and (not self.rule or score >= AD_SCORE):
            self.rule = rule
        self.score += score


def judge_html(source: str, rules: Rules) -> Verdict | None:
    """Verdict on one balanced piece of HTML (a wrapper with all it holds); None when it is content."""
    if "<li" in source and _lists_pages(source, rules):
        return None
    signs = _read_signs(source, rules)
    words = signs.plain_words + signs.slot_words
    if signs.media == signs.links == 0 and signs.pixels and words == 0:
        return Verdict("tracker", "hidden_pixel")
    if signs.links and signs.media and not signs.linked_words and not words:
        signs.add(1, "banner_link")
        if signs.handed:
            signs.add(AD_SCORE, "banner_link")
    if signs.scripted and signs.media and signs.linked_words <= 3:
        signs.add(AD_SCORE, "scripted_link")
    if signs.score < AD_SCORE:
        return None
    if words > (MAX_PLAIN_WORDS if signs.media or signs.slots else MAX_SENTENCE_WORDS):
        return None
    if signs.sentences or _has_items(signs, source):
        return None  # an ad with the article around it: what holds both stays, the ad in it is judged alone
    if signs.shown > signs.sold_links and not signs.slots:
        return None  # so with its pictures
    if signs.links and not signs.sold_links and signs.linked_words > MAX_PLAIN_WORDS:
        return None
    return Verdict("ad", signs.rule)


def _has_items(signs: _Signs, source: str) -> bool:
    """Whether cells or items hold words, unless as many links sell as a product box has."""
    many = signs.plain_words > MAX_SENTENCE_WORDS and signs.sold_links < MIN_BOX_LINKS
    return many and _CELL.search(source) is not None


def _lists_pages(source: str, rules: Rules) -> bool:
    """Whether at most half of the links are sold; looks at no more of them than that takes."""
    most = source.count("<a") + source.count("<A")
    plain = count = 0
    for link in _LINK_TAG.finditer(source):
        if 2 * plain >= most:
            return True
        attrs = attributes(link[1])
        plain += not _sold(attrs, link_kind(_address(attrs)[0], rules))
        count += 1
    return 2 * plain >= count


def _read_signs(source: str, rules: Rules) -> _Signs:
    signs = _Signs()
    link_depth, position = 0, 0
    slot, depth = "", 0  # the slot that is open: its element, and how many of these
    inside = ""
    for match in TAG.finditer(source):
        closing, name = bool(match.group(1)), match.group(2).lower()
        if inside not in _CODE_ELEMENTS:
            _count_words(signs, source[position : match.start()], link_depth, inside, in_slot=depth > 0)
        position = match.end()
        inside = "" if closing else name
        if name == "a":
            link_depth = max(0, link_depth + (-1 if closing else 1))
        if depth and name == slot:
            depth += -1 if closing else 1
        if not closing:
            slots = signs.slots
            _tag_signs(signs, name, attributes(match.group(3)), link_depth, rules)
            if signs.slots > slots and not depth and name not in VOID:
                slot, depth = name, 1
    _count_words(signs, source[position:], link_depth, inside, in_slot=depth > 0)
    return signs


def _count_words(signs: _Signs, text: str, link_depth: int, inside: str, *, in_slot: bool) -> None:
    if not text or text.isspace():
        return
    words = len(_WORD.findall(text))
    if link_depth:
        signs.linked_words += words
    elif in_slot:
        signs.slot_words += words
    else:
        signs.plain_words += words
        signs.sentences += (
            words >= MIN_READ_WORDS
            or (words > MAX_SENTENCE_WORDS and text.rstrip().endswith(_SENTENCE_ENDS))
            or (words > 0 and inside in _HEADINGS)
            or _NUMBERED.match(text) is not None
        )


def names_slot(name: str, attrs: dict[str, str], rules: Rules) -> bool:
    """Whether an element calls itself a place for ads: by its name, its class or id, its data attributes."""
    if name in AD_TAGS or any(key.startswith(("data-ad-", "data-freestar-ad")) for key in attrs):
        return True
    label = f"{attrs.get('class', '')} {attrs.get('id', '')}"
    return bool(label.strip()) and rules.slots.search(label) is not None


def _tag_signs(signs: _Signs, name: str, attrs: dict[str, str], link_depth: int, rules: Rules) -> None:
    if names_slot(name, attrs, rules):
        signs.slots += 1
        signs.add(AD_SCORE, "ad_slot")
    if name == "a":
        _link_signs(signs, attrs, rules)
    elif name in ("img", "amp-img"):
        _image_signs(signs, attrs, link_depth, rules)
    elif name in EMBEDDED or name == "source":
        unseen = is_hidden(attrs) or (pixels(attrs.get("width")) == 0 and pixels(attrs.get("height")) == 0)
        signs.media += name != "source" and not unseen
        _host_signs(signs, attrs.get("src") or attrs.get("data") or "", rules)
        _host_signs(signs, attrs.get("poster", ""), rules)
        if (name == "iframe" and attrs.get("scrolling") == "no" and _is_banner_frame(attrs)) or (
            name in ("object", "embed") and _size(attrs) in BANNER_SIZES
        ):
            signs.add(AD_SCORE, "banner_size")
        signs.pixels += unseen
    elif name in ("amp-pixel", "amp-analytics"):
        signs.pixels += 1
    elif name == "script":
        _host_signs(signs, attrs.get("src", ""), rules)


def _is_banner_frame(attrs: dict[str, str]) -> bool:
    """A frame of a banner's size or shape; players are neither."""
    width, height = pixels(attrs.get("width")), pixels(attrs.get("height"))
    if not width or not height:
        return False
    size = f"{width}x{height}"
    return size in BANNER_SIZES or size in COMMON_SIZES or width >= 2.3 * height or height >= 2 * width


def _size(attrs: dict[str, str]) -> str:
    return f"{pixels(attrs.get('width'))}x{pixels(attrs.get('height'))}"


def _address(attrs: dict[str, str]) -> tuple[str, bool]:
    """Where a link leads, and whether only a script says so."""
    href = attrs.get("href", "")
    for source in (href, attrs.get("onclick", "")):
        if ("'" in source or '"' in source) and (opened := opened_by_script(source)):
            return opened, True
    return href, False


def _sold(attrs: dict[str, str], kind: LinkKind) -> bool:
    return kind.sells or "sponsored" in attrs.get("rel", "")


def _link_signs(signs: _Signs, attrs: dict[str, str], rules: Rules) -> None:
    signs.links += 1
    href, scripted = _address(attrs)
    if scripted:
        signs.scripted += 1
        signs.add(2, "scripted_link")
    signs.to_picture = is_picture_file(href)
    kind = link_kind(href, rules)
    if kind.rule == CLOAKED and "sponsored" not in attrs.get("rel", ""):
        signs.sold_links += 1
        signs.add(2 if "nofollow" in attrs.get("rel", "") else 1, kind.rule)
    elif _sold(attrs, kind):
        signs.sold_links += 1
        signs.add(AD_SCORE, kind.rule or "sponsored_link")
    elif _HANDED_OVER.search(href):
        signs.handed += 1
    elif "nofollow" in attrs.get("rel", ""):
        signs.add(1, "nofollow_link")


def _image_signs(signs: _Signs, attrs: dict[str, str], link_depth: int, rules: Rules) -> None:
    url = image_source(attrs)
    if is_hidden(attrs) or counts_visits(url, attrs.get("alt", "")):
        signs.pixels += 1
        signs.add(2 if signs.links else 1, "hidden_pixel")
        return
    signs.media += 1
    rule = picture_rule(url, rules)
    _add_rule(signs, rule)
    signs.shown += rule is None and not link_depth
    if link_depth and not signs.to_picture:
        size = _size(attrs)
        if size in BANNER_SIZES or size in COMMON_SIZES:
            signs.add(2 if size in BANNER_SIZES else 1, "banner_size")
        if _BANNER_PATH.search(url):
            signs.add(1, "banner_path")


def _host_signs(signs: _Signs, url: str, rules: Rules) -> None:
    _add_rule(signs, rules.host_rule(host_of(url)) if url else None)


def _add_rule(signs: _Signs, rule: HostRule | None) -> None:
    if rule is not None and rule.kind == "ad":
        signs.add(AD_SCORE, rule.name)
    elif rule is not None and rule.kind == "tracker":
        signs.pixels += 1
