"""Groups of near-duplicate articles.

What is promised, for a threshold t (exact Jaccard similarity of 5-word shingles, see `fingerprint.py`):

- Articles of the same normalised body are always in one group.
- **Any two** articles of a group are at least t similar, not only each to the representative: similarity
  does not chain, and whoever is chosen as representative, every member is that similar to it.
- Where similarity is not transitive (a ~ b ~ c, but not a ~ c), no grouping holds every similar pair. Groups
  are formed so as to keep many of them: bodies join in order of how many articles have them (ties by body
  hash), each the largest group, in articles, that it fits into.
- The result depends on the set of articles and the threshold only: not on order, workers or earlier runs.

Empty bodies are nobody's duplicates.

How: equal bodies fall together by their hash. Of the distinct ones, banded MinHash (`lsh.py`) finds
candidates, and every similarity a group rests on is then computed exactly. A member close enough to the first
body of its group needs no comparison with the others, since Jaccard distance is a metric:
d(a, b) <= d(a, p) + d(p, b).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.corpus.alphabet import IntArray, alphabetical
from pipeline.corpus.fingerprint import SIGNATURE_SLOTS, fingerprint
from pipeline.corpus.lsh import Buckets
from pipeline.corpus.shingle_store import LoadBodies, ShingleStore
from pipeline.records import Duplicate

FITTING_TITLE = 0.5
"""`title_fit` from which a title counts as fitting its body: half of its content words stand there."""


@dataclass(frozen=True, slots=True)
class _Bodies:
    """The distinct bodies that are not empty, the most frequent first (ties by hash)."""

    of_article: IntArray
    """Per article: its body's number, -1 for an empty one."""
    article: IntArray
    """Per body: the row of one article that has it (the first by id)."""
    weight: IntArray
    """Per body: the number of articles that have it."""


def find_duplicates(
    candidates: pa.Table | Mapping[str, Sequence[Any]], load_bodies: LoadBodies, threshold: float = 0.8
) -> list[Duplicate]:
    """The near-duplicate groups of two or more articles, ordered by group and article id.

    Args:
        candidates: one row per article: article_id (unique), title_fit (0 to 1), published_at (timestamp or
            null), body_hash (16 bytes) and signature (512 bytes), the latter two as `fingerprint` makes them.
        load_bodies: gives the `body_text` of some articles; called with at most 4,000 ids at a time, once for
            each distinct body that may have a near-duplicate, in the order of the rows of `candidates`.
        threshold: least exact Jaccard similarity, above 0 and at most 1.

    Raises:
        ValueError: the threshold is out of range.
    """
    if not 0.0 < threshold <= 1.0:
        raise ValueError(f"the duplicate threshold must be above 0 and at most 1, not {threshold}")
    table = candidates if isinstance(candidates, pa.Table) else pa.table(dict(candidates))
    if table.num_rows == 0:
        return []
    ids = table["article_id"].combine_chunks()
    id_ranks = alphabetical(ids)[1]
    bodies = _distinct_bodies(_fixed_width(table["body_hash"], 16), id_ranks)
    buckets = Buckets(_signatures(table["signature"], bodies), threshold)
    with ShingleStore() as store:
        active = np.flatnonzero(buckets.promising())
        by_row = active[np.argsort(bodies.article[active], kind="stable")]
        wanted = zip(by_row.tolist(), ids.take(pa.array(bodies.article[by_row])).to_pylist(), strict=True)
        store.load(list(wanted), load_bodies)
        group_of_body = _group(bodies, active, buckets, store, threshold)
        members = _members(bodies, group_of_body)
        leaders = _representatives(table, members, id_ranks)
        return _duplicates(ids, members, leaders, bodies, store)


