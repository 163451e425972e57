"""Which articles get a page."""

from __future__ import annotations

import random

import pytest

from pipeline.errors import BadInput
from pipeline.report.figures import Figures
from pipeline.report.select import FILTER_KEYS, Sample, parse_filter


def figures(number: int, **changes: object) -> Figures:
    values: dict[str, object] = {
        "article_id": f"{number:016x}",
        "source_path": f"folder/{number}.md",
        "title": f"Article {number}",
        "published_at": None,
        "language": "en",
        "words": 100,
        "fixes": 3,
        "steps": 9,
        "images": 1,
        "related_links": 0,
        "kept": 900,
        "removed": 100,
        "categories": ("ad",),
        "rules": ("marked_ad",),
        "warnings": (),
        "duplicate_of": None,
    }
    return Figures(**(values | changes))  # type: ignore[arg-type]


def chosen(articles: list[Figures], size: int) -> dict[str, str]:
    """Path → what the article was chosen for."""
    sample = Sample(size)
    for article in articles:
        sample.add(article)
    return {found.source_path: why for found, why in sample.chosen().values()}


def test_a_small_dataset_is_taken_whole() -> None:
    assert set(chosen([figures(n) for n in range(5)], 5)) == {f"folder/{n}.md" for n in range(5)}


def test_a_sample_holds_what_is_worth_looking_at() -> None:
    articles = [figures(n) for n in range(500)]
    articles[77] = figures(77, removed=9000)
    articles[78] = figures(78, fixes=0, words=2000)
    articles[79] = figures(79, warnings=("title_mismatch",))
    found = chosen(articles, 20)
    assert len(found) == 20
    assert found["folder/77.md"] == "most removed"
    assert found["folder/78.md"] == "fewest fixes"
    assert found["folder/79.md"] == "warnings"
    assert list(found.values()).count("random") >= 5


def test_a_rare_warning_is_not_crowded_out_by_a_frequent_one() -> None:
    articles = [figures(n, warnings=("frequent",)) for n in range(400)]
    articles[399] = figures(399, warnings=("rare",))
    assert "folder/399.md" in chosen(articles, 8)


def test_copies_come_last() -> None:
    articles = [figures(n, duplicate_of="x" if n % 2 else None, removed=10 * n) for n in range(200)]
    found = chosen(articles, 40)
    assert len(found) == 40
    assert all(int(path[7:-3]) % 2 == 0 for path in found)


def test_the_sample_does_not_depend_on_order() -> None:
    articles = [figures(n, removed=n % 7, fixes=n % 5) for n in range(300)]
    shuffled = random.Random(1).sample(articles, len(articles))
    assert chosen(articles, 24) == chosen(shuffled, 24)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("article 7", True),
        ("FOLDER/7", True),
        ("printer", False),
        ("title=Article", True),
        ("title=folder", False),
        ("path=folder/*", True),
        ("path=folder", False),
        ("category=ad", True),
        ("category=tracker", False),
        ("rule=marked_ad", True),
        ("warning=title_mismatch", False),
        ("language=en", True),
        ("language=e", False),
        ("fixes=3", True),
        ("fixes=0", False),
    ],
)
def test_filters(text: str, passes: bool) -> None:
    assert parse_filter(text)(figures(7)) is passes


def test_an_unknown_filter_names_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r"colour.*" + ".*".join(FILTER_KEYS)):
        parse_filter("colour=red")
