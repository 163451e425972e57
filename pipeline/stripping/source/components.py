"""Marks of engines of documentation: boxes, tabs, steps and cards, as a line of their own or as a tag of MDX."""

from __future__ import annotations

import re

from pipeline.markup.engine_marks import Mark, led_alert, read_box, read_mark
from pipeline.markup.engine_tags import engine_tag
from pipeline.markup.module_lines import may_be_module_line, take_module_lines
from pipeline.reading.prose import follow_fence
from pipeline.stripping.ledger import Cut
from pipeline.stripping.source.walk import CONTENT_LIMIT, LIST_ITEM, PairedMarks, SourceWalk, margin_of

_COMPONENT = re.compile(r"[ \t]*<([A-Z][A-Za-z]*)(?![\w.-])(?!.*/>\s*$)")
"""The tag that opens a component, whether it ends on its line or below."""
LINES_OF_TAG = 12
"""Lines that the tag of a component may have."""
DEEPEST = 16
"""Marks that one may stand in; as deep as that, people write none."""
BLANKS_IN_BOX = 4
"""Lines, blank ones with them, within which the text of a box begins."""
_TEXT_STARTS = frozenset("*_[(`\"'“‘«¿¡0123456789")
_PAIRED_STARTS = frozenset(":{<")
MODULE_STARTS = frozenset("ie")
"""What `import` and `export` begin with, as hardly any line of text does."""
_OPTION = re.compile(r"\s*:[a-z][\w-]*:(?:[ \t].*)?")
_HEADING = re.compile(r"#{1,6}[ \t]|<h[1-6][ >]")


def read_modules(walk: SourceWalk, line: str) -> bool:
    """Takes out the statements of an article in MDX, from the first line that may be one on; whether the line at hand went."""
    if walk.modules_read or not may_be_module_line(line):
        return False
    walk.modules_read = True
    for start, end in take_module_lines(walk.lines, walk.first):
        walk.cut(start, end + 1, "boilerplate", "module_line")
    return not walk.lines[walk.at]


def read_engine_tag(walk: SourceWalk, line: str) -> bool:
    """Takes a line out that is a mark of an engine, for what a reader sees of it: a title, the label of a box, the number
    of a step. Whether it was one. A mark that nothing closes keeps its words, set apart from the text around it."""
    start = walk.at
    if line.lstrip()[0] == "<" and ">" not in line:
        line = _whole_component(walk, line)
    tag = engine_tag(line)
    mark = read_mark(line) if tag is not None or "</" in line else None
    if (tag is None and mark is None) or walk.is_code(line):
        walk.at = start
        return False
    margin = margin_of(line)
    if tag == "indenting" and not _take_back(walk, margin):
        return False
    if walk.marks is None:
        walk.marks = pair_marks(walk.lines, start)
    if mark is not None and mark.closes:
        taken = start in walk.closing_marks
    else:
        close = walk.marks.closing.get(start)
        taken = mark is not None and (tag == "indenting" or mark.alone or close is not None)
        if close is not None:
            walk.closing_marks.add(close)
            _take_back_component(walk, margin, close)
    walk.blank()
    if taken and mark is not None:
        _take_out(walk, mark, margin, start)
        return True
    walk.emit(line, walk.at)
    walk.blank()
    walk.at += 1
    return True


def read_box_fence(walk: SourceWalk, info: str, end: int) -> bool:
    """Takes the code fence that opens on the line at hand and closes on line `end` off a box of MyST; whether it is one."""
    mark = read_box(info.strip())
    if mark is None:
        return False
    line = walk.lines[walk.at]
    margin = margin_of(line)
    walk.blank()
    walk.divs.append(False)
    walk.closing_marks.add(end)
    walk.lines[end] = margin + ":::"
    _take_out(walk, mark, margin, walk.at)
    return True


def read_alert(walk: SourceWalk, line: str) -> str:
    """A line of a quote with a label for the mark that makes it a box, if it has one; else as it is."""
    found = None if walk.is_code(line) else led_alert(line)
    if found is None:
        return line
    walk.cuts.append(Cut(walk.at + 1, walk.at + 1, "boilerplate", "engine_tag", found[0]))
    return found[1]


def _take_out(walk: SourceWalk, mark: Mark, margin: str, start: int) -> None:
    """Takes a mark out that ends on the line at hand, with the options of MyST below it."""
    if mark.name == ":::" and not mark.closes:
        while walk.at + 1 < len(walk.lines) and _OPTION.fullmatch(walk.lines[walk.at + 1]):
            walk.at += 1
    walk.cuts.append(Cut(start + 1, walk.at + 1, "boilerplate", "engine_tag"))
    _show(walk, mark, margin, start)
    walk.blank()
    walk.at += 1


def _show(walk: SourceWalk, mark: Mark, margin: str, start: int) -> None:
    """Puts out what a reader sees of a mark."""
    paired = walk.marks or PairedMarks()
    number = paired.steps.get(start)
    if number is not None and mark.alone:
        lead = f"{number}. "
        walk.emit(margin + lead + (mark.title or mark.inner), walk.at)
        if mark.title and mark.inner:
            walk.blank()
            walk.emit(margin + " " * len(lead) + mark.inner, walk.at)
        return
    if number is not None and _number_step(walk, mark, margin, paired.closing[start], number):
        return
    text = mark.shown()
    if not mark.inner:
        if text.endswith(":**"):
            _lead_in(walk, text, margin)
        elif text:
            walk.emit(margin + text, walk.at)
        return
    if text.endswith(":**"):
        walk.emit(margin + _led_in(text, mark.inner), walk.at)
        return
    if text:
        walk.emit(margin + text, walk.at)
        walk.blank()
    walk.emit(margin + mark.inner, walk.at)


