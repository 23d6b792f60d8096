"""Quads whose data IRIs are moved to the base of another installation."""

from collections.abc import Iterable

from pyoxigraph import NamedNode, Quad

from graph.base import rebase_text
from graph.namespaces import BASE


def rebase(quads: Iterable[Quad], base: str) -> list[Quad]:
    """Move the data IRIs of the quads to another base; ontology, content and outside IRIs stay."""
    return list(quads) if base == BASE else [_moved(quad, base) for quad in quads]


def _moved(quad: Quad, base: str) -> Quad:
    subject, term, graph = quad.subject, quad.object, quad.graph_name
    return Quad(
        _iri(subject, base) if isinstance(subject, NamedNode) else subject,
        quad.predicate,
        _iri(term, base) if isinstance(term, NamedNode) else term,
        _iri(graph, base) if isinstance(graph, NamedNode) else graph,
    )


def _iri(iri: NamedNode, base: str) -> NamedNode:
    return NamedNode(rebase_text(iri.value, base))
