"""The heading in the title's place, taken apart from the body before the body is read.

Farms post one body under up to 62 titles, each set as the body's first heading. With a stand-in for that
heading's text, such bodies are one text, read once; the heading is put back when rows are made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.extraction.analysis import Analysis
from pipeline.extraction.headings import HeadingReader
from pipeline.markup.blocks import atx_heading
from pipeline.markup.references import decoded_markdown
from pipeline.quick_init import quick_init
from pipeline.rules.load import Rules
from pipeline.stripping.blocks.crawl_notes import is_crawl_note
from pipeline.stripping.blocks.page import LONGEST, TITLE_PLACE
from pipeline.stripping.document import TitleHints
from pipeline.stripping.inline_pass import CleanInline, InlineCleaner
from pipeline.stripping.text_forms import phrase_form, text_key

MIN_HEADLINE = 10
"""Letters of what stands before a site's name for it to be a headline; "Tip | Reset the fan" may well have a section "Tip"."""
_MARGIN = re.compile(r" {0,3}(?=#)")


@quick_init
@dataclass(frozen=True, slots=True)
class TitleLine:
    """Markdown lines with the stand-in where the title's text was, and that text; None when it was not taken."""

    lines: tuple[str, ...]
    keys: frozenset[str]
    """The words (`text_key`) of the titles that are known."""
    sure: bool
    inline: CleanInline | None = None

    def hints(self, headings: Sequence[str]) -> TitleHints:
        """What to look for in the body, of which `headings` are the words of its headings in order."""
        others = headings if self.inline is None else headings[1:]
        return TitleHints(frozenset(k for k in self.keys if any(k in other for other in others)), self.sure)


def take_title(
    lines: Sequence[str],
    title: str,
    stated: str,
    scraped: bool,
    rules: Rules,
    cleaner: InlineCleaner,
    reader: HeadingReader,
) -> TitleLine:
    """Take the text of the heading that opens a body out of its lines, where that heading is a plain one.

    Args:
        title: the clean title of the front matter; "" when there is none.
        stated: the heading the front matter says is the title (`heading`, as the Markdown export writes it
            where title and heading differ); "" when it says nothing.
        scraped: whether ads or trackers were found; on a clean page a section's heading may come first.
    """
    keys = frozenset((text_key(title), text_key(stated))) - {""}
    index = next((i for i, line in enumerate(lines) if line), None)
    heading = _heading(lines[index]) if index is not None else None
    known = heading is not None and text_key(decoded_markdown(heading[1])) in keys
    if index is None or heading is None or not _is_plain(heading[1], known, rules, reader):
        return TitleLine(tuple(lines), keys, not title)
    level, source = heading
    # It is the title even on a clean page when nothing else gives one, when it is the top heading, or when it
    # says what the front matter says.
    sure = not title or level == 1 or known
    inline = cleaner.clean(source)
    own = text_key(inline.text)
    if inline.links or inline.images or inline.drops or not own or not (sure or scraped):
        return TitleLine(tuple(lines), keys, sure)
    body = (*lines[:index], f"{'#' * level} {TITLE_PLACE}", *lines[index + 1 :])
    # "Printer prints blank pages | Customer Support", the title of the window, above the page's own headline
    headline = text_key(inline.text.partition(" | ")[0])
    found = {own, headline} if len(headline) >= MIN_HEADLINE else {own}
    return TitleLine(body, keys | found, True, inline)


def _heading(line: str) -> tuple[int, str] | None:
    margin = _MARGIN.match(line)
    return atx_heading(line[margin.end() :]) if margin is not None else None


def put_title(found: Analysis, taken: TitleLine) -> Analysis:
    """The analysis with the title's own text where its stand-in is."""
    if taken.inline is None:
        return found
    text, md = taken.inline.text, taken.inline.md
    fixes = tuple(
        replace(fix, title=text, number=None, label=None) if fix.title == TITLE_PLACE else fix
        for fix in found.fixes
    )
    return Analysis(
        found.body_markdown.replace(TITLE_PLACE, md, 1), found.body_text, found.word_count, found.language,
        text if found.heading == TITLE_PLACE else found.heading,
        fixes, found.steps, found.images, found.links, found.cuts,
    )  # fmt: skip


def _is_plain(source: str, known: bool, rules: Rules, reader: HeadingReader) -> bool:
    """Whether a heading can be a title: no numbered section, no note of a crawler, and no label of a list of links unless
    the title is `known` to say so."""
    if ":" in source and is_crawl_note(source):
        return False
    form = phrase_form(source.strip("*_ "))
    if not known and any(
        len(form) <= LONGEST[use] and rules.phrase(use, form)
        for use in ("contents_label", "related_label", "reference_label", "boilerplate", "navigation")
    ):
        return False
    return not reader.is_numbered(source.replace("\\", ""))
