"""The real articles: groups against brute force, links against the files they lead to."""

from __future__ import annotations

import tarfile
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from pipeline.article import clean_article
from pipeline.corpus.duplicates import find_duplicates
from pipeline.corpus.fingerprint import fingerprint, normalise_body
from pipeline.corpus.link_graph import resolve_links
from pipeline.corpus.slugs import slug_of_source
from pipeline.extraction.titles import title_fit
from pipeline.records import CleanArticle, Duplicate
from tests.corpus.bodies import similar_pairs

ARCHIVE = Path(__file__).parents[3] / "shared/corpus/site-printer-issues.tar.xz"
SAMPLE = 2_000

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.slow,
    pytest.mark.skipif(not ARCHIVE.exists(), reason="the real articles are not here"),
]


@cache
def sample() -> dict[str, CleanArticle]:
    """The first articles of one site, cleaned, by their path."""
    cleaned: dict[str, CleanArticle] = {}
    with tarfile.open(ARCHIVE) as archive:
        for member in archive:
            source = archive.extractfile(member) if member.name.endswith(".md") else None
            if source is None or len(cleaned) == SAMPLE:
                continue
            result = clean_article(source.read(), path=member.name)
            assert isinstance(result, CleanArticle), result
            cleaned[result.article.article_id] = result
    return cleaned


@cache
def found() -> list[Duplicate]:
    articles = [item.article for item in sample().values()]
    prints = [fingerprint(article.body_text) for article in articles]
    columns = {
        "article_id": [article.article_id for article in articles],
        "title_fit": [title_fit(article.title, article.body_text) for article in articles],
        "published_at": [article.published_at for article in articles],
        "body_hash": [item.body_hash for item in prints],
        "signature": [item.signature for item in prints],
    }
    bodies = {article.article_id: article.body_text for article in articles}
    return find_duplicates(columns, lambda ids: {article: bodies[article] for article in ids})


def test_groups_agree_with_brute_force() -> None:
    """Counted in pairs of articles, as many bodies as there are articles of them."""
    articles = {body: article for article, body in bodies().items()}
    counts = Counter(bodies().values())
    near = similar_pairs({article: body for body, article in articles.items()}, 0.8)
    truth = sum(n * (n - 1) // 2 for n in counts.values())
    truth += sum(counts[bodies()[one]] * counts[bodies()[other]] for one, other in near)
    groups = defaultdict(list)
    for item in found():
        groups[item.group_id].append(bodies()[item.article_id])
    right = 0
    for members in groups.values():
        for one, other in combinations(members, 2):
            assert one == other or tuple(sorted((articles[one], articles[other]))) in near, "a false pair"
            right += 1
    assert right >= 0.99 * truth


@cache
def bodies() -> dict[str, str]:
    return {key: normalise_body(item.article.body_text) for key, item in sample().items()}


def test_distinct_bodies_are_counted_exactly() -> None:
    hashes = {fingerprint(item.article.body_text).body_hash for item in sample().values()}
    assert len(hashes) == len(set(bodies().values()))


def test_links_to_articles_of_the_site_are_resolved() -> None:
    """Every related link whose last segment is a file's name leads to an article of that slug."""
    rows = [(key, link) for key, item in sample().items() for link in item.links]
    links = {
        "article_id": [key for key, _ in rows],
        "role": [link.role for _, link in rows],
        "canonical_url": [link.canonical_url for _, link in rows],
        "host": [link.host for _, link in rows],
        "text": [link.text for _, link in rows],
    }
    articles = [item.article for item in sample().values()]
    columns = {
        "article_id": [article.article_id for article in articles],
        "source_path": [article.source_path for article in articles],
        "slug": [slug_of_source(article.source_path) for article in articles],
        "title": [article.title for article in articles],
    }
    targets, leads_to = resolve_links(links, columns)
    names = {Path(article.source_path).stem for article in articles}
    own = {
        link.canonical_url
        for _, link in rows
        if link.role == "related" and link.url.rstrip("/").rsplit("/", 1)[-1] in names
    }
    assert len(own) > SAMPLE / 2
    assert own <= set(leads_to)
    known = targets["canonical_url"].to_pylist()
    known += [url for mirrors in targets["mirrors"].to_pylist() for url in mirrors]
    assert len(known) == len(set(known))
    assert set(known) == {link.canonical_url for _, link in rows if link.role == "related"}
