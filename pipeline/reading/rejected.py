"""How the pure core says that a source file cannot become an article."""

from __future__ import annotations

from pipeline.records import RejectError


class Rejected(Exception):
    """Raised anywhere between bytes and records; `pipeline.article` turns it into a `Reject` row.

    `stage` is where it failed (`decode`, `front_matter`, `clean`), `error` a class of the fixed vocabulary,
    `message` one line a person can act on, `line` the 1-based line of the raw file, where there is one.
    """

    def __init__(self, stage: str, error: RejectError, message: str, line: int | None = None) -> None:
        super().__init__(stage, error, message, line)  # all four, so that it survives pickling
        self.stage = stage
        self.error: RejectError = error
        self.message = message
        self.line = line

    def __str__(self) -> str:
        where = "" if self.line is None else f" (line {self.line})"
        return f"{self.error}: {self.message}{where}"
