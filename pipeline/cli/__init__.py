"""The command line, `howto-etl`: one file per command, `app.py` puts them together.

Starting up costs nothing that a command does not need: pandas, pyarrow and the pipeline itself are imported
inside the commands.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

OK, FAILURE, USAGE, REJECTED, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit codes, as `--help` explains them."""

DEBUG = "HOWTO_ETL_DEBUG"


def command() -> int:
    """What `howto-etl` calls: `main` in a process of its own."""
    from pipeline.startup import begin_process, end_process

    begin_process()
    try:
        return main()
    finally:
        end_process()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; `arguments` as in `sys.argv[1:]`. Returns the exit code.

    What goes wrong is said in one sentence on standard error; HOWTO_ETL_DEBUG=1 shows tracebacks.
    """
    from pipeline.cli.app import app

    try:
        code = app(arguments, prog_name="howto-etl", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else OK
    except BrokenPipeError:
        # The reader (`head`, a pager) has left; Python's own flush at exit must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return say("stopped; the dataset published before is as it was", INTERRUPTED)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return say(*_explain(error))


def _explain(error: Exception) -> tuple[str, int]:
    from pipeline.errors import BadInput, PipelineError
    from pipeline.rules.load import RuleError

    if hasattr(error, "format_message"):  # raised by typer for wrong arguments
        return _usage(error), USAGE
    if isinstance(error, BadInput | RuleError):
        return str(error), USAGE
    if isinstance(error, PipelineError):
        return str(error), FAILURE
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename or 'check the paths given'}", FAILURE
    kind = type(error).__name__
    return f"internal error ({kind}: {error}); set {DEBUG}=1 to see where, and report it", FAILURE


def _usage(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "howto-etl"
    message = str(error.format_message()).strip().rstrip(".")  # type: ignore[attr-defined]
    return f"{message}; see {command} --help"


def say(sentence: str, code: int) -> int:
    """Tell the user what went wrong, on standard error; returns the exit code."""
    from pipeline.cli.console import printable

    print(f"howto-etl: {printable(' '.join(sentence.split()))}", file=sys.stderr)
    return code
