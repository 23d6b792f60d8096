"""Shapes read from their graph, as far as they are of the kinds that are evaluated here.

What is not understood is no fault: the reference decides whether it is a shape, and what it means.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import rdflib
from pyoxigraph import NamedNode
from rdflib import OWL, RDF, RDFS, SH
from rdflib.term import Node, URIRef

from graph.errors import Place, RuleError
from graph.rdflib_terms import oxigraph_term
from graph.shacl.components import PARAMETERS, read_components
from graph.shacl.naming import named_shape, path_text
from graph.shacl.paths import read_path
from graph.shacl.query_reading import read_datatypes, read_queries
from graph.shacl.shapes import Shape, Targets, Telling


class ForeignError(Exception):
    """Shapes are not such as are evaluated here; the message says why."""

    def as_rule_error(self, shape_files: Sequence[Path]) -> RuleError:
        """Return the error to be told where the reference may not be asked."""
        place = Place(shape_files[0] if shape_files else None)
        return RuleError(f"not for this engine: {self}", "Take the reference, --engine pyshacl.", place)


_TARGETS: Final = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
_KNOWN: Final = PARAMETERS | {
    *(SH.path, SH.property, SH.sparql, SH.message, SH.severity, SH.deactivated, *_TARGETS),
    *(SH.name, SH.description, SH.order, SH.group, SH.defaultValue),
}
_NAMESPACE: Final = str(SH)


def read_shapes(graph: rdflib.Graph) -> tuple[Shape, ...]:
    """Return the shapes that are applied to focus nodes, those before that others are properties of.

    Raises ForeignError if one is not of a kind that is evaluated here.
    """
    if (None, SH.parameter, None) in graph:
        raise ForeignError("a constraint component is declared")
    reader = _Reader(graph)
    try:
        for node in sorted(_targeting(graph), key=str):
            reader.shape(node)
        return reader.applied()
    except (ValueError, KeyError, TypeError, re.error) as error:
        raise ForeignError(str(error)) from error


def _targeting(graph: rdflib.Graph) -> set[Node]:
    return {node for target in _TARGETS for node in graph.subjects(target)} | {
        node
        for kind in (SH.NodeShape, SH.PropertyShape)
        for node in graph.subjects(RDF.type, kind)
        if _is_class(graph, node)
    }


def _is_class(graph: rdflib.Graph, node: Node) -> bool:
    """Tell whether a shape is a class too, whose instances are its focus nodes."""
    classes = {RDFS.Class, OWL.Class, *graph.subjects(RDFS.subClassOf, RDFS.Class)}
    return not classes.isdisjoint(graph.objects(node, RDF.type))


class _Reader:
    """Reads each shape once, as it is asked for."""

    def __init__(self, graph: rdflib.Graph) -> None:
        self.graph = graph
        self._datatypes = read_datatypes(graph)
        self._shapes: dict[Node, Shape] = {}
        self._unfinished: set[Node] = set()

    def shape(self, node: Node) -> Shape:
        """Return a shape.

        Raises ForeignError if it is not of a kind that is evaluated here, or is part of itself.
        """
        if node in self._unfinished:
            raise ForeignError(f"the shape {node} is part of itself")
        if node not in self._shapes:
            self._unfinished.add(node)
            self._shapes[node] = self._read(node)
            self._unfinished.remove(node)
        return self._shapes[node]

    def applied(self) -> tuple[Shape, ...]:
        """Return the shapes with targets and all property shapes of theirs, parents first."""
        found: dict[Shape, None] = {}
        for shape in self._shapes.values():
            if shape.targets:
                _add_with_properties(shape, found)
        return _parents_first(tuple(found))

    def _read(self, node: Node) -> Shape:
        self._check(node)
        path = self.graph.value(node, SH.path)
        shape = Shape(
            told=self._told(node, path),
            path=None if path is None else read_path(self.graph, path),
            targets=self._targets(node),
            active=all(str(each) not in ("true", "1") for each in self.graph.objects(node, SH.deactivated)),
        )
        shape.constraints = (*read_components(self, node), *read_queries(self.graph, node, self._datatypes))
        shape.properties = tuple(self._property(each) for each in self._sorted(node, SH.property))
        return shape

    def _check(self, node: Node) -> None:
        used = {each for each in self.graph.predicates(node) if str(each).startswith(_NAMESPACE)}
        if strange := used - _KNOWN:
            raise ForeignError(f"{min(map(str, strange))} is not known")
        paths = len(list(self.graph.objects(node, SH.path)))
        kinds = set(self.graph.objects(node, RDF.type))
        if paths > 1 or (paths and SH.NodeShape in kinds) or (not paths and SH.PropertyShape in kinds):
            raise ForeignError(f"the shape {node} has {paths} paths")

    def _property(self, node: Node) -> Shape:
        if (node, SH.path, None) not in self.graph:
            raise ForeignError(f"the property shape {node} has no path")
        return self.shape(node)

    def _told(self, node: Node, path: Node | None) -> Telling:
        messages = sorted(map(str, self.graph.objects(node, SH.message)))
        return Telling(
            shape=named_shape(self.graph, node),
            path=None if path is None else path_text(self.graph, path),
            severity=str(self.graph.value(node, SH.severity, default=SH.Violation)).removeprefix(_NAMESPACE),
            message=messages[0] if messages else "",
        )

    def _targets(self, node: Node) -> Targets:
        classes = [*self._sorted(node, SH.targetClass), *([node] if _is_class(self.graph, node) else [])]
        return Targets(
            nodes=frozenset(oxigraph_term(each) for each in self.graph.objects(node, SH.targetNode)),
            classes=_iris(classes),
            subjects_of=_iris(self._sorted(node, SH.targetSubjectsOf)),
            objects_of=_iris(self._sorted(node, SH.targetObjectsOf)),
        )

    def _sorted(self, node: Node, predicate: Node) -> list[Node]:
        return sorted(self.graph.objects(node, predicate), key=str)


def _iris(nodes: list[Node]) -> tuple[NamedNode, ...]:
    return tuple(NamedNode(str(node)) for node in nodes if isinstance(node, URIRef))


def _add_with_properties(shape: Shape, found: dict[Shape, None]) -> None:
    if shape not in found:
        found[shape] = None
        for each in shape.properties:
            _add_with_properties(each, found)


def _parents_first(shapes: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """Return the shapes so ordered that each comes after those that it is a property of."""
    ordered: dict[Shape, None] = {}

    def place(shape: Shape) -> None:
        for parent in shape.parents:
            place(parent)
        ordered.setdefault(shape)

    for shape in shapes:
        for each in shape.properties:
            each.parents = (*each.parents, shape)
    for shape in shapes:
        place(shape)
    return tuple(ordered)
