"""One article: bytes and a path in, a `CleanArticle` or a `Reject` out. Pure: no files, processes or clocks."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from pipeline import __version__
from pipeline.config import CleaningConfig
from pipeline.extraction.compose import BodyLine, block_text, body_lines, body_text, markdown_of
from pipeline.extraction.fixes import FoundFix, find_fixes
from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.language import detect_language
from pipeline.extraction.link_rows import link_rows
from pipeline.extraction.titles import clean_title, share_content_word
from pipeline.extraction.ui_paths import ui_paths
from pipeline.reading.decode import decode
from pipeline.reading.front_matter import split_front_matter
from pipeline.reading.metadata import Metadata, read_metadata
from pipeline.reading.rejected import Rejected
from pipeline.records import Article, CleanArticle, Fix, Image, Reject, Removal, Step
from pipeline.rules.load import Rules, load_rules
from pipeline.stripping.document import CleanDocument, strip_article
from pipeline.stripping.inline_pass import InlineCleaner
from pipeline.stripping.ledger import joined, removal

_DEFAULT = CleaningConfig()


def clean_article(
    source: bytes | str, path: str = "article.md", config: CleaningConfig = _DEFAULT
) -> CleanArticle | Reject:
    """Clean one article.

    Args:
        source: the raw file: front matter (YAML, TOML, JSON or none) and a Markdown or HTML body.
        path: POSIX path relative to the raw folder; the article's identity is derived from it.
        config: limits, and rule files beside the built-in ones.

    Returns:
        The article with everything extracted from it, or the reason why there is none. Nothing an article
        contains raises; an exception here is a bug of this package or an unusable rule file.
    """
    raw = source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source
    digest = hashlib.sha256(raw).hexdigest()
    try:
        return _Chain.of(config).run(raw, path, digest)
    except Rejected as reason:
        return Reject(path, digest, reason.stage, reason.error, reason.message, reason.line)


def article_id(path: str) -> str:
    """Identity of an article: 16 hexadecimal digits of the SHA-256 of its path."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Chain:
    """The chain under one configuration: compiled rules and what is remembered between articles."""

    def __init__(self, config: CleaningConfig) -> None:
        self.limits = config.limits
        self.rules: Rules = load_rules(config)
        self.cleaner = InlineCleaner(self.rules, memory=60_000 if config.caches else 0)
        self.headings = HeadingReader(self.rules.headings)

    @staticmethod
    @lru_cache(maxsize=4)
    def of(config: CleaningConfig) -> _Chain:
        return _Chain(config)

    def run(self, raw: bytes, path: str, digest: str) -> CleanArticle:
        decoded = decode(raw, self.limits)
        front = split_front_matter(decoded.text, self.limits)
        metadata = read_metadata(front.metadata, path)
        lines = decoded.text.split("\n")
        title = clean_title(metadata.raw_title) if metadata.raw_title else ""
        document = strip_article(lines, front.body_line, title, self.rules, self.cleaner, self.limits)
        body = body_lines(document)
        text = body_text(document)
        if not text and not any(line.text for line in body):
            raise Rejected("clean", "no_content", "nothing is left of the article once junk is taken out")
        heading = _title_heading(document)
        title = title or clean_title(heading) or _title_from(path)
        warnings = [*decoded.warnings, *front.warnings, *metadata.warnings, *document.warnings]
        if heading and metadata.raw_title and not share_content_word(title, heading):
            warnings.append("title_mismatch")
        fixes = find_fixes(document, self.headings)
        fix_rows, step_rows = _fix_rows(document, body, fixes), _step_rows(document, body, fixes)
        images = _image_rows(document, fixes, metadata.thumbnail_url)
        links = link_rows(document)
        removals = tuple(removal(cut, lines) for cut in joined(document.cuts))
        article = _article(
            path, digest, title, metadata, "\n".join(line.text for line in body), text, tuple(dict.fromkeys(warnings)),
            fix_rows, step_rows, images, links, removals,
        )  # fmt: skip
        return CleanArticle(article, fix_rows, step_rows, images, links, removals)


def _title_heading(document: CleanDocument) -> str:
    first = min(document.titles, default=None)
    return document.inlines[first].text if first is not None else ""


