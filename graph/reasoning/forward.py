"""Rules applied forward until nothing new follows: semi-naively, so that each new fact is looked at once."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import Literal, Variable

from graph.reasoning.match import Source, join, match, plan
from graph.reasoning.rule import Fact, Pattern, Rule, Slot
from graph.reasoning.table import SAME_AS, TYPE

Key = tuple[Slot | None, Slot | None]
"""The predicate and, where it is that of types, the class, by which atoms are found; None is any."""


class Growing(Source, Protocol):
    """A source to which facts can be added while what was looked up is gone through."""

    def add(self, fact: Fact) -> bool:
        """Add a fact; return whether it is new."""


@dataclass(frozen=True)
class _Trigger:
    """An atom of a rule's body, and the others in the order in which to look them up once it is bound."""

    rule: Rule
    atom: Pattern
    others: tuple[tuple[int, Pattern], ...]


class Triggers:
    """The atoms of rules' bodies, found by the facts that may match them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_key: dict[Key, list[_Trigger]] = defaultdict(list)
        for rule in rules:
            for place, atom in enumerate(rule.body):
                others = rule.body[:place] + rule.body[place + 1 :]
                trigger = _Trigger(rule, atom, plan(others, atom.variables))
                self._by_key[key(atom)].append(trigger)

    def fired(self, fact: Fact, source: Source) -> Iterator[tuple[Rule, Fact | None]]:
        """Yield each rule that a fact fires, with others in the source, and the head that follows."""
        _, predicate, object_ = fact
        for key in ((predicate, object_), (predicate, None), (None, None)):
            for trigger in self._by_key.get(key, ()):
                yield from _fired(trigger, fact, source)


def extend(rules: Sequence[Rule], facts: Growing, new: Iterable[Fact] | None = None) -> dict[Fact, Rule]:
    """Add to the facts what follows by the rules; return it in that order, with the rule that found it first.

    ``new`` are those of the facts from which all begins: what follows without them is there already.
    Without it, all of them are new. Rules without a head are passed over.
    """
    rules = [rule for rule in rules if rule.head is not None]
    found = _begin(rules, facts) if new is None else {}
    queue, triggers = deque(found if new is None else new), Triggers(rules)
    while queue:
        for rule, head in triggers.fired(queue.popleft(), facts):
            if head is not None and not is_worthless(head) and facts.add(head):
                found[head] = rule
                queue.append(head)
    return found


def is_worthless(fact: Fact) -> bool:
    """Return whether a fact says nothing: that a thing is itself, or what a literal is, which tests know."""
    subject, predicate, object_ = fact
    if predicate == SAME_AS:
        return subject == object_ or isinstance(subject, Literal) or isinstance(object_, Literal)
    return isinstance(predicate, Literal) or (predicate == TYPE and isinstance(subject, Literal))


def consequences(rule: Rule, source: Source) -> Iterator[Fact]:
    """Yield what follows from the facts of a source by one rule."""
    if rule.head is not None:
        for found in match(rule.body, source, tests=rule.tests):
            yield rule.head.fact(found.bindings)


def _begin(rules: Iterable[Rule], facts: Growing) -> dict[Fact, Rule]:
    heads = ((rule, head) for rule in rules for head in consequences(rule, facts))
    return {head: rule for rule, head in heads if not is_worthless(head) and facts.add(head)}


def _fired(trigger: _Trigger, fact: Fact, source: Source) -> Iterator[tuple[Rule, Fact | None]]:
    begun, rule = trigger.atom.bind(fact), trigger.rule
    if begun is None:
        return
    for bindings, _ in join(trigger.others, source, begun, {}):
        if all(test.holds(bindings) for test in rule.tests):
            yield rule, rule.head.fact(bindings) if rule.head else None


def key(atom: Pattern) -> Key:
    """Return what a fact must have to match an atom."""
    if isinstance(atom.predicate, Variable):
        return None, None
    is_class = atom.predicate == TYPE and not isinstance(atom.object, Variable)
    return atom.predicate, atom.object if is_class else None
