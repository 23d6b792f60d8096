"""The triples that the checks are run on: the modules of the ontology, and what the endpoint shows."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from graph.dataset import read_dataset, read_sources
from graph.layout import ONTOLOGY_GRAPH, Layout, default_root
from graph.namespaces import BASE, OWL, PREFIXES, RDF
from graph.parse import parse_file
from graph.roles import visible_graphs

FOLDER: Final = default_root() / "ontology"
CORE: Final = ("allegata.ttl", "content.ttl")
WITH_EQUIVALENCES: Final = (*CORE, "equivalences.ttl")
EXPORTED: Final = f"{BASE}export/owl"
"""The IRI of an ontology that holds everything, as ``allegata export --owl`` writes it."""

_TYPE: Final = NamedNode(RDF + "type")
_ONTOLOGY: Final = NamedNode(OWL + "Ontology")
_CATALOG: Final = "{urn:oasis:names:tc:entity:xmlns:xml:catalog}uri"


def catalog() -> dict[str, Path]:
    """Return the file of each ontology IRI, as ``ontology/catalog-v001.xml`` tells it to Protégé."""
    entries = ElementTree.parse(FOLDER / "catalog-v001.xml").iter(_CATALOG)  # noqa: S314 -- our own file
    return {entry.attrib["name"]: FOLDER / entry.attrib["uri"] for entry in entries}


def read_modules(names: Iterable[str]) -> list[Triple]:
    """Return the triples of modules of the ontology."""
    return [quad.triple for name in names for quad in parse_file(FOLDER / name, blank_nodes=True)]


def has_articles() -> bool:
    """Tell whether an article is encoded yet."""
    return any("/graph/article/" in file.graph for file in Layout(default_root()).data_files())


def dataset() -> list[Quad]:
    """Return all that is asserted, each quad in its named graph."""
    layout = Layout(default_root())
    return read_dataset(layout, read_sources(layout), BASE)


def shown_data(quads: Iterable[Quad]) -> list[Triple]:
    """Return the triples of the visible graphs other than the ontology's."""
    quads = list(quads)
    graphs = visible_graphs(quads, inferred=False) - {NamedNode(ONTOLOGY_GRAPH)}
    return list(dict.fromkeys(quad.triple for quad in quads if quad.graph_name in graphs))


def as_one_ontology(triples: Iterable[Triple], format_: RdfFormat = RdfFormat.RDF_XML) -> bytes:
    """Write the triples as one document with one owl:Ontology header, which imports nothing.

    With prefixes: owlready2 takes ``<Ontology xmlns=`` for OWL/XML.
    """
    triples = list(triples)
    headers = {t.subject for t in triples if t.predicate == _TYPE and t.object == _ONTOLOGY}
    body = [triple for triple in triples if triple.subject not in headers]
    header = Triple(NamedNode(EXPORTED), _TYPE, _ONTOLOGY)
    written = serialize([header, *body], format=format_, prefixes=PREFIXES)
    assert written is not None
    return written
