"""Output folders of exports and reports: written aside, put in place whole, nothing of others overwritten."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from pipeline.errors import BadInput

MARK = ".howto-etl"
"""File that tells a folder made by this program from any other; its text says what is in it."""
MAX_NAME_BYTES = 255
"""Of a file name on all common file systems."""


@contextmanager
def fresh_folder(out: str | os.PathLike[str], kind: str) -> Iterator[Path]:
    """An empty folder to write in, which becomes `out` when the block ends well, in place of an earlier one.

    Args:
        out: a local folder that does not exist, is empty, or was made by this function.
        kind: what goes in it, such as `report`.

    Raises:
        BadInput: `out` is a URL, or holds something this program did not make.
    """
    target = _usable(os.fspath(out))
    target.parent.mkdir(parents=True, exist_ok=True)
    staging = target.parent / f".{target.name}.{os.getpid()}.new"
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir()
    try:
        yield staging
        (staging / MARK).write_text(f"{kind}\n", encoding="utf-8")
        _put_in_place(staging, target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def file_in(folder: Path, path: str, suffix: str = "") -> Path:
    """The place below `folder` for what belongs to the source `path`, its parents made.

    `suffix` is appended to the name; a name that gets too long for a file system is cut and told apart by the
    hash of its path. Raises `BadInput` for a path that leads out of the folder.
    """
    parts = PurePosixPath(path).parts
    if not parts or ".." in parts or path.startswith("/"):
        raise BadInput(f"The dataset names a source outside its folder, {path!r}; nothing was written.")
    place = folder.joinpath(
        *parts[:-1], _short(parts[-1], path, MAX_NAME_BYTES - len(suffix.encode())) + suffix
    )
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


def _short(name: str, path: str, room: int) -> str:
    encoded = name.encode("utf-8", "surrogatepass")
    if len(encoded) <= room:
        return name
    digest = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return encoded[: room - len(digest) - 1].decode("utf-8", "ignore") + "-" + digest


def _usable(out: str) -> Path:
    if not out or "://" in out:
        raise BadInput(f"{out or 'An empty name'} is no local folder; name one to write to.")
    target = Path(out).absolute()
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise BadInput(f"{out} is not a folder; name another place to write to.")
    if target.exists() and any(target.iterdir()) and not (target / MARK).is_file():
        raise BadInput(f"{out} holds something else; name an empty folder or one that does not exist.")
    return target


def _put_in_place(staging: Path, target: Path) -> None:
    old = target.parent / f".{target.name}.{os.getpid()}.old"
    if target.exists():
        target.rename(old)
    staging.rename(target)
    shutil.rmtree(old, ignore_errors=True)
