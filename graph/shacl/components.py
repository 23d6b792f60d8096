"""Each parameter of SHACL, and the constraints that its values are."""

from collections.abc import Callable, Iterator
from typing import Final, Protocol

import rdflib
from pyoxigraph import NamedNode
from rdflib import RDFS, SH, XSD
from rdflib.collection import Collection as RdfList
from rdflib.term import Node, URIRef

from graph.rdflib_terms import oxigraph_term
from graph.shacl import values
from graph.shacl.constraints import (
    ClassConstraint,
    ClosedConstraint,
    ComparedConstraint,
    Conformance,
    Constraint,
    CountConstraint,
    HasValueConstraint,
    OrderConstraint,
    QualifiedConstraint,
    ShapeConstraint,
    UniqueLangConstraint,
    ValueConstraint,
)
from graph.shacl.view import TYPE
from graph.terms import Term


class Shapes(Protocol):
    """The graph of shapes, and the shapes that are named in it."""

    @property
    def graph(self) -> rdflib.Graph:
        """Return the graph."""

    def shape(self, node: Node) -> Conformance:
        """Return a shape."""


Maker = Callable[[Shapes, Node, Node], Constraint]
"""Makes a constraint from the shapes, the node of the shape, and a value of the parameter."""


def component(name: str) -> str:
    """Return the IRI of a component.

    >>> component("MinCount")
    'http://www.w3.org/ns/shacl#MinCountConstraintComponent'
    """
    return f"{SH}{name}ConstraintComponent"


def read_components(shapes: Shapes, node: Node) -> Iterator[Constraint]:
    """Yield the constraints of a shape, but those that are queries.

    Raises ValueError, KeyError, TypeError or re.error where a value is not what its parameter takes.
    """
    for parameter, make in _MAKERS.items():
        found = list(shapes.graph.objects(node, parameter))
        if parameter in _SINGLE and len(found) > 1:
            raise ValueError(f"{parameter} more than once")
        for value in found:
            yield make(shapes, node, value)


def _term(node: Node) -> Term:
    return oxigraph_term(node)


def _iri(node: Node) -> NamedNode:
    if not isinstance(node, URIRef):
        raise TypeError(f"no IRI: {node}")
    return NamedNode(str(node))


def _literal(node: Node) -> rdflib.Literal:
    if not isinstance(node, rdflib.Literal) or node.ill_typed:
        raise TypeError(f"no literal: {node}")
    return node


def _number(node: Node) -> int:
    value = _literal(node).value
    if not isinstance(value, int) or value < 0 or _literal(node).datatype != XSD.integer:
        raise ValueError(f"no number: {node}")
    return value


def _is_true(node: Node | None) -> bool:
    return isinstance(node, rdflib.Literal) and node.value is True


def _list(shapes: Shapes, node: Node) -> list[Node]:
    return list(RdfList(shapes.graph, node))


def _need_path(shapes: Shapes, node: Node) -> None:
    if (node, SH.path, None) not in shapes.graph:
        raise ValueError("a node shape with what only property shapes have")


def _valued(name: str, test: Callable[[Shapes, Node, Node], values.TermTest]) -> Maker:
    return lambda shapes, node, value: ValueConstraint(component(name), test(shapes, node, value))


def _bounded(name: str, accepts: Callable[[int], bool]) -> Maker:
    return _valued(name, lambda shapes, node, value: values.bounded(_literal(value), accepts))


def _counted(name: str, fits: Callable[[int, int], bool]) -> Maker:
    def make(shapes: Shapes, node: Node, value: Node) -> Constraint:
        _need_path(shapes, node)
        limit = _number(value)
        return CountConstraint(component(name), lambda count: fits(count, limit))

    return make


def _of_shapes(name: str, accepts: Callable[[int, int], bool], *, is_list: bool) -> Maker:
    def make(shapes: Shapes, node: Node, value: Node) -> Constraint:
        nodes = _list(shapes, value) if is_list else [value]
        if not nodes or (name == "Node" and (value, SH.path, None) in shapes.graph):
            raise ValueError(f"no shapes for {name}")
        members = tuple(shapes.shape(each) for each in nodes)
        return ShapeConstraint(component(name), members, lambda count: accepts(count, len(members)))

    return make


def _ordered(name: str, *, or_equals: bool) -> Maker:
    def make(shapes: Shapes, node: Node, value: Node) -> Constraint:
        _need_path(shapes, node)
        return OrderConstraint(component(name), _iri(value), or_equals)

    return make


def _qualified(name: str, fits: Callable[[int, int], bool]) -> Maker:
    def make(shapes: Shapes, node: Node, value: Node) -> Constraint:
        _need_path(shapes, node)
        (wanted,) = shapes.graph.objects(node, SH.qualifiedValueShape)
        siblings = tuple(shapes.shape(each) for each in _siblings(shapes.graph, node, wanted))
        limit = _number(value)
        return QualifiedConstraint(
            component(name), shapes.shape(wanted), siblings, lambda count: fits(count, limit)
        )

    return make


