"""A proof: a fact, and either where it is asserted or the rule by which it follows from others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from graph.reasoning.rule import Fact, Pattern, Rule

MAX_DEPTH: Final = 100
"""So many steps of a proof are told, one below the other."""


@dataclass(frozen=True)
class DerivingRule(Rule):
    """A rule of `graph/rules/derive_*.rq`: it fires only where no fact matches the ``absent`` patterns.

    ``name`` is that of its file, ``words`` are those of its header.
    """

    absent: tuple[tuple[Pattern, ...], ...] = ()


@dataclass(frozen=True)
class Proof:
    """Why a fact holds.

    ``places`` are the graphs or files that assert it; where there are any, nothing else is needed. Otherwise
    it follows by a ``rule`` from its ``premises``, in the order of the rule's body, and from ``axioms``.
    """

    fact: Fact
    places: tuple[str, ...] = ()
    rule: Rule | None = None
    premises: tuple["Proof", ...] = ()
    axioms: tuple["Proof", ...] = ()

    size: int = field(init=False, compare=False)
    """How many facts it consists of, each counted as often as it is used; axioms do not count."""

    depth: int = field(init=False, compare=False)
    """The number of steps between the fact and the farthest fact that is asserted."""

    def __post_init__(self) -> None:
        """Measure it: each proof is made after its premises, so that no proof is too deep to be measured."""
        object.__setattr__(self, "size", 1 + sum(premise.size for premise in self.premises))
        depth = 0 if self.rule is None else 1 + max((premise.depth for premise in self.premises), default=0)
        object.__setattr__(self, "depth", depth)

    @property
    def leaves(self) -> tuple[Fact, ...]:
        """Return the asserted facts that it rests on, axioms left out, each once."""
        ends = (step.fact for step in self.steps() if step.rule is None)
        return tuple(dict.fromkeys(ends))

    @property
    def axiom_leaves(self) -> tuple[Fact, ...]:
        """Return the asserted axioms that it rests on, each once."""
        axioms = (axiom for step in self.steps() for axiom in step.axioms)
        return tuple(dict.fromkeys(leaf for axiom in axioms for leaf in (*axiom.leaves, *axiom.axiom_leaves)))

    def steps(self) -> Iterator["Proof"]:
        """Yield the proof and those of all its premises, from the conclusion down."""
        left = [self]
        while left:
            step = left.pop()
            yield step
            left += reversed(step.premises)
