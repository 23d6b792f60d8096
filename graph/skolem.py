"""Blank nodes replaced by IRIs: https://www.w3.org/TR/rdf11-concepts/#section-skolemization ."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import uuid4

from pyoxigraph import BlankNode, NamedNode, Quad


def skolemise(quads: Iterable[Quad], base: str, spared: NamedNode) -> list[Quad]:
    """Give each blank node an IRI that nothing else has, but for those in the graph that is spared."""
    names: defaultdict[BlankNode, NamedNode] = defaultdict(
        lambda: NamedNode(f"{base}.well-known/genid/{uuid4().hex}")
    )
    return [quad if quad.graph_name == spared else _named(quad, names) for quad in quads]


def _named(quad: Quad, names: defaultdict[BlankNode, NamedNode]) -> Quad:
    subject, term = quad.subject, quad.object
    if not (isinstance(subject, BlankNode) or isinstance(term, BlankNode)):
        return quad
    return Quad(
        names[subject] if isinstance(subject, BlankNode) else subject,
        quad.predicate,
        names[term] if isinstance(term, BlankNode) else term,
        quad.graph_name,
    )
