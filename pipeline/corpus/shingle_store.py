"""Shingle sets of many bodies, outside of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import numpy as np

from pipeline.corpus.fingerprint import UInt64Array, jaccard, shingle_hashes

LoadBodies = Callable[[Sequence[str]], Mapping[str, str]]
"""Article ids → their `body_text`."""

_BATCH = 4_000
"""Bodies asked for at once (about 20 MB of text)."""


class ShingleStore:
    """The shingles of some articles' bodies, each loaded once and kept in an unnamed temporary file, which
    the operating system may page out: 100,000 bodies are about 600 MB."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed in __exit__)
        self._places: dict[int, tuple[int, int]] = {}
        self._shingles = np.empty(0, dtype=np.uint64)

    def __enter__(self) -> ShingleStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shingles = np.empty(0, dtype=np.uint64)
        self._file.close()

    def load(self, bodies: Sequence[tuple[int, str]], load_bodies: LoadBodies) -> None:
        """Loads the bodies of articles given as (number used here, article id), in that order, in batches."""
        end = 0
        for start in range(0, len(bodies), _BATCH):
            batch = bodies[start : start + _BATCH]
            texts = load_bodies([article_id for _, article_id in batch])
            for number, article_id in batch:
                shingles = shingle_hashes(texts[article_id])
                self._file.write(shingles.tobytes())
                self._places[number] = (end, end + len(shingles))
                end += len(shingles)
        self._file.flush()
        if end:
            self._shingles = np.asarray(np.memmap(self._file, dtype=np.uint64, mode="r"))

    def similarity(self, one: int, other: int) -> float:
        """Exact Jaccard similarity of two loaded bodies."""
        return jaccard(self._get(one), self._get(other))

    def _get(self, number: int) -> UInt64Array:
        start, end = self._places[number]
        return self._shingles[start:end]
