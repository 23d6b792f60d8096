"""The constraints of a shape that are queries."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import rdflib
from pyoxigraph import NamedNode
from rdflib import OWL, RDF, RDFS, SH
from rdflib.term import Node, URIRef

from graph.shacl.naming import path_text
from graph.shacl.patterns import derive_reads
from graph.shacl.queries import QueryConstraint
from graph.shacl.reads import Read
from graph.shacl.values import TermTest, of_datatype

_PATH: Final = re.compile(r"[?$]PATH\b")
_OURS_NOT: Final = re.compile(r"[?$](shapesGraph|currentShape)\b")


def read_queries(
    graph: rdflib.Graph, shape: Node, datatypes: Mapping[NamedNode, TermTest]
) -> Iterator[QueryConstraint]:
    """Yield the constraints of a shape that are queries; ``datatypes`` is what shapes ask of literals.

    Raises ValueError if one is not of a kind that is evaluated here.
    """
    for node in sorted(graph.objects(shape, SH.sparql), key=str):
        if not any(str(each) in ("true", "1") for each in graph.objects(node, SH.deactivated)):
            yield _read(graph, shape, node, datatypes)


def read_datatypes(graph: rdflib.Graph) -> dict[NamedNode, TermTest]:
    """Return the tests for the datatypes that a graph of shapes asks of the values of single properties."""
    asked = (
        (graph.value(shape, SH.path), datatype) for shape, datatype in graph.subject_objects(SH.datatype)
    )
    return {NamedNode(str(path)): of_datatype(each) for path, each in asked if isinstance(path, URIRef)}


def _read(
    graph: rdflib.Graph, shape: Node, node: Node, datatypes: Mapping[NamedNode, TermTest]
) -> QueryConstraint:
    (select,) = graph.objects(node, SH.select)
    path = graph.value(shape, SH.path)
    text = _placed(str(select), graph, path)
    query = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in _prefixes(graph, node).items()) + text
    told = {*graph.objects(node, SH.message), *graph.objects(shape, SH.message)}
    return QueryConstraint(
        component=f"{SH}SPARQLConstraintComponent",
        query=query,
        messages=tuple(sorted(map(str, told))),
        of_node=path is None,
        looks_at=_reads(query),
        datatypes=datatypes,
    )


def _reads(query: str) -> tuple[Read, ...]:
    try:
        return derive_reads(query)
    except Exception as error:  # the parser raises whatever it meets
        raise ValueError(f"a query that is not understood: {error}") from error


def _placed(text: str, graph: rdflib.Graph, path: Node | None) -> str:
    """Write the shape's path in its place in a query."""
    if _OURS_NOT.search(text) or (path is None and _PATH.search(text)):
        raise ValueError("a query about its shape")
    if path is None:
        return text
    told = f"<{path}>" if isinstance(path, URIRef) else path_text(graph, path)
    return _PATH.sub(lambda _: told, text)


def _prefixes(graph: rdflib.Graph, node: Node) -> dict[str, str]:
    """Return the prefixes that a query is written with."""
    found = {"rdf": str(RDF), "rdfs": str(RDFS), "owl": str(OWL)}
    for place in graph.objects(node, SH.prefixes):
        declared = set(graph.objects(place, SH.declare))
        if not declared or (place, RDF.type, OWL.Ontology) not in graph:
            headers = graph.subjects(RDF.type, OWL.Ontology)
            declared |= {each for header in headers for each in graph.objects(header, SH.declare)}
        for each in declared:
            found[str(graph.value(each, SH.prefix))] = str(graph.value(each, SH.namespace))
    return found
