"""An article that tries everything a page could be tricked with, and a dataset made of it."""

from __future__ import annotations

from pathlib import Path

from pipeline import RunOptions, clean_corpus

HOST = "evil.example"
"""Where everything it smuggles in would call, if it could."""

PAYLOADS = (
    "<script>hacked('script')</script>",
    "</script><script>hacked('closed script')</script>",
    "</style><script>hacked('closed style')</script>",
    "</title><script>hacked('closed title')</script>",
    f'<img src="https://{HOST}/img" onerror="hacked(1)" onload="hacked(2)">',
    f'"><img src=x onerror=hacked(3)><a href="https://{HOST}/a" ping="https://{HOST}/ping">',
    "' onmouseover='hacked(4)' autofocus onfocus='hacked(5)",
    f'<svg onload="hacked(6)"><image href="https://{HOST}/svg"/></svg>',
    f'<iframe srcdoc="<script>parent.hacked(7)</script>" src="https://{HOST}/frame"></iframe>',
    f'<link rel="stylesheet" href="https://{HOST}/css"><style>@import "https://{HOST}/import";</style>',
    f'<meta http-equiv="refresh" content="0;url=https://{HOST}/refresh"><base href="https://{HOST}/">',
    f'<form action="https://{HOST}/form"><input autofocus onfocus="hacked(8)"><button>go</button></form>',
    f'<object data="https://{HOST}/object"></object><embed src="https://{HOST}/embed">',
    f'<video src="https://{HOST}/video" autoplay></video><audio src="https://{HOST}/audio" autoplay></audio>',
    '<details open ontoggle="hacked(9)"><summary>x</summary></details>',
    "{{ 7 * 7 }} {% raw %} ${7*7} <%= 7*7 %>",
    "\u202egnihtemos\u202c \u2066hidden\u2069",
    "[click](javascript:hacked(10)) ![x](javascript:hacked(11)) <javascript:hacked(12)>",
    "[data](data:text/html,<script>hacked(13)</script>) [vb](vbscript:hacked(14))",
    f'[title](https://{HOST}/link "x\' onclick=\'hacked(15)\'") ![alt" onerror="hacked(16)](https://{HOST}/p.png)',
    "`</code><script>hacked(17)</script>`",
)

FILE_NAME = "a\"><img src=x onerror=hacked('name')>.md"
REJECTED_NAME = "empty <script>hacked('reject')</script>.md".replace("/", "\u2215")


def article() -> str:
    """The source of the article: every payload in every place a source has."""
    quoted = [payload.replace("\\", "\\\\").replace('"', '\\"') for payload in PAYLOADS]
    front = [f'title: "How to {" ".join(quoted[:8])}"', f'description: "{quoted[4]}"', "tags:"]
    front += [f'  - "{payload}"' for payload in quoted]
    front += [f'thumbnail: "https://{HOST}/thumb.png\\" onerror=\\"hacked(18)"', f'key "{quoted[0]}: 1']
    body = ["# How to stay calm", "", "Plain words around everything that follows, so that there is content."]
    for number, payload in enumerate(PAYLOADS, start=1):
        body += ["", f"## Fix {number}: {payload}", "", f"1. Press {payload}", "2. Restart the device.", ""]
        body += [f"![picture {payload}](https://{HOST}/picture{number}.png)", "", payload, ""]
        body += ["<!-- affiliate ads begin -->", payload, "<!-- affiliate ads end -->", ""]
        body += ["```html", payload, "```", "", f"| a | {payload} |", "|---|---|", f"| b | {payload} |"]
    return "\n".join(["---", *front, "---", "", *body, ""])


def write_injected(raw: Path) -> None:
    """Writes the article, an ordinary one and a source to be rejected, all with hostile names."""
    raw.mkdir(parents=True, exist_ok=True)
    (raw / FILE_NAME).write_text(article(), encoding="utf-8")
    (raw / REJECTED_NAME).write_text("", encoding="utf-8")
    (raw / "ordinary.md").write_text("# Restart\n\n## Fix 1: Press it\n\n1. Press the button.\n")


def injected_dataset(folder: Path) -> Path:
    """A dataset made of these sources; its folder."""
    write_injected(folder / "raw")
    clean_corpus(folder / "raw", folder / "clean", options=RunOptions(workers=1))
    return folder / "clean"
