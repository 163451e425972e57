"""Every name below the raw folder is accounted for, and none can make discovery wait or wander."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.dataset.discover import Discovery, discover
from pipeline.dataset.storage import open_folder
from pipeline.errors import BadInput

from .conftest import Place


def find(place: Place, **options: object) -> Discovery:
    return discover(open_folder(place.raw), **options)  # type: ignore[arg-type]


def paths(found: Discovery) -> list[str]:
    return [source.path for source in found.sources]


def rejects(found: Discovery) -> dict[str, str]:
    return {reject.source_path: reject.error for reject in found.rejects}


def test_articles_are_found_by_suffix_in_any_folder_sorted_by_path(place: Place) -> None:
    names = ["b.md", "a/z.markdown", "a/b/c.txt", "a.MD", "é ü/x.md", "a/.hidden.md"]
    place.write(dict.fromkeys([*names, "picture.png", "md", "a/notes.rst"], "text"))
    assert paths(find(place)) == sorted(names)


def test_a_limit_takes_the_first_by_path(place: Place) -> None:
    place.write(dict.fromkeys(["c.md", "a.md", "b.md"], ""))
    assert paths(find(place, limit=2)) == ["a.md", "b.md"]


def test_a_missing_raw_folder_is_one_sentence(place: Place) -> None:
    with pytest.raises(BadInput, match="nowhere cannot be read: No such file"):
        discover(open_folder(place.raw / "nowhere"))


def test_a_file_as_raw_folder_is_one_sentence(place: Place) -> None:
    place.write({"a.md": ""})
    with pytest.raises(BadInput, match="Not a directory"):
        discover(open_folder(place.raw / "a.md"))


def test_what_is_no_file_is_rejected_and_never_opened(place: Place) -> None:
    os.mkfifo(place.raw / "fifo.md")
    (place.raw / "folder.md").mkdir()
    place.write({"folder.md/inside.md": "text"})
    found = find(place)
    assert rejects(found) == {"fifo.md": "not_a_file", "folder.md": "not_a_file"}
    assert paths(found) == ["folder.md/inside.md"]


def test_a_run_over_a_fifo_does_not_wait(place: Place, inline: None) -> None:
    place.write({"a.md": "Turn it off."})
    os.mkfifo(place.raw / "fifo.md")
    assert place.run().counts.rejects == {"not_a_file": 1}


def test_links_that_leave_the_raw_folder_are_rejected_unless_allowed(place: Place) -> None:
    outside = place.clean.parent / "outside"
    (outside / "sub").mkdir(parents=True)
    (outside / "x.md").write_text("text")
    (outside / "sub/y.md").write_text("text")
    (place.raw / "file.md").symlink_to(outside / "x.md")
    (place.raw / "folder").symlink_to(outside)
    (place.raw / "picture.png").symlink_to("/etc/hostname")
    found = find(place)
    assert paths(found) == []
    assert rejects(found) == {"file.md": "outside_raw", "folder": "outside_raw"}
    allowed = find(place, allow_links_out=True)
    assert paths(allowed) == ["file.md", "folder/sub/y.md", "folder/x.md"]


def test_a_folder_outside_is_followed_once(place: Place) -> None:
    outside = place.clean.parent / "outside"
    outside.mkdir()
    (outside / "x.md").write_text("text")
    (outside / "again").symlink_to(outside)
    (place.raw / "a").symlink_to(outside)
    (place.raw / "b").symlink_to(outside)
    assert paths(find(place, allow_links_out=True)) == ["a/x.md"]


def test_link_loops_end_and_list_no_file_twice(place: Place) -> None:
    place.write({"a/x.md": "", "b/y.md": ""})
    (place.raw / "a/up").symlink_to(place.raw)
    (place.raw / "a/b").symlink_to(place.raw / "b")
    (place.raw / "b/a").symlink_to(place.raw / "a")
    (place.raw / "loop.md").symlink_to(place.raw / "loop.md")
    found = find(place)
    assert paths(found) == ["a/x.md", "b/y.md"]
    assert rejects(found) == {"loop.md": "unreadable"}


def test_a_link_to_another_article_is_an_article(place: Place) -> None:
    place.write({"a.md": "text"})
    (place.raw / "b.md").symlink_to("a.md")
    assert paths(find(place)) == ["a.md", "b.md"]


def test_a_link_to_nowhere_is_rejected(place: Place) -> None:
    (place.raw / "gone.md").symlink_to("nothing.md")
    assert rejects(find(place)) == {"gone.md": "unreadable"}


def test_a_raw_folder_that_is_itself_a_link_is_followed(place: Place) -> None:
    place.write({"a.md": "text"})
    link = place.raw.with_name("link")
    link.symlink_to(place.raw)
    assert paths(discover(open_folder(link))) == ["a.md"]


def test_a_file_name_that_is_no_utf8_is_rejected_under_an_escaped_name(place: Place, inline: None) -> None:
    Path(os.fsdecode(os.fsencode(place.raw) + b"/caf\xe9.md")).write_text("text")
    found = find(place)
    assert rejects(found) == {"caf\\xe9.md": "file_name"}
    assert place.run().counts.rejects == {"file_name": 1}


def test_odd_file_names_are_article_names(place: Place, inline: None) -> None:
    names = ["new\nline.md", "tab\t.md", " .md", "a'b\".md", "*?.md", "%20.md", "#.md", "🛠.md"]
    place.write(dict.fromkeys(names, "Turn it off."))
    assert paths(find(place)) == sorted(names)
    assert place.run().counts.accepted == len(names)
    assert sorted(place.table("articles").source_path) == sorted(names)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_cannot_be_read_is_rejected(place: Place, inline: None) -> None:
    place.write({"a.md": "text", "locked/b.md": "text"})
    (place.raw / "a.md").chmod(0)
    (place.raw / "locked").chmod(0)
    try:
        place.run()
        assert sorted(place.table("rejects").error) == ["unreadable", "unreadable"]
    finally:
        (place.raw / "locked").chmod(0o755)


def test_a_file_that_vanishes_between_listing_and_reading_is_rejected(
    place: Place, inline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write({"a.md": "text", "b.md": "text"})
    found = find(place)
    (place.raw / "b.md").unlink()
    monkeypatch.setattr("pipeline.dataset.run.discover", lambda *_: found)
    assert place.run().counts.rejects == {"unreadable": 1}
