"""HTML elements of the source that are cut as a whole: ads, page furniture, what no reader sees, scripts."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.markup.html_regions import balanced_region
from pipeline.markup.html_tags import TAG, attributes, count_words, is_hidden
from pipeline.records import RemovalCategory
from pipeline.rules.load import Rules
from pipeline.stripping.ledger import Cut
from pipeline.stripping.source.ad_lines import is_ad_code
from pipeline.stripping.source.furniture import MAX_WORDS, furniture_of
from pipeline.stripping.source.html_ads import Verdict, judge_html
from pipeline.stripping.source.known_ads import MAX_CHARS, known_ads
from pipeline.stripping.source.walk import CONTENT_LIMIT, SourceWalk

_HOLD_FURNITURE = frozenset(["div", "section", "aside", "nav", "footer", "header", "ul", "ol", "p", "form"])
# Elements whose whole is judged as an ad, and how many lines one may have to be believed.
_AD_ELEMENTS = {
    "a": 40, "span": 40, "div": 60, "p": 40, "center": 40, "ins": 30, "iframe": 30, "video": 40, "img": 6,
    "section": 60, "aside": 60, "figure": 40, "table": 60, "h1": 6, "h2": 6, "h3": 6, "h4": 6, "h5": 6, "h6": 6,
    "amp-ad": 30, "amp-embed": 30, "amp-sticky-ad": 30, "amp-auto-ads": 6, "amp-pixel": 6, "amp-analytics": 200, "object": 30, "embed": 6, "font": 20, "strong": 10, "b": 10, "noscript": 30, "script": 400,
}  # fmt: skip
_PIXEL_LINE = re.compile(r"^\s*<img\b[^<>]*>\s*$", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}", re.IGNORECASE
)
MAX_HIDDEN_WORDS = 60


def cut_ad(walk: SourceWalk, name: str) -> bool:
    """Takes out the element `name` at hand if it is an ad, or hidden; whether it was."""
    limit = _AD_ELEMENTS.get(name)
    if limit is None:
        return False
    region = balanced_region(walk.lines, walk.at, name, limit)
    if region is None:
        return False
    end, tail = _with_pixels(walk, region.end, region.tail)
    if tail.strip() and not is_ad_code(tail):
        return False
    verdict = _hidden(walk, name, end) or _verdict("\n".join(walk.lines[walk.at : end]), walk.rules)
    if verdict is None:
        end, verdict = _ad_below(walk, name, end)
    if verdict is None:
        return False
    known_ads(walk.rules).remember(walk.lines[walk.at : end], verdict.category, verdict.rule)
    walk.cut(walk.at, end, verdict.category, verdict.rule)
    walk.after_cut(end)
    return True


def cut_furniture(walk: SourceWalk, name: str, attrs: str) -> bool:
    """Takes out the element at hand if its attributes name a part of the page (a share bar, a menu); whether it was."""
    part = furniture_of(attrs, walk.rules.parts) if name in _HOLD_FURNITURE else None
    region = balanced_region(walk.lines, walk.at, name, CONTENT_LIMIT) if part is not None else None
    if part is None or region is None or region.tail.strip():
        return False
    lines = walk.lines[walk.at : region.end]
    words = count_words(lines)
    if words > MAX_WORDS or any(line.startswith("#") for line in lines):
        return False
    walk.cut(walk.at, region.end, part.category, part.name)
    walk.after_cut(region.end)
    return True


def cut_element(walk: SourceWalk, name: str, category: RemovalCategory, rule: str) -> None:
    """Takes out the element `name` at hand, whatever it holds; what stands behind it on its last line stays."""
    region = balanced_region(walk.lines, walk.at, name, 400)
    end = region.end if region is not None else walk.at + 1
    tail = region.tail if region is not None else ""
    source = "\n".join(walk.lines[walk.at : end])
    if name == "script":
        category, rule = ("ad", rule) if "adsbygoogle" in source else ("tracker", rule)
    walk.cuts.append(Cut(walk.at + 1, end, category, rule, source if tail.strip() else None))
    if tail.strip():
        walk.emit(tail.strip(), end - 1)
    walk.at = end
    walk.blank()


def _with_pixels(walk: SourceWalk, end: int, tail: str) -> tuple[int, str]:
    """A tracking pixel on the same line or the next belongs to the ad before it."""
    while (image := TAG.match(tail.strip())) and image.group(2).lower() == "img":
        tail = tail.strip()[image.end() :]
    while not tail.strip() and end < len(walk.lines) and _PIXEL_LINE.match(walk.lines[end]):
        image = TAG.match(walk.lines[end].strip())
        if image is None or not is_hidden(attributes(image.group(3))):
            break
        end += 1
    return end, tail


def _hidden(walk: SourceWalk, name: str, end: int) -> Verdict | None:
    """An element that no reader sees: hidden by its style or moved off the page."""
    tag = TAG.match(walk.lines[walk.at].lstrip())
    if tag is None or name not in ("div", "span", "p", "section", "a", "aside"):
        return None
    attrs = attributes(tag.group(3))
    if "hidden" not in attrs and not _UNSEEN.search(attrs.get("style", "")):
        return None
    words = count_words(walk.lines[walk.at : end])
    return Verdict("boilerplate", "hidden_element") if words <= MAX_HIDDEN_WORDS else None


def _ad_below(walk: SourceWalk, name: str, end: int) -> tuple[int, Verdict | None]:
    """A text ad of two elements: a heading that is one link, and right below it what is plainly an ad."""
    if name not in ("h1", "h2", "h3", "h4", "h5", "h6") or end >= len(walk.lines):
        return end, None
    tag = TAG.match(walk.lines[end].lstrip())
    first = "\n".join(walk.lines[walk.at : end])
    if tag is None or tag.group(1) or "href" not in first or tag.group(2).lower() not in _AD_ELEMENTS:
        return end, None
    region = balanced_region(walk.lines, end, tag.group(2).lower(), _AD_ELEMENTS[tag.group(2).lower()])
    if region is None:
        return end, None
    below, tail = _with_pixels(walk, region.end, region.tail)
    verdict = _verdict("\n".join(walk.lines[end:below]), walk.rules) if not tail.strip() else None
    return (below, verdict) if verdict is not None and verdict.category == "ad" else (end, None)


def _verdict(source: str, rules: Rules) -> Verdict | None:
    remembers = len(source) <= MAX_CHARS and "<li" not in source
    return _remembered_verdict(source, rules) if remembers else judge_html(source, rules)


@lru_cache(maxsize=4096)
def _remembered_verdict(source: str, rules: Rules) -> Verdict | None:
    """Ads repeat over articles, lists do not; `Rules` is compared by identity."""
    return judge_html(source, rules)
