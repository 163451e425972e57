"""Patterns sorted by their openings find what one pattern of all of them finds."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.rules.by_opening import Alternatives, alternatives

HEADINGS = tomllib.loads(files("pipeline").joinpath("rules", "headings.toml").read_text(encoding="utf-8"))


@cache
def _texts() -> list[str]:
    """Every line of this project's articles without its marks."""
    lines: set[str] = set()
    for path in sorted(Path(__file__).parents[1].rglob("*.md")):
        text = path.read_text(encoding="utf-8", errors="replace")
        lines.update(line.strip(" #*-_0123456789.)\"'")[:200] for line in text.splitlines())
    return sorted(lines)


@pytest.mark.parametrize("section", ["not_a_fix", "instructs", "how_to", "situations"])
def test_headings_read_as_by_one_pattern(section: str) -> None:
    patterns = HEADINGS[section]["patterns"]
    together, sorted_ = re.compile(alternatives(patterns), re.IGNORECASE), Alternatives(patterns)
    found = 0
    for text in _texts():
        assert sorted_.starts(text) == bool(together.match(text)), text
        assert sorted_.holds(text) == bool(together.fullmatch(text)), text
        found += sorted_.starts(text)
    assert found > 10


@pytest.mark.parametrize(
    ("text", "starts", "holds"),
    [
        ("Close", True, True),
        ("close it", True, False),
        ("CLOSED", True, False),
        ("To close", False, False),
        ("clo", False, False),
        ("12 fans", True, True),
        ("٣ fans", True, True),
        ("Why it stops", True, True),
        ("ad", True, True),
        ("ads", True, False),
        ("", False, False),
    ],
)
def test_starts_and_holds(text: str, starts: bool, holds: bool) -> None:
    found = Alternatives(["close", r"\d+ fans", ".{0,9}stops", "ad"])
    assert (found.starts(text), found.holds(text)) == (starts, holds)


def test_of_no_patterns_no_text_fits() -> None:
    assert not Alternatives([]).starts("a") and not Alternatives([]).holds("")
