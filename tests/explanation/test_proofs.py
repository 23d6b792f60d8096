"""The search for proofs: what it finds is small, rests on what is asserted, and never on itself."""

import pytest

from graph.explanation.explaining import explain, explain_all
from graph.explanation.grounds import FactGrounds
from graph.explanation.knowledge import Knowledge
from graph.explanation.proof import Proof
from graph.explanation.rulebook import Rulebook
from graph.explanation.search import Search
from graph.reasoning.closing import close
from graph.reasoning.facts import Facts
from tests.explanation.knowing import DATA, fact, facts, know

CLASSES = "alg:Denial rdfs:subClassOf alg:Claim . alg:Claim rdfs:subClassOf alg:Saying .\n"
CHAIN = """alg:contradicts owl:propertyChainAxiom ( alg:affirms alg:rejectedBy ) .
alg:rejectedBy owl:inverseOf alg:rejects .
claim:one alg:affirms proposition:p . claim:two alg:rejects proposition:p .
"""


def prove(told: str, known: Knowledge) -> Proof:
    proof = explain(fact(told), known.rules, known.grounds)
    assert proof is not None
    return proof


def names(proof: Proof) -> list[str]:
    return [step.rule.name for step in proof.steps() if step.rule]


def test_an_asserted_fact_is_its_own_proof() -> None:
    proof = prove("claim:one a alg:Denial", know(CLASSES + "claim:one a alg:Denial ."))
    assert (proof.rule, proof.premises, proof.depth, proof.size) == (None, (), 0, 1)
    assert [place.rpartition("/")[2] for place in proof.places] == [DATA]


def test_a_proof_goes_down_to_what_is_asserted() -> None:
    proof = prove("claim:one a alg:Saying", know(CLASSES + "claim:one a alg:Denial ."))
    assert names(proof) == ["cax-sco", "cax-sco"]
    assert set(proof.leaves) == facts("claim:one a alg:Denial")
    assert set(proof.axiom_leaves) == facts(
        "alg:Denial rdfs:subClassOf alg:Claim", "alg:Claim rdfs:subClassOf alg:Saying"
    )


def test_the_smallest_proof_is_taken() -> None:
    direct = "alg:affirms rdfs:domain alg:Saying . claim:one a alg:Denial ; alg:affirms proposition:p ."
    proof = prove("claim:one a alg:Saying", know(CLASSES + direct))
    assert names(proof) == ["prp-dom"]


def test_premises_stand_in_the_order_of_the_rule() -> None:
    proof = prove("claim:one alg:contradicts claim:two", know(CHAIN))
    assert [premise.fact for premise in proof.premises] == [
        fact("claim:one alg:affirms proposition:p"), fact("proposition:p alg:rejectedBy claim:two"),
    ]  # fmt: skip
    assert names(proof) == ["prp-spo2", "prp-inv2"]


def test_no_leaf_can_be_spared() -> None:
    redundant = (
        "[ owl:intersectionOf ( alg:Claim [ owl:onProperty alg:affirms ; owl:someValuesFrom owl:Thing ] ) ]"
    )
    axioms = f"{redundant} rdfs:subClassOf alg:Affirmation . alg:affirms rdfs:domain alg:Claim .\n"
    proof = prove(
        "claim:one a alg:Affirmation", know(axioms + "claim:one a alg:Claim ; alg:affirms proposition:p .")
    )
    assert set(proof.leaves) == facts("claim:one alg:affirms proposition:p")


def test_what_does_not_follow_has_no_proof() -> None:
    known = know(CLASSES + "claim:one a alg:Claim .")
    assert explain(fact("claim:one a alg:Denial"), known.rules, known.grounds) is None


@pytest.mark.parametrize(
    "axiom",
    [
        "alg:contradicts a owl:SymmetricProperty .",
        "alg:contradicts owl:inverseOf alg:contradicts .",
        "alg:contradicts a owl:TransitiveProperty , owl:SymmetricProperty .",
    ],
)
def test_facts_that_support_only_each_other_have_no_proof(axiom: str) -> None:
    known = know(axiom)
    stale = facts("claim:one alg:contradicts claim:two", "claim:two alg:contradicts claim:one")
    stale |= facts("claim:one alg:contradicts claim:one", "claim:two alg:contradicts claim:two")
    grounds = FactGrounds(Facts(stale), {})
    assert all(explain(each, known.rules, grounds) is None for each in stale)


