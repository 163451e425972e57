"""Which shard an article belongs to: a stable hash of its path, so that adding a file moves no other.

The number of shards is a power of two and a pure function of the sources (their number and total size), never
of what earlier runs did: an incremental run and one from scratch lay out the same parts.
"""

from __future__ import annotations

import math
from hashlib import blake2b

BYTES_PER_ARTICLE = 65_536
"""Source bytes per article up to which shards are sized by number alone; the largest of 55,356 real articles
is 67 kB, the mean 15 kB. Larger sources make more shards, so that a shard always fits in memory."""


def shard_count(articles: int, total_bytes: int, shard_size: int) -> int:
    """The power of two that brings shards closest to `shard_size` articles each; at least 1."""
    shards = max(articles, total_bytes / BYTES_PER_ARTICLE) / max(shard_size, 1)
    return 1 if shards <= 1 else 2 ** round(math.log2(shards))


def shard_of(path: str, shards: int) -> int:
    """The shard (0 to `shards` - 1) of the article at `path`; doubling `shards` splits each shard in two."""
    digest = blake2b(path.encode("utf-8", "backslashreplace"), digest_size=4).digest()
    return int.from_bytes(digest, "big") * shards >> 32
