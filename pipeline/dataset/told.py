"""What the workers of one pool tell each other (`pipeline/recall.py`), through one file without a name.

Each worker has a stretch of the file that only it writes: entries from the start, one after the other, and the
values they lead to behind them. So there is nothing to lock: readers take the entries that are complete and
check what they lead to, and what a killed worker left unfinished is overwritten by the one in its place. The file
goes when the last process that has it open ends, however it ends.
"""

from __future__ import annotations

import os
import struct
import zlib

from pipeline.recall import KEY_BYTES

_ENTRY = struct.Struct(f"<{KEY_BYTES}sQII")
"""Key; where the value begins, counted from the start of the file; its length; its CRC-32. No length: no entry."""

ENTRIES = 16_384
"""Most that one worker tells."""

VALUE_BYTES = 128_000_000
"""Most that all workers tell together, a fair share each. An analysis takes 25 kB: 5,000 distinct bodies. A corpus
with more of them repeats few, and each worker goes on by itself."""

_VALUES_AT = ENTRIES * _ENTRY.size

_READ_ENTRIES = 128


class Told:
    """The view of worker `slot` of `workers`, on an open file of any size."""

    def __init__(self, descriptor: int, slot: int, workers: int) -> None:
        self._file = descriptor
        self._stretch = _VALUES_AT + VALUE_BYTES // workers
        self._begin = slot * self._stretch
        self._others = [other for other in range(workers) if other != slot]
        self._known: dict[bytes, tuple[int, int, int]] = {}
        self._read = dict.fromkeys(range(workers), 0)
        # A worker before this one may have used the stretch.
        self._look(slot)
        self._entries = self._read[slot]
        ends = (at + length for at, length, _ in self._known.values())
        self._end = max(ends, default=self._begin + _VALUES_AT)

    def get(self, key: bytes) -> bytes | None:
        """The value any worker has told under a key, or None."""
        found = self._known.get(key)
        if found is None:
            for other in self._others:
                self._look(other)
            found = self._known.get(key)
            if found is None:
                return None
        at, length, checksum = found
        value = os.pread(self._file, length, at)
        return value if len(value) == length and zlib.crc32(value) == checksum else None

    def put(self, key: bytes, value: bytes) -> None:
        """Tells the other workers a value, if there is room."""
        if not value or self._entries >= ENTRIES or self._end + len(value) > self._begin + self._stretch:
            return
        place = self._begin + self._entries * _ENTRY.size
        found = self._end, len(value), zlib.crc32(value)
        try:
            # The value first: an entry leads to something complete.
            if os.pwrite(self._file, value, self._end) < len(value):
                return
            os.pwrite(self._file, _ENTRY.pack(key, *found), place)
        except OSError:
            return  # a full disk: the others compute it themselves
        self._known[key] = found
        self._entries += 1
        self._end += len(value)

    def _look(self, worker: int) -> None:
        """Takes in the entries that a worker has written since the last look."""
        while self._read[worker] < ENTRIES:
            place = worker * self._stretch + self._read[worker] * _ENTRY.size
            wanted = min(_READ_ENTRIES, ENTRIES - self._read[worker])
            data = os.pread(self._file, wanted * _ENTRY.size, place)
            for number in range(len(data) // _ENTRY.size):
                key, at, length, checksum = _ENTRY.unpack_from(data, number * _ENTRY.size)
                if not length:
                    return
                self._known[key] = (at, length, checksum)
                self._read[worker] += 1
            if len(data) < wanted * _ENTRY.size:
                return
