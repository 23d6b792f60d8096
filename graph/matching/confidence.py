"""How likely it is that two names mean one, and what else speaks for it or against it."""

import math
from typing import Final

from graph.matching.likeness import Likeness

WEIGHTS: Final = (
    -15.45, -1.42, 2.18, 5.20, 0.89, -3.25, -2.92, -3.85, 4.18, -1.63,
    0.68, 1.58, 0.39, -5.20, -1.96,
)  # fmt: skip
"""Log-odds for each of `features` where all words have pairs; tests/matching/fitting.py fits them."""

SHORTER: Final = (
    -21.89, 5.58, -0.57, 0.82, 4.66, -0.35, 1.29, 2.02, -2.85, -1.35,
    1.27, 0.71, -1.17, -0.51, -1.77,
)  # fmt: skip
"""The same where a name has words that the other leaves out."""

_LIMIT: Final = 30.0


def features(found: Likeness) -> tuple[float, ...]:
    """Return what the log-odds of a likeness are the weighted sum of; the first is constant."""
    common = found.common / 20
    return (
        1.0,
        4 * found.agreement,
        4 * found.letters,
        2 * found.worst,
        common,
        found.lost / 5,
        found.left / 10,
        found.other_left / 10,
        common * found.agreement,
        found.inverted,
        found.first,
        found.last,
        common * found.lost / 5,
        common * found.left / 10,
        common * found.other_left / 10,
    )


def log_odds(found: Likeness) -> float:
    """Return the log-odds that names of this likeness mean one."""
    weights = SHORTER if is_shorter(found) else WEIGHTS
    return sum(weight * value for weight, value in zip(weights, features(found), strict=True))


def is_shorter(found: Likeness) -> bool:
    """Tell whether one of the names has a word that has no pair in the other."""
    return found.left > 0 or found.other_left > 0


def probability(odds: float) -> float:
    """Return log-odds as a probability.

    >>> probability(0.0)
    0.5
    """
    return 1 / (1 + math.exp(-max(-_LIMIT, min(_LIMIT, odds))))
