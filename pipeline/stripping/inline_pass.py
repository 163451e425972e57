"""What one block's text becomes: links judged, ads and pixels dropped, spacing mended.

The result depends on the text alone (and the rules, the language's typography and the reference targets), so
it is computed once per distinct text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qs

from pipeline.config import Limits
from pipeline.markup.inline_parse import parse_inline
from pipeline.markup.inline_render import link_markdown, plain_text, render_inline
from pipeline.markup.nodes import (
    Break,
    Code,
    Dropped,
    Emphasis,
    Frame,
    Image,
    Link,
    Node,
    Raw,
    Span,
    Strong,
    Text,
)
from pipeline.markup.urls import (
    absolute_image_url,
    host_of,
    is_picture_file,
    is_safe_url,
    opened_by_script,
    strip_tracking,
)
from pipeline.quick_init import quick_init
from pipeline.records import LinkRole, RemovalCategory
from pipeline.rules.load import Rules
from pipeline.stripping.addresses.banners import is_banner
from pipeline.stripping.addresses.link_kinds import CLOAKED, LinkKind, link_kind, picture_rule
from pipeline.stripping.addresses.pixels import counts_visits
from pipeline.stripping.ledger import Piece
from pipeline.stripping.source.html_pieces import without_ads
from pipeline.stripping.text_forms import phrase_form

_PLAIN = re.compile(r"\\|`|\*|_|\[|\]|<|>|&|~|//|  | ,| \.| ;|\n")
_CODE = re.compile(r"`[^`]*`")
"""Code in a sentence, roughly: tags in it are what it shows."""
_LONE_IMAGE = re.compile(r"!\[([^\[\]\\`<>&*_!]*)\]\(([^\s()<>\\&]+)\)")
"""A screenshot on a line of its own: one text in six that has any markup."""
_BARE_URL = re.compile(
    r"(?<![\w/:])(?:https?:)?//[\w.-]+(?:[^\s<>()\[\]\"'*`]*[^\s<>()\[\]\"'*`.,;:!?])?", re.IGNORECASE
)
"""An address that is plain text; punctuation at its end is the sentence's."""
_ALNUM = re.compile(r"[^\W_]")
_BANNER = re.compile(
    r"banner|affiliate|/ads?/|\d{3}x\d{2,3}|(?:^|[/_-])(?:btn|button|icon)s?(?:[-_.\d][\w-]*)?\.(?:png|gif|svg|jpe?g|webp)",
    re.IGNORECASE,
)
"""The address of a picture that does not show what an article tells: an ad, a button, an icon."""
_SIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w+$)|-scaled(?=\.\w+$)")
"""What WordPress puts behind the name of a picture for each of its sizes."""
_INSTALLER = re.compile(r"(?:https?://)?[\w./%~-]+\.(?:exe|msi|dmg|pkg|apk)", re.IGNORECASE)
"""The address or name of a program's file."""
_DROPPED: dict[str, RemovalCategory] = {"script": "tracker", "ad_slot": "ad"}
_ANCHOR_SIGNS = frozenset(["#", "\u00b6", "\u00a7", "\U0001f517", "\u2693", "\u2693\ufe0e", "\u200b"])
"""Texts of the links that headings have to themselves."""
_NO_ADDRESS = frozenset(["", "#", "Base64-Image-Removed"])
"""What stands where a picture's address was; the last is Firecrawl's."""


class FoundLink(NamedTuple):
    """A link of a block: address as written, where it leads now ("" when dropped), text, use, line offset.

    `sells` tells that the address as written earns a commission, also where it could be unwrapped.
    """

    url: str
    target: str
    text: str
    role: LinkRole
    line: int
    share: bool
    sells: bool = False


class FoundImage(NamedTuple):
    url: str
    alt: str
    title: str | None
    line: int


@quick_init
@dataclass(frozen=True, slots=True)
class CleanInline:
    """A block's text, clean.

    `md` has as many lines as the source had. `outside` is the text that stands outside links, whether a link
    was kept or not; `bold` tells that all text is bold; `nodes` are what both were written from.
    """

    md: str
    text: str
    links: tuple[FoundLink, ...] = ()
    images: tuple[FoundImage, ...] = ()
    drops: tuple[Piece, ...] = ()
    outside: str = ""
    bold: bool = False
    nodes: tuple[Node, ...] = field(default=(), repr=False)


