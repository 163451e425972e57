"""Blocks that ReadMe's editor keeps as JSON between tags, as the Markdown that readers see.

[block:image]
{"images": [{"image": ["https://files.example/fan.png", "fan.png", 800], "caption": "The fan"}]}
[/block]
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pipeline.markup.fences import fence_for
from pipeline.markup.inline_render import image_markdown

OPENING = re.compile(r"[ \t]*\[block:(?P<kind>image|callout|code|api-header|parameters|html|embed)\][ \t]*")
CLOSING = "[/block]"
MAX_LINES = 400
"""Lines of JSON that a block may have."""
MAX_CHARS = 100_000
_MAX_CELLS = 2_000
_UNSEEN = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]"
)
"""Characters that were taken out of the file when it was read; what escapes them is not worth reading."""


def readme_block(kind: str, source: str) -> list[str] | None:
    """Markdown lines of a block's JSON, or None where it is none.

    >>> readme_block("callout", '{"type": "info", "title": "First", "body": "Pull the plug."}')
    ['> **First**', '>', '> Pull the plug.']
    """
    if len(source) > MAX_CHARS:
        return None
    try:
        data = json.loads(source)
    except (ValueError, RecursionError):
        return None
    reader = _READERS.get(kind)
    if reader is None or not isinstance(data, dict):
        return None
    lines = list(reader(data))
    return None if any(map(_UNSEEN.search, lines)) else lines


def _text(value: Any) -> str:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def _line(value: Any) -> str:
    return " ".join(_text(value).split())


def _images(data: dict[str, Any]) -> Iterator[str]:
    images = data.get("images")
    for entry in images if isinstance(images, list) else []:
        parts = entry.get("image") if isinstance(entry, dict) else None
        if isinstance(parts, list) and parts and _line(parts[0]):
            caption = _line(entry.get("caption"))
            alt = _line(parts[2]) if len(parts) > 2 else ""
            yield image_markdown(alt or caption.strip("*_"), _line(parts[0]))
            if caption and alt:
                yield caption


def _callout(data: dict[str, Any]) -> Iterator[str]:
    title, body = _line(data.get("title")), _text(data.get("body"))
    if title:
        yield f"> **{title}**"
        yield ">"
    for line in body.split("\n") if body else []:
        yield f"> {line}".rstrip()


def _code(data: dict[str, Any]) -> Iterator[str]:
    codes = data.get("codes")
    for entry in codes if isinstance(codes, list) else []:
        code = _text(entry.get("code")) if isinstance(entry, dict) else ""
        if code:
            fence = fence_for(code)
            language = _text(entry.get("language"))
            yield fence + (language if language.isalnum() else "")
            yield from code.split("\n")
            yield fence
            yield ""


def _heading(data: dict[str, Any]) -> Iterator[str]:
    title = _line(data.get("title"))
    if title:
        yield f"## {title}"


def _table(data: dict[str, Any]) -> Iterator[str]:
    cells, columns, rows = data.get("data"), data.get("cols"), data.get("rows")
    if not (isinstance(cells, dict) and isinstance(columns, int) and isinstance(rows, int)):
        return
    if columns < 1 or rows < 0 or columns * (rows + 1) > _MAX_CELLS:
        return
    for row in ("h", *range(rows)):
        texts = (_line(cells.get(f"{row}-{column}")) for column in range(columns))
        yield "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"
        if row == "h":
            yield "|" + " --- |" * columns


def _embed(data: dict[str, Any]) -> Iterator[str]:
    url = _text(data.get("url"))
    if url.startswith(("http://", "https://")) and not set(url) & set("<> \n()"):
        yield f"<{url}>"


_READERS = {
    "image": _images,
    "callout": _callout,
    "code": _code,
    "api-header": _heading,
    "parameters": _table,
    "embed": _embed,
}
