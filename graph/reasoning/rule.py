"""A rule over data: what must stand there, and what follows. Values that know nothing of any store.

A `Fact` is a triple as a plain tuple, which is several times faster to take apart than a pyoxigraph Triple;
`triple` makes one. A `Pattern` is a fact with variables in it. Variables and terms are those of pyoxigraph.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from graph.reasoning.literals import is_ill_typed, is_in, value

Term = NamedNode | BlankNode | Literal | Triple
Slot = Term | Variable
Fact = tuple[Term, Term, Term]
Bindings = Mapping[Variable, Term]


@dataclass(frozen=True)
class Pattern:
    """A triple with variables in any place."""

    subject: Slot
    predicate: Slot
    object: Slot

    @property
    def slots(self) -> tuple[Slot, Slot, Slot]:
        """Return subject, predicate and object."""
        return self.subject, self.predicate, self.object

    @property
    def variables(self) -> frozenset[Variable]:
        """Return the variables that stand in it."""
        return frozenset(slot for slot in self.slots if isinstance(slot, Variable))

    def fill(self, bindings: Mapping[Variable, Slot]) -> "Pattern":
        """Return the pattern with each bound variable replaced; others stay."""
        return Pattern(*(fill(slot, bindings) for slot in self.slots))

    def fact(self, bindings: Bindings) -> Fact:
        """Return the fact that the pattern is once its variables are bound.

        Raises KeyError if one of them is not.
        """
        one, two, three = (bindings[slot] if isinstance(slot, Variable) else slot for slot in self.slots)
        return one, two, three

    def bind(self, fact: Fact) -> dict[Variable, Term] | None:
        """Return the bindings under which the pattern is the fact; None if there are none.

        Literals that differ are different here, even if they mean the same.
        """
        bindings: dict[Variable, Term] = {}
        for slot, term in zip(self.slots, fact, strict=True):
            if isinstance(slot, Variable):
                if bindings.setdefault(slot, term) != term:
                    return None
            elif slot != term:
                return None
        return bindings


class Kind(StrEnum):
    """What a test asks of its terms."""

    IN = "in"
    """The first, a literal, has a value of the second, a datatype."""
    NOT_IN = "not in"
    """The first is a literal, and its value is known not to be of the second, a datatype."""
    DISTINCT = "distinct"
    """Neither is a literal, and they are not the same term."""
    DIFFERENT_VALUES = "different values"
    """Both are literals of known value, and the values differ."""
    ILL_TYPED = "ill-typed"
    """It is a literal whose datatype does not allow its text."""


@dataclass(frozen=True)
class Test:
    """A condition on what a rule has bound, beside the patterns."""

    kind: Kind
    terms: tuple[Slot, ...]

    def fill(self, bindings: Mapping[Variable, Slot]) -> "Test":
        """Return the test with each bound variable replaced."""
        return Test(self.kind, tuple(fill(slot, bindings) for slot in self.terms))

    def holds(self, bindings: Bindings) -> bool:
        """Return whether the condition is met when all variables are bound."""
        return _HOLDS[self.kind](*(fill(slot, bindings) for slot in self.terms))


@dataclass(frozen=True)
class Rule:
    """An axiom as a rule over data: where the body stands and the tests hold, the head follows.

    ``name`` is the rule's in the OWL 2 RL/RDF tables; where several steps were made one, because what is
    between them has no name (a restriction, a list), the names are joined by `` + ``, that of the last step
    first, and so are the ``words``. ``axioms`` are the triples of the closed ontology that it comes from.
    A rule without a head is a clash: what its body finds cannot hold together.
    """

    name: str
    words: str
    axioms: tuple[Fact, ...]
    body: tuple[Pattern, ...]
    head: Pattern | None
    tests: tuple[Test, ...] = ()

    @property
    def is_clash(self) -> bool:
        """Return whether it finds a contradiction."""
        return self.head is None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names in the tables of the steps that it consists of."""
        return tuple(self.name.split(JOINT))


JOINT: Final = " + "
"""What stands between the names of steps that were made one."""


def fill(slot: Slot, bindings: Mapping[Variable, Slot]) -> Slot:
    """Return what a variable is bound to; any other slot as it is."""
    return bindings.get(slot, slot) if isinstance(slot, Variable) else slot


def triple(fact: Fact) -> Triple:
    """Return a fact as a triple.

    Raises TypeError if its subject is a literal or its predicate no IRI, as rules alone have it.
    """
    subject, predicate, object_ = fact
    if isinstance(subject, Literal) or not isinstance(predicate, NamedNode):
        raise TypeError(f"no triple of RDF: {fact}")
    return Triple(subject, predicate, object_)


def fact(triple: Triple) -> Fact:
    """Return a triple as a fact."""
    return triple.subject, triple.predicate, triple.object


def _is_in(one: Slot, two: Slot) -> bool:
    return isinstance(one, Literal) and isinstance(two, NamedNode) and is_in(one, two) is True


def _is_not_in(one: Slot, two: Slot) -> bool:
    return isinstance(one, Literal) and isinstance(two, NamedNode) and is_in(one, two) is False


def _are_distinct(one: Slot, two: Slot) -> bool:
    return one != two and not isinstance(one, Literal) and not isinstance(two, Literal)


def _differ_in_value(one: Slot, two: Slot) -> bool:
    if not isinstance(one, Literal) or not isinstance(two, Literal) or one == two:
        return False
    first, second = value(one), value(two)
    return first is not None and second is not None and first != second


def _is_ill_typed(one: Slot) -> bool:
    return isinstance(one, Literal) and is_ill_typed(one)


_HOLDS: Final[Mapping[Kind, Callable[..., bool]]] = {
    Kind.IN: _is_in,
    Kind.NOT_IN: _is_not_in,
    Kind.DISTINCT: _are_distinct,
    Kind.DIFFERENT_VALUES: _differ_in_value,
    Kind.ILL_TYPED: _is_ill_typed,
}
