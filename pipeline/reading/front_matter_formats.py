"""python-frontmatter handlers for untrusted YAML, TOML and JSON front matter.

python-frontmatter decides which format a block is in and takes it apart; its own loaders are replaced by
guarded ones (see `yaml_guard`), its TOML handler by one on the standard library.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, time
from typing import Any, NoReturn

from frontmatter.default_handlers import BaseHandler, JSONHandler, YAMLHandler

from pipeline.config import Limits
from pipeline.reading.plain_yaml import read_plain_yaml
from pipeline.reading.yaml_guard import HostileBlock, UnreadableBlock, load_yaml

_DOTTED_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){9}""")
"""tomllib takes quadratic time over the parts of a key: 15 s for 30,000."""
_LONGEST_INTEGER = 18
"""Digits; longer integers stay text. Fits 64 bits, and Python refuses to read more than 4,300."""


class GuardedHandler(BaseHandler):
    """What the three formats share. One instance per article: it counts the `duplicates`
    it met and notes whether it `repaired` what it read."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.duplicates = 0
        self.repaired = False

    def export(self, metadata: dict[str, object], **kwargs: object) -> NoReturn:
        raise NotImplementedError("front matter is read here, not written")

    def end_of_block(self, text: str) -> int | None:
        """Offset just behind the closing delimiter of the block `text` starts with; None when unclosed."""
        assert self.FM_BOUNDARY is not None
        opening = self.FM_BOUNDARY.match(text)
        closing = self.FM_BOUNDARY.search(text, opening.end()) if opening else None
        return closing.end() if closing else None

    def load(self, fm: str, **kwargs: object) -> dict[str, Any]:
        """Parse a block to a mapping. Raises `UnreadableBlock` or `HostileBlock`."""
        data = self.read(fm)
        if not isinstance(data, dict):
            raise UnreadableBlock("front matter is not a mapping")
        return data

    def read(self, fm: str) -> Any:
        """Parse a block to whatever it holds."""
        raise NotImplementedError

    def _mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        mapping = dict(pairs)
        self.duplicates += len(pairs) - len(mapping)
        return mapping


class YamlHandler(GuardedHandler, YAMLHandler):
    """`---` … `---` (or `...`)."""

    FM_BOUNDARY = re.compile(r"^(?:-{3,}|\.{3})[ \t]*$", re.MULTILINE)

    def read(self, fm: str) -> Any:
        data: Any = read_plain_yaml(fm) if fm.count("\n") * 3 < self.limits.yaml_events else None
        if data is not None:
            return data
        data, duplicates = load_yaml(fm, self.limits.yaml_depth, self.limits.yaml_events)
        self.duplicates += duplicates
        if isinstance(data, dict) and " #" in fm:
            self.repaired = _restore_hash_signs(data, fm)
        return {} if data is None else data


class TomlHandler(GuardedHandler):
    """`+++` … `+++`."""

    FM_BOUNDARY = re.compile(r"^\+{3,}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def read(self, fm: str) -> Any:
        if chain := _DOTTED_KEY.search(fm):
            raise UnreadableBlock("TOML: a key of many parts", fm.count("\n", 0, chain.start()))
        try:
            data = tomllib.loads(fm, parse_float=str)
        except RecursionError:
            raise HostileBlock(f"front matter nests deeper than {self.limits.yaml_depth}") from None
        except ValueError as error:
            line = re.search(r"\(at line (\d+)", str(error))
            raise UnreadableBlock(f"TOML: {error}", int(line[1]) - 1 if line else None) from None
        return _plain(data, self.limits)


class JsonHandler(GuardedHandler, JSONHandler):
    """`{` … `}`, the object itself being the block."""

    FM_BOUNDARY = re.compile(r"""\{(?=\s*["'}]|[ \t]*\n)""")

    def end_of_block(self, text: str) -> int | None:
        try:
            _, end = self._decoder().raw_decode(text)
        except RecursionError:
            return len(text)  # for `read` to refuse
        except ValueError:
            closing = re.compile(r"^\}[ \t]*$", re.MULTILINE).search(text)
            return closing.end() if closing else None
        return end if text[end:].split("\n", 1)[0].isspace() or text[end : end + 1] in ("", "\n") else None

    def split(self, text: str) -> tuple[str, str]:
        end = self.end_of_block(text) or len(text)
        return text[:end], text[end:]

    def read(self, fm: str) -> Any:
        try:
            data, _ = self._decoder().raw_decode(fm, len(fm) - len(fm.lstrip()))
        except RecursionError:
            raise HostileBlock(f"front matter nests deeper than {self.limits.yaml_depth}") from None
        except json.JSONDecodeError as error:
            return self._read_as_yaml(fm, error)
        return _plain(data, self.limits)

    def _read_as_yaml(self, fm: str, error: json.JSONDecodeError) -> Any:
        """Trailing commas, single quotes and bare keys are YAML, if not JSON; only worth a warning."""
        try:
            data, duplicates = load_yaml(fm, self.limits.yaml_depth, self.limits.yaml_events)
        except HostileBlock:
            raise
        except UnreadableBlock:
            raise UnreadableBlock(f"JSON: {error.msg}", error.lineno - 1) from None
        self.duplicates += duplicates
        self.repaired = True
        return data

    def _decoder(self) -> json.JSONDecoder:
        return json.JSONDecoder(
            object_pairs_hook=self._mapping, parse_float=str, parse_int=_integer, parse_constant=str
        )


class SemicolonJsonHandler(JsonHandler):
    """`;;;` … `;;;` around JSON, with or without its braces."""

    FM_BOUNDARY = re.compile(r"^;{3,}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = ";;;"

    def end_of_block(self, text: str) -> int | None:
        return GuardedHandler.end_of_block(self, text)

    def split(self, text: str) -> tuple[str, str]:
        block, content = BaseHandler.split(self, text)
        return (block if block.lstrip().startswith("{") else "{" + block + "}"), content


HANDLERS: tuple[type[GuardedHandler], ...] = (YamlHandler, TomlHandler, SemicolonJsonHandler, JsonHandler)
"""In the order in which they are asked."""


_TEXT_WITH_HASH = re.compile(
    r"""^(title|description|excerpt|summary|keywords?)[ ]*:[ \t]+(?=[^"'|>&*!%@`\[{\s#])(.*[ ]#\w.*)$""",
    re.MULTILINE | re.IGNORECASE,
)


def _restore_hash_signs(data: dict[str, Any], fm: str) -> bool:
    """Undo YAML taking the end of `title: Meet the #1 tool` for a comment (6 of 14,711 real articles have
    such, `Printer Alert #XF1`). Whether there was any."""
    found = False
    for key, value in _TEXT_WITH_HASH.findall(fm):
        if isinstance(data.get(key), str):
            data[key], found = value.strip(), True
    return found


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else digits


def _plain(data: Any, limits: Limits, depth: int = 0) -> Any:
    """`data` with dates as ISO text; refuses what nests deeper than the limit."""
    if depth > limits.yaml_depth:
        raise HostileBlock(f"front matter nests deeper than {limits.yaml_depth}")
    if isinstance(data, dict):
        return {str(key): _plain(value, limits, depth + 1) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value, limits, depth + 1) for value in data]
    if isinstance(data, datetime | date | time):
        return data.isoformat()
    if type(data) is int and data.bit_length() > 63:
        return str(data) if data.bit_length() < 10_000 else hex(data)
    return data
