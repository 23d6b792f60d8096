"""Two reasoners and a person agree on what follows."""

import pytest
from pyoxigraph import Triple

from graph.exporters.owl import to_owl
from graph.roles import shown_triples
from tests.owl import cases
from tests.owl.hermit import realise_dl, realise_document
from tests.owl.realisation import DEFINED_CLASSES, realise_rl
from tests.owl.sources import WITH_EQUIVALENCES, dataset, has_articles, read_modules

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
    assert realise_dl(case_graph).realisation == cases.expected()


def test_the_equivalences_add_no_member_and_no_value(case_graph: list[Triple]) -> None:
    assert realise_dl([*read_modules(WITH_EQUIVALENCES), *case_graph]).realisation == cases.expected()


@pytest.mark.xdist_group("article")  # the longest by far: on the other core
def test_owl_rl_and_hermit_agree_on_the_exported_whole_and_each_class_can_have_members() -> None:
    if not has_articles():
        pytest.skip("graph/articles/ holds no article yet")
    asserted = dataset()
    by_rule = realise_rl(shown_triples(asserted, inferred=False))
    by_tableau = realise_document(to_owl(asserted))
    assert by_rule.of("Allegation")
    assert by_rule.values
    assert by_rule == by_tableau.realisation
    assert by_tableau.unsatisfiable == frozenset()
