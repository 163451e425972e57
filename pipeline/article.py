"""One article: bytes and a path in, a `CleanArticle` or a `Reject` out. Pure: no files, processes or clocks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from pipeline import __version__
from pipeline.config import CleaningConfig
from pipeline.extraction.analysis import Analysis, analyse
from pipeline.extraction.headings import HeadingReader
from pipeline.extraction.language import detect_language
from pipeline.extraction.link_rows import link_rows, read_listed
from pipeline.extraction.title_line import put_title, take_title
from pipeline.extraction.titles import clean_title, share_content_word, without_site, without_tail
from pipeline.reading.decode import decode
from pipeline.reading.front_matter import FrontMatter, split_front_matter
from pipeline.reading.metadata import Metadata, read_metadata
from pipeline.reading.provenance import read_provenance
from pipeline.reading.rejected import Rejected
from pipeline.reading.wrapping_fence import wrapping_fence
from pipeline.recall import KEY_BYTES, recalled
from pipeline.records import Article, CleanArticle, Fix, Image, Link, Reject, Removal, Step
from pipeline.rules.load import load_rules
from pipeline.stripping.chunk_reader import ChunkReader
from pipeline.stripping.document import TitleHints
from pipeline.stripping.html_related import place_link_lists
from pipeline.stripping.inline_pass import FoundLink, InlineCleaner
from pipeline.stripping.ledger import Cut, Ends, joined, removal
from pipeline.stripping.lines.settle import Settled, settle
from pipeline.stripping.source.source_pass import strip_source

_DEFAULT = CleaningConfig()
REMEMBERED_TEXTS = 2_000
"""Distinct paragraphs whose clean form is remembered; about 2 kB each."""
REMEMBERED_CHUNKS = 8_000
"""Distinct pieces of Markdown (between blank lines) whose blocks are remembered."""
REMEMBERED_LAYOUTS = 2_000
"""Distinct bodies with the blank lines that ads left, of which it is remembered what becomes of them."""
REMEMBERED_BODIES = 1_200
"""Distinct bodies whose analysis is remembered; about 60 kB each."""


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
    except RecursionError:
        # Nesting is bounded wherever it is known to arise; this is for bounds that a user has raised.
        return Reject(path, digest, "clean", "nesting", "the article is nested too deeply to be read", None)


def article_id(path: str) -> str:
    """Identity of an article: 16 hexadecimal digits of the SHA-256 of its path."""
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Chain:
    """The chain under one configuration: compiled rules and what is remembered between articles."""

    def __init__(self, config: CleaningConfig) -> None:
        self.limits = config.limits
        self.rules = load_rules(config)
        self.cleaner = InlineCleaner(
            self.rules, REMEMBERED_TEXTS if config.caches else 0, self.limits.url_chars
        )
        self.chunks = ChunkReader(
            self.cleaner, self.limits.markdown_nesting, REMEMBERED_CHUNKS if config.caches else 0
        )
        self.headings = HeadingReader(self.rules.headings)
        self.settled: Callable[[tuple[str, ...], bool], Settled] = (
            lru_cache(maxsize=REMEMBERED_LAYOUTS)(self._settle) if config.caches else self._settle
        )
        self.analysis: Callable[[tuple[str, ...], TitleHints, bool], Analysis] = (
            lru_cache(maxsize=REMEMBERED_BODIES)(self._recalled) if config.caches else self._analyse
        )

    @staticmethod
    @lru_cache(maxsize=4)
    def of(config: CleaningConfig) -> _Chain:
        return _Chain(config)

    def _settle(self, lines: tuple[str, ...], scraped: bool) -> Settled:
        return settle(lines, scraped, self.rules)

    def _analyse(self, lines: tuple[str, ...], hints: TitleHints, scraped: bool) -> Analysis:
        return analyse(lines, hints, scraped, self.rules, self.chunks, self.headings, self.limits)

    def _recalled(self, lines: tuple[str, ...], hints: TitleHints, scraped: bool) -> Analysis:
        """As `_analyse`; from another worker if one has done it, as they all have the same configuration."""

        def key() -> bytes:
            asked = repr((lines, sorted(hints.keys), hints.sure, scraped)).encode("utf-8", "surrogatepass")
            return hashlib.blake2b(asked, digest_size=KEY_BYTES, person=b"analysis").digest()

        return recalled(key, lambda: self._analyse(lines, hints, scraped))

    def run(self, raw: bytes, path: str, digest: str) -> CleanArticle:
        decoded = decode(raw, self.limits)
        lines = decoded.text.split("\n")
        front, fence = self._front_matter(decoded.text, lines)
        header = read_provenance(lines, front.body_line)
        stated = {**front.metadata, **header.metadata, **front.metadata} if header else front.metadata
        metadata = read_metadata(stated, path, self.limits)
        title = clean_title(metadata.raw_title) if metadata.raw_title else ""
        title = without_site(title, metadata.address)
        whole = None if fence else decoded.text  # else some of its lines were taken out
        source = strip_source(
            lines, front.body_line, self.rules, (header.first, header.last) if header else None, whole
        )
        placed = place_link_lists(source, self.rules)
        scraped = any(cut.category in ("ad", "tracker") or cut.rule == "html_head" for cut in source.cuts)
        taken = take_title(
            placed.lines,
            title,
            _stated_heading(front.metadata),
            scraped,
            self.rules,
            self.cleaner,
            self.headings,
        )
        settled = self.settled(taken.lines, scraped)
        found = put_title(self.analysis(settled.lines, taken.hints(settled.headings), scraped), taken)
        if not found.body_markdown:
            raise Rejected("clean", "no_content", "nothing is left of the article once junk is taken out")
        title = without_tail(title, found.heading) or clean_title(found.heading) or _title_from(path)
        warnings = [*decoded.warnings, *front.warnings, *metadata.warnings, *source.warnings]
        if found.heading and metadata.raw_title and not share_content_word(title, found.heading):
            warnings.append("title_mismatch")
        quoted = lines if decoded.verbatim is decoded.text else decoded.verbatim.split("\n")
        where = [placed.raw[place] for place in settled.places]
        dropped = [(placed.raw[place], rule, text) for place, rule, text in settled.dropped]
        cuts = [
            *fence,
            *source.cuts,
            *placed.cuts,
            *(Cut(line, line, "boilerplate", rule, text) for line, rule, text in dropped),
        ]
        shared = frozenset() if source.layout is None else source.layout.shared()
        rows = _Rows(
            found,
            settled.lines,
            where,
            placed.related,
            metadata.thumbnail_url,
            cuts,
            quoted,
            shared,
            self.limits.url_chars,
        )
        article = _article(path, digest, title, metadata, found, rows, tuple(dict.fromkeys(warnings)))
        return CleanArticle(article, rows.fixes, rows.steps, rows.images, rows.links, rows.removals)

    def _front_matter(self, text: str, lines: list[str]) -> tuple[FrontMatter, list[Cut]]:
        """The front matter of a text, and the code fence around all of its `lines`, or all below the front matter, which is
        blanked in them."""
        # A search for one character takes no time, and most articles have neither.
        fenced = "`" in text or "~" in text
        fence = _take_fence(lines, 0) if fenced else []
        front = split_front_matter("\n".join(lines) if fence else text, self.limits)
        if fence and front.last_line:
            above = "\n".join(text.split("\n", front.last_line)[:-1])
            fence[0] = Cut(1, front.last_line, "boilerplate", "wrapping_fence", above)
        elif fenced and not fence:
            fence = _take_fence(lines, front.body_line - 1)
        return front, fence


def _take_fence(lines: list[str], first: int) -> list[Cut]:
    """Blanks the code fence around all lines from index `first` on, if they stand in one."""
    cuts: list[Cut] = []
    for index in wrapping_fence(lines, first) or ():
        cuts.append(Cut(index + 1, index + 1, "boilerplate", "wrapping_fence", lines[index]))
        lines[index] = ""
    return cuts


def _stated_heading(metadata: dict[str, Any]) -> str:
    """The heading that the front matter says is the title, as the Markdown export writes it."""
    heading = metadata.get("heading")
    return heading if isinstance(heading, str) else ""


class _Rows:
    """An analysis placed on the raw lines of one article."""

    def __init__(
        self,
        found: Analysis,
        settled: Sequence[str],
        raw: list[int],
        listed: list[FoundLink],
        thumbnail: str | None,
        cuts: list[Cut],
        lines: list[str],
        shared: frozenset[int],
        url_chars: int,
    ) -> None:
        self.fixes = tuple(_fix(fix, raw) for fix in found.fixes)
        self.steps = tuple(_step(step, raw) for step in found.steps)
        self.images = _images(found.images, raw, thumbnail)
        related = read_listed(((link.line, link) for link in listed), url_chars)
        self.links: tuple[Link, ...] = link_rows(
            [*((raw[line], link) for line, link in found.links), *related]
        )
        ends = Ends(settled, raw, cuts, lines, shared)
        placed = map(ends.placed, found.cuts)
        self.removals: tuple[Removal, ...] = tuple(removal(cut, lines) for cut in joined([*cuts, *placed]))


def _fix(fix: Fix, raw: list[int]) -> Fix:
    return Fix(
        fix.fix_index, fix.parent_index, fix.number, fix.label, fix.title, fix.heading_level,
        raw[fix.start_line], raw[fix.end_line], fix.text, fix.markdown, fix.ui_paths,
    )  # fmt: skip


def _step(step: Step, raw: list[int]) -> Step:
    return Step(
        step.fix_index, step.step_index, step.number, step.depth, step.text, step.markdown,
        raw[step.start_line], step.ui_paths, step.image_urls,
    )  # fmt: skip


def _images(images: tuple[Image, ...], raw: list[int], thumbnail: str | None) -> tuple[Image, ...]:
    rows = [
        Image(i.image_index, i.url, i.alt, i.title, i.role, i.fix_index, i.step_index, raw[i.line or 0])
        for i in images
    ]
    if thumbnail:
        rows.append(Image(len(rows), thumbnail, None, None, "thumbnail", None, None, None))
    return tuple(rows)


def _title_from(path: str) -> str:
    """A title for an article that gives none: its file name, read as words."""
    name = path.rpartition("/")[2].rpartition(".")[0] or path
    return " ".join(name.replace("-", " ").replace("_", " ").split()).strip().capitalize()


def _article(
    path: str,
    digest: str,
    title: str,
    metadata: Metadata,
    found: Analysis,
    rows: _Rows,
    warnings: tuple[str, ...],
) -> Article:
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
        language=found.language if found.body_text else detect_language(title),
        body_markdown=found.body_markdown,
        body_text=found.body_text,
        word_count=found.word_count,
        fix_count=len(rows.fixes),
        step_count=len(rows.steps),
        image_count=len(found.images),
        related_link_count=sum(link.role == "related" for link in rows.links),
        removal_count=len(rows.removals),
        duplicate_of=None,
        warnings=warnings,
        pipeline_version=__version__,
    )