def test_equal_things_are_told_apart_in_a_proof() -> None:
    same = "actor:a owl:sameAs actor:b . actor:b owl:sameAs actor:c . actor:c alg:holds claim:one ."
    proof = prove("actor:a alg:holds claim:one", know(same))
    assert set(proof.leaves) == facts(
        "actor:a owl:sameAs actor:b", "actor:b owl:sameAs actor:c", "actor:c alg:holds claim:one"
    )


NARROW = """
alg:Charged owl:onProperty alg:affirms ; owl:someValuesFrom alg:Charge .
alg:Accused owl:onProperty alg:affirms ; owl:someValuesFrom alg:Accusation .
alg:Charge rdfs:subClassOf alg:Accusation .
claim:one a alg:Charged .
"""


def test_axioms_that_follow_have_proofs_of_their_own() -> None:
    proof = prove("claim:one a alg:Accused", know(NARROW))
    assert set(proof.leaves) == facts("claim:one a alg:Charged")
    (axiom,) = proof.axioms
    assert axiom.fact == fact("alg:Charged rdfs:subClassOf alg:Accused")
    assert names(axiom) == ["scm-svf1"]
    assert fact("alg:Charge rdfs:subClassOf alg:Accusation") in proof.axiom_leaves


def test_schema_facts_are_explained_by_the_schema() -> None:
    proof = prove("alg:Denial rdfs:subClassOf alg:Saying", know(CLASSES))
    assert names(proof) == ["scm-sco"]
    assert set(proof.leaves) == facts(
        "alg:Denial rdfs:subClassOf alg:Claim", "alg:Claim rdfs:subClassOf alg:Saying"
    )


def test_a_long_chain_is_proved() -> None:
    steps = " ".join(f"claim:c{n} alg:reportedIn claim:c{n + 1} ." for n in range(40))
    proof = prove(
        "claim:c0 alg:reportedIn claim:c40", know("alg:reportedIn a owl:TransitiveProperty .\n" + steps)
    )
    assert len(proof.leaves) == 40


def test_a_search_that_is_cut_short_still_finds_a_proof() -> None:
    steps = " ".join(f"claim:c{n} alg:reportedIn claim:c{n + 1} ." for n in range(12))
    known = know("alg:reportedIn a owl:TransitiveProperty .\n" + steps)
    proof = Search(known.rules, known.grounds, max_instances=100).smallest(
        fact("claim:c0 alg:reportedIn claim:c12")
    )
    assert proof is not None
    assert len(proof.leaves) == 12


def test_all_proofs_rest_on_different_grounds() -> None:
    domain = "alg:affirms rdfs:domain alg:Saying .\n"
    known = know(CLASSES + domain + "claim:one a alg:Denial ; alg:affirms proposition:p , proposition:q .")
    proofs = explain_all(fact("claim:one a alg:Saying"), known.rules, known.grounds, 10)
    assert [set(proof.leaves) for proof in proofs] == [
        facts("claim:one alg:affirms proposition:p"),
        facts("claim:one alg:affirms proposition:q"),
        facts("claim:one a alg:Denial"),
    ]


def test_an_asserted_fact_is_derived_too_where_all_proofs_are_asked_for() -> None:
    known = know(CLASSES + "claim:one a alg:Denial , alg:Claim .")
    asserted, derived = explain_all(fact("claim:one a alg:Claim"), known.rules, known.grounds, 10)
    assert (names(asserted), names(derived)) == ([], ["cax-sco"])


def test_no_more_proofs_are_given_than_asked_for() -> None:
    affirmed = ", ".join(f"proposition:p{n}" for n in range(20))
    known = know(f"alg:affirms rdfs:domain alg:Claim . claim:one alg:affirms {affirmed} .")
    assert len(explain_all(fact("claim:one a alg:Claim"), known.rules, known.grounds, 7)) == 7


def test_no_rule_has_claimed_content_where_that_is_left_out() -> None:
    closure = close(
        know("said:headOf rdfs:domain alg:Actor . actor:a said:headOf putative:b .").grounds.find(
            None, None, None
        )
    )
    said = fact("actor:a a alg:Actor")
    grounds = FactGrounds(closure.facts, dict.fromkeys(facts("actor:a said:headOf putative:b"), ("data",)))
    assert explain(said, Rulebook(closure.program), grounds) is not None
    without = Rulebook(closure.program, without="https://w3id.org/allegata/content#")
    assert explain(said, without, grounds) is None
