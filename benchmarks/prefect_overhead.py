"""What Prefect costs: the same run by `howto-etl run` and by the flow, and the start on an empty Prefect home.

    python benchmarks/prefect_overhead.py --raw /path/to/articles --workers 2 --repeats 3

Both are whole processes, from their start to their end, over the same folder into a fresh dataset each time, in
turns. The server is started before and is not counted; that it shares the machine's cores is. Beside the seconds
stands the processor time of all processes of the run, workers included, which other load on the machine changes
less; what the server spent meanwhile is a figure of its own. Of all repeats the least counts: whatever else
the machine does only adds. Where the machine itself is now slow, now quick, the median of the pairs (the flow against
the run beside it) says more.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
GOAL = 0.05
START_SECONDS = 300.0

ARTICLE = """---
title: "How to mend device {number}"
date: 2024-03-01T00:00:00Z
---

Device {number} has stopped. {filler}

## Fix 1: Restart device {number}

1. Open **Settings > Device {number}**.
2. Choose restart and wait {number} seconds.

<!-- affiliate ads begin -->
<a href="https://ads.example/{number}"><img src="https://ads.example/{number}.png" width="728" height="90" /></a>
<!-- affiliate ads end -->

## Fix 2: Replace part {number}

{filler}
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of a run: by the clock, of processors in all its processes, of processors in the server."""

    wall: float
    processor: float
    server: float


def main() -> int:
    """Measures and prints; the exit code is 0 whether or not the goal is met."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--raw", type=Path, help="folder of articles (default: made-up ones)")
    parser.add_argument("--articles", type=int, default=3000, help="made-up articles, without --raw")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path, help="also write the figures here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="howto-etl-bench-") as folder:
        place = Path(folder)
        raw = given.raw or made_up(place / "raw", given.articles)
        figures = overhead(raw, place, given.workers, given.repeats)
        figures |= first_start(made_up(place / "few", 20), place)
    report(figures)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2))
    return 0


def overhead(raw: Path, place: Path, workers: int, repeats: int) -> dict[str, object]:
    """What each way costs, in turns; the first of each pair changes with every repeat."""
    costs: dict[str, list[Cost]] = {"howto-etl run": [], "flow": []}
    commands = {
        "howto-etl run": [
            "-m",
            "pipeline.cli",
            "run",
            str(raw),
            "{clean}",
            "--quiet",
            "--workers",
            str(workers),
        ],
        "flow": ["-m", "flows.clean", "--raw", str(raw), "--clean", "{clean}", "--workers", str(workers)],
    }
    with server(place / "home") as (env, pid):
        for repeat in range(repeats):
            order = list(commands) if repeat % 2 == 0 else list(reversed(commands))
            for way in order:
                clean = place / f"clean-{repeat}-{way.split()[0]}"
                command = [part.format(clean=clean) for part in commands[way]]
                costs[way].append(timed(command, env, pid))
                articles = json.loads((clean / "manifest.json").read_text())["counts"]["discovered"]
                shutil.rmtree(clean)
    least = {
        way: {name: min(asdict(cost)[name] for cost in of_way) for name in Cost.__slots__}
        for way, of_way in costs.items()
    }
    plain, flow = least["howto-etl run"], least["flow"]
    pairs = [of_flow.wall / of_run.wall - 1 for of_run, of_flow in zip(*costs.values(), strict=True)]
    return {
        "articles": articles,
        "workers": workers,
        "seconds": {way: [asdict(cost) for cost in of_way] for way, of_way in costs.items()},
        "least": least,
        "overhead": {name: flow[name] / plain[name] - 1 for name in ("wall", "processor")},
        "overhead of each pair": pairs,
    }


def first_start(raw: Path, place: Path) -> dict[str, object]:
    """Seconds of `python -m flows.clean` without a server: to its first article, and to its end."""
    found: dict[str, list[float]] = {}
    home = place / "empty-home"
    for name in ("empty home", "second run"):
        env = environment(home)
        started = time.perf_counter()
        command = [sys.executable, "-m", "flows.clean", "--raw", str(raw), "--clean", str(place / "first")]
        with subprocess.Popen(
            [*command, "--workers", "1", "--full-refresh"],
            env=env,
            cwd=ROOT,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stderr is not None
            first = None
            for line in process.stderr:
                if first is None and "shard 00000" in line:
                    first = time.perf_counter() - started
            process.wait()
            assert process.returncode == 0 and first is not None, name
        found[name] = [first, time.perf_counter() - started]
    return {"first start": found}


@contextmanager
def server(home: Path) -> Iterator[tuple[dict[str, str], int]]:
    """A Prefect server on an empty home; the environment of its clients, and its process id."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}/api"
    env = environment(home) | {"PREFECT_SERVER_API_PORT": str(port)}
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.server"],
        env=env,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        from flows.server import is_healthy

        deadline = time.monotonic() + START_SECONDS
        while not is_healthy(url):
            assert process.poll() is None and time.monotonic() < deadline, "the server did not start"
            time.sleep(0.5)
        yield env | {"PREFECT_API_URL": url}, process.pid
    finally:
        process.terminate()
        process.wait()


def environment(home: Path) -> dict[str, str]:
    """The environment of a process with a Prefect home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    return kept | {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


def timed(command: Sequence[str], env: dict[str, str], server_pid: int) -> Cost:
    """What a Python process costs, with all processes it has waited for."""
    before = processor_seconds(server_pid)
    with tempfile.TemporaryFile("w+") as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command], env=env, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        assert process.returncode == 0, output.read()
    return Cost(wall, used.ru_utime + used.ru_stime, processor_seconds(server_pid) - before)


def processor_seconds(pid: int) -> float:
    """Seconds of processors that a process that runs has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def made_up(raw: Path, count: int) -> Path:
    """Writes `count` different articles."""
    for number in range(count):
        filler = " ".join(f"word{(number * 7919 + n * 31) % 9973}" for n in range(300))
        path = raw / f"{number // 500:03d}" / f"{number:06d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ARTICLE.format(number=number, filler=filler))
    return raw


def report(figures: dict[str, object]) -> None:
    """Prints the figures as two small tables."""
    seconds, least, overhead = figures["seconds"], figures["least"], figures["overhead"]
    assert isinstance(seconds, dict) and isinstance(least, dict) and isinstance(overhead, dict)
    print(
        f"{figures['articles']:,} articles, {figures['workers']} workers; least seconds, server start excluded"
    )
    print("                      wall  processor  server's processor")
    for way, cost in least.items():
        walls = ", ".join(f"{one['wall']:.1f}" for one in seconds[way])
        print(
            f"  {way:<14} {cost['wall']:9.1f} {cost['processor']:10.1f} {cost['server']:8.1f}   wall of each: {walls}"
        )
    print(
        f"  overhead       {overhead['wall']:+9.1%} {overhead['processor']:+10.1%}   (goal: at most {GOAL:.0%})"
    )
    pairs = figures["overhead of each pair"]
    assert isinstance(pairs, list)
    print(
        f"  pairs          {median(pairs):+9.1%}              of each: {', '.join(f'{one:+.1%}' for one in pairs)}"
    )
    print("`python -m flows.clean` without a server; seconds to the first cleaned shard, and to the end")
    started = figures["first start"]
    assert isinstance(started, dict)
    for name, (first, end) in started.items():
        print(f"  {name:<14} {first:7.1f} {end:7.1f}")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
