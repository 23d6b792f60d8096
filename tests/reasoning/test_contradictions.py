"""A contradiction says which axiom is broken, by which individuals, in which triples."""

import pytest
from pyoxigraph import NamedNode

from graph.errors import InconsistencyError
from graph.reason import reason
from graph.reasoning.clashing import Clash
from graph.reasoning.engine import engine
from graph.reasoning.rule import triple
from tests.reasoning.test_rules import facts

CHARGE = """:Claim owl:disjointWith :Document . :affirms rdfs:domain :Claim .
:charge a :Document ; :affirms :leadership ."""


@pytest.mark.parametrize("name", ["rules", "owlrl", "sparq"])
def test_a_clash_has_axiom_individuals_and_triples(name: str) -> None:
    (clash,) = engine(name).reason(facts(CHARGE)).clashes
    assert clash.rule.name == "cax-dw"
    assert clash.rule.axioms == tuple(facts(":Claim owl:disjointWith :Document ."))
    assert clash.individuals == (NamedNode("https://example.org/charge"),)
    assert set(clash.facts) == set(facts(":charge a :Claim , :Document ."))


def test_a_clash_in_words_names_them_all() -> None:
    with pytest.raises(InconsistencyError) as refused:
        reason((triple(fact) for fact in facts(CHARGE)), engine("rules"))
    (told,) = refused.value.clashes
    assert str(told).splitlines() == [
        "Nothing belongs to two disjoint classes. (cax-dw) About: <https://example.org/charge>.",
        "    axiom: <https://example.org/Claim> <http://www.w3.org/2002/07/owl#disjointWith>"
        " <https://example.org/Document> .",
        "    triple: <https://example.org/charge> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <https://example.org/Claim> .",
        "    triple: <https://example.org/charge> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <https://example.org/Document> .",
    ]


@pytest.mark.parametrize("name", ["rules", "owlrl", "sparq"])
def test_a_clash_that_can_be_read_both_ways_is_told_once(name: str) -> None:
    told = facts(":weakens a owl:AsymmetricProperty . :charge :weakens :memo . :memo :weakens :charge .")
    assert [clash.rule.name for clash in engine(name).reason(told).clashes] == ["prp-asyp"]


@pytest.mark.parametrize("name", ["rules", "owlrl", "sparq"])
def test_a_clash_by_way_of_a_nameless_class_is_found(name: str) -> None:
    told = facts(""":Denial owl:disjointWith [ owl:onProperty :affirms ; owl:someValuesFrom :Wrongdoing ] .
    :reply a :Denial ; :affirms :leadership . :leadership a :Wrongdoing .""")
    (clash,) = engine(name).reason(told).clashes
    assert clash.rule.names == ("cax-dw", "cls-svf1")
    assert len(clash.facts) == 3
    assert isinstance(clash, Clash)
