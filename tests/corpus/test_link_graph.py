"""Related links: each target once, mirrors joined, articles of the corpus found."""

from __future__ import annotations

import random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus import link_graph
from pipeline.corpus.link_graph import Columns
from pipeline.corpus.linked_pages import LinkedPages
from pipeline.corpus.mirrors import registered_domain
from pipeline.corpus.slugs import slug_of_path, slug_of_source
from pipeline.extraction.titles import clean_title
from pipeline.markup.urls import canonical_url, host_of
from pipeline.records import LinkTarget

steady = settings(deadline=None, derandomize=True, max_examples=30)


def links(*rows: tuple[str, str, str] | tuple[str, str, str, str]) -> dict[str, list[Any]]:
    """Link columns from (article, url, text) or (article, url, text, role)."""
    urls = [canonical_url(row[1]) for row in rows]
    return {
        "article_id": [row[0] for row in rows],
        "role": [row[3] if len(row) > 3 else "related" for row in rows],
        "canonical_url": urls,
        "host": [host_of(url) for url in urls],
        "text": [clean_title(row[2]) for row in rows],
    }


def articles(**paths: str) -> dict[str, list[str]]:
    """Article columns from id=path; the title is made of the path."""
    slugs = [slug_of_source(path) for path in paths.values()]
    titles = [slug.replace("-", " ").title() for slug in slugs]
    return {"article_id": list(paths), "source_path": list(paths.values()), "slug": slugs, "title": titles}


NONE = articles()


def resolve_links(rows: Columns, corpus: Columns) -> tuple[list[LinkTarget], dict[str, str]]:
    """The targets as records."""
    targets, leads_to = link_graph.resolve_links(rows, corpus)
    records = [LinkTarget(**row | {"mirrors": tuple(row["mirrors"])}) for row in targets.to_pylist()]
    return records, leads_to


def target_of(
    url: str, corpus: dict[str, list[str]], text: str = "A Text", role: str = "related"
) -> str | None:
    return resolve_links(links(("x", url, text, role)), corpus)[1].get(canonical_url(url))


def test_each_target_stands_once_with_its_count_and_most_frequent_text() -> None:
    targets, leads_to = resolve_links(
        links(
            ("a", "https://www.site.example/reset-a-router/?utm_source=x", "[New] Reset a Router"),
            ("b", "http://site.example/1721457663214-reset-a-router", "Reset a Router"),
            ("c", "https://site.example/reset-a-router#top", "Router Reset"),
            ("c", "https://site.example/update-a-driver/", "Update a Driver"),
        ),
        NONE,
    )
    assert targets == [
        LinkTarget("https://site.example/reset-a-router", "site.example", "Reset a Router", 3, None, ()),
        LinkTarget("https://site.example/update-a-driver", "site.example", "Update a Driver", 1, None, ()),
    ]
    assert leads_to == {}


def test_links_of_other_roles_are_no_targets() -> None:
    rows = links(
        ("a", "https://site.example/x", "X", "body"),
        ("a", "https://shop.example/y", "Y", "affiliate"),
        ("a", "https://site.example/z", "Z"),
        ("b", "https://site.example/z", "Another text", "body"),
    )
    targets, _ = resolve_links(rows, NONE)
    assert [(t.canonical_url, t.title, t.article_count) for t in targets] == [
        ("https://site.example/z", "Z", 1)
    ]


def test_no_links() -> None:
    assert resolve_links(links(), NONE) == ([], {})


