"""Cases in Markdown files, for people who know articles rather than Python.

A file of `fixtures/` holds cases one below the other: a line that says what the case shows, a line with a
single dot, the input, a dot, what must come of it, a dot. (markdown-it-py's own fixtures look the same.)
How the result is written is the view of that file, one of the functions below; each says so itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from markdown_it.utils import read_fixture_file

from pipeline import CleanArticle, clean_article
from pipeline.extraction.headings import HeadingReader
from pipeline.rules.load import load_rules
from pipeline.stripping.inline_pass import InlineCleaner

FIXTURES = Path(__file__).parent / "fixtures"
LINE_END = " ⏎ "


@dataclass(frozen=True, slots=True)
class Case:
    """One case: the line of the fixture file it is on, what it shows, input and expected result."""

    line: int
    shows: str
    source: str
    expected: str


def cases(*names: str) -> list[object]:
    """The cases of fixture files as pytest parameters, each named by its file and line."""
    return [
        pytest.param(case, id=f"{name}:{case.line} {case.shows}")
        for name in names
        for case in read_cases(FIXTURES / f"{name}.md")
    ]


def read_cases(path: Path) -> list[Case]:
    found = read_fixture_file(path)
    assert all(len(entry) == 4 for entry in found), f"{path.name}: a case is not closed by a dot"
    return [Case(line, shows, source, expected.rstrip("\n")) for line, shows, source, expected in found]


def cleaned(source: str, path: str = "case.md") -> CleanArticle:
    result = clean_article(source, path=path)
    assert isinstance(result, CleanArticle), f"rejected: {result}"
    return result


@cache
def _cleaner() -> InlineCleaner:
    return InlineCleaner(load_rules(), memory=0)


@cache
def _headings() -> HeadingReader:
    return HeadingReader(load_rules().headings)


def inline_view(source: str, *, french: bool = False) -> str:
    """A paragraph's clean Markdown and, where it differs, its plain text; what was dropped and why."""
    clean = _cleaner().clean(source.rstrip("\n"), french)
    lines = [clean.md.replace("\n", LINE_END)]
    if clean.text != clean.md:
        lines.append(f"text: {clean.text.replace(chr(10), LINE_END)}")
    lines += [f"link: {link.role} {link.target or '-'}" for link in clean.links]
    lines += [f"dropped: {drop.category} {drop.rule}" for drop in clean.drops]
    return "\n".join(lines)


def body_view(source: str) -> str:
    """An article's clean body; below it what was taken out: lines, category, rule."""
    result = cleaned(source)
    ledger = [
        f"- {removal.start_line}-{removal.end_line} {removal.category} {removal.rule}"
        for removal in sorted(result.removals, key=lambda removal: (removal.start_line, removal.rule))
    ]
    return "\n".join([result.article.body_markdown, *(["removed:", *ledger] if ledger else [])])


def heading_view(source: str) -> str:
    """Each heading taken apart: label, number, title, kind of section."""
    return "\n".join(_heading(line) for line in source.splitlines())


def _heading(text: str) -> str:
    plain = _cleaner().clean(text.lstrip("# ")).text
    parts = _headings().read(plain)
    return f"{parts.label or '-'} | {parts.number or '-'} | {parts.title} | {parts.kind}"


def outline_view(source: str) -> str:
    """Fixes with their lines, nested by parent, and the steps of each."""
    return "\n".join(_outline(cleaned(source))) or "no fixes"


def _outline(result: CleanArticle) -> Iterator[str]:
    depth: dict[int, int] = {}
    for fix in result.fixes:
        depth[fix.fix_index] = 0 if fix.parent_index is None else depth[fix.parent_index] + 1
        indent = "  " * depth[fix.fix_index]
        lead = " ".join(part for part in (fix.label, fix.number) if part) or "fix"
        yield f"{indent}[{lead}] {fix.title} ({fix.start_line}-{fix.end_line})"
        for step in result.steps:
            if step.fix_index == fix.fix_index:
                mark = step.number or "*"
                yield f"{indent}{'  ' * (step.depth + 1)}{mark} {step.text.replace(chr(10), LINE_END)}"


def ui_path_view(source: str) -> str:
    """Menu paths of the article's fixes."""
    return "\n".join(path for fix in cleaned(source).fixes for path in fix.ui_paths) or "none"


def image_view(source: str) -> str:
    """Images: address, alternative text, role, fix and step they belong to, line."""
    return (
        "\n".join(
            f"{image.url} | {image.alt or '-'} | {image.role} | fix {_shown(image.fix_index)} "
            f"step {_shown(image.step_index)} | line {_shown(image.line)}"
            for image in cleaned(source).images
        )
        or "none"
    )


def link_view(source: str) -> str:
    """Links: role, canonical address, text, how often, line."""
    return (
        "\n".join(
            f"{link.role} | {link.canonical_url} | {link.text} | {link.occurrences}x | line {link.line}"
            for link in cleaned(source).links
        )
        or "none"
    )


def _shown(value: int | None) -> str:
    return "-" if value is None else str(value)
