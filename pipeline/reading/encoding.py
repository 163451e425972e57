"""Which encoding a file is in, and its text.

UTF-8 is what the web writes; what is not UTF-8 is, nearly always, Windows-1252 in whole or in part (an ad
block pasted into a UTF-8 article), so every byte that UTF-8 cannot explain is read as Windows-1252, as
browsers do. A page of another script is believed when it says its encoding, as HTML documents do. Nothing is ever
dropped without a warning.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipeline.quick_init import quick_init
from pipeline.reading.rejected import Rejected

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its prefix
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_MAGIC: tuple[bytes, ...] = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",  # JPEG
    b"GIF8",
    b"RIFF",
    b"PK\x03\x04",  # ZIP, DOCX, EPUB
    b"\x1f\x8b",  # gzip
    b"\x7fELF",
    b"MZ",
    b"\xd0\xcf\x11\xe0",  # DOC
    b"7z\xbc\xaf",
    b"Rar!",
    b"PAR1",
    b"SQLite format 3",
)
"""First bytes of file types that are met under a wrong name. Only asked when the bytes are suspect anyway."""

PLAIN_BYTES = bytes(range(0x20, 0x7F)) + b"\t\n"
"""What needs no look: printable ASCII, tab, line feed. `source.translate(None, PLAIN_BYTES)` leaves the few
bytes of an article that do, at a cost of 8 µs per 20 kB."""

_CONTROL_BYTES = bytes(b for b in range(0x20) if b not in b"\t\n\r\f\x1b") + b"\x7f"

MAX_NUL_SHARE = 0.001
"""Above one NUL in a thousand bytes a file is binary; below, a damaged text."""
MAX_CONTROL_SHARE = 0.05
"""Above this share of control bytes (and eight of them) a file is binary: random bytes have 11 %."""
MAX_REPLACED_SHARE = 0.1
"""Above this share of undecodable characters a declared UTF-16 or UTF-32 file is not what it says."""
MAX_FOREIGN_SHARE = 0.4
"""Above this share of bytes (and 16 of them) that UTF-8 cannot explain, spaces and line ends not counted, the
file is in a legacy encoding of another script, which Windows-1252 would turn to noise. Accented letters make
up at most 15 % of a European text."""

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^<>]{0,200}?\b(?:charset|encoding)\s*=\s*[\"']?([A-Za-z0-9_-]{3,20})", re.I
)
MAX_BROKEN_SHARE = 0.001
"""Undecodable characters, besides one in which the file breaks off, for which a document is not what it says."""
DECLARED_WITHIN = 4_096
"""First bytes in which a document says its encoding; browsers look at 1,024."""
_LEGACY = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "euc-jp": "euc_jp",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "windows-949": "cp949", "koi8-r": "koi8_r", "koi8-u": "koi8_u",
    "windows-874": "cp874", "tis-620": "cp874", "iso-8859-9": "cp1254",
    **{f"windows-125{n}": f"cp125{n}" for n in range(9) if n != 2},
    **{f"iso-8859-{n}": f"iso8859_{n}" for n in (2, 5, 6, 7, 8, 13)},
}  # fmt: skip
"""Encodings of other scripts by the names pages give them, read as browsers read them (encoding.spec.whatwg.org)."""

_UTF16_NUL_SHARE = 0.3
_SURROGATE_PAIR = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


@quick_init
@dataclass(frozen=True, slots=True)
class EncodedText:
    """Text of a file, its line ends still as they were, and how it was read."""

    text: str
    encoding: str
    warnings: tuple[str, ...]


def _windows_1252_char(byte: int) -> str:
    try:
        return bytes((byte,)).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)  # the five bytes Windows-1252 leaves open: a control, cleaned later


_WINDOWS_1252 = tuple(_windows_1252_char(byte) for byte in range(256))


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: bytes that are not UTF-8 are Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(_WINDOWS_1252[byte] for byte in error.object[error.start : error.end]), error.end


codecs.register_error("howto_windows_1252", _as_windows_1252)


def read_encoding(source: bytes, unusual: bytes) -> EncodedText:
    """Decode `source`; `unusual` is `source.translate(None, PLAIN_BYTES)`.

    Raises `Rejected` with error `binary` for what is no text, `encoding` for text in an encoding that
    cannot be told. Warnings: `decoded_as_windows_1252`, `decoded_as_utf_16` (no byte order mark),
    `decoded_as_declared`, `invalid_bytes_replaced`.
    """
    if not unusual:
        return EncodedText(source.decode("ascii"), "utf-8", ())
    for bom, encoding in _BOMS:
        if source.startswith(bom):
            return _with_bom(source[len(bom) :], encoding, unusual)
    if b"\0" in unusual:
        if utf_16 := _utf_16_without_bom(source):
            return EncodedText(source.decode(utf_16), utf_16, ("decoded_as_utf_16",))
        if source.count(b"\0") > len(source) * MAX_NUL_SHARE:
            raise Rejected("decode", "binary", "the file is binary, not text: it is full of NUL bytes")
    return _utf_8(source, unusual)


def _with_bom(source: bytes, encoding: str, unusual: bytes) -> EncodedText:
    if encoding == "utf-8":
        return _utf_8(source, unusual)
    if b"\0" not in source:
        # Not even a space or a line end in UTF-16: somebody put the wrong mark before a UTF-8 file.
        read = _utf_8(source, source.translate(None, PLAIN_BYTES))
        return EncodedText(read.text, read.encoding, ("invalid_bytes_replaced", *read.warnings))
    try:
        return EncodedText(source.decode(encoding), encoding, ())
    except UnicodeDecodeError:
        text = source.decode(encoding, "replace")
    if text.count("\ufffd") > len(text) * MAX_REPLACED_SHARE:
        raise Rejected("decode", "encoding", f"the file has the byte order mark of {encoding}, but is not")
    return EncodedText(text, encoding, ("invalid_bytes_replaced",))


def _utf_16_without_bom(source: bytes) -> str | None:
    """UTF-16 where it is clear: a NUL in every other place and hardly any elsewhere, and valid."""
    half = len(source) // 2
    even, odd = source[0::2].count(0), source[1::2].count(0)
    for nul, other, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(source) % 2 == 0 and nul > half * _UTF16_NUL_SHARE and other <= half * MAX_NUL_SHARE:
            try:
                source.decode(encoding)
            except UnicodeDecodeError:
                continue
            return encoding
    return None


def _utf_8(source: bytes, unusual: bytes) -> EncodedText:
    controls = len(unusual) - len(unusual.translate(None, _CONTROL_BYTES))
    if controls > max(8, len(source) * MAX_CONTROL_SHARE):
        raise Rejected("decode", "binary", "the file is binary, not text: it is full of control characters")
    try:
        return EncodedText(source.decode("utf-8"), "utf-8", ())
    except UnicodeDecodeError:
        pass
    if source.startswith(_MAGIC):
        raise Rejected(
            "decode", "binary", "the file is not text: it starts like an image, archive or document"
        )
    return _mostly_utf_8(source)


def _mostly_utf_8(source: bytes) -> EncodedText:
    """UTF-8 with bytes that are not: surrogates, or the whole file or parts of it are Windows-1252."""
    warnings: tuple[str, ...] = ()
    if _SURROGATE.search(source):
        source = _SURROGATE.sub("\ufffd".encode(), _SURROGATE_PAIR.sub(_join_surrogates, source))
        warnings = ("invalid_bytes_replaced",)
    explained = source.decode("utf-8", "ignore").encode("utf-8")
    foreign = len(source) - len(explained)
    if not foreign:
        return EncodedText(source.decode("utf-8"), "utf-8", warnings)
    declared = _as_declared(source, foreign, len(explained))
    if declared is not None:
        return declared
    visible = len(source) - source.count(b" ") - source.count(b"\n") - source.count(b"\r")
    if foreign > max(16, visible * MAX_FOREIGN_SHARE):
        raise Rejected(
            "decode",
            "encoding",
            "the file is neither UTF-8 nor Windows-1252 and does not say what it is: convert it to UTF-8",
        )
    text = source.decode("utf-8", "howto_windows_1252")
    encoding = "windows-1252" if explained.isascii() else "utf-8"
    return EncodedText(text, encoding, (*warnings, "decoded_as_windows_1252"))


def _as_declared(source: bytes, foreign: int, explained: int) -> EncodedText | None:
    """The text of a document that says its encoding, where it is valid in that encoding and less of it in UTF-8 (a file
    of which but a part is not UTF-8 was converted, and says what it was before)."""
    said = _DECLARED.search(source, 0, DECLARED_WITHIN)
    encoding = _LEGACY.get(said[1].decode("ascii").lower()) if said is not None else None
    plain = len(source) - len(source.translate(None, bytes(range(128))))
    if encoding is None or explained - plain > foreign:
        return None
    text = source.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if broken > 1 + len(text) * MAX_BROKEN_SHARE:
        return None
    return EncodedText(
        text, encoding, ("decoded_as_declared", *(["invalid_bytes_replaced"] if broken else []))
    )


def _join_surrogates(pair: re.Match[bytes]) -> bytes:
    """One character written as two surrogates of three bytes each (CESU-8, as old Java and MySQL do)."""
    return (
        pair[0].decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16").encode()
    )
