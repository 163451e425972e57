"""First pass: raw lines to Markdown lines, without marked ads, ad HTML, scripts and wrappers.

Works before Markdown is parsed, line by line, and never inside code fences. What is HTML and content becomes
Markdown; every line of the result knows its raw line, so nothing has to be found again later.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.markup.engine_tags import STARTS, engine_tag
from pipeline.markup.fences import fence_for
from pipeline.markup.html_regions import balanced_region
from pipeline.markup.html_tags import EMBEDDED, KNOWN, TAG, attributes, count_words, is_hidden
from pipeline.markup.split_links import join_split_links
from pipeline.markup.template_tags import picture_of_tag
from pipeline.records import RemovalCategory
from pipeline.rules.load import Rules
from pipeline.stripping.cut_off import find_cut_off
from pipeline.stripping.furniture import MAX_WORDS, furniture_of
from pipeline.stripping.html_ads import Verdict, judge_html
from pipeline.stripping.ledger import Cut
from pipeline.stripping.link_lists import LinkList, read_link_list
from pipeline.stripping.markers import MAX_LINES, is_believable, marker, names_ad, split_comments

_FENCE = re.compile(r"^(?:[ \t]*(?:[-*+]|\d{1,9}[.)])?[ \t]*)(`{3,}|~{3,})([^`]*)$")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
_ORDERED_ITEM = re.compile(r"^\s{0,3}(\d{1,9})[.)]\s")
_IMAGE_LINE = re.compile(r"^\s*!\[[^\]]*\]\([^)]*\)\s*$")
_INDENTED = re.compile(r"^(?: {4,}|\s*\t)")
_CODE_TAG = re.compile(
    r"^\s*(?:\{%-?\s*(?P<jekyll>highlight|codeblock)\b|\{\{[<%]\s*(?P<hugo>highlight|code)\b|\[(?P<word>code|sourcecode|php|bash)\b)"
    r"(?:\s*(?:lang(?:uage)?=)?[\"']?(?P<language>[\w+#-]+)[\"']?)?[^%>\]]*(?:-?%\}|[>%]\}\}|\])\s*$",
    re.IGNORECASE,
)
"""A line that opens a block of code in Jekyll, Hugo or WordPress."""
_AROUND_LABEL = " \t*_–—-▼▲▽△↓↑|=~·•[]【】［］〈〉<>"
LONGEST_AROUND_LABEL = 16
"""Of these characters, how many a line that is nothing but a label may have."""
REMEMBERED_STARTS = 1_000
"""Characters that lines begin with, of which it is remembered what they say of a line."""
_HOLD_FURNITURE = frozenset(["div", "section", "aside", "nav", "footer", "header", "ul", "ol", "p", "form"])
_EMBEDDABLE_LIMIT = 60
_CONTENT_LIMIT = 2000

# Elements whose whole is judged as an ad, and how many lines one may have to be believed.
_AD_ELEMENTS = {
    "a": 40, "span": 40, "div": 60, "p": 40, "center": 40, "ins": 30, "iframe": 30, "video": 40, "img": 6,
    "section": 60, "aside": 60, "figure": 40, "table": 60, "h1": 6, "h2": 6, "h3": 6, "h4": 6, "h5": 6, "h6": 6,
    "amp-ad": 30, "object": 30, "embed": 6, "font": 20, "strong": 10, "b": 10, "noscript": 30, "script": 400,
}  # fmt: skip
_STRUCTURES = frozenset(
    ["ul", "ol", "table", "pre", "blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "figure"]
)
_WRAPPERS = frozenset(
    [
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "center",
        "p",
        "span",
        "font",
        "aside",
        "nav",
        "body",
        "html",
        "figure",
        "figcaption",
        "address",
        "picture",
        "amp-ad",
        "hgroup",
        "dialog",
        "fieldset",
        "small",
        "big",
        "tbody",
        "li",
        "ul",
        "ol",
        "td",
        "tr",
        "th",
        "table",
        "u",
        "label",
        "noscript",
        "summary",
        "details",
        "blockquote",
        "dd",
        "dt",
        "dl",
    ]
)
_HEADING_CLASS = re.compile(
    r"(?:title|heading|headline|header|subtitle|step-part|\bpart\b|\bh[1-6]\b)", re.IGNORECASE
)
_HEADING_STYLE = re.compile(
    r"font-weight\s*:\s*(?:bold|[6-9]00)|font-size\s*:\s*(?:[2-9]\d|1[89])px", re.IGNORECASE
)
_INNER_BLOCK = re.compile(
    r"<(?:p|div|h[1-6]|ul|ol|li|table|blockquote|pre|dl|dt|figure|section|article)(?=[\s>])", re.IGNORECASE
)
_PIXEL_LINE = re.compile(r"^\s*<img\b[^<>]*>\s*$", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:left|top|text-indent)\s*:\s*-\d{3,}", re.IGNORECASE
)
_SHORTCODE = re.compile(
    r"^\s*(?:\[/?(?:adrotate|ads?|adinserter|adsense|advertisement|sponsored|quads|ad_\w+|wp_?ads?\w*)(?:\s[^\[\]]*)?\]"
    r"|\{\{[<%]\s*/?(?:ads?|adsense|advert(?:isement)?|ad[-_]\w+|\w+[-_]ads?)(?:\s[^{}]{0,120})?\s*/?[>%]\}\}"
    r"|\{%-?\s*include\s+[\"']?(?:[\w/-]*/)?(?:ads?|adsense|adverts?|banner)[\w-]*\.html?\b.*%\})\s*$",
    re.IGNORECASE,
)
"""Placeholders that a site's own engine would have turned into ads."""
_SHORTCODE_WRAPPER = re.compile(r"^\s*(?:\[/?[a-z]+(?:_[a-z0-9]+)+(?:\s[^\[\]\n]{0,300})?\]\s*)+$")
"""A line of nothing but the tags of a page builder (`[/vc_column][/vc_row]`), one of them a closing one at least."""
MAX_HIDDEN_WORDS = 60
_LEADING_TAG = re.compile(r"\s*" + TAG.pattern)
_TRAILING_CLOSER = re.compile(r"</([A-Za-z][A-Za-z0-9-]*)\s*>\s*$")


