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

_AT_A_TIME = 2_000
"""Bodies compared with one body at once (about 10 MB)."""
_WORTH_IT = 8
"""With fewer bodies comparing them one by one takes no longer."""


class ShingleStore:
    """The shingles of some articles' bodies, each loaded once and kept in an unnamed temporary file, which
    the operating system may page out: 100,000 bodies are about 600 MB."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed in __exit__)
        self._short_file = tempfile.TemporaryFile()  # noqa: SIM115 (closed in __exit__)
        self._places: dict[int, tuple[int, int]] = {}
        self._shingles = np.empty(0, dtype=np.uint64)
        self._short = np.empty(0, dtype=np.uint16)
        """The last 16 bits of each shingle."""

    def __enter__(self) -> ShingleStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shingles, self._short = np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint16)
        self._file.close()
        self._short_file.close()

    def load(self, bodies: Sequence[tuple[int, str]], load_bodies: LoadBodies) -> None:
        """Loads the bodies of articles given as (number used here, article id), in that order, in batches."""
        end = 0
        for start in range(0, len(bodies), _BATCH):
            batch = bodies[start : start + _BATCH]
            texts = load_bodies([article_id for _, article_id in batch])
            for number, article_id in batch:
                shingles = shingle_hashes(texts[article_id])
                self._file.write(shingles.tobytes())
                self._short_file.write(shingles.astype(np.uint16).tobytes())
                self._places[number] = (end, end + len(shingles))
                end += len(shingles)
        self._file.flush()
        self._short_file.flush()
        if end:
            self._shingles = np.asarray(np.memmap(self._file, dtype=np.uint64, mode="r"))
            self._short = np.asarray(np.memmap(self._short_file, dtype=np.uint16, mode="r"))

    def similarity(self, one: int, other: int) -> float:
        """Exact Jaccard similarity of two loaded bodies."""
        return jaccard(self._get(one), self._get(other))

    def may_reach(self, threshold: float, one: int, others: Sequence[int]) -> list[int]:
        """Those of the others whose similarity to one may be `threshold` or more; none that has it is left out.

        By their shingles' last 16 bits, for all at once: families of bodies just below the threshold, such as
        pages made from one template, would otherwise be compared exactly pair by pair.
        """
        if len(others) < _WORTH_IT:
            return list(others)
        start, end = self._places[one]
        has = np.zeros(1 << 16, dtype=np.uint8)
        has[self._short[start:end]] = 1
        found: list[int] = []
        for at in range(0, len(others), _AT_A_TIME):
            some = others[at : at + _AT_A_TIME]
            places = [self._places[other] for other in some]
            sizes = np.array([end - start for start, end in places])
            there = has[np.concatenate([self._short[start:end] for start, end in places])]
            # Shingles that differ may end alike, so this is the most that they share.
            shared = np.add.reduceat(there, np.cumsum(sizes) - sizes, dtype=np.int64)
            most = shared / (sizes + (end - start) - shared)
            found += [other for other, it in zip(some, most.tolist(), strict=True) if it >= threshold]
        return found

    def _get(self, number: int) -> UInt64Array:
        start, end = self._places[number]
        return self._shingles[start:end]
