"""What was taken out, while it is being taken out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import attrgetter
from typing import NamedTuple

from pipeline.markup.html_tags import ANY_TAG
from pipeline.markup.urls import host_of
from pipeline.quick_init import quick_init
from pipeline.records import Removal, RemovalCategory

_URL = re.compile(r"""(?:https?:)?//[^\s"'<>()\]\\]+|https?%3A%2F%2F[^\s"'<>()\]\\&]+""", re.IGNORECASE)
_AUTHORITY = re.compile(r"""//([^/?#\s"'<>()\]\\]+)[^\s"'<>()\]\\]*+""")
_WORD = re.compile(r"[^\W_]+")
_TARGET = re.compile(r"\]\([^()]*\)|<[^<>]*>")
MAX_HOSTS = 20
_PLACE = attrgetter("start", "end", "rule")


@quick_init
@dataclass(frozen=True, slots=True)
class Cut:
    """Lines taken out, inclusive: raw lines (1-based) in the source pass, lines of the Markdown (0-based) in
    the block pass. `text` where less than the whole lines was taken."""

    start: int
    end: int
    category: RemovalCategory
    rule: str
    text: str | None = None


class Piece(NamedTuple):
    """What was taken out of a line or a block's text: why, its source, and how many line ends stand above it."""

    category: RemovalCategory
    rule: str
    source: str
    line: int


def removal(cut: Cut, raw_lines: list[str]) -> Removal:
    """The ledger row of a cut; `raw_lines[0]` is line 1."""
    text = cut.text if cut.text is not None else "\n".join(raw_lines[cut.start - 1 : cut.end])
    return Removal(cut.start, cut.end, cut.category, cut.rule, hosts_in(text), text)


def hosts_in(text: str) -> tuple[str, ...]:
    """Distinct hosts a text names, in order; percent-encoded URLs count too."""
    if "//" not in text and "%2F" not in text and "%2f" not in text:
        return ()
    return _remembered_hosts(text) if len(text) < 2000 else _hosts_in(text)


def _hosts_in(text: str) -> tuple[str, ...]:
    if "%2F" not in text and "%2f" not in text:
        # Long lists of related articles: many addresses on one host.
        urls = ["//" + authority for authority in dict.fromkeys(_AUTHORITY.findall(text))]
    else:
        urls = [
            match.replace("%3A", ":").replace("%2F", "/").replace("%3a", ":").replace("%2f", "/")
            for match in _URL.findall(text)
        ]
    found = (host_of(url) for url in urls)
    return tuple(dict.fromkeys(host for host in found if host))[:MAX_HOSTS]


_remembered_hosts = lru_cache(maxsize=8192)(_hosts_in)


def joined(cuts: Iterable[Cut]) -> list[Cut]:
    """Cuts in order; runs of neighbouring cuts with the same reason become one."""
    result: list[Cut] = []
    for cut in sorted(cuts, key=_PLACE):
        last = result[-1] if result else None
        if (
            last is not None
            and last.text is None
            and cut.text is None
            and (last.category, last.rule) == (cut.category, cut.rule)
            and cut.start <= last.end + 1
        ):
            result[-1] = Cut(last.start, max(last.end, cut.end), last.category, last.rule)
        else:
            result.append(cut)
    return result


