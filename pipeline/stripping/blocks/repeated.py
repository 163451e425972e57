"""A second copy of the article, or of a part of it, in the same file.

Scrapers paste an article twice (46 % of one site's posts): a run of blocks that repeats an earlier run word
for word. A run counts when it repeats a heading with what follows it, or a good deal of prose; steps that two
alternatives share are content.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.stripping.blocks.page import Mark, Page

MIN_BLOCKS = 5
"""Blocks that must repeat in order (the labelling guidelines' five content lines)."""
MIN_PROSE_WORDS = 150
"""Words outside list items that a run without a heading must repeat."""
MAX_PAIRS_PER_BLOCK = 20
"""Pairs of blocks compared in all, per block of the article; real articles need fewer than 2, and a list of
ten thousand equal items would need ten thousand."""
MIN_CLEAN_SHARE = 0.25
"""Share of a page without ads that must be the copy: manuals repeat whole paragraphs on purpose."""
MIN_COVERAGE = 0.85
"""Share of the words in both ranges that the repeated blocks must hold."""
MAX_GAP = 3
"""Blocks of the copy passed over between two repeated ones: ads and buttons are not copied alike."""


def repeated_runs(page: Page) -> Iterator[Mark]:
    """Runs of blocks that repeat an earlier run."""
    keys = [_key(page, index) for index in range(len(page.blocks))]
    first: dict[str, int] = {}
    index = 0
    pairs_left = MAX_PAIRS_PER_BLOCK * len(keys)
    while index < len(keys) and pairs_left > 0:
        key = keys[index]
        start = first.get(key, -1) if key else -1
        if start < 0:
            if key:
                first[key] = index
            index += 1
            continue
        run = _run(keys, start, index)
        pairs_left -= len(run)
        if _counts(page, run, start):
            yield Mark(index, run[-1][1], "repeated", "repeated_run")
            index = run[-1][1] + 1
        else:
            index += 1


def _key(page: Page, index: int) -> str:
    """An item never repeats a heading: a list of contents names every section. A heading may come back as a
    plain line, as scrapers lose its mark."""
    key = page.key(index)
    return f"* {key}" if key and page.blocks[index].kind == "item" else key


def _run(keys: list[str], earlier: int, later: int) -> list[tuple[int, int]]:
    """Pairs of equal blocks from (earlier, later) on, in order, gaps allowed on both sides."""
    run = [(earlier, later)]
    limit = later
    while True:
        found = _next_pair(keys, earlier, later, limit)
        if found is None:
            return run
        earlier, later = found
        run.append(found)


def _next_pair(keys: list[str], earlier: int, later: int, limit: int) -> tuple[int, int] | None:
    for skip in range(MAX_GAP + 1):
        for step in range(MAX_GAP + 1):
            one, two = earlier + 1 + step, later + 1 + skip
            if two >= len(keys) or one >= limit:
                break
            if keys[two] and keys[one] == keys[two]:
                return one, two
    return None


def _counts(page: Page, run: list[tuple[int, int]], start: int) -> bool:
    if len(run) < MIN_BLOCKS or run[0][1] - start < MIN_BLOCKS:
        return False
    if not page.scraped and len(run) < MIN_CLEAN_SHARE * len(page.blocks):
        return False
    texts = [pair for pair in run if page.text(pair[1])]
    if not _covers(page, [one for one, _ in run]) or not _covers(page, [two for _, two in run]):
        return False
    headings = [
        one for one, two in texts if page.blocks[one].kind == "heading" or page.blocks[two].kind == "heading"
    ]
    if not headings and _closes(page, run[-1][1]):
        headings = [one for one, two in texts if page.inlines[one].bold and page.inlines[two].bold]
    prose = sum(page.words(two) for _, two in texts if page.blocks[two].kind == "paragraph")
    if headings and len(texts) >= MIN_BLOCKS - 1:
        return prose >= 40 or len(headings) >= 2
    return prose >= MIN_PROSE_WORDS and len(texts) >= MIN_BLOCKS


def _closes(page: Page, last: int) -> bool:
    """Whether nothing but buttons follows: there a bold line heads the copy as a heading does."""
    return all(not page.text(i) or page.sells(i) for i in range(last + 1, len(page.blocks)))


def _covers(page: Page, matched: list[int]) -> bool:
    """Whether the matched blocks are nearly all there is between the first and the last of them: sections of
    a change log share their headings, not their text."""
    inside = range(matched[0], matched[-1] + 1)
    words = sum(page.words(i) for i in inside if not page.sells(i))
    return sum(page.words(i) for i in matched) >= MIN_COVERAGE * words
