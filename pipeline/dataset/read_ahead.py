"""Articles that are read before anybody asks for them, while the caller is still importing.

Workers are forked from this process and know what it has read: articles of one folder share texts, links and whole
bodies. Nothing else comes of it, so whatever goes wrong ends it without a word; the run will meet it again, with
budgets and rejects.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

from pipeline.dataset.discover import is_wanted

MAX_BYTES = 65_536
"""Larger files are left to the workers, whose memory is bounded."""
MAX_SECONDS = 0.5
"""An article that takes longer ends the reading: somebody may ask meanwhile."""


def read_ahead(folder: str, is_asked: Callable[[], bool]) -> int:
    """Cleans articles below a folder, as most runs do, until `is_asked` says that there is other work.

    Returns:
        How many it has cleaned.
    """
    from pipeline.article import clean_article

    count = 0
    before = signal.signal(signal.SIGALRM, _give_up)
    try:
        for path in _small_articles(folder):
            if is_asked():
                break
            signal.setitimer(signal.ITIMER_REAL, MAX_SECONDS)
            clean_article(Path(path).read_bytes(), path)
            signal.setitimer(signal.ITIMER_REAL, 0)
            count += 1
    except (Exception, _TooLong):
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return count


class _TooLong(BaseException):
    """Not an `Exception`, which cleaning may take for an answer of something it asked."""


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise _TooLong


def _small_articles(folder: str) -> Iterator[str]:
    """Paths of articles below a folder, as the system lists them; no link is followed."""
    folders = [folder]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif (
                    is_wanted(entry.name)
                    and entry.is_file(follow_symlinks=False)
                    and entry.stat(follow_symlinks=False).st_size <= MAX_BYTES
                ):
                    yield entry.path
