"""Bytes → text: encodings, line ends, repairs, refusals."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import Limits
from pipeline.reading.decode import decode
from pipeline.reading.rejected import Rejected

LIMITS = Limits()
steady = settings(deadline=None, derandomize=True)


def rejection(source: bytes, limits: Limits = LIMITS) -> Rejected:
    with pytest.raises(Rejected) as caught:
        decode(source, limits)
    assert caught.value.stage == "decode"
    return caught.value


@pytest.mark.parametrize(
    ("source", "text", "encoding", "warnings"),
    [
        pytest.param(b"plain\n", "plain\n", "utf-8", (), id="ASCII"),
        pytest.param("naïve ’\n".encode(), "naïve ’\n", "utf-8", (), id="UTF-8"),
        pytest.param(b"\xef\xbb\xbfmarked", "marked", "utf-8", (), id="UTF-8 with mark"),
        pytest.param("é\n".encode("utf-16"), "é\n", "utf-16-le", (), id="UTF-16 with mark"),
        pytest.param(b"\xfe\xff\x00a\x00\n", "a\n", "utf-16-be", (), id="UTF-16 BE with mark"),
        pytest.param("é\n".encode("utf-32"), "é\n", "utf-32-le", (), id="UTF-32 with mark"),
        pytest.param(
            "Turn it off\n".encode("utf-16-le"),
            "Turn it off\n",
            "utf-16-le",
            ("decoded_as_utf_16",),
            id="UTF-16 without mark",
        ),
        pytest.param(
            b"\xff\xfea\x00\x00\xd8b\x00" + b"c\x00" * 20,
            "a\ufffdb" + "c" * 20,
            "utf-16-le",
            ("invalid_bytes_replaced",),
            id="UTF-16 with a lone surrogate",
        ),
        pytest.param(
            b"\xff\xfeplain words\n",
            "plain words\n",
            "utf-8",
            ("invalid_bytes_replaced",),
            id="UTF-8 with the mark of UTF-16",
        ),
        pytest.param(
            "It’s a café – “fixed”".encode("cp1252"),
            "It’s a café – “fixed”",
            "windows-1252",
            ("decoded_as_windows_1252",),
            id="Windows-1252",
        ),
        pytest.param(
            "naïve ".encode() + b"caf\xe9\n",
            "naïve café\n",
            "utf-8",
            ("decoded_as_windows_1252",),
            id="UTF-8 with a Windows-1252 part",
        ),
        pytest.param(
            b'<meta charset="windows-1251"><p>' + "Снимите крышку".encode("cp1251"),
            '<meta charset="windows-1251"><p>Снимите крышку',
            "cp1251",
            ("decoded_as_declared",),
            id="a page that says its encoding",
        ),
        pytest.param(
            b"<meta http-equiv=a content='text/html; charset=Shift_JIS'><p>"
            + "電源を切ります".encode("cp932")[:-1],
            "<meta http-equiv=a content='text/html; charset=Shift_JIS'><p>電源を切りま\ufffd",
            "cp932",
            ("decoded_as_declared", "invalid_bytes_replaced"),
            id="a page that says its encoding and breaks off",
        ),
        pytest.param(
            b'<meta charset="gbk"><p>' + "拔掉电源 ".encode() + b"caf\xe9\n",
            '<meta charset="gbk"><p>拔掉电源 café\n',
            "utf-8",
            ("decoded_as_windows_1252",),
            id="a page that says what it was before it was converted",
        ),
        pytest.param(
            b"a smile: \xed\xa0\xbd\xed\xb8\x80 alone: \xed\xa0\x80",
            "a smile: 😀 alone: \ufffd",
            "utf-8",
            ("invalid_bytes_replaced",),
            id="surrogates written as UTF-8",
        ),
        pytest.param(b"a\xc0\xafb more text", "aÀ¯b more text", "windows-1252", ("decoded_as_windows_1252",),
                     id="an overlong slash is no slash"),
        pytest.param(
            b"word " * 400 + b"\0end", "word " * 400 + "end", "utf-8", ("control_characters_removed",),
            id="one stray NUL in a text",
        ),
    ],
)  # fmt: skip
def test_encodings(source: bytes, text: str, encoding: str, warnings: tuple[str, ...]) -> None:
    decoded = decode(source, LIMITS)
    assert (decoded.text, decoded.encoding, decoded.warnings) == (text, encoding, warnings)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        ("\ufeff\u200b\n".encode(), "empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (b"\0", "binary"),
        (bytes(range(1, 32)) * 40, "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", "binary"),
        ("Перезагрузите телефон".encode("cp1251"), "encoding"),
        ("重新启动手机".encode("gb18030") * 3, "encoding"),
        (b'<meta charset="euc-jp">' + "Перезагрузите телефон".encode("koi8-r") * 9, "encoding"),
        (b"\xff\xfe" + b"\x00\xd8" * 40, "encoding"),
    ],
)
def test_what_is_no_text_is_rejected(source: bytes, error: str) -> None:
    assert rejection(source).error == error


def test_limits() -> None:
    limits = Limits(file_bytes=100, line_chars=10, lines=5)
    assert rejection(b"x" * 101, limits).error == "too_large"
    assert rejection(b"a\n" * 6, limits).error == "too_many_lines"
    assert decode(b"a\n" * 5, limits).text == "a\n" * 5
    too_long = rejection(b"a\r\nb\r" + b"x" * 11, limits)
    assert (too_long.error, too_long.line) == ("line_too_long", 3)


def test_only_lf_crlf_and_cr_end_a_line() -> None:
    decoded = decode("a\r\nb\rc\nd\x0be\x0cf\u2028g\x85h\x1ci\n\r".encode(), LIMITS)
    assert decoded.text == "a\nb\nc\nd e f g h i\n\n"
    assert decoded.verbatim == "a\nb\nc\nd\x0be\x0cf\u2028g\x85h\x1ci\n\n"


@pytest.mark.parametrize(
    ("dirty", "clean", "warnings"),
    [
        ("Settings\u00a0>\u202fGeneral", "Settings > General", ()),
        ("zero\u200bwidth so\u00adft \ufeffmark", "zerowidth soft mark", ()),
        ("C:\u202a\\Temp\u202c \u2066x\u2069", "C:\\Temp x", ("bidi_controls_removed",)),
        ("bell\x07 esc\x1b[0m", "bell esc[0m", ("control_characters_removed",)),
        ("hid\U000e0041\U000e0042den", "hidden", ("hidden_characters_removed",)),
        ("wo\u200drd", "word", ()),
    ],
)
def test_invisible_characters(dirty: str, clean: str, warnings: tuple[str, ...]) -> None:
    decoded = decode(dirty.encode(), LIMITS)
    assert (decoded.text, decoded.warnings) == (clean, warnings)


@pytest.mark.parametrize(
    ("dirty", "clean", "warnings"),
    [
        ("Open gpj.&#x202E;exe&#8238;", "Open gpj.exe", ("bidi_controls_removed",)),
        ("zero&#8203;width so&shy;ft&lrm; &#65279;mark", "zerowidth soft mark", ()),
        ("bell&#7; and &#173", "bell and ", ()),
        ("&#x20&#x200b;2e;x", " x", ("bidi_controls_removed",)),
        ("a &amp; b&nbsp;c &#39;d&#39; &#x1F600; &zwnj; &amp;#x202e;", None, ()),
        ("Pull&#13; the&#xD;plug&#x2028;now", "Pull  the plug now", ()),
        ("&#x0&#x2028;13;", "&#x0 13;", ()),
        ("<pre>one&#10;two&#9;three</pre>", None, ()),
        ("`&#x202e;` and `&#13;` stay code", None, ()),
        ("```\n&#x202e;\n```", None, ()),
    ],
)
def test_references_to_invisible_characters(dirty: str, clean: str | None, warnings: tuple[str, ...]) -> None:
    decoded = decode(dirty.encode(), LIMITS)
    assert (decoded.text, decoded.warnings) == (clean or dirty, warnings)
    assert decoded.verbatim == dirty


@pytest.mark.parametrize(
    "text",
    ["👨‍👩‍👧 family", "क्‍ष joiner", "می‌خواهم", "🏴\U000e0067\U000e0062\U000e007f flag", "日本語　全角", "❤️"],
)
def test_characters_that_writing_systems_need_stay(text: str) -> None:
    assert decode(text.encode(), LIMITS).text == text


@pytest.mark.parametrize(
    ("broken", "repaired"),
    [
        ("enoughâ€”especially", "enough—especially"),
        ("â€˜No Serviceâ€™", "‘No Service’"),
        ("CafÃ© opensÂ at 5Â°", "Café opens at 5°"),
        ("ðŸ˜€ fixed", "😀 fixed"),
        ("It\x92s", "It’s"),
        ("a â€œquoteâ€\x9d here", "a “quote” here"),
        ("Äpfel und â€žBirnenâ€œ", "Äpfel und „Birnen“"),
    ],
)
def test_mojibake_is_repaired(broken: str, repaired: str) -> None:
    decoded = decode(f"ok ’\n{broken}\nok".encode(), LIMITS)
    assert decoded.text == f"ok ’\n{repaired}\nok"
    assert decoded.warnings == ("mojibake_repaired",)
    assert broken in decoded.verbatim


@pytest.mark.parametrize(
    "text",
    [
        "L’été à Paris : « déjà vu » – 5 €",
        "Größe „Übung“ ß",
        "Ação, à noite",
        "Привет, Рига и «Сочи»",
        "“quotes” stay ‘curly’ and \"straight\"",
        "ﬁ ligature, ＦＵＬＬ width &amp; entity",
        "code `â€™` in a span",
        "```\nâ€™ in a fence\n```\n’",
        "~~~~ py\n```\nâ€™\n~~~\nâ€™\n~~~~",
        "1. item\n   ```\n   â€™\n   ```",
    ],
)  # fmt: skip
def test_text_that_must_not_change(text: str) -> None:
    decoded = decode(text.encode(), LIMITS)
    assert (decoded.text, decoded.warnings) == (text, ())
    assert decoded.text is decoded.verbatim


def test_mojibake_after_a_fence_is_repaired() -> None:
    assert decode("```\nâ€™\n```\nitâ€™s".encode(), LIMITS).text == "```\nâ€™\n```\nit’s"


def test_long_runs_of_combining_marks_are_cut() -> None:
    zalgo = "o" + "\u0301\u0323" * 5000 + "k"
    decoded = decode(zalgo.encode(), LIMITS)
    assert decoded.text == "o" + "\u0301\u0323" * 15 + "k"
    assert decoded.warnings == ("combining_marks_cut",)
    assert decode(("n\u0303" * 100).encode(), LIMITS).warnings == ()


@steady
@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_rejection(source: bytes) -> None:
    try:
        decoded = decode(source, LIMITS)
    except Rejected:
        return
    assert decoded.text.count("\n") == decoded.verbatim.count("\n")
    decoded.text.encode()
    assert "\r" not in decoded.text


@steady
@given(
    st.text(st.characters(exclude_categories=["Cs"], include_characters="\r\n\u2028â€™Ã©`~"), max_size=200)
)
def test_lines_of_the_text_are_lines_of_the_file(text: str) -> None:
    try:
        decoded = decode(text.encode(), LIMITS)
    except Rejected:
        return
    raw_lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if decoded.encoding == "utf-8":
        assert decoded.verbatim.split("\n") == raw_lines
        assert len(decoded.text.split("\n")) == len(raw_lines)
