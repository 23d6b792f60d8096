"""Whatever follows from small ontologies at random has a proof, of which nothing can be left out."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.explanation.explaining import explain
from graph.explanation.grounds import FactGrounds
from graph.explanation.proof import Proof
from graph.explanation.rulebook import Rulebook
from graph.reasoning.closing import close
from graph.reasoning.rule import Fact
from tests.explanation.replaying import described
from tests.reasoning.ontologies import assertions, ontologies

EXAMPLES = int(os.environ.get("ALLEGATA_SEQUENCES", "60"))


@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(ontologies(), st.lists(assertions(), max_size=8))
def test_whatever_follows_has_a_proof(axioms: list[list[Fact]], data: list[Fact]) -> None:
    schema = {fact for axiom in axioms for fact in axiom}
    asserted = schema | set(data)
    closure = close(asserted)
    rules = Rulebook(closure.program)
    grounds = FactGrounds(closure.facts, dict.fromkeys(asserted, ("data",)))
    for fact in closure.facts:
        if fact not in asserted:
            proof = explain(fact, rules, grounds)
            assert proof is not None, fact
            assert set(proof.leaves) | set(proof.axiom_leaves) <= asserted
            assert not rests_on_itself(proof, frozenset())
            for leaf in (
                () if any(each in closure.program.ontology.facts for each in proof.leaves) else proof.leaves
            ):
                assert fact not in close(schema | set(proof.leaves) - {leaf}).facts
            rest = described(proof.axiom_leaves, closure.facts)
            assert fact in close({*proof.leaves, *(each for each in rest if each in asserted)}).facts


def rests_on_itself(proof: Proof, above: frozenset[Fact]) -> bool:
    below = above | {proof.fact}
    return proof.fact in above or any(rests_on_itself(premise, below) for premise in proof.premises)
