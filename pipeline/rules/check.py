"""Whether a rule file can be used: every mistake is one sentence that names the file, the entry and the cure."""

from __future__ import annotations

from typing import Any

from pipeline.records import REMOVAL_CATEGORIES

HOST_KINDS = ("ad", "affiliate", "redirector", "tracker", "share", "video")
LINK_KINDS = ("affiliate", "share")
PHRASE_USES = (
    "account_link", "author_label", "boast", "boilerplate", "byline", "call_to_action", "call_to_action_tail", "contents_label", "footer_link", "home_link",
    "navigation", "reference_label", "related_label", "related_lead", "vendor_box", "widget_label", "answer_words", "page_foot", "pager_label", "plain_tags", "player_words", "side_column", "foot_column", "cancel_reply", "wiki_label", "language_name",
)  # fmt: skip
MATCHES = ("whole", "start", "pattern")

_ENTRIES: dict[str, tuple[str, ...]] = {
    "hosts": ("name", "kind", "reason", "example", "negative"),
    "patterns": ("name", "kind", "pattern", "reason", "example", "negative"),
    "phrases": ("name", "use", "reason", "example", "negative"),
    "structures": ("name", "use", "reason", "example", "negative"),
}
"""Sections that hold entries (`[[hosts]]`), and the texts each entry must have."""
_LISTS: dict[str, tuple[tuple[str, bool], ...]] = {
    "hosts": (("hosts", False), ("patterns", False)),
    "phrases": (("values", True), ("needs", False), ("open_needs", False)),
    "structures": (("classes", False), ("lines", False), ("slots", False)),
}
"""Keys of an entry that hold a list of texts, and whether they must be there."""
_CHOICES: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "hosts": (("kind", HOST_KINDS),),
    "patterns": (("kind", LINK_KINDS),),
    "phrases": (("use", PHRASE_USES), ("match", MATCHES)),
    "structures": (("use", REMOVAL_CATEGORIES),),
}
_WORDS = {
    "labels": "values",
    "symptom_labels": "values",
    "part_labels": "values",
    "stage_labels": "values",
    "imperatives": "values",
    "step_labels": "values",
    "not_a_fix": "patterns",
    "gathers_fixes": "patterns",
    "mends_too": "patterns",
    "supplies": "patterns",
    "instructs": "patterns",
    "how_to": "patterns",
    "remedies": "patterns",
    "situations": "patterns",
    "faults": "patterns",
    "procedure_names": "patterns",
    "procedures": "patterns",
    "step_headings": "patterns",
    "page_parts": "patterns",
    "troubles": "patterns",
    "step_leads": "patterns",
    "operations": "patterns",
    "actions": "patterns",
    "actions_accented": "patterns",
    "actions_scripts": "patterns",
}
"""Sections that hold one list of words or expressions (`[labels]`), and the key it stands under."""


class RuleError(ValueError):
    """A rule file cannot be used; the message names the file, the entry and what to change."""


def check_tables(name: str, table: dict[str, Any]) -> None:
    """Check the tables of one rule file.

    Raises:
        RuleError: a section is unknown, or an entry lacks something or has it in the wrong form.
    """
    for section, content in table.items():
        if section in _WORDS:
            _check_words(name, section, content)
        elif section not in _ENTRIES:
            raise RuleError(f"{name}: there is no section `{section}`; {_nearest_sections(section)}")
        elif not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
            raise RuleError(f"{name}: write [[{section}]] with two brackets, once for each entry")
        else:
            for entry in content:
                _check_entry(name, section, entry)


def _nearest_sections(misspelt: str) -> str:
    """What to write instead; all sections are too many to find one's own among."""
    from difflib import get_close_matches

    known = [*_ENTRIES, *_WORDS]
    near = get_close_matches(misspelt, known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"sections are {', '.join(known)}"


def _check_words(name: str, section: str, content: Any) -> None:
    key = _WORDS[section]
    if not isinstance(content, dict) or not _is_texts(content.get(key)):
        raise RuleError(f"{name}: [{section}] must have `{key}`, a list of texts")


def _check_entry(name: str, section: str, entry: dict[str, Any]) -> None:
    for required in _ENTRIES[section]:
        if not isinstance(entry.get(required), str):
            called = f" {entry['name']!r}" if isinstance(entry.get("name"), str) else ""
            raise RuleError(f"{name}: the entry{called} of [[{section}]] has no `{required}`; add one")
    for key, required_list in _LISTS.get(section, ()):
        if (required_list or key in entry) and not _is_texts(entry.get(key)):
            raise RuleError(f"{name}, entry {entry['name']!r}: `{key}` must be a list of texts")
        if required_list and not all(entry[key] or [""]):
            raise RuleError(f"{name}, entry {entry['name']!r}: `{key}` must hold texts that are not empty")
    if section == "phrases" and not (type(entry.get("longest", 1)) is int and entry.get("longest", 1) > 0):
        raise RuleError(f"{name}, entry {entry['name']!r}: `longest` must be a number of characters")
    if section == "structures" and not isinstance(entry.get("in_sentences", False), bool):
        raise RuleError(f"{name}, entry {entry['name']!r}: `in_sentences` must be true or false")
    for key, allowed in _CHOICES.get(section, ()):
        if key in entry and entry[key] not in allowed:
            raise RuleError(f"{name}, entry {entry['name']!r}: `{key}` must be one of {', '.join(allowed)}")


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
