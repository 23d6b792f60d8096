"""The reference: SHACL Core and SPARQL constraints by pyshacl, without inference."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import Triple
from rdflib import SH
from rdflib.term import Node

from graph.base import rebase_text
from graph.errors import Place, RuleError
from graph.parse import parse_file
from graph.rdflib_terms import oxigraph_term, rdflib_graph
from graph.report import Result
from graph.shacl.naming import UNTOLD, named_shape, path_text


def check_shapes(triples: Iterable[Triple], shape_files: Sequence[Path], base: str) -> list[Result]:
    """Validate the triples, which include the ontology, so that shapes of a class reach its subclasses.

    Raises ParseError if a file of shapes is not well-formed, RuleError if a shape is not.
    """
    return check_graph(triples, read_shape_files(shape_files, base), shape_files)


def check_graph(
    triples: Iterable[Triple], shapes: rdflib.Graph, shape_files: Sequence[Path] = ()
) -> list[Result]:
    """Validate the triples by a graph of shapes, which was read from these files.

    Raises RuleError if a shape is not well-formed.
    """
    data = rdflib_graph(triples)
    try:
        _, report, _ = pyshacl.validate(
            data, shacl_graph=shapes, inference="none", advanced=False, inplace=True
        )
    except Exception as error:  # errors of a query and of a pattern are plain ones
        raise _ill_formed(str(error), shape_files) from error
    if not isinstance(report, rdflib.Graph):
        raise _ill_formed(str(report), shape_files)
    return [_result(report, node, shapes) for node in report.objects(None, SH.result)]


def read_shape_files(shape_files: Sequence[Path], base: str) -> rdflib.Graph:
    """Return the graph of shapes that files hold, moved to the base of the data.

    Raises ParseError if a file is not well-formed.
    """
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
        message=messages[0] if messages else UNTOLD,
        severity=str(report.value(node, SH.resultSeverity)).removeprefix(str(SH)),
        shape=named_shape(shapes, report.value(node, SH.sourceShape)),
        path=None if path is None else path_text(report, path),
        value=None if value is None else oxigraph_term(value),
        component=str(report.value(node, SH.sourceConstraintComponent)),
    )