class Ends:
    """Where cuts of Markdown lines end in the raw file. A paragraph of HTML is one line of Markdown, which has the
    number of the first of its raw lines: those up to the next line of Markdown are its own."""

    def __init__(
        self,
        settled: Sequence[str],
        raw: list[int],
        cuts: list[Cut],
        lines: list[str],
        shared: frozenset[int] = frozenset(),
    ) -> None:
        """`shared` are the raw lines (1-based) of which several lines of Markdown were made."""
        self._settled, self._raw, self._cuts, self._lines = settled, raw, cuts, lines
        self._shared = shared
        self._block = (0, 0)
        self._flow, self._flow_starts = "", [0]

    @cached_property
    def _starts(self) -> list[int]:
        # What was taken out from within HTML does not end it.
        return sorted([cut.start for cut in self._cuts if cut.text is None])

    def placed(self, cut: Cut) -> Cut:
        """A cut of Markdown lines as one of raw lines; of lines that hold something else, the Markdown is told."""
        start, end = self.of(cut)
        text = cut.text
        if text is None and self._shared:
            if (stop := self._stop(cut)) in self._shared:
                end = max(end, stop)
            if not self._shared.isdisjoint(range(start, end + 1)):
                text = self._markdown(cut)
        elif text is None and self._ends_below(cut, end):
            end, text = self._stop(cut), self._markdown(cut)
        elif text is None and self._shares_line(cut):
            text = self._markdown(cut)
        return Cut(start, end, cut.category, cut.rule, text)

    def _markdown(self, cut: Cut) -> str:
        return "\n".join(line for line in self._settled[cut.start : cut.end + 1] if line)

    def _shares_line(self, cut: Cut) -> bool:
        """Whether a raw line of a cut of HTML is that of Markdown lines beside it, too."""
        raw, settled = self._raw, self._settled
        for place, step in ((cut.start, -1), (cut.end, 1)):
            if "<" not in self._lines[raw[place] - 1]:
                continue
            beside = place + step
            while 0 <= beside < len(settled) and raw[beside] == raw[place]:
                if settled[beside]:
                    return True
                beside += step
        return False

    def _ends_below(self, cut: Cut, end: int) -> bool:
        """Whether a cut of HTML that seems to end on a raw line has its last word on the one on which the next begins."""
        last = self._raw[cut.end]
        if "<" not in self._lines[last - 1] or (stop := self._stop(cut)) > len(self._lines) or stop <= end:
            return False
        words = _WORD.findall(_TARGET.sub(" ", self._settled[cut.end]))
        return (
            bool(words)
            and words[-1] in self._lines[stop - 1]
            and not any(words[-1] in line for line in self._lines[last - 1 : end])
        )

    def of(self, cut: Cut) -> tuple[int, int]:
        """The first and the last raw line of a cut that have words; tags in lines of their own are none."""
        first, last = self._raw[cut.start], self._raw[cut.end]
        if cut.text is None:
            return first, self._last_with_words(last, self._stop(cut))
        if cut.text in self._lines[first - 1] or cut.start != cut.end:
            return first, last
        return self._within(cut, first, self._stop(cut))

    def _within(self, cut: Cut, first: int, stop: int) -> tuple[int, int]:
        """The lines, out of those from `first` to `stop`, on which the next ones may begin, that the text of a cut stands on:
        all with words where it is written otherwise there. Of a link of which the words stay, the first is told then."""
        if (first, stop) != self._block:
            lines = [" ".join(line.split()) for line in self._lines[first - 1 : stop]]
            self._block, self._flow = (first, stop), " ".join(lines)
            self._flow_starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        wanted = " ".join((cut.text or "").split())
        place = self._flow.find(wanted)
        if place < 0:
            return first, first if cut.category == "affiliate_link" else self._last_with_words(first, stop)
        begins, ends = (bisect_right(self._flow_starts, at) - 1 for at in (place, place + len(wanted) - 1))
        return first + begins, first + ends

    def _last_with_words(self, last: int, stop: int) -> int:
        """The last line before line `stop` that holds more than tags; `last` where none below it does."""
        for number in range(stop - 1, last, -1):
            line = self._lines[number - 1]
            if line and ANY_TAG.sub("", line).strip():
                return number
        return last

    def _stop(self, cut: Cut) -> int:
        """The raw line below those that became the last line of Markdown of a cut."""
        settled, raw = self._settled, self._raw
        last = raw[cut.end]
        stop = len(self._lines) + 1
        for place in range(cut.end + 1, len(settled)):
            if raw[place] > last and settled[place] and not settled[place].isspace():
                stop = raw[place]
                break
        next_cut = bisect_right(self._starts, last)
        if next_cut < len(self._starts):
            stop = min(stop, self._starts[next_cut])
        return stop
