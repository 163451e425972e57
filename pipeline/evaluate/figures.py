"""Precision, recall and F1 of a dataset, per field and per article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipeline.evaluate.gold import GoldArticle, load_gold
from pipeline.evaluate.match import COLUMNS, UNKNOWN, Match, match, read_found
from pipeline.evaluate.text import any_urls, path_key, shingles, squash, words

ACCURACIES = {
    "number_right": "matched_fixes",
    "parent_right": "matched_fixes",
    "step_fix_right": "matched_steps",
    "language_right": "articles",
}
"""What is right or wrong of something found: its count, and the count of what it is a share of."""
ALL_RIGHT = "all right"
FIELDS = ("body", "fixes", "steps", "ui_paths", "images", "images_with_fix", "related")


@dataclass(frozen=True, slots=True)
class Tally:
    """How often the dataset is right, says too much (`wrong`) and says too little (`missed`)."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0

    def figures(self) -> dict[str, float | int]:
        return {
            "f1": round(self.f1, 4),
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "gold": self.right + self.missed,
            "predicted": self.right + self.wrong,
        }


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """One labelled article: a tally per field, counts, and the hosts of junk URLs left in its body."""

    name: str
    missing: bool = False
    tallies: dict[str, Tally] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    residue: tuple[str, ...] = ()

    @property
    def quality(self) -> float:
        """The mean F1 of all fields, 0 to 1; a field with nothing labelled and nothing found counts as 1."""
        return 0.0 if self.missing else sum(tally.f1 for tally in self.tallies.values()) / len(FIELDS)

    def __str__(self) -> str:
        if self.missing:
            return "not in the dataset"
        faults = [f"{name} {_told(name, tally)}" for name, tally in self.tallies.items() if tally.f1 < 1]
        for part, whole in ACCURACIES.items():
            wrong = self.counts[whole] - self.counts[part]
            faults += [f"{part.removesuffix('_right').replace('_', ' ')} wrong in {wrong}"] if wrong else []
        faults += [f"links to {host} left" for host in self.residue]
        return ", ".join(faults) or ALL_RIGHT


