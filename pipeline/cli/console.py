"""Printing to a terminal: text from articles and file names must not command it.

Consoles print text as it is: no markup, no emoji names, no highlighting.
"""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_WITHOUT_TERMINAL = 160
"""Columns when the output goes to a file or pipe; 80 would cut rule names."""


def output() -> Console:
    """Standard output."""
    from rich.console import Console as RichConsole

    class Console(RichConsole):
        def on_broken_pipe(self) -> None:
            """Leave it to `main`: rich would exit with 1, but `| head` is no failure."""
            raise BrokenPipeError

    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else WIDTH_WITHOUT_TERMINAL
    return Console(markup=False, emoji=False, highlight=False, width=width, soft_wrap=False)


def messages() -> Console:
    """Standard error, for progress."""
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False, stderr=True)


_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    """The text with every character replaced that a terminal would obey or that cannot be encoded.

    Those are control characters but tab and line feed, bidirectional overrides and lone surrogates; file
    names may hold all of them.

    >>> printable("a\x1b[2Jb")
    'a\ufffd[2Jb'
    """
    return _COMMANDS.sub("\ufffd", text)
