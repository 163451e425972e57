"""Which articles get a page: those the filters name, and of too many those worth looking at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase
from typing import Any

from pipeline.errors import BadInput
from pipeline.report.figures import Figures

Test = Callable[[Figures], bool]

_TESTS: dict[str, Callable[[Figures, str], bool]] = {
    "title": lambda figures, text: text.casefold() in figures.title.casefold(),
    "path": lambda figures, pattern: fnmatchcase(figures.source_path, pattern),
    "category": lambda figures, name: name in figures.categories,
    "rule": lambda figures, name: name in figures.rules,
    "warning": lambda figures, name: name in figures.warnings,
    "language": lambda figures, code: figures.language == code,
    "fixes": lambda figures, number: str(figures.fixes) == number,
}
FILTER_KEYS = tuple(_TESTS)


def parse_filter(text: str) -> Test:
    """The test that a filter stands for: `KEY=VALUE`, or a text to be found in title or path.

    `title=` is found anywhere, without case; `path=` takes `*` and `?`; the other keys of `FILTER_KEYS` are
    compared as a whole. Raises `BadInput` for another key.
    """
    key, equals, value = text.partition("=")
    if not equals:
        wanted = text.casefold()
        return lambda figures: wanted in f"{figures.title}\n{figures.source_path}".casefold()
    if key not in _TESTS:
        raise BadInput(f"No filter asks for {key!r}; use a TEXT or KEY=VALUE with {', '.join(FILTER_KEYS)}.")
    test = _TESTS[key]
    return lambda figures: test(figures, value)


class Sample:
    """Chooses at most `size` of the articles it is shown, the same ones in whatever order they come.

    A quarter each: most removed (by share of the text), fewest fixes (the longest first), with warnings (each
    kind in turn), and at random (by article_id, which is a hash). Copies come last everywhere.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._seen = 0
        self._most_removed = _Best(size, lambda f: (-f.share, f.article_id))
        self._fewest_fixes = _Best(size, lambda f: (f.fixes, -f.words, f.article_id))
        self._random = _Best(size, lambda f: f.article_id)
        self._by_warning: dict[str, _Best] = {}

    def add(self, figures: Figures) -> None:
        """Shows it one article."""
        self._seen += 1
        for best in (self._most_removed, self._fewest_fixes, self._random):
            best.add(figures)
        for warning in figures.warnings:
            self._by_warning.setdefault(warning, _Best(self._size, lambda f: f.article_id)).add(figures)

    @property
    def seen(self) -> int:
        """How many articles it was shown."""
        return self._seen

    def chosen(self) -> dict[str, tuple[Figures, str]]:
        """article_id → figures and what the article was chosen for, in the order of the source paths."""
        found: dict[str, tuple[Figures, str]] = {}
        if self._seen > self._size:
            quarter = max(1, self._size // 4)
            _take(found, self._most_removed.items(), quarter, "most removed")
            _take(found, self._fewest_fixes.items(), quarter, "fewest fixes")
            _take(found, self._warned(), quarter, "warnings")
        _take(found, self._random.items(), self._size - len(found), "random")
        return dict(sorted(found.items(), key=lambda entry: entry[1][0].source_path))

    def _warned(self) -> list[Figures]:
        """One article of each kind of warning, then another of each, the kind with the fewest first."""
        queues = sorted((best.items() for _, best in sorted(self._by_warning.items())), key=len)
        return [queue[turn] for turn in range(self._size) for queue in queues if turn < len(queue)]


class _Best:
    """The first `size` items by key, copies after all others."""

    def __init__(self, size: int, key: Callable[[Figures], Any]) -> None:
        self._size = size
        self._key = key
        self._items: list[tuple[Any, Figures]] = []

    def add(self, figures: Figures) -> None:
        self._items.append(((figures.duplicate_of is not None, self._key(figures)), figures))
        if len(self._items) > 2 * self._size + 100:
            self._trim()

    def items(self) -> list[Figures]:
        self._trim()
        return [figures for _, figures in self._items]

    def _trim(self) -> None:
        self._items.sort(key=lambda entry: entry[0])
        del self._items[self._size :]


def _take(found: dict[str, tuple[Figures, str]], candidates: Iterable[Figures], count: int, why: str) -> None:
    """Adds the first `count` candidates that are not there yet."""
    for figures in candidates:
        if count <= 0:
            return
        if figures.article_id not in found:
            found[figures.article_id] = (figures, why)
            count -= 1


def all_pass(tests: Sequence[Test], figures: Figures) -> bool:
    """Whether an article passes every test."""
    return all(test(figures) for test in tests)
