"""Which step an image belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from pipeline.extraction.image_places import letters_before_images, texts_and_images
from pipeline.extraction.step_collector import FoundStep
from pipeline.markup.nodes import Node
from pipeline.stripping.document import CleanDocument
from pipeline.stripping.text_forms import text_key

StepOfImage = dict[tuple[int, int], int]
"""The step of a fix that an image belongs to, by the image's block and its place there."""
_OPENING = 24
"""Letters of a step's text by which it is found in its paragraph."""


def step_of_image(document: CleanDocument, steps: Sequence[FoundStep]) -> StepOfImage:
    """The step each image of a fix belongs to.

    Of several steps in one block (run together in a paragraph) it is the last whose text begins before the image.
    """
    steps_of: dict[int, list[int]] = {}
    for number, step in enumerate(steps):
        for block in step.blocks:
            steps_of.setdefault(block, []).append(number)
    found: StepOfImage = {}
    for block, numbers in steps_of.items():
        inline = document.inlines[block]
        if not inline.images:
            continue
        begins = [0]
        places = [0] * len(inline.images)
        if len(numbers) > 1:
            begins = _beginnings(inline.nodes, [steps[n] for n in numbers])
            places = letters_before_images(inline.nodes)
        if not begins:
            begins = [steps[n].line for n in numbers]
            places = [document.blocks[block].start + image.line for image in inline.images]
        for place, at in enumerate(places):
            above = bisect_right(begins, at)
            if above:
                found[block, place] = numbers[above - 1]
    for number, step in enumerate(steps):
        found |= dict.fromkeys(step.pictures, number)
    return found


def _beginnings(nodes: Iterable[Node], steps: Iterable[FoundStep]) -> list[int]:
    """Letters of a block before the text of each of its steps; none when a step's words are not found there."""
    letters = text_key("".join(text for text in texts_and_images(nodes) if text is not None))
    begins: list[int] = []
    for step in steps:
        found = letters.find(text_key(step.text)[:_OPENING], begins[-1] + 1 if begins else 0)
        if found < 0:
            return []
        begins.append(found)
    return begins
