"""Lines of the source that are no HTML: text, items, code, tags of the site's engine, labels that ads left."""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from pipeline.markup.drawn_tables import broken_table, column_table, grid_table
from pipeline.markup.engine_tags import LONGEST_TAG, STARTS, engine_tag, names_box
from pipeline.markup.fences import fence_for
from pipeline.markup.pandoc_attributes import ATTRIBUTES, SPAN_ATTRIBUTES, without_attributes
from pipeline.markup.readme_blocks import CLOSING, MAX_LINES, OPENING, readme_block
from pipeline.markup.template_tags import picture_of_tag
from pipeline.reading.prose import follow_fence
from pipeline.rules.load import Rules
from pipeline.stripping.ledger import Cut
from pipeline.stripping.source.ad_lines import is_ad_code, is_placeholder_of_ad, leads_to_ad_code
from pipeline.stripping.source.walk import CONTENT_LIMIT, INDENTED, LIST_ITEM, SourceWalk

_FENCE = re.compile(r"^(?:[ \t]*(?:[-*+]|\d{1,9}[.)])?[ \t]*)(`{3,}|~{3,})([^`]*)$")
_ORDERED_ITEM = re.compile(r"^\s{0,3}(\d{1,9})[.)]\s")
_NUMBERED_LINE = re.compile(r"(\d{1,3}(?:\.\d{1,2})*)([.)])([ \t]+\S.*)")
_UNDERLINES = frozenset("-=")
_UNDERLINE = re.compile(r"(?:-{4,}|={4,})[ \t]*")
MAX_UNDERLINE_ASTRAY = 3
"""Characters by which the line below a heading may be longer or shorter than its text."""
_CODE_TAG = re.compile(
    r"^\s*(?:\{%-?\s*(?P<jekyll>highlight|codeblock)\b|\{\{[<%]\s*(?P<hugo>highlight|code)\b|\[(?P<word>code|sourcecode|php|bash)\b)"
    r"(?:\s*(?:lang(?:uage)?=)?[\"']?(?P<language>[\w+#-]+)[\"']?)?[^%>\]]*(?:-?%\}|[>%]\}\}|\])\s*$",
    re.IGNORECASE,
)
"""A line that opens a block of code in Jekyll, Hugo or WordPress."""
ONLY_BLANKS = re.compile(r"\s*(?:&(?:nbsp|#160|#x[aA]0|#8203|ZeroWidthSpace|emsp|ensp|thinsp);\s*)*")
"""What editors put into an empty paragraph."""
_TAG_STARTS = frozenset("[{\\(<:")
_ATTRIBUTE_STARTS = frozenset(":[{")
_DRAWN = frozenset("+-|")
"""What the first line of a table begins with that a converter drew, or the line below its names."""
_DIV = re.compile(rf":{{3,}}[ \t]*(?:{SPAN_ATTRIBUTES.pattern}|(?<=[ \t])[\w-]+)[ \t]*:*")
_ANCHORS = re.compile(rf"(?:\[\]{SPAN_ATTRIBUTES.pattern}\s*)+")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]]+\]:[ \t]+\S+")
_AROUND_LABEL = " \t*_–—-▼▲▽△↓↑|=~·•[]【】［］〈〉<>"
LONGEST_AROUND_LABEL = 16
"""Of these characters, how many a line that is nothing but a label may have."""
REMEMBERED_STARTS = 1_000
"""Characters that lines begin with, of which it is remembered what they say of a line."""
_COMPONENT = re.compile(r"[ \t]*<([A-Z][A-Za-z]*)(?![\w.-])(?!.*/>\s*$)")
"""The tag that opens a component, whether it ends on its line or below."""
LINES_OF_TAG = 12
"""Lines that the tag of a component may have."""
_SHORTCODE_WRAPPER = re.compile(r"^\s*(?:\[/?[a-z]+(?:_[a-z0-9]+)+(?:\s[^\[\]\n]{0,300})?\]\s*)+$")
"""A line of nothing but the tags of a page builder (`[vc_row][vc_column]`)."""
LINES_OF_COLUMN = 600
"""Lines within which the tags of a page builder must be closed."""
_SHORTCODE_NAME = re.compile(r"\[([a-z0-9_]+)")


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


