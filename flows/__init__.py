"""Prefect flows around the pipeline: a run by hand, on a schedule, or from the Prefect UI.

Importing this package sets defaults for Prefect's environment, before Prefect itself is imported; whatever
the environment already says wins.
"""

import os
import sys
from importlib import import_module

ENVIRONMENT = {
    # Nothing is reported to anybody unless the user asks for it.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # What the pipeline logs is shown with the run that logged it.
    "PREFECT_LOGGING_EXTRA_LOGGERS": "pipeline",
    # A first start migrates a database; Prefect's 20 s are too few on a busy machine.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
}

for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)


_UNUSED_PARTS = {
    # Checks of durations, URIs and IRIs, which nobody here has made. The notebook's packages bring them along, and
    # one of them builds a grammar when it is imported: 1.3 of 3.2 seconds.
    "jsonschema": ("isoduration", "rfc3986_validator", "rfc3987_syntax"),
    # The command `httpx`, for which it imports what colours source text.
    "httpx": ("httpx._main",),
}
"""Packages that Prefect imports, and modules each of them imports where it finds them, but does without."""


def _import_without_unused(package: str, unused: tuple[str, ...]) -> None:
    """Imports a package, as Prefect will, as if modules were not installed."""
    hidden = [name for name in unused if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import_module(package)
    finally:
        for name in hidden:
            del sys.modules[name]


for _package, _unused in _UNUSED_PARTS.items():
    _import_without_unused(_package, _unused)
