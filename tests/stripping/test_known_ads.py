"""An ad that is known by its lines is taken out as it is when it is read: nothing else may come of it."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.rules.load import load_rules
from pipeline.stripping.source.known_ads import MAX_ALIKE, known_ads
from pipeline.stripping.source.source_pass import StrippedSource, strip_source

steady = settings(deadline=None, derandomize=True, max_examples=400)
PIXEL = '<img src="https://t.example.com/p.gif" width="1" height="1" style="display:none">'
LINES = (
    "<!-- affiliate ads begin -->",
    "<!-- affiliate ads end -->",
    "<!-- ad slot -->",
    '<ins class="adsbygoogle"',
    '     data-ad-slot="122"></ins>',
    '<ins class="adsbygoogle" data-ad-slot="122"></ins>',
    '<a href="https://shop.pxf.io/c/1/2/3"><img src="https://a.impactradius-go.com/1"></a>',
    f'<a href="https://shop.pxf.io/c/1/2/3"><img src="https://a.impactradius-go.com/1"></a>{PIXEL}',
    PIXEL,
    "<h3><a href='https://shop.pxf.io/c/9'>Buy the fan</a></h3>",
    '<div class="ad-slot">',
    "</div>",
    '<div style="display:none">',
    "<div>",
    "<script>",
    "</script>",
    "* Open the case.",
    "  ![case](case.png)",
    "",
    "Some words of the article itself.",
    "## Open the case",
    "    <ins class='adsbygoogle'></ins>",
)


def _strip(lines: list[str]) -> StrippedSource:
    return strip_source(list(lines), 1, load_rules())


@steady
@given(st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=14), min_size=1, max_size=6))
@example([[LINES[6], PIXEL], [LINES[6]], [LINES[6], PIXEL], [LINES[6], "Words.", PIXEL]])
@example([[LINES[0], LINES[6], LINES[1]], [LINES[0], LINES[6], "## A", LINES[1]], [LINES[0], LINES[6]]])
@example([[*LINES[:2], ""], [LINES[0], "", LINES[1]], [LINES[0]], [LINES[0], ""]])
def test_what_earlier_articles_held_changes_nothing(articles: list[list[str]]) -> None:
    fresh = []
    for article in articles:
        known_ads.cache_clear()
        fresh.append(_strip(article))
    known_ads.cache_clear()
    assert [_strip(article) for article in articles] == fresh
    assert [_strip(article) for article in articles] == fresh


def test_of_ads_that_begin_alike_the_last_few_are_known() -> None:
    known_ads.cache_clear()
    for number in range(3 * MAX_ALIKE):
        _strip([LINES[0], "", f'<a href="https://shop.pxf.io/c/{number}">Fans</a>', LINES[1]])
    assert [len(ads) for ads in known_ads(load_rules())._known.values()] == [MAX_ALIKE]