def take_plain_lines(walk: SourceWalk) -> None:
    """Most lines: text, items and blank lines, up to the next line that may be something else."""
    lines, out, raw, at = walk.lines, walk.out, walk.raw, walk.at
    plain_from = _plain_from(walk.rules)
    longest_label, in_item = plain_from.longest_label, walk.in_item
    while at < len(lines):
        line = lines[at]
        if line:
            start = line[0]
            if start == " ":
                start = line.lstrip()[:1]
            if len(line) < plain_from[start] and (start != "!" or "!!!" in line):
                if start.isdigit() and not plain_from.may_be_label(start, line):
                    walk.at, walk.in_item = at, in_item
                    line = _ordered_item(walk, line)
                    in_item = walk.in_item
                elif start != "*" or len(line) <= longest_label:
                    break
                else:
                    in_item = in_item or LIST_ITEM.match(line) is not None  # or a line in bold
            at += 1
            out.append(line)
            raw.append(at)
        else:
            at += 1
            if out and out[-1]:
                out.append("")
                raw.append(at)
            in_item = False
    walk.at, walk.in_item = at, in_item


def read_text(walk: SourceWalk, line: str) -> None:
    """Puts out the line at hand, or takes out the label or tag that it is; may move what is below."""
    if not line or line.isspace():
        # Runs of blank lines become one, so that the same text between other ads is the same text.
        walk.blank()
        walk.at += 1
        return
    first = line.lstrip()[:1]
    if first == "&" and ONLY_BLANKS.fullmatch(line):
        walk.cut(walk.at, walk.at + 1, "boilerplate", "html_wrapper")
        walk.after_cut(walk.at + 1)
        return
    if _plain_from(walk.rules).may_be_label(first, line) and _cut_label(walk, line):
        return
    if first in _TAG_STARTS and _template_tag(walk, line):
        return
    if first in _ATTRIBUTE_STARTS and _attribute_line(walk, line):
        return
    if first in STARTS and _engine_tag(walk, line):
        return
    if first in _DRAWN and _drawn_table(walk, line, first):
        return
    if first.isdigit():
        line = _ordered_item(walk, line)
    elif first in "-*+" and LIST_ITEM.match(line):
        walk.in_item = True
    if walk.wrappers and INDENTED.match(line) and not LIST_ITEM.match(line) and not walk.in_list(walk.closed):
        line = line.lstrip()
    walk.emit(line, walk.at)
    walk.at += 1


def _template_tag(walk: SourceWalk, line: str) -> bool:
    """Reads a line that is a tag of the site's engine; whether it was one."""
    if (code := _CODE_TAG.match(line)) is not None and _tagged_code(walk, code):
        return True
    if (
        "[block:" in line
        and (block := OPENING.fullmatch(line)) is not None
        and _json_block(walk, block["kind"])
    ):
        return True
    if not walk.is_code(line) and (picture := picture_of_tag(line)) is not None:
        walk.cuts.append(Cut(walk.at + 1, walk.at + 1, "boilerplate", "picture_tag", picture.tag))
        margin = line[: len(line) - len(line.lstrip())] if walk.in_list(walk.closed) else ""
        walk.lines[walk.at] = margin + picture.markdown
        return True
    if is_placeholder_of_ad(line) and not _is_shown(walk, line):
        walk.cut(walk.at, walk.at + 1, "ad", "ad_shortcode")
    elif line.lstrip()[0] == "(" and is_ad_code(line) and not _is_shown(walk, line):
        walk.cut(walk.at, walk.at + 1, "ad", "ad_code")
    elif "_" in line and "]" in line and _wraps_in_shortcodes(walk, line):
        walk.cut(walk.at, walk.at + 1, "boilerplate", "shortcode_wrapper")
    else:
        return False
    walk.after_cut(walk.at + 1)
    return True