def _led_in(label: str, text: str) -> str:
    """A box's text behind its label, unless it begins with the same word."""
    word = label.strip("*:").lower()
    return text if text.lstrip("*_ ").lower().startswith(word) else f"{label} {text}"


def _lead_in(walk: SourceWalk, label: str, margin: str) -> None:
    """Sets the label of a box before its first line, or above what is no line of text."""
    below = range(walk.at + 1, min(walk.at + 1 + BLANKS_IN_BOX, len(walk.lines)))
    first = next((i for i in below if walk.lines[i].strip()), None)
    text = "" if first is None else walk.lines[first].strip()
    plain = text and (text[0].isalpha() or text[0] in _TEXT_STARTS) and text.strip("*_ ")
    if first is None or not plain or LIST_ITEM.match(text):
        walk.emit(margin + label.strip("*"), walk.at)
    else:
        walk.lines[first] = margin + _led_in(label, text)


def _number_step(walk: SourceWalk, mark: Mark, margin: str, close: int, number: int) -> bool:
    """Makes a step an item of a list, with what it holds as the item's; not where it has headings of its own, or no
    words to begin with."""
    fence, first = "", 0
    for index in range(walk.at + 1, close):
        fence, inside = follow_fence(fence, walk.lines[index])
        text = walk.lines[index].strip()
        if text and not inside and _HEADING.match(text):
            return False
        if text and not first:
            first = index
            if not mark.title and (inside or not text[0].isalpha()):
                return False
    if not mark.title and not first:
        return False
    lead = f"{margin}{number}. "
    inner = " " * (len(lead) - len(margin))
    for index in range(walk.at + 1, close):
        line = walk.lines[index]
        if line.strip() and line.startswith(margin):
            walk.lines[index] = margin + inner + line[len(margin) :]
    if mark.title:
        walk.emit(lead + mark.title, walk.at)
    else:
        walk.lines[first] = lead + walk.lines[first].lstrip()
    return True


def pair_marks(lines: list[str], start: int) -> PairedMarks:
    """Which marks of `lines`, from line `start` on, close which, and the numbers of the steps among them."""
    paired = PairedMarks()
    opened: list[tuple[int, Mark]] = []
    counts: dict[str, int] = {}
    steps: dict[int, int] = {}

    def count(step: int) -> None:
        """The number of a step among those that the innermost open mark holds, if that holds steps."""
        if opened and opened[-1][1].is_steps:
            above = opened[-1][0]
            steps[above] = paired.steps[step] = steps.get(above, 0) + 1

    fence = ""
    for index in range(start, len(lines)):
        line = lines[index]
        fence, inside = follow_fence(fence, line)
        if inside or line.lstrip()[:1] not in _PAIRED_STARTS:
            continue
        if line.lstrip()[0] == "<" and ">" not in line:
            line = whole_tag(lines, index)[0]
        mark = read_mark(line)
        if mark is None and line.lstrip().startswith(":::") and not line.rstrip().endswith(":::"):
            mark = Mark(":::")  # a div
        if mark is None or mark.name in ("!", "="):
            continue
        if mark.alone:
            if mark.is_step and (mark.title or mark.inner):
                count(index)
            continue
        if not mark.closes:
            opened.append((index, mark))
            counts[mark.name] = counts.get(mark.name, 0) + 1
            continue
        while counts.get(mark.name):
            opening, other = opened.pop()
            counts[other.name] -= 1
            if other.name == mark.name:
                if index - opening > CONTENT_LIMIT or len(opened) > DEEPEST:
                    break
                paired.closing[opening] = index
                if other.is_step:
                    count(opening)
                break
    return paired


def _whole_component(walk: SourceWalk, line: str) -> str:
    """The line at hand, on which the tag of a component begins, with those that it goes on over, which is then the line at
    hand; the line as it is where that is no mark of an engine."""
    if _COMPONENT.match(line) is None or walk.is_code(line):
        return line
    whole, end = whole_tag(walk.lines, walk.at)
    if engine_tag(whole) is None:
        return line
    walk.at = end
    return whole


def whole_tag(lines: list[str], at: int) -> tuple[str, int]:
    """Line `at`, on which a tag begins, with those that it goes on over (`<Card` / `title="Fans"` / `>`), as one, and the
    last of them."""
    last = min(at + LINES_OF_TAG, len(lines))
    end = next((i for i in range(at + 1, last) if ">" in lines[i]), at)
    return " ".join((lines[at].rstrip(), *(part.strip() for part in lines[at + 1 : end + 1]))), end


def _take_back_component(walk: SourceWalk, margin: str, end: int) -> None:
    """Moves what a component holds to its own margin: as MDX knows no indented code, people indent it like HTML."""
    first = next((walk.lines[i] for i in range(walk.at + 1, end) if walk.lines[i].strip()), "")
    inner = margin_of(first)
    if len(inner) <= len(margin) or not inner.startswith(margin):
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
