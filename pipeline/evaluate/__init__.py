"""How good is a clean dataset? It is compared with articles that a person has labelled.

    >>> from pipeline.evaluate import evaluate          # doctest: +SKIP
    >>> print(evaluate("data/clean", "my-labels"))      # doctest: +SKIP

`gold.py` reads the labels, `match.py` lays them beside what the pipeline made of the same article,
`figures.py` counts, `diff.py` shows one article for a person to read.
"""

from __future__ import annotations

from pipeline.evaluate.diff import explain
from pipeline.evaluate.figures import ArticleScore, Evaluation, Tally, evaluate, evaluate_tables

__all__ = ["ArticleScore", "Evaluation", "Tally", "evaluate", "evaluate_tables", "explain"]
