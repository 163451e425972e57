"""What was measured as rows with a goal each, and as a Markdown table."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `goal` is reached when `value` is at least (or at most) that much; None: for comparison."""

    measure: str
    value: float
    unit: Literal["articles/s", "x", "s", "MB"]
    bound: Literal["at least", "at most", ""] = ""
    goal: float | None = None
    spread: tuple[float, float] | None = None
    """Lowest and highest of the repeats."""

    @property
    def reached(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value >= self.goal if self.bound == "at least" else self.value <= self.goal

    @property
    def ratio(self) -> float | None:
        """How far the goal is reached: 1 or more means it is."""
        if self.goal is None or not self.value:
            return None
        return self.value / self.goal if self.bound == "at least" else self.goal / self.value


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| measure | median | lowest to highest | goal | share of goal |", "|---|---:|---:|---:|---:|"]
    for row in rows:
        spread = f"{_number(row.spread[0])} to {_number(row.spread[1])}" if row.spread else ""
        goal = (
            f"{'≥' if row.bound == 'at least' else '≤'} {_number(row.goal)}" if row.goal is not None else ""
        )
        share = f"{row.ratio:.2f}{'' if row.reached else ' (missed)'}" if row.ratio is not None else ""
        lines.append(f"| {row.measure} | {_number(row.value)} {row.unit} | {spread} | {goal} | {share} |")
    return "\n".join(lines)


def measured_on() -> str:
    """Day and machine, to stand below a table."""
    return f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
