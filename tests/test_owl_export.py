"""One OWL file: what is asserted, one header, no claimed content, opened by other tools."""

from io import BytesIO

import owlready2
import pytest
import rdflib
from rdflib import OWL, RDF
from rdflib.compare import isomorphic

from graph.build import Built
from graph.exporters.owl import to_owl
from graph.namespaces import ALG, BASE
from graph.rdflib_terms import rdflib_graph
from graph.roles import shown_triples
from graph.store import read_built

EXPORT = rdflib.URIRef(f"{BASE}export/owl")


@pytest.fixture(scope="module")
def exported(built: Built) -> bytes:
    return to_owl(read_built(built.dataset))


def test_the_export_has_one_header_and_imports_nothing(exported: bytes) -> None:
    graph = rdflib.Graph().parse(data=exported, format="xml")
    assert list(graph.subjects(RDF.type, OWL.Ontology)) == [EXPORT]
    assert (None, OWL.imports, None) not in graph


@pytest.mark.no_cover  # rdflib works, and takes twice as long while coverage is measured
def test_the_export_is_what_is_asserted_and_shown(exported: bytes, built: Built) -> None:
    graph = rdflib.Graph().parse(data=exported, format="xml")
    expected = rdflib_graph(shown_triples(read_built(built.dataset), inferred=False))
    for header in (EXPORT, *expected.subjects(RDF.type, OWL.Ontology)):
        graph.remove((header, None, None))
        expected.remove((header, None, None))
    assert isomorphic(graph, expected)


def test_the_export_has_no_content_of_a_proposition(exported: bytes) -> None:
    assert b"id/putative/cartel-de-los-soles" not in exported
    assert b"contradicts rdf:resource" not in exported


def test_two_exports_give_the_same_bytes(exported: bytes, built: Built) -> None:
    assert to_owl(reversed(read_built(built.dataset))) == exported


def test_owlready2_opens_the_export(exported: bytes) -> None:
    world = owlready2.World()
    ontology = world.get_ontology(str(EXPORT)).load(fileobj=BytesIO(exported))
    claim = world[f"{BASE}id/claim/no-organization"]
    assert claim in world[f"{ALG}Claim"].instances()
    assert len(list(ontology.classes())) > 20
