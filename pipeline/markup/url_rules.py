"""The URL rules of `pipeline/rules/urls.toml`, loaded once and compiled for `pipeline.markup.urls`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class _Tracking:
    """Names of tracking parameters that hold on some hosts (or on all, if `host_pattern` is None)."""

    names: frozenset[str]
    prefixes: tuple[str, ...]
    host_pattern: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Redirector:
    host_pattern: re.Pattern[str] | None
    path_pattern: re.Pattern[str] | None
    parameters: tuple[str, ...]
    without_scheme: frozenset[str]
    target_pattern: re.Pattern[str] | None


class Forwarding(NamedTuple):
    """Where an address says what it forwards to, if it is a redirector; nowhere else.

    `in_path` is the target in its path and query, as written; `parameters` are those of its query that may hold the
    target, in order, and `without_scheme` those of them whose target may lack its scheme.
    """

    in_path: str
    parameters: tuple[str, ...]
    without_scheme: frozenset[str]


@cache
def url_rules() -> dict[str, list[dict[str, Any]]]:
    """The file as written: `tracking_parameters` and `redirectors`, each entry with reason, example and a
    counter-example (`negative`)."""
    text = files("pipeline").joinpath("rules/urls.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _host_pattern(hosts: list[str]) -> re.Pattern[str] | None:
    """Matches these hosts and their subdomains; `amazon.*` any public suffix of one or two labels."""
    if not hosts:
        return None
    names = "|".join(re.escape(h).replace(r"\.\*", r"\.[a-z]{2,3}(?:\.[a-z]{2})?") for h in hosts)
    return re.compile(rf"(?:^|\.)(?:{names})$")


@cache
def _tracking() -> tuple[_Tracking, ...]:
    return tuple(
        _Tracking(
            frozenset(name for name in entry["names"] if not name.endswith("*")),
            tuple(name[:-1] for name in entry["names"] if name.endswith("*")),
            _host_pattern(entry.get("hosts", [])),
        )
        for entry in url_rules()["tracking_parameters"]
    )


@cache
def _redirectors() -> tuple[_Redirector, ...]:
    return tuple(
        _Redirector(
            _host_pattern(entry.get("hosts", [])),
            re.compile(entry["path"]) if "path" in entry else None,
            tuple(entry.get("parameters", ())),
            frozenset(entry.get("without_scheme", ())),
            re.compile(entry["target"]) if "target" in entry else None,
        )
        for entry in url_rules()["redirectors"]
    )


@lru_cache(maxsize=2_048)
def tracking_test(host: str) -> Callable[[str], bool]:
    """A test of query parameter names (as written: any case, percent-encoded or not) on this host."""
    rules = [rule for rule in _tracking() if rule.host_pattern is None or rule.host_pattern.search(host)]
    names = frozenset().union(*(rule.names for rule in rules))
    prefixes = tuple(prefix for rule in rules for prefix in rule.prefixes)

    def is_tracking(name: str) -> bool:
        plain = unquote(name).lower() if "%" in name else name.lower()
        return plain in names or plain.startswith(prefixes)

    return is_tracking


@lru_cache(maxsize=2_048)
def _redirectors_of(host: str) -> tuple[_Redirector, ...]:
    return tuple(
        rule for rule in _redirectors() if rule.host_pattern is None or rule.host_pattern.search(host)
    )


def forwarding(host: str, path: str, query: str) -> Forwarding:
    """Where the address of this host, path and query (without its question mark) says what it forwards to."""
    address = f"{path}?{query}" if query else path
    in_path = ""
    parameters: list[str] = []
    without_scheme: frozenset[str] = frozenset()
    for rule in _redirectors_of(host):
        if rule.target_pattern is not None:
            found = None if in_path else rule.target_pattern.search(address)
            in_path = next(filter(None, found.groups()), "") if found is not None else in_path
        elif rule.path_pattern is None or rule.path_pattern.search(path):
            parameters += rule.parameters
            without_scheme |= rule.without_scheme
    return Forwarding(in_path, tuple(dict.fromkeys(parameters)), without_scheme)
