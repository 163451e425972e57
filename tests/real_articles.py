"""A sample of the real articles of ../shared, for tests marked `corpus`."""

from __future__ import annotations

import tarfile
from functools import cache
from itertools import islice
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
COUNT = 200
APART = 10
"""Every so many posts of a site one is read: neighbours are often copies."""

needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="the real articles are not here")


@cache
def real_articles() -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of COUNT real articles, in equal parts of each site."""
    found: list[tuple[str, bytes]] = []
    archives = sorted(CORPUS.glob("*.tar.xz"))
    for path in archives:
        with tarfile.open(path) as archive:
            wanted = COUNT // len(archives)
            files = (member for member in archive if member.isfile() and member.name.endswith(".md"))
            for member in islice(files, 0, wanted * APART, APART):
                reader = archive.extractfile(member)
                assert reader is not None
                found.append((member.name, reader.read()))
    return tuple(found)
