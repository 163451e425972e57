"""A dataset on a local disk: complete runs, one of which is visible.

    clean/.runs/RUN/articles/RUN-00000.parquet …    a run, never changed once it is there
    clean/.runs/RUN/manifest.json
    clean/.current -> .runs/RUN                     the one thing a publish switches
    clean/articles -> .current/articles …           fixed links, made once
    clean/manifest.json -> .current/manifest.json

A run is written under `.runs/.stage-RUN`, flushed to the disk, renamed, and made visible by one `os.replace`
of `.current`. Whatever kills it before that leaves the run before visible; what it wrote is collected by the
next run. Part names are unique per run, so that a reader that spans a switch fails instead of mixing runs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.dataset.lock import LocalLock
from pipeline.dataset.merge import OldShard
from pipeline.dataset.parts import JSON, Part, StoredPart, part_name
from pipeline.dataset.previous import MANIFEST, RUNS, PreviousRun, parse_manifest
from pipeline.dataset.staging import STAGED_FOLDER
from pipeline.dataset.storage import Folder
from pipeline.errors import BadInput
from pipeline.records import TABLES

if TYPE_CHECKING:
    from pipeline.dataset.bucket import BucketSnapshots

CURRENT = ".current"
STAGE_PREFIX = ".stage-"
FLUSHES_AT_ONCE = 8
"""Flushing is waiting; together the disk does it in one go."""

KEPT_RUNS = 2
"""Complete runs kept beside the current one, for readers that still have their files open."""

FIXED_LINKS = (*TABLES, JSON, MANIFEST)


class LocalSnapshots:
    """The runs of the dataset in a local folder. All methods but the constructor need the lock."""

    def __init__(self, clean: Folder) -> None:
        self._root = clean.path
        self._clean = clean
        try:
            self._root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(f"The dataset folder {clean.url} cannot be made: {error.strerror}.") from None
        self._refuse_foreign()
        self._staging: Folder | None = None
        self._flusher = ThreadPoolExecutor(FLUSHES_AT_ONCE, thread_name_prefix="flush")
        self._flushes: list[Future[None]] = []

    def lock(self, timeout_seconds: float) -> LocalLock:
        """Takes the dataset's lock."""
        return LocalLock(self._root).acquire(timeout_seconds)

    def previous(self) -> PreviousRun | None:
        """The run that is visible now."""
        run_id = current_run(self._root)
        if run_id is None:
            return None
        folder = self._clean.child(RUNS, run_id)
        manifest = parse_manifest((folder.path / MANIFEST).read_bytes())
        return None if manifest is None else PreviousRun(folder, run_id, manifest)

    def begin(self, run_id: str) -> Folder:
        """A fresh folder to write a run in, after clearing away what killed runs left."""
        self.collect()
        runs = self._root / RUNS
        (runs / f"{STAGE_PREFIX}{run_id}" / STAGED_FOLDER).mkdir(parents=True)
        self._staging = self._clean.child(RUNS, f"{STAGE_PREFIX}{run_id}")
        return self._staging

    def adopt(self, old: OldShard, table: str, run_id: str) -> StoredPart:
        """Takes an unchanged part of the run before into this run, under a name of its own."""
        assert self._staging is not None
        part = old.parts[table]
        adopted = replace(part, name=part_name(run_id, part.shard, table))
        source, target = old.folder.path / part.path, self._staging.path / adopted.path
        try:
            os.link(source, target)
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)  # a file system without hard links
        return StoredPart(adopted, self._staging)

    def flush_soon(self, part: Part) -> None:
        """Begins to bring a part to the disk while the run goes on, so that `publish` need not wait for all of
        them; what the disk answers is heard there."""
        assert self._staging is not None
        self._flushes.append(self._flusher.submit(_flush, self._staging.path / part.path))

    def publish(self, run_id: str, manifest: bytes, parts: Iterable[Part]) -> None:
        """Makes the run written in the staging folder the visible one."""
        assert self._staging is not None
        staging = self._staging.path
        shutil.rmtree(staging / STAGED_FOLDER)
        (staging / MANIFEST).write_bytes(manifest)
        # An error is told to one flush only: what the early ones were told counts.
        for flush in self._flushes:
            flush.result()
        _flush_tree(staging, self._flusher)
        runs = self._root / RUNS
        staging.rename(runs / run_id)
        self._staging = None
        _flush(runs)
        self._make_fixed_links()
        _switch(self._root / CURRENT, f"{RUNS}/{run_id}")
        _flush(self._root)
        self.collect()

    def discard(self) -> None:
        """Removes what an unpublished run wrote."""
        self._flusher.shutdown(wait=False, cancel_futures=True)
        if self._staging is not None:
            shutil.rmtree(self._staging.path, ignore_errors=True)
            self._staging = None

    def collect(self) -> None:
        """Removes leftovers of killed runs and all runs but the current and `KEPT_RUNS` before it."""
        runs = self._root / RUNS
        if not runs.is_dir():
            return
        current = current_run(self._root)
        names = sorted(entry.name for entry in runs.iterdir())
        complete = [name for name in names if not name.startswith(".") and name != current]
        # Names begin with the time of the run. A complete run newer than the current one was never published.
        older = [name for name in complete if current is not None and name < current]
        for name in set(names) - {current, *older[-KEPT_RUNS:]}:
            shutil.rmtree(runs / name, ignore_errors=True)

    def _make_fixed_links(self) -> None:
        for name in FIXED_LINKS:
            link = self._root / name
            if not link.is_symlink():
                link.symlink_to(f"{CURRENT}/{name}")

    def _refuse_foreign(self) -> None:
        for name in FIXED_LINKS:
            path = self._root / name
            if (path.exists() or path.is_symlink()) and not _is_ours(path):
                raise BadInput(
                    f"{path} was not made by this program; move it away or name another dataset folder."
                )


def open_snapshots(clean: Folder) -> LocalSnapshots | BucketSnapshots:
    """The runs of the dataset in a folder. Raises `BadInput` when the folder cannot be used."""
    if clean.is_local:
        return LocalSnapshots(clean)
    from pipeline.dataset.bucket import BucketSnapshots

    return BucketSnapshots(clean)


def current_run(root: Path) -> str | None:
    """The name of the visible run of a dataset folder, or None."""
    try:
        target = (root / CURRENT).readlink()
    except OSError:
        return None
    return target.name if (root / target / MANIFEST).is_file() else None


def _is_ours(path: Path) -> bool:
    return path.is_symlink() and path.readlink() == Path(CURRENT, path.name)


def _switch(link: Path, target: str) -> None:
    fresh = link.with_name(f"{link.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


def _flush_tree(folder: Path, flusher: ThreadPoolExecutor) -> None:
    """Forces all files of a folder to the disk, then the folders from the innermost out."""
    folders: list[Path] = []
    files: list[Path] = []
    for inside, _, names in os.walk(folder):
        folders.append(Path(inside))
        files += [Path(inside, name) for name in names]
    list(flusher.map(_flush, files))
    for place in reversed(folders):
        _flush(place)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
