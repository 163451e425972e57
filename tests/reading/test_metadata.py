"""Front matter as written → typed metadata."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.reading.dates import parse_date
from pipeline.reading.metadata import read_metadata

steady = settings(deadline=None, derandomize=True)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-09-09T11:38:44.918Z", at(2024, 9, 9, 11, 38, 44, 918000)),
        ("2024-02-06 13:6:11", at(2024, 2, 6, 13, 6, 11)),
        ("2024-02-05 07:50:25.899 PM", at(2024, 2, 5, 19, 50, 25, 899000)),
        ("2024-02-05 12:05 am", at(2024, 2, 5, 0, 5)),
        ("2024-02-05", at(2024, 2, 5)),
        ("20240205", at(2024, 2, 5)),
        ("2024/2/5", at(2024, 2, 5)),
        ("2024-02-05T10:00:00+05:30", at(2024, 2, 5, 4, 30)),
        ("2024-01-01 10:00:00 +0800 CST", at(2024, 1, 1, 2)),
        ("2024-01-01 10:00 UTC", at(2024, 1, 1, 10)),
        ("Mon, 05 Feb 2024 10:00:00 +0100", at(2024, 2, 5, 9)),
        ("Mon, 05 Feb 2024 10:00:00 EST", at(2024, 2, 5, 15)),
        ("Feb 5, 2024", at(2024, 2, 5)),
        ("February 5th, 2024 at 3:04 PM", at(2024, 2, 5, 15, 4)),
        ("5 Feb 2024", at(2024, 2, 5)),
        ("1707223571", at(2024, 2, 6, 12, 46, 11)),
        ("1707223571123", at(2024, 2, 6, 12, 46, 11, 123000)),
        ("Mon May 06 2024 13:04:36 GMT+0200 (Central European Summer Time)", at(2024, 5, 6, 11, 4, 36)),
        ("05.02.2024", at(2024, 2, 5)),
        ("25/02/2024", at(2024, 2, 25)),
        ("2/25/2024", at(2024, 2, 25)),
        ("2024年2月5日 10:30", at(2024, 2, 5, 10, 30)),
        ("5. Februar 2024", at(2024, 2, 5)),
        ("1er août 2024", at(2024, 8, 1)),
        ("5 de fevereiro de 2024", at(2024, 2, 5)),
        ("5 февраля 2024", at(2024, 2, 5)),
        ("Last updated on Feb 5, 2024 · 5 min read", at(2024, 2, 5)),
    ],
)
def test_dates(text: str, moment: datetime) -> None:
    assert parse_date(text) == moment


@pytest.mark.parametrize(
    "text",
    ["2024-02-30", "02/05/2024", "0001-01-01T00:00:00Z", "0000-01-01", "99999-01-01", "9999-12-31", "2024",
     "2024-02-05T10:00:00+25:00", "2024-02-05 24:30", "tomorrow", "", "1" * 5000, "Mon, 99 Feb 2024 10:00:00",
     "١٢٣٤-٠١-٠١", "2024-02-05 10:00 EST", "12:30", "25/25/2024", "31.02.2024", "5 fans in 2024", "5 fans 2024", "5 min read",
     "updated", "Updated 2 days ago"],
)  # fmt: skip
def test_what_is_no_date_or_more_than_one(text: str) -> None:
    assert parse_date(text) is None


def test_dates_in_metadata() -> None:
    read = read_metadata({"date": "2024-02-30", "updated": "2024-02-05"}, "a.md")
    assert (read.published_at, read.updated_at) == (None, at(2024, 2, 5))
    assert read.warnings == ("date_unreadable",)
    assert read_metadata({"published": "true"}, "a.md").warnings == ()
    assert read_metadata({"lastmod": "2024-02-05"}, "a.md").updated_at == at(2024, 2, 5)
    assert read_metadata({"Publish-Date": "2024-02-05"}, "a.md").published_at == at(2024, 2, 5)


@pytest.mark.parametrize(
    "metadata",
    [
        {"og:title": "Oil", "article:published_time": "2024-02-05", "url": "https://fans.example/oil"},
        {"ogTitle": "Oil", "publishedTime": "2024-02-05", "sourceURL": "https://fans.example/oil"},
        {"meta": {"title": "Oil", "published": "2024-02-05"}, "source": "imported", "original_url": "https://fans.example/oil"},
        {"title": "Oil", "pubDatetime": "2024-02-05", "seo": {"title": "Oil!"}, "link": "https://fans.example/oil"},
    ],
)  # fmt: skip
def test_names_that_crawlers_give_entries(metadata: dict[str, Any]) -> None:
    read = read_metadata(metadata, "a.md")
    assert (read.raw_title, read.published_at, read.address) == (
        "Oil",
        at(2024, 2, 5),
        "https://fans.example/oil",
    )


def test_jekyll_keeps_the_date_in_the_file_name() -> None:
    exported = read_metadata(
        {"published": "true", "post_title": "Mend a kettle", "post_date": "2024-02-05 08:42:28"}, "a.md"
    )
    assert (exported.raw_title, exported.published_at) == ("Mend a kettle", at(2024, 2, 5, 8, 42, 28))
    assert read_metadata({}, "posts/2024-01-31-a-title.md").published_at == at(2024, 1, 31)
    assert read_metadata({"published": True}, "2024-01-31-a.md").published_at == at(2024, 1, 31)
    assert read_metadata({"date": "2020-01-01"}, "2024-01-31-a.md").published_at == at(2020, 1, 1)
    assert read_metadata({"date": "soon"}, "2024-01-31-a.md").published_at is None


@pytest.mark.parametrize(
    ("title", "raw_title"),
    [
        ("87", "87"),
        (87, "87"),
        (True, "true"),
        ('"[New] Fix it"', '"[New] Fix it"'),
        (["Fix", "it"], "Fix, it"),
        ({"rendered": "Fix it"}, "Fix it"),
        ("two\nlines", "two lines"),
        ("bad \ud800 and \x00 and \x85", "bad \ufffd and  and"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
        (None, ""),
        ({}, ""),
        ([], ""),
    ],
)
def test_titles(title: Any, raw_title: str) -> None:
    assert read_metadata({"title": title}, "a.md").raw_title == raw_title


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("a, b ,,c", ("a", "b", "c")),
        ("印刷，驱动、更新", ("印刷", "驱动", "更新")),
        (["a", "b, with comma", "a"], ("a", "b, with comma")),
        ([{"name": "a"}, {"slug": "no"}, ["b", ["c"]], None, 5], ("a", "b", "c", "5")),
        ("", ()),
        (None, ()),
        ("null", ()),
        ({"name": "a"}, ("a",)),
        ("a; b|c", ("a", "b", "c")),
        ("a; b, c", ("a; b", "c")),
        ("Q&amp;A", ("Q&amp;A",)),
        ("['a', \"b\"]", ("a", "b")),
        ("#a #b", ("a", "b")),
        ("C# and F#", ("C# and F#",)),
    ],
)
def test_lists_of_names(value: Any, names: tuple[str, ...]) -> None:
    assert read_metadata({"tags": value}, "a.md").tags == names
    assert read_metadata({"category": value}, "a.md").categories == names
    assert read_metadata({"keyword": value}, "a.md").keywords == names
    assert read_metadata({"taxonomies": {"tags": value}}, "a.md").tags == names


@pytest.mark.parametrize(
    ("metadata", "url"),
    [
        ({"thumbnail": "https://img.example/x.png"}, "https://img.example/x.png"),
        ({"featured_image": "/img/x.png"}, "/img/x.png"),
        ({"image": "//img.example/x.png"}, "https://img.example/x.png"),
        ({"cover": {"image": "c.png", "alt": "a"}}, "c.png"),
        ({"images": ["a.png", "b.png"]}, "a.png"),
        ({"thumbnail": None, "image": "b.png"}, "b.png"),
        ({"thumbnail": "javascript:alert(1)"}, None),
        ({"thumbnail": "\x01java\tscript:alert(1)"}, None),
        ({"thumbnail": "data:image/png;base64,AAAA"}, None),
        ({"thumbnail": "FILE:///etc/passwd"}, None),
    ],
)
def test_thumbnails(metadata: dict[str, Any], url: str | None) -> None:
    read = read_metadata(metadata, "a.md")
    assert read.thumbnail_url == url
    assert read.warnings == (() if url else ("unsafe_url",))


def test_front_matter_is_kept_as_written() -> None:
    metadata = {"z": "1.10", "a": ["é", None, {"k": True}], "title": "x"}
    written = read_metadata(metadata, "a.md").front_matter_json
    assert written == '{"z": "1.10", "a": ["é", null, {"k": true}], "title": "x"}'


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_names = st.sampled_from(
    ["title", "date", "updated", "tags", "keyword", "thumbnail", "image", "excerpt", "extra"]
)


@steady
@given(st.dictionaries(_names | st.text(max_size=5), _json, max_size=5))
def test_any_metadata_is_read_and_can_be_written(metadata: dict[str, Any]) -> None:
    read = read_metadata(metadata, "a.md")
    written = json.loads(read.front_matter_json.encode())
    assert list(written) == [
        key.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for key in metadata
    ]
    for text in (
        read.raw_title,
        read.description,
        read.excerpt,
        read.thumbnail_url,
        *read.tags,
        *read.keywords,
    ):
        assert text is None or text.encode() is not None
    for moment in (read.published_at, read.updated_at):
        assert moment is None or moment.tzinfo is UTC
