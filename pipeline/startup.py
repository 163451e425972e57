"""The garbage collector of a process that runs one command.

Next to nothing of what is imported is garbage, and what is left at the end goes with the process: looking at all of
it again and again takes a fifth of the time of a command that has little to do.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_own_process = False


def begin_process() -> None:
    """This process is for one command: nothing is collected until `collecting`."""
    global _own_process
    _own_process = True
    gc.disable()


def collecting() -> None:
    """From now on what is no longer needed is collected; what there is by now is not looked at again."""
    if _own_process:
        gc.freeze()
        gc.enable()


@contextmanager
def importing() -> Iterator[None]:
    """For imports of a command: nothing is collected meanwhile."""
    if not _own_process:
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        collecting()


def end_process() -> None:
    """The command has ended: what is left is not looked at again, it goes with the process."""
    if _own_process:
        gc.freeze()
