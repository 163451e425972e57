"""What we do not get right yet: `known_failures.toml`. An entry that passes has to leave that file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown_cases import body_view, heading_view, inline_view, outline_view, ui_path_view

ENTRIES: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "known_failures.toml").read_text(encoding="utf-8")
)["failures"]
VIEWS: dict[str, Callable[[str], str]] = {
    "inline": inline_view,
    "body": body_view,
    "headings": heading_view,
    "outline": outline_view,
    "ui_paths": ui_path_view,
}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_it_still_fails(entry: dict[str, str]) -> None:
    assert entry["why"]
    found = VIEWS[entry["view"]](entry["input"])
    assert found.strip() != entry["right"].strip(), (
        "this works now: move it from known_failures.toml to fixtures/ as a case"
    )


def test_each_is_named_once() -> None:
    names = [entry["name"] for entry in ENTRIES]
    assert len(set(names)) == len(names)
