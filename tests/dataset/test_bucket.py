"""Raw and clean folders in a bucket: a real HTTP S3 server, started by the test."""

from __future__ import annotations

import contextlib
import json
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from pipeline.config import RunOptions
from pipeline.dataset import bucket_lock
from pipeline.dataset.bucket import MARKER, BucketSnapshots
from pipeline.dataset.bucket_lock import BucketLock
from pipeline.dataset.load import load_manifest, load_table, load_tables
from pipeline.dataset.run import open_run
from pipeline.dataset.storage import open_folder
from pipeline.errors import BadInput, DatasetLocked

from .conftest import CLEANER, Place, article, articles, whole_run

pytestmark = pytest.mark.slow

s3fs = pytest.importorskip("s3fs")
moto_server = pytest.importorskip("moto.server")

RAW, CLEAN = "s3://howto/raw", "s3://howto/clean"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        patch.setenv("AWS_ACCESS_KEY_ID", "test")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        running = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        running.start()
        host, port = running.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        s3fs.S3FileSystem.clear_instance_cache()
        yield f"http://{host}:{port}"
        running.stop()
        s3fs.S3FileSystem.clear_instance_cache()


@pytest.fixture
def s3(server: str) -> Any:
    fs = s3fs.S3FileSystem()
    fs.mkdir("howto")
    yield fs
    fs.invalidate_cache()
    fs.rm("howto", recursive=True)


def put(fs: Any, files: dict[str, str | bytes]) -> None:
    for path, content in files.items():
        fs.pipe_file(f"howto/raw/{path}", content.encode() if isinstance(content, str) else content)


def keys(fs: Any) -> list[str]:
    fs.invalidate_cache()
    return [str(name).removeprefix("howto/clean/") for name in fs.find("howto/clean")]


def test_a_bucket_gives_the_rows_of_a_local_run(s3: Any, place: Place) -> None:
    files = articles(12) | {"empty.md": "", "sub/x.txt": "Turn it off."}
    put(s3, files)
    place.write(files)
    place.run(shard_size=4)
    report = whole_run(RAW, CLEAN, shard_size=4, workers=2)
    assert report.counts.accepted == 13
    for name in ("articles", "fixes", "steps", "images", "links", "removals", "rejects", "link_targets"):
        pd.testing.assert_frame_equal(load_table(CLEAN, name), place.table(name))
    lines = [line for part in sorted(s3.ls("howto/clean/json")) for line in s3.cat_file(part).splitlines()]
    assert [json.loads(line) for line in lines] == place.rows()["json"]


def test_a_plain_glob_reads_the_published_run(s3: Any, inline: None) -> None:
    put(s3, articles(3))
    whole_run(RAW, CLEAN)
    assert len(pd.read_parquet(f"{CLEAN}/articles")) == 3
    assert pd.read_parquet(f"{CLEAN}/rejects").empty


def test_local_sources_may_go_to_a_bucket_and_the_other_way_round(
    s3: Any, place: Place, inline: None
) -> None:
    place.write(articles(3))
    whole_run(str(place.raw), CLEAN)
    assert len(load_table(CLEAN, "articles")) == 3
    put(s3, articles(4))
    whole_run(RAW, str(place.clean))
    assert len(place.table("articles")) == 4


def test_only_what_changed_is_cleaned_and_written(s3: Any, inline: None) -> None:
    put(s3, articles(20))
    whole_run(RAW, CLEAN, shard_size=4)
    before = keys(s3)
    put(s3, {"site/a0003.md": article("other words")})
    s3.rm_file("howto/raw/site/a0004.md")
    counts = whole_run(RAW, CLEAN, shard_size=4).counts
    assert (counts.cleaned, counts.changed, counts.deleted, counts.unchanged) == (1, 1, 1, 18)
    kept = [key for key in keys(s3) if key in before and key.startswith("steps/")]
    assert 0 < len(kept) < len([key for key in before if key.startswith("steps/")])
    whole_run(RAW, "s3://howto/scratch", shard_size=4)
    for name in ("articles", "steps", "links", "rejects", "duplicates", "link_targets"):
        assert sorted_rows(CLEAN, name) == sorted_rows("s3://howto/scratch", name)


def sorted_rows(clean: str, name: str) -> list[str]:
    """The rows of a table: kept parts come before new ones, so that their order may differ."""
    return sorted(
        load_table(clean, name).to_json(orient="records", lines=True, date_format="iso").splitlines()
    )


def test_nothing_of_earlier_or_unfinished_runs_is_left(s3: Any, inline: None) -> None:
    put(s3, articles(3))
    whole_run(RAW, CLEAN)
    put(s3, {"new.md": "Turn it off."})
    with open_run(RAW, CLEAN, options=RunOptions(), cleaner=CLEANER) as run:
        list(run.clean_shards())
    assert load_manifest(CLEAN)["counts"]["accepted"] == 3
    whole_run(RAW, CLEAN)
    manifest = load_manifest(CLEAN)
    named = {part["path"] for parts in manifest["parts"].values() for part in parts}
    public = {key for key in keys(s3) if not key.startswith(".")} - {"manifest.json"}
    assert public == named
    assert not [key for key in keys(s3) if key.startswith(".runs/") or key == ".lock"]


