"""What cleaned rows depend on beside the bytes of their source: while it is the same, they can be reused."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path

import pipeline
from pipeline.config import CleaningConfig
from pipeline.errors import BadInput

PARSERS = (
    "beautifulsoup4",
    "ftfy",
    "lxml",
    "markdown-it-py",
    "py3langid",
    "python-frontmatter",
    "rensa",
    "tldextract",
)
"""Libraries whose behaviour shows in the rows."""

_NO_PART_OF_CLEANING = ("cli", "evaluate", "export", "report")


def reuse_key(config: CleaningConfig) -> str:
    """A digest of the configuration, the contents of its rule and host files, and the code that cleans.

    Raises `BadInput` when one of the files cannot be read.
    """
    settings = asdict(config)
    del settings["caches"]  # changes no result
    files = {}
    for path in (*config.rule_files, *config.host_lists):
        try:
            files[path] = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        except OSError as error:
            raise BadInput(f"The rule file {path} cannot be read: {error.strerror}.") from None
    text = json.dumps(
        [settings, files, pipeline.__version__, package_digest(), _parser_versions()], sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def package_digest() -> str:
    """A digest of this package's own code and rules, without the parts that only show results."""
    root = Path(pipeline.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        if path.suffix in (".py", ".toml") and name.parts[0] not in _NO_PART_OF_CLEANING:
            digest.update(f"{name.as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def _parser_versions() -> dict[str, str]:
    versions = {}
    for name in PARSERS:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "unknown"
    return versions
