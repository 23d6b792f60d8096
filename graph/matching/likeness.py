"""How much alike two words are, and two names: paired off word by word, each as weighty as it is rare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

_LIKE: Final = 0.5
_HALF: Final = 0.65
_FULL: Final = 0.8
"""Words are paired off from ``_LIKE`` on; a pair is worth 0 up to ``_HALF``, itself from ``_FULL`` on."""

_SAME_CONSONANTS: Final = 0.88
_SAME_INITIAL: Final = 0.7
_ARTICLE: Final = 0.97
_MIN_WITH_ARTICLE: Final = 6

_VOWELS: Final = str.maketrans("", "", "aiu")
_CONFUSED: Final = str.maketrans("pdzgkhfcmeiou", "btskkkvknaaaa")
"""Letters that lists take for each other; such a change counts half."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two names have in common; all but ``inverted`` grow with the weight of words.

    ``agreement`` and ``letters`` are from 0 to 1: by words, and by the names written as one word. ``worst``
    is the least likeness of a pair, ``common`` the weight of what agrees and ``lost`` of what differs within
    pairs, ``left`` and ``other_left`` of words without a pair, ``inverted`` the share of pairs out of order.
    ``first`` and ``last`` are the likeness of the first and the last words to what each is paired with, 0
    if either has no pair.
    """

    agreement: float
    letters: float
    worst: float
    common: float
    lost: float
    left: float
    other_left: float
    inverted: float
    first: float
    last: float


@lru_cache(maxsize=500_000)
def like(one: str, other: str) -> float:
    """Return how much alike two words are, from 0 to 1."""
    if one == other:
        return 1.0
    if one.isdigit() or other.isdigit():
        return 0.0
    if 1 in (len(one), len(other)):
        return _SAME_INITIAL if one[0] == other[0] else 0.0
    bare = one.translate(_VOWELS)
    same = _SAME_CONSONANTS if len(bare) > 1 and bare == other.translate(_VOWELS) else 0.0
    return max(_edited(one, other), same, _articled(one, other), _articled(other, one))


def _edited(one: str, other: str) -> float:
    confused = OSA.distance(one.translate(_CONFUSED), other.translate(_CONFUSED))
    return 1 - (OSA.distance(one, other) + confused) / 2 / max(len(one), len(other))


def _articled(one: str, other: str) -> float:
    if one.startswith("al") and len(one) >= _MIN_WITH_ARTICLE:
        return _ARTICLE * OSA.normalized_similarity(one[2:], other)
    return 0.0


def compare(
    one: Sequence[str],
    other: Sequence[str],
    weight: Callable[[str], float],
    likeness: Callable[[str, str], float] = like,
) -> Likeness:
    """Pair off the words of two names, the likest first, and say what they have in common."""
    pairs = _paired(one, other, likeness)
    weights = [(weight(one[i]) + weight(other[j])) / 2 for _, i, j in pairs]
    common = sum(_worth(each[0]) * w for each, w in zip(pairs, weights, strict=True))
    whole = sum(map(weight, one)) + sum(map(weight, other))
    taken, others = {i for _, i, _ in pairs}, {j for _, _, j in pairs}
    return Likeness(
        agreement=2 * common / whole if whole else 0.0,
        letters=_letters(one, other),
        worst=min((each[0] for each in pairs), default=0.0),
        common=common,
        lost=sum((1 - each[0]) * w for each, w in zip(pairs, weights, strict=True)),
        left=sum(weight(word) for i, word in enumerate(one) if i not in taken),
        other_left=sum(weight(word) for j, word in enumerate(other) if j not in others),
        inverted=_inverted(pairs),
        first=_of_pair(pairs, 0, 0),
        last=_of_pair(pairs, len(one) - 1, len(other) - 1),
    )


def _paired(
    one: Sequence[str], other: Sequence[str], likeness: Callable[[str, str], float]
) -> list[tuple[float, int, int]]:
    found = [(likeness(a, b), i, j) for i, a in enumerate(one) for j, b in enumerate(other)]
    pairs: list[tuple[float, int, int]] = []
    for alike, i, j in sorted(found, key=lambda each: (-each[0], abs(each[1] - each[2]), each[1])):
        if alike >= _LIKE and all(i != x and j != y for _, x, y in pairs):
            pairs.append((alike, i, j))
    return pairs


def _of_pair(pairs: Sequence[tuple[float, int, int]], one: int, other: int) -> float:
    alike = {i: alike for alike, i, _ in pairs}.get(one, 0.0)
    return min(alike, {j: alike for alike, _, j in pairs}.get(other, 0.0))


def _worth(alike: float) -> float:
    if alike >= _FULL:
        return alike
    return max(0.0, _FULL * (alike - _HALF) / (_FULL - _HALF))


def _letters(one: Sequence[str], other: Sequence[str]) -> float:
    in_order = OSA.normalized_similarity("".join(one), "".join(other))
    return max(in_order, OSA.normalized_similarity("".join(sorted(one)), "".join(sorted(other))))


def _inverted(pairs: Sequence[tuple[float, int, int]]) -> float:
    places = [j for _, _, j in sorted(pairs, key=lambda each: each[1])]
    both = [(a, b) for n, b in enumerate(places) for a in places[:n]]
    return sum(a > b for a, b in both) / len(both) if both else 0.0
