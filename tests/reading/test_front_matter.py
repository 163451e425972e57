"""Text → metadata and the line where the body starts."""

from __future__ import annotations

from typing import Any

import frontmatter
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import Limits
from pipeline.reading.front_matter import FrontMatter, split_front_matter
from pipeline.reading.rejected import Rejected

LIMITS = Limits()
NONE = FrontMatter({}, 0, 0, 1, ())
steady = settings(deadline=None, derandomize=True)

WELL_FORMED = {
    "YAML": (
        "---\ntitle: Fix it\ndraft: false\nversion: 1.10\ntags:\n  - a\n  - b: c\nempty:\n---\nbody\n",
        {"title": "Fix it", "draft": "false", "version": "1.10", "tags": ["a", {"b": "c"}], "empty": None},
        (1, 9),
    ),
    "YAML number as title": ("---\ntitle: 87\n---\n", {"title": "87"}, (1, 3)),
    "YAML quotes inside quotes": (
        '---\ntitle: "\\"[New] Fix\\" it"\n---\n',
        {"title": '"[New] Fix" it'},
        (1, 3),
    ),
    "YAML closed by dots": ("---\ntitle: x\n...\nbody", {"title": "x"}, (1, 3)),
    "YAML longer dashes, spaces": ("----  \ntitle: x\n-----\t\nbody", {"title": "x"}, (1, 3)),
    "YAML block scalars": (
        "---\na: >\n  one\n  two\n\n  three\nb: |\n  --- \n  x: y\n---\n",
        {"a": "one two\nthree\n", "b": "--- \nx: y\n"},
        (1, 10),
    ),
    "YAML comment after a blank line": (
        "---\ntitle: x\n\n# For search engines\ndescription: y\n---\n",
        {"title": "x", "description": "y"},
        (1, 6),
    ),
    "YAML behind blank lines": ("\n \n---\ntitle: x\n---\nbody", {"title": "x"}, (3, 5)),
    "YAML keys that python-frontmatter's load stumbles over": (
        "---\ncontent: a\nhandler: b\n1: c\n---\n",
        {"content": "a", "handler": "b", "1": "c"},
        (1, 5),
    ),
    "YAML without entries": ("---\n---\nbody", {}, (1, 2)),
    "YAML with a rule in the body": ("---\ntitle: x\n---\na\n\n---\nb: c\n---\n", {"title": "x"}, (1, 3)),
    "TOML": (
        "+++\ntitle = 'x'\ndate = 2024-01-02T03:04:05Z\nweight = 10\nversion = 1.10\n[m]\nok = true\n+++\n",
        {"title": "x", "date": "2024-01-02T03:04:05+00:00", "weight": 10, "version": "1.10"}
        | {"m": {"ok": True}},
        (1, 8),
    ),
    "JSON": (
        '{\n  "title": "x",\n  "weight": 10, "version": 1.10, "n": null\n}\n\nbody\n',
        {"title": "x", "weight": 10, "version": "1.10", "n": None},
        (1, 4),
    ),
    "behind comments": (
        "<!-- made by a program -->\n\n<!--\nby hand -->\n---\ntitle: x\n---\nbody",
        {"title": "x"},
        (1, 7),
    ),
    "the page's own below that of the program that fetched it": (
        "---\nurl: https://fans.example\ntitle: x\n---\n\n---\ntitle: y\nauthor: Ola\n---\nbody",
        {"url": "https://fans.example", "title": "x", "author": "Ola"},
        (1, 9),
    ),
    "a list between rules below": (
        "---\ntitle: x\n---\n\n---\nNote: Wait.\nStep: Oil it.\n---\nbody",
        {"title": "x"},
        (1, 3),
    ),
    "JSON between semicolons": (';;;\n{"title": "x"}\n;;;\nbody', {"title": "x"}, (1, 3)),
    "JSON between semicolons, no braces": (
        ';;;\n"title": "x",\n"n": 3\n;;;\n',
        {"title": "x", "n": 3},
        (1, 4),
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WELL_FORMED.values(), ids=WELL_FORMED.keys())
def test_well_formed(case: tuple[str, dict[str, Any], tuple[int, int]]) -> None:
    text, metadata, (first, last) = case
    assert split_front_matter(text, LIMITS) == FrontMatter(metadata, first, last, last + 1, ())
    assert list(split_front_matter(text, LIMITS).metadata) == list(metadata), "keys in the order written"


BROKEN = {
    "text after a closing quote": (
        "title: 'The Outer Shore' – A Guide",
        "title",
        "'The Outer Shore' – A Guide",
    ),
    "doubled quotes": ("title: ''Acme AG''' – A Bank", "title", "''Acme AG''' – A Bank"),
    "unquoted colon": ("title: Error 0x80: how to fix it", "title", "Error 0x80: how to fix it"),
    "quote inside quotes": ('title: "He said "no" to me"', "title", 'He said "no" to me'),
    "apostrophe inside quotes": ("title: 'It's fine'", "title", "It's fine"),
    "quote never closed": ('title: "Fix it now', "title", "Fix it now"),
    "two quoted parts": ('title: "Foo" and "Bar"', "title", '"Foo" and "Bar"'),
    "bracket": ("title: [Updated] How to fix", "title", "[Updated] How to fix"),
    "bad escape": ('path: "C:\\Windows\\me"', "path", "C:\\Windows\\me"),
    "at sign": ("author: @someone", "author", "@someone"),
    "percent": ("title: %temp% is full", "title", "%temp% is full"),
    "backquote": ("title: `sfc` explained", "title", "`sfc` explained"),
    "asterisks": ("title: *Really* fix it", "title", "*Really* fix it"),
    "lone alias": ("title: *Really", "title", "*Really"),
    "ampersand": ("title: &quot;Fix&quot; it", "title", "&quot;Fix&quot; it"),
    "anchor on a text": ("title: &Co is down", "title", "&Co is down"),
    "exclamation mark": ("title: !Important news", "title", "!Important news"),
    "hash sign": ("title: Meet the #1 tool", "title", "Meet the #1 tool"),
    "no space after the colon": ("title:Fix it", "title", "Fix it"),
    "tab indentation": ("tags:\n\t- a\n\t- b", "tags", ["a", "b"]),
    "broken list item": ("tags:\n  - 'a' b\n  - c: d: e", "tags", ["'a' b", "c: d: e"]),
    "line without key": ("description: one\ntwo", "description", "one two"),
}


@pytest.mark.parametrize(("entry", "key", "value"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_entry_is_repaired_and_its_neighbours_are_sound(entry: str, key: str, value: Any) -> None:
    text = f"---\nlayout: post\n{entry}\ncategories:\n  - tips\ndate: 2024-02-30\n---\nbody\n"
    found = split_front_matter(text, LIMITS)
    assert found.metadata == {"layout": "post", key: value, "categories": ["tips"], "date": "2024-02-30"}
    assert found.warnings == ("front_matter_repaired",)
    assert text.split("\n")[found.body_line - 1] == "body"


@pytest.mark.parametrize(
    ("text", "metadata"),
    [
        ('+++\ntitle = He said "no"\ntags = ["a"]\n+++\nbody', {"title": 'He said "no"', "tags": ["a"]}),
        ('{\n  \'title\': "x",\n  tags: ["a",],\n}\nbody', {"title": "x", "tags": ["a"]}),
        (
            '{\n  "title": "He said "no" to me",\n  "tags": ["a", "b"]\n}\nbody',
            {"title": 'He said "no" to me', "tags": ["a", "b"]},
        ),
    ],
    ids=["TOML", "JSON like YAML", "JSON"],
)
def test_broken_toml_and_json(text: str, metadata: dict[str, Any]) -> None:
    found = split_front_matter(text, LIMITS)
    assert (found.metadata, found.warnings) == (metadata, ("front_matter_repaired",))
    assert text.split("\n")[found.body_line - 1] == "body"


@pytest.mark.parametrize(
    "body",
    [
        "# How to fix it\n\nProse: with a colon.\n",
        "\n# How to fix it\n\nProse: with a colon.\n\n---\n\nmore\n",
        "\nProse without any mark.\n\n---\n\nSummary: all is well.\n",
        "\n- a list\n- of things\n\n---\n",
        "\n# Heading\n\nText: here\n\n---\n\nmore",
        "<div>html</div>\n",
        "",
    ],
)
def test_unclosed_block_ends_where_its_entries_end(body: str) -> None:
    text = "---\ntitle: Fix it\ntags:\n  - a\n" + body
    found = split_front_matter(text, LIMITS)
    assert found.metadata == {"title": "Fix it", "tags": ["a"]}
    assert (found.first_line, found.last_line, found.body_line) == (1, 4, 5)
    assert found.warnings == ("front_matter_repaired",)


def test_yaml_without_its_opening_delimiter() -> None:
    found = split_front_matter("\ntitle: Fix it\ntags:\n  - a\n---\nbody\n", LIMITS)
    assert found == FrontMatter({"title": "Fix it", "tags": ["a"]}, 2, 5, 6, ("front_matter_repaired",))


def test_what_makes_no_sense_is_passed_over_with_a_warning() -> None:
    found = split_front_matter("---\ntitle: Fix it\n? {a: b}\n: c\ndate: [2024\n---\nbody", LIMITS)
    assert found.metadata["title"].startswith("Fix it")
    assert found.metadata["date"] == "[2024"
    assert found.body_line == 7


def test_repeated_keys_give_the_last_value_that_is_not_empty() -> None:
    found = split_front_matter("---\ntitle: x\ntitle: y\ntitle:\n---\n", LIMITS)
    assert (found.metadata, found.warnings) == ({"title": "y"}, ("front_matter_duplicate_key",))


@pytest.mark.parametrize(
    "text",
    [
        "# No front matter\n",
        "---\n\nA thematic break opens this article.\n\n---\n\nMore.\n",
        "---\nJust a line\n---\n",
        "---\nNote that: this is prose\n---\n",
        "---\n- a\n- b\n---\n",
        "---\n",
        "---",
        "--- title ---\nfoo: bar\n---\n",
        "{% include head.html %}\ntitle: x\n",
        "{{< figure >}}\n",
        "{\n  not json\n}\n",
        "+++\nnot toml\n+++\n",
        "- - -\ntitle: x\n---\n",
        "text\n---\ntitle: x\n---\n",
        "title: a heading of prose\nthat goes on\n\nMore prose.\n\n---\n",
        "title: no end\n\nMore prose.\n",
        "```\n---\ntitle: x\n---\n```\n",
    ],
)
def test_what_is_not_front_matter_is_body(text: str) -> None:
    assert split_front_matter(text, LIMITS) == NONE


BOMB = "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9) if i else 'lol'}]\n" for i in range(9))


@pytest.mark.parametrize(
    ("block", "line"),
    [
        pytest.param(BOMB, 2, id="alias bomb"),
        pytest.param("title: x\na: &a {b: *a}\n", 3, id="recursive map"),
        pytest.param("&a [*a]\n", 2, id="recursive list"),
        pytest.param("base: &b {x: 1}\nc:\n  <<: *b\n", 2, id="merge key"),
        pytest.param("x: !!python/object/apply:os.system ['true']\n", 2, id="Python call"),
        pytest.param("a: 1\nx: !!python/name:os.system\n", 3, id="Python name"),
        pytest.param("title: x\na: " + "[" * 9 + "]" * 9 + "\n", 3, id="deep"),
        pytest.param("title: x\na: " + "[" * 20_000 + "\n", 3, id="very deep, unclosed"),
        pytest.param("tags: [" + "a," * 2_100 + "a]\n", 2, id="many entries"),
        pytest.param("title: x\n" + "k: v\n" * 20_000, 1, id="large"),
    ],
)
def test_hostile_yaml_is_rejected(block: str, line: int) -> None:
    with pytest.raises(Rejected) as caught:
        split_front_matter(f"---\n{block}---\nbody", LIMITS)
    assert (caught.value.stage, caught.value.error, caught.value.line) == (
        "front_matter",
        "front_matter",
        line,
    )


@pytest.mark.parametrize(
    "text",
    [
        "+++\na = " + "[" * 5_000 + "]" * 5_000 + "\n+++\n",
        "+++\n[" + "]\n[".join(["a.b.c.d.e.f.g.h.i"]) + "]\nx = {y = 1}\n+++\n",
        '{"a": ' + "[" * 20_000 + "]" * 20_000 + "}\n",
        '{"a": ' + '{"a":' * 20 + "1" + "}" * 20 + "}\n",
    ],
)
def test_hostile_toml_and_json_is_rejected(text: str) -> None:
    with pytest.raises(Rejected) as caught:
        split_front_matter(text, LIMITS)
    assert caught.value.error == "front_matter"


def test_toml_keys_of_many_parts_are_not_parsed() -> None:
    chain = ".".join(["a"] * 30_000)
    found = split_front_matter(f"+++\ntitle = 'x'\n{chain} = 1\n+++\n", LIMITS)
    assert found.metadata["title"] == "x"
    assert found.warnings == ("front_matter_repaired",)


@pytest.mark.parametrize("number", ["1" * 5_000, "0x" + "f" * 5_000, "-" + "9" * 4_000])
def test_huge_numbers_stay_text(number: str) -> None:
    assert split_front_matter(f"---\nn: {number}\n---\n", LIMITS).metadata == {"n": number}
    found = split_front_matter(f"+++\nn = {number}\n+++\n", LIMITS)
    assert isinstance(found.metadata["n"], str)


_plain = st.from_regex(r"[A-Za-z][A-Za-z0-9 ]{0,10}[a-z]", fullmatch=True)
_values = st.recursive(_plain, lambda inner: st.lists(inner, min_size=1, max_size=3), max_leaves=5)


@steady
@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), _values, min_size=1, max_size=5))
def test_agrees_with_python_frontmatter_on_what_it_writes(metadata: dict[str, Any]) -> None:
    text = frontmatter.dumps(frontmatter.Post("body", None, **{f"k_{k}": v for k, v in metadata.items()}))
    found = split_front_matter(text, LIMITS)
    as_text = {f"k_{key}": value for key, value in metadata.items()}
    assert found.metadata == as_text
    assert found.warnings == ()
    assert "\n".join(text.split("\n")[found.body_line - 1 :]).strip() == "body"


