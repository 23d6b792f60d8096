"""All proofs of a fact, the smallest first."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final

from graph.explanation.grounds import Grounds
from graph.explanation.proof import Proof
from graph.explanation.rulebook import Instance, Rulebook
from graph.explanation.search import Axioms
from graph.reasoning.rule import Fact

_MAX_TRIED: Final = 100_000


def every_proof(fact: Fact, rules: Rulebook, grounds: Grounds) -> Iterator[Proof]:
    """Yield the proofs in which no fact stands above itself, the smallest first, until that takes too long.

    Facts that are asserted are derived too, if they can be.
    """
    search = _Every(rules, grounds)
    for size in count(1):
        search.is_cut = False
        yield from (proof for proof in search.within(fact, size, frozenset()) if proof.size == size)
        if not search.is_cut or search.left < 0:
            return


class _Every:
    """What was looked up on the way: ``is_cut`` tells whether there may be larger proofs."""

    def __init__(self, rules: Rulebook, grounds: Grounds) -> None:
        self._rules = rules
        self._grounds = grounds
        self._axioms = Axioms(rules, grounds)
        self._instances: dict[Fact, list[Instance]] = {}
        self.is_cut = False
        self.left = _MAX_TRIED

    def within(self, fact: Fact, size: int, above: frozenset[Fact]) -> Iterator[Proof]:
        """Yield the proofs of no more facts than that."""
        places = self._grounds.places(fact)
        if places:
            yield Proof(fact, places)
        above |= {fact}
        for instance in self._ways(fact):
            self.left -= 1
            if 1 + len(instance.facts) > size or self.left < 0:
                self.is_cut = True
                return
            if above.isdisjoint(instance.facts):
                for premises in self._together(instance.facts, size - 1, above):
                    yield Proof(fact, (), instance.rule, premises, self._axioms.of(instance.rule))

    def _together(
        self, facts: Sequence[Fact], size: int, above: frozenset[Fact]
    ) -> Iterator[tuple[Proof, ...]]:
        """Yield the ways to prove some facts that have no more facts than that together."""
        if not facts:
            yield ()
            return
        for proof in self.within(facts[0], size - len(facts) + 1, above):
            for others in self._together(facts[1:], size - proof.size, above):
                yield proof, *others

    def _ways(self, fact: Fact) -> list[Instance]:
        if fact not in self._instances:
            self._instances[fact] = list(self._rules.instances(fact, self._grounds))
        return self._instances[fact]
