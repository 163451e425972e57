"""`howto-etl clean FILE`: one article, without a dataset."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from pipeline.cli import REJECTED, say
from pipeline.cli.console import WIDTH_WITHOUT_TERMINAL, printable
from pipeline.cli.options import AsJson, Caches, HostLists, Max, RuleFiles, cleaning_config
from pipeline.startup import importing

if TYPE_CHECKING:
    from pipeline.records import CleanArticle, Removal

READ_AT_ONCE = 1_000_000
"""Bytes asked for at a time: a file is read no further than an article may reach."""


def clean(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Article to clean; - reads standard input.")],
    as_json: AsJson = False,
    ledger: Annotated[bool, typer.Option("--ledger", help="Show what is removed, where and why.")] = False,
    rule_files: RuleFiles = None,
    host_lists: HostLists = None,
    bounds: Max = None,
    caches: Caches = True,
) -> int:
    """Clean one article and print it as Markdown.

    --json prints the whole record instead: metadata, fixes, steps, images, links and removals.
    --ledger prints what was removed, with line numbers, category and rule.
    """
    if as_json and ledger:
        raise typer.BadParameter("--json holds the ledger already; give --json or --ledger, not both")
    config = cleaning_config(rule_files, host_lists, bounds, caches)
    source = _read(file, config.limits.file_bytes + 1)
    with importing():
        from pipeline import CleanArticle, clean_article

    result = clean_article(source, path="standard-input.md" if file == "-" else file, config=config)
    if not isinstance(result, CleanArticle):
        where = f" line {result.line}" if result.line else ""
        shown = "standard input" if file == "-" else file
        return say(f"{shown}{where} was rejected ({result.error}): {result.message}", REJECTED)
    if ledger:
        _print_ledger(result.removals)
    else:
        sys.stdout.buffer.write(_json(result) if as_json else result.article.body_markdown.encode())
        sys.stdout.buffer.write(b"\n")
    return 0


def _read(file: str, at_most: int) -> bytes:
    """The bytes of an article; of one that is larger than it may be, or never ends, not many more."""
    if file == "-":
        return _read_some(sys.stdin.buffer, at_most)
    from pathlib import Path

    with Path(file).open("rb") as opened:
        return _read_some(opened, at_most)


def _read_some(opened: BinaryIO, at_most: int) -> bytes:
    read = b""
    while len(read) < at_most and (more := opened.read(min(at_most - len(read), READ_AT_ONCE))):
        read += more
    return read


def _json(result: CleanArticle) -> bytes:
    from pipeline.dataset.documents import document_of

    return document_of(result)


def _print_ledger(removals: tuple[Removal, ...]) -> None:
    from shutil import get_terminal_size

    if not removals:
        print("Nothing was removed.")
        return
    width = get_terminal_size((WIDTH_WITHOUT_TERMINAL, 0)).columns
    print(f"{'lines':>9}  {'category':<14}  {'rule':<20}  begins with")
    for removal in removals:
        first, last = removal.start_line, removal.end_line
        lines = str(first) if first == last else f"{first}-{last}"
        begins = printable(" ".join(removal.source_text.split()))
        print(f"{lines:>9}  {removal.category:<14}  {removal.rule:<20}  {begins}"[:width])