@dataclass(frozen=True, slots=True)
class StrippedSource:
    """Markdown lines with their raw lines (1-based), what was cut, and the HTML link lists found."""

    lines: list[str]
    raw: list[int]
    cuts: list[Cut]
    link_lists: list[LinkList]
    warnings: tuple[str, ...]


def strip_source(lines: list[str], first: int, rules: Rules) -> StrippedSource:
    """Take marked ads, ad HTML, scripts and empty wrappers out of an article's lines.

    Args:
        lines: all lines of the raw file, without line ends; `lines[0]` is line 1.
        first: 1-based line the body begins on.
    """
    body = list(lines)
    moved = join_split_links(body, first - 1)
    cuts = [Cut(index + 1, index + 1, "boilerplate", "split_link") for index in moved]
    if (end := find_cut_off(body, first - 1)) is not None:
        text = end.source if end.kept else None
        cuts.append(Cut(end.line + 1, end.last + 1, "boilerplate", "cut_off_tag", text))
        body[end.line :] = [end.kept] if end.kept else []
    walk = _SourceWalk(body, first - 1, rules, cuts=cuts)
    walk.run()
    while walk.out and not walk.out[-1]:
        walk.out.pop()
        walk.raw.pop()
    return StrippedSource(walk.out, walk.raw, walk.cuts, walk.link_lists, tuple(dict.fromkeys(walk.warnings)))


def _verdict(source: str, rules: Rules) -> Verdict | None:
    return judge_html(source, rules) if "<li" in source else _remembered_verdict(source, rules)


@lru_cache(maxsize=4096)
def _remembered_verdict(source: str, rules: Rules) -> Verdict | None:
    """Ads repeat over articles, lists do not; `Rules` is compared by identity."""
    return judge_html(source, rules)


