"""What a user can set. Two records, because they answer two questions.

`CleaningConfig` decides what an article becomes: any change to it means cleaning again.
`RunOptions` decides how a run goes (workers, shard size, lock): it never changes a cell of a table,
except `duplicate_threshold` and `limit`, which the corpus stage reads.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one untrusted source file. The defaults are six to forty times the largest value seen in 55,356
    real articles (file 67 kB, line 14.5 kB, 1,331 lines, front matter 2.6 kB, 32 YAML events,
    Markdown nesting 7, URL 1,064 characters)."""

    file_bytes: int = 2_000_000
    line_chars: int = 200_000
    lines: int = 50_000
    front_matter_bytes: int = 64_000
    yaml_events: int = 2_000
    yaml_depth: int = 8
    markdown_nesting: int = 40
    url_chars: int = 8_000
    """An address with more is not kept. (Of a link in Markdown no part without brackets has more than 2,048.)"""
    combining_run: int = 30
    """Longest run of combining marks kept; ftfy is quadratic on longer ones."""


@dataclass(frozen=True, slots=True)
class CleaningConfig:
    """Everything the result of cleaning one article depends on, beside its bytes and the package version."""

    limits: Limits = field(default_factory=Limits)
    rule_files: tuple[str, ...] = ()
    """Paths of TOML files with rules of the user's own, added to the built-in ones."""
    host_lists: tuple[str, ...] = ()
    """Paths of ad-host lists in EasyList syntax; their plain `||host^` rules are used."""
    caches: bool = True
    """Memoise work on repeated blocks. Changes no result; off only to prove that."""

    @property
    def has_own_rules(self) -> bool:
        """Whether there are rules beside the built-in ones, which may be unusable."""
        return bool(self.rule_files or self.host_lists)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run over a folder goes."""

    shard_size: int = 1000
    """Articles per shard (about), the unit of work, of part files and of reuse."""
    workers: int = 0
    """Worker processes; 0 means one per core."""
    dask_address: str | None = None
    """`tcp://host:port` of a Dask scheduler to run the shards on instead of local processes."""
    duplicate_threshold: float = 0.8
    """Exact Jaccard similarity of 5-word shingles from which two articles are near-duplicates."""
    time_budget_seconds: float = 10.0
    """Longest one article may hold a worker before it is killed and the article rejected."""
    memory_budget_mb: int = 1024
    """Address space growth one article may cause in a worker before it is rejected."""
    limit: int | None = None
    """Trial run on the first N sources (by path)."""
    full_refresh: bool = False
    """Clean every source again, reusing nothing."""
    allow_links_out: bool = False
    """Follow symbolic links that leave the raw folder; otherwise such files are rejected."""
    lock_timeout_seconds: float = 0.0
    """How long to wait for another run on the same dataset; 0 fails at once."""