_lines = st.sampled_from(
    ["---", "+++", ";;;", "{", "}", "title: x", "title = 'x'", '"title": "x",', "tags: [a", "- a", "  - b",
     "", "# h", "text", "a: b: c", "date: '2", "\tx: y", "x: &a [1]", "y: *a", "...", "key: |", "  indented"]
)  # fmt: skip


@steady
@given(st.lists(_lines, max_size=12))
def test_any_lines_give_a_block_within_the_text(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        found = split_front_matter(text, LIMITS)
    except Rejected as rejected:
        assert rejected.line is not None
        assert 1 <= rejected.line <= len(lines)
        return
    if found.first_line == 0:
        assert found == NONE
    else:
        assert 1 <= found.first_line <= found.last_line <= len(lines)
        assert found.body_line == found.last_line + 1
        assert lines[found.first_line - 1][:1] in "-+;{"


def test_the_header_of_a_reading_service() -> None:
    """Jina's reader puts plain lines above a page; the page's own text may begin right below the last of them."""
    header = "Title: Oil the fan: a guide\n\nURL Source: https://fans.example/oil\n\nPublished Time: 2024-05-02\n\n"
    found = split_front_matter(header + "Markdown Content:\nTake a drop.\n", LIMITS)
    assert found.metadata == {
        "Title": "Oil the fan: a guide",
        "URL Source": "https://fans.example/oil",
        "Published Time": "2024-05-02",
    }
    assert (found.first_line, found.last_line, found.body_line) == (1, 7, 8)


@pytest.mark.parametrize(
    "text",
    [
        "Title: Oil the fan\n\nTake a drop.\n",
        "Title: Oil the fan\n\nURL Source: https://fans.example/oil\n\nTake a drop.\n\nMarkdown Content:\n",
        "Title: Oil the fan\n\nURL Source: https://fans.example/oil\n" + "\n" * 30 + "Markdown Content:\n",
    ],
)
def test_no_header_of_a_reading_service(text: str) -> None:
    assert split_front_matter(text, LIMITS) == NONE


def test_front_matter_between_the_marks_of_code_is_read() -> None:
    """As language models write it; a block with anything else in it is an example."""
    found = split_front_matter("```yaml\n---\ntitle: x\ndate: 2024-01-02\n---\n```\n\nbody\n", LIMITS)
    assert (found.metadata, found.last_line, found.body_line) == ({"title": "x", "date": "2024-01-02"}, 6, 7)
    bare = split_front_matter("```yaml\ntitle: x\ndate: 2024-01-02\n```\nbody\n", LIMITS)
    assert (bare.metadata, bare.last_line) == ({"title": "x", "date": "2024-01-02"}, 4)
    for block in (
        "---\ntitle: x\n---",
        "services:\n  title: x\nversion: 3",
        "---\ntitle: x\na: b\n---\n\n# Oil it",
    ):
        assert split_front_matter(f"```yaml\n{block}\n```\nbody\n", LIMITS) == NONE
