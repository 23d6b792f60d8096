"""What changes in a closure when facts are added and removed, without closing it anew.

Additions go forward from what is new. Deletions are first taken too far and then put right (delete and
rederive): all that a removed fact had a part in goes, and what follows from the rest comes back.
"""

from collections import deque
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field

from graph.reasoning.closing import Program
from graph.reasoning.facts import Facts
from graph.reasoning.forward import consequences, extend, is_worthless
from graph.reasoning.match import Source
from graph.reasoning.rule import Fact, Rule, Term


@dataclass(frozen=True)
class Difference:
    """What was inferred and is no more, and what is inferred now and was not; neither is asserted."""

    added: frozenset[Fact] = frozenset()
    removed: frozenset[Fact] = frozenset()


@dataclass
class Overlay:
    """A source with some facts added and some taken away; the source itself stays as it is."""

    source: Source
    added: Facts = field(default_factory=Facts)
    removed: set[Fact] = field(default_factory=set)

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> list[Fact]:
        """Return the facts that have these terms in these places; None stands for any."""
        found = self.source.find(subject, predicate, object_)
        removed = self.removed
        kept = [fact for fact in found if fact not in removed] if removed else list(found)
        return kept + self.added.find(subject, predicate, object_) if len(self.added) else kept

    def has(self, fact: Fact) -> bool:
        """Return whether a fact is there."""
        return any(found == fact for found in self.find(*fact))

    def add(self, fact: Fact) -> bool:
        """Add a fact; return whether it is new."""
        if self.has(fact):
            return False
        if fact in self.removed:
            self.removed.remove(fact)
            return True
        return self.added.add(fact)


@dataclass(frozen=True)
class Change:
    """Facts asserted that were not, facts that were and are no more, and the programs before and after.

    ``is_asserted`` tells whether a fact is asserted after the change.
    """

    added: Set[Fact]
    removed: Set[Fact]
    before: Program
    after: Program
    is_asserted: Callable[[Fact], bool]

    def was_asserted(self, fact: Fact) -> bool:
        """Return whether a fact was asserted before the change."""
        return fact in self.removed or (self.is_asserted(fact) and fact not in self.added)


def update(source: Source, change: Change) -> Difference:
    """Return what a change does to what is inferred.

    ``source`` holds the closure before the change, asserted and inferred; it is not altered.
    """
    closure, before, after = Overlay(source), change.before, change.after
    gone, come = _rules_beyond(before, after), _rules_beyond(after, before)
    lost = _overdeleted(closure, gone, change)
    closure.removed.update(lost)
    heads = after.heads
    worth = (fact for fact in lost if not is_worthless(fact))
    back = [fact for fact in worth if fact in after.ontology.facts or heads.conclude(fact, closure)]
    begun = [fact for fact in (*change.added, *_schema(after, before), *back) if closure.add(fact)]
    for rule in come:
        begun += [
            head for head in list(consequences(rule, closure)) if not is_worthless(head) and closure.add(head)
        ]
    extend(after.rules, closure, begun, after.triggers)
    return _difference(closure, change)


def _overdeleted(closure: Source, gone: Iterable[Rule], change: Change) -> dict[Fact, None]:
    """Return the facts no longer asserted, and all that they or the rules that are gone had a part in."""
    of_rules = (head for rule in gone for head in consequences(rule, closure))
    begun = (*change.removed, *_schema(change.before, change.after), *of_rules)
    queue = deque(fact for fact in begun if not change.is_asserted(fact))
    lost, triggers = dict.fromkeys(queue), change.before.triggers
    while queue:
        for _, head in triggers.fired(queue.popleft(), closure):
            if (
                head is not None
                and head not in lost
                and not is_worthless(head)
                and not change.is_asserted(head)
            ):
                lost[head] = None
                queue.append(head)
    return lost


def _rules_beyond(one: Program, other: Program) -> list[Rule]:
    """Return the rules that one program has, and the other has not."""
    if one is other:
        return []
    known = set(other.rules)
    return [rule for rule in one.rules if rule not in known]


def _schema(one: Program, other: Program) -> list[Fact]:
    """Return the facts that the ontology of one program has, and that of the other has not."""
    if one is other:
        return []
    return [fact for fact in one.ontology.facts if fact not in other.ontology.facts]


def _difference(closure: Overlay, change: Change) -> Difference:
    left = {fact for fact in change.removed if fact not in closure.removed}
    added = {fact for fact in (*closure.added, *left) if not change.is_asserted(fact)}
    taken = {fact for fact in change.added if fact not in closure.added}
    removed = {fact for fact in (*closure.removed, *taken) if not change.was_asserted(fact)}
    return Difference(frozenset(added), frozenset(removed))
