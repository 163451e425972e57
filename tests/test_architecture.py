"""docs/architecture.md tells of the folders as they are: which modules there are, and which way imports go."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PIPELINE = ROOT / "pipeline"
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## Inside `(\S+)/`\n(.*?)(?=^## )", TEXT, re.M | re.S))


def rows() -> list[list[str]]:
    """What stands in the first column of the first table, row by row."""
    table = TEXT.partition("|---|")[2].partition("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[1:]]
    return [re.findall(r"`([\w./]+?)(?:\.py|/)?`", cell) for cell in cells]


def imports(path: Path) -> Iterator[str]:
    """Modules of `pipeline` that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_imports_go_up_the_list() -> None:
    rank = {name: row for row, names in enumerate(rows()) for name in names}
    assert {"records", "stripping", "dataset", "cli"} <= rank.keys()
    looked_at = 0
    for path in sorted(PIPELINE.rglob("*.py")):
        place = path.relative_to(PIPELINE).parts[0].removesuffix(".py")
        if place == "__init__":
            continue
        assert place in rank, f"{place} stands in no row"
        for module in imports(path):
            if module.startswith("pipeline."):
                used = module.split(".")[1]
                looked_at += 1
                assert rank[used] <= rank[place], f"{path.relative_to(ROOT)} imports {module}"
    assert looked_at > 500


@pytest.mark.parametrize("folder", SECTIONS)
def test_a_section_names_the_modules_of_its_folder(folder: str) -> None:
    named = {name.rpartition("/")[2] for name in re.findall(r"`([\w./]+\.py)`", SECTIONS[folder])}
    deeper = [PIPELINE / other for other in SECTIONS if other != folder and other.startswith(f"{folder}/")]
    there = {
        path.name
        for path in (PIPELINE / folder).rglob("*.py")
        if path.name != "__init__.py" and not any(path.is_relative_to(other) for other in deeper)
    }
    assert there - named == set()
    assert named <= {path.name for path in PIPELINE.rglob("*.py")}


def test_the_folders_with_the_most_modules_have_a_section() -> None:
    assert {
        "markup",
        "stripping",
        "stripping/source",
        "stripping/blocks",
        "extraction",
        "dataset",
    } <= SECTIONS.keys()
