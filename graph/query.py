"""Answers to queries over a built dataset, in the formats of the command line."""

from collections.abc import Iterable, Sequence
from typing import Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
)

from graph.errors import RequestError
from graph.namespaces import PREFIXES
from graph.report import shorten
from graph.roles import visible_graphs
from graph.store import load_store
from graph.terms import Term
from graph.triples import write_triples

_RESULTS: Final = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPHS: Final = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def answer(quads: Iterable[Quad], query: str, format_: str | None, *, inferred: bool = True) -> bytes:
    """Answer a query over named graphs and the default graph that they give rise to.

    The default format is ``table`` for SELECT and ASK, ``ttl`` for graphs. Where ``inferred`` is false,
    the default graph is the union of the asserted visible graphs.

    Raises RequestError if the query is malformed, or if its kind of answer has no such format.
    """
    quads = list(quads)
    graphs: list[NamedNode | BlankNode | DefaultGraph] | None = None
    if not inferred:
        graphs = sorted(visible_graphs(quads, inferred=False), key=str)
    try:
        found = load_store(quads).query(query, prefixes=PREFIXES, default_graph=graphs)
    except (SyntaxError, RuntimeError) as error:
        # The second is about a function that SPARQL does not have.
        cure = "Correct the query: https://www.w3.org/TR/sparql11-query/"
        raise RequestError(f"malformed query: {' '.join(str(error).split())}", cure) from error
    if isinstance(found, QueryTriples):
        return _graph(found, format_ or "ttl")
    return _results(found, format_ or "table")


def _graph(found: QueryTriples, format_: str) -> bytes:
    if format_ not in _GRAPHS:
        raise RequestError(f"a graph cannot be written as {format_}", f"Choose one of {', '.join(_GRAPHS)}.")
    triples = sorted(found, key=str)
    return write_triples(triples, _GRAPHS[format_])


def _results(found: QuerySolutions | QueryBoolean, format_: str) -> bytes:
    if format_ == "table":
        return _table(found).encode()
    boolean = isinstance(found, QueryBoolean)
    if format_ not in _RESULTS or (boolean and format_ in ("csv", "tsv")):
        possible = "table, json, xml" if boolean else f"table, {', '.join(_RESULTS)}"
        raise RequestError(f"this answer cannot be written as {format_}", f"Choose one of {possible}.")
    return found.serialize(format=_RESULTS[format_]) or b""


def _table(found: QuerySolutions | QueryBoolean) -> str:
    if isinstance(found, QueryBoolean):
        return f"{str(bool(found)).lower()}\n"
    header = [variable.value for variable in found.variables]
    rows = [[_cell(row[variable]) for variable in found.variables] for row in found]
    return _aligned([header, ["-" * len(name) for name in header], *rows])


def _cell(term: Term | None) -> str:
    if term is None:
        return ""
    return " ".join((term.value if isinstance(term, Literal) else shorten(term)).split())


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    cells = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in cells)
