"""Rules as data: the TOML files of this folder, a user's own files, and ad-host lists.

Every entry says why it is there (`reason`), shows text it is for (`example`) and text it must leave alone
(`negative`). Code holds the mechanisms; what a site, a network or a language looks like is here.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from pipeline.config import CleaningConfig
from pipeline.records import RemovalCategory
from pipeline.rules.by_opening import Alternatives, alternatives
from pipeline.rules.check import RuleError, check_tables
from pipeline.rules.easylist import read_hosts
from pipeline.rules.ignore_case import IgnoreCase, joined
from pipeline.rules.phrase_rules import PhraseRule, PhraseRules

BUILT_IN = ("hosts.toml", "links.toml", "phrases.toml", "headings.toml", "structure.toml")

__all__ = ["HostRule", "LinkPattern", "RuleError", "RuleInfo", "Rules", "load_rules"]


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """What a rule is for; shown by `howto-etl rules`."""

    name: str
    use: str
    reason: str
    example: str
    negative: str


@dataclass(frozen=True, slots=True)
class HostRule:
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class LinkPattern:
    name: str
    kind: str
    pattern: re.Pattern[str]
    hosts: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class PagePart:
    """What the ledger says of a part of the page; `classes` match a whole class or id of the element that holds it."""

    name: str
    category: RemovalCategory
    classes: re.Pattern[str] | None
    in_sentences: bool
    """Whether such an element may stand in the midst of a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class HeadingRules:
    """The sections of `headings.toml`, each of which says what it is for; words in lower case, patterns compiled."""

    labels: frozenset[str]
    """All of them, those of symptoms too."""
    symptom_labels: frozenset[str]
    weak_labels: frozenset[str]
    """Labels that make no fix of a section by themselves: those of symptoms and of parts of anything."""
    not_a_fix: Alternatives
    gathers_fixes: re.Pattern[str]
    mends_too: re.Pattern[str]
    supplies: re.Pattern[str]
    imperatives: frozenset[str]
    instructs: Alternatives
    how_to: Alternatives
    stage_labels: frozenset[str]
    step_labels: frozenset[str]
    remedies: re.Pattern[str]
    situations: Alternatives
    faults: re.Pattern[str]
    procedures: re.Pattern[str]
    step_headings: re.Pattern[str]
    page_parts: re.Pattern[str]
    troubles: re.Pattern[str]
    step_leads: str
    operations: str
    actions: IgnoreCase
    actions_accented: IgnoreCase
    actions_scripts: IgnoreCase


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All rules of a configuration, compiled. Immutable; two loads of the same files have one `fingerprint`."""

    hosts: Mapping[str, HostRule]
    host_patterns: tuple[tuple[re.Pattern[str], HostRule], ...]
    links: tuple[LinkPattern, ...]
    phrases: Mapping[str, PhraseRules]
    parts: tuple[PagePart, ...]
    parts_in_sentences: tuple[PagePart, ...]
    slots: re.Pattern[str]
    """Finds a word in the class or id of an element that calls it a place for ads."""
    lines: Mapping[str, PagePart]
    """Lines, in lower case, that are cut wherever they stand alone."""
    headings: HeadingRules
    info: tuple[RuleInfo, ...]
    fingerprint: str

    def host_rule(self, host: str) -> HostRule | None:
        """The rule of a host or of the nearest parent domain of it; None when no rule knows it."""
        name = host.lower()
        while name:
            rule = self.hosts.get(name)
            if rule is not None:
                return rule
            _, _, name = name.partition(".")
        for pattern, rule in self.host_patterns:
            if pattern.fullmatch(host):
                return rule
        return None

    def phrase(self, use: str, text: str) -> str | None:
        """Name of the phrase rule of this use that the normalised text satisfies, or None."""
        return _phrase(self, use, text)


@lru_cache(maxsize=16_384)
def _phrase(rules: Rules, use: str, text: str) -> str | None:
    of_use = rules.phrases.get(use)
    return None if of_use is None else of_use.first(text)


def load_rules(config: CleaningConfig | None = None) -> Rules:
    """Rules for a configuration: the built-in ones, then the user's files in order.

    Raises:
        RuleError: a file is missing, is not TOML, or has an entry that cannot be used.
    """
    config = config or CleaningConfig()
    return _load(config.rule_files, config.host_lists)


@lru_cache(maxsize=8)
def _load(rule_files: tuple[str, ...], host_lists: tuple[str, ...]) -> Rules:
    texts = [(name, _built_in(name)) for name in BUILT_IN]
    texts += [(path, _read(path)) for path in rule_files]
    lists = [(path, _read(path)) for path in host_lists]
    digest = hashlib.sha256()
    for name, text in (*texts, *lists):
        digest.update(f"{Path(name).name}\0{text}\0".encode())
    tables = [(name, _parse(name, text)) for name, text in texts]
    hosts, host_patterns = _hosts(tables, lists)
    parts = list(_parts(tables))
    return Rules(
        hosts=hosts,
        host_patterns=host_patterns,
        links=tuple(_links(tables)),
        phrases=_phrases(tables),
        parts=tuple(part for part, _ in parts if part.classes is not None),
        parts_in_sentences=tuple(part for part, _ in parts if part.classes is not None and part.in_sentences),
        slots=_slots(tables),
        lines={line.lower(): part for part, lines in parts for line in map(str.strip, lines) if line},
        headings=_headings(tables),
        info=tuple(_info(tables)),
        fingerprint=digest.hexdigest()[:16],
    )


def _built_in(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"cannot read the rule file {path}: {error}; check the path") from None


def _parse(name: str, text: str) -> dict[str, Any]:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{name} is not valid TOML: {error}") from None
    except RecursionError:
        raise RuleError(f"{name} is nested too deeply to be read") from None
    check_tables(name, table)
    return table


def _compile(name: str, entry: str, pattern: str, *, whole: bool = False) -> re.Pattern[str]:
    """A pattern ready for use. One of the user's is also tried among others, as it will be used, and must ask
    for some text; unless it is held against `whole` texts, one that does not would fit every text there is."""
    written = f"{name}, entry {entry!r}: {_shown(pattern)}"
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
        if name in BUILT_IN:
            return compiled
        re.compile(f"(?:x)|(?:{pattern})", re.IGNORECASE)
    except re.error as error:
        raise RuleError(f"{written} is not a regular expression: {error}") from None
    except (OverflowError, RecursionError):
        raise RuleError(f"{written} repeats or nests more than a regular expression can") from None
    if not whole and compiled.match(""):
        raise RuleError(f"{written} fits every text; write what the text must hold")
    return compiled


def _shown(pattern: str) -> str:
    return repr(pattern) if len(pattern) <= 80 else f"{pattern[:80]!r} …"


def _entries(tables: Iterable[tuple[str, dict[str, Any]]], key: str) -> Iterable[tuple[str, dict[str, Any]]]:
    for name, table in tables:
        for entry in table.get(key, []):
            yield name, entry


def _hosts(
    tables: list[tuple[str, dict[str, Any]]], lists: list[tuple[str, str]]
) -> tuple[dict[str, HostRule], tuple[tuple[re.Pattern[str], HostRule], ...]]:
    hosts: dict[str, HostRule] = {}
    patterns: list[tuple[re.Pattern[str], HostRule]] = []
    for path, text in lists:
        rule = HostRule(f"host_list:{Path(path).name}", "ad")
        hosts.update(dict.fromkeys(read_hosts(text), rule))
    for name, entry in _entries(tables, "hosts"):
        rule = HostRule(entry["name"], entry["kind"])
        hosts.update(dict.fromkeys((h.lower() for h in entry.get("hosts", [])), rule))
        patterns += [(_compile(name, rule.name, p, whole=True), rule) for p in entry.get("patterns", [])]
    return hosts, tuple(patterns)


def _links(tables: list[tuple[str, dict[str, Any]]]) -> Iterable[LinkPattern]:
    for name, entry in _entries(tables, "patterns"):
        hosts = entry.get("hosts")
        yield LinkPattern(
            entry["name"],
            entry["kind"],
            _compile(name, entry["name"], entry["pattern"]),
            _compile(name, entry["name"], hosts) if hosts else None,
        )


def _phrases(tables: list[tuple[str, dict[str, Any]]]) -> dict[str, PhraseRules]:
    phrases: dict[str, list[PhraseRule]] = {}
    for name, entry in _entries(tables, "phrases"):
        values = entry.get("values", [])
        match = entry.get("match", "whole")
        if match == "pattern" and name not in BUILT_IN:
            for value in values:  # so that an error names the value
                _compile(name, entry["name"], value)
            # two values may give one name to two groups
            _compile(name, entry["name"], "|".join(f"(?:{value})" for value in values))
        rule = PhraseRule(
            entry["name"],
            entry["use"],
            () if match == "whole" else tuple(map(re.escape, values) if match == "start" else values),
            tuple(values) if match == "whole" else (),
            tuple(entry.get("needs", ())),
            tuple(entry.get("open_needs", ())),
            entry.get("longest", sys.maxsize),
        )
        phrases.setdefault(rule.use, []).append(rule)
    return {use: PhraseRules(rules) for use, rules in phrases.items()}


def _parts(tables: list[tuple[str, dict[str, Any]]]) -> Iterable[tuple[PagePart, list[str]]]:
    for name, entry in _entries(tables, "structures"):
        classes = "|".join(f"(?:{value})" for value in entry.get("classes", []))
        pattern = _compile(name, entry["name"], classes, whole=True) if classes else None
        part = PagePart(entry["name"], entry["use"], pattern, entry.get("in_sentences", False))
        yield part, entry.get("lines", [])


def _slots(tables: list[tuple[str, dict[str, Any]]]) -> re.Pattern[str]:
    found: list[str] = []
    for name, entry in _entries(tables, "structures"):
        values = entry.get("slots", [])
        for value in values if name not in BUILT_IN else ():
            _compile(name, entry["name"], value)  # so that an error names the value
        found += [f"(?:{value})" for value in values]
    return _compile("structure.toml", "slots", rf"(?:^|[\s_-])(?:{'|'.join(found)})(?:$|[\s_\d-])")


def _headings(tables: list[tuple[str, dict[str, Any]]]) -> HeadingRules:
    def collect(section: str, key: str) -> list[str]:
        return [value for _, table in tables for value in table.get(section, {}).get(key, [])]

    def patterns(section: str) -> list[str]:
        for name, table in tables if len(tables) > len(BUILT_IN) else ():
            for value in table.get(section, {}).get("patterns", []) if name not in BUILT_IN else ():
                _compile(name, section, value)
        return collect(section, "patterns")

    def pattern(*sections: str) -> re.Pattern[str]:
        found = [value for section in sections for value in patterns(section)]
        return _compile("headings.toml", sections[-1], alternatives(found))

    def any_of(section: str) -> Alternatives:
        found = patterns(section)
        if len(tables) > len(BUILT_IN):
            _compile("headings.toml", section, alternatives(found))  # two may give one name to two groups
        return Alternatives(found)

    def words(*sections: str) -> frozenset[str]:
        return frozenset(value.lower() for section in sections for value in collect(section, "values"))

    return HeadingRules(
        labels=words("labels", "symptom_labels"),
        symptom_labels=words("symptom_labels"),
        weak_labels=words("symptom_labels", "part_labels"),
        not_a_fix=any_of("not_a_fix"),
        gathers_fixes=pattern("gathers_fixes"),
        mends_too=pattern("mends_too"),
        supplies=pattern("supplies"),
        imperatives=_with_repeated(words("imperatives")),
        instructs=any_of("instructs"),
        how_to=any_of("how_to"),
        stage_labels=words("stage_labels"),
        step_labels=words("step_labels"),
        remedies=pattern("remedies"),
        situations=any_of("situations"),
        faults=pattern("faults"),
        procedures=pattern("procedure_names", "procedures"),
        step_headings=pattern("procedure_names", "step_headings"),
        page_parts=pattern("page_parts"),
        troubles=pattern("troubles"),
        step_leads=joined(patterns("step_leads")),
        operations=alternatives(patterns("operations")),
        actions=IgnoreCase(joined(patterns("actions"))),
        actions_accented=IgnoreCase(joined(patterns("actions_accented"))),
        actions_scripts=IgnoreCase(joined(patterns("actions_scripts"))),
    )


def _with_repeated(verbs: frozenset[str]) -> frozenset[str]:
    """Verbs, and how some write that they are done again: `re-plug`, `re-launch`."""
    again = (verb[2:] if verb.startswith("re") and len(verb) > 4 else verb for verb in verbs)
    return verbs.union(f"re-{verb}" for verb in again)


def _info(tables: list[tuple[str, dict[str, Any]]]) -> Iterable[RuleInfo]:
    for key, use in (("hosts", "kind"), ("patterns", "kind"), ("phrases", "use"), ("structures", "use")):
        for _, entry in _entries(tables, key):
            yield RuleInfo(entry["name"], entry[use], entry["reason"], entry["example"], entry["negative"])
