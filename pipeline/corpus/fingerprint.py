"""What an article's body looks like to the search for near-duplicates: a hash, and a MinHash signature.

The unit of comparison is the 5-word shingle: five consecutive words of the normalised body. A word is what
stands between blanks, in lower case and with its punctuation; line breaks do not count. A body of fewer than
five words is one shingle; an empty body has none. (Words without punctuation would call a few more articles
near-duplicates; this is the stricter reading. On 14,711 real articles the two differ in 6 pairs of distinct
bodies, all within 0.02 of the threshold by the laxer one.)

Signatures come from rensa's R-MinHash over 64-bit shingle hashes. Shingle hashes depend on nothing but the
text (BLAKE2 per word, combined arithmetically); rensa's digests change between versions of its algorithm,
which `SIGNATURE_SCHEME` names: signatures of two schemes must not be compared, so a run that reuses stored
fingerprints must include it in what reuse depends on.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from pipeline.recall import KEY_BYTES, recalled

UInt64Array = npt.NDArray[np.uint64]

SHINGLE_WORDS = 5
SIGNATURE_SLOTS = 128
SIGNATURE_SCHEME = f"rminhash-{RMinHash.ALGORITHM_VERSION}-{SIGNATURE_SLOTS}-words-{SHINGLE_WORDS}-v2"
"""Identifies how signatures are made."""

_SEED = 42
_KNOWN_WORDS = 200_000
_KNOWN_BODIES = 8_192
_KNOWN_TEXTS, _KNOWN_CHARS = 1_000, 50_000
"""Texts (of so many characters at most) known as strings, which articles with one body share: a look at a string's own
hash, as `article.py` remembers the bodies."""
_ODD = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F],
    dtype=np.uint64,
)
"""One multiplier per place in the shingle, so that the order of its words counts."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """A body, reduced to what finding its near-duplicates takes."""

    body_hash: bytes
    """16 bytes (BLAKE2b) of the normalised body: equal for bodies of the same words in the same order."""
    signature: bytes
    """128 little-endian 32-bit MinHash values."""
    shingle_count: int
    """Distinct 5-word shingles; 0 for an empty body."""


class _WordHashes(dict[str, int]):
    """64-bit hash of each word; forgets everything when it has seen too many."""

    def __missing__(self, word: str) -> int:
        if len(self) >= _KNOWN_WORDS:
            self.clear()
        value = int.from_bytes(
            blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little"
        )
        self[word] = value
        return value


_word_hashes = _WordHashes()
_known_bodies: OrderedDict[bytes, Fingerprint] = OrderedDict()


def normalise_body(body_text: str) -> str:
    """The words of a body in lower case, joined by single spaces: two bodies that normalise to the same text
    are the same body."""
    return " ".join(_words(body_text))


def _words(body_text: str) -> list[str]:
    return body_text.lower().split()


def shingle_hashes(body_text: str) -> UInt64Array:
    """The distinct 5-word shingles of a body as sorted 64-bit hashes: the same on every machine and run."""
    return _shingles(_words(body_text))


def _shingles(words: list[str]) -> UInt64Array:
    if not words:
        return np.empty(0, dtype=np.uint64)
    hashes = np.fromiter(map(_word_hashes.__getitem__, words), dtype=np.uint64, count=len(words))
    count = max(1, len(words) - SHINGLE_WORDS + 1)
    mixed = np.zeros(count, dtype=np.uint64)
    for place in range(min(SHINGLE_WORDS, len(words))):
        mixed += hashes[place : place + count] * _ODD[place]
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    mixed.sort()
    return mixed[np.flatnonzero(np.diff(mixed, prepend=~mixed[0]))]


def jaccard(one: UInt64Array, other: UInt64Array) -> float:
    """Exact Jaccard similarity of two shingle sets as `shingle_hashes` gives them; 0 if either is empty."""
    if one.size == 0 or other.size == 0:
        return 0.0
    if one.size > other.size:
        one, other = other, one
    both = np.concatenate((one, other))
    both.sort(kind="stable")
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (one.size + other.size - shared)


def fingerprint(body_text: str) -> Fingerprint:
    """Hash and MinHash signature of a body. Deterministic across processes and machines; bodies seen before
    in this process (content farms repeat them) cost only a hash, or nothing if they are the same string."""
    return _remembered(body_text) if len(body_text) <= _KNOWN_CHARS else _by_digest(body_text)


def _by_digest(body_text: str) -> Fingerprint:
    key = blake2b(
        body_text.encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES, person=b"fingerprint"
    ).digest()
    known = _known_bodies.get(key)
    if known is None:
        known = recalled(lambda: key, lambda: _fingerprint(body_text))
        _known_bodies[key] = known
        if len(_known_bodies) > _KNOWN_BODIES:
            _known_bodies.popitem(last=False)
    return known


_remembered = lru_cache(maxsize=_KNOWN_TEXTS)(_by_digest)


def _fingerprint(body_text: str) -> Fingerprint:
    words = _words(body_text)
    shingles = _shingles(words)
    body_hash = blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    if shingles.size == 0:
        return Fingerprint(body_hash, _empty_signature(), 0)
    return Fingerprint(body_hash, _signature(shingles), int(shingles.size))


def _signature(shingles: UInt64Array) -> bytes:
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        shingles, [0, int(shingles.size)], num_perm=SIGNATURE_SLOTS, seed=_SEED
    )
    return np.asarray(matrix.to_rows()[0], dtype="<u4").tobytes()


@cache
def _empty_signature() -> bytes:
    return b"\xff" * (4 * SIGNATURE_SLOTS)
