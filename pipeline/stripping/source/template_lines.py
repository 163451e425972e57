"""Lines that are a tag of the site's engine or of an editor: code between tags, pictures, ads, page builders, attributes."""

from __future__ import annotations

import re

from pipeline.markup.engine_tags import LONGEST_TAG, engine_tag, names_box
from pipeline.markup.fences import fence_for
from pipeline.markup.pandoc_attributes import ATTRIBUTES, SPAN_ATTRIBUTES
from pipeline.markup.readme_blocks import CLOSING, MAX_LINES, OPENING, readme_block
from pipeline.markup.template_tags import picture_of_tag
from pipeline.stripping.ledger import Cut
from pipeline.stripping.source.ad_lines import is_ad_code, is_placeholder_of_ad, leads_to_ad_code
from pipeline.stripping.source.walk import SourceWalk, margin_of

_CODE_TAG = re.compile(
    r"^\s*(?:\{%-?\s*(?P<jekyll>highlight|codeblock)\b|\{\{[<%]\s*(?P<hugo>highlight|code)\b|\[(?P<word>code|sourcecode|php|bash)\b)"
    r"(?:\s*(?:lang(?:uage)?=)?[\"']?(?P<language>[\w+#-]+)[\"']?)?[^%>\]]*(?:-?%\}|[>%]\}\}|\])\s*$",
    re.IGNORECASE,
)
"""A line that opens a block of code in Jekyll, Hugo or WordPress."""
TAG_STARTS = frozenset("[{\\(<:")
ATTRIBUTE_STARTS = frozenset(":[{")
_DIV = re.compile(rf":{{3,}}[ \t]*(?:{SPAN_ATTRIBUTES.pattern}|(?<=[ \t])[\w-]+)[ \t]*:*")
_ANCHORS = re.compile(rf"(?:\[\]{SPAN_ATTRIBUTES.pattern}\s*)+")
_DEFINITION = re.compile(r" {0,3}\[[^\[\]]+\]:[ \t]+\S+")
_SHORTCODE_WRAPPER = re.compile(r"^\s*(?:\[/?[a-z]+(?:_[a-z0-9]+)+(?:\s[^\[\]\n]{0,300})?\]\s*)+$")
"""A line of nothing but the tags of a page builder (`[vc_row][vc_column]`)."""
LINES_OF_COLUMN = 600
"""Lines within which the tags of a page builder must be closed."""
_SHORTCODE_NAME = re.compile(r"\[([a-z0-9_]+)")


def read_template_tag(walk: SourceWalk, line: str) -> bool:
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
        margin = margin_of(line) if walk.in_list(walk.closed) else ""
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


def read_attribute_line(walk: SourceWalk, line: str) -> bool:
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
