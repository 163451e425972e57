"""What readers see on a local disk: one complete run, before, while and after another is published."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from pipeline.config import RunOptions
from pipeline.dataset import snapshot
from pipeline.dataset.load import load_tables
from pipeline.dataset.parts import RUN_FILE, new_run_id, part_name
from pipeline.dataset.run import clean_corpus, open_run
from pipeline.errors import BadInput, DatasetLocked, StorageFailed

from .conftest import CLEANER, Place, articles

pytestmark = pytest.mark.usefixtures("inline")

TABLES = [
    "articles",
    "fixes",
    "steps",
    "images",
    "links",
    "removals",
    "link_targets",
    "duplicates",
    "rejects",
]


def test_a_plain_glob_reads_every_table(place: Place) -> None:
    place.write(articles(3))
    place.run()
    for name in TABLES:
        frame = pd.read_parquet(place.clean / name)
        pattern = f"{place.clean / name}/*.parquet"
        assert duckdb.sql(f"select count(*) from '{pattern}'").fetchall() == [(len(frame),)]
    assert len(pd.read_json(next((place.clean / "json").iterdir()), lines=True)) == 3


def test_every_table_is_there_even_without_any_article(place: Place) -> None:
    place.run()
    for name in TABLES:
        assert pd.read_parquet(place.clean / name).empty
    assert [part.read_bytes() for part in (place.clean / "json").iterdir()] == [b""]


def test_the_dataset_folder_holds_fixed_links_and_one_switch(place: Place) -> None:
    place.write(articles(1))
    place.run()
    links = {path.name: str(path.readlink()) for path in place.clean.iterdir() if path.is_symlink()}
    run_id = place.manifest["run_id"]
    fixed = {name: f".current/{name}" for name in [*TABLES, "json", "manifest.json"]}
    assert links == fixed | {".current": f".runs/{run_id}"}


def test_part_names_never_repeat_between_runs(place: Place) -> None:
    place.write(articles(3))
    seen: set[str] = set()
    for _ in range(3):
        place.run()
        names = {part.name for part in place.clean.glob("[!.]*/*")}
        assert not names & seen
        seen |= names


def test_two_runs_before_the_current_one_are_kept(place: Place) -> None:
    place.write(articles(1))
    ids = []
    for _ in range(5):
        place.run()
        ids.append(place.manifest["run_id"])
    assert sorted(path.name for path in (place.clean / ".runs").iterdir()) == ids[-3:]


def test_a_run_that_is_left_early_leaves_nothing_visible(place: Place) -> None:
    place.write(articles(3))
    place.run()
    before = place.rows()
    place.write({"new.md": "Turn it off."})
    with open_run(place.raw, place.clean, options=RunOptions(workers=1), cleaner=CLEANER) as run:
        run.plan()
        list(run.clean_shards())
    assert place.rows() == before
    assert len(list((place.clean / ".runs").iterdir())) == 1


def test_leftovers_of_a_killed_run_are_collected_by_the_next(place: Place) -> None:
    place.write(articles(1))
    place.run()
    leftover = place.clean / ".runs/.stage-20200101T000000000000Z-abcdef/articles"
    leftover.mkdir(parents=True)
    unpublished = place.clean / ".runs/99990101T000000000000Z-abcdef"
    unpublished.mkdir()
    place.run()
    assert not leftover.exists()
    assert not unpublished.exists()


@pytest.mark.parametrize("name", ["articles", "json", "manifest.json"])
def test_a_folder_with_something_else_in_it_is_refused(place: Place, name: str) -> None:
    place.clean.mkdir()
    (place.clean / name).mkdir()
    with pytest.raises(BadInput, match=f"{name} was not made by this program"):
        place.run()


def test_unrelated_files_in_the_dataset_folder_do_no_harm(place: Place) -> None:
    place.clean.mkdir()
    (place.clean / ".gitkeep").write_text("")
    (place.clean / "NOTES.md").write_text("")
    place.run()
    assert (place.clean / "NOTES.md").exists()


def test_a_second_run_on_the_same_dataset_fails_with_a_sentence(place: Place) -> None:
    with (
        open_run(place.raw, place.clean, cleaner=CLEANER),
        pytest.raises(DatasetLocked, match=rf"Another run \(process {os.getpid()} on .*\) is writing"),
    ):
        clean_corpus(place.raw, place.clean)
    place.run()


def test_a_second_run_waits_as_long_as_it_is_told_to(place: Place) -> None:
    place.write(articles(1))
    first = open_run(place.raw, place.clean, cleaner=CLEANER)
    reports = []
    second = threading.Thread(target=lambda: reports.append(place.run(lock_timeout_seconds=60)))
    second.start()
    first.close()
    second.join(timeout=60)
    assert reports[0].counts.accepted == 1


def test_the_lock_file_is_never_unlinked_and_not_inherited(place: Place) -> None:
    with open_run(place.raw, place.clean, cleaner=CLEANER):
        inode = (place.clean / ".lock").stat().st_ino
        flags = [fcntl.fcntl(fd, fcntl.F_GETFD) for fd in _descriptors_of(place.clean / ".lock")]
        assert flags == [fcntl.FD_CLOEXEC]
    place.run()
    assert (place.clean / ".lock").stat().st_ino == inode


def _descriptors_of(path: Path) -> list[int]:
    return [int(fd.name) for fd in Path("/proc/self/fd").iterdir() if fd.exists() and fd.resolve() == path]


def test_readers_in_a_loop_never_see_two_runs_mixed(place: Place) -> None:
    """Every run has another number of articles, all of one text, so that a mixture would show."""
    place.write({f"a{number}.md": "text 0" for number in range(8)})
    place.run(shard_size=2)
    with _readers(place) as seen:
        for generation in range(1, 7):
            place.write({f"a{number}.md": f"text {generation}" for number in range(8)})
            place.run(shard_size=2)
    assert seen["wrong"] == []
    assert seen["reads"]


@contextmanager
def _readers(place: Place) -> Iterator[dict[str, list[object]]]:
    seen: dict[str, list[object]] = {"wrong": [], "reads": []}
    stop = threading.Event()

    def glob() -> None:
        while not stop.is_set():
            try:
                texts = pd.read_parquet(place.clean / "articles").body_text
            except OSError:
                continue  # allowed at the very moment of a switch
            seen["reads"].append(1)
            if len(texts) != 8 or texts.nunique() != 1:
                seen["wrong"].append(texts.tolist())

    def several_tables() -> None:
        while not stop.is_set():
            tables = load_tables(place.clean, ["articles", "steps"])
            seen["reads"].append(1)
            if set(tables["articles"].body_text) != set(tables["steps"].text):
                seen["wrong"].append(tables)

    threads = [threading.Thread(target=glob), threading.Thread(target=several_tables)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("when", ["early", "_flush_tree"])
def test_what_the_disk_answers_is_said_in_one_sentence(
    place: Place, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    place.write(articles(1))
    place.run()
    before = place.rows()
    place.write(articles(2))
    if when == "_flush_tree":
        monkeypatch.setattr("pipeline.dataset.snapshot._flush_tree", full)
    else:  # heard by an early flush, and by no other
        answers = iter([full])
        true_flush = snapshot._flush
        monkeypatch.setattr(snapshot, "_flush", lambda path: next(answers, true_flush)(path))
    with pytest.raises(StorageFailed, match=r"No space left on device\. Nothing was published"):
        place.run()
    assert place.rows() == before


def test_a_clock_that_was_put_back_does_not_disturb_the_order_of_runs() -> None:
    first = new_run_id(datetime(2026, 1, 2, 3, 4, 5, 678901, UTC), None)
    second = new_run_id(datetime(2025, 1, 1, tzinfo=UTC), first)
    third = new_run_id(datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC), second)
    assert first < second < third
    assert second.startswith("20260102T030405678902Z-")
    assert RUN_FILE.fullmatch(part_name(second, 7, "articles"))
