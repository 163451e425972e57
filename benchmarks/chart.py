"""The one chart: articles per second of processor time, the pipeline beside its peers."""

from __future__ import annotations

from pathlib import Path

OURS, THEIRS = "#1f6f8b", "#b8b8b8"


def draw(speeds: dict[str, float], file: Path) -> None:
    """Writes a bar per name, fastest on top; without matplotlib it says so and writes nothing."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print("no chart: matplotlib is not installed (pip install -e '.[bench]')")
        return
    ranked = sorted(speeds.items(), key=lambda item: item[1])
    names, values = [name for name, _ in ranked], [value for _, value in ranked]
    figure = Figure(figsize=(8, 0.6 + 0.5 * len(names)), layout="constrained")
    axes = figure.subplots()
    bars = axes.barh(names, values, color=[OURS if name.startswith("chain") else THEIRS for name in names])
    axes.bar_label(bars, labels=[f"{value:,.0f}" for value in values], padding=4)
    axes.set_xlabel("articles per second of processor time, one process")
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlim(0, max(values) * 1.12)
    figure.savefig(file, metadata={"Date": None})
