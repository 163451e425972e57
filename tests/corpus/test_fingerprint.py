"""Body → hash, MinHash signature and exact shingles."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.corpus import fingerprint as module
from pipeline.corpus.fingerprint import fingerprint, jaccard, normalise_body, shingle_hashes
from tests.corpus.bodies import exact_jaccard, with_changes, words

steady = settings(deadline=None, derandomize=True)
BODY = " ".join(words(400, seed=1))

KNOWN = ("rminhash-2-128-words-5-v2", "3ea2547b73970f46")
"""The scheme and the digest of the signature of `BODY` under it: when a release of rensa changes its
signatures, this test fails, and stored fingerprints of earlier runs must not be compared with new ones."""


def test_signatures_are_those_of_the_scheme() -> None:
    assert (module.SIGNATURE_SCHEME, sha256(fingerprint(BODY).signature).hexdigest()[:16]) == KNOWN


def test_another_process_with_other_hash_seeds_makes_the_same_fingerprint() -> None:
    program = (
        "import sys; from pipeline.corpus.fingerprint import fingerprint, shingle_hashes;"
        "body = sys.stdin.read(); print(fingerprint(body), shingle_hashes(body).sum())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=BODY,
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert outputs == {f"{fingerprint(BODY)} {shingle_hashes(BODY).sum()}"}


def test_normalise_body() -> None:
    assert normalise_body("  Press *Start*,\n\nthen\u00a0“OK”!\tWait. ") == "press *start*, then “ok”! wait."


@pytest.mark.parametrize("other", [BODY.upper(), BODY.replace(" ", "\n\n"), f" {BODY}\u00a0"])
def test_case_and_blanks_do_not_matter(other: str) -> None:
    assert fingerprint(other) == fingerprint(BODY)


@pytest.mark.parametrize(
    "other", [BODY + " more", " ".join(reversed(BODY.split())), "", BODY[5:], BODY + "."]
)
def test_other_words_or_another_order_do(other: str) -> None:
    assert fingerprint(other).body_hash != fingerprint(BODY).body_hash


def test_short_bodies() -> None:
    assert fingerprint("").shingle_count == fingerprint(" \n\u00a0").shingle_count == 0
    assert fingerprint("Press Start.").shingle_count == 1
    assert fingerprint("one two three four five").shingle_count == 1
    assert fingerprint("one two three four five six").shingle_count == 2
    assert jaccard(shingle_hashes(""), shingle_hashes("")) == 0.0
    assert jaccard(shingle_hashes("Press start"), shingle_hashes("press  START")) == 1.0


texts = st.lists(st.sampled_from(["press", "start", "then", "ok", "wait"]), max_size=60).map(" ".join)


@steady
@given(texts, texts)
def test_jaccard_is_that_of_the_sets_of_five_words(one: str, other: str) -> None:
    assert jaccard(shingle_hashes(one), shingle_hashes(other)) == exact_jaccard(one, other)


@steady
@given(st.text())
def test_any_text_has_a_fingerprint(text: str) -> None:
    made = fingerprint(text)
    assert (len(made.body_hash), len(made.signature)) == (16, 512)
    assert made.shingle_count == len(shingle_hashes(text))
    assert fingerprint(text) == made


def test_known_and_unknown_bodies_have_the_same_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    known = fingerprint(BODY)
    monkeypatch.setattr(module, "_known_bodies", type(module._known_bodies)())
    monkeypatch.setattr(module, "_word_hashes", type(module._word_hashes)())
    assert fingerprint(BODY) == known


def test_signatures_estimate_the_similarity() -> None:
    errors = []
    body = words(500, seed=2)
    for changes in range(40):
        changed = " ".join(with_changes(body, changes, seed=changes))
        estimate = np.mean(
            np.frombuffer(fingerprint(" ".join(body)).signature, "<u4")
            == np.frombuffer(fingerprint(changed).signature, "<u4")
        )
        errors.append(estimate - exact_jaccard(" ".join(body), changed))
    assert abs(np.mean(errors)) < 0.02
    assert np.std(errors) < 0.05
