"""What contradicts in a world, or between two, and which claims lead there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

from graph.explanation.explaining import explain_all
from graph.explanation.proof import Proof
from graph.reasoning.clashing import Clash
from graph.reasoning.rule import Fact
from graph.viewpoints.closing import Closed
from graph.viewpoints.world import Part

_MAX_PROOFS: Final = 10
_MAX_WAYS: Final = 100
"""So many ways to reach one contradiction are looked at."""


@dataclass(frozen=True)
class Ground:
    """A statement on which a contradiction rests: ``parts`` are those of all claims that say it."""

    fact: Fact
    parts: tuple[Part, ...]
    holds: bool

    def of(self, holder: str) -> tuple[Part, ...]:
        """Return what a holder says of it."""
        return tuple(part for part in self.parts if part.holder == holder)


@dataclass(frozen=True)
class Contradiction:
    """Statements that cannot hold together: an axiom forbids it, or one is the negation of another.

    ``proofs`` lead from the grounds to the facts that clash.
    """

    clash: Clash
    grounds: tuple[Ground, ...]
    proofs: tuple[Proof, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the parts of claims that lead to it, each once."""
        return tuple(dict.fromkeys(part for ground in self.grounds for part in ground.parts))

    @property
    def is_weak(self) -> bool:
        """Return whether a ground is only said to be possible."""
        return any(all(p.claim.certainty == "possible" for p in each.parts) for each in self.grounds)

    def is_between(self, one: str, other: str) -> bool:
        """Return whether one holder says one of its grounds, and the other another."""
        pairs = ((a, b) for a in self.grounds for b in self.grounds if a is not b)
        return any(a.of(one) and b.of(other) for a, b in pairs)


def contradictions_within(closed: Closed) -> list[Contradiction]:
    """Return what contradicts in a world; each once, by the fewest grounds."""
    ways = (next(_ways(clash, closed), None) for clash in closed.clashes())
    return _distinct(way for way in ways if way is not None)


def contradictions_between(closed: Closed, one: str, other: str) -> list[Contradiction]:
    """Return what contradicts in two worlds taken together because of what each of them says."""
    ways = (
        next((way for way in _ways(clash, closed) if way.is_between(one, other)), None)
        for clash in closed.clashes()
    )
    return _distinct(way for way in ways if way is not None)


def _ways(clash: Clash, closed: Closed) -> Iterator[Contradiction]:
    """Yield the ways in which claims lead to a contradiction, those of the fewest facts first."""
    rules = closed.background.rulebook
    proofs = [explain_all(fact, rules, closed, _MAX_PROOFS) for fact in clash.facts]
    negated = closed.negated_parts(clash.rule)
    for way in islice(product(*proofs), _MAX_WAYS):
        leaves = dict.fromkeys(leaf for proof in way for leaf in proof.leaves)
        said = [Ground(leaf, closed.parts(leaf), _holds(closed.parts(leaf))) for leaf in leaves]
        grounds = [ground for ground in said if ground.parts]
        if negated:
            grounds.append(Ground(clash.facts[0], negated, holds=False))
        yield Contradiction(clash, tuple(grounds), way)


def _holds(parts: Iterable[Part]) -> bool:
    return all(part.holds for part in parts)


def _distinct(found: Iterable[Contradiction]) -> list[Contradiction]:
    """Leave out what rests on all that another rests on, and more: it is that one, drawn out."""
    kept: list[Contradiction] = []
    for each in sorted(found, key=lambda each: len(each.grounds)):
        basis = _basis(each)
        if not any(_basis(other) <= basis for other in kept):
            kept.append(each)
    return kept


def _basis(contradiction: Contradiction) -> frozenset[tuple[Fact, bool]]:
    return frozenset((ground.fact, ground.holds) for ground in contradiction.grounds)
