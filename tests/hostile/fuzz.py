"""Coverage-guided fuzzing of the cleaner with atheris; run by hand, not by CI.

    pip install atheris
    cd tests && python -m hostile.fuzz --minutes 10 [--target article|reading] [--seeds FOLDER …]

An input that fails a check, ends in `internal_error` or takes longer than `SLOW_SECONDS` is kept in `found/`,
where `test_alone.py` holds it for ever; fuzzing goes on, so that one run finds more than one thing.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import tempfile
import time
import traceback
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["pipeline"]):
    import pipeline.reading.front_matter
    import pipeline.reading.metadata
    from pipeline.config import Limits
    from pipeline.reading.decode import decode
    from pipeline.reading.rejected import Rejected

from .fragments import FRONT_MATTER, GROUPS

FOUND = Path(__file__).parent / "found"
SLOW_SECONDS = 20.0
MAX_BYTES = 4_096


def compose(data: bytes) -> bytes:
    """The article that fuzzer bytes stand for: as they are, or a choice of fragments with bytes between."""
    provider = atheris.FuzzedDataProvider(data)
    if provider.ConsumeIntInRange(0, 3) == 0:
        return bytes(provider.ConsumeBytes(provider.remaining_bytes()))
    parts = [FRONT_MATTER[provider.ConsumeIntInRange(0, len(FRONT_MATTER) - 1)]]
    while provider.remaining_bytes() > 2:
        choice = provider.ConsumeIntInRange(0, len(GROUPS))
        if choice == len(GROUPS):
            parts.append(provider.ConsumeString(provider.ConsumeIntInRange(1, 8)))
        else:
            group = GROUPS[choice]
            parts.append(group[provider.ConsumeIntInRange(0, len(group) - 1)])
    return "".join(parts).encode("utf-8", "surrogatepass")


def read(source: bytes) -> list[str]:
    """The reading stage on its own: quick, so that it gets far."""
    try:
        decoded = decode(source, Limits())
        found = pipeline.reading.front_matter.split_front_matter(decoded.text, Limits())
    except Rejected:
        return []
    pipeline.reading.metadata.read_metadata(found.metadata, "a.md").front_matter_json.encode()
    same = decoded.text.count("\n") == decoded.verbatim.count("\n")
    return [] if same else ["the number of lines has changed"]


def clean(source: bytes) -> list[str]:
    """The whole chain, with everything that must hold of an article."""
    from .alone import report_on_bytes

    report = report_on_bytes(source, "a.md")
    return [*report.problems, *(["internal_error"] if report.outcome == "internal_error" else [])]


class Harness:
    """Runs one target on what the fuzzer makes and keeps what fails; each kind of failure once."""

    def __init__(self, target: str) -> None:
        self.check = clean if target == "article" else read
        self.kinds: set[str] = set()

    def __call__(self, data: bytes) -> None:
        source = compose(data)
        began = time.perf_counter()
        try:
            problems = self.check(source)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            problems = [f"{type(error).__name__} at {frames[-1].filename}:{frames[-1].lineno}: {error}"]
        if time.perf_counter() - began > SLOW_SECONDS:
            problems.append(f"slow: {len(source)} bytes")
        for problem in problems:
            kind = re.sub(r"\d+|\[.*\]|'[^']*'", "", problem)[:60]
            if kind not in self.kinds:
                self.kinds.add(kind)
                self._keep(source, problem)

    def _keep(self, source: bytes, problem: str) -> None:
        FOUND.mkdir(exist_ok=True)
        name = f"{hashlib.sha256(source).hexdigest()[:12]}.md"
        (FOUND / name).write_bytes(source)
        print(f"\nFOUND {name}: {problem}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--target", choices=["article", "reading"], default="article")
    parser.add_argument("--seeds", type=Path, nargs="*", default=[])
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "howto-fuzz")
    args = parser.parse_args()
    if args.target == "article":
        with atheris.instrument_imports(include=["pipeline"]):
            import pipeline.article  # noqa: F401
    corpus = args.work / args.target
    corpus.mkdir(parents=True, exist_ok=True)
    for folder in args.seeds:
        for path in folder.rglob("*.md"):
            # A leading zero byte makes `compose` take the rest as it is.
            seed = path.read_bytes()[:MAX_BYTES]
            (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed + b"\0")
    options = [
        f"-max_total_time={int(args.minutes * 60)}",
        f"-max_len={MAX_BYTES}",
        "-timeout=60",
        "-rss_limit_mb=2000",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], Harness(args.target))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
