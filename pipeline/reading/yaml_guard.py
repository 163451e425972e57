"""YAML from strangers: one pass over parser events, no object construction.

PyYAML's loaders follow aliases (a 700-byte bomb), merge keys (685 bytes that never end), recurse until the C
stack is gone (200 kB of brackets) and turn `2024-02-30` into a ValueError. Front matter needs none of it: of
55,356 real articles none has an alias or an anchor, and none nests deeper than two. So scalars stay the text
that was written (`1.10` stays `1.10`), and what only an attack needs is refused.
"""

from __future__ import annotations

from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

_YAML_TAG = "tag:yaml.org,2002:"


class UnreadableBlock(Exception):
    """The block does not parse; `line` is the 0-based line in the text given, where it is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class HostileBlock(UnreadableBlock):
    """The block holds what only an attack needs. Not to be repaired."""


def _line(event: yaml.Event) -> int:
    return event.start_mark.line if event.start_mark else 0


class _Builder:
    """Mappings, sequences and text from a stream of events. `open` holds the containers not yet closed."""

    def __init__(self, depth_limit: int) -> None:
        self.root: Any = None
        self.duplicates = 0
        self._depth_limit = depth_limit
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str | None] = []

    def start(self, container: dict[str, Any] | list[Any], event: yaml.events.CollectionStartEvent) -> None:
        line = _line(event)
        if event.anchor is not None:
            raise HostileBlock("front matter with anchors is refused", line)
        if (event.tag or "").startswith(_YAML_TAG + "python"):
            raise HostileBlock("front matter with Python tags is refused", line)
        if len(self._open) >= self._depth_limit:
            raise HostileBlock(f"front matter nests deeper than {self._depth_limit}", line)
        self._put(container, line)
        self._open.append(container)
        self._keys.append(None)

    def end(self) -> None:
        self._open.pop()
        self._keys.pop()

    def scalar(self, event: yaml.events.ScalarEvent) -> None:
        if event.anchor is not None:
            raise UnreadableBlock("`&` starts an anchor", _line(event))
        if event.tag and event.tag != "!":
            if event.tag.startswith(_YAML_TAG + "python"):
                raise HostileBlock("front matter with Python tags is refused", _line(event))
            if not event.tag.startswith(_YAML_TAG):
                raise UnreadableBlock("`!` starts a tag", _line(event))
        empty = event.value == "" and event.implicit[0]
        self._put(None if empty else event.value, _line(event))

    def _put(self, value: Any, line: int) -> None:
        if not self._open:
            self.root = value
            return
        parent = self._open[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif (key := self._keys[-1]) is None:
            if isinstance(value, (dict, list)):
                raise UnreadableBlock("a key is a list or a mapping", line)
            self._keys[-1] = value or ""
        else:
            self._keys[-1] = None
            if key in parent:
                self.duplicates += 1
                value = parent[key] if value is None else value
            parent[key] = value


def load_yaml(text: str, depth_limit: int, event_limit: int) -> tuple[Any, int]:
    """The first document of `text`: dicts, lists, text, and None for an empty value; and the number of
    repeated keys (of which the last one that is not empty counts).

    Raises `HostileBlock` or `UnreadableBlock`.
    """
    builder = _Builder(depth_limit)
    try:
        loader = _Loader(text)
        for _ in range(event_limit):
            event: Any = loader.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                builder.scalar(event)
            elif kind is yaml.MappingStartEvent:
                builder.start({}, event)
            elif kind is yaml.SequenceStartEvent:
                builder.start([], event)
            elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                builder.end()
            elif kind is yaml.AliasEvent:
                raise UnreadableBlock("`*` starts an alias", _line(event))
            elif kind in (yaml.DocumentEndEvent, yaml.StreamEndEvent):
                break
        else:
            raise HostileBlock(f"front matter has more than {event_limit} entries", _line(event))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise UnreadableBlock(error.problem or "YAML error", mark.line if mark else None) from None
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableBlock(str(error).partition("\n")[0] or "YAML error") from None
    return builder.root, builder.duplicates