@pytest.mark.parametrize(
    ("one", "other", "texts", "joined"),
    [
        pytest.param(
            "https://tips.farm.example.com/fix-a-slow-laptop-fan",
            "https://help.farm.example.com/fix-a-slow-laptop-fan",
            ("Fix a Fan", "Fix It"),
            True,
            id="a telling slug on one domain",
        ),
        pytest.param(
            "https://tips.example.com/1721457663214-fix-a-slow-laptop-fan",
            "https://example.com/fix-a-slow-laptop-fan/",
            ("Fix a Fan", "Fix It"),
            True,
            id="with and without a time stamp",
        ),
        pytest.param(
            "https://tips.example.com/mp4",
            "https://help.example.com/mp4",
            ("MP4", "MP4"),
            True,
            id="same title",
        ),
        pytest.param(
            "https://tips.example.com/mp4",
            "https://help.example.com/mp4",
            ("MP4", "MP3"),
            False,
            id="common slug",
        ),
        pytest.param(
            "https://tips.example.com/fix-a-slow-laptop-fan",
            "https://tips.example.net/fix-a-slow-laptop-fan",
            ("Fix a Fan", "Fix a Fan"),
            False,
            id="another publisher",
        ),
        pytest.param(
            "https://one.github.io/fix-a-slow-laptop-fan",
            "https://two.github.io/fix-a-slow-laptop-fan",
            ("Fix a Fan", "Fix a Fan"),
            False,
            id="two customers of one host",
        ),
        pytest.param(
            "https://tips.example.com/a/fix-a-slow-laptop-fan",
            "https://help.example.com/b/fix-a-slow-laptop-fan",
            ("Fix a Fan", "Fix a Fan"),
            False,
            id="other paths",
        ),
        pytest.param(
            "https://tips.example.com/page?p=1-2-3-4",
            "https://help.example.com/page?p=1-2-3-4",
            ("A", "A"),
            False,
            id="a page told by its query",
        ),
    ],
)
def test_mirrors(one: str, other: str, texts: tuple[str, str], joined: bool) -> None:
    rows = links(("a", one, texts[0]), ("b", one, texts[0]), ("c", other, texts[1]))
    targets, _ = resolve_links(rows, NONE)
    if joined:
        (target,) = targets
        assert (target.canonical_url, target.article_count) == (canonical_url(one), 3), "most linked first"
        assert target.mirrors == (canonical_url(other),)
    else:
        assert [target.mirrors for target in targets] == [(), ()]


def test_an_article_that_links_to_both_mirrors_counts_once() -> None:
    rows = links(
        ("a", "https://tips.example.com/fix-a-slow-laptop-fan", "Fix"),
        ("a", "https://help.example.com/fix-a-slow-laptop-fan", "Fix"),
    )
    (target,), _ = resolve_links(rows, NONE)
    assert target.article_count == 1
    assert target.canonical_url == "https://help.example.com/fix-a-slow-laptop-fan", (
        "first by name among equals"
    )


def test_domains_that_share_several_pages_are_one_publisher() -> None:
    slugs = [
        "fix-a-slow-laptop-fan",
        "reset-a-router-in-minutes",
        "find-a-lost-android-phone",
        "free-up-your-disk-space",
    ]
    rows = links(
        *(("a", f"https://tips.example.com/{slug}", slug) for slug in slugs),
        *(("b", f"https://mirror.example.net/{slug}", slug) for slug in slugs),
    )
    targets, _ = resolve_links(rows, NONE)
    assert sorted(target.canonical_url for target in targets) == [
        f"https://mirror.example.net/{slug}" for slug in sorted(slugs)
    ]


def test_the_mirror_that_is_an_article_of_the_corpus_names_the_target() -> None:
    rows = links(
        ("a", "https://a.example.com/fix-a-slow-laptop-fan", "Fix"),
        ("b", "https://a.example.com/fix-a-slow-laptop-fan", "Fix"),
        ("c", "https://tips.example.com/fix-a-slow-laptop-fan", "Fix"),
    )
    (target,), leads_to = resolve_links(rows, articles(n1="site-tips/fix-a-slow-laptop-fan.md"))
    assert target.canonical_url == "https://tips.example.com/fix-a-slow-laptop-fan"
    assert target.target_article_id == "n1"
    assert leads_to["https://tips.example.com/fix-a-slow-laptop-fan"] == "n1"


@pytest.mark.parametrize(
    "path",
    [
        "reset-a-router.md",
        "1721457663214-reset-a-router.md",
        "posts/2024-09-09-reset-a-router.markdown",
        "site-tips/reset-a-router.md",
        "tips.example.com/Reset-A-Router.txt",
        "blog/reset-a-router/index.md",
    ],
)
@pytest.mark.parametrize(
    "url",
    [
        "https://tips.example.com/reset-a-router/",
        "https://tips.example.com/1721999999999-reset-a-router",
        "http://www.tips.example.com/2024/09/Reset-a-Router.html?utm_source=x",
    ],
)
def test_a_link_leads_to_the_article_of_its_slug(path: str, url: str) -> None:
    assert target_of(url, articles(n1=path)) == "n1"


@pytest.mark.parametrize(
    ("url", "role"),
    [
        ("https://tips.example.com/reset-the-router", "related"),
        ("https://tips.example.com/", "related"),
        ("https://tips.example.com/?p=reset-a-router", "related"),
        ("https://tips.example.com/tag/wifi", "related"),
        ("https://elsewhere.example/wifi", "body"),
        ("mailto:reset-a-router@example.com", "body"),
    ],
)
def test_other_links_lead_nowhere(url: str, role: str) -> None:
    corpus = articles(n1="posts/reset-a-router.md", n2="posts/wifi.md")
    assert target_of(url, corpus, role=role) is None


