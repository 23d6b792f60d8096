"""The comparison with what a person expects can fail: without an axiom, just what hangs on it is missing."""

from collections.abc import Callable

import pytest
from pyoxigraph import Store, Triple

from graph.namespaces import PREFIXES
from graph.roles import in_default_graph
from tests.owl import cases
from tests.owl.realisation import Realisation, realise_rl
from tests.owl.tableau import realise as realise_dl

# Almost all the time goes to libraries, which take twice as long while coverage is measured.
pytestmark = [pytest.mark.java, pytest.mark.no_cover, pytest.mark.xdist_group("java")]


CHAIN = "DELETE { ?p owl:propertyChainAxiom ?chain } WHERE { ?p owl:propertyChainAxiom ?chain . ?chain %s }"

MUTATIONS = {
    "what somebody affirms entails what another rejects": (
        realise_rl,
        CHAIN % "rdf:first alg:affirms ; rdf:rest/rdf:first alg:entails",
        "ContradictedClaim",
        {
            "claim/heads-the-sun-cartel",
            "claim/leads-no-cartel",
            "claim/orders-the-shipments",
            "claim/takes-no-part",
        },
    ),
    "what somebody affirms excludes what another affirms": (
        realise_dl,
        CHAIN % "rdf:first alg:affirms ; rdf:rest/rdf:first alg:excludes",
        "ContradictedClaim",
        {
            "claim/through-eastern-pacific",
            "claim/through-venezuela",
            "claim/directs-the-gang",
            "claim/mere-toleration",
        },
    ),
    "what entails something excludes what that excludes": (
        realise_dl,
        CHAIN % "rdf:first alg:entails ; rdf:rest/rdf:first alg:excludes",
        "ContestedProposition",
        {"proposition/directs-the-gang", "proposition/only-tolerates-the-gang"},
    ),
    "entailment goes on": (
        realise_dl,
        "DELETE WHERE { alg:entails a owl:TransitiveProperty }",
        "ContradictedClaim",
        {"claim/orders-the-shipments", "claim/takes-no-part"},
    ),
    "anonymity goes down a chain of reports": (
        realise_dl,
        "DELETE { ?expression rdfs:subClassOf alg:AnonymouslySourcedClaim } WHERE {"
        " ?expression rdfs:subClassOf alg:AnonymouslySourcedClaim ;"
        " owl:intersectionOf/rdf:rest/rdf:first ?report . ?report owl:onProperty alg:reportedIn }",
        "AnonymouslySourcedClaim",
        {"claim/destroyers-arrive-soon"},
    ),
    "who denies makes a denial": (
        realise_dl,
        "DELETE { ?expression rdfs:subClassOf alg:Denial } WHERE { ?expression rdfs:subClassOf alg:Denial }",
        "Denial",
        {"claim/sheinbaum-denies-evidence"},
    ),
}


@pytest.mark.parametrize(("realise", "update", "name", "lost"), MUTATIONS.values(), ids=MUTATIONS)
def test_without_an_axiom_just_the_members_that_hang_on_it_are_lost(
    case_graph: list[Triple],
    realise: Callable[[list[Triple]], Realisation],
    update: str,
    name: str,
    lost: set[str],
) -> None:
    found = realise(_without(case_graph, update))
    assert found != cases.expected()
    assert cases.expected().of(name) - found.of(name) == lost


def _without(triples: list[Triple], update: str) -> list[Triple]:
    store = Store()
    store.extend(in_default_graph(triples))
    store.update(update, prefixes=PREFIXES)
    assert len(store) == len(set(triples)) - 1
    return [quad.triple for quad in store]