def _title_from(path: str) -> str:
    """A title for an article that gives none: its file name, read as words."""
    name = path.rpartition("/")[2].rpartition(".")[0] or path
    return " ".join(name.replace("-", " ").replace("_", " ").split()).strip().capitalize()


def _article(
    path: str, digest: str, title: str, metadata: Metadata, markdown: str, text: str, warnings: tuple[str, ...],
    fixes: tuple[Fix, ...], steps: tuple[Step, ...], images: tuple[Image, ...], links: tuple, removals: tuple[Removal, ...],
) -> Article:  # fmt: skip
    return Article(
        article_id=article_id(path),
        source_path=path,
        source_sha256=digest,
        title=title,
        raw_title=metadata.raw_title,
        description=metadata.description,
        excerpt=metadata.excerpt,
        thumbnail_url=metadata.thumbnail_url,
        published_at=metadata.published_at,
        updated_at=metadata.updated_at,
        tags=metadata.tags,
        categories=metadata.categories,
        keywords=metadata.keywords,
        front_matter=metadata.front_matter_json,
        language=detect_language(text or title),
        body_markdown=markdown,
        body_text=text,
        word_count=len(text.split()),
        fix_count=len(fixes),
        step_count=len(steps),
        image_count=sum(image.role == "content" for image in images),
        related_link_count=sum(link.role == "related" for link in links),
        removal_count=len(removals),
        duplicate_of=None,
        warnings=warnings,
        pipeline_version=__version__,
    )


def _fix_rows(document: CleanDocument, body: list[BodyLine], fixes: list[FoundFix]) -> tuple[Fix, ...]:
    rows: list[Fix] = []
    for index, fix in enumerate(fixes):
        parts = fix.section.parts
        last = max([b for b in range(fix.section.head, fix.section.end) if document.kept[b]], default=fix.section.head)
        texts = [block_text(document, block) for block in fix.blocks]
        rows.append(
            Fix(
                index,
                fix.parent,
                parts.number,
                parts.label,
                parts.title,
                fix.section.shown_level,
                document.block_lines(fix.section.head)[0],
                document.block_lines(last)[1],
                "\n".join(text for text in texts if text),
                markdown_of(body, fix.blocks),
                ui_paths(document.inlines[block] for block in [fix.section.head, *fix.blocks]),
            )
        )
    return tuple(rows)


def _step_rows(document: CleanDocument, body: list[BodyLine], fixes: list[FoundFix]) -> tuple[Step, ...]:
    rows: list[Step] = []
    for index, fix in enumerate(fixes):
        for number, step in enumerate(fix.steps):
            rest = [document.inlines[block].text for block in step.blocks[1:] if document.inlines[block].text]
            text = "\n".join([step.text, *(part for part in rest if part != step.text)])
            markdown = step.markdown if step.markdown is not None else markdown_of(body, step.blocks)
            images = dict.fromkeys(image.url for block in step.blocks for image in document.inlines[block].images)
            paths = ui_paths(document.inlines[block] for block in step.blocks)
            if step.markdown is not None:
                paths = tuple(path for path in paths if path.split(" > ")[0] in step.text)
            rows.append(
                Step(index, number, step.number, step.depth, text, markdown, step.line, paths, tuple(images))
            )
    return tuple(rows)


def _image_rows(document: CleanDocument, fixes: list[FoundFix], thumbnail: str | None) -> tuple[Image, ...]:
    owner: dict[int, int] = {}
    step_of: dict[int, int] = {}
    for index, fix in enumerate(fixes):
        for block in range(fix.section.head, fix.section.end):
            owner[block] = index
        for number, step in enumerate(fix.steps):
            step_of.update(dict.fromkeys(step.blocks, number))
    rows: list[Image] = []
    for block, inline in enumerate(document.inlines):
        if not document.kept[block] or block in document.titles:
            continue
        for image in inline.images:
            line = document.raw_line(document.blocks[block].start + image.line)
            rows.append(
                Image(len(rows), image.url, image.alt or None, image.title, "content", owner.get(block), step_of.get(block), line)
            )
    if thumbnail:
        rows.append(Image(len(rows), thumbnail, None, None, "thumbnail", None, None, None))
    return tuple(rows)
