"""Each hostile file-system entry alone: what is listed, what is refused, and that nothing blocks."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.dataset.discover import discover
from pipeline.dataset.storage import open_folder

from .collection import SETUPS


@pytest.mark.parametrize("name", SETUPS)
def test_setup(name: str, tmp_path: Path) -> None:
    raw, outside = tmp_path / "raw", tmp_path / "outside"
    raw.mkdir()
    outside.mkdir()
    SETUPS[name].make(raw, outside)

    found = discover(open_folder(raw))

    assert {source.path for source in found.sources} == SETUPS[name].accepts
    assert {(reject.source_path, reject.error) for reject in found.rejects} == SETUPS[name].rejects


def test_links_out_are_followed_when_allowed(tmp_path: Path) -> None:
    raw, outside = tmp_path / "raw", tmp_path / "outside"
    raw.mkdir()
    outside.mkdir()
    for name in ("link out of the folder", "link to a folder outside"):
        SETUPS[name].make(raw, outside)

    found = discover(open_folder(raw), allow_links_out=True)

    assert {source.path for source in found.sources} == {"link-out.md", "folder-out/secret.md"}


def test_hard_to_print_paths_give_printable_messages(tmp_path: Path) -> None:
    SETUPS["file name that is not UTF-8"].make(tmp_path, tmp_path)
    for reject in discover(open_folder(tmp_path)).rejects:
        assert f"{reject.source_path} {reject.message}".encode()
