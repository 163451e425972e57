"""What is read out of an article: the cases of `fixtures/`."""

from __future__ import annotations

import pytest
from markdown_cases import (
    Case,
    cases,
    heading_view,
    image_view,
    link_view,
    outline_view,
    ui_path_view,
)


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