class InlineCleaner:
    """Cleans texts under one set of rules, remembering what it did.

    Args:
        memory: distinct texts remembered; 0 switches the memory off.
        url_chars: characters of the longest address that is kept.
    """

    def __init__(self, rules: Rules, memory: int = 60_000, url_chars: int = Limits().url_chars) -> None:
        self.rules, self.url_chars = rules, url_chars
        self._remembered: Callable[[str, bool], CleanInline] = (
            lru_cache(maxsize=memory)(self._clean) if memory else self._clean
        )

    def clean(
        self, source: str, french: bool = False, references: Mapping[str, str] | None = None
    ) -> CleanInline:
        """The clean form of one block's inline source."""
        if references and "]" in source:
            return _clean(source, french, references, self.rules, self.url_chars)
        return self._remembered(source, french) if len(source) < 20_000 else self._clean(source, french)

    def _clean(self, source: str, french: bool) -> CleanInline:
        return _clean(source, french, {}, self.rules, self.url_chars)


def _clean(
    source: str, french: bool, references: Mapping[str, str], rules: Rules, url_chars: int
) -> CleanInline:
    if not _PLAIN.search(source):
        text = source.strip()
        return CleanInline(text, text, outside=text, nodes=(Text(text),))
    sorter = _Sorter(rules, url_chars)
    if "<" in source and not ("`" in source and any("<" in code for code in _CODE.findall(source))):
        source, ads = without_ads(source, rules)
        sorter.drops += ads
    image = _LONE_IMAGE.fullmatch(source)
    parsed = (
        (Image(" ".join(image[1].split()), image[2], None, 0),) if image else parse_inline(source, references)
    )
    nodes = sorter.sort(parsed)
    rendered = render_inline(nodes, french=french)
    md = rendered.md
    if "](" in md and "<" in source and _links_anew(md, nodes, references):
        md = md.replace("](", "]\\(")
    missing = source.count("\n") - md.count("\n")
    if missing > 0:
        md += "\n" * missing
    return CleanInline(
        md,
        rendered.text,
        tuple(sorter.links),
        tuple(sorter.images),
        tuple(sorter.drops),
        "".join(_outside(parsed)).strip(),
        _is_bold(nodes),
        nodes,
    )


def _links_anew(md: str, nodes: tuple[Node, ...], references: Mapping[str, str]) -> bool:
    """Whether text that a tag had kept apart makes a link together: `[here](java<!-- -->script:alert(1))`."""
    return not _targets(parse_inline(md, references)) <= _targets(nodes)


