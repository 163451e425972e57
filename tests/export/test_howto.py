"""Articles as schema.org HowTo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from pipeline import CleanArticle, clean_article
from pipeline.export.howto import howto_jsonld
from pipeline.export.tools import named_tools

from .articles import LABELLED, SAMPLE_PATHS, SAMPLES, clean_file, labelled

HERE = Path(__file__).parent
VALIDATOR = jsonschema.Draft202012Validator(json.loads((HERE / "howto.schema.json").read_text()))
VOCABULARY = json.loads((HERE / "vocabulary.json").read_text())
SUPERTYPES, PROPERTIES = VOCABULARY["supertypes"], VOCABULARY["properties"]

SOURCE = """\
---
title: "[New] The fan is loud | Dr.fone"
date: 2024-05-01
tags: [fan, noise]
thumbnail: https://img.mend.example/fan.jpg
---

A loud fan is a dusty fan.

![the fan](https://img.mend.example/first.jpg)

## What you will need

* a small screwdriver
* compressed air

## Method 1: Clean it

Switch the computer off first.

1. Open the case.
   1. Loosen two screws.
   2. Lift the lid.
2. Blow the dust out.

   ![dust](https://img.mend.example/dust.jpg)

## Method 2: Change its settings

### Option 1: In Windows

Open **Settings > System > Power** and choose **Quiet**.

### Option 2: In the firmware

1. Press F2 while the computer starts.
"""


def howto(source: str = SOURCE) -> dict[str, Any]:
    result = clean_article(source, "fan.md")
    assert isinstance(result, CleanArticle)
    document = howto_jsonld(result)
    assert document is not None
    return document


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every typed node of a document."""
    if isinstance(value, list):
        for item in value:
            yield from nodes(item)
    elif isinstance(value, dict):
        yield value
        for item in value.values():
            yield from nodes(item)


def types_of(name: str) -> set[str]:
    """A type with all its supertypes."""
    return {name}.union(*(types_of(parent) for parent in SUPERTYPES[name]))


def fits(value: Any, kind: str) -> bool:
    """Whether a value is of a type that a property expects."""
    if isinstance(value, dict):
        return kind in types_of(value["@type"])
    if kind == "Integer":
        return isinstance(value, int)
    return isinstance(value, str) and (kind != "URL" or value.startswith(("https://", "http://")))


def faults(document: dict[str, Any]) -> list[str]:
    """What schema.org or the JSON Schema would say against a document."""
    found = [error.message for error in VALIDATOR.iter_errors(document)]
    for node in nodes(document):
        own = types_of(node["@type"])
        for name, value in node.items():
            if name.startswith("@"):
                continue
            if not own & set(PROPERTIES[name]["domain"]):
                found.append(f"{name} is no property of {node['@type']}")
            found += [
                f"{name} of {node['@type']} cannot be {item!r:.80}"
                for item in (value if isinstance(value, list) else [value])
                if not any(fits(item, kind) for kind in PROPERTIES[name]["range"])
            ]
    return found


def test_an_article_as_a_whole() -> None:
    document = howto()
    assert faults(document) == []
    assert document["name"] == "The fan is loud"
    assert document["keywords"] == ["fan", "noise"]
    assert document["datePublished"] == "2024-05-01T00:00:00Z"
    assert [image["contentUrl"][-9:] for image in document["image"]] == ["e/fan.jpg", "first.jpg"]
    assert [tool["name"] for tool in document["tool"]] == ["a small screwdriver", "compressed air"]


def test_fixes_are_sections_and_items_are_steps() -> None:
    first, second = howto()["step"]
    assert (first["position"], first["name"]) == (1, "Clean it")
    assert first["description"] == "Switch the computer off first."
    assert [step["text"] for step in first["itemListElement"]] == ["Open the case.", "Blow the dust out."]
    assert first["itemListElement"][1]["image"][0]["caption"] == "dust"
    directions = first["itemListElement"][0]["itemListElement"]
    assert [(step["@type"], step["position"], step["text"]) for step in directions] == [
        ("HowToDirection", 1, "Loosen two screws."),
        ("HowToDirection", 2, "Lift the lid."),
    ]
    assert [(part["@type"], part["name"]) for part in second["itemListElement"]] == [
        ("HowToSection", "In Windows"),
        ("HowToSection", "In the firmware"),
    ]


def test_a_fix_without_items_is_one_step() -> None:
    (step,) = howto()["step"][1]["itemListElement"][0]["itemListElement"]
    assert step == {
        "@type": "HowToStep",
        "position": 1,
        "text": "Open Settings > System > Power and choose Quiet.",
    }


def test_an_article_without_fixes_is_no_howto() -> None:
    result = clean_article("# What a fan does\n\nIt moves air through the case.\n", "fan.md")
    assert isinstance(result, CleanArticle)
    assert howto_jsonld(result) is None


@pytest.mark.parametrize(
    "announcement", ["### What You'll Need:", "**Tools needed**", "You will need:", "## Was Sie brauchen"]
)
def test_tools_are_named_by_a_list_that_says_so(announcement: str) -> None:
    markdown = (
        f"Text.\n\n{announcement}\n\n* a **cloth**;\n* [water](https://a.example/)\n\nText.\n\n* no tool\n"
    )
    assert named_tools(markdown) == ["a cloth", "water"]


def test_other_lists_name_no_tools() -> None:
    assert named_tools("## Tools of the trade compared\n\n* this one\n\n## Steps\n\n* Press it.\n") == []


@pytest.mark.parametrize("path", SAMPLE_PATHS)
def test_the_samples_are_valid(path: str) -> None:
    item = clean_file(SAMPLES, path)
    document = None if item is None else howto_jsonld(item)
    assert document is None or faults(document) == []


@pytest.mark.corpus
@pytest.mark.skipif(not LABELLED.is_dir(), reason="the labelled articles are not here")
def test_the_labelled_articles_are_valid() -> None:
    documents = {item.article.source_path: howto_jsonld(item) for item in labelled()}
    wrong = {path: faults(document) for path, document in documents.items() if document is not None}
    assert {path: found for path, found in wrong.items() if found} == {}
    assert len(wrong) > 30
