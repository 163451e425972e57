"""A published dataset read as records, article by article, for exports and reports.

Reading goes part by part through the JSON documents, so memory does not grow with the corpus, and stays in
the run it began with.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.dataset.load import complete_run
from pipeline.dataset.parts import JSON
from pipeline.dataset.storage import Folder, read_bytes
from pipeline.errors import BadInput
from pipeline.records import Article, CleanArticle, Fix, Image, Link, Removal, Step

T = TypeVar("T")

_ID_KEY = b'{"article_id":"'
_TIMES = ("published_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Published:
    """One complete run of a dataset."""

    run: Folder
    manifest: dict[str, Any]

    def articles(self, ids: Collection[str] | None = None) -> Iterator[CleanArticle]:
        """All articles, or those with the given ids, in the order of the parts.

        Raises `BadInput` when the run has been replaced and collected while being read.
        """
        wanted = None if ids is None else {article_id.encode() for article_id in ids}
        for part in self.manifest["parts"][JSON]:
            for line in self._bytes(part["path"]).split(b"\n"):
                if line and (wanted is None or _id_of(line) in wanted):
                    yield article_of(orjson.loads(line))

    def parts(self, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The Parquet parts of a table, one at a time. Raises `BadInput` as `articles` does."""
        for part in self.manifest["parts"][table]:
            source = pq.ParquetFile(pa.BufferReader(self._bytes(part["path"])))
            yield source.read(columns=None if columns is None else list(columns))

    def part_bytes(self, table: str) -> Iterator[bytes]:
        """The bytes of each Parquet part of a table. Raises `BadInput` as `articles` does."""
        for part in self.manifest["parts"][table]:
            yield self._bytes(part["path"])

    def _bytes(self, path: str) -> bytes:
        try:
            return read_bytes(self.run, path)
        except FileNotFoundError:
            raise BadInput(
                f"The dataset in {self.run.url} was replaced by newer runs while it was read; start again."
            ) from None


def open_published(clean: str | os.PathLike[str]) -> Published:
    """The run that is published now. Raises `BadInput` when there is none."""
    return Published(*complete_run(clean))


def article_of(document: dict[str, Any]) -> CleanArticle:
    """The records of one JSON document (see `pipeline.dataset.documents`); unknown columns are ignored."""
    return CleanArticle(
        _record(Article, document),
        tuple(_record(Fix, fix) for fix in document["fixes"]),
        tuple(_record(Step, step) for fix in document["fixes"] for step in fix["steps"]),
        tuple(_record(Image, image) for image in document["images"]),
        tuple(_record(Link, link) for link in document["links"]),
        tuple(_record(Removal, removal) for removal in document["removals"]),
    )


def _id_of(line: bytes) -> bytes:
    return line[len(_ID_KEY) : line.index(b'"', len(_ID_KEY))]


_NAMES: dict[type, tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in (Article, Fix, Step, Image, Link, Removal)
}


def _record(kind: type[T], values: dict[str, Any]) -> T:
    return kind(**{name: _value(name, values[name]) for name in _NAMES[kind]})


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return datetime.fromisoformat(value) if name in _TIMES and value is not None else value
