"""Where in a text its images stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.markup.inline_render import plain_text
from pipeline.markup.nodes import Code, Emphasis, Image, Link, Node, Span, Strong, Text
from pipeline.stripping.text_forms import text_key


def letters_before_images(nodes: Iterable[Node]) -> list[int]:
    """Letters and digits of a text before each of its images.

    >>> letters_before_images((Text("1) Press "), Image("", "key.png", None, 0), Text(" once.")))
    [6]
    """
    places: list[int] = []
    count = 0
    for text in texts_and_images(nodes):
        if text is None:
            places.append(count)
        else:
            count += len(text_key(text))
    return places


def texts_and_images(nodes: Iterable[Node]) -> Iterator[str | None]:
    """The texts of nodes in order, None for an image."""
    for node in nodes:
        if isinstance(node, Text):
            yield plain_text(node.md)
        elif isinstance(node, Code):
            yield node.text
        elif isinstance(node, Image):
            yield None
        elif isinstance(node, (Strong, Emphasis, Link, Span)):
            yield from texts_and_images(node.children)
