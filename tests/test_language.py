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


UNLISTED = {
    "tl": "Paano ayusin ang problema sa computer kung hindi ito bumubukas. Una, tiyakin na nakasaksak ang kable ng kuryente at may ilaw ang monitor. Pagkatapos, pindutin ang power button nang sampung segundo at hintayin na mag-restart ang makina. Kung ayaw pa rin, buksan ang Settings at piliin ang Recovery para sa susunod na hakbang sa Windows 10. Mag-install ng driver mula sa website ng gumawa.",
    "cy": "Sut i drwsio'r cyfrifiadur os nad yw'n dechrau. Yn gyntaf, gwnewch yn siŵr bod y cebl wedi ei gysylltu a bod golau ar y sgrin. Wedyn pwyswch y botwm am ddeg eiliad ac arhoswch i'r peiriant ailgychwyn. Os nad yw hyn yn gweithio, agorwch Settings a dewis Recovery. Mae angen i chi osod y gyrrwr o wefan y gwneuthurwr i gael y fersiwn diweddaraf.",
    "la": "Quomodo computatrum reficias si non incipit. Primum vide ut funis electricus in pariete sit et lumen in monitorio luceat. Deinde preme pulsum per decem secunda et exspecta dum machina iterum incipiat. Si hoc non valet, aperi Settings et elige Recovery ut ad novum statum redeas. Is est modus optimus, a me probatus, cum de his rebus agitur.",
    "is": "Hvernig á að laga tölvuna ef hún fer ekki í gang. Fyrst skaltu ganga úr skugga um að snúran sé í sambandi og að ljós sé á skjánum. Haltu síðan rofanum inni í tíu sekúndur og bíddu þar til vélin ræsir sig aftur. Ef það virkar ekki skaltu opna Settings og velja Recovery til að fara í fyrri stöðu.",
    "ga": "Conas an ríomhaire a dheisiú mura dtosaíonn sé. Ar dtús, déan cinnte go bhfuil an cábla ceangailte agus go bhfuil solas ar an scáileán. Ansin brúigh an cnaipe ar feadh deich soicind agus fan go dtí go n-atosóidh an meaisín. Mura n-oibríonn sé seo, oscail Settings agus roghnaigh Recovery le dul ar ais. Is é seo an modh is fearr a bhí againn.",
    "mt": "Kif issewwi l-kompjuter jekk ma jixgħelx. L-ewwel, aċċerta ruħek li l-kejbil huwa mqabbad u li l-iskrin għandu dawl. Imbagħad agħfas il-buttuna għal għaxar sekondi u stenna li l-magna terġa' tibda. Jekk dan ma jaħdimx, iftaħ Settings u agħżel Recovery biex tmur lura. Din hija l-aħjar mod li għandna.",
    "lb": "Wéi Dir de Computer fléckt wann en net ugeet. Als éischt kuckt ob de Kabel agestach ass an ob de Schierm Luucht huet. Duerno dréckt de Knäppchen zéng Sekonnen an waart bis d'Maschinn nei start. Wann dat net geet, maacht Settings op a wielt Recovery fir op de fréiere Stand zréckzegoen. Installéiert den Treiber vun der Säit vum Hiersteller.",
}
"""The same advice in languages without a list of function words, some of which share words with listed ones."""


@pytest.mark.parametrize("code", UNLISTED)
def test_function_words_do_not_claim_a_language_without_a_list(code: str) -> None:
    words = UNLISTED[code].lower().split()
    assert language._by_function_words(words) is None
    assert language._by_function_words(words * 5) in (None, code)
    assert detect_language(UNLISTED[code]) == code


def test_a_far_lead_is_clear_where_little_is_prose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("the model was loaded"))
    names = " ".join(f"Laserjet Officejet Deskjet Envy{chr(97 + n)} Photosmart Pixma" for n in range(12))
    assert (
        detect_language(f"{names} This is what you need from the list of drivers for your printer.") == "en"
    )


def test_a_short_page_of_names_needs_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left of a vendor's page: names, figures and a few words that only English has."""
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("the model was loaded"))
    names = "Customers Countries Partners Awards Harbour Street Suite Ontario Technology " * 3
    assert detect_language(f"{names} This is the company you can trust. Also available at") == "en"


@pytest.mark.parametrize("code", ["ru", "uk", "ar"])
def test_scripts_of_several_languages_have_function_words(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("the model was loaded"))
    assert detect_language((PASSAGES[code] + "\n") * 3) == code


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
