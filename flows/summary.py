"""The Markdown summary of a run and the table of its rejects, as the Prefect UI shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import quote

from pipeline.dataset.gates import GateResult
from pipeline.dataset.run_report import RunReport
from pipeline.records import Reject

TOP_RULES = 15
SHOWN_REJECTS = 20
TABLE_REJECTS = 1000
"""Rows of the rejects table; the whole of it goes to the browser at once. All are in the table `rejects`."""

CELL_CHARS = 300


def summary_markdown(
    report: RunReport,
    gates: Sequence[GateResult],
    raw: str,
    published: bool,
    pages: str | None = None,
) -> str:
    """What a run did, for people: counts, gates, what was removed and by which rules, rejects with reasons.

    Args:
        report: the run, published or not.
        gates: the quality gates as checked.
        raw: folder or URL of the articles.
        published: whether the run is now the dataset that readers see.
        pages: folder of the review pages, if they were built.
    """
    sections = [
        _headline(report, gates, raw, published),
        _gates(gates),
        _sources(report),
        _table("Removed", ("category", "pieces"), _counted(report.counts.removals)),
        _table(f"Top {TOP_RULES} rules", ("rule", "times"), _counted(report.counts.rules)[:TOP_RULES]),
        _rejects(report),
        _table("Warnings", ("warning", "articles"), _counted(report.counts.warnings)),
        _table("Rows", ("table", "rows"), [(name, f"{n:,}") for name, n in report.counts.rows.items()]),
        _table("Seconds", ("stage", "seconds"), [(name, f"{s:.1f}") for name, s in report.seconds.items()]),
        _links(report, pages, published),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def reject_rows(rejects: Iterable[Reject]) -> list[dict[str, str | int | None]]:
    """The first rejects as rows of a table artifact."""
    return [
        {"source": one.source_path, "error": one.error, "message": one.message, "line": one.line}
        for one, _ in zip(rejects, range(TABLE_REJECTS), strict=False)
    ]


def text(value: str, limit: int = CELL_CHARS) -> str:
    """Text from outside as one piece of Markdown that means nothing but itself, cut to `limit` characters."""
    line = " ".join(value.split())
    if len(line) > limit:
        line = line[: limit - 1] + "…"
    return re.sub(r"([\\`*_{}\[\]()<>#+!|~&$])", r"\\\1", line)


def _headline(report: RunReport, gates: Sequence[GateResult], raw: str, published: bool) -> str:
    counts = report.counts
    failed = [gate.name for gate in gates if not gate.passed]
    result = (
        f"**Published** as run `{report.run_id}`."
        if published
        else f"**Not published**: {', '.join(failed) or 'the run did not end'}. The dataset is as before."
    )
    return (
        f"# {counts.accepted:,} clean articles, {counts.rejected:,} rejected\n\n{result}\n\n"
        f"From {text(raw)} into {text(report.clean)}, {report.total_seconds:.1f} s."
    )


def _gates(gates: Sequence[GateResult]) -> str:
    rows = [
        (
            "ok" if gate.passed else "**FAILED**",
            gate.name,
            text(gate.message) + "".join(f"<br>{text(path)}" for path in gate.articles),
        )
        for gate in sorted(gates, key=lambda gate: gate.passed)
    ]
    return _table("Quality gates", ("", "gate", "finding"), rows, markdown_cells=True)


def _sources(report: RunReport) -> str:
    counts = report.counts
    figures = (
        ("discovered", counts.discovered),
        ("accepted", counts.accepted),
        ("rejected", counts.rejected),
        ("added", counts.added),
        ("changed", counts.changed),
        ("deleted", counts.deleted),
        ("unchanged", counts.unchanged),
        ("cleaned in this run", counts.cleaned),
        ("near-duplicates", counts.duplicate_articles),
        ("groups of near-duplicates", counts.duplicate_groups),
    )
    return _table("Articles", ("", "count"), [(name, f"{count:,}") for name, count in figures])


def _rejects(report: RunReport) -> str:
    if not report.rejects:
        return "## Rejected\n\nNothing."
    reasons = ", ".join(f"{count:,} {name}" for name, count in report.counts.rejects.items())
    rows = [
        (one.source_path, one.error, one.message + (f" (line {one.line})" if one.line else ""))
        for one in report.rejects[:SHOWN_REJECTS]
    ]
    more = len(report.rejects) - len(rows)
    tail = f"\n\n… and {more:,} more: see the table artifact or the table `rejects`." if more else ""
    return _table("Rejected", ("source", "error", "reason"), rows, lead=reasons) + tail


def _links(report: RunReport, pages: str | None, published: bool) -> str:
    lines = []
    if published:
        lines.append(
            f"- dataset: {_location(report.clean)}, its manifest: "
            f"{_location(report.clean.rstrip('/') + '/manifest.json')}"
        )
    if pages is not None:
        lines.append(f"- review pages, every article before and after: {_location(pages + '/index.html')}")
    return "## Where\n\n" + "\n".join(lines) if lines else ""


def _location(place: str) -> str:
    """A path or URL as a link; a local one as a file URL, showing the path, as browsers may refuse it."""
    if "://" in place:
        return text(place, 2000)
    path = Path(place).absolute()
    return f"[{text(str(path), 2000)}](file://{quote(str(path))})"


def _counted(counts: dict[str, int]) -> list[tuple[str, str]]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(name, f"{count:,}") for name, count in ordered if count]


def _table(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    lead: str = "",
    markdown_cells: bool = False,
) -> str:
    """A section with a Markdown table; empty without rows. `markdown_cells`: cells are Markdown."""
    if not rows:
        return ""
    lines = [f"## {title}", ""]
    if lead:
        lines += [text(lead, 1000), ""]
    lines += ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    for row in rows:
        cells = list(row) if markdown_cells else [text(cell) for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
