"""Articles for the flows' tests: made up, all different, as many as wanted."""

from __future__ import annotations

from pathlib import Path

PARTS = ("tablet", "router", "printer", "camera", "speaker", "monitor", "keyboard", "projector")
FAULTS = ("freezes", "stays dark", "drops the connection", "prints stripes", "forgets its settings")

AD = """<!-- affiliate ads begin -->
<a href="https://click.example-ads.net/banner?id={number}"><img src="https://cdn.example-ads.net/{number}.png" width="728" height="90" /></a>
<!-- affiliate ads end -->
"""


def article(number: int, paragraphs: int = 1) -> str:
    """A how-to article with three fixes and one marked ad; `paragraphs` makes each fix longer."""
    part, fault = PARTS[number % len(PARTS)], FAULTS[number // len(PARTS) % len(FAULTS)]
    name = f"{part} model {number}"
    lines = [
        "---",
        f'title: "[New] How to repair a {name} that {fault}"',
        f"date: 2024-02-{number % 27 + 1:02d}T10:00:00Z",
        "tags: [repair, home]",
        "---",
        "",
        f"Your {name} {fault}. Three things usually help.",
        "",
        AD.format(number=number),
    ]
    for fix in range(1, 4):
        lines += [f"## Fix {fix}: Look after part {number}-{fix} of the {part}", ""]
        for paragraph in range(paragraphs):
            lines += [_paragraph(number, fix, paragraph, part), ""]
        lines += [
            f"1. Open **Settings > Device {number} > Part {fix}**.",
            f"2. Turn part {fix} of the {name} off and on again.",
            f"3. Wait {number % 50 + fix} seconds.",
            "",
        ]
    return "\n".join(lines)


def _paragraph(number: int, fix: int, paragraph: int, part: str) -> str:
    words = " ".join(
        f"{part}{(number * 7919 + fix * 104729 + paragraph * 1299709 + n * 31) % 9973}" for n in range(40)
    )
    return f"Paragraph {paragraph} on fix {fix} of unit {number}: {words}."


def all_ad(number: int) -> str:
    """An article of which next to nothing is left when its ads are gone."""
    return f"---\ntitle: Offer {number}\n---\n\nSee {number}.\n\n" + AD.format(number=number) * 60


def write(raw: Path, count: int, paragraphs: int = 1, start: int = 0) -> None:
    """Writes articles into a raw folder, a hundred to a folder."""
    for number in range(start, start + count):
        path = raw / f"site{number // 100:03d}" / f"a{number:05d}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article(number, paragraphs), encoding="utf-8")