def _wraps_in_shortcodes(walk: SourceWalk, line: str) -> bool:
    """Whether a line is nothing but tags of a page builder: with a closing one among them, or two or more that are
    closed below, as a single one may be the head of a section in an INI file, and two a link by reference."""
    if not _SHORTCODE_WRAPPER.match(line) or _is_shown(walk, line):
        return False
    if "[/" in line:
        return True
    closings = [f"[/{name}]" for name in dict.fromkeys(_SHORTCODE_NAME.findall(line))]
    return line.count("[") > 1 and all(_column_ends(walk, closing) for closing in closings)


def _column_ends(walk: SourceWalk, closing: str) -> bool:
    return walk.closing_line(closing, lambda line: closing in line, LINES_OF_COLUMN) is not None


def _drawn_table(walk: SourceWalk, line: str, first: str) -> bool:
    """Puts a table out that a converter drew, a row a line; whether one begins on the line at hand."""
    if walk.is_code(line):
        return False
    above = walk.out[-1] if walk.out else ""
    if first == "+":
        table = grid_table(walk.lines, walk.at)
    elif first == "-":
        table = column_table(walk.lines, walk.at)
    else:
        width = above.count("|") - above.count("\\|") - 1 if above.lstrip().startswith("|") else 0
        table = broken_table(walk.lines, walk.at, width)
    if table is None:
        return False
    margin = line[: len(line) - len(line.lstrip())] if walk.in_list(walk.closed) else ""
    if table.rows[0][1] < walk.at:  # the names of its columns were put out as text
        if walk.raw[-1:] != [walk.at] or above.strip() != walk.lines[walk.at - 1].strip():
            return False
        walk.out.pop()
        walk.raw.pop()
    if first != "|" or not above.lstrip().startswith("|"):
        walk.blank()
    for row, index in table.rows:
        walk.emit(margin + row, index)
    walk.at = table.end
    if walk.at >= len(walk.lines) or not walk.lines[walk.at].lstrip().startswith("|"):
        walk.blank()
    return True


def _is_shown(walk: SourceWalk, line: str) -> bool:
    """Whether a line that would have become an ad is shown as code."""
    above = next((text for text in reversed(walk.out[-2:]) if text), "")
    return walk.is_code(line) or leads_to_ad_code(above)


def _json_block(walk: SourceWalk, kind: str) -> bool:
    """Puts a block of ReadMe's editor out as Markdown; whether it could be read."""
    last = min(walk.at + MAX_LINES, len(walk.lines))
    end = next((i for i in range(walk.at + 1, last) if walk.lines[i].strip() == CLOSING), None)
    if end is None:
        return False
    found = readme_block(kind, "\n".join(walk.lines[walk.at + 1 : end]))
    if found is None:
        return False
    source = "\n".join(walk.lines[walk.at : end + 1])
    walk.cuts.append(Cut(walk.at + 1, end + 1, "boilerplate", "json_block", source))
    walk.blank()
    for text in found:
        walk.emit(text, walk.at)
    walk.at = end + 1
    walk.blank()
    return True


def _attribute_line(walk: SourceWalk, line: str) -> bool:
    """Takes out a line of nothing but what Pandoc keeps of a page's HTML: the fence of a div, anchors, the size of a
    picture below its address; or what kramdown reads beside a block (`{: .no_toc }` below a heading). Whether it was one."""
    text = line.strip()
    if walk.is_code(line) or len(text) > LONGEST_TAG:
        return False
    defined = None
    if text[0] == ":":
        taken = text.startswith(":::") and _is_div(walk, text)
    elif text[0] == "[":
        if (defined := _DEFINITION.match(line)) is not None and ATTRIBUTES.fullmatch(
            line[defined.end() :].strip()
        ):
            walk.lines[walk.at] = defined[0]
            return False
        taken = _ANCHORS.fullmatch(text) is not None
    else:
        above = walk.out[-1] if walk.out else ""
        defined = _DEFINITION.match(above)
        beside = (*walk.lines[max(0, walk.at - 1) : walk.at], *walk.lines[walk.at + 1 : walk.at + 2])
        of_block = text.startswith("{:") and any(line.strip() for line in beside)
        taken = (defined is not None or of_block) and ATTRIBUTES.fullmatch(text) is not None
    if taken:
        walk.cut(walk.at, walk.at + 1, "boilerplate", "attribute_line")
        if defined is not None:
            walk.at += 1
        else:
            walk.after_cut(walk.at + 1)
    return taken


