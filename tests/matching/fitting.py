"""Fit the weights of `graph.matching.confidence` to labels that the measure doesn't use.

python -m tests.matching.fitting
"""

import math
from collections.abc import Iterator, Sequence

from graph.matching.confidence import WEIGHTS, features, is_shorter
from graph.matching.index import Index, Match
from tests.matching import labelled
from tests.matching.labelled import Label

LABELS = 900
CANDIDATES = 8
RIDGE = 0.05
STEPS = 25

Row = tuple[bool, tuple[float, ...], float]
"""Whether words have no pair, the features, and whether the entry is right."""


def rows(index: Index, labels: Sequence[Label]) -> Iterator[Row]:
    """Yield the features of the likest name of each of the likest entries, and whether the entry is right."""
    for label in labels:
        found = sorted(index.search(label.alias.text, label.wanted), key=_rank)
        likest = {match.entry.iri: match for match in reversed(found)}
        for match in sorted(likest.values(), key=_rank)[:CANDIDATES]:
            is_right = label.is_there and match.entry.iri == label.entry.iri
            yield is_shorter(match.likeness), features(match.likeness), float(is_right)


def _rank(match: Match) -> tuple[float, str]:
    return -match.likeness.agreement, match.entry.iri


def fit(data: Sequence[Row]) -> list[float]:
    """Return the weights of a logistic regression, by Newton's method with a small ridge."""
    weights = [0.0] * len(WEIGHTS)
    for _ in range(STEPS):
        slope, bend = _derivatives(data, weights)
        weights = [a - b for a, b in zip(weights, _solve(bend, slope), strict=True)]
    return weights


def _derivatives(data: Sequence[Row], weights: Sequence[float]) -> tuple[list[float], list[list[float]]]:
    size = range(len(weights))
    slope = [RIDGE * weight for weight in weights]
    bend = [[RIDGE * (i == j) for j in size] for i in size]
    for _, values, truth in data:
        odds = sum(a * b for a, b in zip(weights, values, strict=True))
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
        for i in size:
            slope[i] += (chance - truth) * values[i]
            for j in size:
                bend[i][j] += chance * (1 - chance) * values[i] * values[j]
    return slope, bend


def _solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    rows_ = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for place in range(len(rows_)):
        pivot = max(range(place, len(rows_)), key=lambda each: abs(rows_[each][place]))
        rows_[place], rows_[pivot] = rows_[pivot], rows_[place]
        for other in range(len(rows_)):
            if other != place:
                factor = rows_[other][place] / rows_[place][place]
                rows_[other] = [a - factor * b for a, b in zip(rows_[other], rows_[place], strict=True)]
    return [row[-1] / row[place] for place, row in enumerate(rows_)]


if __name__ == "__main__":
    made = labelled.make_labelled(LABELS, labelled.is_spelling, is_for_fitting=True)
    data = [*rows(Index(made.entries), made.labels)]
    print("WEIGHTS", ", ".join(f"{weight:.2f}" for weight in fit(data)))
    made = labelled.make_labelled(LABELS, labelled.is_shorter, is_for_fitting=True)
    data += rows(Index(made.entries), made.labels)
    shorter = fit([row for row in data if row[0]])
    print("SHORTER", ", ".join(f"{weight:.2f}" for weight in shorter))
