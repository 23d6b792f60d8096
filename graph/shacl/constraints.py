"""The kinds of constraints: what each finds wrong at a focus node, and what it looks at to find it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import Literal, NamedNode

from graph.shacl.paths import HERE, Path, Step, joined
from graph.shacl.reads import OfClass, Read, Statements, after, read_by
from graph.shacl.values import TermTest, precedes
from graph.shacl.view import View
from graph.terms import Term


@dataclass(frozen=True)
class Found:
    """A fault: with the value if it is one value's, and what differs from the shape's own result."""

    value: Term | None = None
    path: str | None = None
    message: str | None = None
    focus: Term | None = None


class Constraint(Protocol):
    """One constraint of a shape; ``component`` is the IRI of its kind."""

    @property
    def component(self) -> str | None:
        """Return the IRI of the constraint component."""

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield what is wrong with a focus node, which has these value nodes."""

    def reads(self, path: Path) -> Iterator[Read]:
        """Yield what is looked at from a focus node, beyond the path to its value nodes."""


class Conformance(Protocol):
    """A shape, as far as other shapes ask for it."""

    def conforms(self, focus: Term, view: View) -> bool:
        """Tell whether a node conforms to the shape."""

    def all_reads(self) -> Iterator[Read]:
        """Yield what is looked at from a node to tell that."""


@dataclass(frozen=True, eq=False)
class ValueConstraint:
    """Each value must pass a test of its own."""

    component: str | None
    passes: TermTest

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield each value that fails."""
        return (Found(value) for value in values if not self.passes(value))

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at nothing else."""
        return iter(())


@dataclass(frozen=True, eq=False)
class ClassConstraint:
    """Each value must be an instance of a class."""

    component: str
    kind: NamedNode

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield each value that is none."""
        return (Found(value) for value in values if not view.is_instance(value, self.kind))

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at the types of values."""
        yield OfClass(path, self.kind)


@dataclass(frozen=True, eq=False)
class ShapeConstraint:
    """Each value must conform to so many of some shapes as ``accepts`` says."""

    component: str
    shapes: tuple[Conformance, ...]
    accepts: Callable[[int], bool]

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield each value that doesn't."""
        for value in values:
            if not self.accepts(sum(shape.conforms(value, view) for shape in self.shapes)):
                yield Found(value)

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at what the shapes look at, from each value."""
        return (after(path, read) for shape in self.shapes for read in shape.all_reads())


@dataclass(frozen=True, eq=False)
class CountConstraint:
    """There must be so many values as ``accepts`` says."""

    component: str
    accepts: Callable[[int], bool]

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield a fault if there are not."""
        if not self.accepts(len(values)):
            yield Found()

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at nothing else."""
        return iter(())


@dataclass(frozen=True, eq=False)
class QualifiedConstraint:
    """So many values as ``accepts`` says must conform to a shape, and to none of its siblings."""

    component: str
    shape: Conformance
    siblings: tuple[Conformance, ...]
    accepts: Callable[[int], bool]

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield a fault if there are not."""
        if not self.accepts(sum(self._counts(value, view) for value in values)):
            yield Found()

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at what the shapes look at, from each value."""
        shapes = (self.shape, *self.siblings)
        return (after(path, read) for shape in shapes for read in shape.all_reads())

    def _counts(self, value: Term, view: View) -> bool:
        if not self.shape.conforms(value, view):
            return False
        return not any(shape.conforms(value, view) for shape in self.siblings)


@dataclass(frozen=True, eq=False)
class ComparedConstraint:
    """The values must be the same as those of another property, or have none in common with them."""

    component: str
    other: NamedNode
    same: bool

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield each value that should not be there, or is not there and should."""
        mine, others = frozenset(values), frozenset(view.source.objects(focus, self.other))
        return map(Found, mine ^ others if self.same else mine & others)

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at the other property."""
        return read_by(Step(self.other))


@dataclass(frozen=True, eq=False)
class OrderConstraint:
    """Each value must come before all values of another property, or be equal if it may."""

    component: str
    other: NamedNode
    or_equals: bool

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield each value that doesn't."""
        others = view.source.objects(focus, self.other)
        for value in values:
            if not all(precedes(value, other, or_equals=self.or_equals) for other in others):
                yield Found(value)

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at the other property."""
        return read_by(Step(self.other))


@dataclass(frozen=True, eq=False)
class HasValueConstraint:
    """One value must be this term."""

    component: str
    wanted: Term

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield a fault if none is."""
        if self.wanted not in values:
            yield Found()

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at nothing else."""
        return iter(())


@dataclass(frozen=True, eq=False)
class UniqueLangConstraint:
    """No two values may be in one language."""

    component: str

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield a fault for each language that has two."""
        tags = [value.language.lower() for value in values if isinstance(value, Literal) and value.language]
        return (Found() for tag in dict.fromkeys(tags) if tags.count(tag) > 1)

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at nothing else."""
        return iter(())


@dataclass(frozen=True, eq=False)
class ClosedConstraint:
    """Values may have no other properties than these."""

    component: str
    allowed: frozenset[NamedNode]
    ignored: tuple[NamedNode, Term]

    def find(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Found]:
        """Yield the object of each triple that should not be there."""
        for value in values:
            for predicate, object_ in view.source.statements(value):
                if predicate not in self.allowed and (predicate, object_) != self.ignored:
                    yield Found(object_, predicate.value)

    def reads(self, path: Path) -> Iterator[Read]:
        """Look at all triples whose subject is a value."""
        yield Statements(joined(path, HERE))
