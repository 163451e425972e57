"""A dataset in the formats of others: schema.org HowTo, Markdown files, a Hugging Face folder."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from pipeline.errors import BadInput

Format = Literal["howto-jsonld", "markdown", "huggingface"]
FORMATS: tuple[str, ...] = get_args(Format)


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote; prints as a sentence."""

    out: str
    files: int
    message: str

    def __str__(self) -> str:
        return self.message


def export(clean: str | os.PathLike[str], out: str | os.PathLike[str], format: Format | str) -> Exported:
    """Writes the published run of `clean` to the local folder `out`, replacing an earlier export there.

    `howto-jsonld`: one `SOURCE_PATH.jsonld` per article that has fixes. `markdown`: one file per article
    under its source path. `huggingface`: the Parquet tables with a dataset card.

    Raises:
        BadInput: there is no dataset, `out` cannot be used, or the format is unknown.
    """
    from pipeline.dataset.published import open_published
    from pipeline.export.folder import fresh_folder

    if format not in FORMATS:
        raise BadInput(f"There is no format {format!r}; use one of {', '.join(FORMATS)}.")
    published = open_published(clean)
    with fresh_folder(out, f"export {format}") as folder:
        if format == "huggingface":
            from pipeline.export.huggingface import write_huggingface

            files, message = write_huggingface(published, folder)
        else:
            from pipeline.export.files import write_files

            files, message = write_files(published, folder, format)
    return Exported(str(Path(out)), files, f"{message} → {Path(out)}")
