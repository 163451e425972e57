"""Prefect flows around the pipeline: a run by hand, on a schedule, or from the Prefect UI.

Importing this package sets defaults for Prefect's environment, before Prefect itself is imported; whatever
the environment already says wins.
"""

import os

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
