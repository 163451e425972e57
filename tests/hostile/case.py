"""What one hostile article is: its bytes, what must become of it, and what must hold of the result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.records import CleanArticle

BEFORE = "Hold the power key for ten seconds."
AFTER = "The lamp turns green at the end."

Holds = Callable[[CleanArticle], bool]


@dataclass(frozen=True, slots=True)
class Case:
    """One hostile article.

    `outcome` is `accepted` (with any warnings), `warning: NAME` or `reject: ERROR`; several parted by ` or `
    where more than one is sound. What every accepted article must fulfil (`checks.py`) is not
    repeated in `holds`, nor that BEFORE and AFTER survive in the clean text, where they stand in the source.
    """

    name: str
    build: Callable[[], bytes]
    outcome: str
    holds: tuple[Holds, ...] = ()


def article(body: str, front_matter: str = "title: A hostile article") -> bytes:
    """An article with `body` between two ordinary paragraphs."""
    return f"---\n{front_matter}\n---\n\n{BEFORE}\n\n{body}\n\n{AFTER}\n".encode("utf-8", "surrogatepass")


def around(body: Callable[[], str]) -> Callable[[], bytes]:
    """`article(body())`, built only when needed: some are large."""
    return lambda: article(body())


def keeps(*words: str) -> Holds:
    """The clean text still has these words."""

    def holds(result: CleanArticle) -> bool:
        return all(word in result.article.body_text for word in words)

    holds.__name__ = f"keeps {words}"
    return holds


def lacks(*words: str) -> Holds:
    """Neither the clean Markdown nor any link or image has these words."""

    def holds(result: CleanArticle) -> bool:
        urls = [link.url for link in result.links] + [image.url for image in result.images]
        return not any(word in text for word in words for text in (result.article.body_markdown, *urls))

    holds.__name__ = f"lacks {words}"
    return holds


def keeps_code(*words: str) -> Holds:
    """The clean Markdown still has these words."""

    def holds(result: CleanArticle) -> bool:
        return all(word in result.article.body_markdown for word in words)

    holds.__name__ = f"keeps code {words}"
    return holds


def titled(title: str) -> Holds:
    """The raw title is exactly this."""

    def holds(result: CleanArticle) -> bool:
        return result.article.raw_title == title

    holds.__name__ = f"raw title is {title!r}"
    return holds


def satisfies(description: str, test: Holds) -> Holds:
    """`test`, named for the failure message."""

    def holds(result: CleanArticle) -> bool:
        return test(result)

    holds.__name__ = description
    return holds
