"""Rules applied forward until nothing new follows: semi-naively, so that each new fact is looked at once."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from pyoxigraph import Literal, Variable

from graph.reasoning.match import Source, match, plan
from graph.reasoning.network import End, Known, Network
from graph.reasoning.rule import Fact, Pattern, Rule, Slot, Term
from graph.reasoning.table import SAME_AS, TYPE

Key = tuple[Slot | None, Slot | None]
"""The predicate and, where it is that of types, the class, by which atoms are found; None is any."""


class Growing(Source, Protocol):
    """A source to which facts can be added while what was looked up is gone through."""

    def add(self, fact: Fact) -> bool:
        """Add a fact; return whether it is new."""


class Triggers:
    """The atoms of rules' bodies, found by the facts that may match them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_key: dict[Key, Network] = defaultdict(Network)
        for rule in rules:
            for place, atom in enumerate(rule.body):
                others = rule.body[:place] + rule.body[place + 1 :]
                self._by_key[key(atom)].add(rule, atom, plan(others, atom.variables))

    def fired(self, fact: Fact, source: Source) -> Iterator[tuple[Rule, Fact | None]]:
        """Yield each rule that a fact fires, with others in the source, and the head that follows.

        The source may change meanwhile: all has been found when the first is told.
        """
        found = [each for network in self._of(fact) for each in _in_order(network.matched(fact, source))]
        return ((end.leaf.rule, end.head(known)) for end, known in found)

    def _of(self, fact: Fact) -> Iterator[Network]:
        for each in keys(fact):
            if (network := self._by_key.get(each)) is not None:
                yield network


def extend(
    rules: Sequence[Rule],
    facts: Growing,
    new: Iterable[Fact] | None = None,
    triggers: Triggers | None = None,
) -> dict[Fact, Rule]:
    """Add to the facts what follows by the rules; return it in that order, with the rule that found it first.

    ``new`` are those of the facts from which all begins: what follows without them is there already.
    Without it, all of them are new. Rules without a head are passed over. ``triggers`` are those of the rules
    that have one, if they are known.
    """
    rules = [rule for rule in rules if rule.head is not None] if triggers is None else rules
    triggers = triggers or Triggers(rules)
    found = _begin(rules, facts) if new is None else {}
    queue = deque(found if new is None else new)
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


def begin(rules: Iterable[Rule], facts: Growing) -> list[Fact]:
    """Add to the facts what follows by one rule each; return it.

    Rules that look the same up first go through what is found together. Rules without a head are passed over.
    """
    networks: dict[tuple[Term | None, ...], Network] = defaultdict(Network)
    found: list[Fact] = []
    for rule in rules:
        order = plan(rule.body, frozenset())
        if rule.head is None:
            continue
        if not order or isinstance(order[0][1].object, Literal):  # to look it up may find other spellings
            found += [head for head in list(consequences(rule, facts)) if _is_new(head, facts)]
        else:
            asked = tuple(None if isinstance(slot, Variable) else slot for slot in order[0][1].slots)
            networks[asked].add(rule, order[0][1], order[1:])
    for (one, two, three), network in networks.items():
        for fact in facts.find(one, two, three):
            heads = [end.head(known) for end, known in network.matched(fact, facts)]
            found += [head for head in heads if head is not None and _is_new(head, facts)]
    return found


def _is_new(head: Fact, facts: Growing) -> bool:
    """Add what is worth it, and tell whether it was not there."""
    return not is_worthless(head) and facts.add(head)


def _begin(rules: Iterable[Rule], facts: Growing) -> dict[Fact, Rule]:
    heads = ((rule, head) for rule in rules for head in consequences(rule, facts))
    return {head: rule for rule, head in heads if not is_worthless(head) and facts.add(head)}


def _in_order(matched: Iterable[tuple[End, Known]]) -> list[tuple[End, Known]]:
    """Return what is found by the order of the rules."""
    return sorted(matched, key=lambda each: each[0].leaf.number)


def keys(fact: Fact) -> tuple[Key, ...]:
    """Return the keys of the atoms that a fact may match."""
    _, predicate, object_ = fact
    if predicate == TYPE:
        return (predicate, object_), (predicate, None), (None, None)
    return (predicate, None), (None, None)


def key(atom: Pattern) -> Key:
    """Return what a fact must have to match an atom."""
    if isinstance(atom.predicate, Variable):
        return None, None
    is_class = atom.predicate == TYPE and not isinstance(atom.object, Variable)
    return atom.predicate, atom.object if is_class else None
