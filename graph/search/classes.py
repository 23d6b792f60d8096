"""The classes of a store by their local names, each with those above it."""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Final

from pyoxigraph import DefaultGraph, NamedNode, Store

from graph.namespaces import ALG, RDF, RDFS
from graph.roles import visible_in

TYPE: Final = NamedNode(RDF + "type")
_SUBCLASS: Final = NamedNode(RDFS + "subClassOf")


class Classes:
    """The classes of one store, as its default graph orders them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._found: dict[str, frozenset[str]] = {}

    def close(self, classes: Iterable[str]) -> frozenset[str]:
        """Return the IRIs of classes with all those above them."""
        return frozenset().union(*(self._with_above(each) for each in classes))

    def most_specific(self, classes: Iterable[str]) -> str:
        """Return the class with the most above it, the first by name among equals; empty if there is none."""
        return min(classes, key=lambda each: (-len(self._with_above(each)), each), default="")

    def named(self, names: Collection[str]) -> tuple[str, ...]:
        """Return the IRIs of the project's classes of these local names, and of those below them."""
        known = {*self._above, *(ALG + name for name in names)}
        tops = {ALG + name for name in names}
        return tuple(sorted(each for each in known if self._with_above(each) & tops))

    @cached_property
    def _above(self) -> Mapping[str, frozenset[str]]:
        above: dict[str, set[str]] = {}
        for quad in self._store.quads_for_pattern(None, _SUBCLASS, None, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                above.setdefault(quad.subject.value, set()).add(quad.object.value)
        return {name: frozenset(others) for name, others in above.items()}

    def _with_above(self, class_: str) -> frozenset[str]:
        if class_ not in self._found:
            seen, ahead = {class_}, [class_]
            while ahead:
                new = self._above.get(ahead.pop(), frozenset()) - seen
                seen |= new
                ahead += new
            self._found[class_] = frozenset(seen)
        return self._found[class_]


def asserted_graphs(store: Store, base: str, *, is_blank: bool) -> tuple[NamedNode | DefaultGraph, ...]:
    """Return the graphs from which the default graph has what is not inferred; of a blank store, itself."""
    return (DefaultGraph(),) if is_blank else visible_in(store, base, inferred=False)


def local_name(iri: str) -> str:
    """Return what stands behind the last ``#`` or ``/``.

    >>> local_name("https://w3id.org/allegata/ontology#ListEntry")
    'ListEntry'
    """
    return iri.rpartition("#" if "#" in iri else "/")[2]
