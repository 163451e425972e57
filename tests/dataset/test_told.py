"""What workers tell each other: complete values or nothing, within bounds, whoever dies when."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dataset import told
from pipeline.dataset.told import Told


@pytest.fixture
def file() -> Iterator[int]:
    with tempfile.TemporaryFile() as opened:
        yield opened.fileno()


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def test_what_one_worker_tells_all_of_them_know(file: int) -> None:
    workers = [Told(file, slot, 3) for slot in range(3)]
    workers[1].put(key(1), b"one")
    workers[0].put(key(2), b"two")
    assert [worker.get(key(1)) for worker in workers[::2]] == [b"one", b"one"]
    assert [worker.get(key(2)) for worker in workers[1:]] == [b"two", b"two"]
    assert workers[2].get(key(3)) is None


def test_a_worker_in_the_place_of_another_goes_on_behind_it(file: int) -> None:
    first, other = Told(file, 0, 2), Told(file, 1, 2)
    first.put(key(1), b"one")
    second = Told(file, 0, 2)
    second.put(key(2), b"two")
    assert second.get(key(1)) == b"one"
    assert (other.get(key(1)), other.get(key(2))) == (b"one", b"two")


def test_a_value_without_its_entry_is_overwritten(file: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the worker had been killed between the two."""
    write = os.pwrite
    written: list[int] = []

    def once(descriptor: int, data: bytes, place: int) -> int:
        written.append(place)
        return write(descriptor, data, place) if len(written) == 1 else len(data)

    monkeypatch.setattr(os, "pwrite", once)
    Told(file, 0, 2).put(key(1), b"unfinished")
    monkeypatch.undo()
    assert Told(file, 1, 2).get(key(1)) is None
    Told(file, 0, 2).put(key(2), b"two")
    assert Told(file, 1, 2).get(key(2)) == b"two"


def test_a_value_that_is_not_what_was_told_is_none(file: int) -> None:
    first, other = Told(file, 0, 2), Told(file, 1, 2)
    first.put(key(1), b"one" * 100)
    assert other.get(key(1)) is not None
    at = other._known[key(1)][0]
    os.pwrite(file, b"X", at + 5)
    assert other.get(key(1)) is None


@pytest.mark.parametrize(("bound", "size"), [("ENTRIES", 3), ("VALUE_BYTES", 60)])
def test_a_worker_tells_no_more_than_it_may(
    file: int, monkeypatch: pytest.MonkeyPatch, bound: str, size: int
) -> None:
    monkeypatch.setattr(told, bound, size)
    first, other = Told(file, 0, 2), Told(file, 1, 2)
    other.put(key(99), b"0123456789")
    for number in range(10):
        first.put(key(number), b"0123456789")
    assert [other.get(key(number)) is not None for number in range(10)] == [True] * 3 + [False] * 7
    assert other.get(key(99)) == b"0123456789"


def test_a_full_disk_is_no_error(file: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    first, other = Told(file, 0, 2), Told(file, 1, 2)
    monkeypatch.setattr(os, "pwrite", full)
    first.put(key(1), b"one")
    monkeypatch.undo()
    assert other.get(key(1)) is None


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 400), st.binary(max_size=50)), max_size=400))
def test_a_worker_is_told_what_somebody_put_there(told_values: list[tuple[int, int, bytes]]) -> None:
    with tempfile.TemporaryFile() as opened:
        workers = [Told(opened.fileno(), slot, 4) for slot in range(4)]
        put: dict[bytes, set[bytes]] = {}
        for slot, number, value in told_values:
            found = workers[slot].get(key(number))
            assert found is None or found in put[key(number)]
            if found is None and value:
                workers[slot].put(key(number), value)
                put.setdefault(key(number), set()).add(value)
        for name, values in put.items():
            assert all(worker.get(name) in values for worker in workers)
        assert os.fstat(opened.fileno()).st_size <= 4 * told._VALUES_AT + told.VALUE_BYTES
