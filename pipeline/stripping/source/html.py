"""Lines of the source that begin with a tag: what is no ad becomes Markdown, wrappers go."""

from __future__ import annotations

import re

from pipeline.markup.escapes import escape_item_mark
from pipeline.markup.html_regions import balanced_region
from pipeline.markup.html_tags import EMBEDDED, KNOWN, TAG, attributes, is_placeholder
from pipeline.stripping.ledger import Cut
from pipeline.stripping.source.comments import read_comment
from pipeline.stripping.source.elements import cut_ad, cut_element, cut_furniture
from pipeline.stripping.source.html_pieces import unread_verdict, without_ads, without_unread
from pipeline.stripping.source.known_ads import known_ads
from pipeline.stripping.source.link_lists import LIST_PLACE, LinkList, read_link_list, read_usual_list
from pipeline.stripping.source.text import ONLY_BLANKS, read_text
from pipeline.stripping.source.walk import CONTENT_LIMIT, LIST_ITEM, SourceWalk

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
_OPEN_SCRIPT = re.compile(r"<(script|style)(?=[\s>])[^<>]*>(?:(?!</\1).)*$", re.IGNORECASE)
_RULE = re.compile(r"<hr(?:\s[^<>]*)?/?>\s*(?:</hr>\s*)?", re.IGNORECASE)
_LEADING_TAG = re.compile(r"\s*" + TAG.pattern)
_TRAILING_CLOSER = re.compile(r"</([A-Za-z][A-Za-z0-9-]*)\s*>\s*$")


def read_html(walk: SourceWalk, line: str) -> None:
    """Reads the line at hand, which begins with `<`, and as many below it as the element there has."""
    if walk.is_code(line):
        read_text(walk, line)
        return
    if (usual := read_usual_list(walk.lines, walk.at, CONTENT_LIMIT, walk.rules)) is not None:
        _put_list(walk, usual)
        return
    if known_ads(walk.rules).take(walk, line):
        return
    if "<script" in line or "<style" in line:
        line = _without_open_script(walk, line)
    stripped = line.lstrip()
    if stripped.startswith("<!--"):
        read_comment(walk, line)
        return
    tag = TAG.match(stripped) or _open_tag(walk, stripped)
    name = "" if tag is None else tag.group(2).lower()
    if tag is None or name not in KNOWN or is_placeholder(name, tag.group(3)):
        read_text(walk, line)
        return
    if not tag.group(1):
        if cut_ad(walk, name) or cut_furniture(walk, name, tag.group(3)):
            return
        if name in ("script", "style", "template"):
            cut_element(walk, name, "boilerplate", f"html_{name}")
            return
        if name in _STRUCTURES and _structure(walk, name):
            return
    if name == "hr" and _is_rule(walk, stripped):
        walk.blank()
        walk.emit("---", walk.at)
        walk.at += 1
        walk.blank()
    elif name in _WRAPPERS or name in ("br", "hr", "a") or name in EMBEDDED:
        _unwrap(walk, _with_whole_tag(walk, line) if ">" not in line else line)
    else:
        read_text(walk, line)


def _is_rule(walk: SourceWalk, stripped: str) -> bool:
    """Whether the line at hand is nothing but a rule across the page that parts something from something; one between
    the items of a list would part the list."""
    if not _RULE.fullmatch(stripped):
        return False
    above = next((text.strip() for text in reversed(walk.out[-2:]) if text), "---")
    below = next((text for text in walk.lines[walk.at + 1 : walk.at + 4] if text.strip()), "")
    return above != "---" and bool(below) and not (LIST_ITEM.match(below) and walk.in_list())


def _without_open_script(walk: SourceWalk, line: str) -> str:
    """The line at hand without the script or style sheet that begins behind other HTML on it and ends below it."""
    opening = _OPEN_SCRIPT.search(line)
    if opening is None or not line[: opening.start()].strip():
        return line
    name = opening[1].lower()
    region = balanced_region(
        [line[opening.start() :], *walk.lines[walk.at + 1 : walk.at + 400]], 0, name, 400
    )
    if region is None:
        return line
    end = walk.at + region.end
    source = [line[opening.start() :], *walk.lines[walk.at + 1 : end]]
    source[-1] = source[-1][: len(source[-1]) - len(region.tail)]
    verdict = unread_verdict(name, "\n".join(source), walk.rules)
    walk.cuts.append(Cut(walk.at + 1, end, verdict.category, verdict.rule, "\n".join(source)))
    walk.lines[walk.at] = line[: opening.start()]
    walk.lines[walk.at + 1 : end] = [""] * (end - walk.at - 1)
    walk.lines[end - 1] += region.tail
    return walk.lines[walk.at]


def _open_tag(walk: SourceWalk, stripped: str) -> re.Match[str] | None:
    """A tag that goes on over the next lines (`<ins class="…"` / `style="…"` / `…></ins>`)."""
    if ">" in stripped:
        return None
    text = stripped
    for index in range(walk.at + 1, min(walk.at + 12, len(walk.lines))):
        text += "\n" + walk.lines[index]
        if ">" in walk.lines[index]:
            return TAG.match(text)
    return None


def _with_whole_tag(walk: SourceWalk, line: str) -> str:
    """The line at hand with the lines that its wrapper's tag goes on over (`<div class="entry"` / `id="post-7">`),
    as one line, which is then the line at hand."""
    end = next(i for i in range(walk.at + 1, len(walk.lines)) if ">" in walk.lines[i])
    walk.cut(walk.at, end, "boilerplate", "html_wrapper")
    walk.lines[end] = " ".join(part.strip() for part in walk.lines[walk.at : end + 1])
    walk.at = end
    return walk.lines[end]


