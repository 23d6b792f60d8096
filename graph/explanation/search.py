"""The search for a proof, from the fact back to what is asserted.

The smallest proof is found by looking for one of two facts, of three, and so on. Each step back takes a fact
off what is allowed, so that no proof can rest on itself, and what was not found within so many facts need
not be looked for within fewer again. Where that takes too long, as among a hundred things of which each is
part of the next, the first proof is taken that is found.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from graph.explanation.dive import Dive
from graph.explanation.grounds import Grounds
from graph.explanation.proof import MAX_DEPTH, Proof
from graph.explanation.rulebook import Instance, Rulebook
from graph.reasoning.rule import Fact, Rule

_MAX_INSTANCES: Final = 10_000
_MAX_WAYS: Final = 500
"""So many ways to conclude one fact are tried: what a thousand others say of a thing is said by a few."""


class _SpentError(Exception):
    """The search has looked at as much as it may."""


@dataclass
class _Goal:
    """A fact to be proved.

    ``least`` is how many facts a proof of it has at least; where it ``is_hopeless``, there is none.
    """

    fact: Fact
    places: tuple[str, ...]
    untried: Iterator[Instance]
    proof: Proof | None
    least: int = 1
    is_hopeless: bool = False
    instances: list[Instance] = field(default_factory=list)


class Axioms:
    """The proofs of rules' axioms; what nobody asserts and nothing proves stands by itself.

    No search is kept, whose look-ups in a store must end in the thread that began them.
    """

    def __init__(self, rules: Rulebook, grounds: Grounds) -> None:
        self._rules = rules
        self._grounds = grounds
        self._known: dict[Fact, Proof] = {}

    def of(self, rule: Rule) -> tuple[Proof, ...]:
        """Return the proofs of a rule's axioms."""
        return tuple(self._proof(axiom) for axiom in rule.axioms)

    def _proof(self, axiom: Fact) -> Proof:
        if axiom not in self._known:
            self._known[axiom] = Proof(axiom)  # for a rule that it is itself needed for
            search = Search(self._rules, self._grounds, self)
            self._known[axiom] = search.smallest(axiom) or Proof(axiom)
        return self._known[axiom]


class Search:
    """A search in closed facts. What it has found out about one fact it uses for the next."""

    def __init__(
        self,
        rules: Rulebook,
        grounds: Grounds,
        axioms: Axioms | None = None,
        max_instances: int = _MAX_INSTANCES,
    ) -> None:
        self._rules = rules
        self._axioms: Axioms = axioms or Axioms(rules, grounds)
        self._grounds = grounds
        self._max_instances = max_instances
        self._left = max_instances
        self._goals: dict[Fact, _Goal] = {}
        self._is_cut = False

    def smallest(self, fact: Fact) -> Proof | None:
        """Return a proof of the fewest facts; None if there is none, or the search took too long."""
        self._left = self._max_instances
        try:
            return self._deepen(self._goal(fact))
        except (_SpentError, RecursionError):
            return self._dive(fact)

    def _dive(self, fact: Fact) -> Proof | None:
        """Return any proof, of those that are not too deep to be told if there is one."""
        parts, most = (self._rules, self._grounds, self._axioms), 10 * self._max_instances
        proof = Dive(*parts, most).prove(fact)
        if proof is None or proof.depth <= MAX_DEPTH:
            return proof
        return Dive(*parts, most, halving=True).prove(fact)

    def _step(self, fact: Fact, instance: Instance, premises: Sequence[Proof]) -> Proof:
        return Proof(fact, (), instance.rule, tuple(premises), self._axioms.of(instance.rule))

    def _deepen(self, goal: _Goal) -> Proof | None:
        for size in count(1):
            self._is_cut = False
            proof = self._within(goal, size)
            if proof is not None or not self._is_cut:
                return proof
        return None

    def _goal(self, fact: Fact) -> _Goal:
        goal = self._goals.get(fact)
        if goal is None:
            places = self._grounds.places(fact)
            known = Proof(fact, places) if places else None
            goal = _Goal(fact, places, self._rules.instances(fact, self._grounds), known)
            self._goals[fact] = goal
        return goal

    def _within(self, goal: _Goal, size: int) -> Proof | None:
        """Return the smallest proof, if it has no more facts than that."""
        if goal.is_hopeless:
            return None
        if goal.proof is not None and goal.proof.size <= size:
            return goal.proof
        if goal.proof is not None or goal.least > size:
            self._cut()
            return None
        was_cut, self._is_cut = self._is_cut, False
        goal.proof = self._best(goal, size)
        goal.least = size + 1
        goal.is_hopeless = goal.proof is None and not self._is_cut
        self._is_cut |= was_cut
        return goal.proof

    def _best(self, goal: _Goal, size: int) -> Proof | None:
        best: Proof | None = None
        for instance in self._instances(goal):
            allowed = size if best is None else best.size - 1
            if 1 + len(instance.facts) > allowed:
                self._cut()
                break
            best = self._joined(goal, instance, allowed) or best
        return best

    def _joined(self, goal: _Goal, instance: Instance, size: int) -> Proof | None:
        """Return the smallest proof that ends with this step, if it has no more facts than that."""
        goals = [self._goal(fact) for fact in instance.facts]
        needed = [each.proof.size if each.proof else each.least for each in goals]
        spare = size - 1 - sum(needed)
        proofs: list[Proof] = []
        self._spend()
        if spare < 0:
            self._cut()
            return None
        for each, least in zip(goals, needed, strict=True):
            proof = self._within(each, least + spare)
            if proof is None:
                return None
            spare -= proof.size - least
            proofs.append(proof)
        return self._step(goal.fact, instance, proofs)

    def _instances(self, goal: _Goal) -> Iterator[Instance]:
        """Yield the ways to conclude a fact; each is looked up once, and only when it is needed.

        While one is tried, the search may come back to the same fact and look up more.
        """
        for number in count():
            if number == len(goal.instances):
                if number == _MAX_WAYS:
                    self._cut()
                    return
                found = next(goal.untried, None)
                if found is None:
                    return
                self._spend()
                goal.instances.append(found)
            yield goal.instances[number]

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _SpentError

    def _cut(self) -> None:
        """Note that something was not looked at because it would be too large, or too much."""
        self._is_cut = True
