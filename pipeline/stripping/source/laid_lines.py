"""Where the lines that a page of HTML was laid out in (`html_layout.py`) stand in its source.

A line of a layout may hold a piece of a line of the source, or of several. What was read of the layout (lines, cuts,
link lists) is told of the source's lines, which is what the ledger and every table speak of.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.stripping.ledger import Cut


class LaidLine(NamedTuple):
    """A line of a layout: its text, and the piece of the source it was made of."""

    text: str
    source: str
    first: int
    last: int
    """The lines of the source that the piece stands on (0-based, the last one inclusive)."""
    whole: bool
    """Whether those lines hold nothing else."""
    says: int | None
    """The line of the source on which its words begin; None where it is tags alone."""

    def below(self, lines: int) -> LaidLine:
        """The same line where so many lines stand above."""
        says = None if self.says is None else self.says + lines
        return self._replace(first=self.first + lines, last=self.last + lines, says=says)


class Layout(NamedTuple):
    """Lines of a page laid out anew, and where they stand in the source."""

    first: int
    """The line the page begins on (0-based); those above are as they were."""
    lines: tuple[LaidLine, ...]

    def raw(self, number: int) -> int:
        """The line of the source (1-based) that the words of a line begin on."""
        place = min(number - 1 - self.first, len(self.lines) - 1)
        if place < 0:
            return number
        laid = self.lines[place]
        return self.first + 1 + (laid.first if laid.says is None else laid.says)

    def shared(self) -> frozenset[int]:
        """The lines of the source (1-based) of which several lines were made."""
        return frozenset(
            self.first + 1 + line
            for laid in self.lines
            if not laid.whole
            for line in range(laid.first, laid.last + 1)
        )

    def piece(self, start: int, end: int) -> str | None:
        """The source of the lines from `start` to `end` (1-based, inclusive); None where it is whole lines of it."""
        laid = self.lines[max(0, start - 1 - self.first) : max(0, end - self.first)]
        if all(line.whole for line in laid):
            return None
        text, last = "", laid[0].first
        for line in laid:
            text += "\n" * (line.first > last) + line.source
            last = line.last
        return text

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last line of the source that lines (all 1-based, inclusive) were made of."""
        first, last = start - 1 - self.first, min(end - 1 - self.first, len(self.lines) - 1)
        return (
            start if first < 0 else self.first + 1 + self.lines[first].first,
            end if last < 0 else self.first + 1 + self.lines[last].last,
        )

    def cuts(self, cuts: list[Cut]) -> list[Cut]:
        """Cuts of these lines as cuts of the source. Of tags that share a line with words nothing is said."""
        bare = {line for cut in cuts if cut.rule == "html_wrapper" for line in range(cut.start, cut.end + 1)}
        words = {
            line
            for number, laid in enumerate(self.lines, self.first + 1)
            if number not in bare and laid.source
            for line in range(laid.first, laid.last + 1)
        }
        found: list[Cut] = []
        for cut in cuts:
            start, end = self.extent(cut.start, cut.end)
            text = cut.text if cut.text is not None else self.piece(cut.start, cut.end)
            if cut.rule == "html_wrapper" and text is not None:
                if any(line - 1 - self.first in words for line in range(start, end + 1)):
                    continue
                text = None
            found.append(Cut(start, end, cut.category, cut.rule, text))
        return found
