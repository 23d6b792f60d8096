"""Graphs and datasets of another server written out as they stand."""

from collections.abc import Iterator
from typing import IO, Final

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, serialize

from graph.changes import Scope
from server.errors import HiddenGraphError, NotFoundError
from server.formats import GRAPH_FORMATS, JSON_LD, N_QUADS, TRIG
from server.negotiation import not_acceptable
from server.remote.endpoint import Endpoint, View
from server.remote.record import RemoteRecord
from server.service import Dump

_ALL: Final = "CONSTRUCT { ?s ?p ?o } WHERE"


def write_dump(endpoint: Endpoint, record: RemoteRecord, dump: Dump, output: IO[bytes]) -> None:
    """Write a graph or the whole dataset, as `server.dumping.write_dump` does of a store.

    Raises what that does, and what `Endpoint.triples` does.
    """
    format_, scope = _format(dump), dump.target.scope
    quads: Iterator[Quad]
    if scope is Scope.DATASET:
        quads = (quad for graph in record.named for quad in _named(endpoint, record, graph))
    elif scope is Scope.DEFAULT:
        view = View((record.default,)) if record.default else None
        quads = (_quad(triple, DefaultGraph()) for triple in endpoint.triples(f"{_ALL} {{ ?s ?p ?o }}", view))
    else:
        quads = _one(endpoint, record, dump.target.graph, format_)
    serialize(quads, output, format=format_)


def _format(dump: Dump) -> RdfFormat:
    format_ = RdfFormat.from_media_type(dump.media_type)
    is_dataset = dump.target.scope is Scope.DATASET
    if format_ is None or (is_dataset and not format_.supports_datasets):
        raise not_acceptable((TRIG, N_QUADS) if is_dataset else GRAPH_FORMATS)
    return format_


def _one(endpoint: Endpoint, record: RemoteRecord, graph: str, format_: RdfFormat) -> Iterator[Quad]:
    """Return the quads of a graph: without its name if the default graph shows them all the same."""
    if graph not in record.named:
        raise NotFoundError(f"There is no graph <{graph}> here.")
    if graph in record.visible:
        return (_quad(quad.triple, DefaultGraph()) for quad in _named(endpoint, record, graph))
    if not format_.supports_datasets:
        raise HiddenGraphError(
            f"The default graph does not show <{graph}>, so that nobody takes what it says for an"
            " assertion. It is served only with its name.",
            tuple(known.media_type for known in (TRIG, N_QUADS, JSON_LD)),
        )
    return _named(endpoint, record, graph)


def _named(endpoint: Endpoint, record: RemoteRecord, graph: str) -> Iterator[Quad]:
    view = View((), (graph,)) if record.default else None
    name = NamedNode(graph)
    for triple in endpoint.triples(f"{_ALL} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", view):
        yield _quad(triple, name)


def _quad(triple: Triple, graph: NamedNode | DefaultGraph) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)
