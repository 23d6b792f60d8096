"""Words that are searched for, and words of names: which match, and how well."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import OSA


class Manner(StrEnum):
    """How a word of a name is like one that is searched for."""

    WORD = "word"
    PREFIX = "prefix"
    TYPO = "typo"


@dataclass(frozen=True, slots=True)
class Match:
    """A word that is searched for, and the one that it matches: ``quality`` is up to 1, the same word."""

    asked: str
    found: str
    manner: Manner
    quality: float


MIN_PREFIX: Final = 2
"""So many letters are the beginning of a word."""

_ONE_EDIT: Final = 4
_TWO_EDITS: Final = 8


def most_edits(word: str) -> int:
    """Return how many letters may be wrong, missing, too many, or exchanged with the next one.

    >>> [most_edits(word) for word in ("Oil", "Petro", "Venezuela")]
    [0, 1, 2]
    """
    return (len(word) >= _ONE_EDIT) + (len(word) >= _TWO_EDITS)


def compare(asked: str, found: str) -> Match | None:
    """Return how a word matches, or None if it does not.

    >>> compare("madruo", "maduro")
    Match(asked='madruo', found='maduro', manner=<Manner.TYPO: 'typo'>, quality=0.75)
    """
    if asked == found:
        return Match(asked, found, Manner.WORD, 1.0)
    if len(asked) >= MIN_PREFIX and found.startswith(asked):
        return Match(asked, found, Manner.PREFIX, 0.7 + 0.25 * len(asked) / len(found))
    most = most_edits(asked)
    if abs(len(asked) - len(found)) > most:
        return None
    edits = OSA.distance(asked, found, score_cutoff=most)
    return Match(asked, found, Manner.TYPO, 0.9 * (1 - edits / len(asked))) if edits <= most else None


class Matcher:
    """Compares the words of names with some that are searched for; most words come in many names."""

    def __init__(self, asked: Sequence[str]) -> None:
        self._asked = asked
        self._found: dict[str, Mapping[str, Match]] = {}

    def match(self, words: Sequence[str]) -> tuple[Match, ...]:
        """Return the best match of each word that has one, the words of a name given; each serves once."""
        left = [like for word in words if (like := self._like(word))]
        matches = []
        for asked in self._asked:
            best = max((like[asked] for like in left if asked in like), key=_quality, default=None)
            if best is not None:
                matches.append(best)
                left.remove(self._found[best.found])
        return tuple(matches)

    def _like(self, word: str) -> Mapping[str, Match]:
        if word not in self._found:
            compared = ((asked, compare(asked, word)) for asked in self._asked)
            self._found[word] = {asked: match for asked, match in compared if match}
        return self._found[word]


def _quality(match: Match) -> float:
    return match.quality
