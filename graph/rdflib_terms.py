"""The same triples in rdflib, lexical forms untouched, and back."""

from collections.abc import Iterable
from typing import Final

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.namespaces import XSD
from graph.terms import Term

_STRING: Final = NamedNode(XSD + "string")


def rdflib_graph(triples: Iterable[Triple]) -> rdflib.Graph:
    """Return the triples as a graph of rdflib."""
    graph = rdflib.Graph()
    for triple in triples:
        graph.add((rdflib_term(triple.subject), rdflib_term(triple.predicate), rdflib_term(triple.object)))
    return graph


def rdflib_term(term: Term) -> rdflib.term.Node:
    """Return the term as rdflib has it. ``"01"^^xsd:integer`` stays so: rdflib would write ``"1"``.

    Raises TypeError for a triple term, which rdflib does not know.
    """
    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        # To rdflib's parsers "x" has no datatype, and differs from "x"^^xsd:string.
        datatype = None if term.datatype == _STRING else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    raise TypeError(f"rdflib has no triple terms: {term}")


def oxigraph_term(node: object) -> NamedNode | BlankNode | Literal:
    """Return a node of rdflib as pyoxigraph has it.

    Raises TypeError if it is neither an IRI, a blank node nor a literal.
    """
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype)) if node.datatype else None)
    raise TypeError(f"no RDF term: {node!r}")
