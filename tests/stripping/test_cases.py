"""What is taken out of an article and what is not: the cases of `fixtures/`."""

from __future__ import annotations

import pytest
from markdown_cases import Case, body_view, cases


@pytest.mark.parametrize("case", cases("source", "ads", "blocks", "related"))
def test_case(case: Case) -> None:
    assert body_view(case.source) == case.expected
