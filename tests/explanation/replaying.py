"""Proofs replayed: whether their leaves alone, with the axioms named, entail the conclusion under owlrl."""

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Store

from graph.explanation.proof import DerivingRule, Proof
from graph.layout import Layout
from graph.reasoning.by_owlrl import owlrl_closure
from graph.reasoning.facts import Facts
from graph.reasoning.rule import Fact, triple
from graph.roles import in_default_graph
from graph.rules import derive, read_rule
from tests.conftest import REPOSITORY


def replays(proof: Proof, ontology: Facts) -> bool:
    """Return whether the conclusion of a proof follows from what it rests on.

    What a rule that derives concludes is looked for by running the rule.
    """
    given = {*proof.leaves, *described(proof.axiom_leaves, ontology)}
    closed = [fact for fact in owlrl_closure(given) if is_rdf(fact)]
    if any(isinstance(step.rule, DerivingRule) for step in proof.steps()):
        closed += derived(closed)
    return proof.fact in {*given, *closed}


def described(axioms: Iterable[Fact], ontology: Facts) -> Iterator[Fact]:
    """Yield axioms, with all that describes their classes and lists without a name."""
    left, seen = list(axioms), set[Fact]()
    while left:
        fact = left.pop()
        if fact not in seen:
            seen.add(fact)
            yield fact
            ends = (term for term in (fact[0], fact[2]) if isinstance(term, BlankNode))
            left += [each for term in ends for each in ontology.find(term, None, None)]


def derived(closed: Iterable[Fact]) -> list[Fact]:
    store = Store()
    store.extend(in_default_graph([triple(fact) for fact in closed]))
    rules = [read_rule(path) for path in Layout(REPOSITORY).derive_files()]
    return [(each.subject, each.predicate, each.object) for each in derive(store, rules)]


def is_rdf(fact: Fact) -> bool:
    try:
        triple(fact)
    except TypeError:
        return False
    return True
