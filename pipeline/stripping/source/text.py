"""Lines of the source that are no HTML: text, items, code, labels that ads left."""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from pipeline.markup.drawn_tables import broken_table, column_table, grid_table
from pipeline.markup.engine_tags import STARTS
from pipeline.rules.load import Rules
from pipeline.stripping.source.components import (
    MODULE_STARTS,
    read_alert,
    read_box_fence,
    read_engine_tag,
    read_modules,
)
from pipeline.stripping.source.template_lines import (
    ATTRIBUTE_STARTS,
    TAG_STARTS,
    read_attribute_line,
    read_template_tag,
)
from pipeline.stripping.source.underlines import UNDERLINES, read_underline, underlined_heading
from pipeline.stripping.source.walk import INDENTED, LIST_ITEM, SourceWalk, margin_of

_FENCE = re.compile(r"^(?:[ \t]*(?:[-*+]|\d{1,9}[.)])?[ \t]*)(`{3,}|~{3,})([^`]*)$")
_ORDERED_ITEM = re.compile(r"^\s{0,3}(\d{1,9})[.)]\s")
ONLY_BLANKS = re.compile(r"\s*(?:&(?:nbsp|#160|#x[aA]0|#8203|ZeroWidthSpace|emsp|ensp|thinsp);\s*)*")
"""What editors put into an empty paragraph."""
_DRAWN = frozenset("+-|")
"""What the first line of a table begins with that a converter drew, or the line below its names."""
_AROUND_LABEL = " \t*_–—-▼▲▽△↓↑|=~·•[]【】［］〈〉<>"
LONGEST_AROUND_LABEL = 16
"""Of these characters, how many a line that is nothing but a label may have."""
REMEMBERED_STARTS = 1_000
"""Characters that lines begin with, of which it is remembered what they say of a line."""


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
        # A "!" is a picture's or, thrice, a box's.
        if not (start.isalpha() or start == "#") or start in MODULE_STARTS:
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
    if first in MODULE_STARTS and read_modules(walk, line):
        return  # to what is there now
    if _plain_from(walk.rules).may_be_label(first, line) and _cut_label(walk, line):
        return
    if first in TAG_STARTS and read_template_tag(walk, line):
        return
    if first in ATTRIBUTE_STARTS and read_attribute_line(walk, line):
        return
    if first in STARTS and read_engine_tag(walk, line):
        return
    if first in UNDERLINES and read_underline(walk, line):
        return
    if first in _DRAWN and _drawn_table(walk, line, first):
        return
    if first.isdigit():
        line = _ordered_item(walk, line)
    elif first in "-*+" and LIST_ITEM.match(line):
        walk.in_item = True
    elif first == ">" and "[!" in line:
        line = read_alert(walk, line)
    if walk.wrappers and INDENTED.match(line) and not LIST_ITEM.match(line) and not walk.in_list(walk.closed):
        line = line.lstrip()
    walk.emit(line, walk.at)
    walk.at += 1


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
    margin = margin_of(line) if walk.in_list(walk.closed) else ""
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


def _ordered_item(walk: SourceWalk, line: str) -> str:
    """An item below a line of plain text or an image goes on with the list above that line; CommonMark
    would take it into the paragraph, as only "1." may interrupt one. The line as it is to be put out."""
    item = _ORDERED_ITEM.match(line)
    if item is None:
        return line
    if (heading := underlined_heading(walk, line)) is not None:
        return heading
    number = int(item.group(1))
    if walk.out and walk.out[-1] and not walk.in_item and number == walk.last_number + 1 and number > 1:
        walk.emit("", walk.at)
    walk.last_number, walk.in_item = number, True
    return line


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
    if "{" in opening.group(2) and read_box_fence(walk, opening.group(2), end):
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
