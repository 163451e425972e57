"""Ordinary articles, as many distinct ones as asked for: the neighbours that hostile files must not disturb."""

from __future__ import annotations

import random

_DEVICES = (
    "phone",
    "printer",
    "router",
    "laptop",
    "tablet",
    "camera",
    "speaker",
    "monitor",
    "keyboard",
    "scanner",
)
_FAULTS = (
    "will not start",
    "keeps restarting",
    "shows no picture",
    "drops the connection",
    "prints blank pages",
)
_PARTS = (
    "cable",
    "battery",
    "driver",
    "cover",
    "cartridge",
    "antenna",
    "adapter",
    "setting",
    "cache",
    "firmware",
)
_ACTS = (
    "Check",
    "Replace",
    "Reset",
    "Clean",
    "Update",
    "Reinstall",
    "Unplug",
    "Inspect",
    "Test",
    "Reconnect",
)
_WORDS = [
    "after",
    "before",
    "gently",
    "under",
    "near",
    "behind",
    "usually",
    "sometimes",
    "screen",
    "menu",
    "light",
    "button",
    "corner",
    "signal",
    "minute",
    "paper",
    "model",
    "version",
    "window",
    "network",
    "account",
    "message",
    "second",
    "panel",
    "edge",
    "tray",
    "slot",
    "port",
    "label",
    "switch",
    "sound",
]
_AD = """<!-- affiliate ads begin -->
<a href="https://shop{n}.pxf.io/c/55/{n}/77" target="_top" id="{n}"><img src="//a.impactradius-go.com/display-ad/77-{n}" width="728" height="90"/></a>
<img height="0" width="0" src="https://shop{n}.pxf.io/i/55/{n}/77" style="position:absolute;visibility:hidden;" border="0" />
<!-- affiliate ads end -->"""


def ordinary_article(number: int) -> bytes:
    """The article of that number; the same on every machine."""
    chance = random.Random(number)
    device, fault = chance.choice(_DEVICES), chance.choice(_FAULTS)
    title = f"How to mend a {device} {number} that {fault}"
    parts = [
        f"---\ntitle: {title}\ndate: 2024-03-{number % 28 + 1:02d}\ntags:\n  - {device}\n---\n",
        f"## {title}\n",
    ]
    parts.append(_sentence(chance) + " " + _sentence(chance) + "\n")
    for fix in range(1, chance.randint(2, 4)):
        parts.append(f"## Fix {fix}: {chance.choice(_ACTS)} the {chance.choice(_PARTS)}\n")
        parts.append(_sentence(chance) + "\n")
        if chance.random() < 0.6:
            parts.append(_AD.replace("{n}", str(chance.randint(1000, 9999))))
        steps = range(1, chance.randint(3, 5))
        parts += [
            f"{step}. {chance.choice(_ACTS)} the {chance.choice(_PARTS)}. {_sentence(chance)}"
            for step in steps
        ]
        parts.append(f"\n![{device} {fix}](https://pictures.example/{number}/{fix}.png)\n")
    parts.append(f"More is in [its manual](https://manuals.example/manual-of-{device}-{number}.pdf).\n")
    parts.append(f"**Also read:**\n\n- [How to mend a {device} that hums](https://a.example/{number % 17})")
    return "\n".join(parts).encode()


def _sentence(chance: random.Random) -> str:
    words = " ".join(chance.choice(_WORDS) for _ in range(chance.randint(8, 16)))
    return words.capitalize() + "."
