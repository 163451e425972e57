"""What is left of parts of a page that are gone: headings, labels and shells."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.stripping.blocks.interface_words import PROMPT_RULES
from pipeline.stripping.blocks.newsletters import NEWSLETTER_RULES
from pipeline.stripping.blocks.page import Mark, Page
from pipeline.stripping.text_forms import text_key

_ARTICLE_RULES = frozenset(["lone_headline_link", "closing_headlines", "related_list", "related_line"])


def emptied_headings(page: Page) -> Iterator[Mark]:
    """Headings whose section was nothing but prompts, buttons and forms of the page ("Like this:" over "Like
    Loading…", "Get our newsletter" over its form), and labels of links that are lost ("Related")."""
    opened = False
    for index in page.left():
        block = page.blocks[index]
        if (
            block.kind == "heading"
            and opened
            and (
                _held_only_prompts(page, index)
                or _labels_nothing(page, index)
                or _headed_articles(page, index)
            )
        ):
            yield Mark(index, index, "boilerplate", "emptied_heading")
        opened = opened or (block.kind != "rule" and not page.is_empty(index))
    for index in page.left():
        rule = _pictured_prompt(page, index) if page.is_image_only(index) else None
        if rule is not None:
            yield Mark(index, index, "boilerplate", rule)


def _pictured_prompt(page: Page, index: int) -> str | None:
    """The rule that took the words right below a picture, when the picture says the same."""
    below = next((i for i in range(index + 1, len(page.blocks)) if not page.is_empty(i)), index)
    rule = page.removed_by.get(below)
    if rule is None or rule not in NEWSLETTER_RULES | {"emptied_heading"}:
        return None
    said = text_key(page.text(below))
    return rule if said and all(text_key(i.alt) == said for i in page.inlines[index].images) else None


def _headed_articles(page: Page, heading: int) -> bool:
    """Whether all that stood below a heading were links to other articles, two or more, and the page is over."""
    if not page.scraped or page.after(heading) is not None:
        return False
    gone = [page.removed_by.get(i) for i in range(heading + 1, len(page.blocks)) if not page.is_empty(i)]
    gone = [rule for rule in gone if rule not in PROMPT_RULES and rule is not None]
    return len(gone) > 1 and all(rule in _ARTICLE_RULES for rule in gone[:2])


def _labels_nothing(page: Page, heading: int) -> bool:
    """Whether a label of related links or of a widget stands over nothing on a page that was scraped."""
    if not page.scraped or not (
        page.phrase("related_label", heading) or page.phrase("reference_label", heading)
    ):
        return False
    after = page.after(heading)
    return after is None or (
        page.blocks[after].kind == "heading" and page.blocks[after].level <= page.blocks[heading].level
    )


def _held_only_prompts(page: Page, heading: int) -> bool:
    """Whether all that stood between a heading and the next of its level is gone, and was prompts."""
    rules: list[str] = []
    for index in range(heading + 1, len(page.blocks)):
        block = page.blocks[index]
        if block.kind == "heading" and block.level <= page.blocks[heading].level:
            break
        if index in page.removed_by:
            rules.append(page.removed_by[index])
        elif block.kind != "rule" and not page.is_empty(index):
            return False
    return bool(rules) and all(rule in PROMPT_RULES for rule in rules)


def empty_shells(page: Page) -> Iterator[Mark]:
    """Blocks that held only what was dropped from them: empty links, pixels, comments."""
    for index in page.left():
        drops = page.inlines[index].drops
        if page.is_empty(index) and drops:
            strongest = next((d for d in drops if d.category in ("ad", "tracker")), drops[0])
            category = "boilerplate" if strongest.category == "affiliate_link" else strongest.category
            yield Mark(index, index, category, strongest.rule)
