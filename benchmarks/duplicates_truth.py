r"""How well do the duplicate groups of a dataset agree with exact truth?

    python benchmarks/duplicates_truth.py CLEAN [--articles 2000] [--threshold 0.8] [--word '\S+'] [--seed 1]

Takes a sample of the dataset's articles, half of it one article for each of as many distinct bodies as there
are, half of it any others; compares every pair of them by exact Jaccard similarity of 5-word shingles,
computed here from the published `body_text` without any code of the pipeline; and holds the pairs at the
threshold against the pairs that stand in one group of the `duplicates` table. Reads nothing but Parquet.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import pandas as pd

Shingles = set[tuple[str, ...]]


def shingles(words: list[str]) -> Shingles:
    """Sets of five consecutive words; a shorter text is one shingle."""
    return {tuple(words[i : i + 5]) for i in range(max(1, len(words) - 4))} if words else set()


def similarity(one: Shingles, other: Shingles) -> float:
    """Exact Jaccard similarity."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def sample(words_of: dict[str, str], size: int, seed: int) -> list[str]:
    """Article ids: up to half the sample with distinct bodies, the rest from all others."""
    chance = random.Random(seed)
    ids = sorted(words_of)
    chance.shuffle(ids)
    first_with = {words_of[article]: article for article in reversed(ids)}
    distinct = sorted(first_with.values())
    chance.shuffle(distinct)
    chosen = distinct[: size // 2]
    others = [article for article in ids if article not in set(chosen)]
    return chosen + others[: size - len(chosen)]


def true_pairs(bodies: Counter[str], threshold: float) -> dict[tuple[str, str], float]:
    """Pairs of distinct bodies at the threshold, by comparing all."""
    sets = {body: shingles(body.split()) for body in sorted(bodies) if body}
    found = {}
    for (one, left), (other, right) in combinations(sets.items(), 2):
        small, large = sorted((len(left), len(right)))
        if small >= threshold * large and (value := similarity(left, right)) >= threshold:
            found[one, other] = value
    return found


def compare(
    articles: pd.DataFrame, duplicates: pd.DataFrame, options: argparse.Namespace
) -> dict[str, object]:
    """The figures, counted over pairs of articles of the sample."""
    words_of = {
        article: " ".join(options.word.findall(text.lower()))
        for article, text in zip(articles.article_id, articles.body_text, strict=True)
    }
    chosen = sample(words_of, options.articles, options.seed)
    bodies = Counter(words_of[article] for article in chosen)
    near = true_pairs(bodies, options.threshold)
    truth = sum(n * (n - 1) // 2 for body, n in bodies.items() if body)
    truth += sum(bodies[one] * bodies[other] for one, other in near)

    group_of = dict(zip(duplicates.article_id, duplicates.group_id, strict=True))
    members: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for article in chosen:
        if article in group_of:
            members[group_of[article]][words_of[article]] += 1
    right = wrong = 0
    for group in members.values():
        right += sum(n * (n - 1) // 2 for n in group.values())
        for one, other in combinations(sorted(group), 2):
            pairs = group[one] * group[other]
            right, wrong = (right + pairs, wrong) if (one, other) in near else (right, wrong + pairs)
    return {
        "articles": len(articles),
        "distinct_bodies": len({body for body in words_of.values() if body}),
        "groups": duplicates.group_id.nunique(),
        "articles_in_groups": len(duplicates),
        "lowest_similarity_to_representative": round(float(duplicates.similarity.min()), 4)
        if len(duplicates)
        else None,
        "sample": len(chosen),
        "distinct_bodies_in_sample": len(bodies),
        "near_pairs_of_distinct_bodies_in_sample": len(near),
        "true_pairs": truth,
        "pairs_in_one_group": right + wrong,
        "pair_precision": right / (right + wrong) if right + wrong else 1.0,
        "pair_recall": right / truth if truth else 1.0,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("clean", type=Path, help="a dataset directory")
    parser.add_argument("--articles", type=int, default=2_000, help="size of the sample")
    parser.add_argument(
        "--threshold", type=float, default=0.8, help="the threshold the dataset was made with"
    )
    parser.add_argument("--word", type=re.compile, default=r"\S+", help="regular expression of a word")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    articles = pd.read_parquet(options.clean / "articles", columns=["article_id", "body_text"])
    print(json.dumps(compare(articles, pd.read_parquet(options.clean / "duplicates"), options), indent=1))


if __name__ == "__main__":
    main()
