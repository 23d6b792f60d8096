"""The facts that proofs are searched in, where a store is reached by queries alone.

Who has a store open looks them up in it, in a tenth of the time. A few queries fetch all that is said of a
thing at once, with the graphs that say it. Only visible graphs are asked, so that what a proposition says is
never part of a proof.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    parse_query_results,
)

from graph.reasoning.facts import Facts
from graph.reasoning.rule import Fact, Term
from server.errors import UnavailableError
from server.formats import JSON, Kind
from server.service import Dataset, Job, Service

_MAX_FACTS: Final = 2_000
_MAX_QUERIES: Final = 300

_Pattern = tuple[Term | None, Term | None, Term | None]


@dataclass(frozen=True)
class Asked:
    """What all queries for one explanation have in common: the state of the data, and who asks.

    ``visible`` are the graphs that the default graph shows, ``asserting`` those that hold no inferences.
    """

    generation: str
    client: str
    visible: tuple[str, ...]
    asserting: frozenset[str]


@dataclass(frozen=True)
class _Found:
    facts: Mapping[Fact, tuple[str, ...]]
    is_whole: bool


class ServiceGrounds:
    """The visible graphs of a service; blank nodes, which no query can name, are looked up in the ontology.

    Looking up raises UnavailableError where that would take too many queries.
    """

    def __init__(self, service: Service, asked: Asked, ontology: Facts, derived: Facts) -> None:
        self._service = service
        self._asked = asked
        self._ontology = ontology
        self._derived = derived
        self._known: dict[_Pattern, _Found] = {}

    @property
    def queries(self) -> int:
        """Return how many queries were asked."""
        return len(self._known)

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterable[Fact]:
        """Return the facts that have these terms in these places; None stands for any."""
        if any(isinstance(term, BlankNode) for term in (subject, predicate, object_)):
            return self._ontology.find(subject, predicate, object_)
        if isinstance(subject, Literal) or not (predicate is None or isinstance(predicate, NamedNode)):
            return ()
        pattern = subject, predicate, object_
        found = (fact for fact in self._around(pattern).facts if _matches(fact, pattern))
        return chain(found, self._derived.find(*pattern))

    def places(self, fact: Fact) -> tuple[str, ...]:
        """Return the visible graphs that assert a fact."""
        if any(isinstance(term, BlankNode) for term in fact):
            return self._ontology_graph if fact in self._ontology and fact not in self._derived else ()
        if isinstance(fact[0], Literal):
            return ()
        graphs = self._around(fact).facts.get(fact, ())
        return tuple(sorted(self._asked.asserting.intersection(graphs)))

    @property
    def _ontology_graph(self) -> tuple[str, ...]:
        return tuple(graph for graph in self._asked.visible if graph.endswith("graph/ontology"))

    def _around(self, pattern: _Pattern) -> _Found:
        """Return facts among which are those that match: all about a thing, unless that is too much."""
        subject, _, object_ = pattern
        wider = (subject, None, None) if subject is not None else (None, None, object_)
        if wider != (None, None, None) and (found := self._ask(wider)).is_whole:
            return found
        return self._ask(pattern)

    def _ask(self, pattern: _Pattern) -> _Found:
        if pattern not in self._known:
            if len(self._known) >= _MAX_QUERIES:
                raise UnavailableError(
                    f"This takes more than the {_MAX_QUERIES} queries that one explanation may ask."
                )
            rows = list(self._rows(pattern))
            facts: dict[Fact, tuple[str, ...]] = {}
            for fact, graph in rows:
                facts[fact] = (*facts.get(fact, ()), graph)
            self._known[pattern] = _Found(facts, len(rows) <= _MAX_FACTS)
        return self._known[pattern]

    def _rows(self, pattern: _Pattern) -> Iterator[tuple[Fact, str]]:
        subject, predicate, object_ = pattern
        named = zip(("?s", "?p", "?o"), pattern, strict=True)
        written = " ".join(name if term is None else str(term) for name, term in named)
        text = f"SELECT * WHERE {{ GRAPH ?g {{ {written} }} }} LIMIT {_MAX_FACTS + 1}"
        job = Job(
            text,
            {Kind.SOLUTIONS: JSON.media_type},
            Dataset(named=self._asked.visible),
            generation=self._asked.generation,
            client=self._asked.client,
        )
        solutions = parse_query_results(self._service.answer(job).body, QueryResultsFormat.JSON)
        if isinstance(solutions, QuerySolutions):
            for row in solutions:
                yield (
                    (_term(row, "s", subject), _term(row, "p", predicate), _term(row, "o", object_)),
                    row["g"].value,
                )


def _term(row: QuerySolution, name: str, known: Term | None) -> Term:
    """Return what a row has for a variable; for one that was asked with a term, the term."""
    found = row[name] if known is None else known
    if found is None:
        raise KeyError(name)
    return found


def _matches(fact: Fact, pattern: _Pattern) -> bool:
    return all(wanted is None or wanted == term for term, wanted in zip(fact, pattern, strict=True))
