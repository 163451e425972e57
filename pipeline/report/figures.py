"""What the report says of an article in numbers, and of a whole dataset, counted in one pass."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.records import CleanArticle


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one article. `kept` and `removed` are characters of the clean body, and taken out."""

    article_id: str
    source_path: str
    title: str
    published_at: datetime | None
    language: str
    words: int
    fixes: int
    steps: int
    images: int
    related_links: int
    kept: int
    removed: int
    categories: tuple[str, ...]
    """Category of every removal, in order."""
    rules: tuple[str, ...]
    """Rule of every removal, in order."""
    warnings: tuple[str, ...]
    duplicate_of: str | None

    @property
    def share(self) -> float:
        """How much of the text was removed, 0 to 1."""
        return self.removed / max(self.kept + self.removed, 1)


def figures_of(item: CleanArticle) -> Figures:
    """The figures of one article."""
    article = item.article
    return Figures(
        article.article_id,
        article.source_path,
        article.title,
        article.published_at,
        article.language,
        article.word_count,
        article.fix_count,
        article.step_count,
        article.image_count,
        article.related_link_count,
        len(article.body_markdown),
        sum(len(removal.source_text) for removal in item.removals),
        tuple(removal.category for removal in item.removals),
        tuple(removal.rule for removal in item.removals),
        article.warnings,
        article.duplicate_of,
    )


@dataclass(slots=True)
class Overview:
    """The figures of all articles, counted; its size does not grow with their number."""

    articles: int = 0
    categories: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(category, rule) → removals."""
    fixes: Counter[int] = field(default_factory=Counter)
    """Fixes in an article → articles; likewise `steps`."""
    steps: Counter[int] = field(default_factory=Counter)
    shares: Counter[int] = field(default_factory=Counter)
    """Twentieths of the text removed (0 to 19) → articles."""
    days: Counter[date] = field(default_factory=Counter)
    """Day of publication → articles."""
    languages: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)

    def add(self, figures: Figures) -> None:
        """Counts one article."""
        self.articles += 1
        self.categories.update(figures.categories)
        self.rules.update(zip(figures.categories, figures.rules, strict=True))
        self.fixes[figures.fixes] += 1
        self.steps[figures.steps] += 1
        self.shares[min(int(20 * figures.share), 19)] += 1
        self.languages[figures.language] += 1
        self.warnings.update(figures.warnings)
        if figures.published_at is not None:
            self.days[figures.published_at.date()] += 1