class Killed(BaseException):
    """Stands for kill -9: nothing after it is done."""


@pytest.mark.parametrize("number", range(1, 41, 4))
def test_a_publish_that_dies_never_shows_a_mixture(
    s3: Any, inline: None, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    put(s3, {f"a{name}.md": "text old" for name in range(4)})
    whole_run(RAW, CLEAN)
    put(s3, {f"a{name}.md": "text new" for name in range(4)})
    with monkeypatch.context() as patch, pytest.raises(Killed):
        die_at(patch, number)
        whole_run(RAW, CLEAN)
    # By the manifest: one complete run. By a plain glob: one complete run, or an error.
    tables = load_tables(CLEAN, ["articles", "steps"])
    texts = set(tables["articles"].body_text)
    assert texts == set(tables["steps"].text)
    assert texts in ({"text old"}, {"text new"})
    try:
        seen = pd.read_parquet(f"{CLEAN}/articles").body_text.tolist()
    except (OSError, pa.ArrowInvalid):
        seen = []
    assert seen in ([], ["text old"] * 4, ["text new"] * 4)
    monkeypatch.setattr(bucket_lock, "EXPIRY_SECONDS", 0.0)
    whole_run(RAW, CLEAN)
    assert pd.read_parquet(f"{CLEAN}/articles").body_text.tolist() == ["text new"] * 4
    assert not [key for key in keys(s3) if MARKER in key]


def die_at(patch: pytest.MonkeyPatch, number: int) -> None:
    """From the given request of the publish on, no request of this run reaches the server any more."""
    left = [number]
    guard = threading.Lock()
    publish = BucketSnapshots.publish

    def dying_publish(self: BucketSnapshots, *args: Any) -> None:
        def dying(method: Any) -> Any:
            def call(*inner: Any, **options: Any) -> Any:
                with guard:
                    left[0] -= 1
                    if left[0] <= 0:
                        raise Killed
                return method(*inner, **options)

            return call

        for name in ("cp_file", "pipe_file", "rm_file"):
            patch.setattr(self._fs, name, dying(getattr(self._fs, name)), raising=False)
        publish(self, *args)
        raise Killed  # the publish took fewer requests

    patch.setattr(BucketSnapshots, "publish", dying_publish)


def test_two_runs_on_one_bucket_do_not_meet(s3: Any, inline: None) -> None:
    put(s3, articles(1))
    with (
        open_run(RAW, CLEAN, cleaner=CLEANER),
        pytest.raises(DatasetLocked, match="is writing s3://howto/clean"),
    ):
        whole_run(RAW, CLEAN)
    whole_run(RAW, CLEAN)


def test_only_one_of_many_gets_the_lock(s3: Any) -> None:
    folder = open_folder(CLEAN)
    locks = [BucketLock(folder) for _ in range(8)]
    won: list[BucketLock] = []

    def attempt(lock: BucketLock) -> None:
        with contextlib.suppress(DatasetLocked):
            won.append(lock.acquire())

    threads = [threading.Thread(target=attempt, args=(lock,)) for lock in locks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    won[0].release()


def test_the_lock_of_a_dead_run_is_taken_over_and_the_dead_cannot_publish(
    s3: Any, inline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(s3, articles(1))
    with open_run(RAW, CLEAN, cleaner=CLEANER) as slow:
        list(slow.clean_shards())
        slow.relate()
        monkeypatch.setattr(bucket_lock, "EXPIRY_SECONDS", 0.0)
        put(s3, articles(2))
        whole_run(RAW, CLEAN)
        with pytest.raises(DatasetLocked, match="nothing of this run was published"):
            slow.publish()
    assert len(load_table(CLEAN, "articles")) == 2


def test_objects_of_others_are_refused_not_deleted(s3: Any) -> None:
    s3.pipe_file("howto/clean/articles/mine.parquet", b"mine")
    with pytest.raises(BadInput, match=r"articles/mine\.parquet was not made by this program"):
        whole_run(RAW, CLEAN)
    assert s3.cat_file("howto/clean/articles/mine.parquet") == b"mine"
    assert keys(s3) == ["articles/mine.parquet"]


def test_a_bucket_without_sources_is_one_sentence(s3: Any) -> None:
    with pytest.raises(BadInput, match="no folder s3://howto/raw"):
        whole_run(RAW, CLEAN)


def test_an_in_memory_file_system_works_too(tmp_path: Path, inline: None) -> None:
    import fsspec

    fs = fsspec.filesystem("memory")
    fs.pipe_file("/raw/a.md", b"Turn it off.")
    try:
        assert whole_run("memory://raw", "memory://clean").counts.accepted == 1
        assert whole_run("memory://raw", "memory://clean").counts.unchanged == 1
        assert len(load_table("memory://clean", "articles")) == 1
    finally:
        fs.rm("/", recursive=True)
