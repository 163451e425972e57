"""A dataset in a bucket: what can be promised without links and renames.

    clean/.runs/RUN/…            a run being written; gone when it is published
    clean/articles/RUN-00000.parquet …   the parts of the visible run, named by the run that wrote them
    clean/manifest.json          the one object whose replacement publishes a run
    clean/.state/…               what the next run needs

A publish copies the new parts beside the old ones, replaces the manifest, and deletes what the new
manifest does not name. `load_table` reads by the manifest and sees one complete run at any time. A plain
glob of a table's folder cannot know the manifest; so that it never mixes two runs, a marker object that is no
Parquet file stands in each folder as long as the folder holds parts of two runs: a glob then fails, and says
why. If a publish is killed half-way, the marker stays until the next run has cleared up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pipeline.dataset.bucket_lock import BucketLock
from pipeline.dataset.merge import OldShard
from pipeline.dataset.parts import INTERNAL, JSON, RUN_FILE, Part, StoredPart
from pipeline.dataset.previous import MANIFEST, RUNS, PreviousRun, parse_manifest
from pipeline.dataset.state import STATE_FOLDER, read_state, state_files
from pipeline.dataset.storage import Folder, read_bytes, write_bytes
from pipeline.errors import BadInput
from pipeline.records import TABLES

MARKER = "0-PUBLISHING"
"""Name of the marker, before the suffix of the folder's parts: so a glob by suffix finds it too."""
MARKER_TEXT = b"A new run is being published here. Read again later, or with pipeline.load_table.\n"
THREADS = 16
"""Requests under way at once: copying and deleting objects is waiting for the network."""


class BucketSnapshots:
    """The runs of the dataset in a bucket's folder. All methods but the constructor need the lock."""

    def __init__(self, clean: Folder) -> None:
        self._clean = clean
        self._fs = clean.fs
        self._staging: Folder | None = None

    def lock(self, timeout_seconds: float) -> BucketLock:
        """Takes the dataset's lock."""
        return BucketLock(self._clean).acquire(timeout_seconds)

    def previous(self) -> PreviousRun | None:
        """The run that is visible now. Raises `BadInput` if the folder holds something else."""
        try:
            manifest = parse_manifest(read_bytes(self._clean, MANIFEST))
        except FileNotFoundError:
            return None
        if manifest is None:
            raise BadInput(f"{self._clean.url}/{MANIFEST} was not made by this program; name another folder.")
        return PreviousRun(self._clean, manifest["run_id"], manifest)

    def begin(self, run_id: str) -> Folder:
        """A folder to write a run in, after clearing away what killed runs left."""
        self.collect()
        self._staging = self._clean.child(RUNS, run_id)
        return self._staging

    def adopt(self, old: OldShard, table: str, run_id: str) -> StoredPart:
        """An unchanged part stays where it is."""
        return StoredPart(old.parts[table], old.folder)

    def flush_soon(self, part: Part) -> None:
        """Nothing to do: what a bucket has taken is there."""

    def publish(self, run_id: str, manifest: bytes, parts: Iterable[Part]) -> None:
        """Makes the run written in the staging folder the visible one."""
        assert self._staging is not None
        fresh = [part for part in parts if part.written_by(run_id)]
        hidden = [part.path for part in fresh if part.table in INTERNAL]
        self._copy([*state_files(run_id), *hidden])
        for table in sorted({part.table for part in fresh} - INTERNAL):
            suffix = "jsonl" if table == JSON else "parquet"
            write_bytes(self._clean, f"{table}/{MARKER}.{suffix}", MARKER_TEXT)
        self._copy([part.path for part in fresh if part.table not in INTERNAL])
        write_bytes(self._clean, MANIFEST, manifest)
        self._staging = None
        self.collect()

    def discard(self) -> None:
        """Removes what an unpublished run wrote."""
        if self._staging is not None:
            staging, self._staging = self._staging, None
            self._delete(self._find(f"{RUNS}/{staging.root.rpartition('/')[2]}"))

    def collect(self) -> None:
        """Deletes what runs left that the manifest does not name; the markers last of all."""
        previous = self.previous()
        keep = set() if previous is None else _named_by(previous)
        found = [*self._find(RUNS), *self._find(STATE_FOLDER)]
        for table in (*TABLES, JSON):
            found += self._find(table)
        foreign = [path for path in found if path not in keep and not _is_ours(path)]
        if foreign:
            raise BadInput(
                f"{self._clean.url}/{foreign[0]} was not made by this program; name another folder."
            )
        stale = [path for path in found if path not in keep]
        self._delete([path for path in stale if not _is_marker(path)])
        self._delete([path for path in stale if _is_marker(path)])

    def _find(self, below: str) -> list[str]:
        """The objects below a folder, as paths relative to the dataset's folder."""
        self._fs.invalidate_cache()
        root = f"{self._clean.root}/"
        return [str(name).removeprefix(root) for name in self._fs.find(f"{root}{below}")]

    def _copy(self, paths: Iterable[str]) -> None:
        """Copies objects of the staging folder to the dataset's folder, within the store."""
        assert self._staging is not None
        source, target = self._staging.root, self._clean.root
        _together(lambda path: self._fs.cp_file(f"{source}/{path}", f"{target}/{path}"), paths)

    def _delete(self, paths: Iterable[str]) -> None:
        _together(lambda path: self._fs.rm_file(f"{self._clean.root}/{path}"), paths)


def _together(action: Callable[[str], Any], paths: Iterable[str]) -> None:
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(action, paths))


def _named_by(run: PreviousRun) -> set[str]:
    """Every object that belongs to a published run."""
    named = {part["path"] for parts in run.manifest["parts"].values() for part in parts}
    state = read_state(run.folder, run.run_id)
    if state is not None:
        named |= {*state_files(run.run_id), *(part.path for part in state.parts)}
    return named


def _is_marker(path: str) -> bool:
    return path.rpartition("/")[2].startswith(MARKER)


def _is_ours(path: str) -> bool:
    name = path.rpartition("/")[2]
    hidden = path.startswith((f"{RUNS}/", f"{STATE_FOLDER}/"))
    return hidden or _is_marker(path) or bool(RUN_FILE.fullmatch(name))
