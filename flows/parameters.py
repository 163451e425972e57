"""What a user can set of a run, and within which bounds.

Prefect makes the form of its UI from these types and from the `Args` of the flow's docstring, and refuses
values outside the bounds; the command lines take options and help from the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from pipeline.config import CleaningConfig, RunOptions
from pipeline.dataset.gates import GateBounds
from pipeline.dataset.storage import open_folder
from pipeline.errors import BadInput
from pipeline.rules.load import load_rules

OPTIONS = RunOptions()
BOUNDS = GateBounds()

MIN_SHARD_SIZE = 100
"""Smaller shards would make a task run per handful of articles; each costs the server 20 ms."""

Place = Annotated[str, Field(min_length=1)]
"""A folder or an fsspec URL."""
Limit = Annotated[int, Field(ge=1)]
Workers = Annotated[int, Field(ge=0, le=512)]
DaskAddress = Annotated[str, Field(pattern=r"^(tcp|tls|ws|wss|ucx)://.+:\d+$")]
ShardSize = Annotated[int, Field(ge=MIN_SHARD_SIZE, le=100_000)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Files = list[Annotated[str, Field(min_length=1)]]
TimeBudget = Annotated[float, Field(ge=0.1, le=3600.0)]
MemoryBudget = Annotated[int, Field(ge=16, le=1_000_000)]
LockTimeout = Annotated[float, Field(ge=0.0, le=86_400.0)]


class Gates(BaseModel):
    """What the quality gates allow. A failed gate fails the run and nothing is published."""

    model_config = ConfigDict(extra="forbid")

    min_sources: int = Field(
        default=BOUNDS.min_sources,
        ge=0,
        description="Number of articles from which on shares and changes are judged at all.",
    )
    max_reject_share: Share = Field(
        default=BOUNDS.max_reject_share, description="Largest share of the articles that may be rejected."
    )
    max_shrunk_share: Share = Field(
        default=BOUNDS.max_shrunk_share,
        description="Largest share of the articles that may lose nearly all of their text.",
    )
    shrunk_below: Share = Field(
        default=BOUNDS.shrunk_below,
        description="An article has shrunk when less than this share of its source is left.",
    )
    max_change: Share = Field(
        default=BOUNDS.max_change,
        description="How much figures per article may differ from those of the previous run.",
    )

    def bounds(self) -> GateBounds:
        """The same as the pipeline's record."""
        return GateBounds(**self.model_dump())


@dataclass(frozen=True, slots=True)
class Settings:
    """The validated parameters of one run, as the records the pipeline takes."""

    raw: str
    clean: str
    config: CleaningConfig
    options: RunOptions
    bounds: GateBounds
    strict: bool = False
    report: str | None = None


def settings_of(parameters: Mapping[str, Any]) -> Settings:
    """Sorts the flow's parameters into the records of the pipeline."""
    names = {item.name for item in fields(RunOptions)}
    gates = parameters["gates"]
    return Settings(
        raw=parameters["raw"],
        clean=parameters["clean"],
        config=CleaningConfig(
            rule_files=tuple(parameters["rule_files"]), host_lists=tuple(parameters["host_lists"])
        ),
        options=RunOptions(**{name: value for name, value in parameters.items() if name in names}),
        bounds=gates.bounds() if isinstance(gates, Gates) else Gates(**gates).bounds(),
        strict=parameters["strict"],
        report=parameters["report"],
    )


def check(settings: Settings) -> None:
    """Finds what no form can check, before anything is started.

    Raises:
        RuleError: a rule file or host list cannot be used.
        BadInput: the raw folder is not there, or a folder's URL cannot be opened.
    """
    if settings.config.has_own_rules:
        load_rules(settings.config)
    raw = open_folder(settings.raw)
    open_folder(settings.clean)
    if raw.is_local and not raw.path.is_dir():
        raise BadInput(f"There is no folder {raw.root} with articles to clean.")
