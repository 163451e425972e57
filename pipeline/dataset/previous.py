"""The run that is visible before a new one is published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from pipeline.dataset.storage import Folder

RUNS = ".runs"
"""The folder that complete and unfinished runs lie in."""
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class PreviousRun:
    """A published run: the folder its parts and state lie in, and its manifest."""

    folder: Folder
    run_id: str
    manifest: dict[str, Any]


def parse_manifest(data: bytes) -> dict[str, Any] | None:
    """A manifest, or None when it is not one of ours."""
    try:
        manifest = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(manifest, dict) or not {"run_id", "counts", "parts"} <= manifest.keys():
        return None
    if not isinstance(manifest["run_id"], str) or not isinstance(manifest["counts"], dict):
        return None
    return manifest
