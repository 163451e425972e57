"""One real article, counted by hand, and its twin in our own words, which tests run on everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hostile.checks import no_line_vanishes

from pipeline import CleanArticle, clean_article
from pipeline.evaluate.text import any_urls
from pipeline.markup.urls import host_of
from pipeline.rules.load import load_rules
from pipeline.stripping.addresses.link_kinds import link_kind

HERE = Path(__file__).parent
SEED = HERE.parents[1] / "shared" / "seed" / "trouble-syncing-photos-to-icloud.md"
TWIN = HERE.parent / "data" / "raw" / "phones" / "photos-not-backing-up-to-the-cloud.md"
TWIN_FIXES = [
    ("1", "Check That Backup Is Switched On"),
    ("2", "Look at the Storage You Have Left"),
    ("3", "Allow Uploads Over Mobile Data"),
    ("4", "Turn Off Battery Saver"),
    ("5", "Restart the Phone"),
    ("6", "Update the Gallery App"),
]
TWIN_PATHS = [
    "Cloud > Photos",
    "Cloud > Manage Storage",
    "Settings > Photos > Mobile Data",
    "Settings > Apps > Gallery > App details",
]
TWIN_IMAGES = [0, 0, 1, 2]
TWIN_RELATED = 5
JUNK = ("ad", "affiliate", "tracker")
GLUED = re.compile(r"(?<![*\w])(\w+)\*\*([^*\n]+?)\*\*")
"""Bold glued to the word before it."""
MOJIBAKE = ("â€", "Ã©", "Â ", "\ufffd")


def cleaned(path: Path) -> CleanArticle:
    result = clean_article(path.read_bytes(), path=path.name)
    assert isinstance(result, CleanArticle), f"rejected: {result}"
    return result


@pytest.fixture(scope="module")
def seed() -> CleanArticle:
    if not SEED.exists():
        pytest.skip("the real article is not here")
    return cleaned(SEED)


@pytest.fixture(scope="module")
def twin() -> CleanArticle:
    return cleaned(TWIN)


@pytest.mark.corpus
def test_seven_fixes(seed: CleanArticle) -> None:
    assert [(fix.number, fix.title) for fix in seed.fixes] == [
        ("1", "Check Your Settings"),
        ("2", "Check Your Internet Connection"),
        ("3", "Check Your iCloud Storage"),
        ("4", "Optimize Your iPhone Storage"),
        ("5", "Restart Your iPhone"),
        ("6", "Update Your iPhone"),
        ("7", "Plug In Your iPhone to Charge"),
    ]


@pytest.mark.corpus
def test_menu_paths(seed: CleanArticle) -> None:
    assert [path for fix in seed.fixes for path in fix.ui_paths] == [
        "iCloud > Photos",
        "Settings > Photos > Mobile Data",
        "iCloud > Photos > Optimize iPhone Storage",
        "Settings > General > Software Update",
    ]


@pytest.mark.corpus
def test_eleven_images_stand_in_their_fixes(seed: CleanArticle) -> None:
    fixes = [image.fix_index for image in seed.images if image.role == "content"]
    numbers = [seed.fixes[index].number for index in fixes if index is not None]
    assert numbers == ["1", "1", "1", "2", "2", "2", "3", "3", "6", "6", "6"]
    assert len(fixes) == len(numbers)


@pytest.mark.corpus
def test_related_links(seed: CleanArticle) -> None:
    related = [link for link in seed.links if link.role == "related"]
    assert len(related) == 36
    assert len({link.canonical_url for link in related}) == 36


@pytest.mark.corpus
def test_the_seed_is_clean(seed: CleanArticle) -> None:
    assert_clean(seed, SEED)


def test_the_twin(twin: CleanArticle) -> None:
    assert [(fix.number, fix.title) for fix in twin.fixes] == TWIN_FIXES
    assert [path for fix in twin.fixes for path in fix.ui_paths] == TWIN_PATHS
    assert [image.fix_index for image in twin.images if image.role == "content"] == TWIN_IMAGES
    assert sum(link.role == "related" for link in twin.links) == TWIN_RELATED


def test_the_twin_is_clean(twin: CleanArticle) -> None:
    assert_clean(twin, TWIN)


def assert_clean(result: CleanArticle, path: Path) -> None:
    source, body, text = path.read_bytes(), result.article.body_markdown, result.article.body_text
    rules = load_rules()
    left = [f"{host}{rest}" for host, rest in any_urls(body)]
    assert [url for url in left if link_kind(f"https://{url}", rules).use in JUNK] == []
    hosts_in_ads = {
        host for removal in result.removals if removal.category in ("ad", "tracker") for host in removal.hosts
    }
    kept = {host_of(image.url) for image in result.images}
    assert [url for url in left if host_of(f"https://{url}") in hosts_in_ads - kept] == []
    assert hosts_in_ads
    assert [mark for mark in MOJIBAKE if mark in body + text + result.article.title] == []
    assert "mojibake_repaired" in result.article.warnings
    assert "Close" in source.decode().split("\n")
    assert "Close" not in body.split("\n")
    assert list(no_line_vanishes(result, source)) == []
    assert " ," not in text
    for before, bold in GLUED.findall(source.decode()):
        assert f"{before} {bold.strip()}" in text
