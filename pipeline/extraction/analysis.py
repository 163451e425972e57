"""Everything that follows from an article's Markdown alone: body, fixes, steps, images, links.

Lines are lines of the Markdown (0-based). An article's raw lines depend on the ads between its paragraphs,
which differ wherever a farm posts it again; what is found here does not, so it is computed once per distinct
text (55,356 real posts hold 10,159 distinct bodies) and placed on raw lines afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.config import Limits
from pipeline.extraction.compose import block_text, body_lines, body_text, lines_by_block, markdown_of
from pipeline.extraction.fixes import FoundFix, find_fixes
from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.language import detect_language
from pipeline.extraction.link_rows import ReadLink, read_link, read_listed
from pipeline.extraction.step_images import StepOfImage, step_of_image
from pipeline.extraction.ui_paths import ui_paths
from pipeline.quick_init import quick_init
from pipeline.records import Fix, Image, Step
from pipeline.rules.load import Rules
from pipeline.stripping.chunk_reader import ChunkReader
from pipeline.stripping.document import CleanDocument, TitleHints, strip_blocks
from pipeline.stripping.ledger import Cut


@quick_init
@dataclass(frozen=True, slots=True)
class Analysis:
    """What an article's Markdown says. Rows carry lines of the Markdown (0-based) where the dataset has raw
    ones. `heading` is the text of the heading in the title's place, "" when there is none."""

    body_markdown: str
    body_text: str
    word_count: int
    language: str
    heading: str
    fixes: tuple[Fix, ...]
    steps: tuple[Step, ...]
    images: tuple[Image, ...]
    links: tuple[tuple[int, ReadLink], ...]
    cuts: tuple[Cut, ...]


def analyse(
    lines: tuple[str, ...],
    hints: TitleHints,
    scraped: bool,
    rules: Rules,
    chunks: ChunkReader,
    reader: HeadingReader,
    limits: Limits,
) -> Analysis:
    """Strip and read an article's Markdown.

    Args:
        lines: what the source pass left.
        hints: what is known of the title.
        scraped: whether the source pass found ads or trackers.

    Raises:
        Rejected: see `strip_blocks`.
    """
    document = strip_blocks(lines, hints, scraped, rules, chunks, limits)
    body = body_lines(document)
    by_block = lines_by_block(body)
    text = body_text(document)
    fixes = find_fixes(document, reader)
    shown = [step_of_image(document, fix.steps) for fix in fixes]
    first = min(document.titles, default=None)
    return Analysis(
        "\n".join(line.text for line in body),
        text,
        len(text.split()),
        detect_language(text),
        document.inlines[first].text if first is not None else "",
        _fix_rows(document, by_block, fixes),
        _step_rows(document, by_block, fixes, shown),
        _image_rows(document, fixes, shown),
        _links(document, limits.url_chars),
        document.cuts,
    )


def _links(document: CleanDocument, url_chars: int) -> tuple[tuple[int, ReadLink], ...]:
    found = read_listed(document.related, url_chars)
    for index, inline in enumerate(document.inlines):
        if inline.links and document.kept[index]:
            start = document.blocks[index].start
            for link in inline.links:
                read = read_link(link, link.role, url_chars)
                if read is not None:
                    found.append((start + link.line, read))
    return tuple(found)


def _fix_rows(
    document: CleanDocument, by_block: dict[int, list[str]], fixes: list[FoundFix]
) -> tuple[Fix, ...]:
    rows: list[Fix] = []
    for index, fix in enumerate(fixes):
        parts, head = fix.section.parts, fix.section.head
        last = max((b for b in range(head, fix.section.end) if document.kept[b]), default=head)
        own = [block for block in fix.blocks if block != fix.section.second]
        texts = [block_text(document, block) for block in own]
        rows.append(
            Fix(
                index,
                fix.parent,
                parts.number,
                parts.label,
                parts.title,
                fix.section.shown_level,
                document.blocks[head].start,
                document.last_line(last),
                "\n".join(text for text in texts if text),
                markdown_of(by_block, own, document),
                ui_paths(document.inlines[block] for block in [head, *fix.blocks]),
            )
        )
    return tuple(rows)


def _step_rows(
    document: CleanDocument, by_block: dict[int, list[str]], fixes: list[FoundFix], shown: list[StepOfImage]
) -> tuple[Step, ...]:
    rows: list[Step] = []
    for index, fix in enumerate(fixes):
        pictures: dict[int, list[tuple[int, int]]] = {number: [] for number in range(len(fix.steps))}
        for image, number in sorted(shown[index].items()):
            pictures[number].append(image)
        for number, step in enumerate(fix.steps):
            rest = [document.inlines[block].text for block in step.blocks[1:]]
            text = "\n".join([step.text, *(part for part in rest if part and part != step.text)])
            markdown = step.markdown
            if markdown is None:
                markdown = markdown_of(by_block, step.blocks, document)
            images = dict.fromkeys(
                document.inlines[block].images[place].url for block, place in pictures[number]
            )
            paths = ui_paths(document.inlines[block] for block in step.blocks)
            if step.markdown is not None:
                paths = tuple(path for path in paths if all(name in step.text for name in path.split(" > ")))
            rows.append(
                Step(index, number, step.number, step.depth, text, markdown, step.line, paths, tuple(images))
            )
    return tuple(rows)


def _image_rows(
    document: CleanDocument, fixes: list[FoundFix], shown: list[StepOfImage]
) -> tuple[Image, ...]:
    owner: dict[int, int] = {}
    step_of: StepOfImage = {}
    for index, fix in enumerate(fixes):
        owner.update(dict.fromkeys(range(fix.section.head, fix.section.end), index))
        step_of |= shown[index]
    rows: list[Image] = []
    for block, inline in enumerate(document.inlines):
        if not document.kept[block] or block in document.titles:
            continue
        for number, image in enumerate(inline.images):
            line = document.blocks[block].start + image.line
            place = owner.get(block), step_of.get((block, number)), line
            rows.append(Image(len(rows), image.url, image.alt or None, image.title, "content", *place))
    return tuple(rows)
