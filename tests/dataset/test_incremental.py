"""Runs that do only the new work give the dataset that a run from scratch would give."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.config import CleaningConfig

from .conftest import Place, article, articles

pytestmark = pytest.mark.usefixtures("inline")


def from_scratch(place: Place, **options: object) -> Place:
    """The same sources, run into an empty dataset folder."""
    other = Place(place.raw, Path(tempfile.mkdtemp(dir=place.clean.parent)))
    other.run(**options)
    return other


def test_a_second_run_cleans_nothing_and_links_every_part(place: Place) -> None:
    place.write(articles(30))
    place.run(shard_size=8)
    first, before = place.parts(), place.manifest["run_id"]
    report = place.run(shard_size=8)
    assert (report.counts.cleaned, report.counts.unchanged) == (0, 30)
    assert place.manifest["run_id"] != before
    assert place.parts() == first
    part = next(iter((place.clean / "articles").iterdir()))
    assert part.stat().st_nlink == 2


def test_only_what_changed_is_cleaned(place: Place) -> None:
    place.write(articles(30))
    place.run(shard_size=8)
    place.write({"site/a0003.md": article("new text"), "site/b.md": article("b")})
    (place.raw / "site/a0004.md").unlink()
    counts = place.run(shard_size=8).counts
    assert (counts.cleaned, counts.added, counts.changed, counts.deleted, counts.unchanged) == (
        2,
        1,
        1,
        1,
        28,
    )
    assert place.parts() == from_scratch(place, shard_size=8).parts()


@pytest.mark.parametrize("table", ["articles", "fixes", "rejects", "json", "link_targets", ".state/narrow"])
@pytest.mark.parametrize("damage", ["lost", "cut off"])
def test_a_damaged_part_of_the_run_before_is_made_again(place: Place, table: str, damage: str) -> None:
    place.write(articles(12) | {"empty.md": ""})
    place.run(shard_size=8)
    part = next((place.clean / ".current" / table).iterdir())
    if damage == "lost":
        part.unlink()
    else:
        part.write_bytes(part.read_bytes()[:20])
    place.write({"site/b.md": article("b")})
    place.run(shard_size=8)
    assert place.parts() == from_scratch(place, shard_size=8).parts()


def test_a_file_that_was_only_touched_is_not_cleaned_again(place: Place) -> None:
    place.write(articles(5))
    place.run()
    os.utime(place.raw / "site/a0001.md")
    counts = place.run().counts
    assert (counts.cleaned, counts.unchanged) == (0, 5)


def test_a_change_that_keeps_size_and_time_is_seen(place: Place) -> None:
    place.write({"a.md": "Turn it off."})
    place.run()
    times = (place.raw / "a.md").stat()
    place.write({"a.md": "Turn it 0ff."})
    os.utime(place.raw / "a.md", ns=(times.st_atime_ns, times.st_mtime_ns))
    assert place.run().counts.changed == 1
    assert place.table("articles").body_text.tolist() == ["Turn it 0ff."]


def test_the_last_article_may_go(place: Place) -> None:
    place.write(articles(1))
    place.run()
    (place.raw / "site/a0000.md").unlink()
    counts = place.run().counts
    assert (counts.discovered, counts.deleted) == (0, 1)
    assert all(not rows for rows in place.rows().values())


def test_a_reject_that_is_repaired_becomes_an_article_and_the_other_way_round(place: Place) -> None:
    place.write(articles(3) | {"a.md": "", "b.md": "Press the button."})
    place.run()
    place.write({"a.md": "Press the button.", "b.md": ""})
    place.run()
    assert place.table("rejects").source_path.tolist() == ["b.md"]
    assert place.parts() == from_scratch(place).parts()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(
            lambda place: place.run(CleaningConfig(host_lists=(rule_file(place, "||a^"),))), id="config"
        ),
        pytest.param(lambda place: place.run(full_refresh=True), id="full refresh"),
    ],
)
def test_what_must_be_cleaned_again_is(place: Place, change: Callable[[Place], object]) -> None:
    place.write(articles(4))
    place.run()
    report = change(place)
    assert (report.counts.cleaned, report.counts.unchanged) == (4, 4)  # type: ignore[attr-defined]


def rule_file(place: Place, text: str) -> str:
    path = place.clean.parent / "hosts.txt"
    path.write_text(text)
    return str(path)


def test_a_changed_rule_file_cleans_everything_again(place: Place) -> None:
    place.write(articles(4))
    config = CleaningConfig(host_lists=(rule_file(place, "||ads.example^"),))
    place.run(config)
    assert place.run(config).counts.cleaned == 0
    rule_file(place, "||other.example^")
    assert place.run(config).counts.cleaned == 4


def test_caches_are_no_reason_to_clean_again(place: Place) -> None:
    place.write(articles(4))
    place.run(CleaningConfig(caches=True))
    assert place.run(CleaningConfig(caches=False)).counts.cleaned == 0


def test_a_new_version_of_the_package_cleans_everything_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write(articles(4))
    place.run()
    monkeypatch.setattr("pipeline.__version__", "99.0")
    assert place.run().counts.cleaned == 4


def test_another_shard_size_moves_rows_without_cleaning(place: Place) -> None:
    place.write(articles(40))
    place.run(shard_size=40)
    counts = place.run(shard_size=5).counts
    assert counts.cleaned == 0
    assert place.parts() == from_scratch(place, shard_size=5).parts()
    place.run(shard_size=20)
    assert place.parts() == from_scratch(place, shard_size=20).parts()


def test_a_damaged_state_costs_time_and_nothing_else(place: Place) -> None:
    place.write(articles(4))
    place.run()
    first = place.parts()
    (place.clean / f".current/.state/{place.manifest['run_id']}.json").write_text("{")
    assert place.run().counts.cleaned == 4
    assert place.parts() == first


NAMES = st.sampled_from(["a.md", "b.md", "c/d.md", "e.txt", "f.markdown", "g.md", "h.md"])
TEXTS = st.one_of(
    st.just(None),
    st.sampled_from(["", "RAISE", "WARN one step", "AD\n[x](https://example.org/x)"]),
    st.integers(0, 3).map(lambda number: article(f"task{number}")),
)
EDITS = st.dictionaries(NAMES, TEXTS, min_size=1, max_size=4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(EDITS, min_size=1, max_size=4), sizes=st.lists(st.sampled_from([2, 1000]), min_size=4))
def test_any_sequence_of_edits_ends_as_a_run_from_scratch(
    tmp_path: Path, rounds: list[dict[str, str | None]], sizes: list[int]
) -> None:
    folder = Path(tempfile.mkdtemp(dir=tmp_path))
    place = Place(folder / "raw", folder / "clean")
    place.raw.mkdir()
    for edits, size in zip(rounds, sizes, strict=False):
        apply(place, edits)
        place.run(shard_size=size)
    assert place.parts() == from_scratch(place, shard_size=sizes[min(len(rounds), len(sizes)) - 1]).parts()


def apply(place: Place, edits: dict[str, str | None]) -> None:
    for name, text in edits.items():
        if text is None:
            (place.raw / name).unlink(missing_ok=True)
        else:
            place.write({name: text})