def _is_div(walk: SourceWalk, text: str) -> bool:
    """Whether a line opens or closes a div that only has a class: it shows nothing, unlike the boxes of engines."""
    if not text.strip(":"):
        return bool(walk.divs) and walk.divs.pop()
    opening = _DIV.fullmatch(text)
    if opening is None:
        if engine_tag(text) is not None:
            walk.divs.append(False)
        return False
    walk.divs.append(not names_box(text) and _closes_below(walk))
    return walk.divs[-1]


def _closes_below(walk: SourceWalk) -> bool:
    """Whether the fence of a div stands below."""
    return walk.closing_line(":::", lambda line: ":::" in line and not line.strip(" \t:")) is not None


def _engine_tag(walk: SourceWalk, line: str) -> bool:
    """Sets a line that is a mark of an engine apart from the text around it; whether it was one. Its words stay, as
    an article may be about them, but no step goes on in it."""
    if line.lstrip()[0] == "<" and ">" not in line:
        line = _whole_component(walk, line)
    tag = engine_tag(line)
    if tag is None or walk.is_code(line):
        return False
    margin = line[: len(line) - len(line.lstrip())]
    if tag == "indenting" and not _take_back(walk, margin):
        return False
    if (component := _COMPONENT.match(line)) is not None:
        _take_back_component(walk, margin, component[1])
    walk.blank()
    walk.emit(line, walk.at)
    walk.blank()
    walk.at += 1
    return True


def _whole_component(walk: SourceWalk, line: str) -> str:
    """The line at hand, on which the tag of a component begins, with those that it goes on over (`<Card`
    / `title="Fans"` / `>`), which is then the line at hand; the line as it is where that is no mark of an engine."""
    if _COMPONENT.match(line) is None or walk.is_code(line):
        return line
    last = min(walk.at + LINES_OF_TAG, len(walk.lines))
    end = next((i for i in range(walk.at + 1, last) if ">" in walk.lines[i]), None)
    if end is None:
        return line
    whole = " ".join((line.rstrip(), *(part.strip() for part in walk.lines[walk.at + 1 : end + 1])))
    if engine_tag(whole) is None:
        return line
    walk.at = end
    return whole


def _take_back_component(walk: SourceWalk, margin: str, name: str) -> None:
    """Moves what a component holds to its own margin: as MDX knows no indented code, people indent it like HTML."""
    below = range(walk.at + 1, min(walk.at + 1 + CONTENT_LIMIT, len(walk.lines)))
    first = next((walk.lines[i] for i in below if walk.lines[i].strip()), "")
    inner = first[: len(first) - len(first.lstrip())]
    closing = f"{margin}</{name}>"
    if len(inner) <= len(margin) or not inner.startswith(margin):
        return
    end = walk.closing_line(closing, lambda line: line.rstrip() == closing)
    if end is None:
        return
    fence = ""
    for index in range(walk.at + 1, end):
        line = walk.lines[index]
        if line.startswith(inner):
            walk.lines[index] = margin + line[len(inner) :]
        fence, inside = follow_fence(fence, line)
        if not inside and line.lstrip().startswith("<img "):  # Mintlify writes them far to the right
            walk.lines[index] = margin + line.lstrip()


def _take_back(walk: SourceWalk, margin: str) -> bool:
    """Moves the lines below that are indented by four columns more than `margin` to the left; whether the first of
    them is."""
    inner, moved = margin + "    ", False
    for index in range(walk.at + 1, min(walk.at + 1 + CONTENT_LIMIT, len(walk.lines))):
        line = walk.lines[index]
        if line.startswith(inner):
            walk.lines[index] = margin + line[len(inner) :]
            moved = moved or not line.isspace()
        elif line.strip():
            break
    return moved


def _ordered_item(walk: SourceWalk, line: str) -> str:
    """An item below a line of plain text or an image goes on with the list above that line; CommonMark
    would take it into the paragraph, as only "1." may interrupt one. The line as it is to be put out."""
    item = _ORDERED_ITEM.match(line)
    if item is None:
        return line
    if (heading := _underlined(walk, line)) is not None:
        return heading
    number = int(item.group(1))
    if walk.out and walk.out[-1] and not walk.in_item and number == walk.last_number + 1 and number > 1:
        walk.emit("", walk.at)
    walk.last_number, walk.in_item = number, True
    return line


