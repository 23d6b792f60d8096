"""A graph as shapes see it: triples, and instances of classes and of their subclasses."""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode

from graph.namespaces import RDF, RDFS
from graph.shacl.source import Source
from graph.terms import Term

TYPE: Final = NamedNode(RDF + "type")
SUBCLASS: Final = NamedNode(RDFS + "subClassOf")


class View:
    """A source that does not change meanwhile: what is found of classes and of shapes is kept.

    ``applied`` tells of shapes and nodes whether the one is applied to the other.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.applied: dict[tuple[object, Term], bool] = {}
        self._kinds: dict[NamedNode, frozenset[Term]] = {}

    def is_instance(self, node: Term, kind: NamedNode) -> bool:
        """Tell whether a node is of a class, or of a subclass of it."""
        kinds = self.kinds(kind)
        return any(found in kinds for found in self.source.objects(node, TYPE))

    def instances(self, kind: NamedNode) -> Iterable[Term]:
        """Return the nodes that are of a class, or of a subclass of it, each once."""
        kinds = self.kinds(kind)
        return dict.fromkeys(node for each in kinds for node in self.source.subjects(TYPE, each))

    def kinds(self, kind: NamedNode) -> frozenset[Term]:
        """Return a class and its subclasses."""
        known = self._kinds.get(kind)
        if known is None:
            found: set[Term] = set()
            edge: set[Term] = {kind}
            while edge:
                found |= edge
                edge = {each for node in edge for each in self.source.subjects(SUBCLASS, node)} - found
            known = self._kinds[kind] = frozenset(found)
        return known
