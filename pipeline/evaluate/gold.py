"""Labelled articles: `NAME.md` with `NAME.json` beside it.

A label file says which lines are not body (`lines`: first, last, label) and which sections are fixes with
which steps (`fixes`); everything else follows from it and the article. Line numbers are 1-based.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import BadInput
from pipeline.evaluate.text import UrlKey, any_urls, image_urls, link_urls, url_key, words

_JUNK = frozenset({"ad", "tracker"})
_UNSCORED = frozenset({"mixed", "title"})
_BODY = frozenset({None})


@dataclass(frozen=True, slots=True)
class GoldFix:
    """One fix as a person sees it; `starts` are the first words of its steps, `parent` an index or None."""

    line: int
    end: int
    number: str | None
    title: str
    parent: int | None
    starts: tuple[str, ...]
    ui_paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One labelled article and what follows from its labels."""

    name: str
    language: str
    fixes: tuple[GoldFix, ...]
    body_words: tuple[str, ...]
    junk_urls: frozenset[UrlKey]
    images: tuple[tuple[UrlKey, int | None], ...]
    ignored_images: frozenset[UrlKey]
    related: frozenset[UrlKey]


def load_gold(folder: str) -> Iterator[GoldArticle]:
    """The labelled articles of a folder by name; JSON files that hold no labels are passed over.

    Raises:
        BadInput: the folder has no labels, or a label file cannot be read.
    """
    root = Path(folder)
    if not root.is_dir():
        raise BadInput(f"{folder} is not a folder; give the folder that holds NAME.md and NAME.json")
    found = False
    for path in sorted(root.glob("*.json")):
        label = _read_json(path)
        if isinstance(label, dict) and "lines" in label:
            found = True
            yield _article(path.with_suffix(".md"), label)
    if not found:
        raise BadInput(f"{folder} holds no label files; a label file is NAME.json beside NAME.md")


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"cannot read the labels in {path}: {error}") from None


def _article(path: Path, label: dict[str, Any]) -> GoldArticle:
    try:
        source = path.read_text(encoding="utf-8").split("\n")
        fixes = tuple(_fix(entry) for entry in label["fixes"])
        lines = _lines_by_label(source, label["lines"])
        return _derive(path.name, label["language"], fixes, lines)
    except FileNotFoundError:
        raise BadInput(f"the labels of {path.name} have no article; put {path.name} beside them") from None
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise BadInput(f"the labels of {path.name} are not as the format says: {error!r}") from None


def _fix(entry: dict[str, Any]) -> GoldFix:
    number = entry["number"]
    return GoldFix(
        line=entry["line"],
        end=entry["end"],
        number=None if number is None else str(number),
        title=entry["title"],
        parent=entry["parent"],
        starts=tuple(step["start"] for step in entry["steps"]),
        ui_paths=tuple(entry["ui_paths"]),
    )


_Select = Callable[[frozenset[Any]], list[tuple[int, str]]]


def _lines_by_label(source: list[str], ranges: list[tuple[int, int, str]]) -> _Select:
    labels: dict[int, str] = {}
    for first, last, name in ranges:
        labels.update(dict.fromkeys(range(first, last + 1), name))
    numbered = list(enumerate(source, start=1))
    return lambda names: [(number, text) for number, text in numbered if labels.get(number) in names]


def _derive(name: str, language: str, fixes: tuple[GoldFix, ...], lines: _Select) -> GoldArticle:
    def innermost(line: int) -> int | None:
        inside = [index for index, fix in enumerate(fixes) if fix.line <= line <= fix.end]
        return inside[-1] if inside else None

    def joined(labels: frozenset[Any]) -> str:
        return "\n".join(text for _, text in lines(labels))

    body = lines(_BODY)
    return GoldArticle(
        name=name,
        language=language,
        fixes=fixes,
        body_words=tuple(word for _, text in body for word in words(text)),
        junk_urls=frozenset(any_urls(joined(_JUNK)) - any_urls(joined(_BODY))),
        images=tuple((url_key(url), innermost(number)) for number, text in body for url in image_urls(text)),
        ignored_images=frozenset(url_key(url) for _, text in lines(_UNSCORED) for url in image_urls(text)),
        related=frozenset(url_key(url) for url in link_urls(joined(frozenset({"related"})))),
    )