class _PlainFrom(dict[str, int]):
    """How many characters make a line that begins with a character plainly text, that nothing is to be done about.

    A letter begins text, unless it may begin a label and the line is short enough to be one; so do the marks of
    headings. What else a line begins with makes it none.
    """

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        starts = {char for label in rules.lines for char in (label[0], label[0].upper())}
        self.label_starts = frozenset(starts.union(_AROUND_LABEL))
        self.longest_label = LONGEST_AROUND_LABEL + max(map(len, rules.lines), default=0)

    def __missing__(self, start: str) -> int:
        if not (start.isalpha() or start == "#"):  # a "!" is a picture's or, thrice, a box's
            least = sys.maxsize
        else:
            least = self.longest_label + 1 if start in self.label_starts else 0
        if len(self) < REMEMBERED_STARTS:
            self[start] = least
        return least

    def may_be_label(self, start: str, line: str) -> bool:
        """Whether a line that begins with `start` behind its blanks may be nothing but a label."""
        return start in self.label_starts and len(line) <= self.longest_label


_plain_from = lru_cache(maxsize=8)(_PlainFrom)


@dataclass(slots=True)
class _SourceWalk:
    lines: list[str]
    at: int
    rules: Rules
    out: list[str] = field(default_factory=list)
    raw: list[int] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    link_lists: list[LinkList] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    wrappers: int = 0
    last_number: int = 0
    """Number of the last ordered item seen."""
    unclosed: set[str] = field(default_factory=set)
    """Template tags that open code and are not closed."""
    unclosed_fences: dict[str, int] = field(default_factory=dict)
    """Length of the shortest fence of each sign that is not closed; no longer one below it is either."""
    in_item: bool = False
    """Whether the lines since the last blank one began with a list item."""
    plain_from: _PlainFrom = field(init=False)

    def __post_init__(self) -> None:
        self.plain_from = _plain_from(self.rules)

    def run(self) -> None:
        source = "".join(self.lines)
        # A search for one character takes no time, and most articles have neither.
        fenced = ("`" in source and "```" in source) or ("~" in source and "~~~" in source)
        while True:
            if not (self.wrappers or fenced):
                self._take_plain_lines()
            if self.at >= len(self.lines):
                break
            line = self.lines[self.at]
            start = line.lstrip()[:1]
            if start == "<":
                self._html_line(line)
            elif fenced and ("```" in line or "~~~" in line):
                self._fence_or_text(line)
            else:
                self._text(line)

    # Ordinary lines.

    def _take_plain_lines(self) -> None:
        """Three of four lines: text and blank lines, up to the next line that may be something else."""
        lines, out, raw, plain_from, at = self.lines, self.out, self.raw, self.plain_from, self.at
        while at < len(lines):
            line = lines[at]
            if line:
                start = line[0]
                if start == " ":
                    start = line.lstrip()[:1]
                if len(line) < plain_from[start] and (start != "!" or "!!!" in line):
                    break
                at += 1
                out.append(line)
                raw.append(at)
            else:
                at += 1
                if out and out[-1]:
                    out.append("")
                    raw.append(at)
                self.in_item = False
        self.at = at

    def _emit(self, text: str, index: int) -> None:
        self.out.append(text)
        self.raw.append(index + 1)

    def _blank(self) -> None:
        if self.out and self.out[-1]:
            self._emit("", self.at)
        self.in_item = False

    def _text(self, line: str) -> None:
        if not line or line.isspace():
            # Runs of blank lines become one, so that the same text between other ads is the same text.
            self._blank()
            self.at += 1
            return
        first = line.lstrip()[:1]
        if self.plain_from.may_be_label(first, line) and self._cut_label(line):
            return
        if first in ("[", "{") and self._template_tag(line):
            return
        if first in STARTS and self._engine_tag(line):
            return
        if first.isdigit():
            self._ordered_item(line)
        elif first in "-*+" and _LIST_ITEM.match(line):
            self.in_item = True
        if self.wrappers and _INDENTED.match(line) and not _LIST_ITEM.match(line) and not self._in_list():
            line = line.lstrip()
        self._emit(line, self.at)
        self.at += 1

    def _template_tag(self, line: str) -> bool:
        """Reads a line that is a tag of the site's engine; whether it was one."""
        if (code := _CODE_TAG.match(line)) is not None and self._tagged_code(code):
            return True
        if (picture := picture_of_tag(line)) is not None:
            self.cuts.append(Cut(self.at + 1, self.at + 1, "boilerplate", "picture_tag", picture.tag))
            self.lines[self.at] = picture.markdown
            return True
        if _SHORTCODE.match(line):
            self._cut(self.at, self.at + 1, "ad", "ad_shortcode")
        elif "[/" in line and "_" in line and _SHORTCODE_WRAPPER.match(line):
            self._cut(self.at, self.at + 1, "boilerplate", "shortcode_wrapper")
        else:
            return False
        self._after_cut(self.at + 1)
        return True

    def _engine_tag(self, line: str) -> bool:
        """Sets a line that is a mark of an engine apart from the text around it; whether it was one. Its words stay, as
        an article may be about them, but no step goes on in it."""
        tag = engine_tag(line)
        if tag is None or self._is_code(line):
            return False
        if tag == "indenting" and not self._take_back(line[: len(line) - len(line.lstrip())]):
            return False
        self._blank()
        self._emit(line, self.at)
        self._blank()
        self.at += 1
        return True

    def _take_back(self, margin: str) -> bool:
        """Moves the lines below that are indented by four columns more than `margin` to the left; whether the first of
        them is."""
        inner, moved = margin + "    ", False
        for index in range(self.at + 1, min(self.at + 1 + _CONTENT_LIMIT, len(self.lines))):
            line = self.lines[index]
            if line.startswith(inner):
                self.lines[index] = margin + line[len(inner) :]
                moved = moved or not line.isspace()
            elif line.strip():
                break
        return moved

    def _ordered_item(self, line: str) -> None:
        """An item below a line of plain text or an image goes on with the list above that line; CommonMark
        would take it into the paragraph, as only "1." may interrupt one."""
        item = _ORDERED_ITEM.match(line)
        if item is None:
            return
        number = int(item.group(1))
        if self.out and self.out[-1] and not self.in_item and number == self.last_number + 1 and number > 1:
            self._emit("", self.at)
        self.last_number, self.in_item = number, True

    def _in_list(self) -> bool:
        for text in reversed(self.out[-40:]):
            if _LIST_ITEM.match(text):
                return True
            if text.strip() and not text[0].isspace():
                return False
        return False

    def _fence_or_text(self, line: str) -> None:
        opening = _FENCE.match(line)
        if opening is None:
            self._text(line)
            return
        mark = opening.group(1)
        if len(mark) >= self.unclosed_fences.get(mark[0], len(mark) + 1):
            self._text(line)
            return
        closing = re.compile(rf"^\s*{re.escape(mark[0])}{{{len(mark)},}}\s*$")
        for end in range(self.at + 1, len(self.lines)):
            if closing.match(self.lines[end]):
                break
        else:
            self.warnings.append("unclosed_code_fence")
            self.unclosed_fences[mark[0]] = len(mark)
            self._text(line)
            return
        while self.at <= end:
            self._emit(self.lines[self.at], self.at)
            self.at += 1

    def _cut_label(self, line: str) -> bool:
        """What is left of an ad that a script would have shown: its label, also in the middle of a text."""
        part = self.rules.lines.get(line.strip(_AROUND_LABEL).lower())
        if part is None or self._is_item_among_items(line):
            return False
        self._cut(self.at, self.at + 1, part.category, part.name)
        self._after_cut(self.at + 1)
        return True

    def _is_item_among_items(self, line: str) -> bool:
        """Whether a line is an item of a list of which the line above or below is another one: "Advertisement" may
        be a thing that an article lists."""
        if not _LIST_ITEM.match(line):
            return False
        bullet = line.lstrip()[0]
        beside = (*self.lines[max(0, self.at - 1) : self.at], *self.lines[self.at + 1 : self.at + 2])
        return any(_LIST_ITEM.match(other) and other.lstrip()[0] == bullet for other in beside)

    def _tagged_code(self, opening: re.Match[str]) -> bool:
        """HTML shown as code between template tags becomes a fenced block, so that ad code in it stays."""
        tag = opening["jekyll"] or opening["hugo"] or opening["word"]
        if tag in self.unclosed:
            return False
        name = re.escape(tag)
        closing = re.compile(
            rf"^\s*(?:\{{%-?\s*end{name}\s*-?%\}}|\{{\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}|\[/{name}\])\s*$",
            re.IGNORECASE,
        )
        last = min(self.at + _CONTENT_LIMIT, len(self.lines))
        end = next((i for i in range(self.at + 1, last) if closing.match(self.lines[i])), None)
        if end is None:
            self.unclosed.add(tag)  # nor are those below it: looking for each would take too long
            return False
        code = self.lines[self.at + 1 : end]
        if not any("<" in line for line in code):
            return False
        fence = fence_for("\n".join(code))
        self._emit(fence + (opening["language"] or ""), self.at)
        for index in range(self.at + 1, end):
            self._emit(self.lines[index], index)
        self._emit(fence, end)
        for index in (self.at, end):
            line = self.lines[index].strip()
            self.cuts.append(Cut(index + 1, index + 1, "boilerplate", "code_tag", line))
        self.at = end + 1
        return True

    # Lines that begin with `<`.

    def _html_line(self, line: str) -> None:
        if self._is_code(line):
            self._text(line)
            return
        stripped = line.lstrip()
        if stripped.startswith("<!--"):
            self._comment(line)
            return
        tag = TAG.match(stripped) or self._open_tag(stripped)
        if tag is None or tag.group(2).lower() not in KNOWN:
            self._text(line)
            return
        name = tag.group(2).lower()
        if not tag.group(1):
            if self._cut_ad(name) or self._cut_furniture(name, tag.group(3)):
                return
            if name in ("script", "style", "template"):
                self._cut_element(name, "boilerplate", f"html_{name}")
                return
            if name in _STRUCTURES and self._structure(name):
                return
        if name in _WRAPPERS or name in ("br", "hr", "a") or name in EMBEDDED:
            self._unwrap(line)
        else:
            self._text(line)

    def _is_code(self, line: str) -> bool:
        """Indented code: four blanks at the margin of no list and no wrapper, below a blank line or code."""
        if self.wrappers or not _INDENTED.match(line):
            return False
        before = self.out[-1] if self.out else ""
        return (not before or _INDENTED.match(before) is not None) and not self._in_list()

    def _open_tag(self, stripped: str) -> re.Match[str] | None:
        """A tag that goes on over the next lines (`<ins class="…"` / `style="…"` / `…></ins>`)."""
        if ">" in stripped:
            return None
        text = stripped
        for index in range(self.at + 1, min(self.at + 12, len(self.lines))):
            text += "\n" + self.lines[index]
            if ">" in self.lines[index]:
                return TAG.match(text)
        return None

    def _cut(self, start: int, end: int, category: RemovalCategory, rule: str) -> None:
        self.cuts.append(Cut(start + 1, end, category, rule))

    def _after_cut(self, end: int) -> None:
        """Go on after lines that were cut; part what stood before them from what stands after them, but keep
        an item's image with its item (an ad in a list of one item per line)."""
        self.at = end
        follows = self.lines[end] if end < len(self.lines) else ""
        if (_IMAGE_LINE.match(follows) or _LIST_ITEM.match(follows)) and self._after_item():
            if not self.out[-1]:
                # The blank line came with the ad: without it the list reads as it did before.
                self.out.pop()
                self.raw.pop()
        else:
            self._blank()

    def _after_item(self) -> bool:
        """Whether the last lines (a blank one at most between) are a list item."""
        for number, text in enumerate(reversed(self.out[-30:])):
            if _LIST_ITEM.match(text):
                return True
            if not text and number:
                return False
        return False

    def _comment(self, line: str) -> None:
        end = self._comment_end()
        if end is None:
            self.warnings.append("unclosed_comment")
            self._text(line)
            return
        comment = "\n".join(self.lines[self.at : end])
        found, between = split_comments(comment)
        if between.strip():
            self._text_between(found, between, end)
            return
        kind = marker(comment.strip())
        if kind is None and names_ad(comment):
            kind = "begin" if self._marked_end(end) is not None else None
        if kind == "begin" and (close := self._marked_end(end) or self._end_of_file(end)) is not None:
            if close == len(self.lines) and marker(self.lines[-1].strip()) != "end":
                self.warnings.append("ad_marker_unpaired")
            self._cut(self.at, close, "ad", "marked_ad")
            self._after_cut(close)
            return
        if kind is not None:
            self.warnings.append("ad_marker_unpaired")
        self._cut(self.at, end, "ad" if kind else "boilerplate", "ad_marker" if kind else "html_comment")
        self._after_cut(end)

    def _text_between(self, found: list[str], between: str, end: int) -> None:
        """Lines up to `end` that hold more than comments, as `<!-- wp:paragraph --><p>Hold …</p><!-- /wp:paragraph -->`:
        what is between them is read as a line of its own, unless they mark it as an ad."""
        if (
            len(found) > 1
            and marker(found[-1]) == "end"
            and (marker(found[0]) == "begin" or names_ad(found[0]))
            and is_believable([between])
        ):
            self._cut(self.at, end, "ad", "marked_ad")
            self._after_cut(end)
            return
        self.cuts.append(Cut(self.at + 1, end, "boilerplate", "html_comment", " ".join(found)))
        self.lines[end - 1] = between.strip()
        self.at = end - 1

    def _comment_end(self) -> int | None:
        for index in range(self.at, min(self.at + MAX_LINES, len(self.lines))):
            text = self.lines[index]
            if "-->" in (text if index > self.at else text[text.find("<!--") + 4 :]):
                return index + 1
        return None

    def _marked_end(self, start: int) -> int | None:
        """Line after the marker that closes the one before `start`; None when the region is not believable."""
        for index in range(start, min(start + MAX_LINES, len(self.lines))):
            text = self.lines[index]
            if "<!--" not in text:
                continue
            kind = marker(text[text.find("<!--") :].strip())
            if kind == "end":
                return index + 1 if is_believable(self.lines[start:index]) else None
            if kind == "begin":
                return None
        return None

    def _end_of_file(self, start: int) -> int | None:
        """The end of a file that breaks off inside an ad: what is left of it has no words."""
        left = self.lines[start : start + MAX_LINES + 1]
        return None if len(left) > MAX_LINES or count_words(left) else start + len(left)

    def _cut_ad(self, name: str) -> bool:
        limit = _AD_ELEMENTS.get(name)
        if limit is None:
            return False
        region = balanced_region(self.lines, self.at, name, limit)
        if region is None:
            return False
        end, tail = self._with_pixels(region.end, region.tail)
        if tail.strip():
            return False
        verdict = self._hidden(name, end) or _verdict("\n".join(self.lines[self.at : end]), self.rules)
        if verdict is None:
            end, verdict = self._ad_below(name, end)
        if verdict is None:
            return False
        self._cut(self.at, end, verdict.category, verdict.rule)
        self._after_cut(end)
        return True

    def _cut_furniture(self, name: str, attrs: str) -> bool:
        part = furniture_of(attrs, self.rules.parts) if name in _HOLD_FURNITURE else None
        region = balanced_region(self.lines, self.at, name, _CONTENT_LIMIT) if part is not None else None
        if part is None or region is None or region.tail.strip():
            return False
        lines = self.lines[self.at : region.end]
        words = count_words(lines)
        if words > MAX_WORDS or any(line.startswith("#") for line in lines):
            return False
        self._cut(self.at, region.end, part.category, part.name)
        self._after_cut(region.end)
        return True

    def _with_pixels(self, end: int, tail: str) -> tuple[int, str]:
        """A tracking pixel on the same line or the next belongs to the ad before it."""
        while (image := TAG.match(tail.strip())) and image.group(2).lower() == "img":
            tail = tail.strip()[image.end() :]
        while not tail.strip() and end < len(self.lines) and _PIXEL_LINE.match(self.lines[end]):
            image = TAG.match(self.lines[end].strip())
            if image is None or not is_hidden(attributes(image.group(3))):
                break
            end += 1
        return end, tail

    def _hidden(self, name: str, end: int) -> Verdict | None:
        """An element that no reader sees: hidden by its style or moved off the page."""
        tag = TAG.match(self.lines[self.at].lstrip())
        if tag is None or name not in ("div", "span", "p", "section", "a", "aside"):
            return None
        attrs = attributes(tag.group(3))
        if "hidden" not in attrs and not _UNSEEN.search(attrs.get("style", "")):
            return None
        words = count_words(self.lines[self.at : end])
        return Verdict("boilerplate", "hidden_element") if words <= MAX_HIDDEN_WORDS else None

    def _ad_below(self, name: str, end: int) -> tuple[int, Verdict | None]:
        """A text ad of two elements: a heading that is one link, and right below it what is plainly an ad."""
        if name not in ("h1", "h2", "h3", "h4", "h5", "h6") or end >= len(self.lines):
            return end, None
        tag = TAG.match(self.lines[end].lstrip())
        first = "\n".join(self.lines[self.at : end])
        if tag is None or tag.group(1) or "href" not in first or tag.group(2).lower() not in _AD_ELEMENTS:
            return end, None
        region = balanced_region(self.lines, end, tag.group(2).lower(), _AD_ELEMENTS[tag.group(2).lower()])
        if region is None:
            return end, None
        below, tail = self._with_pixels(region.end, region.tail)
        verdict = _verdict("\n".join(self.lines[end:below]), self.rules) if not tail.strip() else None
        return (below, verdict) if verdict is not None and verdict.category == "ad" else (end, None)

    def _cut_element(self, name: str, category: RemovalCategory, rule: str) -> None:
        region = balanced_region(self.lines, self.at, name, 400)
        end = region.end if region is not None else self.at + 1
        tail = region.tail if region is not None else ""
        source = "\n".join(self.lines[self.at : end])
        if name == "script":
            category, rule = ("ad", rule) if "adsbygoogle" in source else ("tracker", rule)
        self.cuts.append(Cut(self.at + 1, end, category, rule, source if tail.strip() else None))
        if tail.strip():
            self._emit(tail.strip(), end - 1)
        self.at = end
        self._blank()

    def _structure(self, name: str) -> bool:
        """A balanced list, table, heading … : a list of links is kept apart, the rest becomes Markdown."""
        region = balanced_region(self.lines, self.at, name, _CONTENT_LIMIT)
        if region is None:
            return False
        start, end = self.at, region.end
        source = tuple(self.lines[start:end])
        tail = region.tail
        closers = not re.sub(r"</[A-Za-z][^<>]*>", "", tail).strip()
        found = read_link_list(source, start) if name in ("ul", "ol") and closers else None
        self._blank()
        if found is not None:
            self.link_lists.append(LinkList(found.links, start + 1, end, len(self.out)))
            self._emit(f"\ue002{len(self.link_lists) - 1}\ue003", start)
        else:
            if closers and tail:
                source = (*source[:-1], source[-1][: len(source[-1]) - len(tail)])
            bullet = self._other_bullet() if name == "ul" else "*"
            for text, origin in _as_markdown(source):
                self._emit(bullet + text[1:] if text.startswith("* ") else text, start + origin)
        self.wrappers = max(0, self.wrappers - tail.count("</"))
        self.at = end
        self._blank()
        return True

    def _other_bullet(self) -> str:
        """Two HTML lists in a row are two lists in Markdown only if their bullets differ."""
        before = next((text for text in reversed(self.out[-4:]) if text.strip()), "")
        return "-" if before.startswith("* ") else "*"

    def _unwrap(self, line: str) -> None:
        """Take wrapper tags off the ends of a line; a line that held nothing else is cut."""
        rest, label = line, ""
        while (tag := _LEADING_TAG.match(rest)) and self._is_wrapper(tag.group(2).lower(), tag):
            opens = rest != line and not tag.group(1) and tag.group(2).lower() in _STRUCTURES
            if opens and self._nested_structure(rest):
                return
            self._count_wrapper(tag)
            label = label or _heading_label(tag)
            rest = rest[tag.end() :]
        while (closer := _trailing_closer(rest)) and closer.group(1).lower() in _WRAPPERS:
            self.wrappers = max(0, self.wrappers - 1)
            rest = rest[: closer.start()]
        text = rest.strip()
        if not text:
            self._cut(self.at, self.at + 1, "boilerplate", "html_wrapper")
            self._after_cut(self.at + 1)
            return
        if _INNER_BLOCK.search(text):
            # Several blocks on one line ("<p>…</p><h2>…</h2>"): scraped pages come without line ends too.
            self._blank()
            for md, _ in _as_markdown((text,)):
                self._emit(md, self.at)
            self.at += 1
            self._blank()
            return
        if rest == line:
            self._text(line)
            return
        self._blank()
        self._emit(f"**{text}**" if label and _is_label(text) else text, self.at)
        self.at += 1
        if "</p" in line or "</div" in line or label:
            self._blank()

    def _nested_structure(self, rest: str) -> bool:
        """`<div><ul>` on one line: what follows the wrapper is read as if it stood on its own line."""
        tag = TAG.match(rest.lstrip())
        if tag is None:
            return False
        saved = self.lines[self.at]
        at = self.at
        self.lines[at] = rest.lstrip()
        done = self._structure(tag.group(2).lower())
        self.lines[at] = saved
        return done

    def _is_wrapper(self, name: str, tag: re.Match[str]) -> bool:
        if name == "a":
            attrs = attributes(tag.group(3))
            return bool(tag.group(1)) or (
                "href" not in attrs and tag.string[tag.end() : tag.end() + 4] == "</a>"
            )
        return name in _WRAPPERS or name in ("br", "hr")

    def _count_wrapper(self, tag: re.Match[str]) -> None:
        if tag.group(2).lower() in ("br", "hr", "a", "span", "font", "u", "small", "big"):
            return
        self.wrappers = max(0, self.wrappers + (-1 if tag.group(1) else 1))


def _as_markdown(source: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    # Only now, as most articles have no such HTML, and BeautifulSoup takes a sixth of the time a command starts in.
    from pipeline.markup.html_to_markdown import html_to_markdown

    return html_to_markdown(source)


def _trailing_closer(text: str) -> re.Match[str] | None:
    """The closing tag that ends `text`."""
    return _TRAILING_CLOSER.match(text, text.rfind("</")) if "</" in text else None


def _heading_label(tag: re.Match[str]) -> str:
    """What says that a wrapper holds a heading: its class or style (`<span class="atpl-step-part-style">Part 1. …`),
    or that it is the line which opens a `<details>`."""
    if tag.group(1):
        return ""
    if tag.group(2).lower() == "summary":
        return "summary"
    attrs = attributes(tag.group(3))
    label = f"{attrs.get('class', '')} {attrs.get('id', '')}"
    if _HEADING_CLASS.search(label) or _HEADING_STYLE.search(attrs.get("style", "")):
        return label.strip() or "style"
    return ""


def _is_label(text: str) -> bool:
    return len(text) <= 150 and "**" not in text and "<" not in text and "\n" not in text
