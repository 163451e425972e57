"""Statements of JavaScript between the paragraphs of an article in MDX: what they import is a component or a picture."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.reading.prose import follow_fence

LINES_OF_STATEMENT = 40
"""Lines that a statement may have."""
_START = re.compile(r"import[ \t]+[\w{*'\"]|export[ \t]+(?:const|let|default|function)\b")
_IMPORT = re.compile(
    r"import (?:(?P<names>[\w$*,{} ]{1,1000}?) from )?(?P<quote>[\"'])(?P<path>[^\"']{1,300})(?P=quote) ?;?"
)
_EXPORT = re.compile(r"export (?:const|let) (?P<names>[A-Za-z_$][\w$]*) ?= ?\S")
LONGEST_STATEMENT = 4000
"""Characters that such a statement may have."""
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_OF_ENGINE = re.compile(
    r"@(?:theme|site|docusaurus|astrojs|components?|snippets)\b|nextra|\.(?:mdx?|astro|png|jpe?g|svg|gif|webp)$|/snippets/"
)
"""Addresses that only a page of an engine imports."""
_KNOWN_EXPORTS = frozenset(["metadata", "frontMatter", "frontmatter", "meta", "toc", "pageTitle"])
_PAIRS = {"{": "}", "(": ")", "[": "]"}
_USE = re.compile(r"[<{]([A-Za-z_$][\w$]*)")
"""Where an article shows what it imported: `<Box>`, `{count}`."""


class _Statement(NamedTuple):
    """Its first and last line, the names it brings, and whether only a page of an engine has it."""

    start: int
    end: int
    names: frozenset[str]
    of_engine: bool


def may_be_module_line(line: str) -> bool:
    """Whether such a statement may begin on a line."""
    return _START.match(line) is not None


def take_module_lines(lines: list[str], first: int) -> list[tuple[int, int]]:
    """Empties the lines (from `first`, 0-based) of statements that import what the article shows, at its top, or what only a
    page of an engine can; their first and last lines. Other code without a fence stays.

    >>> lines = ["import Box from './box'", "", "<Box>", "Oil it.", "</Box>"]
    >>> take_module_lines(lines, 0), lines[0]
    ([(0, 0)], '')
    """
    found: list[_Statement] = []
    prose: list[str] = []
    fence, index = "", first
    while index < len(lines):
        line = lines[index]
        fence, inside = follow_fence(fence, line)
        start = None if inside else _START.match(line)
        end = None if start is None or not _begins(lines, index, first, found) else _end(lines, index)
        if end is None:
            if not inside and ("<" in line or "{" in line):
                prose.append(line)
            index += 1
            continue
        statement = _read("\n".join(lines[index : end + 1]))
        if statement is None:
            prose.append(line)
            index += 1
            continue
        found.append(_Statement(index, end, *statement))
        index = end + 1
    if not found:
        return []
    used = frozenset(_USE.findall("\n".join(prose)))
    taken: list[tuple[int, int]] = []
    top = first
    for block in _blocks(found):
        begins, ends = block[0].start, block[-1].end
        at_top = not any(line.strip() for line in lines[top:begins])
        alone = ends + 1 >= len(lines) or not lines[ends + 1].strip()
        if alone and any(one.of_engine or (at_top and one.names & used) for one in block):
            taken.append((begins, ends))
            top = ends + 1 if at_top else top
    for start_line, last in taken:
        lines[start_line : last + 1] = [""] * (last - start_line + 1)
    return taken


def _begins(lines: list[str], index: int, first: int, found: list[_Statement]) -> bool:
    """Whether a statement may begin here: at the top, below a blank line, or below another statement."""
    return index == first or not lines[index - 1].strip() or bool(found and found[-1].end == index - 1)


def _blocks(found: list[_Statement]) -> list[list[_Statement]]:
    """Statements in runs, line by line below each other."""
    blocks: list[list[_Statement]] = []
    for statement in found:
        if blocks and blocks[-1][-1].end == statement.start - 1:
            blocks[-1].append(statement)
        else:
            blocks.append([statement])
    return blocks


def _end(lines: list[str], start: int) -> int | None:
    """The line on which the brackets that a statement opens are closed."""
    depth = 0
    for index in range(start, min(start + LINES_OF_STATEMENT, len(lines))):
        line = lines[index]
        depth += sum(map(line.count, _PAIRS)) - sum(map(line.count, _PAIRS.values()))
        if depth <= 0:
            return index
    return None


def _read(statement: str) -> tuple[frozenset[str], bool] | None:
    """The names that a statement brings, and whether only a page of an engine has it."""
    if len(statement) > LONGEST_STATEMENT:
        return None
    statement = " ".join(statement.split())
    if (found := _IMPORT.fullmatch(statement)) is not None:
        names = frozenset(_NAME.findall(found["names"] or "")) - {"as"}
        return names, _OF_ENGINE.search(found["path"]) is not None
    if (found := _EXPORT.match(statement)) is not None:
        return frozenset([found["names"]]), found["names"] in _KNOWN_EXPORTS
    return None
