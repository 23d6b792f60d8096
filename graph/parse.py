"""Files of RDF, read with line and column; hand-kept ones are refused what their place does not allow."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat
from pyoxigraph import parse as parse_rdf

from graph.errors import ParseError, Place
from graph.namespaces import BASE

PROPOSITION_GRAPH: Final = re.compile(re.escape(BASE) + r"graph/proposition/[^/]+")
"""The named graphs that a file may fill by a GRAPH block."""

_OTHER_NAMES: Final = {
    "json": RdfFormat.JSON_LD, "owl": RdfFormat.RDF_XML, "rdfs": RdfFormat.RDF_XML, "xml": RdfFormat.RDF_XML,
}  # fmt: skip
"""Endings that files of RDF have beside those of its formats."""

_POSITION: Final = re.compile(r"^Parser error (?:at|between) [^:]*: ")


def parse_file(path: Path, default_graph: str | None = None, *, blank_nodes: bool = False) -> list[Quad]:
    """Read a file of RDF; its default part goes to ``default_graph``, or stays where it is if there is none.

    Raises ParseError if the file is missing or not well-formed, if it holds a blank node and may not,
    or if a GRAPH block is that of anything but a proposition.
    """
    quads = read_rdf(path)
    _check_graphs(quads, path)
    if not blank_nodes:
        _check_blank_nodes(quads, path)
    if default_graph is None:
        return quads
    graph = NamedNode(default_graph)
    return [_into(quad, graph) for quad in quads]


def _into(quad: Quad, graph: NamedNode) -> Quad:
    if isinstance(quad.graph_name, DefaultGraph):
        return Quad(quad.subject, quad.predicate, quad.object, graph)
    return quad


def read_rdf(path: Path, base: str | None = None) -> list[Quad]:
    """Read a file of RDF of any vocabulary; relative IRIs begin with the base, and are faults without one.

    Blank nodes of two files that share a label are two nodes. Raises ParseError if the file is missing, not
    well-formed, or of no known format by its name.
    """
    ending = path.suffix.removeprefix(".").lower()
    format_ = _OTHER_NAMES.get(ending) or RdfFormat.from_extension(ending)
    if format_ is None:
        cure = "Name it .ttl, .nt, .trig, .nq, .rdf, .owl or .jsonld."
        raise ParseError("no kind of RDF file is known by this name", cure, Place(path))
    try:
        return list(parse_rdf(path.read_bytes(), format_, base_iri=base, rename_blank_nodes=True))
    except SyntaxError as error:
        found = _POSITION.sub("", str(error.msg))
        cure = f"Correct the {format_.name} there: what stands before that point is well-formed."
        raise ParseError(found, cure, Place(path, error.lineno, error.offset)) from error
    except OSError as error:
        raise ParseError(f"{error.strerror}", "Name a file that can be read.", Place(path)) from error


def _check_graphs(quads: Iterable[Quad], path: Path) -> None:
    for quad in quads:
        graph = quad.graph_name
        if isinstance(graph, DefaultGraph) or PROPOSITION_GRAPH.fullmatch(str(graph.value)):
            continue
        raise ParseError(
            f"GRAPH {graph} may not be filled here",
            f"A GRAPH block holds the content of a proposition: <{BASE}graph/proposition/KEY>."
            " Other triples stand outside GRAPH blocks: their graph follows from the name of the file.",
            Place(path),
        )


def _check_blank_nodes(quads: Iterable[Quad], path: Path) -> None:
    for quad in quads:
        if any(isinstance(term, BlankNode) for term in (quad.subject, quad.object)):
            raise ParseError(
                f"a blank node in the triple {quad.triple}",
                "Give the node an IRI, id/KIND/KEY: only the ontology's axioms have blank nodes.",
                Place(path),
            )
