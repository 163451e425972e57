"""The clean body as HTML that is safe to show: no raw HTML, no script, no picture that loads by itself.

Pictures become links to the page where they are shown (or, on that page, pictures); links lead only to web
addresses. Blocks whose raw line is known carry it in `data-line`, headings of fixes an id.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from pipeline.config import Limits
from pipeline.records import CleanArticle
from pipeline.report.anchors import Passage, anchors_of, locate, words_of
from pipeline.report.visible import visible

WEB = ("https://", "http://")
MAX_CHARS = 100_000
"""Longer texts are shown as they are, cut there: the longest of 55,356 real files has 67,000."""
MAX_HTML_CHARS = 2_000_000
"""So are those whose markup grows beyond all measure, by references that repeat a long address."""
HEADINGS_BELOW = 2
"""Heading levels the page itself uses above the article's."""

OnImage = Callable[[str, str, int], str]
"""HTML for a picture: address, alternative text, and its number in the article's text."""


def clean_html(item: CleanArticle, images_page: str | None) -> str:
    """The clean body of an article as HTML.

    Args:
        item: the article.
        images_page: name of the page that shows the pictures, to link to; None to show them here.
    """
    body = item.article.body_markdown
    if len(body) > MAX_CHARS:
        return _as_it_is(body)
    show = _picture if images_page is None else _link_to(images_page)
    markdown = MarkdownIt(
        "commonmark",
        {"html": False, "maxNesting": 2 * Limits().markdown_nesting},
        renderer_cls=_renderer(show),
    ).enable(["table", "strikethrough"])
    tokens = markdown.parse(body)
    for token in tokens:
        token.attrs.pop("style", None)  # of table cells; the page allows no style but its own
    _mark_places(tokens, item)
    rendered: str = markdown.renderer.render(tokens, markdown.options, {})
    return rendered if len(rendered) <= MAX_HTML_CHARS else _as_it_is(body)


def _as_it_is(body: str) -> str:
    """The Markdown itself, as far as it is shown."""
    note = f"<p>Shown as it is, the first {MAX_CHARS:,} characters.</p>"
    return f"{note}<pre>{html.escape(visible(body[:MAX_CHARS]))}</pre>"


def picture_name(url: str, alt: str) -> str:
    """What to call a picture that is not shown: its text, and where it is."""
    parts = _split(url)
    place = f"{parts[0]} … {parts[1]}" if parts[1] else parts[0]
    return f"{alt} · {place}" if alt else place


def _split(url: str) -> tuple[str, str]:
    """Host and file name of an address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url[:60], ""
    return parts.netloc or "no host", parts.path.rpartition("/")[2][:60]


def _link_to(page: str) -> OnImage:
    def show(url: str, alt: str, number: int) -> str:
        name = html.escape(visible(picture_name(url, alt)))
        return (
            f'<a class="picture" href="{html.escape(page)}#p{number}" title="{html.escape(url)}">{name}</a>'
        )

    return show


def _picture(url: str, alt: str, number: int) -> str:
    name = html.escape(visible(picture_name(url, alt)))
    if not url.startswith(WEB):
        return f'<span class="picture" id="p{number}">{name}</span>'
    return (
        f'<span class="shown" id="p{number}"><img src="{html.escape(url)}" alt="{html.escape(alt)}"'
        f' loading="lazy" referrerpolicy="no-referrer"><small>{name}</small></span>'
    )


def _renderer(show: OnImage) -> type[RendererHTML]:
    class Renderer(RendererHTML):
        pictures = 0

        def text(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
            return html.escape(visible(tokens[index].content))

        def image(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
            token = tokens[index]
            alt = self.renderInlineAsText(token.children or [], options, env)
            self.pictures += 1
            return show(str(token.attrGet("src") or ""), alt, self.pictures - 1)

        def link_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
            url = str(tokens[index].attrGet("href") or "")
            if not url.lower().startswith(WEB):
                return f'<a title="{html.escape(visible(url))}">'
            return f'<a href="{html.escape(url)}" rel="noopener noreferrer nofollow" target="_blank">'

        def heading_open(
            self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
        ) -> str:
            token = tokens[index]
            level = min(int(token.tag[1:]) + HEADINGS_BELOW, 6)
            return f'<h{level} class="md{token.tag[1:]}"{self.renderAttrs(token)}>'

        def heading_close(
            self, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
        ) -> str:
            return f"</h{min(int(tokens[index].tag[1:]) + HEADINGS_BELOW, 6)}>\n"

    return Renderer


def _mark_places(tokens: Sequence[Token], item: CleanArticle) -> None:
    """Gives the blocks of fixes, steps and images their raw line."""
    inlines = [index for index, token in enumerate(tokens) if token.type == "inline"]
    located = locate(anchors_of(item), [_passage(tokens[index]) for index in inlines])
    for number, anchors in located.items():
        block = _opening(tokens, inlines[number])
        block.attrSet("data-line", str(anchors[0].line))
        for anchor in anchors:
            if anchor.kind == "fix":
                block.attrSet("id", f"c-f{anchor.index}")
                block.attrJoin("class", "is-fix") if block.type != "heading_open" else None


def _passage(inline: Token) -> Passage:
    children = inline.children or []
    text = "".join(child.content if child.type in ("text", "code_inline") else " " for child in children)
    return Passage(
        words_of(text), " ".join(str(child.attrGet("src")) for child in children if child.type == "image")
    )


def _opening(tokens: Sequence[Token], inline: int) -> Token:
    """The token whose tag encloses an inline one; the paragraph of a tight list item has none of its own."""
    for index in range(inline - 1, -1, -1):
        if tokens[index].nesting == 1 and not tokens[index].hidden:
            return tokens[index]
    return tokens[inline]
