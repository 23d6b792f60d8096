"""A proof, not the smallest: found by going back from one fact to the next until all of some are settled.

Each fact is gone into once, and a step counts only when all its premises are settled, so that neither cycles
nor long chains matter: it takes as many steps as there are ways to conclude what it comes by.
After https://doi.org/10.1016/0743-1066(84)90014-1 .
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Final, Protocol

from graph.explanation.grounds import Grounds
from graph.explanation.proof import Proof
from graph.explanation.rulebook import Instance, Rulebook
from graph.reasoning.rule import Fact, Rule

_AT_ONCE: Final = 1_000


class Proofs(Protocol):
    """What proves the axioms of rules."""

    def of(self, rule: Rule) -> tuple[Proof, ...]:
        """Return the proofs of a rule's axioms."""


@dataclass
class _Step:
    """A step that waits for as many of its premises as are ``open``."""

    fact: Fact
    instance: Instance
    open: int


class Dive:
    """A search that ends with the first proof, or when it has looked at so many steps."""

    def __init__(
        self, rules: Rulebook, grounds: Grounds, axioms: Proofs, max_instances: int, *, halving: bool = False
    ) -> None:
        self._rules = rules
        self._grounds = grounds
        self._axioms = axioms
        self._halving = halving
        self._left = max_instances
        self._settled: dict[Fact, Instance | None] = {}
        self._waiting: dict[Fact, list[_Step]] = defaultdict(list)

    def prove(self, fact: Fact) -> Proof | None:
        """Return a proof; None if there is none, or it has looked too long."""
        seen = {fact}
        stack = [(fact, self._ways(fact))]
        while stack and fact not in self._settled and self._left >= 0:
            goal, untried = stack[-1]
            instance = None if goal in self._settled else next(untried, None)
            if instance is None:
                stack.pop()
                continue
            self._left -= 1
            new = [each for each in self._try(goal, instance) if each not in seen]
            seen.update(new)
            stack += [(each, self._ways(each)) for each in dict.fromkeys(new)]
        return self._proof(fact) if fact in self._settled else None

    def _ways(self, fact: Fact) -> Iterator[Instance]:
        """Yield the ways to conclude a fact; where it is halving, from the middle out.

        What is a thousand steps away is then proved in ten halves, though not by the shortest way.
        """
        ways = self._rules.instances(fact, self._grounds)
        if not self._halving:
            return ways
        first = list(islice(ways, _AT_ONCE))
        middle = len(first) // 2
        done = (way for way in first if all(map(self._is_settled, way.facts)))
        return chain(islice(done, 1), first[middle:], first[:middle], ways)

    def _try(self, fact: Fact, instance: Instance) -> list[Fact]:
        """Return the premises of a step that are not settled; where there are none, its conclusion is."""
        open_ = [each for each in dict.fromkeys(instance.facts) if not self._is_settled(each)]
        step = _Step(fact, instance, len(open_))
        for each in open_:
            self._waiting[each].append(step)
        if not open_:
            self._settle(step)
        return open_

    def _is_settled(self, fact: Fact) -> bool:
        if fact not in self._settled and self._grounds.places(fact):
            self._settled[fact] = None
        return fact in self._settled

    def _settle(self, step: _Step) -> None:
        """Settle the conclusion of a step, and of those that waited for nothing else."""
        ready = [step]
        while ready:
            done = ready.pop()
            if done.fact not in self._settled:
                self._settled[done.fact] = done.instance
                for waiting in self._waiting.pop(done.fact, ()):
                    waiting.open -= 1
                    ready += [waiting] if waiting.open == 0 else []

    def _proof(self, fact: Fact) -> Proof:
        """Return the proof of a settled fact, those of its premises put together first."""
        proofs: dict[Fact, Proof] = {}
        for each in self._needed(fact):
            instance = self._settled[each]
            if instance is None:
                proofs[each] = Proof(each, self._grounds.places(each))
            else:
                premises = tuple(proofs[premise] for premise in instance.facts)
                axioms = self._axioms.of(instance.rule)
                proofs[each] = Proof(each, (), instance.rule, premises, axioms)
        return proofs[fact]

    def _needed(self, fact: Fact) -> Iterator[Fact]:
        """Yield the facts of a proof, each after its premises."""
        stack, done = [(fact, False)], set[Fact]()
        while stack:
            each, is_below_done = stack.pop()
            if each in done:
                continue
            if is_below_done:
                done.add(each)
                yield each
                continue
            instance = self._settled[each]
            stack.append((each, True))
            stack += [(premise, False) for premise in (instance.facts if instance else ())]
