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


def _import_jsonschema(grammar: str = "rfc3987_syntax") -> None:
    """Imports jsonschema, as Prefect will, without the check of IRIs that the notebook's packages bring along:
    it builds a grammar on import, which takes 1.3 of 3.2 seconds, and nobody here uses it."""
    if grammar not in sys.modules:
        sys.modules[grammar] = None  # type: ignore[assignment]  # as if it were not installed
        try:
            import jsonschema  # noqa: F401
        finally:
            del sys.modules[grammar]


_import_jsonschema()
