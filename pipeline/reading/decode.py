"""Raw bytes → text whose lines are those of the raw file."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.config import Limits
from pipeline.quick_init import quick_init
from pipeline.reading.characters import (
    NEEDS_CLEANING,
    clean_characters,
    clean_references,
    cut_combining_runs,
    has_combining_run,
)
from pipeline.reading.encoding import PLAIN_BYTES, EncodedText, read_encoding
from pipeline.reading.mojibake import MAYBE_MOJIBAKE, repair_mojibake
from pipeline.reading.rejected import Rejected


@quick_init
@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of one source file."""

    text: str
    r"""Repaired text, lines ended by `\n`; line n of it is line n of the raw file."""
    verbatim: str
    """The same lines before any repair, for quoting the source; the same object where there was none."""
    encoding: str
    """Name as Python knows it: `utf-8`, `windows-1252`, `utf-16-le` …"""
    warnings: tuple[str, ...]


def decode(source: bytes, limits: Limits) -> Decoded:
    r"""Decode and repair the bytes of one file.

    LF, CRLF and a lone CR each end a line; nothing else does. Raises `Rejected` (stage `decode`) with error
    `too_large`, `empty`, `binary`, `encoding`, `too_many_lines` or `line_too_long`. Warnings, in this order:
    those of `read_encoding`, then `combining_marks_cut`, `mojibake_repaired`, `bidi_controls_removed`,
    `control_characters_removed`, `hidden_characters_removed`.

    Text with lone surrogates can be passed as `text.encode("utf-8", "surrogatepass")`.

    >>> decoded = decode(b"caf\xe9\rtwo\r\n", Limits())
    >>> decoded.text, decoded.encoding, decoded.warnings
    ('café\ntwo\n', 'windows-1252', ('decoded_as_windows_1252',))
    """
    if len(source) > limits.file_bytes:
        raise Rejected(
            "decode",
            "too_large",
            f"the file has more than {limits.file_bytes} bytes, the limit for an article",
        )
    unusual = source.translate(None, PLAIN_BYTES)
    read = read_encoding(source, unusual)
    verbatim = _line_feeds(read.text) if "\r" in read.text else read.text
    if not verbatim or verbatim.isspace():
        raise Rejected("decode", "empty", "the file is empty")
    _check_lines(verbatim, limits)
    if not unusual.strip(b"\r") and "&" not in verbatim:
        return Decoded(verbatim, verbatim, read.encoding, read.warnings)
    return _repaired(verbatim, read, unusual, limits)


def _line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _check_lines(text: str, limits: Limits) -> None:
    if len(text) > limits.lines and (lines := text.count("\n") + (not text.endswith("\n"))) > limits.lines:
        raise Rejected("decode", "too_many_lines", f"the file has {lines} lines, more than {limits.lines}")
    if len(text) <= limits.line_chars:
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > limits.line_chars:
            message = f"line {number} has {len(line)} characters, more than {limits.line_chars}"
            raise Rejected("decode", "line_too_long", message, number)


def _repaired(verbatim: str, read: EncodedText, unusual_bytes: bytes, limits: Limits) -> Decoded:
    text, warnings = verbatim, read.warnings
    if read.encoding != "utf-8" or warnings:
        unusual_bytes = text.encode("utf-8").translate(None, PLAIN_BYTES)
    unusual = unusual_bytes.decode("utf-8").replace("\r", "")
    if has_combining_run(unusual, limits.combining_run):
        text = cut_combining_runs(text, limits.combining_run)
        warnings += ("combining_marks_cut",) if text != verbatim else ()
    if MAYBE_MOJIBAKE.search(unusual):
        repaired = repair_mojibake(text)
        if repaired != text:
            text, unusual = repaired, repaired
            warnings += ("mojibake_repaired",)
    if NEEDS_CLEANING.search(unusual):
        text, cleaned = clean_characters(text, unusual)
        warnings += cleaned
    if "&" in text:
        text, cleaned = clean_references(text)
        warnings += tuple(name for name in cleaned if name not in warnings)
    if not text or text.isspace():
        raise Rejected("decode", "empty", "the file holds nothing visible")
    return Decoded(text, text if text == verbatim else verbatim, read.encoding, warnings)
