"""What becomes of HTML lists that hold nothing but links: cut as related, or kept as Markdown lists."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.markup.html_tags import TAG
from pipeline.markup.inline_render import link_markdown
from pipeline.quick_init import quick_init
from pipeline.rules.load import Rules
from pipeline.stripping.blocks.closing_links import MIN_CLOSING_LINKS
from pipeline.stripping.blocks.headlines import is_article_link
from pipeline.stripping.inline_pass import FoundLink
from pipeline.stripping.ledger import Cut
from pipeline.stripping.source.link_lists import LinkList
from pipeline.stripping.source.source_pass import StrippedSource
from pipeline.stripping.text_forms import phrase_form

_ESCAPED = re.compile(r"([\\`*_\[\]<])")
_MARKS = re.compile(r"[*_#]+")


@quick_init
@dataclass(frozen=True, slots=True)
class PlacedLists:
    """Markdown lines with their raw lines, cuts of related lists, and those lists' links (`line` is raw)."""

    lines: list[str]
    raw: list[int]
    cuts: list[Cut]
    related: list[FoundLink]


def place_link_lists(source: StrippedSource, rules: Rules) -> PlacedLists:
    """Decide about every HTML link list of an article.

    A list is related when a label says so, or when the article is over and its links read like headlines.
    Anything else is turned into a Markdown list, for the rules on blocks to judge.
    """
    if not source.link_lists:
        return PlacedLists(source.lines, source.raw, [], [])
    lines, raw = list(source.lines), list(source.raw)
    cuts: list[Cut] = []
    related: list[FoundLink] = []
    for found in reversed(source.link_lists):  # what stands above a list keeps its place
        index = found.position
        label = _label_above(lines, index, rules)
        if label is None and not _closes(lines, index, found):
            lines[index : index + 1] = [_item(link.url, link.text) for link in found.links]
            raw[index : index + 1] = [link.line for link in found.links]
            continue
        rule = "related_list" if label is not None else "closing_headlines"
        cuts.append(Cut(found.start, found.end, "related", rule, found.source))
        lines[index] = ""
        if label is not None:
            if source.layout is None:
                cuts.append(Cut(raw[label], raw[label], "related", rule))
            else:  # it may go on over the next lines
                cuts.append(Cut(raw[label], max(raw[label], found.start - 1), "related", rule, lines[label]))
            lines[label] = ""
        related[:0] = [FoundLink(u, u, text, "related", line, False) for u, text, line in found.links]
    return PlacedLists(lines, raw, cuts, related)


def _label_above(lines: list[str], index: int, rules: Rules) -> int | None:
    for other in range(index - 1, max(-1, index - 6), -1):
        text = lines[other].strip()
        if not text:
            continue
        bare = phrase_form(_MARKS.sub("", TAG.sub("", text)))
        return other if len(bare) < 60 and _is_label(bare, rules) else None
    return None


def _is_label(text: str, rules: Rules) -> bool:
    return any(rules.phrase(use, text) for use in ("related_label", "reference_label"))


def _closes(lines: list[str], index: int, found: LinkList) -> bool:
    """Whether nothing follows the list, and its links read like the titles of other articles."""
    if any(map(str.strip, lines[index + 1 :])):
        return False
    before = next((line for line in reversed(lines[:index]) if line.strip()), "")
    if before.lstrip().startswith("#") or len(found.links) < MIN_CLOSING_LINKS:
        return False
    if any(link.url.startswith("#") for link in found.links):
        return False
    return sum(is_article_link(link.url, link.text) for link in found.links) >= 0.6 * len(found.links)


def _item(url: str, text: str) -> str:
    return "* " + link_markdown(_ESCAPED.sub(r"\\\1", text) or url, url, None)
