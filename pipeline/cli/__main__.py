"""`python -m pipeline.cli` is `howto-etl`."""

import sys

from pipeline.cli import command

sys.exit(command())