def test_a_folder_of_another_host_does_not_count() -> None:
    """Which host a folder stands for is learned from the links."""
    slugs = [f"page-number-{n}" for n in range(12)]
    corpus = articles(**{f"n{n}": f"raw/one/{slug}.md" for n, slug in enumerate(slugs)}, w="raw/one/wifi.md")
    known = [("a", f"https://tips.example.com/{slug}", slug) for slug in slugs]
    rows = links(
        *known,
        ("a", "https://tips.example.com/wifi", "Any Text"),
        ("a", "https://other.example/wifi", "Any Text"),
        ("a", "https://other.example/page-number-1", "Page Number 1"),
    )
    _, leads_to = resolve_links(rows, corpus)
    assert leads_to == {f"https://tips.example.com/{slug}": f"n{n}" for n, slug in enumerate(slugs)} | {
        "https://tips.example.com/wifi": "w"
    }


def test_among_articles_of_one_slug_the_title_decides_then_the_name_without_a_stamp() -> None:
    corpus = {
        "article_id": ["n1", "n2", "n3"],
        "source_path": ["p/1721457663214-fix-a-fan.md", "p/fix-a-fan.md", "p/1721999999999-fix-a-fan.md"],
        "slug": ["fix-a-fan"] * 3,
        "title": ["Fix a Fan", "Quiet Fans", "Loud Fans"],
    }
    url = "https://tips.example.com/fix-a-fan"
    assert target_of(url, corpus, text="Loud Fans") == "n3"
    assert target_of(url, corpus, text="Something Else") == "n2"


@steady
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(chance: random.Random) -> None:
    hosts = ["tips.example.com", "help.example.com", "other.example"]
    slugs = ["fix-a-slow-laptop-fan", "mp4", "reset-a-router-in-minutes", "1721457663214-mp4"]
    rows = [(f"a{n % 7}", f"https://{hosts[n % 3]}/{slugs[n % 4]}", f"Text {n % 5}") for n in range(40)]
    corpus = articles(
        n1="site-tips/mp4.md", n2="site-help/1721457663214-mp4.md", n3="x/fix-a-slow-laptop-fan.md"
    )
    expected = resolve_links(links(*rows), corpus)
    chance.shuffle(rows)
    order = chance.sample(range(3), 3)
    shuffled = {name: [values[i] for i in order] for name, values in corpus.items()}
    assert resolve_links(pa.table(links(*rows)), pa.table(shuffled)) == expected


def test_every_related_link_is_found_in_exactly_one_target() -> None:
    rows = links(
        *((f"a{n}", f"https://h{n % 4}.example.com/a-page-named-{n % 9}", f"T{n}") for n in range(60))
    )
    targets, _ = resolve_links(rows, NONE)
    known = [url for target in targets for url in (target.canonical_url, *target.mirrors)]
    assert sorted(known) == sorted(set(rows["canonical_url"]))


def test_slugs() -> None:
    assert slug_of_path("/guides/Reset%20a-Router.html") == "reset a-router"
    assert slug_of_source("readme.md") == ""
    assert slug_of_source("a/b/readme.md") == "b"


@steady
@given(st.lists(st.text("aB1-/.:?#%&= é\n", max_size=20), min_size=1, max_size=8))
def test_slugs_of_many_pages_are_those_of_each(paths: list[str]) -> None:
    """Columns of URLs are read by other means than one URL."""
    urls = [canonical_url(f"https://site.example/{path}") for path in paths]
    urls += ["", "#top", "mailto:a@site.example/b", "https://site.example", "a/b", "ftp://site.example/a"]
    pages = LinkedPages(pa.table(links(*(("a", url, "A") for url in urls))))
    found = dict(zip(pages.urls.to_pylist(), pages.slugs.to_pylist(), strict=True))
    for url in map(canonical_url, urls):
        path = url.partition("://")[2].partition("/")[2]
        assert found[url] == (slug_of_path(path) if host_of(url) and "?" not in path else ""), url


def test_registered_domain_needs_no_network() -> None:
    assert registered_domain("a.b.example.co.uk") == "example.co.uk"
    assert registered_domain("one.github.io") == "one.github.io"
    assert registered_domain("192.0.2.1") == "192.0.2.1"
    assert registered_domain("localhost") == "localhost"
    assert registered_domain("") == ""
