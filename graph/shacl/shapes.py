"""Shapes, ready to be applied to one node at a time.

A *unit* is a shape and a focus node. Its results are those of the shape's own constraints: a property shape
that belongs to the shape makes units of its own, of each value. So what a change can affect is a set of
units, and the report is made of units.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode

from graph.report import Result
from graph.shacl.constraints import Constraint, Found
from graph.shacl.naming import untold
from graph.shacl.paths import HERE, Path, follow, inverted
from graph.shacl.reads import Read, after, read_by
from graph.shacl.view import View
from graph.terms import Term


@dataclass(frozen=True)
class Targets:
    """Which nodes a shape is applied to."""

    nodes: frozenset[Term] = frozenset()
    classes: tuple[NamedNode, ...] = ()
    subjects_of: tuple[NamedNode, ...] = ()
    objects_of: tuple[NamedNode, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.nodes or self.classes or self.subjects_of or self.objects_of)

    def found(self, view: View) -> Iterator[Term]:
        """Yield the nodes, some perhaps more than once."""
        yield from self.nodes
        for kind in self.classes:
            yield from view.instances(kind)
        for predicate in self.subjects_of:
            yield from (subject for subject, _ in view.source.pairs(predicate))
        for predicate in self.objects_of:
            yield from (object_ for _, object_ in view.source.pairs(predicate))

    def hold(self, node: Term, view: View) -> bool:
        """Tell whether a node is one of them."""
        return (
            node in self.nodes
            or any(view.is_instance(node, kind) for kind in self.classes)
            or any(view.source.objects(node, predicate) for predicate in self.subjects_of)
            or any(view.source.subjects(predicate, node) for predicate in self.objects_of)
        )


@dataclass(frozen=True)
class Telling:
    """How results of a shape are told: where it comes from, its path as text, its gravity and words."""

    shape: str
    path: str | None
    severity: str
    message: str


@dataclass(eq=False)
class Shape:
    """A shape; ``path`` is absent in a node shape. It is complete when its reader is done with it."""

    told: Telling
    path: Path | None
    targets: Targets
    constraints: tuple[Constraint, ...] = ()
    properties: tuple["Shape", ...] = ()
    parents: tuple["Shape", ...] = ()
    active: bool = True

    def values(self, focus: Term, view: View) -> Collection[Term]:
        """Return the value nodes of a focus node."""
        return (focus,) if self.path is None else follow(self.path, focus, view.source)

    def results(self, focus: Term, values: Collection[Term], view: View) -> Iterator[Result]:
        """Yield what the shape's own constraints find at a focus node."""
        for constraint in self.constraints:
            for found in constraint.find(focus, values, view):
                yield self._result(focus, found, constraint)

    def conforms(self, focus: Term, view: View) -> bool:
        """Tell whether a node conforms to the shape and its property shapes."""
        if not self.active:
            return True
        values = self.values(focus, view)
        if any(True for _ in self.results(focus, values, view)):
            return False
        return all(shape.conforms(value, view) for value in values for shape in self.properties)

    def applies(self, node: Term, view: View) -> bool:
        """Tell whether a node is a focus node, by a target or as a value of a shape that this belongs to."""
        known = view.applied.get((self, node))
        if known is None:
            known = self.targets.hold(node, view) or any(each.leads_to(node, view) for each in self.parents)
            view.applied[self, node] = known
        return known

    def leads_to(self, value: Term, view: View) -> bool:
        """Tell whether a node is a value of a focus node."""
        if not self.active:
            return False
        return any(self.applies(node, view) for node in self._foci(value, view))

    def _foci(self, value: Term, view: View) -> Collection[Term]:
        return (value,) if self.path is None else follow(inverted(self.path), value, view.source)

    def own_reads(self) -> Iterator[Read]:
        """Yield what is looked at from a focus node to find its results."""
        path = HERE if self.path is None else self.path
        yield from read_by(path)
        for constraint in self.constraints:
            yield from constraint.reads(path)

    def all_reads(self) -> Iterator[Read]:
        """Yield what is looked at from a node to tell whether it conforms."""
        yield from self.own_reads()
        path = HERE if self.path is None else self.path
        for shape in self.properties:
            yield from (after(path, read) for read in shape.all_reads())

    def _result(self, focus: Term, found: Found, constraint: Constraint) -> Result:
        return Result(
            focus=found.focus or focus,
            message=found.message or self.told.message or untold(constraint.component),
            severity=self.told.severity,
            shape=self.told.shape,
            path=found.path or self.told.path,
            value=found.value,
            component=constraint.component,
        )
