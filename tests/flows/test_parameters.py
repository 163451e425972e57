"""The parameters of the flow: a form that explains itself, and wrong values refused in one sentence."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from flows.clean import clean_articles
from flows.command_line import main, parse
from flows.parameters import Gates, settings_of
from pipeline.config import RunOptions
from pipeline.dataset.gates import GateBounds

FORM: dict[str, Any] = clean_articles.parameters.model_dump()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    return tmp_path / "raw"


@pytest.mark.parametrize("name", FORM["properties"])
def test_every_field_of_the_form_is_described_and_has_a_default(name: str) -> None:
    field = FORM["properties"][name]
    assert field["description"], name
    assert "default" in field, name


@pytest.mark.parametrize("name", FORM["definitions"]["Gates"]["properties"])
def test_every_gate_is_described_and_bounded(name: str) -> None:
    field = FORM["definitions"]["Gates"]["properties"][name]
    assert field["description"]
    assert field["minimum"] == 0


def test_no_field_has_an_unknown_type() -> None:
    """Prefect shows a bare text box for a type it does not understand."""
    for name, field in FORM["properties"].items():
        assert {"type", "anyOf", "$ref"} & field.keys(), name


def test_the_form_knows_every_option_of_a_run() -> None:
    assert {item.name for item in fields(RunOptions)} <= FORM["properties"].keys()
    assert set(Gates.model_fields) == {item.name for item in fields(GateBounds)}


def test_defaults_are_those_of_the_pipeline(raw: Path) -> None:
    settings = settings_of(parse(clean_articles, ["--raw", str(raw)]))
    assert settings.options == RunOptions()
    assert settings.bounds == GateBounds()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--workers", "-1"], "workers: input should be greater than or equal to 0, not '-1'"),
        (["--workers", "many"], "workers: input should be a valid integer"),
        (["--limit", "0"], "limit: input should be greater than or equal to 1"),
        (["--shard-size", "5"], "shard_size: input should be greater than or equal to 100"),
        (["--duplicate-threshold", "1.5"], "duplicate_threshold: input should be less than or equal to 1"),
        (["--dask-address", "somewhere"], "dask_address: string should match pattern"),
        (["--gate", "max_change=7"], "gates.max_change: input should be less than or equal to 1"),
        (["--gate", "no_such=1"], "gates.no_such: extra inputs are not permitted"),
        (["--gate", "max_change"], "--gate needs NAME=NUMBER, not 'max_change'"),
        (["--rule-file", "/no/such/rules.toml"], "cannot read the rule file /no/such/rules.toml"),
        (["--raw", "/no/such/folder"], "There is no folder /no/such/folder with articles to clean."),
        (["--clean", "nowhere://x"], "nowhere://x"),
    ],
)
def test_a_wrong_value_ends_at_once_with_one_sentence(
    raw: Path, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(clean_articles, ["--raw", str(raw), *arguments])
    printed = capsys.readouterr()
    assert code == 2
    assert sentence in printed.err
    assert printed.err.count("\n") == 1
    assert not printed.out


def test_options_reach_the_pipeline(raw: Path) -> None:
    arguments = [
        "--raw",
        str(raw),
        "--workers",
        "2",
        "--limit",
        "7",
        "--full-refresh",
        "--gate",
        "max_change=1",
    ]
    settings = settings_of(parse(clean_articles, arguments))
    assert settings.options == RunOptions(workers=2, limit=7, full_refresh=True)
    assert settings.bounds == GateBounds(max_change=1.0)
