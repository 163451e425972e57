"""Alternative texts that a scraper numbered: Jina Reader writes `![Image 3: The fan](fan.jpg)` for every image."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.markup.fences import outside_fences

_NUMBERED = re.compile(r"!\[(?P<label>Image (?P<number>\d{1,4})(?::[ \t]*|(?=\])))")
MIN_SHARE = 0.8
"""Share of an article's images that must be numbered for the numbers to be the scraper's."""


def find_image_numbers(lines: list[str]) -> dict[int, list[str]]:
    """The numbers of images by the index of their line, where nearly all images are numbered and the numbers rise.

    >>> find_image_numbers(["![Image 1: A fan](a.jpg)", "![Image 2](b.jpg)"])
    {0: ['Image 1: '], 1: ['Image 2']}
    >>> find_image_numbers(["![Image 2: A fan](a.jpg)", "![Image 1](b.jpg)"])
    {}
    """
    if "![Image " not in "".join(lines):
        return {}
    images = 0
    found: dict[int, list[str]] = {}
    values: list[int] = []
    for index, line in outside_fences(lines):
        if "![" in line:
            images += line.count("![")
            for match in _NUMBERED.finditer(line):
                found.setdefault(index, []).append(match["label"])
                values.append(int(match["number"]))
    rising = all(first < second for first, second in pairwise(values))
    return found if rising and len(values) >= max(2.0, MIN_SHARE * images) else {}


def without_image_numbers(line: str) -> str:
    """A line without the numbers of its images."""
    return _NUMBERED.sub("![", line)
