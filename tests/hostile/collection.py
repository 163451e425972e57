"""All hostile articles, made when a test asks for them, and hostile file systems.

`CASES` are articles as bytes. `make_files` puts a folder of them on disk; `SETUPS` are entries that are no
ordinary files at all. Inputs that a fuzzer found are in `found/` (`test_alone.py`).
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .case import Case, article
from .content_cases import MARKERS, SCRIPTS, URLS
from .markup_cases import HTML, MARKDOWN
from .reading_cases import ENCODINGS, OTHER_FRONT_MATTER, SIZES, VALUES, YAML

CASES: dict[str, Case] = {
    case.name: case
    for cases in (YAML, OTHER_FRONT_MATTER, ENCODINGS, SIZES, VALUES, MARKDOWN, HTML, MARKERS, SCRIPTS, URLS)
    for case in cases
}


@dataclass(frozen=True, slots=True)
class Setup:
    """An entry of the raw folder that is hostile by what it is, not by its bytes.

    `make` gets the raw folder and a folder outside it. `rejects` are the (source path, error) rows it must
    give, `accepts` the source paths that must become articles, and nothing else may come of it.
    """

    name: str
    make: Callable[[Path, Path], None]
    rejects: frozenset[tuple[str, str]] = frozenset()
    accepts: frozenset[str] = frozenset()


def _outside_file(raw: Path, outside: Path) -> None:
    (outside / "secret.md").write_bytes(article("A secret outside of the folder."))
    (raw / "link-out.md").symlink_to(outside / "secret.md")


def _outside_folder(raw: Path, outside: Path) -> None:
    (outside / "folder").mkdir()
    (outside / "folder" / "secret.md").write_bytes(article("Another secret outside of the folder."))
    (raw / "folder-out").symlink_to(outside / "folder")


def _loop(raw: Path, outside: Path) -> None:
    (raw / "loop-a.md").symlink_to(raw / "loop-b.md")
    (raw / "loop-b.md").symlink_to(raw / "loop-a.md")


def _folder_loop(raw: Path, outside: Path) -> None:
    (raw / "around").mkdir()
    (raw / "around" / "inside.md").write_bytes(article("An article in a folder that links to its parent."))
    (raw / "around" / "again").symlink_to(raw)
    (raw / "around" / "self").symlink_to(raw / "around")


def _socket(raw: Path, outside: Path) -> None:
    here = Path.cwd()
    os.chdir(raw)  # a socket's path has at most 107 bytes
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("socket.md")
    finally:
        os.chdir(here)


def _non_utf_8_name(raw: Path, outside: Path) -> None:
    Path(os.fsdecode(os.fsencode(raw) + b"/caf\xe9.md")).write_bytes(article("A file with an odd name."))


def _folder_named_like_an_article(raw: Path, outside: Path) -> None:
    (raw / "folder.md").mkdir()
    (raw / "folder.md" / "inner.md").write_bytes(article("An article in a folder named like one."))


ODD_NAMES = (
    "spaces in name.md", "new\nline.md", "tab\tname.md", "-rf.md", "=cmd.md", "'quote\".md", "emoji-😀.md",
    "%2e%2e.md", "a;b&c|d$(e)`f`.md", "<script>.md", "\u202egnp.md", "cafe\u0301.md", "caf\u00e9.md",
    "CON.md", "upper.MD", "...md", "x" * 250 + ".md", "back\\slash.md", "{brace}*?[glob].md", "percent%00.md",
    "#hash?query.md", "con.tar.gz.md",
)  # fmt: skip


def _odd_name(name: str) -> Callable[[Path, Path], None]:
    return lambda raw, outside: (
        (raw / name).write_bytes(article(f"An article of an odd name: {len(name)}.")) and None
    )


SETUPS: dict[str, Setup] = {
    setup.name: setup
    for setup in (
        Setup("link out of the folder", _outside_file, frozenset({("link-out.md", "outside_raw")})),
        Setup("link to a folder outside", _outside_folder, frozenset({("folder-out", "outside_raw")})),
        Setup(
            "links to each other",
            _loop,
            frozenset({("loop-a.md", "unreadable"), ("loop-b.md", "unreadable")}),
        ),
        Setup("links to a parent folder", _folder_loop, accepts=frozenset({"around/inside.md"})),
        Setup(
            "link to nowhere",
            lambda raw, outside: (raw / "nowhere.md").symlink_to(raw / "missing"),
            frozenset({("nowhere.md", "unreadable")}),
        ),
        Setup(
            "link to an endless device",
            lambda raw, outside: (raw / "zero.md").symlink_to("/dev/zero"),
            frozenset({("zero.md", "outside_raw")}),
        ),
        Setup(
            "FIFO", lambda raw, outside: os.mkfifo(raw / "fifo.md"), frozenset({("fifo.md", "not_a_file")})
        ),
        Setup("socket", _socket, frozenset({("socket.md", "not_a_file")})),
        Setup(
            "folder named like an article",
            _folder_named_like_an_article,
            frozenset({("folder.md", "not_a_file")}),
            frozenset({"folder.md/inner.md"}),
        ),
        Setup("file name that is not UTF-8", _non_utf_8_name, frozenset({("caf\\xe9.md", "file_name")})),
        Setup(
            "file of another kind",
            lambda raw, outside: (raw / "page.html").write_bytes(b"<p>not asked for</p>") and None,
        ),
        *(Setup(f"name {name[:20]!r}", _odd_name(name), accepts=frozenset({name})) for name in ODD_NAMES),
    )
}


def write_cases(folder: Path) -> None:
    """All cases as files of `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in CASES.values():
        (folder / case.name).write_bytes(case.build())
