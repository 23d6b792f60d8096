"""What of a store may go out, and what its graphs say of a thing."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from graph.importers.ftm.importing import LICENCE
from graph.importers.ftm.licences import is_open
from graph.importers.ftm.naming import MARK
from graph.namespaces import ALG, RDF
from graph.roles import visible_in

Subject = NamedNode | BlankNode | Triple

_TYPE: Final = NamedNode(RDF + "type")


@dataclass(frozen=True)
class Thing:
    """A thing and its values, sorted, by the IRI of the property."""

    iri: str
    values: dict[str, tuple[str, ...]]

    @property
    def key(self) -> str:
        """Return the last part of its IRI."""
        return self.iri.rpartition("/")[2]

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of a property of the ontology, or of another one by its IRI."""
        return self.values.get(name if ":" in name else ALG + name, ())

    def one(self, name: str) -> str:
        """Return the first value of a property, empty if there is none."""
        return next(iter(self.all(name)), "")

    def kinds(self) -> frozenset[str]:
        """Return the local names of its classes in the ontology."""
        found = (iri.removeprefix(ALG) for iri in self.all(RDF + "type") if iri.startswith(ALG))
        return frozenset(found)


@dataclass(frozen=True)
class Shown:
    """The graphs of a store that may go out."""

    store: Store
    base: str
    graphs: tuple[NamedNode, ...]

    def things(self, *kinds: str, path: str = "") -> Iterator[Thing]:
        """Yield the things of some classes, sorted, by the graphs whose names have ``path``."""
        classes = [NamedNode(ALG + kind) for kind in kinds]
        graphs = [graph for graph in self.graphs if path in graph.value]
        pairs = ((class_, graph) for graph in graphs for class_ in classes)
        found = (self.store.quads_for_pattern(None, _TYPE, class_, graph) for class_, graph in pairs)
        for subject in sorted({quad.subject for quads in found for quad in quads}, key=str):
            if isinstance(subject, NamedNode):
                yield self.thing(subject.value, path=path)

    def thing(self, iri: str, *, path: str = "") -> Thing:
        """Return what the graphs say of a thing."""
        values: defaultdict[str, set[str]] = defaultdict(set)
        for graph in (graph for graph in self.graphs if path in graph.value):
            for quad in self.store.quads_for_pattern(NamedNode(iri), None, None, graph):
                if isinstance(quad.object, NamedNode | Literal):
                    values[quad.predicate.value].add(quad.object.value)
        return Thing(iri, {name: tuple(sorted(found)) for name, found in values.items()})

    def has(self, iri: str, kind: str) -> bool:
        """Tell whether one of the graphs says that a thing is of a class."""
        class_, node = NamedNode(ALG + kind), NamedNode(iri)
        return any(any(self.store.quads_for_pattern(node, _TYPE, class_, graph)) for graph in self.graphs)


def read_shown(store: Store, base: str) -> Shown:
    """Return the graphs that may go out: visible, asserted, and of no dataset whose licence is closed."""
    visible = visible_in(store, base, inferred=False)
    return Shown(store, base, tuple(graph for graph in visible if is_free(store, graph, base)))


def is_free(store: Store, graph: NamedNode, base: str) -> bool:
    """Tell whether a graph may be passed on: it was not imported, or all licences told of it are open.

    A dataset of which no licence is told is closed.
    """
    if not graph.value.startswith(f"{base}graph/lists/{MARK}"):
        return True
    told = store.quads_for_pattern(None, LICENCE, None, graph)
    meta = store.quads_for_pattern(graph, LICENCE, None, NamedNode(f"{base}graph/meta"))
    licences = {str(quad.object).strip("<>") for quads in (told, meta) for quad in quads}
    return bool(licences) and all(map(is_open, licences))
