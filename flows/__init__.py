"""Prefect flows around the pipeline: a run by hand, on a schedule, or from the Prefect UI.

Importing this package sets defaults for Prefect's environment, before Prefect itself is imported; whatever
the environment already says wins.
"""

import os
import sys

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


_UNUSED_CHECKS = ("isoduration", "rfc3986_validator", "rfc3987_syntax")
"""Packages that jsonschema takes, where it finds them, to check durations, URIs and IRIs. The notebook's packages
bring them along; nobody here has such a check made."""


def _import_jsonschema() -> None:
    """Imports jsonschema, as Prefect will, as if `_UNUSED_CHECKS` were not installed: one of them builds a
    grammar when it is imported, which takes 1.3 of 3.2 seconds."""
    hidden = [name for name in _UNUSED_CHECKS if name not in sys.modules]
    for name in hidden:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        import jsonschema  # noqa: F401
    finally:
        for name in hidden:
            del sys.modules[name]


_import_jsonschema()
