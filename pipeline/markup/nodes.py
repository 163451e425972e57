"""Inline nodes: what the text of one block is made of."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias


class Text(NamedTuple):
    """Characters as Markdown writes them (escapes and entities undecoded)."""

    md: str


class Code(NamedTuple):
    """A code span: `md` with its backticks, `text` without."""

    md: str
    text: str


class Raw(NamedTuple):
    """An inline tag that Markdown has no mark for and that means something (`<sup>`): kept in Markdown only."""

    md: str


class Break(NamedTuple):
    """A line end inside a block; `hard` when it is to be shown as one; `source` False for `<br>`."""

    hard: bool
    source: bool


class Strong(NamedTuple):
    children: tuple[Node, ...]


class Emphasis(NamedTuple):
    children: tuple[Node, ...]


class Link(NamedTuple):
    """A link; `line` is the 0-based line of the block it starts on; `auto` for `<https://…>`; `reference` is
    what stands behind the text of a reference link ("[label]", "[]" or ""), None for an inline one."""

    children: tuple[Node, ...]
    url: str
    title: str | None
    line: int
    auto: bool = False
    reference: str | None = None


class Span(NamedTuple):
    """The words of a link that was dropped: read as a unit, written without a mark."""

    children: tuple[Node, ...]


class Image(NamedTuple):
    """An image; `hidden` when its own size or style makes it invisible (a tracking pixel)."""

    alt: str
    url: str
    title: str | None
    line: int
    hidden: bool = False


class Frame(NamedTuple):
    """An embedded page or player: `<iframe>`, `<video>`, `<audio>`, `<embed>`, `<object>`."""

    url: str
    line: int
    source: str


class Dropped(NamedTuple):
    """Markup with nothing to show, taken out while reading: a broken link tail, a script, a comment."""

    what: str
    source: str
    line: int


Node: TypeAlias = Text | Code | Raw | Break | Strong | Emphasis | Link | Span | Image | Frame | Dropped
