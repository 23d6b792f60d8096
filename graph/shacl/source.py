"""Where triples are looked up: a store as it is, an index in memory, and either with a few triples more."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final, Protocol, TypeVar

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from graph.roles import in_default_graph
from graph.terms import Term

_DEFAULT: Final = DefaultGraph()
_Found = TypeVar("_Found")


class Source(Protocol):
    """A graph of triples; what is returned holds each node once."""

    def objects(self, subject: Term, predicate: NamedNode) -> Collection[Term]:
        """Return the objects of a subject."""

    def subjects(self, predicate: NamedNode, object_: Term) -> Collection[Term]:
        """Return the subjects of an object."""

    def pairs(self, predicate: NamedNode) -> Iterable[tuple[Term, Term]]:
        """Return subjects and objects of a predicate."""

    def statements(self, subject: Term) -> Iterable[tuple[NamedNode, Term]]:
        """Return predicates and objects of a subject."""

    def as_store(self) -> Store:
        """Return a store that has the graph as its default graph."""


class StoreSource:
    """The default graph of a store; where graphs are named, the union of those instead."""

    def __init__(self, store: Store, graphs: Collection[NamedNode] | None = None) -> None:
        self._store = store
        self._graphs = None if graphs is None else frozenset(graphs)

    def objects(self, subject: Term, predicate: NamedNode) -> Collection[Term]:
        """Look up the objects of a subject."""
        if isinstance(subject, Literal):
            return ()
        found = [quad.object for quad in self._quads(subject, predicate, None)]
        return found if self._graphs is None else dict.fromkeys(found)

    def subjects(self, predicate: NamedNode, object_: Term) -> Collection[Term]:
        """Look up the subjects of an object."""
        found = [quad.subject for quad in self._quads(None, predicate, object_)]
        return found if self._graphs is None else dict.fromkeys(found)

    def pairs(self, predicate: NamedNode) -> Iterable[tuple[Term, Term]]:
        """Look up a predicate."""
        return dict.fromkeys((quad.subject, quad.object) for quad in self._quads(None, predicate, None))

    def statements(self, subject: Term) -> Iterable[tuple[NamedNode, Term]]:
        """Look up a subject."""
        if isinstance(subject, Literal):
            return ()
        return dict.fromkeys((quad.predicate, quad.object) for quad in self._quads(subject, None, None))

    def as_store(self) -> Store:
        """Return the store itself if it is its default graph that is looked at."""
        if self._graphs is None:
            return self._store
        return _store_of(quad.triple for quad in self._quads(None, None, None))

    def _quads(
        self, subject: Term | None, predicate: NamedNode | None, object_: Term | None
    ) -> Iterable[Quad]:
        if self._graphs is None:
            return self._store.quads_for_pattern(subject, predicate, object_, _DEFAULT)  # type: ignore[arg-type]
        found = self._store.quads_for_pattern(subject, predicate, object_)  # type: ignore[arg-type]
        return (quad for quad in found if quad.graph_name in self._graphs)


class IndexedSource:
    """Triples indexed in memory: many times faster to look up than a store, and slow to make."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._forward: dict[NamedNode, dict[Term, list[Term]]] = {}
        self._backward: dict[NamedNode, dict[Term, list[Term]]] = {}
        terms: dict[Term, Term] = {}
        for triple in triples:
            subject = terms.setdefault(triple.subject, triple.subject)
            object_ = terms.setdefault(triple.object, triple.object)
            found = self._forward.setdefault(triple.predicate, {}).setdefault(subject, [])
            found.append(object_)
        for index in self._forward.values():
            _remove_repeated(index)

    def objects(self, subject: Term, predicate: NamedNode) -> Collection[Term]:
        """Look up the objects of a subject."""
        return self._forward.get(predicate, _NOTHING).get(subject, ())

    def subjects(self, predicate: NamedNode, object_: Term) -> Collection[Term]:
        """Look up the subjects of an object; an index of the predicate is made when it is first asked for."""
        index = self._backward.get(predicate)
        if index is None:
            index = self._backward[predicate] = _turned(self._forward.get(predicate, _NOTHING))
        return index.get(object_, ())

    def pairs(self, predicate: NamedNode) -> Iterable[tuple[Term, Term]]:
        """Look up a predicate."""
        for subject, objects in self._forward.get(predicate, _NOTHING).items():
            for object_ in objects:
                yield subject, object_

    def statements(self, subject: Term) -> Iterable[tuple[NamedNode, Term]]:
        """Look up a subject."""
        for predicate, index in self._forward.items():
            for object_ in index.get(subject, ()):
                yield predicate, object_

    def as_store(self) -> Store:
        """Make a store of all triples."""
        return _store_of(
            Triple(subject, predicate, object_)  # type: ignore[arg-type]
            for predicate in self._forward
            for subject, object_ in self.pairs(predicate)
        )


_NOTHING: Final[dict[Term, list[Term]]] = {}


def _remove_repeated(index: dict[Term, list[Term]]) -> None:
    for subject, objects in index.items():
        if len(objects) > 1:
            index[subject] = list(dict.fromkeys(objects))


def _turned(index: dict[Term, list[Term]]) -> dict[Term, list[Term]]:
    turned: dict[Term, list[Term]] = {}
    for subject, objects in index.items():
        for object_ in objects:
            turned.setdefault(object_, []).append(subject)
    return turned


def _store_of(triples: Iterable[Triple]) -> Store:
    store = Store()
    store.bulk_extend(in_default_graph(triples))
    return store


class Altered:
    """A source with some triples more, and without some others: another state of it."""

    def __init__(
        self, source: Source, more: Collection[Triple] = (), without: Collection[Triple] = ()
    ) -> None:
        self._source = source
        self._more = IndexedSource(more)
        self._without = IndexedSource(without)

    def objects(self, subject: Term, predicate: NamedNode) -> Collection[Term]:
        """Look up the objects of a subject."""
        return self._found(lambda source: source.objects(subject, predicate))

    def subjects(self, predicate: NamedNode, object_: Term) -> Collection[Term]:
        """Look up the subjects of an object."""
        return self._found(lambda source: source.subjects(predicate, object_))

    def pairs(self, predicate: NamedNode) -> Iterable[tuple[Term, Term]]:
        """Look up a predicate."""
        return self._found(lambda source: source.pairs(predicate))

    def statements(self, subject: Term) -> Iterable[tuple[NamedNode, Term]]:
        """Look up a subject."""
        return self._found(lambda source: source.statements(subject))

    def as_store(self) -> Store:
        """Make a store of all triples."""
        store = _store_of(quad.triple for quad in self._source.as_store() if quad.graph_name == _DEFAULT)
        store.bulk_extend(self._more.as_store())
        for quad in self._without.as_store():
            store.remove(quad)
        return store

    def _found(self, look: Callable[[Source], Iterable[_Found]]) -> Collection[_Found]:
        gone = set(look(self._without))
        return {found: None for found in (*look(self._source), *look(self._more)) if found not in gone}


def triples_of(source: Source) -> Iterator[Triple]:
    """Yield all triples."""
    return (quad.triple for quad in source.as_store().quads_for_pattern(None, None, None, _DEFAULT))
