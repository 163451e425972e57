"""One JSON document per article, as a line of bytes.

A document holds the columns of `articles`, then `fixes` (each with its `steps`), `images`, `links` and
`removals`, with the names of the tables. Two facts are known only when the whole corpus is:
`duplicate_of` and each link's `target_article_id`. They are written as null and filled in by `complete`
without parsing the document: a quote inside a JSON string is always escaped, so the key with its quotes and
colon can stand nowhere but where a key stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import orjson

from pipeline.records import CleanArticle, Fix, Step

_DUPLICATE = b'"duplicate_of":'
_TARGET = b'"target_article_id":'


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
    before, after = document.split(_DUPLICATE, 1)
    pieces = [before, _DUPLICATE, _value(duplicate_of)]
    head, *tails = _after_value(after).split(_TARGET)
    pieces.append(head)
    for tail, target in zip(tails, targets, strict=True):
        pieces += (_TARGET, _value(target), _after_value(tail))
    return b"".join(pieces)


def _fixes(fixes: Iterable[Fix], steps: Iterable[Step]) -> Iterator[bytes]:
    of_fix: dict[int, list[Step]] = {}
    for step in steps:
        of_fix.setdefault(step.fix_index, []).append(step)
    for fix in fixes:
        yield orjson.dumps(fix)[:-1] + b',"steps":' + orjson.dumps(of_fix.get(fix.fix_index, ())) + b"}"


def _after_value(text: bytes) -> bytes:
    """What follows a null or an article id at the start of `text`."""
    return text[4:] if text.startswith(b"null") else text[text.index(b'"', 1) + 1 :]


def _value(text: str | None) -> bytes:
    return b"null" if text is None else orjson.dumps(text)
