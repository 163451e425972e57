"""One JSON document per article, as a line of bytes.

A document holds the columns of `articles`, then `fixes` (each with its `steps`), `images`, `links` and
`removals`, with the names of the tables. Two facts are known only when the whole corpus is:
`duplicate_of` and each link's `target_article_id`. They are written as null and filled in by `complete`
without parsing the document: a quote inside a JSON string is always escaped, so the key with its quotes and
colon can stand nowhere but where a key stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import orjson

from pipeline.records import CleanArticle, Fix, Step

_DUPLICATE = re.compile(rb'"duplicate_of":(?:null|"[^"\\]*")')
_TARGET = re.compile(rb'"target_article_id":(?:null|"[^"\\]*")')


def document_of(item: CleanArticle) -> bytes:
    """The article's document, without line end. Raises `TypeError` for text that is no UTF-8."""
    return b"".join(
        (
            orjson.dumps(item.article)[:-1],
            b',"fixes":[',
            b",".join(_fixes(item.fixes, item.steps)),
            b'],"images":',
            orjson.dumps(item.images),
            b',"links":',
            orjson.dumps(item.links),
            b',"removals":',
            orjson.dumps(item.removals),
            b"}",
        )
    )


def complete(document: bytes, duplicate_of: str | None, targets: Sequence[str | None]) -> bytes:
    """The document with its corpus-level facts: `targets` has one entry per link, in order."""
    document = _DUPLICATE.sub(b'"duplicate_of":' + _value(duplicate_of), document, count=1)
    values = iter(targets)
    return _TARGET.sub(lambda _: b'"target_article_id":' + _value(next(values)), document)


def _fixes(fixes: Iterable[Fix], steps: Iterable[Step]) -> Iterator[bytes]:
    of_fix: dict[int, list[Step]] = {}
    for step in steps:
        of_fix.setdefault(step.fix_index, []).append(step)
    for fix in fixes:
        yield orjson.dumps(fix)[:-1] + b',"steps":' + orjson.dumps(of_fix.get(fix.fix_index, ())) + b"}"


def _value(text: str | None) -> bytes:
    return b"null" if text is None else orjson.dumps(text)
