"""`python -m pipeline.cli` is `howto-etl`."""

import sys

from pipeline.cli import main

sys.exit(main())
