"""Measures the pipeline beside its peers and prints one table with goals and ratios.

    python -m benchmarks.run [--corpus FOLDER] [--articles N] [--repeats N] [--only PART …] [--quick]

Every figure is the median of `--repeats` measurements, each in a new process; what is compared is measured in
turns, so that a busy machine slows both sides. Speed is compared in processor time, the dataset's two workers
in time on the clock. Rendering the pages for the peers is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.corpora import make_corpus, take_corpus
from benchmarks.measure import measured
from benchmarks.peers import installed
from benchmarks.table import Row, measured_on, table

RESULTS = Path(__file__).parent / "results"
REFERENCE = "trafilatura"
PARTS = ("peers", "distinct", "dataset", "start")
MADE_ARTICLES = 2000
Record = dict[str, Any]


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="howto-bench-") as folder:
        bench = _Bench(options, Path(folder))
        rows: list[Row] = []
        for part in options.only:
            print(f"{part}:", flush=True)
            rows += getattr(bench, part)()
            _write(options, rows, bench)  # after every part: a run takes long, and may be stopped
    print(table(rows))
    print(measured_on())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, help="folder of articles; without it a corpus is made")
    parser.add_argument("--articles", type=int, default=0, help="a sample of so many (0: all)")
    parser.add_argument("--peer-articles", type=int, default=300, help="articles the peers are measured on")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="parts to measure")
    parser.add_argument("--quick", action="store_true", help="200 articles, one repeat: does it work at all")
    parser.add_argument(
        "--out", type=Path, default=RESULTS, help="folder of benchmark.json and benchmark.svg"
    )
    options = parser.parse_args()
    if options.quick:
        options.articles, options.peer_articles, options.repeats = 200, 40, 1
    return options


class _Bench:
    """The measurements of one run; `records` keeps everything they said."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options, self.folder = options, folder
        if options.corpus is None:
            self.paths = make_corpus(folder / "made", options.articles or MADE_ARTICLES)
        else:
            self.paths = take_corpus(options.corpus.resolve(), options.articles)
        self.all = self._list("all", self.paths)
        self.some = self._list("some", self.paths[: options.peer_articles])
        self.records: dict[str, list[Record]] = {}
        self.speeds: dict[str, float] = {}

    def _list(self, name: str, paths: list[Path]) -> str:
        file = self.folder / f"{name}.txt"
        file.write_text("\n".join(map(str, paths)), encoding="utf-8")
        return str(file)

    def _measure(self, name: str, **task: Any) -> Record:
        record = measured(**task)
        self.records.setdefault(name, []).append(record)
        print(f"  {name}: {record['cpu']:.2f} s processor, {record['wall']:.2f} s", flush=True)
        return record

    def _rounds(self, measure: Callable[[], None]) -> None:
        for _ in range(self.options.repeats):
            measure()

    def _speed(self, name: str) -> Row:
        speeds = [r["articles"] / r["cpu"] for r in self.records[name]]
        self.speeds[name] = statistics.median(speeds)
        return _row(name, speeds, "articles/s")

    def _ratio(self, title: str, over: str, under: str, goal: float) -> Row:
        """How many times as fast `over` is as `under`, round by round."""
        pairs = zip(self.records[over], self.records[under], strict=True)
        ratios = [(a["articles"] / a["cpu"]) / (b["articles"] / b["cpu"]) for a, b in pairs]
        return _row(title, ratios, "x", "at least", goal)

    def peers(self) -> list[Row]:
        """The chain on all posts, the peers on a sample of them."""
        names = installed()
        if not names:
            raise SystemExit("no peer is installed: pip install -e '.[bench]'")
        ours = f"chain, all {len(self.paths):,} posts"

        def measure() -> None:
            self._measure(ours, task="chain", paths=self.all)
            for name in names:
                self._measure(name, task="peer", peer=name, paths=self.some)

        self._rounds(measure)
        rows = [self._speed(name) for name in (ours, *names)]
        if REFERENCE in names:
            rows.append(self._ratio(f"chain against {REFERENCE}, all posts", ours, REFERENCE, 4))
        return rows + self._flatness(ours)

    def _flatness(self, ours: str) -> list[Row]:
        records = [r for r in self.records[ours] if r["first"] and r["articles"] > 1000]
        ratios = [(r["cpu"] / r["articles"]) / (r["first"]["cpu"] / 1000) for r in records]
        title = f"cost per article, {len(self.paths):,} posts against 1,000"
        return [_row(title, ratios, "x", "at most", 1.1)] if ratios else []

    def distinct(self) -> list[Row]:
        """One post per body: nothing repeats but the ads."""
        bodies = measured(task="chain", paths=self.all, bodies=True)["bodies"]
        paths = list(dict(zip(reversed(bodies), reversed(self.paths), strict=True)).values())
        paths = paths[: max(self.options.peer_articles, 1000)]
        distinct, some = (
            self._list("distinct", paths),
            self._list("some-distinct", paths[: self.options.peer_articles]),
        )
        ours, theirs = f"chain, {len(paths):,} distinct bodies", f"{REFERENCE}, distinct bodies"

        def measure() -> None:
            self._measure(ours, task="chain", paths=distinct)
            self._measure(theirs, task="peer", peer=REFERENCE, paths=some)

        self._rounds(measure)
        title = f"chain against {REFERENCE}, distinct bodies"
        return [self._speed(ours), self._speed(theirs), self._ratio(title, ours, theirs, 1.3)]

    def dataset(self) -> list[Row]:
        """Files to a committed dataset: one worker, nothing changed, two workers; and the chain alone."""
        raw = self.folder / "raw"
        for number, path in enumerate(self.paths):
            copy = raw / f"{number % 10}" / f"{number:06}-{path.name}"
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        alone: Callable[[], Record] = lambda: self._measure("chain alone", task="chain", paths=self.all)  # noqa: E731

        def run(name: str, workers: int, fresh: bool) -> None:
            clean = self.folder / f"clean-{workers}"
            if fresh:
                shutil.rmtree(clean, ignore_errors=True)
            self._measure(name, task="dataset", raw=str(raw), clean=str(clean), workers=workers)

        def measure() -> None:
            alone()
            run("one worker", 1, True)
            run("no change", 1, False)
            run("two workers", 2, True)

        self._rounds(measure)
        one, two = self.records["one worker"], self.records["two workers"]
        again, chain = self.records["no change"], self.records["chain alone"]
        peak = max(record["worker_peak_mb"] for record in one + two)
        return [
            _row(
                "dataset, two workers (time on the clock)",
                [r["articles"] / r["wall"] for r in two],
                "articles/s",
            ),
            _row("two workers against one", _ratios(one, two, "wall"), "x", "at least", 1.8),
            _row(
                "files to dataset against the chain alone", _ratios(one, chain, "cpu"), "x", "at most", 1.35
            ),
            _row("run without changes against the first", _ratios(one, again, "wall"), "x", "at least", 20),
            Row("peak memory of a worker", peak, "MB", "at most", 350),
        ]

    def start(self) -> list[Row]:
        """What a command costs before it does anything, beyond an empty Python."""
        article = str(self.paths[0])
        commands = {
            "python -c pass": ["-c", "pass"],
            "howto-etl --help": ["-m", "pipeline.cli", "--help"],
            "howto-etl clean FILE": ["-m", "pipeline.cli", "clean", article],
        }

        def measure() -> None:
            for name, arguments in commands.items():
                self._measure(name, task="start", arguments=arguments)

        self._rounds(measure)
        empty = self.records["python -c pass"]
        rows = []
        for name, goal in (("howto-etl --help", 0.3), ("howto-etl clean FILE", 0.8)):
            pairs = zip(self.records[name], empty, strict=True)
            rows.append(
                _row(
                    f"{name}, beyond `python -c pass`",
                    [a["cpu"] - b["cpu"] for a, b in pairs],
                    "s",
                    "at most",
                    goal,
                )
            )
        return rows


def _row(measure: str, values: list[float], unit: Any, bound: Any = "", goal: float | None = None) -> Row:
    return Row(measure, statistics.median(values), unit, bound, goal, (min(values), max(values)))


def _ratios(over: list[Record], under: list[Record], clock: str) -> list[float]:
    return [a[clock] / b[clock] for a, b in zip(over, under, strict=True)]


def _write(options: argparse.Namespace, rows: list[Row], bench: _Bench) -> None:
    options.out.mkdir(parents=True, exist_ok=True)
    for record in (record for records in bench.records.values() for record in records):
        record.pop("bodies", None)
    machine = {
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
    }
    found = {
        "date": date.today().isoformat(),
        "machine": machine,
        "articles": len(bench.paths),
        "repeats": options.repeats,
        "rows": [{**asdict(row), "reached": row.reached} for row in rows],
        "records": bench.records,
    }
    (options.out / "benchmark.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if bench.speeds:
        from benchmarks.chart import draw

        draw(bench.speeds, options.out / "benchmark.svg")
    print(measured_on())


if __name__ == "__main__":
    main()
