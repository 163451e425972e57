"""The title, where it stands in the body a second time."""

from __future__ import annotations

from markdown_cases import cleaned


def test_a_title_that_stands_twice_once_with_a_reference_is_no_text() -> None:
    front = '---\ntitle: "Restart & Oil the Fan"\n---\n\n'
    body = "# Restart & Oil the Fan\n\n## Restart &amp; Oil the Fan\n\nPress the button.\n\n## Wipe &amp; Dry It\n\nTake a cloth.\n"
    text = cleaned(front + body).article.body_text
    assert text == "Press the button.\nWipe & Dry It\nTake a cloth."


PICTURE_ABOVE = """![The lamp](lamp.jpg)

# The lamp won't turn

Hold its button for ten seconds.
"""
FRAME_BELOW = "\nWas this article helpful?\n\nYes\n\nNo\n"


def test_the_only_heading_below_a_picture_is_the_title_of_a_page_with_a_frame() -> None:
    assert cleaned(PICTURE_ABOVE + FRAME_BELOW).article.title == "The lamp won't turn"


def test_the_only_heading_below_a_picture_elsewhere_may_be_a_section() -> None:
    assert cleaned(PICTURE_ABOVE).article.title != "The lamp won't turn"
