"""The names that the default graph of a store has, each with the thing that it names.

Names that stand in no visible graph, those in the graphs of propositions above all, are not read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store

from graph.search.classes import TYPE, Classes, asserted_graphs, local_name
from graph.search.properties import NAMING, UNLISTED
from graph.search.scanning import scan_names, scan_types

MAX_CHARACTERS: Final = 1_000
"""So much of a name is kept."""

_DEFAULT: Final = DefaultGraph()
_NAMED_INDIVIDUAL: Final = "http://www.w3.org/2002/07/owl#NamedIndividual"


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a thing: ``kind`` is its class, ``kinds`` are all its classes, by local name."""

    iri: str
    property: str
    text: str
    kind: str
    kinds: frozenset[str]


class Names:
    """The names of one store, whose default graph is derived unless it ``is_blank``."""

    def __init__(self, store: Store, base: str, *, is_blank: bool = False) -> None:
        self._store = store
        self._classes = Classes(store)
        self._asserted = asserted_graphs(store, base, is_blank=is_blank)

    def all(self) -> Iterator[Name]:
        """Yield every name."""
        types: dict[str, set[str]] = {}
        left_out = self._classes.named(UNLISTED)
        for graph in self._asserted:
            for iri, class_ in scan_types(self._store, graph, left_out):
                types.setdefault(iri, set()).add(class_)
        texts: dict[str, list[tuple[str, str]]] = {}
        for property_ in NAMING:
            for iri, text in scan_names(self._store, property_, left_out):
                texts.setdefault(iri, []).append((property_, text))
        for iri, named in texts.items():
            yield from self._of(iri, named, types.get(iri, ()))

    def of(self, iris: Iterable[str]) -> Iterator[Name]:
        """Yield the names of some things."""
        for iri in iris:
            thing = NamedNode(iri)
            named = [
                (property_, quad.object.value)
                for property_ in NAMING
                for quad in self._store.quads_for_pattern(thing, NamedNode(property_), None, _DEFAULT)
                if isinstance(quad.object, Literal)
            ]
            types = {
                quad.object.value
                for graph in self._asserted
                for quad in self._store.quads_for_pattern(thing, TYPE, None, graph)
                if isinstance(quad.object, NamedNode)
            }
            yield from self._of(iri, named, types)

    def _of(self, iri: str, named: Iterable[tuple[str, str]], types: Iterable[str]) -> Iterator[Name]:
        """Yield each name once; in two languages it may be the same."""
        classes = frozenset(types) - {_NAMED_INDIVIDUAL}
        kinds = frozenset(map(local_name, self._classes.close(classes)))
        if kinds & UNLISTED:
            return
        kind = local_name(self._classes.most_specific(classes))
        for property_, text in dict.fromkeys(named):
            yield Name(iri, property_, text[:MAX_CHARACTERS], kind, kinds)


def told_of(
    store: Store, graph: NamedNode | DefaultGraph, properties: Iterable[str], most: int
) -> Mapping[str, frozenset[tuple[str, str]]] | None:
    """Return by thing the values that a graph has of some properties; None if they are too many."""
    told: dict[str, set[tuple[str, str]]] = {}
    quads = chain.from_iterable(
        store.quads_for_pattern(None, NamedNode(property_), None, graph) for property_ in properties
    )
    for number, quad in enumerate(quads):
        if number == most:
            return None
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            told.setdefault(quad.subject.value, set()).add((quad.predicate.value, quad.object.value))
    return {iri: frozenset(each) for iri, each in told.items()}
