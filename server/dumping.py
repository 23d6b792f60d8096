"""Graphs and datasets written out as they stand."""

from collections.abc import Callable, Iterator
from typing import IO

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, serialize

from graph.changes import Scope
from server.errors import HiddenGraphError, NotFoundError
from server.formats import GRAPH_FORMATS, JSON_LD, N_QUADS, TRIG
from server.negotiation import not_acceptable
from server.service import Dump

IsShown = Callable[[NamedNode], bool]
"""Tells whether a graph's triples stand in the derived default graph."""


def write_dump(store: Store, dump: Dump, output: IO[bytes], is_shown: IsShown | None) -> None:
    """Write a graph or the whole dataset; without ``is_shown``, the store is a plain one.

    Of a dataset whose default graph is derived the named graphs are all: to restore what is derived would
    make assertions of inferences. A graph that is not shown is written with its name.

    Raises NotFoundError if the graph is not there, HiddenGraphError if it must have its name but the format
    has no room for it, or NotAcceptableError if the format cannot hold what is to be written.
    """
    format_ = _format(dump)
    if dump.target.scope is Scope.NAMED:
        _write_named(store, NamedNode(dump.target.graph), output, format_, is_shown)
    elif dump.target.scope is Scope.DEFAULT:
        store.dump(output, format_, from_graph=DefaultGraph())
    elif is_shown is None:
        store.dump(output, format_)
    else:
        serialize(_named_quads(store), output, format=format_)


def _format(dump: Dump) -> RdfFormat:
    format_ = RdfFormat.from_media_type(dump.media_type)
    is_dataset = dump.target.scope is Scope.DATASET
    if format_ is None or (is_dataset and not format_.supports_datasets):
        raise not_acceptable((TRIG, N_QUADS) if is_dataset else GRAPH_FORMATS)
    return format_


def _write_named(
    store: Store, graph: NamedNode, output: IO[bytes], format_: RdfFormat, is_shown: IsShown | None
) -> None:
    if not store.contains_named_graph(graph):
        raise NotFoundError(f"There is no graph <{graph.value}> here.")
    if is_shown is None or is_shown(graph):
        store.dump(output, format_, from_graph=graph)
    elif format_.supports_datasets:
        serialize(store.quads_for_pattern(None, None, None, graph), output, format=format_)
    else:
        raise _hidden(graph)


def _hidden(graph: NamedNode) -> HiddenGraphError:
    return HiddenGraphError(
        f"The default graph does not show <{graph.value}>, so that nobody takes what it says for an"
        " assertion. It is served only with its name.",
        tuple(format_.media_type for format_ in (TRIG, N_QUADS, JSON_LD)),
    )


def _named_quads(store: Store) -> Iterator[Quad]:
    for graph in sorted(store.named_graphs(), key=str):
        yield from store.quads_for_pattern(None, None, None, graph)
