"""Finds the source files of a run: recursive, sorted by path, never opening, never blocking.

What looks like an article by its name but cannot be one (a folder named `x.md`, a FIFO, a link that leaves
the raw folder) is reported as a reject, so that every name is accounted for.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.dataset.storage import Folder
from pipeline.errors import BadInput
from pipeline.records import Reject, RejectError

SUFFIXES = (".md", ".markdown", ".txt")


@dataclass(frozen=True, slots=True)
class Source:
    """One source file as its folder lists it. `stamp` changes whenever the content may have changed (size,
    times and inode on a disk; size and ETag in a bucket); empty when the store offers no such thing."""

    path: str
    size: int
    stamp: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """All files of a raw folder: `sources` to read and `rejects` not even opened, both sorted by path."""

    sources: list[Source]
    rejects: list[Reject]

    @property
    def count(self) -> int:
        return len(self.sources) + len(self.rejects)


def discover(raw: Folder, allow_links_out: bool = False, limit: int | None = None) -> Discovery:
    """The `.md`, `.markdown` and `.txt` files below `raw` (any case), the first `limit` by path.

    Raises `BadInput` when `raw` is not a folder that can be listed.
    """
    found = list(_walk_local(raw, allow_links_out) if raw.is_local else _walk_remote(raw))
    found.sort(key=lambda item: item.path if isinstance(item, Source) else item.source_path)
    if limit is not None:
        found = found[:limit]
    return Discovery(
        [item for item in found if isinstance(item, Source)],
        [item for item in found if isinstance(item, Reject)],
    )


def _walk_remote(raw: Folder) -> Iterator[Source]:
    fs = raw.fs
    fs.invalidate_cache()
    try:
        listed: dict[str, dict[str, object]] = fs.find(raw.root, detail=True)
    except ValueError as error:
        raise BadInput(f"The raw folder {raw.url} cannot be read: {error}.") from None
    if not listed and not fs.exists(raw.root):
        raise BadInput(f"There is no folder {raw.url} with articles to clean.")
    for name, info in listed.items():
        path = name.removeprefix(raw.root).lstrip("/")
        if info.get("type") == "file" and is_wanted(path):
            size = int(str(info.get("size") or 0))
            identity = info.get("ETag") or info.get("etag") or info.get("md5Hash") or ""
            yield Source(path, size, f"{size}:{identity}" if identity else "")


def _walk_local(raw: Folder, allow_links_out: bool) -> Iterator[Source | Reject]:
    try:
        root = Path(raw.root).resolve(strict=True)
        entries = os.scandir(root)
    except (OSError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it links to itself"
        raise BadInput(f"The raw folder {raw.url} cannot be read: {reason}.") from None
    entries.close()
    yield from _LocalWalk(str(root), allow_links_out).walk()


class _LocalWalk:
    """One walk below `root`. A link to a folder inside `root` is passed over, as its files are listed where
    they really are; so links can neither loop nor list a file a thousand times."""

    def __init__(self, root: str, allow_links_out: bool) -> None:
        self.root = root
        self.allow_links_out = allow_links_out
        self.seen_outside: set[str] = set()

    def walk(self) -> Iterator[Source | Reject]:
        todo = [(self.root, "")]
        while todo:
            folder, prefix = todo.pop()
            try:
                with os.scandir(folder) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                yield _reject(
                    prefix.rstrip("/"), "unreadable", f"the folder cannot be listed: {error.strerror}"
                )
                continue
            below: list[tuple[str, str]] = []
            for entry in entries:
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if self._is_new(entry.path, reached_from=folder):
                        below.append((entry.path, path + "/"))
                    if is_wanted(entry.name):
                        yield _reject(path, "not_a_file", "a folder, though it is named like an article")
                elif entry.is_symlink():
                    yield from self._follow(entry, path, below)
                elif is_wanted(entry.name):
                    yield self._examine(entry, path)
            todo.extend(reversed(below))

    def _examine(self, entry: os.DirEntry[str], path: str) -> Source | Reject:
        """The source or reject that one name stands for; `entry` may be a link."""
        try:
            path.encode("utf-8")
        except UnicodeEncodeError:
            return _reject(path, "file_name", "the file name is not valid UTF-8; rename the file")
        try:
            # A stat never opens, so a FIFO or device cannot block here.
            info = entry.stat()
        except OSError as error:
            return _reject(path, "unreadable", f"the file cannot be examined: {error.strerror}")
        if not stat.S_ISREG(info.st_mode):
            return _reject(path, "not_a_file", "not a regular file (a FIFO, socket or device)")
        stamp = f"{info.st_size}:{info.st_mtime_ns}:{info.st_ctime_ns}:{info.st_ino}"
        return Source(path, info.st_size, stamp)

    def _follow(
        self, entry: os.DirEntry[str], path: str, below: list[tuple[str, str]]
    ) -> Iterator[Source | Reject]:
        """What a symbolic link leads to; a folder to list is put on `below`."""
        wanted = is_wanted(entry.name)
        try:
            target = os.path.realpath(entry.path, strict=True)
            is_folder = Path(target).is_dir()
        except OSError as error:
            if wanted:
                yield _reject(path, "unreadable", f"a link to nowhere: {error.strerror}")
            return
        inside = self._is_inside(target)
        if not inside and not self.allow_links_out:
            if wanted or is_folder:
                yield _reject(
                    path, "outside_raw", "a link that leaves the raw folder; allow links out to follow it"
                )
        elif not is_folder:
            if wanted:
                yield self._examine(entry, path)
        elif not inside and self._is_new(target, reached_from=target):
            below.append((target, path + "/"))

    def _is_inside(self, path: str) -> bool:
        return path == self.root or path.startswith(self.root + os.sep)

    def _is_new(self, folder: str, reached_from: str) -> bool:
        """Whether a folder is still to be listed. One inside `root` is listed where it is, not on the way
        through some folder outside; those outside are noted, as links may reach them twice."""
        if self._is_inside(folder):
            return self._is_inside(reached_from)
        if folder in self.seen_outside:
            return False
        self.seen_outside.add(folder)
        return True


def is_wanted(name: str) -> bool:
    """Whether a file is named like an article."""
    return name.lower().endswith(SUFFIXES)


def _reject(path: str, error: RejectError, message: str) -> Reject:
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return Reject(shown, None, "discover", error, message, None)
