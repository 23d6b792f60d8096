"""The OWL API finds the ontology in OWL 2 DL, and what is materialised in OWL 2 RL."""

from collections.abc import Iterable
from pathlib import Path

import jpype
import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store, Triple

from graph.namespaces import PREFIXES
from graph.roles import in_default_graph
from tests.owl.owl_api import check_profile
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


@pytest.mark.parametrize("profile", ["OWL2DL", "OWL2RL"])
@pytest.mark.parametrize("modules", [("allegata.ttl",), CORE], ids=["without content", "with content"])
def test_what_is_shown_is_in_owl_2_dl_and_rl(profile: str, modules: tuple[str, ...], tmp_path: Path) -> None:
    if not has_articles():
        pytest.skip("graph/articles/ holds no article yet")
    data = shown_data(dataset())
    triples = [*read_modules(modules), *data]
    report = check_profile(_write(triples, tmp_path), profile, {})
    assert report.violations == ()
    assert report.logical_axioms == _count_logical_axioms(triples)
    assert report.logical_axioms > len(data) / 3


@pytest.mark.parametrize(("profile", "fault"), FAULTS.values(), ids=FAULTS)
def test_the_checker_finds_a_planted_fault(profile: str, fault: str, tmp_path: Path) -> None:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    document = tmp_path / "fault.ttl"
    document.write_bytes(
        prefixes.encode() + as_one_ontology(read_modules(CORE), RdfFormat.TURTLE) + fault.encode()
    )
    assert check_profile(document, profile, {}).violations


def test_the_checker_refuses_a_document_whose_imports_it_cannot_find() -> None:
    with pytest.raises(jpype.JException, match=r"w3id\.org/allegata/ontology"):
        check_profile(FOLDER / "content.ttl", "OWL2DL", {})


def test_the_catalog_names_each_file_by_the_iri_of_its_ontology() -> None:
    files = catalog()
    assert sorted(files.values()) == sorted(FOLDER.glob("*.ttl"))
    for iri, path in files.items():
        assert f"<{iri}>\n\ta owl:Ontology ;" in path.read_text("utf-8")


def _write(triples: Iterable[Triple], folder: Path) -> Path:
    document = folder / "whole.ttl"
    document.write_bytes(as_one_ontology(triples, RdfFormat.TURTLE))
    return document


def _count_logical_axioms(triples: Iterable[Triple]) -> int:
    """Count them in the triples, by the mapping of OWL 2 to RDF: what the OWL API read must be as many."""
    store = Store()
    store.extend(in_default_graph(triples))
    rows = store.query(LOGICAL_AXIOMS.read_text("utf-8"))
    assert isinstance(rows, QuerySolutions)
    row = next(rows)
    return int(row["axioms"].value)
