"""Results shared between processes: the same ones, and computed once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline import article, clean_article
from pipeline.config import CleaningConfig
from pipeline.corpus import fingerprint
from pipeline.recall import KEY_BYTES, recalled, use_store

ARTICLE = b"""---
title: How to Mend a Lamp
---

<!-- affiliate ads begin -->
<a href="https://ads.example/1"><img src="https://ads.example/1.png" width="728" height="90" /></a>
<!-- affiliate ads end -->

Lamps flicker. That has two reasons.

## Fix 1: Change the bulb

1. Switch the lamp off.
2. Turn the bulb to the left.
"""


class Shared(dict[bytes, bytes]):
    """A store as other processes would see it."""

    def put(self, key: bytes, value: bytes) -> None:
        assert len(key) == KEY_BYTES
        self[key] = value


@pytest.fixture
def store() -> Iterator[Shared]:
    shared = Shared()
    use_store(shared)
    yield shared
    use_store(None)


def forget() -> None:
    """As in a process that has cleaned nothing yet."""
    article._Chain.of.cache_clear()
    fingerprint._known_bodies.clear()


def test_another_process_gets_the_same_article_without_reading_its_body(
    store: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget()
    first = clean_article(ARTICLE)
    assert store
    forget()

    def read_again(*_: object) -> None:
        raise AssertionError("the body was read again")

    monkeypatch.setattr(article, "analyse", read_again)
    assert clean_article(ARTICLE) == first
    forget()


def test_another_process_gets_the_same_fingerprint(store: Shared, monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    body = "words that stand in a body, more of them than make one shingle"
    first = fingerprint.fingerprint(body)
    forget()
    monkeypatch.setattr(fingerprint, "_fingerprint", None)
    assert fingerprint.fingerprint(body) == first


def test_nothing_is_shared_with_caches_off(store: Shared) -> None:
    clean_article(ARTICLE, config=CleaningConfig(caches=False))
    assert not store


def test_a_failure_is_not_remembered(store: Shared) -> None:
    def fail() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        recalled(lambda: bytes(KEY_BYTES), fail)
    assert recalled(lambda: bytes(KEY_BYTES), lambda: 3) == 3
    assert recalled(lambda: bytes(KEY_BYTES), fail) == 3


def test_a_different_title_is_a_different_question(store: Shared) -> None:
    forget()
    clean_article(ARTICLE)
    before = len(store)
    clean_article(ARTICLE.replace(b"How to Mend a Lamp", b"Change the Bulb"))
    assert len(store) > before
    forget()
