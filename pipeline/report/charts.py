"""Small pictures of numbers as HTML and SVG, made at build time: no library, no script, no style attributes.

Text is real text in the page's own font and colour; every chart has its numbers in it or in a title.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 400, 180
LEFT, BOTTOM, TOP = 44, 24, 12
CHARACTER = 6.5
"""Width of a character of a label, in units of the picture."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A labelled value; `kind` is the CSS class that colours it."""

    label: str
    value: float
    kind: str = ""


def bars(rows: Sequence[Bar]) -> Markup:
    """Horizontal bars, each with its label before and its value behind."""
    longest = max((row.value for row in rows), default=0) or 1
    return Markup('<div class="bars">{}</div>').format(
        Markup("").join(
            Markup(
                '<span class="label">{}</span>'
                '<svg class="bar" width="100%" height="12" aria-hidden="true">'
                '<rect class="fill {}" width="{:.2f}%" height="12" rx="2"/></svg>'
                '<span class="value">{:,}</span>'
            ).format(row.label, row.kind, 100 * row.value / longest, row.value)
            for row in rows
        )
    )


def columns(rows: Sequence[Bar], name: str, of: str) -> Markup:
    """Columns from left to right, such as a histogram.

    `name` says what the picture shows; `of` is what the height counts, such as `articles`.
    """
    top = nice_ceiling(max((row.value for row in rows), default=0))
    wide = (WIDTH - LEFT) / max(len(rows), 1)
    room = CHARACTER * (2 + max((len(row.label) for row in rows), default=0))
    every = max(1, math.ceil(room / wide))
    parts = [_grid(top)]
    for place, row in enumerate(rows):
        high = (HEIGHT - BOTTOM - TOP) * row.value / top
        x = LEFT + place * wide
        parts.append(
            Markup(
                '<rect class="fill {}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}">'
                "<title>{}: {:,} {}</title></rect>"
            ).format(
                row.kind, x + wide * 0.08, HEIGHT - BOTTOM - high, wide * 0.84, high, row.label, row.value, of
            )
        )
        if place % every == 0:
            parts.append(
                Markup('<text x="{:.1f}" y="{}" text-anchor="middle">{}</text>').format(
                    x + wide / 2, HEIGHT - BOTTOM + 15, row.label
                )
            )
    return Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH, HEIGHT, f"{name}: {_spoken(rows)}", Markup("").join(parts)
    )


def _grid(top: float) -> Markup:
    lines = []
    for share in (0, 0.5, 1):
        y = HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share
        value = top * share
        if share != 0.5 or value == int(value):
            lines.append(
                Markup(
                    '<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>'
                    '<text x="{}" y="{:.1f}" text-anchor="end">{:,}</text>'
                ).format(LEFT, WIDTH, y, y, LEFT - 6, y + 4, int(value))
            )
    return Markup("").join(lines)


def _spoken(rows: Sequence[Bar]) -> str:
    """The highest columns in words, for those who cannot see them."""
    highest = sorted(rows, key=lambda row: -row.value)[:3]
    return "most at " + ", ".join(f"{row.label} ({row.value:,})" for row in highest if row.value)


def nice_ceiling(value: float) -> int:
    """The smallest number of the form 1, 2, 4, 5 or 8 times a power of ten that is not below `value`.

    >>> [nice_ceiling(value) for value in (0, 3, 17, 402)]
    [1, 4, 20, 500]
    """
    power = 1
    while True:
        for step in (1, 2, 4, 5, 8):
            if step * power >= value:
                return step * power
        power *= 10
