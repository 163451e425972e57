"""Parts of the page around an article, told by the class or id of the element that holds them.

Themes and plugins name these elements alike on millions of sites. A name alone decides only where the element
holds little text: `<div class="content newsletter-page">` may be the article itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.markup.html_tags import attributes
from pipeline.records import RemovalCategory

MAX_WORDS = 150
"""Words an element may hold and still be furniture; the longest author boxes have some 120."""

_DASHES = re.compile("[-_]+")
LONGEST_NAME = 60
"""Characters of a class or id that is looked at; patterns with repetitions would be slow on longer ones."""


class Furniture(NamedTuple):
    """A part of the page: what the ledger says of it, and the names it goes by, words parted by one "-"."""

    category: RemovalCategory
    rule: str
    names: re.Pattern[str]


def _named(category: RemovalCategory, rule: str, *names: str) -> Furniture:
    return Furniture(category, rule, re.compile("|".join(names), re.IGNORECASE))


FURNITURE = (
    _named(
        "boilerplate",
        "author_box",
        *(
            "(?:post-|entry-|article-)?author-(?:box|bio|info|card|profile|description|block|about|meta)(?:-.+)?",
            "about-(?:the-)?author",
        ),
        *(
            "saboxplugin-.+",
            "abh-box.*",
            "pp-(?:multiple-)?authors?-.+",
            "wp-block-post-author(?:-biography)?",
            "molongui-.+",
        ),
    ),
    _named(
        "boilerplate",
        "signup_box",
        *(
            "newsletter(?:-(?:box|form|signup|sign-up|widget|cta|block|wrap(?:per)?|container|subscribe))?",
            "subscribe-(?:box|form|widget|cta)",
        ),
        *(
            "mc4wp-.+",
            "mc-embed-signup",
            "(?:email|newsletter)-sign-?up(?:-.+)?",
            "convertkit-.+",
            "formkit-.+",
            "optin-(?:box|form|.*monster.*)",
        ),
    ),
    _named(
        "navigation",
        "share_box",
        *(
            "sharedaddy",
            "(?:post-|social-)?share-(?:buttons?|bar|links|icons|box|widget)",
            "(?:social|post)-(?:share|sharing)(?:-.+)?",
        ),
        *(
            "addtoany-.+",
            "addthis-.+",
            "heateor-.+",
            "ssba-.+",
            "jp-sharing.*",
            "social-(?:icons|links|buttons)",
        ),
    ),
    _named(
        "boilerplate",
        "comments_box",
        *(
            "comments-area",
            "comment-respond",
            "respond",
            "disqus-thread",
            "comment-?list",
            "fb-comments",
            "comment-form",
        ),
    ),
    _named(
        "navigation",
        "breadcrumbs_box",
        "(?:.+-)?bread-?crumbs?(?:-(?:list|nav|trail|wrapper|container|inner))?",
    ),
    _named(
        "boilerplate",
        "cookie_box",
        *(
            "cookie-(?:notice|banner|consent|bar|law-info|popup)(?:-.+)?",
            "gdpr-.+",
            "onetrust-.+",
            "cc-window",
        ),
    ),
    _named(
        "navigation",
        "contents_box",
        *(
            "ez-toc-.+",
            "lwptoc(?:-.+)?",
            "toc-(?:container|wrapper|box|list)",
            "(?:wp-block-(?:.+-)?)?table-of-contents",
        ),
    ),
    _named(
        "navigation",
        "page_links",
        *(
            "post-navigation",
            "nav-links",
            "navigation-?(?:post|posts|links)",
            "site-(?:header|footer|nav(?:igation)?)",
            "pagination",
        ),
        *("post-tags", "tags?-links", "entry-tags", "tag-?cloud", "entry-footer"),
    ),
)


def furniture_of(tag_attributes: str) -> Furniture | None:
    """The part of the page that an element with these attributes is by its class or id, or None."""
    if "class" not in tag_attributes and "id" not in tag_attributes:
        return None
    named = attributes(tag_attributes)
    names = f"{named.get('class', '')} {named.get('id', '')}"[:500].split()
    names = [_DASHES.sub("-", name) for name in names if len(name) <= LONGEST_NAME]
    return next((part for part in FURNITURE if any(part.names.fullmatch(name) for name in names)), None)
