"""The built dataset sent to another server: named graphs, and the default graph that they give rise to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, serialize

from graph.build import Progress
from graph.errors import StoreError
from graph.freshness import DATASET
from graph.generations import publish
from graph.lease import Generation
from server.errors import StoreFailedError, StoreUnreachableError
from server.remote.endpoint import Endpoint, View
from server.remote.probe import VERSION, probe

_MANY_TRIPLES: Final = 200_000
"""The most that are put in one request, so that nobody sees a part of them."""


@dataclass(frozen=True)
class Pushed:
    """What was sent: the state of the data, how many triples, in how many graphs."""

    generation: str
    triples: int
    graphs: int


def push(store: Path, endpoint: Endpoint, progress: Progress) -> Pushed:
    """Replace what a server has by the newest generation of the store in a folder.

    Its name is sent last: until it is there, nobody relies on what is. Raises StoreError if the folder has
    none, or the server cannot be reached, does not take it, or would show claims as facts.
    """
    with publish(store / DATASET) as lease:
        sending = _Sending(Store.read_only(str(lease.generation.store)), lease.generation, endpoint)
        try:
            pushed = sending.send(progress)
        except (StoreUnreachableError, StoreFailedError) as error:
            cure = "Push again when that is mended; until then the server's data are incomplete."
            raise StoreError(f"the store was not filled: {error.detail}", cure) from error
        probe(endpoint, 30.0)
        return pushed


class _Sending:
    """One generation on its way to one server."""

    def __init__(self, store: Store, generation: Generation, endpoint: Endpoint) -> None:
        self._store = store
        self._generation = generation
        self._endpoint = endpoint
        self._meta = f"{generation.base}graph/meta"

    def send(self, progress: Progress) -> Pushed:
        progress.begin("push")
        default = "" if self._has_own_default() else f"{self._generation.base}graph/default"
        graphs = sorted(graph.value for graph in self._store.named_graphs() if isinstance(graph, NamedNode))
        if not default and self._endpoint.engine.takes_datasets and len(self._store) <= _MANY_TRIPLES:
            self._endpoint.send_dataset(self._whole())
        else:
            self._send_graphs(graphs, default)
        pushed = Pushed(self._generation.name, len(self._store), len(graphs))
        progress.end("push", f"{pushed.triples:,} triples")
        return pushed

    def _has_own_default(self) -> bool:
        """Tell whether a triple in a named graph stays out of the server's default graph.

        Raises StoreError if it does not, and could not be kept out by naming the default graph either.
        """
        graph, triple = f"<{self._generation.base}graph/probe>", "<urn:probe:s> <urn:probe:p> <urn:probe:o>"
        self._endpoint.update(f"INSERT DATA {{ GRAPH {graph} {{ {triple} }} }}")
        try:
            if not self._endpoint.holds(f"ASK {{ {triple} }}"):
                return True
            if self._endpoint.holds(f"ASK {{ {triple} }}", View((f"{self._generation.base}graph/default",))):
                cure = "Let its default graph be its own, or use another server; nothing was sent."
                raise StoreError("the store's default graph shows all graphs, whatever a query names", cure)
            return False
        finally:
            self._endpoint.update(f"DROP SILENT GRAPH {graph}")

    def _whole(self) -> bytes:
        marked = [*self._store, Quad(*self._mark(), NamedNode(self._meta))]
        return serialize(marked, format=RdfFormat.N_QUADS) or b""

    def _mark(self) -> tuple[NamedNode, NamedNode, Literal]:
        return NamedNode(self._meta), NamedNode(VERSION), Literal(self._generation.name)

    def _send_graphs(self, graphs: Sequence[str], default: str) -> None:
        former = self._former()
        self._endpoint.update(f"DROP SILENT GRAPH <{self._meta}>")
        for name in sorted(former - {*graphs}):
            self._endpoint.update(f"DROP SILENT GRAPH <{name}>")
        self._send_graph(DefaultGraph(), default)
        for name in graphs:
            if name != self._meta:
                self._send_graph(NamedNode(name), name)
        self._send_graph(NamedNode(self._meta), self._meta)
        subject, predicate, object_ = self._mark()
        self._endpoint.send_graph("POST", self._meta, f"{subject} {predicate} {object_} .\n".encode())

    def _former(self) -> set[str]:
        """Return the graphs that a former push left."""
        query = f"SELECT DISTINCT ?g {{ GRAPH <{self._meta}> {{ ?g ?p ?o }} }}"
        rows = self._endpoint.solutions(query, View((), (self._meta,)))
        return {row["g"].value for row in rows if isinstance(row["g"], NamedNode)}

    def _send_graph(self, source: NamedNode | DefaultGraph, name: str) -> None:
        def read() -> Iterator[Quad]:
            return self._store.quads_for_pattern(None, None, None, source)

        method = "PUT"
        for part in _parts(read, self._endpoint.engine.max_triples):
            self._endpoint.send_graph(method, name, part)
            method = "POST"


def _parts(read: Callable[[], Iterator[Quad]], most: int) -> Iterator[bytes]:
    """Yield triples in N-Triples, so many at once; those with blank nodes come together, first."""
    blank = [quad for quad in read() if _has_blank(quad)]
    named = (quad for quad in read() if not _has_blank(quad))
    part = blank or list(islice(named, most))
    yield _triples(part)
    while part := list(islice(named, most)):
        yield _triples(part)


def _triples(quads: Sequence[Quad]) -> bytes:
    return serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES) or b""


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