def _targets(nodes: tuple[Node, ...]) -> set[str]:
    """Where the links and images of nodes lead."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, (Link, Image)):
            found.add(link_markdown("", node.url, None).replace(" ", "%20"))
        if isinstance(node, (Strong, Emphasis, Link, Span)):
            found |= _targets(node.children)
    return found


class _Sorter:
    """Goes through the nodes of one text and decides what stays."""

    def __init__(self, rules: Rules, url_chars: int) -> None:
        self.rules, self.url_chars = rules, url_chars
        self.links: list[FoundLink] = []
        self.images: list[FoundImage] = []
        self.drops: list[Piece] = []
        self.line = 0

    def sort(self, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        kept: list[Node] = []
        for node in nodes:
            if isinstance(node, Text):
                kept.append(Text(self._without_sold(node.md)))
            elif isinstance(node, (Code, Break, Raw)):
                self.line += node.source if isinstance(node, Break) else node.md.count("\n")
                kept.append(node)
            elif isinstance(node, Link):
                kept += self._link(node)
            elif isinstance(node, Image):
                kept += self._image(node)
            elif isinstance(node, Strong):
                kept.append(Strong(self.sort(node.children)))
            elif isinstance(node, Emphasis):
                kept.append(Emphasis(self.sort(node.children)))
            elif isinstance(node, Frame):
                kept += self._frame(node)
            else:
                self._dropped(node)
        return tuple(kept)

    def _without_sold(self, text: str) -> str:
        """Text without the bare addresses in it that are ads, trackers or earn a commission."""
        return _BARE_URL.sub(self._unless_sold, text) if "//" in text else text

    def _unless_sold(self, match: re.Match[str]) -> str:
        kind = link_kind(match[0], self.rules)
        if kind.use == "tracker" and _ALNUM.search(match.string.replace(match[0], "", 1)):
            return match[0]  # an article that names the address
        if kind.target is not None:
            self.drops.append(Piece("affiliate_link", "unwrapped_redirect", match[0], self.line))
            return kind.target
        if kind.use not in ("affiliate", "ad", "tracker"):
            return match[0]
        category: RemovalCategory = "tracker" if kind.use == "tracker" else "affiliate_link"
        self.drops.append(Piece(category, kind.rule, match[0], self.line))
        if kind.use == "affiliate":
            self.links.append(FoundLink(match[0], "", "", "affiliate", self.line, False, True))
        return ""

    def _link(self, node: Link) -> tuple[Node, ...]:
        behind = _behind_placeholder(node)
        if behind is not None:
            self._drop("boilerplate", "image_placeholder", node)
            return self._image(behind)
        if node.url[:11].lower() == "javascript:":
            opened = opened_by_script(node.url)
            node = node._replace(url=opened) if opened.startswith(("https://", "http://")) else node
        kind = link_kind(node.url, self.rules)
        if len(node.url) > self.url_chars:
            kind = LinkKind("unsafe", "oversized_url")
        if self._is_banner(node, kind):
            self._drop("ad", "banner_link", node)
            return ()
        children = self.sort(node.children)
        text = _text_of(children)
        pictures = _holds_image(children)
        anchor = text in _ANCHOR_SIGNS and "#" in node.url
        if not node.auto and not pictures and (anchor or not text):
            self._drop("boilerplate", "empty_link", node)
            if kind.use in ("affiliate", "ad", "share"):
                share = kind.use == "share"
                self._found(node, "", text, "body" if share else "affiliate", share=share)
            return ()
        if kind.use == "affiliate" and _INSTALLER.fullmatch(text.strip("_* ")):
            self._drop("ad", "call_to_action", node)
            self._found(node, "", text, "affiliate")
            return ()
        # Words that lead to the site of a counter are what an article says of it; nothing is counted by them.
        if kind.use in ("affiliate", "ad") or (kind.use == "tracker" and not text):
            self._drop("affiliate_link", kind.rule, node)
            self._found(node, "", text, "affiliate")
            return (Span(children),)
        if kind.use == "share" and pictures and not text and _pins_own_picture(node):
            self._drop("navigation", "share_link", node)
            return (Span(children),)
        if kind.use in ("unsafe", "empty"):
            self._drop("boilerplate", kind.rule, node)
            return () if self._is_print_button(node.url, text) else (Span(children),)
        target = _without_credentials(kind.target or strip_tracking(node.url))
        if kind.target:
            self._drop("affiliate_link", "unwrapped_redirect", node)
        share = kind.use == "share"
        self.links.append(FoundLink(node.url, target, text, "body", node.line, share, kind.sells))
        title = node.title and self._without_sold(node.title)
        return (Link(children, target, title, node.line, node.auto, node.reference),)

    def _is_print_button(self, url: str, text: str) -> bool:
        """`# Oil the fan [Print](javascript:print())`: a word that stands on a button, and what the button runs."""
        return "print(" in url and self.rules.phrase("boilerplate", phrase_form(text)) == "page_words"

    def _is_banner(self, node: Link, kind: LinkKind) -> bool:
        """A link that wraps only a picture and sells: the picture is a banner, unless it looks like the
        article's own (a farm's redirector is put on every link, also on those around screenshots)."""
        images = [child for child in node.children if isinstance(child, Image)]
        if not images or _text_of(node.children):
            return False
        if not kind.sells or kind.rule == CLOAKED:
            return all(is_banner(node.url, image.url, image.alt) for image in images)
        for image in images:
            rule = self.rules.host_rule(host_of(image.url))
            if (rule is not None and rule.kind in ("ad", "affiliate")) or _BANNER.search(image.url):
                return True
        seller = self.rules.host_rule(host_of(node.url))
        if seller is None or seller.kind != "redirector":
            return True
        return all(host_of(i.url) == host_of(node.url) for i in images if host_of(i.url))

    def _image(self, node: Image) -> tuple[Node, ...]:
        rule = picture_rule(node.url, self.rules)
        hidden = node.hidden or (not node.title and counts_visits(node.url, node.alt))
        if hidden or (rule is not None and rule.kind == "tracker"):
            self._drop("tracker", "hidden_pixel" if hidden else "trackers", node)
            return ()
        if rule is not None and rule.kind in ("ad", "affiliate"):
            self._drop("ad", rule.name, node)
            return ()
        if node.url in _NO_ADDRESS or not is_safe_url(node.url) or len(node.url) > self.url_chars:
            self._drop("boilerplate", "unusable_image", node)
            return ()
        url = absolute_image_url(_without_credentials(node.url))
        alt = self._without_sold(node.alt)
        title = node.title and self._without_sold(node.title)
        self.images.append(FoundImage(url, alt, title, node.line))
        return (Image(alt, url, title, node.line),)

    def _frame(self, node: Frame) -> tuple[Node, ...]:
        """A player or embedded page stays as a plain link to it; an ad frame goes."""
        kind = link_kind(node.url, self.rules)
        url = absolute_image_url(node.url)
        if kind.use in ("ad", "affiliate", "tracker"):
            self._drop("tracker" if kind.use == "tracker" else "ad", kind.rule, node)
            return ()
        if kind.use == "unsafe" or not url.startswith(("http://", "https://")) or len(url) > self.url_chars:
            self._drop("boilerplate", "unusable_frame", node)
            return ()
        link = Link((), strip_tracking(url).replace(" ", "%20"), None, node.line, auto=True)
        self._found(link, link.url, "", "body")
        return (link,)

    def _dropped(self, node: Node) -> None:
        if isinstance(node, Dropped):
            category = _DROPPED.get(node.what, "boilerplate")
            rule = {"comment": "html_comment", "script": "html_script"}.get(node.what, node.what)
            self.drops.append(Piece(category, rule, node.source, node.line))

    def _found(self, node: Link, target: str, text: str, role: LinkRole, *, share: bool = False) -> None:
        self.links.append(FoundLink(node.url, target, text, role, node.line, share, role == "affiliate"))

    def _drop(self, category: RemovalCategory, rule: str, node: Link | Image | Frame) -> None:
        source = node.source if isinstance(node, Frame) else render_inline((node,)).md or node.url
        self.drops.append(Piece(category, rule, source, node.line))


def _pins_own_picture(node: Link) -> bool:
    """Whether a button that pins a picture lies on that picture itself: `[![Fan](fan-600x400.jpg)](https://pinterest…?media=…/fan.jpg)`."""
    pinned = {_picture_name(media) for media in parse_qs(node.url.partition("?")[2]).get("media", ())}
    return any(isinstance(n, Image) and _picture_name(n.url) in pinned for n in node.children)


def _picture_name(url: str) -> str:
    return _SIZED.sub("", url.partition("?")[0].rpartition("/")[2]).lower()


def _behind_placeholder(node: Link) -> Image | None:
    """`[![Lid](https://fans.example/data:image/gif;base64,R0lG…)](https://img.example/lid.png)`: the picture that a page
    loads late has only a stand-in inside its link, which a reader took for an address; the link leads to the picture."""
    if len(node.children) != 1 or not isinstance(node.children[0], Image):
        return None
    image = node.children[0]
    if "data:image/" not in image.url or not is_picture_file(node.url):
        return None
    return Image(image.alt, node.url, image.title or node.title, image.line)


def _without_credentials(url: str) -> str:
    """`https://user:secret@host/` → `https://host/`: a clean body publishes nobody's password."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return url
    authority, slash, path = rest.partition("/")
    return f"{scheme}://{authority.rpartition('@')[2]}{slash}{path}" if "@" in authority else url


