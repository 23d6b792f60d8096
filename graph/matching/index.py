"""The names of the entries of lists, found by words that are like those of a name."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from graph.matching.likeness import Likeness, compare, like
from graph.matching.named import Name, Named
from graph.matching.spellings import learn_spellings
from graph.matching.words import words_of

_MIN_LIKENESS: Final = 0.8
_MAX_SPELLINGS: Final = 60
_MAX_COMPARED: Final = 60
_EVENED: Final = 5.0
"""What is added to the weight of a name, so that short ones don't win by one word alone."""


@dataclass(frozen=True, slots=True)
class Match:
    """A name of an entry that is like the one that was looked for."""

    entry: Named
    name: Name
    likeness: Likeness


class Index:
    """The names of some entries, each word as weighty as it is rare in them."""

    def __init__(self, entries: Iterable[Named]) -> None:
        self._bearers: dict[str, list[Named]] = defaultdict(list)
        named = [
            (entry, [(name, words_of(name.text, entry.kind)) for name in entry.names]) for entry in entries
        ]
        self._names = [(entry, name, words) for entry, names in named for name, words in names]
        self._places: dict[str, list[int]] = defaultdict(list)
        for entry, _ in named:
            for each in entry.identifiers:
                self._bearers[each].append(entry)
        for place, (_, _, words) in enumerate(self._names):
            for word in dict.fromkeys(words):
                self._places[word].append(place)
        self._words = sorted(self._places)
        self._spellings = learn_spellings([words for _, words in names] for _, names in named)
        self._near: dict[str, dict[str, float]] = {}
        self._weights = [sum(map(self.weight, words)) for _, _, words in self._names]

    def weight(self, word: str) -> float:
        """Return how much a word tells: the logarithm of how rare it is; an unknown one is the rarest."""
        return math.log(1 + len(self._names) / len(self._places.get(word, " ")))

    def like(self, one: str, other: str) -> float:
        """Return how much alike two words are, by their letters or as the lists themselves spell them."""
        return max(like(one, other), self._spellings.get(one, {}).get(other, 0.0))

    def search(self, text: str, wanted: Named) -> Iterator[Match]:
        """Yield names of entries that are like a name of what is wanted, unless the kinds contradict."""
        words = words_of(text, wanted.kind)
        for place in self._nearest(words, wanted):
            entry, name, others = self._names[place]
            yield Match(entry, name, compare(words, others, self.weight, self.like))

    def identified(self, wanted: Named) -> Iterator[Named]:
        """Yield the entries that have an identifier of what is wanted, and whose kind doesn't contradict."""
        found = (entry for each in sorted(wanted.identifiers) for entry in self._bearers.get(each, ()))
        yield from (entry for entry in found if entry.may_be(wanted))

    def _nearest(self, words: Sequence[str], wanted: Named) -> list[int]:
        shares: Counter[int] = Counter()
        for word in words:
            shares.update(self._shares(word))
        ranked = sorted(shares, key=lambda each: (-shares[each] / (self._weights[each] + _EVENED), each))
        possible = (each for each in ranked if self._names[each][0].may_be(wanted))
        return [place for place, _ in zip(possible, range(_MAX_COMPARED), strict=False)]

    def _shares(self, word: str) -> dict[int, float]:
        """Return the most that any spelling of a word gives to each name that has it."""
        shares: dict[int, float] = {}
        for spelling, alike in self._spellings_of(word).items():
            share = alike * self.weight(spelling)
            for place in self._places[spelling]:
                shares[place] = max(share, shares.get(place, 0.0))
        return shares

    def _spellings_of(self, word: str) -> dict[str, float]:
        if word not in self._near:
            found = process.extract(
                word,
                self._words,
                scorer=JaroWinkler.normalized_similarity,
                score_cutoff=_MIN_LIKENESS,
                limit=_MAX_SPELLINGS,
            )
            letters = {spelling: alike for spelling, alike, _ in found}
            self._near[word] = {**self._spellings.get(word, {}), **letters}
        return self._near[word]
