"""What the guards cost ordinary articles, and how long a hostile file can hold a worker.

    python -m benchmarks.guards --corpus FOLDER [--repeats 5] [--budget 0.5]

Throughput: the chain over all posts with the guard that workers have (two stores and, now and then, a new limit
of the address space) against the chain without, in turns, each in a new process, in processor time of all rounds
together. Holding time: the hostile collection of the tests, cleaned by two workers under a time budget so small that some of its
files exceed it; from the beginning of an article to the end of the worker that was killed for it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.corpora import take_corpus
from benchmarks.table import Row, measured_on, table

ROOT = Path(__file__).parent.parent


def chain(paths: list[Path], guarded: bool) -> float:
    """Processor seconds of the chain in this process."""
    from pipeline import clean_article
    from pipeline.config import RunOptions
    from pipeline.dataset.guard import SLOT_BYTES, NoGuard, SlotGuard
    from pipeline.dataset.warm import ARTICLE, settle_memory

    sources = [(path.as_posix(), path.read_bytes()) for path in paths]
    clean_article(ARTICLE)
    settle_memory()
    budget = RunOptions().memory_budget_mb
    guard = SlotGuard(memoryview(bytearray(SLOT_BYTES)), 0, budget) if guarded else NoGuard()
    began = time.process_time()
    for index, (path, source) in enumerate(sources):
        guard.begin(index)
        clean_article(source, path)
        guard.end()
    return time.process_time() - began


def throughput(paths: list[Path], repeats: int) -> Row:
    """Articles per second with guards, as a share of those without."""
    spent: dict[bool, list[float]] = {False: [], True: []}
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump([str(path) for path in paths], file)
        file.flush()
        for number in range(2 * repeats):
            # Without, with, with, without: a machine that slows down slows both.
            guarded = number % 4 in (1, 2)
            spent[guarded].append(_in_a_process(file.name, guarded))
            print(f"  {'with' if guarded else 'without'} {spent[guarded][-1]:.2f} s", flush=True)
    shares = [without / guarded for without, guarded in zip(spent[False], spent[True], strict=True)]
    return Row(
        f"throughput with guards against without, {len(paths):,} posts",
        sum(spent[False]) / sum(spent[True]), "x", "at least", 0.97, (min(shares), max(shares)),
    )  # fmt: skip


def own_cost() -> Row:
    """What the guard itself takes per article, articles left out."""
    from pipeline.config import RunOptions
    from pipeline.dataset.guard import SLOT_BYTES, SlotGuard

    guard = SlotGuard(memoryview(bytearray(SLOT_BYTES)), 0, RunOptions().memory_budget_mb)
    rounds = 100_000
    began = time.process_time()
    for index in range(rounds):
        guard.begin(index)
        guard.end()
    seconds = time.process_time() - began
    guard.lift()
    return Row("the guard alone, 1,000 articles", seconds / rounds * 1000, "s")


def _in_a_process(paths: str, guarded: bool) -> float:
    command = [
        sys.executable,
        "-m",
        "benchmarks.guards",
        "--measure",
        paths,
        *(["--guarded"] if guarded else []),
    ]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout)


def holding(budget: float) -> list[Row]:
    """How far beyond the time budget a worker was held, over all files of the collection that exceed it."""
    sys.path.insert(0, str(ROOT / "tests"))
    from hostile.collection import write_cases

    from pipeline import RunOptions, clean_corpus
    from pipeline.dataset.gates import GateBounds
    from pipeline.dataset.pool import WorkerPool

    held: list[float] = []
    replace = WorkerPool._replace

    def watched(pool: WorkerPool, worker: Any) -> int:
        index, began, _ = pool._read(worker)
        code = replace(pool, worker)
        if index >= 0:
            held.append(time.monotonic() - began)
        return code

    WorkerPool._replace = watched  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory(prefix="howto-guards-") as name:
        write_cases(Path(name, "raw"))
        report = clean_corpus(
            Path(name, "raw"),
            Path(name, "clean"),
            options=RunOptions(workers=2, time_budget_seconds=budget),
            gates=GateBounds(max_reject_share=1.0, max_shrunk_share=1.0),
        )
    print(f"  {report.counts.discovered} hostile files, {len(held)} over the budget of {budget} s")
    if not held:
        raise SystemExit("no file exceeded the budget: nothing was measured; take a smaller one")
    return [Row("longest hold of a worker beyond its time budget", max(held) - budget, "s", "at most", 1.0)]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--budget", type=float, default=0.5, help="seconds")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--guarded", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(chain([Path(path) for path in json.loads(options.measure.read_text())], options.guarded))
        return
    rows = [own_cost(), *holding(options.budget)]
    if options.corpus:
        rows.insert(0, throughput(sorted(take_corpus(options.corpus, 0)), options.repeats))
    print(table(rows))
    print(measured_on())


if __name__ == "__main__":
    main()
