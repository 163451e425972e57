"""Lay what the pipeline made of an article beside its labels: which fix is which, which step is which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from pipeline.evaluate.gold import GoldArticle
from pipeline.evaluate.text import UrlKey, squash, url_key

UNKNOWN = -1
"""Stands for a predicted fix that no label matches."""

COLUMNS: dict[str, list[str]] = {
    "articles": ["article_id", "source_path", "body_text", "body_markdown", "language"],
    "fixes": ["article_id", "fix_index", "parent_index", "number", "title", "start_line", "ui_paths"],
    "steps": ["article_id", "fix_index", "step_index", "text", "start_line"],
    "images": ["article_id", "url", "fix_index", "role"],
    "links": ["article_id", "url", "canonical_url", "role"],
}
"""What is read of a dataset."""


@dataclass(frozen=True, slots=True)
class FoundFix:
    fix_index: int
    parent_index: int | None
    number: str | None
    title: str
    line: int
    ui_paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundStep:
    fix_index: int | None
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a dataset says of one article."""

    language: str
    body_text: str
    body_markdown: str
    fixes: tuple[FoundFix, ...]
    steps: tuple[FoundStep, ...]
    images: tuple[tuple[UrlKey, int | None], ...]
    related: tuple[tuple[UrlKey, str], ...]
    """Each with its canonical URL."""


@dataclass(frozen=True, slots=True)
class Match:
    """A labelled article beside what was found, with the pairs that belong together (gold, found)."""

    gold: GoldArticle
    found: Found
    fix_pairs: tuple[tuple[int, int], ...]
    gold_steps: tuple[tuple[int, str], ...]
    """(index of the gold fix, first words of the step), in order."""
    step_pairs: tuple[tuple[int, int], ...]

    def gold_fix_of(self, fix_index: int | None) -> int | None:
        """The labelled fix that a found `fix_index` stands for; None for none, UNKNOWN for one unmatched."""
        if fix_index is None:
            return None
        return _gold_of(self.found, self.fix_pairs).get(fix_index, UNKNOWN)


def read_found(tables: Mapping[str, Any], names: set[str]) -> dict[str, Found]:
    """What a dataset (its tables as data frames) says of the articles with these file names."""
    articles = tables["articles"]
    ids = {
        PurePosixPath(path).name: key
        for path, key in zip(articles.source_path, articles.article_id, strict=True)
    }
    wanted = {ids[name]: name for name in names if name in ids}
    rows: dict[str, dict[str, list[Any]]] = {key: {table: [] for table in COLUMNS} for key in wanted}
    for table, frame in tables.items():
        for row in frame[frame.article_id.isin(wanted)].itertuples(index=False):
            rows[row.article_id][table].append(row)
    return {wanted[key]: _found(of) for key, of in rows.items()}


def _found(rows: Mapping[str, list[Any]]) -> Found:
    article = rows["articles"][-1]
    return Found(
        language=article.language,
        body_text=article.body_text or "",
        body_markdown=article.body_markdown or "",
        fixes=tuple(sorted(map(_found_fix, rows["fixes"]), key=lambda fix: fix.fix_index)),
        steps=tuple(
            FoundStep(_index(row.fix_index), row.text or "", int(row.start_line))
            for row in sorted(rows["steps"], key=lambda row: (row.fix_index, row.step_index))
        ),
        images=tuple(
            (url_key(row.url), _index(row.fix_index)) for row in rows["images"] if row.role == "content"
        ),
        related=tuple(
            (url_key(row.url), row.canonical_url) for row in rows["links"] if row.role == "related"
        ),
    )


def _found_fix(row: Any) -> FoundFix:
    return FoundFix(
        fix_index=int(row.fix_index),
        parent_index=_index(row.parent_index),
        number=row.number if isinstance(row.number, str) else None,
        title=row.title or "",
        line=int(row.start_line),
        ui_paths=tuple(row.ui_paths) if row.ui_paths is not None else (),
    )


def _index(value: Any) -> int | None:
    """An index column that may be empty: pandas gives None, NaN or NA for that."""
    return None if pd.isna(value) else int(value)


def match(gold: GoldArticle, found: Found) -> Match:
    """Pair the fixes in order by title, then the steps by their first words.

    A found step matches when it starts with the labelled one's first words; one in the right fix is taken
    before one elsewhere.
    """
    fix_pairs = tuple(_pair_fixes(gold, found))
    gold_steps = tuple((index, squash(start)) for index, fix in enumerate(gold.fixes) for start in fix.starts)
    return Match(gold, found, fix_pairs, gold_steps, tuple(_pair_steps(gold_steps, found, fix_pairs)))


def _pair_fixes(gold: GoldArticle, found: Found) -> Iterator[tuple[int, int]]:
    wanted = [squash(fix.title) for fix in gold.fixes]
    got = [squash(fix.title) for fix in found.fixes]
    for block in SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks():
        for offset in range(block.size):
            yield block.a + offset, block.b + offset


def _gold_of(found: Found, fix_pairs: tuple[tuple[int, int], ...]) -> dict[int, int]:
    return {found.fixes[theirs].fix_index: ours for ours, theirs in fix_pairs}


def _pair_steps(
    gold_steps: tuple[tuple[int, str], ...], found: Found, fix_pairs: tuple[tuple[int, int], ...]
) -> Iterator[tuple[int, int]]:
    gold_of = _gold_of(found, fix_pairs)
    got = [
        (None if step.fix_index is None else gold_of.get(step.fix_index), squash(step.text))
        for step in found.steps
    ]
    free = dict.fromkeys(range(len(got)))
    for number, (fix, start) in enumerate(gold_steps):
        fits = [index for index in free if start and got[index][1].startswith(start)]
        if fits:
            best = next((index for index in fits if got[index][0] == fix), fits[0])
            del free[best]
            yield number, best
