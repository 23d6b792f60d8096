"""HermiT finds the ontology consistent, and each class able to have members."""

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from graph.namespaces import ALG
from tests.owl.sources import WITH_EQUIVALENCES, read_modules
from tests.owl.tableau import open_tableau

# Almost all the time goes to libraries, which take twice as long while coverage is measured.
pytestmark = [pytest.mark.java, pytest.mark.no_cover, pytest.mark.xdist_group("java")]


def test_each_class_of_the_ontology_can_have_members() -> None:
    """What holds with content and equivalences holds of each module alone: axioms only add."""
    assert open_tableau(read_modules(WITH_EQUIVALENCES)).unsatisfiable() == frozenset()


def test_hermit_finds_a_class_that_can_have_no_members() -> None:
    impossible = _triples("alg:Rumour a owl:Class ; rdfs:subClassOf alg:Claim , alg:Proposition .")
    tableau = open_tableau([*read_modules(["allegata.ttl"]), *impossible])
    assert tableau.unsatisfiable() == {f"{ALG}Rumour"}


def test_hermit_finds_a_claim_that_is_also_a_proposition_inconsistent() -> None:
    clash = _triples("<urn:leavitt-replied> a alg:Claim , alg:Proposition .")
    assert not open_tableau([*read_modules(["allegata.ttl"]), *clash]).is_consistent()


def test_hermit_finds_two_values_of_a_value_set_different() -> None:
    same = _triples("alg:denies owl:sameAs alg:asserts .")
    assert not open_tableau([*read_modules(["allegata.ttl"]), *same]).is_consistent()


def _triples(turtle: str) -> list[Triple]:
    head = f"@prefix alg: <{ALG}> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
    head += " @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
    return [quad.triple for quad in parse(head + turtle, RdfFormat.TURTLE)]
