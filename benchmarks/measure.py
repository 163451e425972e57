"""One measurement in a process of its own, so that nothing is warm that a first run would find cold.

    python -m benchmarks.measure '{"task": "chain", "paths": "paths.txt"}'

Prints one JSON object. `cpu` is processor time (what is compared: other programs on the machine do not count),
`wall` the time on the clock, both in seconds.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
MEGABYTE = 1024  # of ru_maxrss, which is in KiB on Linux


class Stopwatch:
    """Times from its making on; children that have ended count for processor time."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), _cpu()

    def read(self) -> dict[str, float]:
        return {"wall": time.perf_counter() - self._wall, "cpu": _cpu() - self._cpu}


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _paths(task: dict[str, Any]) -> list[Path]:
    return [Path(line) for line in Path(task["paths"]).read_text(encoding="utf-8").splitlines()]


def chain(task: dict[str, Any]) -> dict[str, Any]:
    """Bytes → all records, article by article, from cold caches. `first` is the time of the first 1,000."""
    import hashlib

    from pipeline import clean_article
    from pipeline.dataset.warm import ARTICLE, settle_memory

    sources = [(path.as_posix(), path.read_bytes()) for path in _paths(task)]
    clean_article(ARTICLE)
    # Loads the language model, as imports are not counted either.
    clean_article(b"# Kahvia\n\nKahvia ja pullaa.\n")
    settle_memory()  # as the worker processes do
    bodies: list[str] = []
    first: dict[str, float] | None = None
    watch = Stopwatch()
    for number, (path, source) in enumerate(sources, 1):
        result = clean_article(source, path)
        if task.get("bodies"):
            text = result.article.body_text if hasattr(result, "article") else path
            bodies.append(hashlib.sha256(text.encode()).hexdigest())
        if number == 1000:
            first = watch.read()
    return {
        **watch.read(),
        "articles": len(sources),
        "first": first,
        "bodies": bodies,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE,
    }


def peer(task: dict[str, Any]) -> dict[str, Any]:
    """Pages → text, with one of the peers."""
    from benchmarks.peers import PEERS, check_output, pages_of
    from pipeline.dataset.warm import settle_memory

    extract = PEERS[task["peer"]][1]()
    pages = pages_of(_paths(task))
    extract(pages[0])
    settle_memory()
    watch = Stopwatch()
    texts = [extract(page) for page in pages]
    times = watch.read()
    check_output(task["peer"], texts)
    return {**times, "articles": len(pages), "characters": sum(len(text or "") for text in texts)}


def dataset(task: dict[str, Any]) -> dict[str, Any]:
    """Files → committed dataset."""
    from pipeline import RunOptions, clean_corpus

    watch = Stopwatch()
    report = clean_corpus(task["raw"], task["clean"], options=RunOptions(workers=task["workers"]))
    return {
        **watch.read(),
        "articles": report.counts.discovered,
        "cleaned": report.counts.cleaned,
        "worker_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE,
    }


def start(task: dict[str, Any]) -> dict[str, Any]:
    """A command from start to end."""
    watch = Stopwatch()
    subprocess.run([sys.executable, *task["arguments"]], check=True, stdout=subprocess.DEVNULL)
    return watch.read()


TASKS = {"chain": chain, "peer": peer, "dataset": dataset, "start": start}


def measured(**task: Any) -> dict[str, Any]:
    """What a measurement in a new process says."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.measure", json.dumps(task)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=_environment(),
    )
    if done.returncode:
        raise SystemExit(f"measuring {task['task']} {task.get('peer', '')} failed; see above")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@cache
def _environment() -> dict[str, str]:
    """This process's environment, and the project's modules compiled, as an installation leaves them. With
    PYTHONDONTWRITEBYTECODE each new process would compile them again."""
    subprocess.run([sys.executable, "-m", "compileall", "-q", "pipeline"], check=True, cwd=ROOT)
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


if __name__ == "__main__":
    _task = json.loads(sys.argv[1])
    print(json.dumps(TASKS[_task["task"]](_task)))
