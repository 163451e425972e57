"""Every rule says why it is there, and does what its examples say."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from markdown_cases import FIXTURES, read_cases
from real_articles import needs_corpus, real_articles

from pipeline import CleanArticle, CleaningConfig, clean_article
from pipeline.markup.urls import host_of, strip_tracking, unwrap_redirect
from pipeline.rules.load import BUILT_IN, RuleError, load_rules
from pipeline.stripping.addresses.link_kinds import link_kind
from pipeline.stripping.source.furniture import furniture_of
from pipeline.stripping.text_forms import phrase_form

RULE_FILES = sorted(
    entry.name for entry in resources.files("pipeline.rules").iterdir() if entry.name.endswith(".toml")
)
WITHOUT_ENTRIES = {"headings.toml", "languages.toml"}
"""Word lists: their words are tested by what is made of headings and texts."""
PIPELINE = Path(__file__).parents[2] / "pipeline"
FOLDERS = Path(__file__).parents[2] / "data" / "raw", Path(__file__).parents[1] / "negative" / "articles"
SHARED = Path(__file__).parents[3] / "shared"


def tables(name: str) -> dict[str, list[dict[str, Any]]]:
    text = resources.files("pipeline.rules").joinpath(name).read_text(encoding="utf-8")
    return {key: value for key, value in tomllib.loads(text).items() if isinstance(value, list)}


def entries(kind: str) -> list[object]:
    return [
        pytest.param(entry, id=entry["name"]) for name in RULE_FILES for entry in tables(name).get(kind, [])
    ]


ALL = [
    pytest.param(entry, id=f"{name}:{entry.get('name')}")
    for name in RULE_FILES
    if name not in WITHOUT_ENTRIES
    for group in tables(name).values()
    for entry in group
]


def test_all_rule_files_are_read() -> None:
    read_elsewhere = {"titles.toml", "urls.toml", "languages.toml"}
    assert set(RULE_FILES) == {*BUILT_IN, *read_elsewhere}


@pytest.mark.parametrize("entry", ALL)
def test_a_rule_says_why_and_shows_it(entry: dict[str, Any]) -> None:
    for field in ("name", "reason", "example", "negative"):
        assert isinstance(entry.get(field), str), f"no {field}"
        assert entry[field].strip(), f"empty {field}"
    assert entry["example"] != entry["negative"]


def test_a_section_of_heading_words_says_why_and_shows_it() -> None:
    text = resources.files("pipeline.rules").joinpath("headings.toml").read_text(encoding="utf-8")
    for name, section in tomllib.loads(text).items():
        assert all(section.get(field, "").strip() for field in ("reason", "example", "negative")), name
        assert section["example"] != section["negative"]


def test_names_are_unique() -> None:
    """A name in a ledger leads to one rule. What cuts by several ways has one entry per use."""
    names = Counter((info.name, info.use) for info in load_rules().info)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("entry", entries("hosts"))
def test_host_rule(entry: dict[str, Any]) -> None:
    rules = load_rules()
    found = rules.host_rule(host_of(entry["example"]))
    assert found is not None
    assert (found.name, found.kind) == (entry["name"], entry["kind"])
    other = rules.host_rule(host_of(entry["negative"]))
    assert other is None or other.name != entry["name"]


def test_a_host_stands_in_one_rule() -> None:
    hosts = Counter(host for entry in tables("hosts.toml")["hosts"] for host in entry.get("hosts", []))
    assert [host for host, count in hosts.items() if count > 1] == []


@pytest.mark.parametrize("entry", entries("patterns"))
def test_link_pattern(entry: dict[str, Any]) -> None:
    rules = load_rules()
    assert link_kind(entry["example"], rules).rule == entry["name"]
    assert link_kind(entry["negative"], rules).use == "plain"


@pytest.mark.parametrize("entry", entries("phrases"))
def test_phrase(entry: dict[str, Any]) -> None:
    rules = load_rules()
    assert rules.phrase(entry["use"], phrase_form(entry["example"])) == entry["name"]
    assert rules.phrase(entry["use"], phrase_form(entry["negative"])) is None


@pytest.mark.parametrize("entry", entries("tracking_parameters"))
def test_tracking_parameters(entry: dict[str, Any]) -> None:
    assert len(strip_tracking(entry["example"])) < len(entry["example"])
    assert strip_tracking(entry["negative"]) == entry["negative"]


@pytest.mark.parametrize("entry", entries("redirectors"))
def test_redirector(entry: dict[str, Any]) -> None:
    target = unwrap_redirect(entry["example"])
    assert target is not None
    assert host_of(target).endswith(("example.com", "example.org"))
    assert unwrap_redirect(entry["negative"]) is None


@pytest.mark.parametrize("entry", entries("structures"))
def test_a_structure_rule_is_one_of_the_code(entry: dict[str, Any]) -> None:
    """What is found by structure is found by code; an entry whose name no code writes explains nothing, unless it
    says by which classes or lines it is told."""
    if "classes" in entry or "lines" in entry:
        return
    code = "\n".join(path.read_text() for path in PIPELINE.rglob("*.py"))
    written = {f'"{entry["name"]}"', 'f"html_{name}"' if entry["name"].startswith("html_") else ""}
    assert any(name and name in code for name in written)


@pytest.mark.parametrize("entry", [case for case in entries("structures") if "classes" in case.values[0]])
def test_a_part_of_the_page_is_told_by_its_class(entry: dict[str, Any]) -> None:
    def found(html: str) -> str | None:
        part = furniture_of(html, load_rules().parts)
        return part.name if part is not None else None

    assert found(entry["example"]) == entry["name"]
    assert found(entry["negative"]) is None


def fired(*folders: Path) -> Iterator[tuple[str, str]]:
    """Rules in the ledgers of some articles, each with an article that shows it."""
    for folder in folders:
        for path in sorted(folder.rglob("*.*")):
            if path.suffix in (".md", ".txt"):
                yield from ledger(path.read_bytes(), path.name)


def ledger(source: bytes, name: str) -> Iterator[tuple[str, str]]:
    result = clean_article(source, path=name)
    if isinstance(result, CleanArticle):
        yield from ((removal.rule, name) for removal in result.removals)


def assert_explained(rules: dict[str, str]) -> None:
    known = {info.name for info in load_rules().info}
    assert {name: article for name, article in rules.items() if name not in known} == {}


def test_every_rule_of_a_ledger_is_explained() -> None:
    assert_explained(dict(fired(*FOLDERS)))


@pytest.mark.corpus
@pytest.mark.skipif(not SHARED.exists(), reason="the labelled articles are not here")
def test_every_rule_of_labelled_ledgers_is_explained() -> None:
    assert_explained(dict(fired(SHARED / "gold" / "articles", SHARED / "seed")))


@pytest.mark.corpus
@needs_corpus
def test_every_rule_of_real_ledgers_is_explained() -> None:
    assert_explained(dict(rule for name, source in real_articles() for rule in ledger(source, name)))


LABELS = {
    "wiki_label",
    "language_name",
    "answer_words",
    "page_foot",
    "pager_label",
    "plain_tags",
    "account_link",
    "author_label",
    "foot_column",
    "cancel_reply",
    "widget_label",
    "related_label",
    "reference_label",
    "related_lead",
    "contents_label",
    "home_link",
    "footer_link",
    "vendor_box",
}
NOT_IN_LEDGERS = {*LABELS, "call_to_action_tail", "video", "share"}
"""Uses of rules that help others decide, or that say what is content."""
TOO_LARGE_FOR_A_CASE = {"oversized_url"}


def test_a_case_shows_each_rule_at_work() -> None:
    shown = {
        line.split()[-1]
        for path in FIXTURES.glob("*.md")
        for case in read_cases(path)
        for line in case.expected.split("\n")
        if re.match(r"- \d+-\d+ |dropped: ", line)
    }
    written = {info.name for info in load_rules().info if info.use not in NOT_IN_LEDGERS}
    assert written - shown == TOO_LARGE_FOR_A_CASE
    assert shown - written == set()


BROKEN = {
    "no TOML": "[[hosts]\nname = 1",
    "no reason": '[[hosts]]\nname = "mine"\nkind = "ad"\nexample = "a"\nnegative = "b"\nhosts = ["ads.example"]',
    "no name": '[[phrases]]\nreason = "r"\nexample = "a"\nnegative = "b"',
    "unknown kind": '[[hosts]]\nname = "mine"\nkind = "spam"\nreason = "r"\nexample = "a"\nnegative = "b"',
    "no kind": '[[hosts]]\nname = "mine"\nreason = "r"\nexample = "a"\nnegative = "b"',
    "bad expression": '[[patterns]]\nname = "mine"\nkind = "share"\npattern = "(("\nreason = "r"\nexample = "a"\nnegative = "b"',
    "no pattern": '[[patterns]]\nname = "mine"\nkind = "share"\nreason = "r"\nexample = "a"\nnegative = "b"',
    "no use": '[[phrases]]\nname = "mine"\nvalues = ["a"]\nreason = "r"\nexample = "a"\nnegative = "b"',
    "no values": '[[phrases]]\nname = "mine"\nuse = "boilerplate"\nreason = "r"\nexample = "a"\nnegative = "b"',
    "values are text": '[[phrases]]\nname = "mine"\nuse = "boilerplate"\nvalues = "ab"\nreason = "r"\nexample = "a"\nnegative = "b"',
    "value is a number": '[[phrases]]\nname = "mine"\nuse = "boilerplate"\nvalues = [1]\nreason = "r"\nexample = "a"\nnegative = "b"',
    "unknown match": '[[phrases]]\nname = "mine"\nuse = "boilerplate"\nmatch = "end"\nvalues = ["a"]\nreason = "r"\nexample = "a"\nnegative = "b"',
    "hosts are text": '[[hosts]]\nname = "mine"\nkind = "ad"\nhosts = "ads.example"\nreason = "r"\nexample = "a"\nnegative = "b"',
    "table, not list": '[hosts]\nname = "mine"',
    "misspelt section": '[[host]]\nname = "mine"\nkind = "ad"\nhosts = ["ads.example"]\nreason = "r"\nexample = "a"\nnegative = "b"',
    "unknown category": '[[structures]]\nname = "mine"\nuse = "spam"\nlines = ["a"]\nreason = "r"\nexample = "a"\nnegative = "b"',
    "bad class": '[[structures]]\nname = "mine"\nuse = "ad"\nclasses = ["(("]\nreason = "r"\nexample = "a"\nnegative = "b"',
    "bad slot": '[[structures]]\nname = "mine"\nuse = "ad"\nslots = ["(("]\nreason = "r"\nexample = "a"\nnegative = "b"',
    "slot of anything": '[[structures]]\nname = "mine"\nuse = "ad"\nslots = [".*"]\nreason = "r"\nexample = "a"\nnegative = "b"',
    "in sentences, or what": '[[structures]]\nname = "mine"\nuse = "ad"\nin_sentences = "yes"\nreason = "r"\nexample = "a"\nnegative = "b"',
    "words are a number": "[labels]\nvalues = 3",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_rule_file_is_told_in_one_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(RuleError) as raised:
        load_rules(CleaningConfig(rule_files=(str(path),)))
    message = str(raised.value)
    assert "mine.toml" in message
    assert "\n" not in message
    assert 20 < len(message) < 400


def test_a_missing_rule_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"cannot read the rule file .*gone\.toml"):
        load_rules(CleaningConfig(rule_files=(str(tmp_path / "gone.toml"),)))


def test_a_rule_of_ones_own_works(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[[hosts]]\nname = "my_ads"\nkind = "ad"\nhosts = ["ads.my.example"]\n'
        'reason = "our own network"\nexample = "https://ads.my.example/1"\nnegative = "https://my.example/"\n'
        '[[phrases]]\nname = "my_words"\nuse = "boilerplate"\nvalues = ["print me"]\n'
        'reason = "our print button"\nexample = "Print me"\nnegative = "Print me a page."\n'
    )
    source = (
        'Wipe the fan.\n\n<iframe src="https://ads.my.example/1"></iframe>\n\nPrint me\n\nClose the case.\n'
    )
    result = clean_article(source, config=CleaningConfig(rule_files=(str(path),)))
    assert isinstance(result, CleanArticle)
    assert result.article.body_markdown == "Wipe the fan.\n\nClose the case."
    assert [removal.rule for removal in result.removals] == ["my_ads", "my_words"]


def test_classes_and_lines_of_ones_own_work(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        """
        [[structures]]
        name = "kettle_box"
        use = "boilerplate"
        classes = ["kettle-(?:club|card)"]
        lines = ["from the kettle club"]
        reason = "the club of one site"
        example = "<div class='kettle-club'>Join</div>"
        negative = "<div class='kettle'>Fill it.</div>"
        """
    )
    source = b"""Fill the kettle.\n\n<div class="kettle_club big">Join us</div>\n\n**From the kettle club**
