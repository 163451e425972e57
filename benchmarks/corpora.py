"""The posts a benchmark runs on: taken from a folder, or made from the sample articles."""

from __future__ import annotations

import random
import re
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "data" / "raw"
POSTS_PER_BODY = 5
"""Real farms post a body about five times, under other titles and with other ads (55,356 posts, 10,159 bodies)."""
_TITLE = re.compile(r"(?m)^(title: *[\"']?)")
_PROSE = re.compile(r"[A-Z][^\n<|]{40,}[.!?]")


def take_corpus(folder: Path, size: int, seed: int = 1) -> list[Path]:
    """`size` articles below a folder, at random (0 takes all), in random order."""
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".markdown", ".txt"))
    if not paths:
        raise SystemExit(f"{folder} holds no articles (.md, .markdown, .txt)")
    random.Random(seed).shuffle(paths)
    return paths[: size or len(paths)]


def make_corpus(folder: Path, size: int) -> list[Path]:
    """Writes `size` articles below `folder`: the samples with other words in their sentences, each body
    `POSTS_PER_BODY` times under another title. Deterministic."""
    samples = [path.read_bytes() for path in sorted(SAMPLES.rglob("*.md")) if b"\0" not in path.read_bytes()]
    texts = [text.decode("utf-8", "replace") for text in samples if len(text) > 500]
    paths = []
    for number in range(size):
        body, post = divmod(number, POSTS_PER_BODY)
        text = varied(texts[body % len(texts)], body)
        path = folder / f"site-{number % 7}" / f"post-{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(retitled(text, f"Post {post}"), encoding="utf-8")
        paths.append(path)
    random.Random(1).shuffle(paths)
    return paths


def retitled(text: str, prefix: str) -> str:
    """The text with words of its own before its title."""
    return _TITLE.sub(rf"\g<1>{prefix}: ", text, count=1)


def varied(text: str, number: int) -> str:
    """The text with a word of its own in every sentence-like line."""
    return _PROSE.sub(lambda match: f"{match[0][:-1]} in case {number}{match[0][-1]}", text)


def body_of(text: str) -> str:
    """What stands below the front matter."""
    if not text.startswith("---"):
        return text
    return text.partition("\n---")[2].partition("\n")[2] or text