def _told(name: str, tally: Tally) -> str:
    if name == "body":
        return f"F1 {tally.f1:.3f}"
    wrong = f" (+{tally.wrong} wrong)" if tally.wrong else ""
    return f"{tally.right} of {tally.right + tally.missed}{wrong}"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All labelled articles. Figures are micro-averages; they print as a table."""

    articles: tuple[ArticleScore, ...]

    def tally(self, name: str) -> Tally:
        """The tally of one of FIELDS over all articles."""
        return sum((score.tallies.get(name, Tally()) for score in self.articles), Tally())

    def worst(self, count: int) -> list[ArticleScore]:
        """The articles with the least quality, worst first; those without a fault are left out."""
        faulty = (score for score in self.articles if str(score) != ALL_RIGHT)
        return sorted(faulty, key=lambda score: (score.quality, score.name))[:count]

    def figures(self) -> dict[str, Any]:
        """Every figure by name, as JSON can hold it."""
        counts: Counter[str] = sum((score.counts for score in self.articles), Counter())
        residue = [f"{score.name}: {score.residue[0]}" for score in self.articles if score.residue]
        tallies = {name: self.tally(name).figures() for name in FIELDS}

        def share(part: str, whole: str) -> float | None:
            return round(counts[part] / counts[whole], 4) if counts[whole] else None

        total = len(self.articles)
        return {
            "articles": total,
            "missing": sum(score.missing for score in self.articles),
            "body": tallies["body"],
            "lost_word_share": share("lost_words", "body_words"),
            "articles_with_ad_residue": len(residue),
            "residue": residue[:10],
            "fixes": tallies["fixes"],
            "fix_number_accuracy": share("number_right", "matched_fixes"),
            "fix_parent_accuracy": share("parent_right", "matched_fixes"),
            "steps": tallies["steps"],
            "step_fix_accuracy": share("step_fix_right", "matched_steps"),
            "ui_paths": tallies["ui_paths"],
            "images": tallies["images"],
            "images_with_fix": tallies["images_with_fix"],
            "related": tallies["related"],
            "related_repeated_rows": counts["related_rows"] - counts["related_unique"],
            "language_accuracy": round(counts["language_right"] / total, 4) if total else None,
        }

    def __str__(self) -> str:
        return "\n".join(f"{name:26s} {_readable(value)}" for name, value in self.figures().items())


def _readable(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    return (
        f"F1 {value['f1']:.4f}  precision {value['precision']:.4f}  recall {value['recall']:.4f}  "
        f"(gold {value['gold']}, predicted {value['predicted']})"
    )


def evaluate(clean: str, gold: str) -> Evaluation:
    """Compare the dataset in `clean` with the labelled articles in `gold`, matched by file name.

    Raises:
        PipelineError: there is no dataset or there are no labels to read.
    """
    return evaluate_tables(load(clean), load_gold(gold))


def evaluate_tables(tables: Mapping[str, Any], gold: Iterable[GoldArticle]) -> Evaluation:
    """Compare tables (data frames with at least `match.COLUMNS`) with labelled articles."""
    labelled = list(gold)
    found = read_found(tables, {article.name for article in labelled})
    return Evaluation(
        tuple(
            score(match(article, found[article.name])) if article.name in found else missing(article)
            for article in labelled
        )
    )


def load(clean: str) -> Mapping[str, Any]:
    """The tables of one run that a comparison needs, as data frames."""
    from pipeline.dataset.load import load_tables

    tables: Mapping[str, Any] = load_tables(clean, tuple(COLUMNS))
    return tables


def missing(gold: GoldArticle) -> ArticleScore:
    """The score of an article the dataset does not have."""
    steps = sum(len(fix.starts) for fix in gold.fixes)
    return ArticleScore(
        gold.name,
        missing=True,
        tallies={
            "body": Tally(missed=len(gold.body_words)),
            "fixes": Tally(missed=len(gold.fixes)),
            "steps": Tally(missed=steps),
        },
    )


def score(pair: Match) -> ArticleScore:
    """The score of one article."""
    gold, found = pair.gold, pair.found
    found_words = words(found.body_text)
    gold_bag = Counter(gold.body_words)
    residue = any_urls(found.body_markdown) & gold.junk_urls
    return ArticleScore(
        gold.name,
        tallies=_tallies(pair, found_words),
        counts=Counter(
            articles=1,
            body_words=gold_bag.total(),
            lost_words=(gold_bag - Counter(found_words)).total(),
            language_right=found.language == gold.language,
            matched_fixes=len(pair.fix_pairs),
            number_right=sum(number_is_right(pair, *fix) for fix in pair.fix_pairs),
            parent_right=sum(parent_is_right(pair, *fix) for fix in pair.fix_pairs),
            matched_steps=len(pair.step_pairs),
            step_fix_right=sum(step_fix_is_right(pair, *step) for step in pair.step_pairs),
            related_rows=len(found.related),
            related_unique=len({canonical for _, canonical in found.related}),
        ),
        residue=tuple(host for host, _ in sorted(residue)),
    )


def _tallies(pair: Match, found_words: list[str]) -> dict[str, Tally]:
    gold, found = pair.gold, pair.found
    images = scored_images(pair)
    return {
        "body": _compare(shingles(found_words), shingles(gold.body_words)),
        "fixes": _paired(len(pair.fix_pairs), len(found.fixes), len(gold.fixes)),
        "steps": _paired(len(pair.step_pairs), len(found.steps), len(pair.gold_steps)),
        "ui_paths": sum(
            (
                _compare(
                    map(path_key, found.fixes[theirs].ui_paths), map(path_key, gold.fixes[ours].ui_paths)
                )
                for ours, theirs in pair.fix_pairs
            ),
            Tally(),
        ),
        "images": _compare((url for url, _ in images), (url for url, _ in gold.images)),
        "images_with_fix": _compare(images, gold.images),
        "related": _compare({url for url, _ in found.related}, gold.related),
    }


def _paired(pairs: int, found: int, gold: int) -> Tally:
    return Tally(pairs, found - pairs, gold - pairs)


def _compare(found: Iterable[Hashable], gold: Iterable[Hashable]) -> Tally:
    got, wanted = Counter(found), Counter(gold)
    return _paired((got & wanted).total(), got.total(), wanted.total())


def scored_images(pair: Match) -> list[tuple[tuple[str, str], int | None]]:
    """Images found, each with the labelled fix it stands in; those on unscored lines are left out."""
    return [
        (url, pair.gold_fix_of(fix)) for url, fix in pair.found.images if url not in pair.gold.ignored_images
    ]


def number_is_right(pair: Match, ours: int, theirs: int) -> bool:
    wanted, got = pair.gold.fixes[ours].number, pair.found.fixes[theirs].number
    return squash(wanted or "") == squash(got or "")


def parent_is_right(pair: Match, ours: int, theirs: int) -> bool:
    return pair.gold_fix_of(pair.found.fixes[theirs].parent_index) == pair.gold.fixes[ours].parent


def step_fix_is_right(pair: Match, ours: int, theirs: int) -> bool:
    fix = pair.gold_fix_of(pair.found.steps[theirs].fix_index)
    return fix is not None and fix != UNKNOWN and fix == pair.gold_steps[ours][0]
