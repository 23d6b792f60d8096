"""The quads of another server's store, looked up pattern by pattern: what proofs and viewpoints read."""

from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolution, Store, Triple

from graph.roles import in_default_graph, in_graph
from server.remote.endpoint import Endpoint, View
from server.remote.probe import dataset_view
from server.remote.record import RemoteRecord

Term = NamedNode | BlankNode | Literal | Triple
GraphName = NamedNode | BlankNode | DefaultGraph
_Pattern = tuple[NamedNode | BlankNode | Triple | None, NamedNode | None, Term | None, GraphName | None]

_MAX_KEPT: Final = 20_000
"""Patterns whose quads are kept."""

_NAMES: Final = ("s", "p", "o", "g")


class RemoteQuads:
    """Looks quads up as `pyoxigraph.Store` does, by one query for each pattern; answers are kept.

    Nobody can name another server's blank node. So the ontology, which alone has some, is copied.
    """

    def __init__(self, endpoint: Endpoint, record: RemoteRecord, base: str) -> None:
        self._endpoint = endpoint
        self._view = dataset_view(record)
        self._named = frozenset(map(NamedNode, record.named))
        self._kept: dict[_Pattern, list[Quad]] = {}
        self._ontology = self._copy(NamedNode(f"{base}graph/ontology"))

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: Term | None,  # noqa: A002 (as the store calls it)
        graph_name: GraphName | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that have these terms; None stands for any, and for any named graph.

        Raises StoreFailedError or StoreUnreachableError.
        """
        pattern = (subject, predicate, object, graph_name)
        if (found := self._kept.get(pattern)) is None:
            found = self._look_up(pattern)
            if len(self._kept) < _MAX_KEPT:
                self._kept[pattern] = found
        return iter(found)

    def _look_up(self, pattern: _Pattern) -> list[Quad]:
        copied = [quad for quad in self._ontology.quads_for_pattern(*pattern) if _has_blank(quad)]
        if any(isinstance(term, BlankNode) for term in pattern):
            return copied
        return [quad for quad in self._ask(pattern) if not _has_blank(quad)] + copied

    def _ask(self, pattern: _Pattern) -> Iterator[Quad]:
        *terms, graph = pattern
        free = [f"?{name}" for name, term in zip(_NAMES, pattern, strict=True) if term is None]
        slots = [f"?{name}" if term is None else str(term) for name, term in zip(_NAMES, terms, strict=False)]
        body = " ".join(slots)
        if not isinstance(graph, DefaultGraph):
            body = f"GRAPH {graph or '?g'} {{ {body} }}"
        view = self._narrowed(graph)
        if not free:
            return iter(_made(pattern, None) if self._endpoint.holds(f"ASK {{ {body} }}", view) else ())
        found = self._endpoint.solutions(f"SELECT {' '.join(free)} {{ {body} }}", view)
        made = (quad for row in found for quad in _made(pattern, row))
        return made if graph is not None else (quad for quad in made if quad.graph_name in self._named)

    def _narrowed(self, graph: GraphName | None) -> View:
        """Return the dataset without the names of graphs that a pattern is not about: they may be many."""
        if graph is None or not self._view.default:
            return View()
        return View(self._view.default if isinstance(graph, DefaultGraph) else (), _names(graph))

    def _copy(self, graph: NamedNode) -> Store:
        """Return a store that has a graph, and shows it."""
        store = Store()
        query = f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
        triples = list(self._endpoint.triples(query, self._narrowed(graph)))
        store.bulk_extend([*in_graph(triples, graph), *in_default_graph(triples)])
        return store


def _names(graph: GraphName) -> tuple[str, ...]:
    return (graph.value,) if isinstance(graph, NamedNode) else ()


def _made(pattern: _Pattern, row: QuerySolution | None) -> Iterable[Quad]:
    """Return the quad that a solution makes of a pattern."""
    terms = [
        row[name] if term is None and row is not None else term
        for name, term in zip(_NAMES, pattern, strict=True)
    ]
    return (Quad(*terms),)  # type: ignore[arg-type]  # what stands in a place of triples may stand there


def _has_blank(quad: Quad) -> bool:
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)