def _underlined(walk: SourceWalk, line: str) -> str | None:
    """A numbered heading that is underlined, as markdownify and people write it: an item and a rule to CommonMark, unless
    its number is no list's."""
    if walk.at + 1 >= len(walk.lines) or (walk.out and walk.out[-1]):
        return None
    below = walk.lines[walk.at + 1]
    if below.lstrip()[:1] not in _UNDERLINES or not _UNDERLINE.fullmatch(below):
        return None
    numbered = _NUMBERED_LINE.fullmatch(line)
    if numbered is None:
        return None
    length = len(below.rstrip())
    if all(abs(length - len(text)) > MAX_UNDERLINE_ASTRAY for text in (line, without_attributes(line))):
        return None
    return f"{numbered[1]}\\{numbered[2]}{numbered[3]}"


def read_fence(walk: SourceWalk, line: str) -> None:
    """Puts out a fenced block as it stands, if the line at hand opens one that is closed; else the line."""
    opening = _FENCE.match(line)
    if opening is None:
        read_text(walk, line)
        return
    mark = opening.group(1)
    if len(mark) >= walk.unclosed_fences.get(mark[0], len(mark) + 1):
        read_text(walk, line)
        return
    closing = re.compile(rf"^\s*{re.escape(mark[0])}{{{len(mark)},}}\s*$")
    for end in range(walk.at + 1, len(walk.lines)):
        if closing.match(walk.lines[end]):
            break
    else:
        walk.warnings.append("unclosed_code_fence")
        walk.unclosed_fences[mark[0]] = len(mark)
        read_text(walk, line)
        return
    while walk.at <= end:
        walk.emit(walk.lines[walk.at], walk.at)
        walk.at += 1


def _cut_label(walk: SourceWalk, line: str) -> bool:
    """What is left of an ad that a script would have shown: its label, also in the middle of a text."""
    part = walk.rules.lines.get(line.strip(_AROUND_LABEL).lower())
    if part is None or _is_item_among_items(walk, line):
        return False
    walk.cut(walk.at, walk.at + 1, part.category, part.name)
    walk.after_cut(walk.at + 1)
    return True


def _is_item_among_items(walk: SourceWalk, line: str) -> bool:
    """Whether a line is an item of a list of which the line above or below is another one: "Advertisement" may
    be a thing that an article lists."""
    if not LIST_ITEM.match(line):
        return False
    bullet = line.lstrip()[0]
    beside = (*walk.lines[max(0, walk.at - 1) : walk.at], *walk.lines[walk.at + 1 : walk.at + 2])
    return any(LIST_ITEM.match(other) and other.lstrip()[0] == bullet for other in beside)


def _tagged_code(walk: SourceWalk, opening: re.Match[str]) -> bool:
    """HTML shown as code between template tags becomes a fenced block, so that ad code in it stays."""
    tag = opening["jekyll"] or opening["hugo"] or opening["word"]
    name = re.escape(tag)
    closing = re.compile(
        rf"^\s*(?:\{{%-?\s*end{name}\s*-?%\}}|\{{\{{[<%]\s*/\s*{name}\s*[>%]\}}\}}|\[/{name}\])\s*$",
        re.IGNORECASE,
    )
    end = walk.closing_line(tag, lambda line: closing.match(line) is not None)
    if end is None:
        return False
    code = walk.lines[walk.at + 1 : end]
    if not any("<" in line for line in code):
        return False
    fence = fence_for("\n".join(code))
    walk.emit(fence + (opening["language"] or ""), walk.at)
    for index in range(walk.at + 1, end):
        walk.emit(walk.lines[index], index)
    walk.emit(fence, end)
    for index in (walk.at, end):
        line = walk.lines[index].strip()
        walk.cuts.append(Cut(index + 1, index + 1, "boilerplate", "code_tag", line))
    walk.at = end + 1
    return True