def _fixed_width(column: pa.ChunkedArray | pa.Array, width: int) -> npt.NDArray[np.uint8]:
    """A column of byte strings of one length as a matrix, a row each."""
    data = b"".join(b"".join(chunk.to_pylist()) for chunk in getattr(column, "chunks", [column]))
    return np.frombuffer(data, dtype=np.uint8).reshape(len(data) // width, width)


def _distinct_bodies(hashes: npt.NDArray[np.uint8], id_ranks: IntArray) -> _Bodies:
    halves = np.ascontiguousarray(hashes).view(">u8").astype(np.uint64)
    order = np.lexsort((id_ranks, halves[:, 1], halves[:, 0]))
    ordered = halves[order]
    is_first = np.concatenate(([True], (ordered[1:] != ordered[:-1]).any(axis=1)))
    number = np.cumsum(is_first) - 1
    weight = np.bincount(number)
    # Renumber: most frequent first, by hash among equals; the empty body is none.
    empty = (ordered[is_first] == _empty_hash()).all(axis=1)
    ranking = np.argsort(-weight, kind="stable")
    ranking = ranking[~empty[ranking]]
    renumbered = np.full(len(weight), -1, dtype=np.int64)
    renumbered[ranking] = np.arange(len(ranking))
    of_article = np.empty(len(hashes), dtype=np.int64)
    of_article[order] = renumbered[number]
    return _Bodies(of_article, order[is_first][ranking], weight[ranking])


def _empty_hash() -> npt.NDArray[np.uint64]:
    return np.frombuffer(fingerprint("").body_hash, dtype=">u8").astype(np.uint64)


def _signatures(column: pa.ChunkedArray, bodies: _Bodies) -> npt.NDArray[np.uint32]:
    taken = column.take(pa.array(bodies.article))
    return _fixed_width(taken, 4 * SIGNATURE_SLOTS).view("<u4").astype(np.uint32, copy=False)


def _group(
    bodies: _Bodies, active: IntArray, buckets: Buckets, store: ShingleStore, threshold: float
) -> IntArray:
    """Per body the body that founded its group (itself, where it founded one)."""
    founder = np.arange(len(bodies.weight))
    is_active = np.zeros(len(bodies.weight), dtype=np.bool_)
    is_active[active] = True
    groups = {int(body): _Group([(int(body), 0.0)], int(bodies.weight[body])) for body in active}
    for body in active.tolist():
        mates = buckets.earlier_mates(body)
        founders = np.unique(founder[mates[is_active[mates]]])
        near = store.may_reach(threshold, body, buckets.may_be_similar(body, founders).tolist())
        for first in sorted(near, key=lambda first: (-groups[first].articles, first)):
            distance = _distance_if_fits(body, groups[first], store, threshold)
            if distance is not None:
                groups[first].members.append((body, distance))
                groups[first].articles += int(bodies.weight[body])
                founder[body] = first
                break
    return founder


@dataclass(slots=True)
class _Group:
    members: list[tuple[int, float]]
    """Bodies with their Jaccard distance to the founder, the first of them."""
    articles: int


def _distance_if_fits(body: int, group: _Group, store: ShingleStore, threshold: float) -> float | None:
    """The body's distance to the group's founder if it is similar enough to every member, else None."""
    founder = group.members[0][0]
    similarity = store.similarity(body, founder)
    if similarity < threshold:
        return None
    distance = 1.0 - similarity
    for member, its_distance in group.members[1:]:
        surely = distance + its_distance <= 1.0 - threshold - 1e-9
        if not surely and store.similarity(body, member) < threshold:
            return None
    return distance


@dataclass(frozen=True, slots=True)
class _Members:
    """The articles of groups of two or more, group by group."""

    rows: IntArray
    groups: IntArray
    """Per member: the founder of its group."""


def _members(bodies: _Bodies, founder: IntArray) -> _Members:
    rows = np.flatnonzero(bodies.of_article >= 0)
    groups = founder[bodies.of_article[rows]]
    rows, groups = rows[(np.bincount(groups, minlength=1) > 1)[groups]], groups
    return _Members(rows, founder[bodies.of_article[rows]])


def _representatives(table: pa.Table, members: _Members, id_ranks: IntArray) -> dict[int, int]:
    """Per group the row of its representative: its title fits best (half of its words, any, none), then the
    oldest, then the first by id; an article without a date is no older than any other."""
    rows = pa.array(members.rows)
    fit = table["title_fit"].take(rows).to_numpy()
    fit = (fit >= FITTING_TITLE).astype(np.int8) + (fit > 0)
    dates = table["published_at"].take(rows).cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
    age = dates.fill_null(np.iinfo(np.int64).max).to_numpy()
    order = np.lexsort((id_ranks[members.rows], age, -fit, members.groups))
    groups = members.groups[order]
    first = np.flatnonzero(np.concatenate((np.ones(min(1, len(groups)), bool), groups[1:] != groups[:-1])))
    return dict(zip(groups[first].tolist(), members.rows[order[first]].tolist(), strict=True))


def _duplicates(
    ids: pa.Array, members: _Members, leaders: Mapping[int, int], bodies: _Bodies, store: ShingleStore
) -> list[Duplicate]:
    names = dict(zip(members.rows.tolist(), ids.take(pa.array(members.rows)).to_pylist(), strict=True))
    known: dict[tuple[int, int], float] = {}
    found = []
    for row, group in zip(members.rows.tolist(), members.groups.tolist(), strict=True):
        leader = leaders[group]
        pair = (int(bodies.of_article[row]), int(bodies.of_article[leader]))
        if pair not in known:
            known[pair] = 1.0 if pair[0] == pair[1] else store.similarity(*pair)
        found.append(Duplicate(names[leader], names[row], names[leader], known[pair]))
    return sorted(found, key=lambda duplicate: (duplicate.group_id, duplicate.article_id))
