"""Hypothesis strategies: whole articles from the fragments of real ones, with damage."""

from __future__ import annotations

from hypothesis import strategies as st

from .fragments import ADS, CONTENT, FRONT_MATTER, JUNK, RELATED, STEPS

_pieces = st.one_of(
    *(st.sampled_from(group) for group in (CONTENT, STEPS, ADS, RELATED, JUNK)),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
_separators = st.sampled_from(["", "", "\n", "\n\n", " ", "\r\n"])


@st.composite
def _bodies(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.tuples(_pieces, _separators), min_size=1, max_size=25))
    return "".join(piece + separator for piece, separator in pieces)


@st.composite
def articles(draw: st.DrawFn) -> bytes:
    """An article's bytes: front matter of any kind, pieces of any kind, sometimes with bytes spoilt."""
    text = draw(st.sampled_from(FRONT_MATTER)) + draw(_bodies())
    ending = draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r"]))
    if ending != "\n":
        text = text.replace("\n", ending)
    source = text.encode("utf-8", "surrogatepass")
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(source)))
        source = source[:at] + draw(st.binary(min_size=1, max_size=6)) + source[at:]
    return source
