"""Two reasoners and a person agree on what follows."""

import jpype
import pytest
from pyoxigraph import NamedNode, Triple

from graph.layout import Layout, default_root
from graph.namespaces import ALG, BASE, RDF, SAID
from graph.reason import infer_triples
from graph.roles import shown_triples
from tests.owl import cases
from tests.owl.hermit import realise_dl
from tests.owl.realisation import DEFINED_CLASSES, read_realisation, realise_rl
from tests.owl.sources import WITH_EQUIVALENCES, dataset, read_modules
from tests.owl.tableau import realise, types_and_values

# Almost all the time goes to libraries, which take twice as long while coverage is measured.
pytestmark = [pytest.mark.java, pytest.mark.no_cover, pytest.mark.xdist_group("java")]


@pytest.mark.parametrize("name", DEFINED_CLASSES)
def test_each_defined_class_has_a_member_and_a_near_miss_among_the_cases(name: str) -> None:
    misses = {individual for class_, individual in cases.near_misses() if class_ == name}
    assert cases.expected().of(name)
    assert misses
    assert not misses & cases.expected().of(name)


def test_each_near_miss_is_described_in_the_cases() -> None:
    described = {str(triple.subject).strip("<>").split("/id/")[1] for triple in cases.facts()}
    assert {individual for _, individual in cases.near_misses()} <= described


def test_owl_rl_finds_what_a_person_expects_and_nothing_else(case_graph: list[Triple]) -> None:
    assert realise_rl(case_graph) == cases.expected()


def test_hermit_finds_what_a_person_expects_and_nothing_else(case_graph: list[Triple]) -> None:
    """Through owlready2; the other tests call HermiT in process."""
    assert realise_dl(case_graph).realisation == cases.expected()
    assert realise(case_graph) == cases.expected()


def test_the_equivalences_add_no_member_and_no_value(case_graph: list[Triple]) -> None:
    assert realise([*read_modules(WITH_EQUIVALENCES), *case_graph]) == cases.expected()


def test_hermit_finds_in_the_exported_whole_what_the_build_infers(whole: "jpype.JObject") -> None:
    asserted = shown_triples(dataset(), inferred=False)
    inferred = infer_triples(asserted, Layout(default_root()).derive_files(), BASE)
    found = types_and_values(whole)
    assert types([*asserted, *inferred]) == types(found)
    assert read_realisation([*asserted, *inferred]) == read_realisation(found)
    assert all(read_realisation(inferred).of(name) for name in DEFINED_CLASSES)


def types(triples: list[Triple]) -> set[Triple]:
    """Leave those types that a build publishes: in the ontology, of individuals that are not part of it."""
    return {
        triple
        for triple in triples
        if triple.predicate == NamedNode(RDF + "type")
        and str(triple.object).startswith(f"<{ALG}")
        and not str(triple.subject).startswith((f"<{ALG}", f"<{SAID}"))
    }
