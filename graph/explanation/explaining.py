"""Why a fact holds: a proof none of whose leaves can be spared, or all proofs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from graph.explanation.every import every_proof
from graph.explanation.grounds import Grounds, Remainder
from graph.explanation.proof import DerivingRule, Proof
from graph.explanation.rulebook import Rulebook
from graph.explanation.search import Axioms, Search
from graph.reasoning.rule import Fact

_MAX_LEAVES: Final = 12
"""Of a proof that rests on more facts, none is left out: to try would take too long."""


def explain(fact: Fact, rules: Rulebook, grounds: Grounds) -> Proof | None:
    """Return why a fact holds; None if it does not, or nothing supports it.

    None of the leaves can be left out. Of such proofs it has the fewest facts, or nearly so. A fact that is
    asserted is its own proof.
    """
    search = Search(rules, grounds)
    proof = search.smallest(fact)
    if proof is None:
        return None
    return _spare(proof, rules, grounds)


def explain_all(fact: Fact, rules: Rulebook, grounds: Grounds, limit: int) -> list[Proof]:
    """Return up to so many proofs, the smallest first, each of which rests on others of facts and axioms.

    None rests on all that another one does, and more. A fact that is asserted is derived as well.
    """
    return list(islice(_distinct(fact, rules, grounds), limit))


def _distinct(fact: Fact, rules: Rulebook, grounds: Grounds) -> Iterator[Proof]:
    first = explain(fact, rules, grounds)
    if first is None:
        return
    yield first
    known = [_basis(first)]
    for proof in every_proof(fact, rules, grounds):
        basis = _basis(proof)
        if not any(other <= basis for other in known):
            known.append(basis)
            yield proof


def _basis(proof: Proof) -> frozenset[Fact]:
    return frozenset((*proof.leaves, *proof.axiom_leaves))


def _spare(proof: Proof, rules: Rulebook, grounds: Grounds) -> Proof:
    """Return a proof from some of the leaves, if they suffice.

    What a rule that derives concludes is no consequence by OWL 2 RL, but its premises are.
    """
    premises = [step for step in proof.steps() if isinstance(step.rule, DerivingRule)]
    leaves, axioms = proof.leaves, rules.ontology.facts
    if (
        not 1 < len(leaves) <= _MAX_LEAVES
        or premises not in ([], [proof])
        or any(leaf in axioms for leaf in leaves)
    ):
        return proof
    goals = [premise.fact for premise in proof.premises] if premises else [proof.fact]
    needed = _needed(goals, leaves, rules)
    if len(needed) == len(leaves):
        return proof
    remainder = Remainder(grounds, rules.closure(needed), needed)
    search = Search(rules, remainder, Axioms(rules, grounds))
    found = [part for part in map(search.smallest, goals) if part is not None]
    if len(found) < len(goals):
        return proof
    return replace(proof, premises=tuple(found)) if premises else found[0]


def _needed(goals: Iterable[Fact], leaves: Iterable[Fact], rules: Rulebook) -> frozenset[Fact]:
    """Return those leaves of which none can be left out."""
    left = frozenset(leaves)
    for leaf in leaves:
        closed = rules.closure(left - {leaf})
        if all(goal in closed for goal in goals):
            left -= {leaf}
    return left
