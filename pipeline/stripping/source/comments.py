"""HTML comments of the source, and the ads that they mark."""

from __future__ import annotations

from pipeline.markup.html_tags import count_words
from pipeline.stripping.ledger import Cut
from pipeline.stripping.source.known_ads import known_ads
from pipeline.stripping.source.markers import MAX_LINES, is_believable, marker, names_ad, split_comments
from pipeline.stripping.source.text import read_text
from pipeline.stripping.source.walk import SourceWalk


def read_comment(walk: SourceWalk, line: str) -> None:
    """Takes out the comment that the line at hand begins with, and the ad that it opens."""
    end = _comment_end(walk)
    if end is None:
        walk.warnings.append("unclosed_comment")
        read_text(walk, line)
        return
    comment = "\n".join(walk.lines[walk.at : end])
    found, between = split_comments(comment)
    if between.strip():
        _text_between(walk, found, between, end)
        return
    kind = marker(comment.strip())
    if kind is None and names_ad(comment):
        kind = "begin" if _marked_end(walk, end) is not None else None
    if kind == "begin" and (close := _marked_end(walk, end)) is not None:
        known_ads(walk.rules).remember(walk.lines[walk.at : close], "ad", "marked_ad")
        walk.cut(walk.at, close, "ad", "marked_ad")
        walk.after_cut(close)
        return
    if kind == "begin" and (close := _end_of_file(walk, end)) is not None:
        if marker(walk.lines[-1].strip()) != "end":
            walk.warnings.append("ad_marker_unpaired")
        walk.cut(walk.at, close, "ad", "marked_ad")
        walk.after_cut(close)
        return
    if kind is not None:
        walk.warnings.append("ad_marker_unpaired")
    walk.cut(walk.at, end, "ad" if kind else "boilerplate", "ad_marker" if kind else "html_comment")
    walk.after_cut(end)


def _text_between(walk: SourceWalk, found: list[str], between: str, end: int) -> None:
    """Lines up to `end` that hold more than comments, as `<!-- wp:paragraph --><p>Hold …</p><!-- /wp:paragraph -->`:
    what is between them is read as a line of its own, unless they mark it as an ad."""
    if (
        len(found) > 1
        and marker(found[-1]) == "end"
        and (marker(found[0]) == "begin" or names_ad(found[0]))
        and is_believable([between])
    ):
        walk.cut(walk.at, end, "ad", "marked_ad")
        walk.after_cut(end)
        return
    walk.cuts.append(Cut(walk.at + 1, end, "boilerplate", "html_comment", " ".join(found)))
    walk.lines[end - 1] = between.strip()
    walk.at = end - 1


def _comment_end(walk: SourceWalk) -> int | None:
    for index in range(walk.at, min(walk.at + MAX_LINES, len(walk.lines))):
        text = walk.lines[index]
        if "-->" in (text if index > walk.at else text[text.find("<!--") + 2 :]):
            return index + 1
    return None


def _marked_end(walk: SourceWalk, start: int) -> int | None:
    """Line after the marker that closes the one before `start`; None when the region is not believable."""
    for index in range(start, min(start + MAX_LINES, len(walk.lines))):
        text = walk.lines[index]
        if "<!--" not in text:
            continue
        kind = marker(text[text.find("<!--") :].strip())
        if kind == "end":
            return index + 1 if is_believable(walk.lines[start:index]) else None
        if kind == "begin":
            return None
    return None


def _end_of_file(walk: SourceWalk, start: int) -> int | None:
    """The end of a file that breaks off inside an ad: what is left of it has no words."""
    left = walk.lines[start : start + MAX_LINES + 1]
    return None if len(left) > MAX_LINES or count_words(left) else start + len(left)
