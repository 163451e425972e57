"""What a user can set of a run: one annotated type per parameter of the flow.

Title, description, bounds and choices are written once, here. Prefect makes the form of its UI from them and
refuses values outside them; the command line takes its help from them.
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

Raw = Annotated[
    str,
    Field(
        title="Raw articles",
        min_length=1,
        description="Folder of the scraped articles (.md, .markdown, .txt), or a URL such as s3://bucket/raw.",
    ),
]
Clean = Annotated[
    str,
    Field(
        title="Clean dataset",
        min_length=1,
        description="Folder or URL the dataset is published in. Readers see the previous one until the new"
        " one is complete.",
    ),
]
Limit = Annotated[
    int | None,
    Field(
        title="Trial run",
        ge=1,
        description="Clean only the first N articles by path; empty for all. Give a trial run a dataset"
        " folder of its own: it replaces what is published there.",
    ),
]
FullRefresh = Annotated[
    bool,
    Field(
        title="Full refresh",
        description="Clean every article again instead of only the new and changed ones.",
    ),
]
Strict = Annotated[
    bool,
    Field(
        title="Strict",
        description="Fail, and publish nothing, if a single article is rejected.",
    ),
]
Workers = Annotated[
    int,
    Field(
        title="Workers",
        ge=0,
        le=512,
        description="Worker processes on the machine that runs the flow; 0 means one per core.",
    ),
]
DaskAddress = Annotated[
    str | None,
    Field(
        title="Dask scheduler",
        pattern=r"^(tcp|tls|ws|wss|ucx)://.+:\d+$",
        description="Address of a Dask scheduler, such as tcp://10.0.0.5:8786, to clean on its workers"
        " instead of local processes.",
    ),
]
ShardSize = Annotated[
    int,
    Field(
        title="Shard size",
        ge=MIN_SHARD_SIZE,
        le=100_000,
        description="Articles per shard (about): the unit of work, of part files and of reuse. A changed"
        " size rewrites all part files.",
    ),
]
DuplicateThreshold = Annotated[
    float,
    Field(
        title="Duplicate threshold",
        ge=0.0,
        le=1.0,
        description="Jaccard similarity of 5-word shingles from which two articles are near-duplicates.",
    ),
]
RuleFiles = Annotated[
    list[str],
    Field(
        title="Rule files",
        description="Paths of TOML files with rules of your own, added to the built-in ones.",
    ),
]
HostLists = Annotated[
    list[str],
    Field(
        title="Host lists",
        description="Paths of lists of ad hosts in EasyList syntax.",
    ),
]
TimeBudget = Annotated[
    float,
    Field(
        title="Seconds per article",
        ge=0.1,
        le=3600.0,
        description="An article that takes longer is rejected as `time_budget`; the run goes on.",
    ),
]
MemoryBudget = Annotated[
    int,
    Field(
        title="Megabytes per article",
        ge=16,
        le=1_000_000,
        description="An article that needs more memory is rejected as `memory_budget`; the run goes on.",
    ),
]
AllowLinksOut = Annotated[
    bool,
    Field(
        title="Follow links out",
        description="Follow symbolic links that leave the raw folder; otherwise such files are rejected.",
    ),
]
LockTimeout = Annotated[
    float,
    Field(
        title="Wait for another run",
        ge=0.0,
        le=86_400.0,
        description="Seconds to wait while another run writes the same dataset; 0 fails at once.",
    ),
]
Report = Annotated[
    str | None,
    Field(
        title="Review pages",
        min_length=1,
        description="Folder for a static site that shows each article before and after; empty for none.",
    ),
]


class Gates(BaseModel):
    """What the quality gates allow. A failed gate fails the run and nothing is published."""

    model_config = ConfigDict(extra="forbid")

    min_sources: int = Field(
        default=BOUNDS.min_sources,
        ge=0,
        title="Judge shares from",
        description="Number of articles from which on shares and changes are judged at all.",
    )
    max_reject_share: float = Field(
        default=BOUNDS.max_reject_share,
        ge=0.0,
        le=1.0,
        title="Rejected share",
        description="Largest share of the articles that may be rejected.",
    )
    max_shrunk_share: float = Field(
        default=BOUNDS.max_shrunk_share,
        ge=0.0,
        le=1.0,
        title="Shrunk share",
        description="Largest share of the articles that may lose nearly all of their text.",
    )
    shrunk_below: float = Field(
        default=BOUNDS.shrunk_below,
        ge=0.0,
        le=1.0,
        title="Shrunk means below",
        description="An article has shrunk when less than this share of its source is left.",
    )
    max_change: float = Field(
        default=BOUNDS.max_change,
        ge=0.0,
        le=1.0,
        title="Sudden change",
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
    load_rules(settings.config)
    raw = open_folder(settings.raw)
    open_folder(settings.clean)
    if raw.is_local and not raw.path.is_dir():
        raise BadInput(f"There is no folder {raw.root} with articles to clean.")