def _siblings(graph: rdflib.Graph, node: Node, wanted: Node) -> list[Node]:
    if not any(map(_is_true, graph.objects(node, SH.qualifiedValueShapesDisjoint))):
        return []
    others = (
        other for parent in graph.subjects(SH.property, node) for other in graph.objects(parent, SH.property)
    )
    found = {shape for other in others for shape in graph.objects(other, SH.qualifiedValueShape)}
    return sorted(found - {wanted}, key=str)


def _closed(shapes: Shapes, node: Node, value: Node) -> Constraint:
    if not isinstance(_literal(value).value, bool):
        raise ValueError(f"neither true nor false: {value}")
    if not _is_true(value):
        return CountConstraint(component("Closed"), lambda count: True)
    ignored = (
        each for found in shapes.graph.objects(node, SH.ignoredProperties) for each in _list(shapes, found)
    )
    owned = (
        path
        for each in shapes.graph.objects(node, SH.property)
        for path in shapes.graph.objects(each, SH.path)
    )
    allowed = frozenset(_iri(each) for each in (*ignored, *owned) if isinstance(each, URIRef))
    return ClosedConstraint(component("Closed"), allowed, (TYPE, NamedNode(str(RDFS.Resource))))


def _unique_lang(shapes: Shapes, node: Node, value: Node) -> Constraint:
    _need_path(shapes, node)
    if not isinstance(_literal(value).value, bool):
        raise ValueError(f"neither true nor false: {value}")
    if not _is_true(value):
        return CountConstraint(component("UniqueLang"), lambda count: True)
    return UniqueLangConstraint(component("UniqueLang"))


def _pattern(shapes: Shapes, node: Node, value: Node) -> values.TermTest:
    flags = "".join(str(each).lower() for each in shapes.graph.objects(node, SH.flags))
    return values.matching(str(_literal(value)), flags)


_MAKERS: Final[dict[Node, Maker]] = {
    SH["class"]: lambda shapes, node, value: ClassConstraint(component("Class"), _iri(value)),
    SH.datatype: _valued("Datatype", lambda shapes, node, value: values.of_datatype(_iri_node(value))),
    SH.nodeKind: _valued("NodeKind", lambda shapes, node, value: values.of_kind(value)),
    SH.minCount: _counted("MinCount", lambda count, limit: count >= limit),
    SH.maxCount: _counted("MaxCount", lambda count, limit: count <= limit),
    SH.minExclusive: _bounded("MinExclusive", lambda order: order > 0),
    SH.minInclusive: _bounded("MinInclusive", lambda order: order >= 0),
    SH.maxExclusive: _bounded("MaxExclusive", lambda order: order < 0),
    SH.maxInclusive: _bounded("MaxInclusive", lambda order: order <= 0),
    SH.minLength: _valued("MinLength", lambda shapes, node, value: values.at_least_long(_number(value))),
    SH.maxLength: _valued("MaxLength", lambda shapes, node, value: values.at_most_long(_number(value))),
    SH.pattern: _valued("Pattern", _pattern),
    SH.languageIn: _valued(
        "LanguageIn",
        lambda shapes, node, value: values.in_language(
            [str(_literal(each)) for each in _list(shapes, value)]
        ),
    ),
    SH.uniqueLang: _unique_lang,
    SH.equals: lambda shapes, node, value: ComparedConstraint(component("Equals"), _iri(value), True),
    SH.disjoint: lambda shapes, node, value: ComparedConstraint(component("Disjoint"), _iri(value), False),
    SH.lessThan: _ordered("LessThan", or_equals=False),
    SH.lessThanOrEquals: _ordered("LessThanOrEquals", or_equals=True),
    SH["not"]: _of_shapes("Not", lambda count, all_: count == 0, is_list=False),
    SH["and"]: _of_shapes("And", lambda count, all_: count == all_, is_list=True),
    SH["or"]: _of_shapes("Or", lambda count, all_: count > 0, is_list=True),
    SH.xone: _of_shapes("Xone", lambda count, all_: count == 1, is_list=True),
    SH.node: _of_shapes("Node", lambda count, all_: count == 1, is_list=False),
    SH.qualifiedMinCount: _qualified("QualifiedMinCount", lambda count, limit: count >= limit),
    SH.qualifiedMaxCount: _qualified("QualifiedMaxCount", lambda count, limit: count <= limit),
    SH.closed: _closed,
    SH.hasValue: lambda shapes, node, value: HasValueConstraint(component("HasValue"), _term(value)),
    SH["in"]: _valued(
        "In", lambda shapes, node, value: values.among([_term(each) for each in _list(shapes, value)])
    ),
}

_SINGLE: Final = frozenset(
    {
        *(SH.datatype, SH.nodeKind, SH.minCount, SH.maxCount, SH.minLength, SH.maxLength, SH.languageIn),
        *(SH.uniqueLang, SH.qualifiedMinCount, SH.qualifiedMaxCount, SH.closed, SH["in"]),
    }
)

PARAMETERS: Final = frozenset(
    {*_MAKERS, SH.flags, SH.ignoredProperties, SH.qualifiedValueShape, SH.qualifiedValueShapesDisjoint}
)
"""The parameters that are understood."""


def _iri_node(node: Node) -> Node:
    if not isinstance(node, URIRef):
        raise TypeError(f"no IRI: {node}")
    return node
