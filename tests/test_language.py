"""The language of a body: script and function words first, a classifier where they leave doubt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extraction import language
from pipeline.extraction.language import UNDETERMINED, detect_language

GOLD = Path(__file__).parents[2] / "shared/gold/articles"
steady = settings(deadline=None, derandomize=True)

PASSAGES: dict[str, str] = json.loads(
    (Path(__file__).parent / "data/languages.json").read_text(encoding="utf-8")
)
"""How to get an unresponsive printer back, full of English names of menus, in 30 languages."""


@pytest.mark.parametrize("code", PASSAGES)
def test_a_paragraph_full_of_english_names_keeps_its_language(code: str) -> None:
    assert detect_language(PASSAGES[code]) == code


@pytest.mark.parametrize("code", PASSAGES)
def test_half_of_a_paragraph_is_enough(code: str) -> None:
    words = PASSAGES[code].split()
    assert detect_language(" ".join(words[: max(15, len(words) // 2)])) == code


@pytest.mark.parametrize("code", ["de", "es", "fr", "ja", "tr", "zh", "cs"])
def test_code_and_urls_between_the_lines_do_not_matter(code: str) -> None:
    code_lines = (
        "\nhttps://www.example.com/the/best/of/the/web?with=all\nC:\\Windows\\System32\\the_file.dll\n"
    )
    assert detect_language((PASSAGES[code] + code_lines) * 3) == code


def test_a_long_body_is_judged_by_all_of_it() -> None:
    """An English box in front of a long German article is not its language."""
    assert detect_language(PASSAGES["en"] + "\n" + PASSAGES["de"] * 30) == "de"
    assert detect_language(PASSAGES["de"] * 30 + "\n" + PASSAGES["en"]) == "de"


def test_a_quotation_in_another_script_does_not_decide() -> None:
    assert detect_language(PASSAGES["en"] + " The message reads 接続できません.") == "en"


@pytest.mark.parametrize(
    "text",
    ["Press the button.", "Click OK.", "Restart your PC", "Update the HP LaserJet 1020 driver", "Done"],
)
def test_a_short_line_of_commands_is_english(text: str) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize("text", ["", " \n", "123 456", "🙂", "--- *** ---"])
def test_a_text_without_letters_is_undetermined(text: str) -> None:
    assert detect_language(text) == UNDETERMINED


@steady
@given(st.text())
def test_any_text_has_a_code(text: str) -> None:
    code = detect_language(text)
    assert code == UNDETERMINED or (len(code) == 2 and code.isascii() and code.islower())


def test_clear_cases_need_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading the classifier takes longer than cleaning one article may."""
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("the model was loaded"))
    for code in ("en", "ja", "zh", "ko", "th", "el"):
        detect_language(PASSAGES[code])
    for code in ("de", "fr", "es"):
        detect_language((PASSAGES[code] + "\n") * 4)


@pytest.mark.corpus
@pytest.mark.skipif(not GOLD.is_dir(), reason="the labelled articles are not here")
def test_labelled_articles() -> None:
    wrong = []
    for label_file in sorted(GOLD.glob("*.json")):
        gold = json.loads(label_file.read_text(encoding="utf-8"))
        body = label_file.with_suffix(".md").read_text(encoding="utf-8").split("---", 2)[-1]
        if detect_language(body) != gold["language"]:
            wrong.append(f"{gold['file']}: {detect_language(body)}, not {gold['language']}")
    assert not wrong
