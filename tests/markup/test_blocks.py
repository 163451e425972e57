"""Blocks: shortcuts for speed read the same as markdown-it reading the whole document."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import Limits
from pipeline.markup.blocks import Block, parse_blocks
from pipeline.markup.chunks import split_chunks
from pipeline.rules.load import load_rules
from pipeline.stripping.chunk_reader import ChunkReader
from pipeline.stripping.inline_pass import InlineCleaner

steady = settings(deadline=None, derandomize=True, max_examples=200)

LINE = st.sampled_from(
    [
        "Unplug the fan.", "It is loud, said Ann.", "**Way 1: Wipe the blades**", "# Quiet fan", "## Fix 1: Wipe it ##",
        "### ", "#hash", "####### seven", "1. Press Start.", "2) Wait.", "10. Ten", "* bullet", "- dash", "+ plus",
        "  * nested", "   1. nested", "    indented", "\ttab", "> quote", "---", "***", "===", "```", "```sh", "~~~",
        "| a | b |", "| - | - |", "![A](https://img.example/a.png)", "<b>bold</b>", "“Quoted” text", "(in brackets)",
        "&amp; more", "\\* escaped", "   three blanks", "5 > 3", "修理", "a `code` b", "[link](https://e.example)",
        "Text with two blanks  ", "* ", "1.", "text ```not a fence", "Title", "continued", "- [ ] box", "1. [x] done", "* [x](https://e.example)",
    ]
)  # fmt: skip
LINES = st.lists(LINE | st.just("") | st.just(""), max_size=14).map(tuple)


def plainly(lines: tuple[str, ...]) -> tuple[Block, ...]:
    """Blocks without the shortcut for one-line documents (a second, blank line switches it off)."""
    return parse_blocks((*lines, "")).blocks


@steady
@given(LINE | st.text(alphabet="ab# *-1.)>|`~=\t\\[]!<é修", min_size=1, max_size=20))
def test_a_plain_line_is_read_as_markdown_it_reads_it(line: str) -> None:
    assert parse_blocks((line,)).blocks == plainly((line,))


@steady
@given(LINES)
def test_pieces_read_one_by_one_are_the_whole_document(lines: tuple[str, ...]) -> None:
    whole = plainly(lines)
    pieces: list[Block] = []
    for start, chunk in split_chunks(lines):
        lists = max((block.list_id for block in pieces), default=0)
        pieces += [
            replace(
                block,
                start=block.start + start,
                end=block.end + start,
                list_id=block.list_id + lists if block.list_id else 0,
            )
            for block in plainly(chunk)
        ]
    assert [_place(block) for block in pieces] == [_place(block) for block in whole]


def _place(block: Block) -> tuple[object, ...]:
    return (
        block.kind,
        block.start,
        block.content,
        block.level,
        block.depth,
        block.ordered,
        block.mark,
        block.quoted,
    )


@steady
@given(LINES)
def test_remembered_pieces_change_nothing(lines: tuple[str, ...]) -> None:
    rules, nesting = load_rules(), Limits().markdown_nesting
    forgetful = ChunkReader(InlineCleaner(rules, memory=0), nesting, 0)
    remembering = ChunkReader(InlineCleaner(rules), nesting, 100)
    assert remembering.read(lines, False) == forgetful.read(lines, False) == remembering.read(lines, False)


def test_a_list_that_text_interrupts_is_one_list() -> None:
    blocks = parse_blocks(["1. Press Start.", "", "   Wait.", "", "2. Press it again."]).blocks
    assert [(block.kind, block.mark, block.list_id) for block in blocks] == [
        ("item", "1", 1),
        ("paragraph", "", 1),
        ("item", "2", 1),
    ]


def test_html_swallows_nothing() -> None:
    """CommonMark's HTML block would run to the next blank line."""
    blocks = parse_blocks(["<span>", "## Fix 1", "1. Press Start."]).blocks
    assert [block.kind for block in blocks] == ["paragraph", "heading", "item"]
