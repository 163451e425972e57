"""Banded MinHash: which bodies may be similar, without comparing all pairs.

A signature of 128 slots is cut into bands of r slots; two bodies are candidates if any band is equal. At
similarity s that happens with probability 1 - (1 - s^r)^b for b bands (Leskovec, Rajaraman, Ullman: Mining of
Massive Datasets, 3.4.2).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from pipeline.corpus.alphabet import IntArray
from pipeline.corpus.fingerprint import SIGNATURE_SLOTS

Signatures = npt.NDArray[np.uint32]

MIN_RECALL = 0.99
"""Lowest probability of finding a pair that is exactly at the threshold."""

_ESTIMATE_SIGMAS = 4.0
"""A pair is dropped unseen if its estimated similarity is this many standard errors below the threshold
(1 in 30,000 pairs at the threshold)."""
_WINDOW = 32
"""Buckets up to this size are searched for a promising pair; larger ones are taken to have one."""


def band_rows(threshold: float) -> int:
    """Slots per band: the most (the fewest false candidates) that still find a pair at the threshold with
    probability `MIN_RECALL`; 1 if none do."""
    for rows in range(SIGNATURE_SLOTS, 1, -1):
        bands = SIGNATURE_SLOTS // rows
        if 1.0 - (1.0 - threshold**rows) ** bands >= MIN_RECALL:
            return rows
    return 1


def least_estimate(threshold: float) -> float:
    """Share of equal slots below which a pair is not worth an exact comparison."""
    error = math.sqrt(threshold * (1.0 - threshold) / SIGNATURE_SLOTS)
    return threshold - _ESTIMATE_SIGMAS * error


class Buckets:
    """The buckets of all bands over signatures in a fixed order.

    Memory is 12 bytes per signature and band, whatever the size of the buckets.
    """

    def __init__(self, signatures: Signatures, threshold: float) -> None:
        self._signatures = signatures
        self._least = least_estimate(threshold)
        rows = band_rows(threshold)
        bands = SIGNATURE_SLOTS // rows
        self._bands = [_Band(signatures[:, i * rows : (i + 1) * rows]) for i in range(bands)]

    def promising(self) -> npt.NDArray[np.bool_]:
        """Which signatures have a bucket mate that their signatures say may be similar enough."""
        found = np.zeros(len(self._signatures), dtype=np.bool_)
        for band in self._bands:
            found[band.in_large_bucket(_WINDOW)] = True
            for one, other in band.pairs_within(_WINDOW):
                unknown = ~(found[one] & found[other])
                one, other = one[unknown], other[unknown]
                good = self.estimate(one, other) >= self._least
                found[one[good]] = True
                found[other[good]] = True
        return found

    def earlier_mates(self, index: int) -> IntArray:
        """Signatures before this one that share a bucket with it; may hold repetitions."""
        return np.concatenate([band.before(index) for band in self._bands])

    def estimate(self, one: IntArray, other: IntArray) -> npt.NDArray[np.float64]:
        """Estimated similarity of pairs of signatures, given by their places."""
        shares = np.empty(len(one), dtype=np.float64)
        for start in range(0, len(one), 65_536):  # bounds the memory of the comparison
            part = slice(start, start + 65_536)
            equal = self._signatures[one[part]] == self._signatures[other[part]]
            shares[part] = np.count_nonzero(equal, axis=1) / SIGNATURE_SLOTS
        return shares

    def may_be_similar(self, index: int, others: IntArray) -> IntArray:
        """Those of the others whose estimated similarity to this one is high enough for an exact look."""
        equal = np.count_nonzero(self._signatures[others] == self._signatures[index], axis=1)
        kept: IntArray = others[equal / SIGNATURE_SLOTS >= self._least]
        return kept


class _Band:
    """The buckets of one band: places sorted by bucket, and within it by place."""

    def __init__(self, slots: Signatures) -> None:
        keys = _keys(slots)
        self._members: IntArray = np.argsort(keys, kind="stable").astype(np.int32)
        ordered = keys[self._members]
        first = np.flatnonzero(np.concatenate(([len(keys) > 0], ordered[1:] != ordered[:-1])))
        sizes = np.diff(first, append=len(ordered))
        self._starts = np.empty(len(keys), dtype=np.int32)
        self._places = np.empty(len(keys), dtype=np.int32)
        self._starts[self._members] = np.repeat(first, sizes)
        self._places[self._members] = np.arange(len(keys))
        self._ordered_sizes = sizes

    def before(self, index: int) -> IntArray:
        return self._members[self._starts[index] : self._places[index]]

    def in_large_bucket(self, size: int) -> IntArray:
        return self._members[np.repeat(self._ordered_sizes > size, self._ordered_sizes)]

    def pairs_within(self, size: int) -> list[tuple[IntArray, IntArray]]:
        """All pairs of buckets of at most `size` members, by distance in the bucket."""
        bucket = np.repeat(np.arange(len(self._ordered_sizes)), self._ordered_sizes)
        small = np.repeat(self._ordered_sizes <= size, self._ordered_sizes)
        pairs = []
        for distance in range(1, size):
            same = np.flatnonzero((bucket[distance:] == bucket[:-distance]) & small[distance:])
            if len(same) == 0:
                break
            pairs.append((self._members[same], self._members[same + distance]))
        return pairs


def _keys(slots: Signatures) -> npt.NDArray[np.uint64]:
    """One number per signature, equal where the slots are (a collision only makes a false candidate)."""
    keys = np.zeros(len(slots), dtype=np.uint64)
    for column in slots.T:
        keys = (keys ^ column) * np.uint64(0x9E3779B97F4A7C15)
        keys ^= keys >> np.uint64(31)
    return keys
