"""The rules that tell a reason which the authority states from one that somebody else reports."""

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from graph.layout import Layout
from graph.namespaces import ALG, BASE, PREFIXES
from graph.rules import derive, read_rule
from tests.conftest import REPOSITORY

RULES = [read_rule(path) for path in Layout(REPOSITORY).derive_files() if path.stem.endswith("_reason")]
DESIGNATION = NamedNode(f"{BASE}id/designation/cartel-de-los-soles-sdgt")
CLAIM = NamedNode(f"{BASE}id/claim/udv-s11-4")
LINK = """
designation:cartel-de-los-soles-sdgt alg:authority actor:us-treasury .
link:reason alg:fromClaim claim:udv-s11-4 ; alg:toDesignation designation:cartel-de-los-soles-sdgt ;
  alg:relation alg:givenAsReasonFor ; alg:assertedBy actor:dave-decamp .
"""


def derived(turtle: str) -> list[tuple[object, str, object]]:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    store = Store()
    store.extend(parse((prefixes + turtle).encode(), RdfFormat.TURTLE))
    return [(t.subject, t.predicate.value.removeprefix(ALG), t.object) for t in derive(store, RULES)]


def test_reason_that_the_narrator_gives_is_reported() -> None:
    assert derived(LINK) == [(DESIGNATION, "reportedReason", CLAIM)]


def test_reason_that_the_authority_gives_is_stated() -> None:
    stated = LINK.replace("actor:dave-decamp", "actor:us-treasury")
    assert derived(stated) == [(DESIGNATION, "statedReason", CLAIM)]


def test_reason_that_both_give_is_stated_and_reported() -> None:
    both = LINK.replace("actor:dave-decamp", "actor:dave-decamp , actor:us-treasury")
    assert {name for _, name, _ in derived(both)} == {"statedReason", "reportedReason"}


@pytest.mark.parametrize("relation", ["challenges", "supports", "weakens"])
def test_other_relations_give_no_reason(relation: str) -> None:
    assert derived(LINK.replace("givenAsReasonFor", relation)) == []


def test_reason_for_a_claim_is_no_reason_for_a_designation() -> None:
    assert derived(LINK.replace("alg:toDesignation designation:", "alg:toClaim claim:")) == []
