"""The records that flow through the pipeline, and the tables they become.

Every column of the dataset is a field here: its name, its type and, in the second argument of
`Annotated`, its meaning. The Arrow schemas and the data dictionary are generated from these classes, so
neither can go stale.

Line numbers are 1-based lines of the raw file, counted as universal newlines (LF, CRLF and a lone CR each
end a line); ranges are inclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pipeline.quick_init import quick_init

LinkRole = Literal["related", "body", "affiliate"]
ImageRole = Literal["content", "thumbnail"]
RemovalCategory = Literal[
    "ad", "tracker", "related", "navigation", "boilerplate", "repeated", "affiliate_link"
]
REMOVAL_CATEGORIES: tuple[str, ...] = RemovalCategory.__args__  # type: ignore[attr-defined]

RejectError = Literal[
    "empty",
    "binary",
    "encoding",
    "too_large",
    "too_many_lines",
    "line_too_long",
    "front_matter",
    "nesting",
    "no_content",
    "time_budget",
    "memory_budget",
    "worker_crash",
    "unreadable",
    "not_a_file",
    "outside_raw",
    "file_name",
    "internal_error",
]


@quick_init
@dataclass(frozen=True, slots=True)
class Article:
    """One accepted source file."""

    article_id: Annotated[str, "stable across runs and machines for the same source path; unique"]
    source_path: Annotated[str, "POSIX path relative to the raw directory"]
    source_sha256: Annotated[str, "SHA-256 of the raw bytes, hexadecimal"]
    title: Annotated[str, "the clean title: text only, scrape affixes such as `[New]` removed"]
    raw_title: Annotated[str, "the title as written in the front matter"]
    description: Annotated[str | None, "description from the front matter"]
    excerpt: Annotated[str | None, "excerpt from the front matter"]
    thumbnail_url: Annotated[str | None, "thumbnail image from the front matter"]
    published_at: Annotated[datetime | None, "publication time; a time without zone is taken as UTC"]
    updated_at: Annotated[datetime | None, "time of the last update; a time without zone is taken as UTC"]
    tags: Annotated[tuple[str, ...], "tags; a comma-separated string is split"]
    categories: Annotated[tuple[str, ...], "categories; a comma-separated string is split"]
    keywords: Annotated[tuple[str, ...], "keywords; `keyword` counts as `keywords`"]
    front_matter: Annotated[str, "all metadata as written, as a JSON object, unknown keys included"]
    language: Annotated[str, "ISO 639-1 code of the body's language"]
    body_markdown: Annotated[str, "the clean body as CommonMark"]
    body_text: Annotated[
        str,
        "the clean body as plain text: one block per line, headings (but not the title), list items and "
        "table cells kept, no markup, no URLs",
    ]
    word_count: Annotated[int, "words of body_text"]
    fix_count: Annotated[int, "rows in fixes"]
    step_count: Annotated[int, "rows in steps"]
    image_count: Annotated[int, "rows in images with role `content`"]
    related_link_count: Annotated[int, "rows in links with role `related`"]
    removal_count: Annotated[int, "rows in removals"]
    duplicate_of: Annotated[
        str | None,
        "article_id of the representative of its near-duplicate group; null for the representative itself "
        "and for articles without near-duplicates",
    ]
    warnings: Annotated[tuple[str, ...], "repairs and doubts on the way in, e.g. `mojibake_repaired`"]
    pipeline_version: Annotated[str, "version of this package that cleaned the article"]


@quick_init
@dataclass(frozen=True, slots=True)
class Fix:
    """One fix section (schema.org HowToSection)."""

    fix_index: Annotated[int, "0-based, document order"]
    parent_index: Annotated[int | None, "fix_index of the enclosing fix"]
    number: Annotated[str | None, 'as written: "1", "2.1", "ONE"']
    label: Annotated[
        str | None, "the word before the number: fix, method, solution, step, option, way, part …; lower case"
    ]
    title: Annotated[str, "heading text without label, number, Markdown marks or escapes"]
    heading_level: Annotated[
        int,
        "1 to 6 (6 also where an article has lost the marks of its headings); 7 for a bold line standing as a heading",
    ]
    start_line: Annotated[int, "line of the heading"]
    end_line: Annotated[int, "last line of the section, children included"]
    text: Annotated[str, "the section's own content as plain text, children excluded"]
    markdown: Annotated[str, "the section's own content as Markdown, children excluded"]
    ui_paths: Annotated[tuple[str, ...], 'menu paths such as "Settings > General > Software Update"']


@quick_init
@dataclass(frozen=True, slots=True)
class Step:
    """One itemised action of a fix (schema.org HowToStep)."""

    fix_index: Annotated[int, "the innermost fix it belongs to"]
    step_index: Annotated[int, "0-based within the fix"]
    number: Annotated[str | None, "the item's mark as written, without punctuation; null for a bullet"]
    depth: Annotated[int, "0 for top items, 1 for sub-items, and so on"]
    text: Annotated[str, "the action as plain text"]
    markdown: Annotated[str, "the action as Markdown"]
    start_line: Annotated[int, "first line of the item"]
    ui_paths: Annotated[tuple[str, ...], "menu paths named in this step"]
    image_urls: Annotated[tuple[str, ...], "images that belong to this step"]


@quick_init
@dataclass(frozen=True, slots=True)
class Image:
    """One image of the article; never an ad creative or a tracking pixel."""

    image_index: Annotated[int, "0-based, document order"]
    url: Annotated[str, "image address; `//host` gets `https:`"]
    alt: Annotated[str | None, "alternative text"]
    title: Annotated[str | None, "title attribute"]
    role: Annotated[ImageRole, "`content` or `thumbnail`"]
    fix_index: Annotated[int | None, "innermost fix it stands in"]
    step_index: Annotated[int | None, "step it belongs to"]
    line: Annotated[int | None, "line it stands on; null for the thumbnail"]


@quick_init
@dataclass(frozen=True, slots=True)
class Link:
    """One distinct link of the article; unique on (role, canonical_url)."""

    link_index: Annotated[int, "0-based, document order of the first occurrence"]
    url: Annotated[str, "as written"]
    canonical_url: Annotated[str, "normalised: the same page has the same canonical URL"]
    host: Annotated[str, "host of the canonical URL"]
    text: Annotated[str, "clean anchor text"]
    role: Annotated[LinkRole, "`related`, `body` or `affiliate`"]
    occurrences: Annotated[int, "how many links of the article were merged into this row"]
    line: Annotated[int, "line of the first occurrence"]
    target_article_id: Annotated[str | None, "the article of this corpus it leads to"]


@quick_init
@dataclass(frozen=True, slots=True)
class Removal:
    """One thing taken out of an article, and why."""

    start_line: Annotated[int, "first line"]
    end_line: Annotated[int, "last line"]
    category: Annotated[RemovalCategory, "what it was"]
    rule: Annotated[str, "name of the rule that fired"]
    hosts: Annotated[tuple[str, ...], "hosts it names"]
    source_text: Annotated[str, "what was taken out, verbatim"]


@quick_init
@dataclass(frozen=True, slots=True)
class CleanArticle:
    """One cleaned article with everything extracted from it."""

    article: Article
    fixes: tuple[Fix, ...]
    steps: tuple[Step, ...]
    images: tuple[Image, ...]
    links: tuple[Link, ...]
    removals: tuple[Removal, ...]


@dataclass(frozen=True, slots=True)
class Reject:
    """One source file that could not become an article."""

    source_path: Annotated[str, "POSIX path relative to the raw directory"]
    source_sha256: Annotated[str | None, "SHA-256 of the raw bytes; null when they could not be read"]
    stage: Annotated[str, "where it failed: discover, read, decode, front_matter, clean"]
    error: Annotated[RejectError, "the class of problem, a fixed vocabulary"]
    message: Annotated[str, "one line a person can act on"]
    line: Annotated[int | None, "line of the problem, where there is one"]


@quick_init
@dataclass(frozen=True, slots=True)
class LinkTarget:
    """One place that related links of the corpus lead to."""

    canonical_url: Annotated[str, "unique"]
    host: Annotated[str, "host of the canonical URL"]
    title: Annotated[str, "the most frequent clean anchor text"]
    article_count: Annotated[int, "articles that link to it"]
    target_article_id: Annotated[str | None, "the article of this corpus it is"]
    mirrors: Annotated[tuple[str, ...], "canonical URLs of the same page on sister hosts"]


@quick_init
@dataclass(frozen=True, slots=True)
class Duplicate:
    """Membership of one article in a near-duplicate group of two or more."""

    group_id: Annotated[str, "the same for all members"]
    article_id: Annotated[str, "the member"]
    representative_id: Annotated[str, "the member that stands for the group"]
    similarity: Annotated[float, "Jaccard similarity to the representative, 0 to 1"]


TABLES: dict[str, type] = {
    "articles": Article,
    "fixes": Fix,
    "steps": Step,
    "images": Image,
    "links": Link,
    "removals": Removal,
    "link_targets": LinkTarget,
    "duplicates": Duplicate,
    "rejects": Reject,
}
"""Table name → record. Fixes, steps, images, links and removals carry `article_id` as first column."""

CHILD_TABLES: tuple[str, ...] = ("fixes", "steps", "images", "links", "removals")