\n<div class="kettle">Boil it.</div>\n\nThe kettle club likes tea.\n"""
    result = clean_article(source, "tea.md", CleaningConfig(rule_files=(str(mine),)))
    assert isinstance(result, CleanArticle)
    assert result.article.body_markdown == "Fill the kettle.\n\nBoil it.\n\nThe kettle club likes tea."
    assert [item.start_line for item in result.removals if item.rule == "kettle_box"] == [3, 5]


def test_slots_and_parts_of_sentences_of_ones_own_work(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        """
        [[structures]]
        name = "kettle_note"
        use = "boilerplate"
        classes = ["kettle-note"]
        in_sentences = true
        reason = "the original of each sentence on one site"
        example = "<span class='kettle-note'>Fill it.</span>"
        negative = "<span class='kettle'>Fill it.</span>"

        [[structures]]
        name = "kettle_ads"
        use = "ad"
        slots = ["kettlesense"]
        reason = "where one network puts its ads"
        example = "<div class='kettlesense-top'></div>"
        negative = "<div class='kettlesenses'></div>"
        """
    )
    source = b"""Fill <span class="kettle-note">Remplir</span> the <span class="kettle">kettle</span>.\n
<div class="big kettlesense_1">Buy tea</div>\n\n<div class="kettlesenses">Boil it.</div>\n"""
    result = clean_article(source, "tea.md", CleaningConfig(rule_files=(str(mine),)))
    assert isinstance(result, CleanArticle)
    assert result.article.body_text == "Fill the kettle.\nBoil it."
    assert [(item.start_line, item.rule) for item in result.removals if item.rule != "html_wrapper"] == [
        (1, "kettle_note"),
        (3, "ad_slot"),
    ]


def test_host_lists_in_easylist_syntax(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text(
        "[Adblock Plus 2.0]\n! own list\n||ads.one.example^\n||ads.two.example^$third-party\n"
        "||pages.example^$domain=shop.example\n/banner/*\nexample.com##.ad\n@@||ads.two.example^\n"
        "0.0.0.0 ads.three.example\n"
    )
    rules = load_rules(CleaningConfig(host_lists=(str(path),)))
    for host, name in {
        "ads.one.example": "host_list:list.txt",
        "cdn.ads.one.example": "host_list:list.txt",
        "ads.two.example": None,
        "ads.three.example": "host_list:list.txt",
        "pages.example": None,
    }.items():
        found = rules.host_rule(host)
        assert (found.name if found else None) == name, host


def test_the_same_rules_have_the_same_fingerprint(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("||ads.one.example^\n")
    config = CleaningConfig(host_lists=(str(path),))
    assert load_rules(config).fingerprint != load_rules().fingerprint
    assert load_rules(CleaningConfig(host_lists=(str(path),))).fingerprint == load_rules(config).fingerprint
