"""What the corpus stage and the gates need of each article, and nothing wider.

One row per accepted article, kept from run to run beside the published tables. It is made in the worker,
where the body is at hand, so that no later stage has to read bodies again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import pyarrow as pa

from pipeline.config import CleaningConfig
from pipeline.corpus.fingerprint import fingerprint
from pipeline.corpus.slugs import slug_of_source
from pipeline.extraction.titles import title_fit
from pipeline.markup.blocks import parse_blocks
from pipeline.markup.inline_parse import parse_inline
from pipeline.markup.nodes import Emphasis, Frame, Image, Link, Raw, Span, Strong, Text
from pipeline.records import CleanArticle
from pipeline.records import Link as LinkRow

NARROW_SCHEMA = pa.schema(
    [
        pa.field("article_id", pa.string(), nullable=False),
        pa.field("source_path", pa.string(), nullable=False),
        pa.field("slug", pa.string(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("title_fit", pa.float64(), nullable=False),
        pa.field("published_at", pa.timestamp("us", tz="UTC")),
        pa.field("body_hash", pa.binary(16), nullable=False),
        pa.field("signature", pa.binary(), nullable=False),
        pa.field("shingle_count", pa.int32(), nullable=False),
        pa.field("source_bytes", pa.int64(), nullable=False),
        pa.field("body_chars", pa.int64(), nullable=False),
        pa.field("links_digest", pa.binary(8), nullable=False),
        pa.field("ad_url", pa.string()),
        pa.field("warnings", pa.list_(pa.field("element", pa.string())), nullable=False),
    ]
)

AD_KINDS = frozenset({"ad", "affiliate", "tracker"})
"""Kinds of host rules whose hosts must not be linked from a clean body."""

_HOST = re.compile(r"//([\w.-]+)")
_URL = re.compile(r"(?<![\w/:\\])(?:https?:)?//([\w.-]+)[^\s<>()\"']*")
"""An address; behind a letter or a colon (`seehttps://…`) it is text that no reader makes a link of."""


def narrow_row(item: CleanArticle, source_bytes: int, config: CleaningConfig) -> dict[str, Any]:
    """The narrow row of one article; `source_bytes` is the size of its source file."""
    article, links = item.article, item.links
    made = fingerprint(article.body_text)
    return {
        "article_id": article.article_id,
        "source_path": article.source_path,
        "slug": slug_of_source(article.source_path),
        "title": article.title,
        "title_fit": title_fit(article.title, article.body_text),
        "published_at": article.published_at,
        "body_hash": made.body_hash,
        "signature": made.signature,
        "shingle_count": made.shingle_count,
        "source_bytes": source_bytes,
        "body_chars": len(article.body_markdown),
        "links_digest": links_digest(links),
        "ad_url": ad_url_in(article.body_markdown, config),
        "warnings": article.warnings,
    }


def narrow_table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """The rows as an Arrow table."""
    return pa.Table.from_pylist(list(rows), schema=NARROW_SCHEMA)


def links_digest(links: Iterable[LinkRow]) -> bytes:
    """A digest of what the link graph reads of an article's links."""
    text = "\n".join(f"{link.role} {link.canonical_url} {link.text}" for link in links)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def ad_url_in(body_markdown: str, config: CleaningConfig) -> str | None:
    """The first URL of the body, outside of code, that leads to a known ad, affiliate or tracking host."""
    is_ad = _ad_hosts(config)
    if not any(is_ad(host) for host in set(_HOST.findall(body_markdown))):
        return None
    for text in _outside_code(body_markdown, config.limits.markdown_nesting):
        for match in _URL.finditer(text):
            if is_ad(match[1]):
                return match[0]
    return None


def _outside_code(body_markdown: str, max_nesting: int) -> Iterator[str]:
    """Texts and addresses of a body. Code shown as an example is content, whatever URLs it holds: in a fence, also
    one that is never closed, indented, in a span over lines."""
    parsed = parse_blocks(body_markdown.split("\n"), 2 * max_nesting)
    yield from parsed.references.values()
    for block in parsed.blocks:
        todo = [] if block.kind == "code" else list(reversed(parse_inline(block.content, parsed.references)))
        while todo:
            node = todo.pop()
            if isinstance(node, (Text, Raw)):
                yield node.md
            elif isinstance(node, (Link, Image, Frame)) and (own := _URL.match(node.url)) is not None:
                yield own[0]  # not what an address may quote (`https://a.example/<img src='https://…'>`)
            if isinstance(node, (Link, Strong, Emphasis, Span)):
                todo += reversed(node.children)


@lru_cache(maxsize=4)
def _ad_hosts(config: CleaningConfig) -> Callable[[str], bool]:
    from pipeline.rules.load import load_rules

    rules = load_rules(config)

    @lru_cache(maxsize=65_536)
    def is_ad(host: str) -> bool:
        rule = rules.host_rule(host.lower())
        return rule is not None and rule.kind in AD_KINDS

    return is_ad
