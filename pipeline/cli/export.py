"""`howto-etl export CLEAN`: the dataset in the formats of others."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from pipeline.cli.options import Clean


class Format(StrEnum):
    """The formats of `pipeline.export.FORMATS`, which help must not import; a test compares the two."""

    HOWTO_JSONLD = "howto-jsonld"
    MARKDOWN = "markdown"
    HUGGINGFACE = "huggingface"


def export(
    clean: Clean,
    format: Annotated[Format, typer.Option("--format", "-f", help="What to write.", show_default=False)],
    out: Annotated[
        str | None,
        typer.Option(
            "--out", "-o", metavar="FOLDER", help="Folder to write to.", show_default="export/FORMAT"
        ),
    ] = None,
) -> int:
    """Write a dataset as schema.org HowTo documents, Markdown files or a Hugging Face folder.

    howto-jsonld writes one document per article that has fixes, markdown one clean file per article,
    huggingface a folder that datasets.load_dataset reads.
    """
    from pipeline.cli.console import printable
    from pipeline.export import export as write

    print(printable(str(write(clean, out or f"export/{format.value}", format.value))))
    return 0
