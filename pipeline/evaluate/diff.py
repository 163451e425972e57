"""One labelled article against what was found, for a person to read.

Every line starts with `-` (the labels have it, the dataset does not), `+` (the other way round), `~` (found,
with something wrong about it) or a blank. Line numbers are those of the source file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from pipeline.errors import BadInput
from pipeline.evaluate.figures import load, number_is_right, parent_is_right, scored_images, step_fix_is_right
from pipeline.evaluate.gold import load_gold
from pipeline.evaluate.match import Match, match, read_found
from pipeline.evaluate.text import UrlKey, any_urls, path_key, words

CONTEXT = 4
"""Words shown before a difference in the body."""
LONGEST = 40
"""Words shown of one difference in the body."""


def explain(clean: str, gold: str, name: str) -> list[str]:
    """The differences for the article of this file name, a readable line each.

    Raises:
        BadInput: the labels or the dataset do not have the article.
    """
    labelled = {article.name: article for article in load_gold(gold)}
    wanted = name if name in labelled else f"{name}.md"
    if wanted not in labelled:
        raise BadInput(f"there are no labels for {name}; {gold} has {', '.join(labelled)}")
    found = read_found(load(clean), {wanted})
    if wanted not in found:
        raise BadInput(f"{wanted} is not in the dataset {clean}; run the pipeline on its folder first")
    return list(sections(match(labelled[wanted], found[wanted])))


def sections(pair: Match) -> Iterator[str]:
    """The differences of a matched article, field by field, a heading line before each field."""
    for title, lines in (
        ("body", _body(pair)),
        ("fixes", _fixes(pair)),
        ("steps", _steps(pair)),
        ("menu paths", _ui_paths(pair)),
        ("images", _images(pair)),
        ("related links", _related(pair)),
        ("junk left in the body", (f"+ {_url(url)}" for url in sorted(_residue(pair)))),
        ("language", _language(pair)),
    ):
        shown = list(lines)
        different = sum(line[0] != " " for line in shown)
        yield f"{title}: {different or 'no'} difference{'' if different == 1 else 's'}"
        yield from (f"  {line}" for line in shown)


def _body(pair: Match) -> Iterator[str]:
    wanted, got = list(pair.gold.body_words), words(pair.found.body_text)
    for change, a, b, c, d in SequenceMatcher(None, wanted, got, autojunk=False).get_opcodes():
        before = " ".join(wanted[max(0, a - CONTEXT) : a])
        if change != "equal" and b > a:
            yield f"- … {before} [{_cut(wanted[a:b])}]"
        if change != "equal" and d > c:
            yield f"+ … {before} [{_cut(got[c:d])}]"


def _cut(run: list[str]) -> str:
    more = len(run) - LONGEST
    return " ".join(run[:LONGEST]) + (f" … and {more} more words" if more > 0 else "")


def _fixes(pair: Match) -> Iterator[str]:
    pairs = dict(pair.fix_pairs)
    for index, gold in enumerate(pair.gold.fixes):
        where = f"line {gold.line}: {gold.number or '–'} {gold.title}"
        if index not in pairs:
            yield f"- {where}"
            continue
        got, faults = pair.found.fixes[pairs[index]], []
        if not number_is_right(pair, index, pairs[index]):
            faults.append(f"number is {got.number!r}")
        if not parent_is_right(pair, index, pairs[index]):
            faults.append(
                f"parent is {_fix_name(pair, got.parent_index)}, not {_gold_name(pair, gold.parent)}"
            )
        yield f"~ {where} ({'; '.join(faults)})" if faults else f"  {where}"
    found = set(pairs.values())
    for index, extra in enumerate(pair.found.fixes):
        if index not in found:
            yield f"+ line {extra.line}: {extra.number or '–'} {extra.title}"


def _gold_name(pair: Match, index: int | None) -> str:
    return "none" if index is None else repr(pair.gold.fixes[index].title)


def _fix_name(pair: Match, fix_index: int | None) -> str:
    return next((repr(fix.title) for fix in pair.found.fixes if fix.fix_index == fix_index), "none")


def _steps(pair: Match) -> Iterator[str]:
    pairs = dict(pair.step_pairs)
    starts = [(fix.title, start) for fix in pair.gold.fixes for start in fix.starts]
    for index, (title, start) in enumerate(starts):
        if index not in pairs:
            yield f"- {start} … (in {title!r})"
        elif not step_fix_is_right(pair, index, pairs[index]):
            got = pair.found.steps[pairs[index]]
            yield f"~ line {got.line}: {start} … (in {_fix_name(pair, got.fix_index)}, not {title!r})"
    found = set(pairs.values())
    for index, step in enumerate(pair.found.steps):
        if index not in found:
            yield f"+ line {step.line}: {_cut(step.text.split()[:12])} (in {_fix_name(pair, step.fix_index)})"


def _ui_paths(pair: Match) -> Iterator[str]:
    for ours, theirs in pair.fix_pairs:
        gold, found = pair.gold.fixes[ours], pair.found.fixes[theirs]
        yield from _both(map(path_key, gold.ui_paths), map(path_key, found.ui_paths), f"(in {gold.title!r})")


def _images(pair: Match) -> Iterator[str]:
    def named(images: Iterable[tuple[UrlKey, int | None]]) -> Iterator[str]:
        for url, fix in images:
            yield f"{_url(url)} in {'an unlabelled fix' if fix == -1 else _gold_name(pair, fix)}"

    yield from _both(named(pair.gold.images), named(scored_images(pair)))


def _related(pair: Match) -> Iterator[str]:
    return _both(map(_url, pair.gold.related), {_url(url) for url, _ in pair.found.related})


def _language(pair: Match) -> Iterator[str]:
    return _both([pair.gold.language], [pair.found.language])


def _residue(pair: Match) -> set[UrlKey]:
    return any_urls(pair.found.body_markdown) & pair.gold.junk_urls


def _both(wanted: Iterable[str], got: Iterable[str], note: str = "") -> Iterator[str]:
    ours, theirs = Counter(wanted), Counter(got)
    for sign, left in (("-", ours - theirs), ("+", theirs - ours)):
        yield from (f"{sign} {text} {note}".rstrip() for text in sorted(left.elements()))


def _url(url: UrlKey) -> str:
    return "".join(url)
