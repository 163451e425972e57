"""`howto-etl export CLEAN`: the dataset in the formats of others."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli.options import Clean


class Format(StrEnum):
    HOWTO_JSONLD = "howto-jsonld"
    MARKDOWN = "markdown"
    HUGGINGFACE = "huggingface"


def export(
    clean: Clean,
    out: Annotated[str, typer.Argument(metavar="OUT", help="Folder to write to.", show_default=False)],
    format: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.HOWTO_JSONLD,
) -> int:
    """Write a dataset as schema.org HowTo documents, Markdown files or a Hugging Face folder."""
    from pipeline.export import export as write

    print(write(clean, out, format.value))
    return 0
