"""Errors a person can act on: each is one sentence that says what is wrong and what to do.

They mean that a run as a whole cannot go on. What is wrong with a single source file never raises one of
these; it becomes a row of the `rejects` table.
"""

from __future__ import annotations


class PipelineError(Exception):
    """Base of all errors of this package that are meant to be shown as their message alone."""


class BadInput(PipelineError):
    """A folder, file or setting given by the user cannot be used as it is."""


class DatasetLocked(PipelineError):
    """Another run holds the dataset."""


class GateFailed(PipelineError):
    """A quality gate failed; the dataset published before stays as it was."""


class WorkersLost(PipelineError):
    """Workers died again and again for a reason no single article explains."""


class StorageFailed(PipelineError):
    """The disk or bucket refused: it is full, gone, or not ours to write. Trying again may help."""
