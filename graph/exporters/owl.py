"""One OWL file for Protégé, owlready2 and reasoners: what is asserted, no inference, no claimed content."""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
)

from graph.namespaces import OWL, PREFIXES, RDF
from graph.roles import data_base, in_default_graph, shown_triples
from graph.triples import write_triples

_TYPE: Final = NamedNode(RDF + "type")
_ONTOLOGY: Final = NamedNode(OWL + "Ontology")


def to_owl(quads: Iterable[Quad]) -> bytes:
    """Write the visible asserted graphs of a dataset as one ontology in RDF/XML, sorted.

    Its modules' headers, imports among them, give way to one of its own: ``BASE + export/owl``.

    Raises StoreError if the graphs' roles are not told.
    """
    quads = list(quads)
    shown = shown_triples(quads, inferred=False)
    headers = {triple.subject for triple in shown if triple.predicate == _TYPE and triple.object == _ONTOLOGY}
    body = [triple for triple in shown if triple.subject not in headers]
    triples = [*_header(data_base(quads)), *_sorted(body)]
    return write_triples(triples, RdfFormat.RDF_XML)


def _header(base: str) -> Iterable[Triple]:
    ontology = NamedNode(f"{base}export/owl")
    title = Literal("Allegata: the ontology and all that is asserted, without what is claimed", language="en")
    yield Triple(ontology, _TYPE, _ONTOLOGY)
    yield Triple(ontology, NamedNode(PREFIXES["dct"] + "title"), title)


def _sorted(triples: Iterable[Triple]) -> list[Triple]:
    """Label blank nodes by RDFC-1.0 and sort, so that equal datasets give equal bytes."""
    dataset = Dataset(in_default_graph(triples))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted((quad.triple for quad in dataset), key=str)
