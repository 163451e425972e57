"""A corpus many times the size of what is at hand: memory of all processes together, and runs that follow a first.

    python -m benchmarks.scale [--corpus FOLDER] [--articles 55000] [--workers 2]

Takes the articles of a folder (without one: the samples) as often as needed. From the second time on, every
paragraph has words of its own and the title is another, so that bodies multiply with the articles. Then: a first
run, one with nothing changed, and one with every hundredth article changed, so that every shard has some: a shard is
told by a hash of the path, so that neighbours in a folder are as far apart. Memory is the proportional
set size (shared pages counted once) of `howto-etl run` and all its processes, read four times a second from
`/proc`, so this needs Linux.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora import SAMPLES, retitled, take_corpus, varied
from benchmarks.table import Row, measured_on, table
from pipeline.dataset.state import RACY_NS

CHANGED_SHARE = 100
"""One article in so many is changed for the last run."""


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    peak_mb: float
    """Highest sum over all processes."""
    worker_peak_mb: float
    """Highest of any one process, shared pages counted in part."""


def write_corpus(sources: list[Path], folder: Path, articles: int) -> list[Path]:
    """Writes `articles` articles below `folder`, a folder per source folder and round."""
    written = []
    for number in range(articles):
        again, index = divmod(number, len(sources))
        source = sources[index]
        text = source.read_text(encoding="utf-8", errors="replace")
        if again:
            text = retitled(varied(text, again), f"Case {again}")
        path = folder / f"{source.parent.name}-{again}" / source.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def change(paths: list[Path]) -> None:
    """Gives each article one more paragraph, above its second heading or at its end."""
    for path in paths:
        text = path.read_text(encoding="utf-8")
        at = text.find("\n## ", text.find("\n## ") + 1)
        at = at if at > 0 else len(text)
        words = f"\n\nThis paragraph was added at {time.time_ns()}.\n"
        path.write_text(text[:at] + words + text[at:], encoding="utf-8")


def run(raw: Path, clean: Path, workers: int) -> Run:
    """`howto-etl run` from start to end, watched."""
    command = [sys.executable, "-m", "pipeline.cli", "run", str(raw), str(clean), "--workers", str(workers)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    peak = worker_peak = 0.0
    while True:
        sizes = [_size_mb(pid) for pid in _family(process.pid)]
        peak, worker_peak = max(peak, sum(sizes)), max([worker_peak, *sizes])
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.25)
            break
    seconds = time.perf_counter() - started
    if process.returncode:
        said = process.stderr.read() if process.stderr else ""
        raise SystemExit(f"howto-etl run ended with {process.returncode}: {said[-2000:]}")
    return Run(seconds, peak, worker_peak)


def _family(pid: int) -> list[int]:
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            children = (task / "children").read_text()
            for child in children.split():
                found += _family(int(child))
    except OSError:  # it has just ended
        pass
    return found


def _size_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=SAMPLES)
    parser.add_argument("--articles", type=int, default=55_000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="howto-scale-") as name:
        raw, clean = Path(name, "raw"), Path(name, "clean")
        paths = write_corpus(sorted(take_corpus(options.corpus, 0)), raw, options.articles)
        # Files written a moment ago are hashed by the run after the first, too; a corpus at rest is not.
        time.sleep(2 * RACY_NS / 1e9)
        first = run(raw, clean, options.workers)
        same = run(raw, clean, options.workers)
        change(sorted(paths)[::CHANGED_SHARE])
        changed = run(raw, clean, options.workers)
        counts = json.loads(clean.joinpath("manifest.json").read_text(encoding="utf-8"))["counts"]
    peak = max(each.peak_mb for each in (first, same, changed))
    print(json.dumps(counts))
    rows = [
        Row(f"first run, {options.articles:,} articles, {options.workers} workers", first.seconds, "s"),
        Row("run with nothing changed", same.seconds, "s"),
        Row("run with 1 % changed", changed.seconds, "s"),
        Row("nothing changed against first", first.seconds / same.seconds, "x", "at least", 20),
        Row("1 % changed against first", first.seconds / changed.seconds, "x", "at least", 10),
        Row("peak memory of all processes", peak, "MB", "at most", 1536),
        Row("peak memory of one process", first.worker_peak_mb, "MB", "at most", 350),
    ]
    print(table(rows))
    print(measured_on())


if __name__ == "__main__":
    main()
