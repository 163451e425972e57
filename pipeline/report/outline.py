"""What was found in an article, as the outline beside its text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pipeline.records import CleanArticle, Fix, Image, Step


@dataclass(frozen=True, slots=True)
class FixOutline:
    """A fix with what belongs to it."""

    fix: Fix
    badge: str
    """How it is called, such as `Fix 1` or `Method 2.1`; `Fix` where it has no number."""
    steps: tuple[Step, ...]
    images: tuple[Image, ...]
    """Those that belong to none of its steps."""
    children: tuple[FixOutline, ...]


@dataclass(frozen=True, slots=True)
class LineTag:
    """A mark beside a source line: here a fix, step or image begins."""

    kind: str
    label: str


def outline_of(item: CleanArticle, parent: int | None = None) -> tuple[FixOutline, ...]:
    """The fixes below one fix, or the top ones."""
    return tuple(
        FixOutline(
            fix,
            badge_of(fix),
            tuple(step for step in item.steps if step.fix_index == fix.fix_index),
            tuple(i for i in item.images if i.fix_index == fix.fix_index and i.step_index is None),
            outline_of(item, fix.fix_index),
        )
        for fix in item.fixes
        if fix.parent_index == parent
    )


def badge_of(fix: Fix) -> str:
    """How a fix is called."""
    return " ".join(filter(None, ((fix.label or "fix").capitalize(), fix.number)))


def line_tags(item: CleanArticle) -> dict[int, list[LineTag]]:
    """Source line → the fixes, steps and images that begin there."""
    tags: dict[int, list[LineTag]] = {}
    for fix in item.fixes:
        tags.setdefault(fix.start_line, []).append(LineTag("fix", badge_of(fix)))
    for step in item.steps:
        label = f"step {step.number}" if step.number else "step"
        tags.setdefault(step.start_line, []).append(LineTag("step", label))
    for line, count in Counter(image.line for image in item.images).items():
        if line is not None:
            tags.setdefault(line, []).append(LineTag("image", "image" if count == 1 else f"{count} images"))
    return tags


def lines_in_fixes(item: CleanArticle) -> set[int]:
    """Source lines that lie in a fix."""
    return {line for fix in item.fixes for line in range(fix.start_line, fix.end_line + 1)}
