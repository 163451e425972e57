"""An article as a schema.org HowTo in JSON-LD.

    HowTo ─ step ─▶ HowToSection (one per fix, nested as the fixes are)
                      ─ itemListElement ─▶ HowToStep (one per top step)
                                             ─ itemListElement ─▶ HowToDirection (one per sub-step)

Every type and property is one that schema.org defines, used with values it expects: `step` takes sections or
steps, `itemListElement` takes list items, and HowToSection, HowToStep and HowToDirection are list items.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from pipeline.export.tools import named_tools
from pipeline.records import CleanArticle, Fix, Image, Step

Node = dict[str, Any]


def howto_jsonld(item: CleanArticle) -> Node | None:
    r"""The article as a JSON-LD document; None without fixes: it may explain or list, but is no how-to.

    >>> from pipeline import clean_article
    >>> source = "# No sound\n\n## Fix 1: Restart\n\n1. Press the button.\n"
    >>> howto = howto_jsonld(clean_article(source, path="a.md"))
    >>> howto["step"][0]["name"], howto["step"][0]["itemListElement"][0]["text"]
    ('Restart', 'Press the button.')
    """
    if not item.fixes:
        return None
    article = item.article
    sections = _Sections(item)
    return {
        "@context": "https://schema.org",
        "@type": "HowTo",
        **_filled(
            identifier=article.article_id,
            name=article.title,
            description=article.description or article.excerpt,
            inLanguage=article.language,
            datePublished=_iso(article.published_at),
            dateModified=_iso(article.updated_at),
            keywords=list(dict.fromkeys((*article.tags, *article.keywords))),
            image=_image_objects(sorted(sections.images_of(None, None), key=_thumbnail_first)),
            tool=[{"@type": "HowToTool", "name": name} for name in named_tools(article.body_markdown)],
        ),
        "step": _placed(sections.below(None)),
    }


class _Sections:
    """The fixes of one article as sections, their steps and images at hand."""

    def __init__(self, item: CleanArticle) -> None:
        self._fixes = item.fixes
        self._steps: dict[int, list[Step]] = {}
        for step in item.steps:
            self._steps.setdefault(step.fix_index, []).append(step)
        self._images: dict[tuple[int | None, int | None], list[Image]] = {}
        for image in item.images:
            self._images.setdefault((image.fix_index, image.step_index), []).append(image)

    def below(self, parent: int | None) -> list[Node]:
        """The sections of the fixes directly below a fix; of the top ones for None."""
        return [self._section(fix) for fix in self._fixes if fix.parent_index == parent]

    def images_of(self, fix: int | None, step: int | None) -> Sequence[Image]:
        """The images that stand in a fix and belong to a step of it; None for outside of any."""
        return self._images.get((fix, step), ())

    def _section(self, fix: Fix) -> Node:
        steps = self._steps.get(fix.fix_index, [])
        children = self.below(fix.fix_index)
        if steps:
            description, content = _introduction(fix, steps), self._numbered_steps(steps)
        elif children:
            description, content = fix.text, []
        else:  # without itemised actions the text is the instruction, and without text the heading is
            description, content = None, [_step(fix.text or _name(fix), (), [])]
        return {
            "@type": "HowToSection",
            **_filled(
                name=_name(fix),
                description=description,
                image=_image_objects(self.images_of(fix.fix_index, None)),
            ),
            # A fix's own steps stand before the headings of the fixes inside it.
            "itemListElement": _placed([*content, *children]),
        }

    def _numbered_steps(self, steps: Sequence[Step]) -> list[Node]:
        return [
            _step(first.text, self._images_at(first), [self._direction(step) for step in substeps])
            for first, *substeps in _with_substeps(steps)
        ]

    def _direction(self, step: Step) -> Node:
        return {
            "@type": "HowToDirection",
            "text": step.text,
            **_filled(image=_image_objects(self._images_at(step))),
        }

    def _images_at(self, step: Step) -> Sequence[Image]:
        return self.images_of(step.fix_index, step.step_index)


def _with_substeps(steps: Iterable[Step]) -> list[list[Step]]:
    """Each top step with the deeper ones that follow it."""
    groups: list[list[Step]] = []
    for step in steps:
        if step.depth == 0 or not groups:
            groups.append([step])
        else:
            groups[-1].append(step)
    return groups


def _step(text: str, images: Iterable[Image], directions: list[Node]) -> Node:
    return {
        "@type": "HowToStep",
        "text": text,
        **_filled(image=_image_objects(images), itemListElement=_placed(directions)),
    }


def _placed(nodes: Iterable[Node]) -> list[Node]:
    """The items of a list with their positions, written behind the type."""
    return [{"@type": node["@type"], "position": place} | node for place, node in enumerate(nodes, start=1)]


def _image_objects(images: Iterable[Image]) -> list[Node]:
    """Each image once, if it has a full address; a relative one means nothing outside its site."""
    distinct = {image.url: image for image in images if image.url.startswith(("https://", "http://"))}
    return [
        {"@type": "ImageObject", "contentUrl": image.url, **_filled(caption=image.alt)}
        for image in distinct.values()
    ]


def _name(fix: Fix) -> str:
    return fix.title or " ".join(filter(None, (fix.label, fix.number))) or f"Fix {fix.fix_index + 1}"


def _introduction(fix: Fix, steps: Sequence[Step]) -> str:
    """What the section says before its first step."""
    first = steps[0].text.partition("\n")[0]
    lines = []
    for line in fix.text.split("\n"):
        if first in line:
            break
        lines.append(line)
    return "\n".join(lines)


def _thumbnail_first(image: Image) -> bool:
    return image.role != "thumbnail"


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _filled(**properties: Any) -> Node:
    return {name: value for name, value in properties.items() if value not in (None, "", [])}
