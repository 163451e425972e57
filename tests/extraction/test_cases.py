"""What is read out of an article: the cases of `fixtures/`."""

from __future__ import annotations

import pytest
from markdown_cases import (
    Case,
    cases,
    cleaned,
    heading_view,
    image_view,
    link_view,
    outline_view,
    ui_path_view,
)

from pipeline import CleanArticle, clean_article

MARKS_ON_LINES_OF_THEIR_OWN = b"""# Mend the camera

## Fix 1: Get the driver

Do it by hand:
1)
Go to **Downloads**.
2)
Find the *driver*.
![](found.png)
"""


@pytest.mark.parametrize("case", cases("headings"))
def test_headings(case: Case) -> None:
    assert heading_view(case.source) == case.expected


@pytest.mark.parametrize("case", cases("outline", "steps"))
def test_fixes_and_steps(case: Case) -> None:
    assert outline_view(case.source) == case.expected


@pytest.mark.parametrize("case", cases("ui_paths"))
def test_menu_paths(case: Case) -> None:
    assert ui_path_view(case.source) == case.expected


@pytest.mark.parametrize("case", cases("images"))
def test_images(case: Case) -> None:
    assert image_view(case.source) == case.expected


@pytest.mark.parametrize("case", cases("links"))
def test_links(case: Case) -> None:
    assert link_view(case.source) == case.expected


def test_a_step_that_is_part_of_a_paragraph_has_its_own_lines_as_markdown() -> None:
    result = clean_article(MARKS_ON_LINES_OF_THEIR_OWN, "camera.md")
    assert isinstance(result, CleanArticle)
    assert [step.markdown for step in result.steps] == [
        "1)\nGo to **Downloads**.",
        "2)\nFind the *driver*.\n![](found.png)",
    ]


def test_the_markdown_of_steps_run_together_stands_for_their_text_and_is_no_html() -> None:
    source = (
        "## Fix 1: Mark the picture\n\n1) Open the page. 2) Type `<img src=x onerror=alert(1)>` there. "
        "3) Look for 2 \\* 3 &lt;b&gt; in Save_As.\n"
    )
    result = clean_article(source, "page.md")
    assert isinstance(result, CleanArticle)
    assert [step.text for step in result.steps] == [
        "Open the page.",
        "Type <img src=x onerror=alert(1)> there.",
        "Look for 2 * 3 <b> in Save_As.",
    ]
    assert [step.markdown for step in result.steps] == [
        "Open the page.",
        "Type \\<img src=x onerror=alert(1)> there.",
        "Look for 2 \\* 3 \\<b> in Save_As.",
    ]


def test_lines_of_one_paragraph_that_are_steps_have_their_own_menu_paths() -> None:
    source = "## Fix 1: DNS\n\na) Open Settings > Network.\nb) Choose IP Settings > DNS.\nc) Tap Save.\n"
    result = clean_article(source, path="case.md")
    assert isinstance(result, CleanArticle)
    steps = result.steps
    assert [step.ui_paths for step in steps] == [("Settings > Network",), ("IP Settings > DNS",), ()]


ROWS_OF_HTML = b"""# Mend the camera

## Reset it

<table><thead><tr><th>Step</th><th>Action</th></tr></thead><tbody>
<tr><td>1</td><td>Press the <b>Menu</b> key.</td></tr>
<tr>
<td>2</td>
<td>Choose Reset.</td>
</tr>
<tr><td>3</td><td>Confirm.</td></tr>
</tbody></table>

Wait a minute.
"""


def test_steps_in_rows_of_html_have_the_lines_of_their_rows() -> None:
    result = clean_article(ROWS_OF_HTML, "camera.md")
    assert isinstance(result, CleanArticle)
    assert [(step.start_line, step.text) for step in result.steps] == [
        (6, "Press the Menu key."),
        (8, "Choose Reset."),
        (11, "Confirm."),
    ]


def test_the_second_line_of_a_heading_is_no_content() -> None:
    source = (
        "The fan is loud.\n\n## Fix 1\n\n### Clean the fan\n\nIt is dusty.\n\n1. Unplug it.\n2. Wipe it.\n"
    )
    [fix] = cleaned(source).fixes
    assert (fix.title, fix.start_line) == ("Clean the fan", 3)
    assert (fix.text, fix.markdown) == (
        "It is dusty.\n1. Unplug it.\n2. Wipe it.",
        "It is dusty.\n\n1. Unplug it.\n2. Wipe it.",
    )


def test_a_heading_below_one_that_says_more_is_content() -> None:
    source = "The fan is loud.\n\n## Fix 1: Clean the fan\n\n1. Unplug it.\n2. Wipe it.\n\n### The dust\n\nIt is grey.\n"
    [fix] = cleaned(source).fixes
    assert fix.text == "1. Unplug it.\n2. Wipe it.\nThe dust\nIt is grey."
