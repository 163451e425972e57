"""Which failures are worth another try: a store or network that hiccups, never what an article contains."""

from __future__ import annotations

from typing import Any

RETRIES = 3
DELAYS_SECONDS = [1.0, 5.0, 15.0]

PERMANENT = (FileNotFoundError, FileExistsError, PermissionError, IsADirectoryError, NotADirectoryError)
"""Trying again does not help; somebody has to do something."""

STORE_LIBRARIES = ("botocore.", "aiobotocore.", "aiohttp.")
"""Their errors, where they are no OSError, come from the network or the store behind it."""


def is_io_error(task: Any, task_run: Any, state: Any) -> bool:
    """A retry condition for Prefect: whether the task failed on reading or writing."""
    error = state.result(raise_on_failure=False)
    if isinstance(error, OSError):
        return not isinstance(error, PERMANENT)
    return type(error).__module__.startswith(STORE_LIBRARIES)


def never(task: Any, task_run: Any, state: Any) -> bool:
    """A retry condition for stages that cannot be repeated on their own.

    Not the same as no retries: without any, Prefect logs a traceback with every failure.
    """
    return False
