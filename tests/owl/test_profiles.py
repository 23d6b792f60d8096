"""The OWL API finds the ontology in OWL 2 DL, and what is materialised in OWL 2 RL."""

from collections.abc import Iterable
from pathlib import Path

import jpype
import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store, Triple

from graph.namespaces import PREFIXES
from graph.roles import in_default_graph, shown_triples
from tests.owl.owl_api import ProfileReport, check_loaded, check_profile, load
from tests.owl.sources import (
    CORE,
    FOLDER,
    WITH_EQUIVALENCES,
    as_one_ontology,
    catalog,
    dataset,
    has_articles,
    read_modules,
    shown_data,
)

# Almost all the time goes to libraries, which take twice as long while coverage is measured.
pytestmark = [pytest.mark.java, pytest.mark.no_cover, pytest.mark.xdist_group("java")]

LOGICAL_AXIOMS = Path(__file__).parent / "logical_axioms.rq"

FILES = {"core and content": ("content.ttl", CORE), "equivalences": ("equivalences.ttl", WITH_EQUIVALENCES)}

FAULTS = {
    "a transitive property made functional": ("OWL2DL", "alg:entails a owl:FunctionalProperty ."),
    "a property that is not declared": ("OWL2DL", "<urn:leavitt> alg:hints <urn:maduro> ."),
    "a date": ("OWL2DL", 'alg:dated a owl:DatatypeProperty . <urn:memo> alg:dated "2025-04-07"^^xsd:date .'),
    "something that must exist": (
        "OWL2RL",
        "alg:Claim rdfs:subClassOf"
        " [ a owl:Restriction ; owl:onProperty alg:holder ; owl:someValuesFrom alg:Actor ] .",
    ),
}


@pytest.mark.parametrize(("document", "modules"), FILES.values(), ids=FILES)
def test_the_files_with_their_imports_are_in_owl_2_dl(document: str, modules: tuple[str, ...]) -> None:
    report = check_profile(FOLDER / document, "OWL2DL", catalog())
    assert report.violations == ()
    assert report.logical_axioms == _count_logical_axioms(read_modules(modules))


def test_what_is_loaded_is_in_owl_2_rl() -> None:
    report = check_profile(FOLDER / "content.ttl", "OWL2RL", catalog())
    assert report.violations == ()
    assert report.logical_axioms == _count_logical_axioms(read_modules(CORE))


def test_what_is_shown_is_in_owl_2_dl_and_rl(whole: "jpype.JObject") -> None:
    _assert_in_dl_and_rl(whole, shown_triples(dataset(), inferred=False))


def test_what_is_shown_is_in_owl_2_dl_and_rl_without_content() -> None:
    if not has_articles():
        pytest.skip("graph/articles/ holds no article yet")
    triples = [*read_modules(["allegata.ttl"]), *shown_data(dataset())]
    _assert_in_dl_and_rl(load(as_one_ontology(triples)), triples)


@pytest.mark.parametrize(("profile", "fault"), FAULTS.values(), ids=FAULTS)
def test_the_checker_finds_a_planted_fault(profile: str, fault: str) -> None:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    ontology = as_one_ontology(read_modules(CORE), RdfFormat.TURTLE)
    assert check_profile(prefixes.encode() + ontology + fault.encode(), profile, {}).violations


def test_the_checker_refuses_a_document_whose_imports_it_cannot_find() -> None:
    with pytest.raises(jpype.JException, match=r"w3id\.org/allegata/ontology"):
        check_profile(FOLDER / "content.ttl", "OWL2DL", {})


def test_the_catalog_names_each_file_by_the_iri_of_its_ontology() -> None:
    files = catalog()
    assert sorted(files.values()) == sorted(FOLDER.glob("*.ttl"))
    for iri, path in files.items():
        assert f"<{iri}>\n\ta owl:Ontology ;" in path.read_text("utf-8")


def _assert_in_dl_and_rl(ontology: "jpype.JObject", triples: list[Triple]) -> None:
    expected = _count_logical_axioms(triples)
    assert expected > len(triples) / 3
    assert check_loaded(ontology, "OWL2DL") == ProfileReport(expected, ())
    assert check_loaded(ontology, "OWL2RL") == ProfileReport(expected, ())


def _count_logical_axioms(triples: Iterable[Triple]) -> int:
    """Count them in the triples, by the mapping of OWL 2 to RDF: what the OWL API read must be as many."""
    store = Store()
    store.extend(in_default_graph(triples))
    rows = store.query(LOGICAL_AXIOMS.read_text("utf-8"))
    assert isinstance(rows, QuerySolutions)
    row = next(rows)
    return int(row["axioms"].value)
