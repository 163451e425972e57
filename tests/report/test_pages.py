"""What is on the pages, and what can never be on them."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from pipeline.records import REMOVAL_CATEGORIES

from .inert import acting


def pages_of(report: Path) -> list[Path]:
    return sorted(report.rglob("*.html"))


def article_page(report: Path, title: str) -> html.HtmlElement:
    index = html.parse(report / "index.html")
    (link,) = index.xpath(f"//tbody[@id='articles']//a[bdi[contains(., '{title}')]]")
    return html.parse(report / link.get("href")).getroot()


def test_the_first_page_lists_every_article_and_every_reject(report: Path, sample_dataset: Path) -> None:
    index = html.parse(report / "index.html")
    articles = pd.read_parquet(sample_dataset / "articles")
    paths = [path.text_content() for path in index.xpath("//tbody[@id='articles']//*[@class='path']")]
    assert paths == sorted(articles.source_path)
    rejects = pd.read_parquet(sample_dataset / "rejects")
    shown = index.xpath("//table[@class='rejects']/tbody")[0].text_content()
    assert all(row.source_path in shown and row.message in shown for row in rejects.itertuples())


def test_the_first_page_shows_the_run(report: Path) -> None:
    index = html.parse(report / "index.html")
    captions = [caption.text_content() for caption in index.xpath("//figcaption/b")]
    assert captions[:4] == [
        "Removed, by category",
        "Removed, by rule",
        "Share of the text removed",
        "Fixes per article",
    ]


def test_every_removal_is_highlighted_in_place_and_names_its_rule(report: Path, sample_dataset: Path) -> None:
    articles = pd.read_parquet(sample_dataset / "articles")
    removals = pd.read_parquet(sample_dataset / "removals")
    for article in articles.itertuples():
        page = html.parse(report / "articles" / f"{article.article_id}.html")
        marks: dict[int, list[html.HtmlElement]] = {}
        for mark in page.xpath("//mark"):
            marks.setdefault(int(mark.get("data-r")), []).append(mark)
        own = removals[removals.article_id == article.article_id]
        assert sorted(marks) == list(range(len(own))), article.source_path
        for number, removal in enumerate(own.itertuples()):
            first = marks[number][0]
            assert first.get("title") == f"{removal.category}: {removal.rule}"
            assert first.get("class") == f"c-{removal.category}"
            line = first.xpath("ancestor::div[1]")[0].get("id")
            assert removal.start_line <= int(line[1:]) <= removal.end_line, (article.source_path, removal)


def test_every_category_has_a_colour(report: Path) -> None:
    style = html.parse(report / "index.html").xpath("//style")[0].text
    assert all(f".c-{category} " in style for category in REMOVAL_CATEGORIES)


def test_fixes_steps_and_images_are_outlined(report: Path) -> None:
    page = article_page(report, "Blue Screen After an Update")
    outline = page.get_element_by_id("outline")
    assert [" ".join(fix.text_content().split()) for fix in outline.xpath(".//a[@class='go fix']")][:4] == [
        "Solution 1 Undo the update",
        "Solution 2 Update the graphics driver",
        "Option 1 With Device Manager",
        "Option 2 From the maker's page",
    ]
    first = outline.xpath(".//a[@class='go fix']")[0]
    assert page.get_element_by_id("L" + first.get("data-line")).text_content().strip().endswith("Solution 1")
    assert "Undo the update" in page.get_element_by_id(first.get("data-fix")).text_content()
    assert len(outline.xpath(".//ol[@class='images']/li")) == 4


def test_the_clean_text_stands_beside_without_images(report: Path) -> None:
    clean = article_page(report, "Blue Screen After an Update").get_element_by_id("clean")
    assert "press the Windows key and I at the same time" in clean.text_content()
    assert clean.xpath(".//img") == []
    assert [link.get("href").partition("#")[0][-12:] for link in clean.find_class("picture")] == [
        ".images.html"
    ] * 3


@pytest.mark.parametrize("kind", ["report", "injected_report"])
def test_pages_consist_of_nothing_that_could_act(request: pytest.FixtureRequest, kind: str) -> None:
    for path in pages_of(request.getfixturevalue(kind)):
        assert acting(path.read_text("utf-8"), path.name.endswith(".images.html")) == [], path.name


@pytest.mark.parametrize("kind", ["report", "injected_report"])
def test_pages_allow_only_their_own_script_and_style(request: pytest.FixtureRequest, kind: str) -> None:
    for path in pages_of(request.getfixturevalue(kind)):
        page = html.fromstring(path.read_bytes().decode())
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        allowed = dict(part.split(" ", 1) for part in policy.split("; "))
        assert allowed.pop("default-src") == allowed.pop("base-uri") == allowed.pop("form-action") == "'none'"
        assert allowed.pop("style-src") == digest(page.xpath("//style"))
        if path.name.endswith(".images.html"):
            assert (allowed, page.xpath("//script")) == ({"img-src": "https: http:"}, [])
        else:
            assert allowed == {"script-src": digest(page.xpath("//script"))}


def digest(elements: list[html.HtmlElement]) -> str:
    (element,) = elements
    hashed = hashlib.sha256((element.text or "").encode()).digest()
    return f"'sha256-{base64.b64encode(hashed).decode()}'"


def test_what_acts_on_text_is_named_instead(injected_report: Path) -> None:
    for path in pages_of(injected_report):
        assert not set(path.read_text("utf-8")) & set(
            "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        )
