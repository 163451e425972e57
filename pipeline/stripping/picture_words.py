"""Interface words that a scraper glued to a picture: the words go, the picture is content.

![The trash is empty](trash.png)
Click to enlarge
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.markup.inline_render import render_inline
from pipeline.markup.nodes import Break, Emphasis, Frame, Image, Link, Node, Span, Strong
from pipeline.rules.load import Rules
from pipeline.stripping.blocks.page import LONGEST
from pipeline.stripping.inline_pass import CleanInline
from pipeline.stripping.ledger import Piece
from pipeline.stripping.text_forms import phrase_form

GLUED = frozenset(["interface_words"])
"""Rules for such words. A notice or prompt with a picture is a box of the page, and goes with it."""


def without_glued_words(inline: CleanInline, rules: Rules) -> CleanInline:
    """The inline with nothing but its pictures, if all that it says beside them is an interface's words."""
    # With several pictures it is likelier "Follow us" and its icons.
    if len(inline.images) != 1 or not inline.text or len(inline.text) > LONGEST["boilerplate"]:
        return inline
    rule = rules.phrase("boilerplate", phrase_form(inline.text))
    if rule not in GLUED:
        return inline
    nodes = tuple(_pictures(inline.nodes))
    md = render_inline(nodes).md
    md += "\n" * max(0, inline.md.count("\n") - md.count("\n"))
    line = next((i for i, text in enumerate(inline.md.split("\n")) if _says(text, inline)), 0)
    drop = Piece("boilerplate", rule, inline.text, line)
    links = tuple(link for link in inline.links if not link.text)
    return replace(inline, md=md, text="", links=links, outside="", nodes=nodes, drops=(*inline.drops, drop))


def _pictures(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, (Image, Frame)) or (isinstance(node, Break) and node.source):
            yield node
        elif isinstance(node, (Strong, Emphasis, Span, Link)):
            inner = tuple(_pictures(node.children))
            if any(not isinstance(child, Break) for child in inner):
                yield node._replace(children=inner) if isinstance(node, Link) else type(node)(inner)
            else:
                yield from inner


def _says(line: str, inline: CleanInline) -> bool:
    """Whether the words stand on this line."""
    return inline.text.split("\n")[0][:20] in line