def _structure(walk: SourceWalk, name: str) -> bool:
    """A balanced list, table, heading … : a list of links is kept apart, the rest becomes Markdown."""
    region = balanced_region(walk.lines, walk.at, name, CONTENT_LIMIT)
    if region is None:
        return False
    start, end = walk.at, region.end
    source = tuple(walk.lines[start:end])
    tail = region.tail
    closers = not re.sub(r"</[A-Za-z][^<>]*>", "", tail).strip()
    found = read_link_list(source, start) if name in ("ul", "ol") and closers else None
    if found is not None:
        _put_list(walk, found)
    else:
        walk.blank()
        if closers and tail:
            source = (*source[:-1], source[-1][: len(source[-1]) - len(tail)])
        bullet = _other_bullet(walk) if name == "ul" else "*"
        for text, origin in _as_markdown(_without_ads(walk, source, start)):
            walk.emit(bullet + text[1:] if text.startswith("* ") else text, start + origin)
        walk.at = end
        walk.blank()
        walk.closed = len(walk.out)
    walk.wrappers = max(0, walk.wrappers - tail.count("</"))
    return True


def _put_list(walk: SourceWalk, found: LinkList) -> None:
    """Keeps a list of links apart; a line stands in its place."""
    walk.blank()
    walk.link_lists.append(LinkList(found.links, found.start, found.end, len(walk.out)))
    walk.emit(LIST_PLACE, found.start - 1)
    walk.at = found.end
    walk.blank()
    walk.closed = len(walk.out)


def _without_ads(walk: SourceWalk, source: tuple[str, ...], start: int) -> tuple[str, ...]:
    """Lines of HTML, the first of them line `start`, without the ads in them and what no reader reads; code stays."""
    text = "\n".join(source)
    if "<pre" in text:
        return source
    text, unread = without_unread(text, walk.rules)
    text, ads = without_ads(text, walk.rules)
    for piece in (*unread, *ads):
        first = start + 1 + piece.line
        last = first + piece.source.count("\n")
        walk.cuts.append(Cut(first, last, piece.category, piece.rule, piece.source))
    return tuple(text.split("\n")) if unread or ads else source


def _other_bullet(walk: SourceWalk) -> str:
    """Two HTML lists in a row are two lists in Markdown only if their bullets differ."""
    before = next((text for text in reversed(walk.out[-4:]) if text.strip()), "")
    return "-" if before.startswith("* ") else "*"


def _unwrap(walk: SourceWalk, line: str) -> None:
    """Take wrapper tags off the ends of a line; a line that held nothing else is cut."""
    if line.count("<span") > 1:
        # Judged before the ends are off, which may be of two elements: `<span>Text</span><span class="ad">…</span>`.
        line = _without_ads(walk, (line,), walk.at)[0]
    rest, label = line, ""
    while (tag := _LEADING_TAG.match(rest)) and _is_wrapper(walk, tag.group(2).lower(), tag):
        opens = rest != line and not tag.group(1) and tag.group(2).lower() in _STRUCTURES
        if opens and _nested_structure(walk, rest):
            return
        _count_wrapper(walk, tag)
        label = label or _heading_label(tag)
        rest = rest[tag.end() :]
    while (closer := _trailing_closer(rest)) and closer.group(1).lower() in _WRAPPERS:
        walk.wrappers = max(0, walk.wrappers - 1)
        rest = rest[: closer.start()]
    text = rest.strip()
    if ONLY_BLANKS.fullmatch(text):
        walk.cut(walk.at, walk.at + 1, "boilerplate", "html_wrapper")
        walk.after_cut(walk.at + 1)
        return
    if _INNER_BLOCK.search(text):
        # Several blocks on one line ("<p>…</p><h2>…</h2>"): scraped pages come without line ends too.
        walk.blank()
        for md, _ in _as_markdown(_without_ads(walk, (text,), walk.at)):
            walk.emit(md, walk.at)
        walk.at += 1
        walk.blank()
        return
    if rest == line:
        read_text(walk, line)
        return
    if "</p" in line:
        text = escape_item_mark(text)  # a paragraph, no item of a list
    walk.blank()
    walk.emit(f"**{text}**" if label and _is_label(text) else text, walk.at)
    walk.at += 1
    if "</p" in line or "</div" in line or label:
        walk.blank()


def _nested_structure(walk: SourceWalk, rest: str) -> bool:
    """`<div><ul>` on one line: what follows the wrapper is read as if it stood on its own line."""
    tag = TAG.match(rest.lstrip())
    if tag is None:
        return False
    saved = walk.lines[walk.at]
    at = walk.at
    walk.lines[at] = rest.lstrip()
    done = _structure(walk, tag.group(2).lower())
    walk.lines[at] = saved
    return done


def _is_wrapper(walk: SourceWalk, name: str, tag: re.Match[str]) -> bool:
    if name == "a":
        attrs = attributes(tag.group(3))
        return bool(tag.group(1)) or ("href" not in attrs and tag.string[tag.end() : tag.end() + 4] == "</a>")
    return name in _WRAPPERS or name in ("br", "hr")


def _count_wrapper(walk: SourceWalk, tag: re.Match[str]) -> None:
    if tag.group(2).lower() in ("br", "hr", "a", "span", "font", "u", "small", "big"):
        return
    walk.wrappers = max(0, walk.wrappers + (-1 if tag.group(1) else 1))


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
