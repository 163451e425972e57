"""Consoles that print text from articles as it is: no markup, no emoji names, no highlighting."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_WITHOUT_TERMINAL = 160
"""Columns when the output goes to a file or pipe; 80 would cut rule names."""


def output() -> Console:
    """Standard output."""
    from rich.console import Console

    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS") else WIDTH_WITHOUT_TERMINAL
    return Console(markup=False, emoji=False, highlight=False, width=width, soft_wrap=False)


def messages() -> Console:
    """Standard error, for progress."""
    from rich.console import Console

    return Console(markup=False, emoji=False, highlight=False, stderr=True)
