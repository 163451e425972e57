"""What a run has to do: which sources are new, changed, gone or as before, shard by shard."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.dataset.discover import Discovery, Source
from pipeline.dataset.shards import shard_count, shard_of
from pipeline.dataset.sources import ReadFailed, SourceReader
from pipeline.dataset.state import SourceState, State, look_up, string_column
from pipeline.dataset.storage import Folder
from pipeline.records import Reject

DISCOVERED = "discover"
"""Outcome of a source that discovery rejected without opening it."""

_UNSETTLED = string_column([DISCOVERED, "retry"])
"""Outcomes that say nothing about the source's content."""
_NO_STAMP = string_column([""])
"""Stamps that do not tell whether a source changed. (A scalar would import pandas, as lists do.)"""


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """One shard: paths to clean, paths whose rows are kept from the run before (and from which of its
    shards), rejects of discovery, and whether all its rows stay as they are."""

    shard: int
    sources: tuple[str, ...]
    kept: tuple[str, ...]
    refused: tuple[Reject, ...]
    old_shards: tuple[int, ...]
    unchanged: bool

    @property
    def name(self) -> str:
        return f"shard {self.shard}: {len(self.sources)} articles"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do. `added`, `changed`, `deleted` and `unchanged` count sources against the run before;
    `to_clean` counts those that are cleaned, which a changed configuration makes all of them."""

    discovered: int
    added: int
    changed: int
    deleted: int
    unchanged: int
    to_clean: int
    shard_count: int
    shards: tuple[ShardPlan, ...] = field(repr=False)
    """All shards, those with nothing to do included."""
    known: dict[str, SourceState] = field(repr=False)
    """The state of every source of this run as far as it is known before cleaning; empty if `as_before`."""
    as_before: pa.Table | None = field(default=None, repr=False)
    """The sources of the run before, if this run has exactly these and cleans none of them."""

    @property
    def shards_to_clean(self) -> tuple[ShardPlan, ...]:
        """The shards with something to do, in order."""
        return tuple(shard for shard in self.shards if not shard.unchanged)

    @property
    def is_empty(self) -> bool:
        """Whether every row of the run before stays as it is."""
        return all(shard.unchanged for shard in self.shards) and not self.deleted


def make_plan(
    found: Discovery,
    before: State | None,
    reuse: bool,
    raw: Folder,
    shard_size: int,
    on_work: Callable[[], object] = lambda: None,
) -> Plan:
    """Compares the sources with those of the run before.

    Args:
        found: the sources there are.
        before: what the run before recorded, if there was one.
        reuse: whether its rows may be used at all (same configuration, rules and code).
        raw: the folder of the sources, which are read where their stamps do not tell whether they changed.
        shard_size: articles of a shard, about.
        on_work: called as soon as there is likely something to clean, before sources are read to find out.
    """
    shards = shard_count(found.count, sum(source.size for source in found.sources), shard_size)
    if before is not None and reuse and shards == before.shards and _is_as_before(found, before.sources):
        return _nothing_to_do(before)
    items: list[Source | Reject] = sorted((*found.sources, *found.rejects), key=_path)
    paths = [_path(item) for item in items]
    stamps = [item.stamp if isinstance(item, Source) else f"{item.error}:{item.message}" for item in items]
    old = _old_sources(paths, before)
    if any(was is None or was.stamp != stamp for was, stamp in zip(old, stamps, strict=True)):
        on_work()
    hashes = _hashes_where_needed(raw, items, stamps, old)
    old_count = before.shards if before is not None else shards
    known: dict[str, SourceState] = {}
    by_shard: dict[int, _Building] = {}
    added = changed = 0
    for item, path, stamp, was in zip(items, paths, stamps, old, strict=True):
        same = was is not None and (was.stamp == stamp != "" or hashes.get(path, "") == was.sha256)
        added += was is None
        changed += was is not None and not same
        shard = shard_of(path, shards)
        place = by_shard.setdefault(shard, _Building())
        if same and reuse and was is not None and was.outcome != "retry":
            place.keep(path, shard if shards == old_count else shard_of(path, old_count))
            known[path] = SourceState(stamp, was.sha256, was.outcome)
        else:
            known[path] = SourceState(stamp, None, place.take(item))
    sizes: dict[int, int] = {}
    if before is not None and old_count == shards:
        sizes = {number: was.accepted + was.rejected for number, was in before.summaries.items()}
    plans = tuple(by_shard[shard].plan(shard, sizes.get(shard)) for shard in sorted(by_shard))
    present = len(items) - added
    return Plan(
        discovered=len(items),
        added=added,
        changed=changed,
        deleted=(len(before.sources) if before is not None else 0) - present,
        unchanged=present - changed,
        to_clean=sum(len(shard.sources) for shard in plans),
        shard_count=shards,
        shards=plans,
        known=known,
    )


def _is_as_before(found: Discovery, before: pa.Table) -> bool:
    """Whether the listing alone tells that nothing is new, changed, gone or to be tried again."""
    if found.rejects or len(found.sources) != len(before):
        return False
    # Stamps first: where one differs, the paths are looked up later anyway.
    columns = {"stamp": [s.stamp for s in found.sources], "path": [s.path for s in found.sources]}
    same = all(before[name].combine_chunks().equals(string_column(now)) for name, now in columns.items())
    doubtful = pc.or_(pc.is_in(before["stamp"], _NO_STAMP), pc.is_in(before["outcome"], _UNSETTLED))
    return same and not pc.any(doubtful).as_py()


def _nothing_to_do(before: State) -> Plan:
    count = len(before.sources)
    shards = tuple(ShardPlan(number, (), (), (), (number,), True) for number in sorted(before.summaries))
    return Plan(count, 0, 0, 0, count, 0, before.shards, shards, {}, before.sources)


@dataclass(slots=True)
class _Building:
    """The plan of one shard, source by source."""

    sources: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refused: list[Reject] = field(default_factory=list)
    old_shards: set[int] = field(default_factory=set)

    def keep(self, path: str, old_shard: int) -> None:
        """Plans a source whose rows are those of the run before."""
        self.kept.append(path)
        self.old_shards.add(old_shard)

    def take(self, item: Source | Reject) -> str:
        """Plans a source that is to be cleaned, or that discovery rejected; the outcome that is known of it by now."""
        if isinstance(item, Source):
            self.sources.append(item.path)
            return ""
        self.refused.append(item)
        return DISCOVERED

    def plan(self, shard: int, old_size: int | None) -> ShardPlan:
        """The plan; `old_size` is how many sources the shard had in the run before, if it had the same shards."""
        # As many sources as before, all of them kept: then they are the same ones.
        unchanged = not self.sources and not self.refused and len(self.kept) == old_size
        return ShardPlan(
            shard,
            tuple(self.sources),
            tuple(self.kept),
            tuple(self.refused),
            tuple(sorted(self.old_shards)),
            unchanged,
        )


def _path(item: Source | Reject) -> str:
    return item.path if isinstance(item, Source) else item.source_path


def _old_sources(paths: list[str], before: State | None) -> Sequence[SourceState | None]:
    if before is None:
        return [None] * len(paths)
    found = look_up(string_column(paths), before.sources)
    columns = [found[name].to_pylist() for name in ("stamp", "sha256", "outcome")]
    return [
        None if outcome is None else SourceState(stamp, sha256, outcome)
        for stamp, sha256, outcome in zip(*columns, strict=True)
    ]


def _hashes_where_needed(
    raw: Folder,
    items: Sequence[Source | Reject],
    stamps: Sequence[str],
    old: Sequence[SourceState | None],
) -> dict[str, str]:
    """SHA-256 of the sources that were there before and whose stamp does not tell whether they changed."""
    doubtful = [
        item
        for item, stamp, was in zip(items, stamps, old, strict=True)
        if isinstance(item, Source) and was is not None and was.sha256 and (was.stamp != stamp or not stamp)
    ]
    return dict(_hashes(raw, doubtful))


def _hashes(raw: Folder, sources: Sequence[Source]) -> Iterator[tuple[str, str]]:
    reader = SourceReader(raw, [source.path for source in sources], max((s.size for s in sources), default=0))

    def digest(index: int) -> tuple[str, str] | None:
        try:
            data = reader.read(index)
        except ReadFailed:
            return None
        return sources[index].path, hashlib.sha256(data).hexdigest()

    if not raw.is_local:
        for index in range(len(sources)):
            reader.prepare(index)
            if (found := digest(index)) is not None:
                yield found
        return
    with ThreadPoolExecutor(max_workers=4) as threads:
        yield from filter(None, threads.map(digest, range(len(sources))))
