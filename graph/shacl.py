"""SHACL Core and SPARQL constraints over the default graph, by pyshacl, without inference."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import Triple
from pyparsing import ParseException
from pyshacl.errors import ReportableRuntimeError
from rdflib import RDF, SH
from rdflib.collection import Collection
from rdflib.term import BNode, Node, URIRef

from graph.base import rebase_text
from graph.errors import Place, RuleError
from graph.parse import parse_file
from graph.rdflib_terms import oxigraph_term, rdflib_graph
from graph.report import Result


def check_shapes(triples: Iterable[Triple], shape_files: Sequence[Path], base: str) -> list[Result]:
    """Validate the triples, which include the ontology, so that shapes of a class reach its subclasses.

    Raises ParseError if a file of shapes is not well-formed, RuleError if a shape is not.
    """
    shapes = _read_shapes(shape_files, base)
    try:
        _, report, _ = pyshacl.validate(
            rdflib_graph(triples), shacl_graph=shapes, inference="none", advanced=False, inplace=True
        )
    except (ReportableRuntimeError, ParseException) as error:
        raise _ill_formed(str(error), shape_files) from error
    if not isinstance(report, rdflib.Graph):
        raise _ill_formed(str(report), shape_files)
    return [_result(report, node, shapes) for node in report.objects(None, SH.result)]


def _read_shapes(shape_files: Sequence[Path], base: str) -> rdflib.Graph:
    shapes = rdflib.Graph()
    for path in shape_files:
        parse_file(path, blank_nodes=True)  # for its errors: rdflib's have no column
        shapes.parse(data=rebase_text(path.read_text("utf-8"), base), format="turtle")
    return shapes


def _ill_formed(found: str, shape_files: Sequence[Path]) -> RuleError:
    folder = shape_files[0].parent if shape_files else None
    return RuleError(
        f"a shape is ill-formed: {found}", "Correct it: https://www.w3.org/TR/shacl/", Place(folder)
    )


def _result(report: rdflib.Graph, node: Node, shapes: rdflib.Graph) -> Result:
    path, value = report.value(node, SH.resultPath), report.value(node, SH.value)
    messages = sorted(map(str, report.objects(node, SH.resultMessage)))
    return Result(
        focus=oxigraph_term(report.value(node, SH.focusNode)),
        message=messages[0] if messages else "This breaks a constraint that has no message.",
        severity=str(report.value(node, SH.resultSeverity)).removeprefix(str(SH)),
        shape=_named_shape(shapes, report.value(node, SH.sourceShape)),
        path=None if path is None else path_text(report, path),
        value=None if value is None else oxigraph_term(value),
        component=str(report.value(node, SH.sourceConstraintComponent)),
    )


def _named_shape(shapes: rdflib.Graph, shape: Node | None) -> str:
    """Return the IRI of a shape, or of the shape with an IRI that a nameless one is part of."""
    seen: set[Node] = set()
    while isinstance(shape, BNode) and shape not in seen:
        seen.add(shape)
        shape = next(iter(sorted(shapes.subjects(None, shape), key=str)), shape)
    return str(shape) if isinstance(shape, URIRef) else f"_:{shape}"


def path_text(graph: rdflib.Graph, path: Node) -> str:
    """Write a SHACL property path as SPARQL writes it, IRIs in full; one IRI alone without brackets."""
    return str(path) if isinstance(path, URIRef) else "".join(_path_parts(graph, path))


def _path_parts(graph: rdflib.Graph, path: Node) -> Iterator[str]:
    if isinstance(path, URIRef):
        yield f"<{path}>"
    elif (path, RDF.first, None) in graph:
        yield "/".join("".join(_path_parts(graph, step)) for step in Collection(graph, path))
    for name, before, after in _OPERATORS:
        for inner in graph.objects(path, name):
            yield before + "".join(_path_parts(graph, inner)) + after
    for choices in graph.objects(path, SH.alternativePath):
        yield (
            "(" + "|".join("".join(_path_parts(graph, choice)) for choice in Collection(graph, choices)) + ")"
        )


_OPERATORS = (
    (SH.inversePath, "^", ""),
    (SH.zeroOrMorePath, "", "*"),
    (SH.oneOrMorePath, "", "+"),
    (SH.zeroOrOnePath, "", "?"),
)
