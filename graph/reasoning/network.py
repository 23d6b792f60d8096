"""Bodies of rules in one network: what many of them look up is looked up once.

A rule begins with one pattern that is a known fact, an atom of its body or its head. The others are looked up
in an order (`graph.reasoning.match.plan`). Rules that begin alike share their look-ups as long as these are
the same, names of variables apart. Of a thing that is known all types are looked up at once, so that those
who ask for one class each share that too.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from pyoxigraph import Variable

from graph.reasoning.match import Source
from graph.reasoning.rule import Fact, Pattern, Rule, Slot, Term
from graph.reasoning.table import TYPE

Known = tuple[Term, ...]
"""What variables stand for, by their number: they are numbered as they come."""

_Numbers = dict[Variable, int]


@dataclass(frozen=True)
class _Step:
    """What is looked up, and what is done with each fact found.

    ``asked`` are terms, numbers of variables that are known, or None for any; ``learnt`` are the places of
    what becomes known; in each pair of ``alike`` places the same term stands; the terms in the ``telling``
    places tell who goes on.
    """

    asked: tuple[Term | int | None, ...]
    learnt: tuple[int, ...]
    alike: tuple[tuple[int, int], ...]
    telling: tuple[int, ...]


@dataclass(frozen=True)
class Leaf:
    """The end of a rule: ``number`` is the rule's place among those that were added."""

    number: int
    rule: Rule
    numbers: _Numbers

    def holds(self, known: Known) -> bool:
        """Return whether the rule's tests hold."""
        if not self.rule.tests:
            return True
        bindings = {variable: known[number] for variable, number in self.numbers.items()}
        return all(test.holds(bindings) for test in self.rule.tests)


@dataclass(frozen=True)
class End:
    """A leaf with the places of the head's terms among what is known and the rule's own constants."""

    leaf: Leaf
    constants: Known
    places: tuple[int, ...]

    def head(self, known: Known) -> Fact | None:
        """Return what follows; None if it is a contradiction."""
        if not self.places:
            return None
        terms, (one, two, three) = known + self.constants, self.places
        return terms[one], terms[two], terms[three]


@dataclass
class _Node:
    ends: list[End] = field(default_factory=list)
    steps: dict[_Step, dict[Term | Known, "_Node"]] = field(default_factory=dict)


class Network:
    """Rules that begin with a pattern of their own, which facts are matched with."""

    def __init__(self) -> None:
        self._root = _Node()
        self._count = count()

    def add(self, rule: Rule, begin: Pattern, others: Sequence[tuple[int, Pattern]]) -> None:
        """Add a rule that begins with a pattern; the other atoms are looked up in their order."""
        numbers: _Numbers = {}
        node = _next(self._root, begin, numbers, is_begin=True)
        for _, atom in others:
            node = _next(node, atom, numbers, is_begin=False)
        node.ends.append(_end(Leaf(next(self._count), rule, numbers)))

    def matched(self, fact: Fact, source: Source) -> Iterator[tuple[End, Known]]:
        """Yield the end of each rule whose first pattern is the fact, in each way that the others stand."""
        for step, nodes in self._root.steps.items():
            told = _CHOSEN[step.telling](fact)
            node = nodes.get(told)
            if node is not None and all(fact[one] == fact[two] for one, two in step.alike):
                yield from _walk(node, _CHOSEN_ALL[step.learnt](fact), source)


def _walk(node: _Node, known: Known, source: Source) -> Iterator[tuple[End, Known]]:
    for end in node.ends:
        if end.leaf.holds(known):
            yield end, known
    for step, nodes in node.steps.items():
        one, two, three = (known[each] if type(each) is int else each for each in step.asked)
        choose, learn = _CHOSEN[step.telling], _CHOSEN_ALL[step.learnt]
        for fact in source.find(one, two, three):  # type: ignore[arg-type]
            following = nodes.get(choose(fact))
            if following is not None and not (
                step.alike and any(fact[first] != fact[second] for first, second in step.alike)
            ):
                yield from _walk(following, known + learn(fact), source)


def _next(node: _Node, atom: Pattern, numbers: _Numbers, *, is_begin: bool) -> _Node:
    """Return the node to which an atom leads; variables that are new get their numbers."""
    asked: list[Term | int | None] = []
    learnt: dict[Variable, int] = {}
    alike: list[tuple[int, int]] = []
    telling = _telling(atom, numbers, is_begin=is_begin)
    for place, slot in enumerate(atom.slots):
        asked.append(None if place in telling else _asked(slot, numbers))
        if isinstance(slot, Variable) and slot in learnt:
            alike.append((learnt[slot], place))
        elif isinstance(slot, Variable) and slot not in numbers:
            learnt[slot] = place
    for variable in learnt:
        numbers[variable] = len(numbers)
    step = _Step(tuple(asked), tuple(learnt.values()), tuple(alike), telling)
    told = _CHOSEN[telling](atom.slots)  # type: ignore[arg-type]
    return node.steps.setdefault(step, {}).setdefault(told, _Node())


def _asked(slot: Slot, numbers: _Numbers) -> Term | int | None:
    return numbers.get(slot) if isinstance(slot, Variable) else slot


def _telling(atom: Pattern, numbers: _Numbers, *, is_begin: bool) -> tuple[int, ...]:
    """Return the places in which a rule has a term that others may have otherwise."""
    constant = [not isinstance(slot, Variable) for slot in atom.slots]
    if is_begin:
        return tuple(place for place in range(3) if constant[place])
    is_of_known = constant[0] or atom.subject in numbers
    return (2,) if is_of_known and atom.predicate == TYPE and constant[2] else ()


def _end(leaf: Leaf) -> End:
    head, constants, places = leaf.rule.head, list[Term](), list[int]()
    for slot in head.slots if head else ():
        if isinstance(slot, Variable):
            places.append(leaf.numbers[slot])
        else:
            places.append(len(leaf.numbers) + len(constants))
            constants.append(slot)
    return End(leaf, tuple(constants), tuple(places))


_CHOSEN: Final[dict[tuple[int, ...], Callable[[Fact], Term | Known]]] = {
    (): lambda fact: (),
    (0,): lambda fact: fact[0],
    (1,): lambda fact: fact[1],
    (2,): lambda fact: fact[2],
    (0, 1): lambda fact: (fact[0], fact[1]),
    (0, 2): lambda fact: (fact[0], fact[2]),
    (1, 2): lambda fact: (fact[1], fact[2]),
    (0, 1, 2): lambda fact: fact,
}
"""What stands in some places of a fact; in one place, the term itself."""

_CHOSEN_ALL: Final[dict[tuple[int, ...], Callable[[Fact], Known]]] = {
    **_CHOSEN,  # type: ignore[dict-item]
    (0,): lambda fact: fact[:1],
    (1,): lambda fact: fact[1:2],
    (2,): lambda fact: fact[2:],
}
"""The same, always as a tuple."""
