"""First pass: raw lines to Markdown lines, without marked ads, ad HTML, scripts and wrappers.

Works before Markdown is parsed, line by line, and never inside code fences. What is HTML and content becomes
Markdown; every line of the result knows its raw line, so nothing has to be found again later.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.markup.permalinks import drop_heading_signs, may_have_signs
from pipeline.markup.split_links import join_split_headings, join_split_links
from pipeline.markup.template_tags import take_caption_tags
from pipeline.markup.wrapped_lines import join_wrapped_words, may_be_wrapped
from pipeline.quick_init import quick_init
from pipeline.rules.load import Rules
from pipeline.stripping.ledger import Cut
from pipeline.stripping.source.cut_off import find_cut_off
from pipeline.stripping.source.html import read_html
from pipeline.stripping.source.html_layout import BEGINS_PAGE, lay_out
from pipeline.stripping.source.laid_lines import Layout
from pipeline.stripping.source.link_lists import LinkList
from pipeline.stripping.source.page_head import find_page_head
from pipeline.stripping.source.text import read_fence, read_text, take_plain_lines
from pipeline.stripping.source.walk import SourceWalk


@quick_init
@dataclass(frozen=True, slots=True)
class StrippedSource:
    """Markdown lines with their raw lines (1-based), what was cut, and the HTML link lists found."""

    lines: list[str]
    raw: list[int]
    cuts: list[Cut]
    link_lists: list[LinkList]
    warnings: tuple[str, ...]
    layout: Layout | None = None
    """Of a page of HTML, whose lines say nothing."""


def strip_source(
    lines: list[str],
    first: int,
    rules: Rules,
    header: tuple[int, int] | None = None,
    text: str | None = None,
) -> StrippedSource:
    """Take marked ads, ad HTML, scripts and empty wrappers out of an article's lines.

    Args:
        lines: all lines of the raw file, without line ends; `lines[0]` is line 1.
        first: 1-based line the body begins on.
        header: first and last line of what the program that fetched the page wrote above its text.
        text: the lines as one text, where the caller has it.
    """
    body = list(lines)
    cuts, source = _join_parted(body, first - 1, lines, text)
    if header is not None:
        body[header[0] - 1 : header[1]] = [""] * (header[1] - header[0] + 1)
        cuts.append(Cut(*header, "boilerplate", "provenance"))
    page_head = _take_page_head(body, first - 1)
    cut_off = _take_cut_off(body, first - 1)
    cuts += [cut for cut in (page_head, cut_off) if cut is not None]
    walk = SourceWalk(body, first - 1, rules, first - 1, cuts=cuts)
    _go(walk, source, is_page=page_head is not None)
    if walk.layout is not None:
        _put_back(walk, walk.layout)
    while walk.out and not walk.out[-1]:
        walk.out.pop()
        walk.raw.pop()
    return StrippedSource(
        walk.out, walk.raw, walk.cuts, walk.link_lists, tuple(dict.fromkeys(walk.warnings)), walk.layout
    )


def _join_parted(body: list[str], first: int, lines: list[str], text: str | None) -> tuple[list[Cut], str]:
    """Puts together, in place, what converters parted and takes their signs out, from line `first` (0-based) on; what was
    cut, and the lines as one text (`text` where none of `lines` changed)."""
    join_split_headings(body, first)
    moved = join_split_links(body, first)
    cuts = [Cut(index + 1, index + 1, "boilerplate", "split_link") for index in moved]
    source = text if text is not None and body == lines else "\n".join(body)
    if may_be_wrapped(body, first):
        join_wrapped_words(body, first)
        source = "\n".join(body)
    if may_have_signs(source):
        drop_heading_signs(body, first)
        source = "\n".join(body)
    if "[/caption" in source:
        tags = take_caption_tags(body, first)
        cuts += [Cut(start + 1, end + 1, "boilerplate", "picture_tag", tag) for start, end, tag in tags]
    return cuts, source


def _take_page_head(body: list[str], first: int) -> Cut | None:
    """Blanks the head of a page of HTML, in place, if the body opens with one."""
    head = find_page_head(body, first)
    if head is None:
        return None
    body[head.first : head.last] = [""] * (head.last - head.first)
    body[head.last] = head.tail
    part = head.source if head.tail.strip() else None
    return Cut(head.first + 1, head.last + 1, "boilerplate", "html_head", part)


def _take_cut_off(body: list[str], first: int) -> Cut | None:
    """Drops the tag, in place, in the middle of which the body ends, if it does."""
    end = find_cut_off(body, first)
    if end is None:
        return None
    body[end.line :] = [end.kept] if end.kept else []
    part = end.source if end.kept else None
    return Cut(end.line + 1, end.last + 1, "boilerplate", "cut_off_tag", part)


def _go(walk: SourceWalk, source: str, *, is_page: bool) -> None:
    # A search for one character takes no time, and most articles have neither.
    fenced = ("`" in source and "```" in source) or ("~" in source and "~~~" in source)
    while True:
        if not (walk.wrappers or fenced):
            take_plain_lines(walk)
        if walk.at >= len(walk.lines):
            return
        line = walk.lines[walk.at]
        start = line.lstrip()[:1]
        if start == "<":
            if not walk.layout_asked and BEGINS_PAGE.match(line):
                _lay_out(walk, is_page)
                line = walk.lines[walk.at]
            read_html(walk, line)
        elif fenced and ("```" in line or "~~~" in line):
            read_fence(walk, line)
        else:
            read_text(walk, line)


def _lay_out(walk: SourceWalk, is_page: bool) -> None:
    """Lays out the lines from the one at hand on, if they are a page of HTML."""
    walk.layout_asked = True
    if (layout := lay_out(walk.lines, walk.at, sure=is_page)) is not None:
        walk.layout, walk.cuts_before = layout, len(walk.cuts)
        walk.lines[walk.at :] = [line.text for line in layout.lines]


def _put_back(walk: SourceWalk, layout: Layout) -> None:
    """Tells of what was read the lines of the source, not those of the layout."""
    walk.raw[:] = map(layout.raw, walk.raw)
    walk.cuts[walk.cuts_before :] = layout.cuts(walk.cuts[walk.cuts_before :])
    walk.link_lists[:] = [
        LinkList(
            tuple(link._replace(line=layout.raw(link.line)) for link in found.links),
            *layout.extent(found.start, found.end),
            found.position,
            layout.piece(found.start, found.end),
        )
        for found in walk.link_lists
    ]
