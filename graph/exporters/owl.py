"""One OWL file for Protégé, owlready2 and reasoners: what is asserted, no inference, no claimed content."""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
)

from graph.exporters.functional import write_functional
from graph.namespaces import OWL, PREFIXES, RDF
from graph.roles import data_base, shown_triples
from graph.triples import sort_triples, write_triples

_TYPE: Final = NamedNode(RDF + "type")
_ONTOLOGY: Final = NamedNode(OWL + "Ontology")
_FORMATS: Final = {"rdfxml": RdfFormat.RDF_XML, "turtle": RdfFormat.TURTLE}


def to_owl(quads: Iterable[Quad], format_: str = "rdfxml") -> bytes:
    """Write the visible asserted graphs of a dataset as one ontology, ``BASE + export/owl``.

    Raises StoreError if the graphs' roles are not told, RequestError as `write_ontology` does.
    """
    quads = list(quads)
    title = "Allegata: the ontology and all that is asserted, without what is claimed"
    name = f"{data_base(quads)}export/owl"
    return write_ontology(shown_triples(quads, inferred=False), name, title, format_)


def ontology_to_owl(quads: Iterable[Quad], format_: str = "rdfxml") -> bytes:
    """Write the ontology of a dataset without its data, all modules in one: ``BASE + export/ontology``.

    Raises what `to_owl` raises.
    """
    quads = list(quads)
    base = data_base(quads)
    graph = NamedNode(f"{base}graph/ontology")
    triples = [quad.triple for quad in quads if quad.graph_name == graph]
    return write_ontology(triples, f"{base}export/ontology", "Allegata: the ontology, all modules", format_)


def write_ontology(triples: Iterable[Triple], name: str, title: str, format_: str) -> bytes:
    """Write triples as one ontology with a name and an English title, sorted: equal triples, equal bytes.

    ``format_`` is ``rdfxml``, ``turtle`` or ``functional``. The headers of ontologies among the triples,
    with their imports, give way to the one new header.

    Raises RequestError if functional syntax is asked for what `graph.exporters.functional` does not write.
    """
    triples, ontology = list(triples), NamedNode(name)
    headers = {
        triple.subject for triple in triples if triple.predicate == _TYPE and triple.object == _ONTOLOGY
    }
    body = sort_triples(triple for triple in triples if triple.subject not in headers)
    headed = [*_header(ontology, title), *body]
    if format_ == "functional":
        return write_functional(headed, ontology)
    return write_triples(headed, _FORMATS[format_])


def _header(ontology: NamedNode, title: str) -> Iterable[Triple]:
    yield Triple(ontology, _TYPE, _ONTOLOGY)
    yield Triple(ontology, NamedNode(PREFIXES["dct"] + "title"), Literal(title, language="en"))
