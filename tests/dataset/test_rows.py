"""Schemas come from the records; nothing an article contains breaks a table or a document."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pyarrow as pa
import pytest

from pipeline.config import CleaningConfig
from pipeline.dataset.documents import complete, document_of
from pipeline.dataset.rows import storable, tables_of
from pipeline.dataset.schema import columns_of, describe_tables, schema_of
from pipeline.records import CHILD_TABLES, TABLES, CleanArticle

from . import fake_cleaner
from .conftest import Place, article


@pytest.fixture
def cleaned() -> CleanArticle:
    source = f"{article('reset')}\n[two](https://example.org/2)".encode()
    result = fake_cleaner.clean(source, "a.md", CleaningConfig())
    assert isinstance(result, CleanArticle)
    return result


def test_types_are_those_of_the_contract() -> None:
    assert str(schema_of("articles").field("published_at").type) == "timestamp[us, tz=UTC]"
    assert schema_of("articles").field("tags").type == pa.list_(pa.field("element", pa.string()))
    assert not schema_of("articles").field("tags").nullable
    assert schema_of("fixes").field("parent_index").nullable
    assert schema_of("images").field("role").type == pa.string()
    assert schema_of("duplicates").field("similarity").type == pa.float64()


def test_child_tables_begin_with_the_article() -> None:
    assert {schema_of(name).names[0] for name in CHILD_TABLES} == {"article_id"}


def test_the_data_dictionary_explains_every_column() -> None:
    dictionary = describe_tables()
    assert set(dictionary) == set(TABLES)
    for table, columns in dictionary.items():
        assert [name for name, _, _ in columns] == schema_of(table).names
        assert all(meaning for _, _, meaning in columns)
    assert ("number", "string, null") in [column[:2] for column in dictionary["fixes"]]
    assert ("tags", "list<string>") in [column[:2] for column in dictionary["articles"]]


def test_rows_hold_what_the_records_say(cleaned: CleanArticle) -> None:
    tables = tables_of([cleaned])
    assert tables["articles"].to_pylist()[0]["tags"] == ["one", "two"]
    assert tables["steps"]["text"].to_pylist() == [step.text for step in cleaned.steps]
    assert set(tables["links"]["article_id"].to_pylist()) == {cleaned.article.article_id}


def test_a_document_nests_steps_in_their_fix(cleaned: CleanArticle) -> None:
    document = json.loads(document_of(cleaned))
    assert document["source_path"] == "a.md"
    assert [step["text"] for step in document["fixes"][0]["steps"]] == [step.text for step in cleaned.steps]
    assert [link["canonical_url"] for link in document["links"]] == [
        row.canonical_url for row in cleaned.links
    ]
    names = {name for table in ("images", "links", "removals") for name in document[table][0]}
    assert names == {c.name for table in ("images", "links", "removals") for c in columns_of(table)} - {
        "article_id"
    }


def test_corpus_facts_are_filled_in_again_and_again(cleaned: CleanArticle) -> None:
    tricky = replace(cleaned.article, title='"duplicate_of":null,"target_article_id":null')
    document = document_of(replace(cleaned, article=tricky))
    for representative, targets in (("abc", ["x", None]), (None, [None, "y"]), ("def", ["long-id", "y"])):
        document = complete(document, representative, targets)
        content = json.loads(document)
        assert content["title"] == tricky.title
        assert content["duplicate_of"] == representative
        assert [link["target_article_id"] for link in content["links"]] == targets


def test_what_cannot_be_stored_is_made_storable(cleaned: CleanArticle) -> None:
    odd = replace(
        cleaned.article,
        title="lone \ud800 surrogate",
        tags=("\udfff",),
        word_count=2**40,
        published_at=datetime.min.replace(tzinfo=timezone(timedelta(hours=5))),
        updated_at=datetime(2024, 2, 3, 12, tzinfo=timezone(timedelta(hours=2))),
    )
    safe = storable(replace(cleaned, article=odd))
    row = tables_of([safe])["articles"].to_pylist()[0]
    assert row["title"] == "lone ??? surrogate".replace("?", "\ufffd")
    assert row["word_count"] == 2**31 - 1
    assert row["published_at"] is None
    assert row["updated_at"] == datetime(2024, 2, 3, 10, tzinfo=UTC)
    assert json.loads(document_of(safe))["tags"] == ["\ufffd\ufffd\ufffd"]


def test_an_article_with_values_that_break_arrow_costs_only_itself(place: Place, inline: None) -> None:
    place.write({"a.md": "Turn it off.", "b.md": b"Turn \xff it off.", "c.md": "Turn it on."})
    report = place.run()
    assert report.counts.accepted == 3
    assert "\ufffd" in place.table("articles").set_index("source_path").body_text["b.md"]
