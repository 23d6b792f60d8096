"""What is missing for a fact to follow: the rule that comes nearest, what it finds, and what it does not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from pyoxigraph import Variable

from graph.explanation.grounds import Grounds
from graph.explanation.proof import DerivingRule
from graph.explanation.rulebook import Rulebook
from graph.reasoning.match import match
from graph.reasoning.rule import Bindings, Fact, Pattern, Rule
from graph.reasoning.table import SAME_AS

_MAX_DEPTH: Final = 3


@dataclass(frozen=True)
class Gap:
    """A rule that would conclude a fact if the ``missing`` stood there as the ``present`` facts do.

    A variable in what is missing stands for anything. ``against`` are facts that stand there and must not.
    ``why`` tells what is missing in turn for those of the missing that could follow themselves.
    """

    fact: Fact
    rule: Rule
    present: tuple[Fact, ...]
    missing: tuple[Pattern, ...]
    against: tuple[Fact, ...] = ()
    why: tuple["Gap", ...] = ()

    @property
    def rank(self) -> tuple[int, int, int]:
        """Return what the nearest has least of: what is missing, then what is open in it."""
        open_ = sum(len(pattern.variables) for pattern in self.missing)
        return len(self.missing), -len(self.present), open_


def find_gaps(fact: Fact, rules: Rulebook, grounds: Grounds, limit: int = 1) -> tuple[Gap, ...]:
    """Return the rules that come nearest to concluding a fact which does not hold, the nearest first."""
    return _find(fact, rules, grounds, limit, frozenset())


def _find(
    fact: Fact, rules: Rulebook, grounds: Grounds, limit: int, above: frozenset[Fact]
) -> tuple[Gap, ...]:
    found = (_nearest(fact, rule, bound, grounds) for rule, bound in rules.concluding(fact))
    gaps = sorted((gap for gap in found if gap is not None), key=lambda gap: gap.rank)
    distinct = {(gap.missing, gap.present): gap for gap in reversed(gaps)}
    nearest = sorted(distinct.values(), key=lambda gap: gap.rank)[:limit]
    return tuple(_reasoned(gap, rules, grounds, above | {fact}) for gap in nearest)


def _reasoned(gap: Gap, rules: Rulebook, grounds: Grounds, above: frozenset[Fact]) -> Gap:
    """Return a gap with the gaps behind it."""
    if len(above) >= _MAX_DEPTH:
        return gap
    facts = [_fact(pattern) for pattern in gap.missing if not pattern.variables]
    behind = (found for fact in facts if fact not in above for found in _find(fact, rules, grounds, 1, above))
    why = tuple(each for each in behind if each.present)
    return Gap(gap.fact, gap.rule, gap.present, gap.missing, gap.against, why)


def _nearest(fact: Fact, rule: Rule, bound: Bindings, grounds: Grounds) -> Gap | None:
    """Return how near a rule comes; None if it would need the fact itself, or contradicts itself."""
    for number in range(len(rule.body) + 1):
        gaps = (gap for left in combinations(range(len(rule.body)), number)
                for gap in _without(left, fact, rule, bound, grounds))  # fmt: skip
        best = min(gaps, key=lambda gap: gap.rank, default=None)
        if best is not None:
            return best
    return None


def _without(left: Sequence[int], fact: Fact, rule: Rule, bound: Bindings, grounds: Grounds) -> Iterator[Gap]:
    """Yield the first way in which the rest of a body stands there, if it hangs together."""
    rest = [atom for place, atom in enumerate(rule.body) if place not in left]
    if not _hangs_together(rest, frozenset(bound)):
        return
    for found in match(rest, grounds, bound):
        missing = tuple(rule.body[place].fill(found.bindings) for place in left)
        against = _against(rule, found.bindings, grounds)
        if not (missing or against) or fact in found.facts or any(_is_idle(each, fact) for each in missing):
            continue
        yield Gap(fact, rule, found.facts, missing, against)
        return


def _hangs_together(atoms: Sequence[Pattern], known: frozenset[Variable]) -> bool:
    """Return whether each atom shares a term with what is known or with another that does."""
    left, reached = list(atoms), set(known)
    while True:
        near = [atom for atom in left if not atom.variables or atom.variables & reached]
        if not near:
            return not left
        for atom in near:
            reached |= atom.variables
            left.remove(atom)


def _against(rule: Rule, bindings: Bindings, grounds: Grounds) -> tuple[Fact, ...]:
    if not isinstance(rule, DerivingRule):
        return ()
    ways = (found for body in rule.absent for found in match(body, grounds, bindings))
    return next((found.facts for found in ways), ())


def _is_idle(pattern: Pattern, fact: Fact) -> bool:
    """Return whether it is idle to want that: the fact itself, or that different things are the same."""
    return pattern.slots == fact or (pattern.predicate == SAME_AS and fact[1] != SAME_AS)


def _fact(pattern: Pattern) -> Fact:
    return pattern.fact({})
