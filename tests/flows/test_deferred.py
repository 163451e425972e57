"""Modules that are loaded when something of them is asked for."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from uuid import uuid4

import pytest

from flows.deferred import defer

ROOT = Path(__file__).parents[2]
SOURCE = """
import sys, time
LOADED = sys.modules.setdefault("loaded-by-the-test", [])
LOADED.append(__name__)
time.sleep(0.05)
VALUE = 7
"""


@pytest.fixture
def name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A deferred module's name."""
    made = f"deferred_{uuid4().hex}"
    (tmp_path / f"{made}.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    finders = list(sys.meta_path)
    defer(made)
    yield made
    sys.meta_path[:] = finders
    sys.modules.pop(made, None)
    sys.modules.pop("loaded-by-the-test", None)


def loaded() -> list[str]:
    return list(sys.modules.get("loaded-by-the-test", ()))  # type: ignore[call-overload]


def test_it_is_loaded_once_and_when_something_is_asked_for(name: str) -> None:
    module = importlib.import_module(name)
    assert importlib.import_module(name) is module
    assert module.__name__ == name and module.__spec__ is not None
    assert not loaded()
    assert module.VALUE == 7
    assert module.VALUE == 7
    assert loaded() == [name]


def test_what_it_has_not_is_an_attribute_error(name: str) -> None:
    module = importlib.import_module(name)
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'OTHER'"):
        _ = module.OTHER
    assert not hasattr(module, "OTHER")


def test_threads_wait_for_each_other(name: str) -> None:
    module = importlib.import_module(name)

    def ask(_: int, module: ModuleType = module) -> int:
        value: int = module.VALUE
        return value

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [7] * 8
    assert loaded() == [name]


def test_a_module_that_is_there_stays(name: str) -> None:
    finders = list(sys.meta_path)
    defer("json")
    assert sys.meta_path == finders


def test_a_run_by_hand_makes_no_notification_blocks_but_can() -> None:
    code = """
from flows.startup import begin
begin()
import flows.clean
import sys
blocks = sys.modules["prefect.blocks.notifications"]
assert "SlackWebhook" not in vars(blocks)
from prefect.blocks.notifications import SlackWebhook
assert vars(blocks)["SlackWebhook"] is SlackWebhook
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=120)