def _text_of(nodes: tuple[Node, ...]) -> str:
    if len(nodes) == 1 and isinstance(nodes[0], Text):
        return " ".join(plain_text(nodes[0].md).split())
    return render_inline(nodes).text if nodes else ""


def _holds_image(nodes: tuple[Node, ...]) -> bool:
    return any(
        isinstance(n, Image) or (isinstance(n, (Strong, Emphasis, Link, Span)) and _holds_image(n.children))
        for n in nodes
    )


def _outside(nodes: tuple[Node, ...]) -> list[str]:
    """Texts that stand outside links."""
    parts: list[str] = []
    for node in nodes:
        if isinstance(node, Text):
            parts.append(plain_text(node.md))
        elif isinstance(node, Code):
            parts.append(node.text)
        elif isinstance(node, (Strong, Emphasis)):
            parts += _outside(node.children)
    return parts


def _is_bold(nodes: tuple[Node, ...]) -> bool:
    """Whether all text is bold (marks of emphasis and blanks aside): such a line may stand as a heading."""
    if any(isinstance(node, Text) and _ALNUM.search(node.md) for node in nodes):
        return False
    found = False
    for node in nodes:
        if isinstance(node, Strong):
            found = found or bool(_text_of(node.children))
        elif isinstance(node, Text):
            continue
        elif isinstance(node, (Link, Emphasis, Span)):
            if not _is_bold(node.children):
                return False
            found = True
        elif not isinstance(node, (Break, Dropped, Raw)):
            return False
    return found
