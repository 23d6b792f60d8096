"""The names of one state of the data, to be searched."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import tantivy

from graph.search.documents import read_name, stored_words
from graph.search.folding import read_words
from graph.search.matching import Manner, Match, Matcher
from graph.search.names import Name
from graph.search.properties import weigh
from graph.search.querying import Querying

MAX_WORDS: Final = 8
"""So many words of a text are searched for; more make a name no easier to tell."""

_CANDIDATES: Final = 80
_LEAST: Final = 0.2
_MANNERS: Final = tuple(Manner)


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that is found: the best of its names, a score up to 1, and the words that match."""

    name: Name
    score: float
    matches: tuple[Match, ...]
    is_whole: bool

    @property
    def why(self) -> Manner:
        """Return the poorest manner in which a word matches."""
        return max((match.manner for match in self.matches), key=_MANNERS.index)


class NameIndex:
    """An index that is open; to be asked in one thread at a time."""

    def __init__(self, index: tantivy.Index) -> None:
        self._querying = Querying(index)

    def search(self, text: str, limit: int, kind: str = "", *, is_whole: bool = False) -> tuple[Hit, ...]:
        """Return the things whose names are most like a text, the best first, each once.

        A thing is of the ``kind`` if that is the local name of one of its classes, or of one above. Where it
        ``is_whole``, each word of the text has to match.
        """
        words = tuple(dict.fromkeys(read_words(text)))[:MAX_WORDS]
        if not words:
            return ()
        weights = self._querying.weigh(words)
        found = self._querying.find(weights, kind, max(_CANDIDATES, 2 * limit))
        best: dict[str, Hit] = {}
        for hit in sorted(_score(found, weights), key=_rank):
            if hit.is_whole or not is_whole:
                best.setdefault(hit.name.iri, hit)
        return tuple(best.values())[:limit]


def _score(found: Iterable[tantivy.Document], weights: Mapping[str, float]) -> Iterator[Hit]:
    total = sum(weights.values())
    matcher = Matcher(tuple(weights))
    for document in found:
        words = stored_words(document)
        matches = matcher.match(words)
        covered = sum(weights[match.asked] * match.quality for match in matches) / total
        if covered >= _LEAST:
            letters = sum(len(match.found) for match in matches) / sum(map(len, words))
            name = read_name(document)
            score = weigh(name.property, name.kinds) * covered * (0.7 + 0.3 * letters)
            yield Hit(name, round(score, 4), matches, len(matches) == len(weights))


def _rank(hit: Hit) -> tuple[float, int, str, str, str]:
    return (-hit.score, len(hit.name.text), hit.name.text, hit.name.iri, hit.name.property)
