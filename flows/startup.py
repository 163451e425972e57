"""How the process of `python -m flows.clean` begins: what can be done while Prefect is imported, which takes a second.

What other processes do in that time is begun first; what this process need not import, it does not.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import pairwise

from flows.deferred import defer
from flows.first_start import begin_first_start
from pipeline.dataset.nursery_process import prepare
from pipeline.startup import begin_process

_NOT_USED_HERE = ("prefect.blocks.notifications", "prefect.blocks.webhook")
"""Modules that Prefect imports so that their blocks can be looked up by name, which a run by hand does not do. They
take a tenth of Prefect's import."""


def begin() -> None:
    """Begins the process that runs the flow once. Before Prefect is imported."""
    begin_first_start()
    prepare(ahead=raw_folder(sys.argv[1:]))
    begin_process()
    for name in _NOT_USED_HERE:
        defer(name)


def raw_folder(arguments: Sequence[str]) -> str:
    """The folder of articles that a command line names, as far as that can be told before its options are known.

    >>> raw_folder(["--workers", "2", "--raw", "articles"]), raw_folder(["--raw=s3://bucket/raw"]), raw_folder([])
    ('articles', 's3://bucket/raw', 'data/raw')
    """
    for argument, following in pairwise([*arguments, ""]):
        if argument == "--raw":
            return following
        if argument.startswith("--raw="):
            return argument.partition("=")[2]
    return "data/raw"
