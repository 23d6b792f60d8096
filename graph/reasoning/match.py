"""Where the body of a rule stands in some facts: the one matcher, for all that is done with rules.

    for found in match(rule.body, source, tests=rule.tests):
        print(rule.head.fact(found.bindings), "because of", found.facts)

Forward, bindings come from a new fact (`Pattern.bind` of one atom of the body); backward, from the fact to
be explained (`Pattern.bind` of the head); for clashes there are none. What is missing is found by matching
the body without one of its atoms.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from pyoxigraph import DefaultGraph, Literal, NamedNode, Store, Triple, Variable

from graph.reasoning.rule import Bindings, Fact, Pattern, Slot, Term, Test

_Place = tuple[Slot | None, Slot | None, Slot | None]


class Source(Protocol):
    """Facts that can be looked up."""

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterable[Fact]:
        """Return the facts that have these terms in these places; None stands for any."""


class StoreSource:
    """The default graph of a store. It holds no literal subjects, so it finds none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, subject: Term | None, predicate: Term | None, object_: Term | None) -> Iterator[Fact]:
        """Yield the facts that have these terms in these places; None stands for any."""
        if isinstance(subject, Literal | Triple) or not (
            predicate is None or isinstance(predicate, NamedNode)
        ):
            return
        for quad in self._store.quads_for_pattern(subject, predicate, object_, DefaultGraph()):
            yield quad.subject, quad.predicate, quad.object


@dataclass(frozen=True)
class Found:
    """One way in which a body stands in a source: ``facts`` are those of its atoms, in their order.

    A fact may have another literal of the same value than the bindings have, if the source says so.
    """

    bindings: Bindings
    facts: tuple[Fact, ...]


def match(
    body: Sequence[Pattern], source: Source, bindings: Bindings | None = None, tests: Sequence[Test] = ()
) -> Iterator[Found]:
    """Yield each way in which the body stands in the source, given some bindings.

    Atoms are looked up in the order in which most of their terms are bound. All is lazy: whoever needs one
    way takes one. A source must not change meanwhile, unless its `find` returns what does not.
    """
    body, begun = tuple(body), dict(bindings or {})
    for found, facts in join(plan(body, frozenset(begun)), source, begun, {}):
        if all(test.holds(found) for test in tests):
            yield Found(found, tuple(facts[place] for place in range(len(body))))


@lru_cache(maxsize=1 << 16)
def plan(body: tuple[Pattern, ...], bound: frozenset[Variable]) -> tuple[tuple[int, Pattern], ...]:
    """Return the atoms, each with its place in the body, in the order in which to look them up."""
    left, order, known = list(enumerate(body)), [], set(bound)
    while left:
        best = min(left, key=lambda atom: _cost(atom[1], known))
        left.remove(best)
        order.append(best)
        known |= best[1].variables
    return tuple(order)


def _cost(atom: Pattern, known: set[Variable]) -> tuple[int, int]:
    """Rate an atom: a subject or an object that is known leaves few facts, a class or a predicate many."""
    subject, predicate, object_ = (not isinstance(slot, Variable) or slot in known for slot in atom.slots)
    joined = isinstance(atom.object, Variable) or not str(atom.predicate).endswith("#type>")
    few = 2 * subject + (2 if object_ and joined else 0) + (1 if object_ and not joined else 0)
    return -few, -int(predicate)


def join(
    atoms: Sequence[tuple[int, Pattern]],
    source: Source,
    bindings: dict[Variable, Term],
    facts: dict[int, Fact],
) -> Iterator[tuple[dict[Variable, Term], dict[int, Fact]]]:
    """Yield bindings and facts, by their place in the body, for atoms looked up in this order."""
    if not atoms:
        yield bindings, facts
        return
    (place, atom), others = atoms[0], atoms[1:]
    slots = tuple(bindings.get(slot) if isinstance(slot, Variable) else slot for slot in atom.slots)
    for fact in source.find(*slots):
        extended = _extended(atom, slots, fact, bindings)
        if extended is not None:
            yield from join(others, source, extended, {**facts, place: fact})


def _extended(
    atom: Pattern, slots: tuple[Term | None, ...], fact: Fact, bindings: dict[Variable, Term]
) -> dict[Variable, Term] | None:
    """Bind the variables that were free; None if one stands there twice, for different terms."""
    extended = dict(bindings)
    for slot, known, term in zip(atom.slots, slots, fact, strict=True):
        if known is None and isinstance(slot, Variable) and extended.setdefault(slot, term) != term:
            return None
    return extended
