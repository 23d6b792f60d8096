"""What proofs are searched in: a closed set of facts that tells which of them are asserted, and where."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Store

from graph.reasoning.facts import Facts
from graph.reasoning.match import Source, StoreSource
from graph.reasoning.rule import Fact, Term
from graph.roles import visible_in


class Grounds(Source, Protocol):
    """Facts with all that follows from them."""

    def places(self, fact: Fact) -> tuple[str, ...]:
        """Return the graphs or files that assert a fact; none if it only follows."""


class StoreGrounds:
    """The default graph of a store with the closed ontology; asserted is what a visible graph holds.

    Graphs that are not visible, such as the content of propositions, are neither looked up nor named.
    """

    def __init__(self, store: Store, base: str, derived: Iterable[Fact] = ()) -> None:
        self._store = store
        self._source = StoreSource(store)
        self._derived = Facts(derived)
        self._asserting: frozenset[object] = frozenset(visible_in(store, base, inferred=False))

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterable[Fact]:
        """Return the facts that have these terms in these places; None stands for any."""
        found = self._source.find(subject, predicate, object_)
        derived = self._derived.find(subject, predicate, object_)
        return chain(found, derived) if derived else found

    def places(self, fact: Fact) -> tuple[str, ...]:
        """Return the visible graphs that assert a fact."""
        subject, predicate, object_ = fact
        if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
            return ()
        quads = self._store.quads_for_pattern(subject, predicate, object_, None)
        graphs = {quad.graph_name for quad in quads} & self._asserting
        return tuple(sorted(graph.value for graph in graphs if isinstance(graph, NamedNode)))


class FactGrounds:
    """Closed facts in memory, of which some are given: ``given`` tells where."""

    def __init__(self, closed: Facts, given: Mapping[Fact, Sequence[str]]) -> None:
        self._closed = closed
        self._given = given

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterable[Fact]:
        """Return the facts that have these terms in these places; None stands for any."""
        return self._closed.find(subject, predicate, object_)

    def places(self, fact: Fact) -> tuple[str, ...]:
        """Return where a fact is given."""
        return tuple(self._given.get(fact, ()))


class Remainder:
    """What follows from a few asserted facts alone, by rules that are made of all axioms."""

    def __init__(self, grounds: Grounds, closed: Facts, leaves: frozenset[Fact]) -> None:
        self._grounds = grounds
        self._closed = closed
        self._leaves = leaves

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterable[Fact]:
        """Return the facts that have these terms in these places; None stands for any."""
        return self._closed.find(subject, predicate, object_)

    def places(self, fact: Fact) -> tuple[str, ...]:
        """Return the places of a fact that is one of the few."""
        return self._grounds.places(fact) if fact in self._leaves else ()
