"""Words that a list spells in several ways, Sergei and Siarhei: learned from the names of its entries."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final

from rapidfuzz.distance import OSA

_MIN_LIKENESS: Final = 0.3
_MAX_WORDS: Final = 2
_STEPS: Final = ((5, 0.95), (3, 0.9), (2, 0.85))
"""In so many entries, and how much alike the words are taken to be then."""

_Words = Sequence[str]


def learn_spellings(entries: Iterable[Sequence[_Words]]) -> Mapping[str, Mapping[str, float]]:
    """Return for each word what else it is spelled as, and how much alike both are taken to be.

    Of each entry the names are given; what counts is two names that differ in one or two words.
    """
    counted = Counter(pair for names in entries for pair in {*_pairs(names)})
    found: dict[str, dict[str, float]] = {}
    for (one, other), count in sorted(counted.items()):
        alike = next((alike for least, alike in _STEPS if count >= least), 0.0)
        if alike:
            found.setdefault(one, {})[other] = alike
            found.setdefault(other, {})[one] = alike
    return found


def _pairs(names: Sequence[_Words]) -> Iterator[tuple[str, str]]:
    for one, other in combinations(dict.fromkeys(map(tuple, names)), 2):
        left = [*(Counter(one) - Counter(other)).elements()]
        right = [*(Counter(other) - Counter(one)).elements()]
        if len(one) > 1 and 0 < len(left) == len(right) <= _MAX_WORDS:
            yield from (pair for word in left if (pair := _pair(word, right)))


def _pair(word: str, others: _Words) -> tuple[str, str] | None:
    alike, other = max((OSA.normalized_similarity(word, other), other) for other in others)
    if alike < _MIN_LIKENESS or word.isdigit():
        return None
    return (word, other) if word < other else (other, word)
