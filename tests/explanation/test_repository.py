"""Proofs of what the reasoner added to the repository's own data."""

from random import Random

import pytest
from pyoxigraph import NamedNode

from graph.explanation.explaining import explain
from graph.explanation.proof import Proof
from graph.namespaces import BASE, SAID
from graph.reasoning.rule import Fact
from tests.explanation.knowing import every_step, inferred, repository
from tests.explanation.replaying import replays

pytestmark = pytest.mark.xdist_group("built")


def prove(fact: Fact) -> Proof:
    known = repository()
    proof = explain(fact, known.rules, known.grounds)
    assert proof is not None, fact
    return proof


@pytest.fixture(scope="module")
def proofs() -> list[Proof]:
    return [prove(fact) for fact in inferred()]


def test_every_inference_has_a_proof(proofs: list[Proof]) -> None:
    assert len(proofs) == len(inferred()) > 600


def test_every_leaf_is_asserted_in_a_visible_graph(proofs: list[Proof]) -> None:
    for proof in proofs:
        for step in every_step(proof):
            assert bool(step.places) == (step.rule is None)
            assert not any("/graph/proposition/" in place for place in step.places)
            assert f"{BASE}graph/inferred" not in step.places


def test_every_step_is_an_instance_of_its_rule(proofs: list[Proof]) -> None:
    for proof in proofs:
        for step in every_step(proof):
            if step.rule is not None and step.rule.head is not None:
                bindings = step.rule.head.bind(step.fact)
                for pattern, premise in zip(step.rule.body, step.premises, strict=True):
                    bound = pattern.fill(bindings or {}).bind(premise.fact)
                    assert bindings is not None
                    assert bound is not None
                    bindings |= bound
                assert tuple(axiom.fact for axiom in step.axioms) == step.rule.axioms


def test_nothing_that_is_claimed_is_a_premise_or_a_conclusion(proofs: list[Proof]) -> None:
    for proof in proofs:
        for step in proof.steps():
            assert not any(isinstance(term, NamedNode) and term.value.startswith(SAID) for term in step.fact)


def test_leaves_entail_the_conclusion_under_owlrl(proofs: list[Proof]) -> None:
    ontology = repository().rules.ontology.facts
    sample = Random(4).sample(proofs, 30)  # noqa: S311 -- any would do, but each time the same
    assert [proof.fact for proof in sample if not replays(proof, ontology)] == []


def test_a_proof_without_one_of_its_leaves_does_not_replay(proofs: list[Proof]) -> None:
    ontology = repository().rules.ontology.facts
    proof = max(proofs, key=lambda each: len(each.leaves))
    assert len(proof.leaves) > 3
    for leaf in proof.leaves:
        assert not replays(without(proof, leaf), ontology)


def without(proof: Proof, leaf: Fact) -> Proof:
    """Return a proof in which a leaf is nothing any more."""
    if proof.fact == leaf:
        return Proof(proof.axioms[0].fact if proof.axioms else FILLER)
    premises = tuple(without(premise, leaf) for premise in proof.premises)
    return Proof(proof.fact, proof.places, proof.rule, premises, proof.axioms)


FILLER: Fact = (NamedNode(BASE), NamedNode(BASE), NamedNode(BASE))
