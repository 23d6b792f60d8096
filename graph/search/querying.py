"""What is asked of the engine: names that have the words, words that begin so, or words spelled like them.

A query is put together from terms, never read from a text: no character has a meaning of its own.
"""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Final, Protocol, cast

import tantivy

from graph.search.documents import KIND, WORDS, WORTH
from graph.search.matching import MIN_PREFIX, most_edits

_PREFIX: Final = 0.85
_EDITS: Final = (0.75, 0.6)


class _Counted(Protocol):
    """What the engine's own type hints leave out."""

    @property
    def count(self) -> int: ...


class Querying:
    """Makes queries for one index."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()

    def weigh(self, words: Sequence[str]) -> Mapping[str, float]:
        """Return how telling each word is: the fewer names have it, or words like it, the more.

        One that no name has tells as much as the others do on the average.
        """
        counts = {word: self._count(word) for word in words}
        total = self._searcher.num_docs + 1
        known = [math.log(1 + total / (1 + count)) for count in counts.values() if count]
        usual = fmean(known) if known else 1.0
        return {word: math.log(1 + total / (1 + count)) if count else usual for word, count in counts.items()}

    def find(self, weights: Mapping[str, float], kind: str, limit: int) -> list[tantivy.Document]:
        """Return the documents that have the words that tell most, at most so many."""
        some = [(tantivy.Occur.Should, self._alike(word, weight)) for word, weight in weights.items()]
        query = tantivy.Query.boolean_query(some, minimum_number_should_match=1)
        if kind:
            of_kind = tantivy.Query.const_score_query(self._term(KIND, kind), 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, of_kind)])
        hits = self._searcher.search(query, limit, count=False, weight_by_field=WORTH).hits
        return [self._searcher.doc(address) for _, address in hits]

    def _alike(self, word: str, weight: float) -> tantivy.Query:
        found = [_constant(self._term(WORDS, word), weight)]
        if len(word) >= MIN_PREFIX:
            found.append(_constant(self._spelled(word, 0, is_prefix=True), weight * _PREFIX))
        for edits, worth in enumerate(_EDITS[: self._edits(word)], 1):
            found.append(_constant(self._spelled(word, edits), weight * worth))
        return tantivy.Query.disjunction_max_query(found)

    def _edits(self, word: str) -> int:
        """Return how many typos are looked for: two take ten times as long as one."""
        return min(1, most_edits(word)) if self._searcher.doc_freq(WORDS, word) else most_edits(word)

    def _count(self, word: str) -> int:
        """Count the names with a word or, if there are none, with words like it."""
        if count := self._searcher.doc_freq(WORDS, word):
            return count
        likes = [self._spelled(word, 0, is_prefix=True)] if len(word) >= MIN_PREFIX else []
        likes += [self._spelled(word, edits) for edits in range(1, most_edits(word) + 1)]
        counted = (cast(_Counted, self._searcher.search(like, 1, count=True)).count for like in likes)
        return next(filter(None, counted), 0)

    def _term(self, field: str, value: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, field, value, "basic")

    def _spelled(self, word: str, edits: int, *, is_prefix: bool = False) -> tantivy.Query:
        return tantivy.Query.fuzzy_term_query(self._schema, WORDS, word, edits, True, is_prefix)


def _constant(query: tantivy.Query, score: float) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, score)
