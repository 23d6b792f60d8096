"""What a change reaches: the units whose results can be others than before.

A unit depends on the triples that its shape looks at from its focus node, and on those that make the node a
focus node. Each such look is a path and a step. So from a changed triple the path is followed back, over the
triples before and after the change, to the focus nodes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from graph.shacl.evaluation import Unit
from graph.shacl.paths import HERE, Path, Step, follow, inverted
from graph.shacl.reads import Along, Anything, OfClass, Read, Statements, after, read_by
from graph.shacl.shapes import Shape
from graph.shacl.source import Source
from graph.shacl.view import SUBCLASS, TYPE, View
from graph.terms import Term


@dataclass(frozen=True)
class Change:
    """The triples that were added and removed, and the graph before, after, and with all of both."""

    added: Collection[Triple]
    removed: Collection[Triple]
    before: View
    after: View
    both: View


class Reach:
    """The looks of all shapes, by what they look at."""

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self._along: dict[Step, dict[Path, list[Shape]]] = defaultdict(lambda: defaultdict(list))
        self._statements: dict[Path, list[Shape]] = defaultdict(list)
        self._classes: dict[NamedNode, dict[Path, list[Shape]]] = defaultdict(lambda: defaultdict(list))
        self.boundless: set[Shape] = set()
        for shape in shapes:
            for read in dict.fromkeys((*shape.own_reads(), *_activity(shape))):
                self._add(shape, read)

    def _add(self, shape: Shape, read: Read) -> None:
        back = inverted(read.prefix)
        match read:
            case Along(_, step):
                self._along[step][back].append(shape)
            case Statements():
                self._statements[back].append(shape)
            case OfClass(_, kind):
                self._classes[kind][back].append(shape)
            case Anything():
                self.boundless.add(shape)

    def units(self, change: Change) -> Iterator[Unit]:
        """Yield the units that a change can alter, some more than once, but for those of ``boundless``."""
        source = change.both.source
        for triple in (*change.added, *change.removed):
            for node, step in _ends(triple):
                yield from _back(node, self._along.get(step, {}), source)
            yield from _back(triple.subject, self._statements, source)
        yield from self._units_of_classes(change)

    def _units_of_classes(self, change: Change) -> Iterator[Unit]:
        triples = (*change.added, *change.removed)
        typing = [triple for triple in triples if triple.predicate in (TYPE, SUBCLASS)]
        for kind, looks in self._classes.items() if typing else ():
            for node in _joining_or_leaving(kind, typing, change):
                yield from _back(node, looks, change.both.source)


def _ends(triple: Triple) -> tuple[tuple[Term, Step], tuple[Term, Step]]:
    """Return where a step over a triple may begin, either way."""
    return (triple.subject, Step(triple.predicate)), (triple.object, Step(triple.predicate, True))


def _back(node: Term, looks: dict[Path, list[Shape]], source: Source) -> Iterator[Unit]:
    for back, shapes in looks.items():
        for focus in follow(back, node, source):
            for shape in shapes:
                yield shape, focus


def _joining_or_leaving(kind: NamedNode, typing: Iterable[Triple], change: Change) -> Iterator[Term]:
    """Yield the nodes that are instances of a class before a change or after it, and not both."""
    for node in dict.fromkeys(_reclassed(kind, typing, change.both)):
        if change.before.is_instance(node, kind) != change.after.is_instance(node, kind):
            yield node


def _reclassed(kind: NamedNode, typing: Iterable[Triple], both: View) -> Iterator[Term]:
    kinds = both.kinds(kind)
    for triple in typing:
        if triple.object not in kinds:
            continue
        if triple.predicate == TYPE:
            yield triple.subject
        elif isinstance(triple.subject, NamedNode):
            yield from both.instances(triple.subject)


def _activity(shape: Shape) -> Iterator[Read]:
    """Yield what is looked at to tell whether a node is a focus node of a shape."""
    targets = shape.targets
    yield from (OfClass(HERE, kind) for kind in targets.classes)
    yield from (Along(HERE, Step(predicate)) for predicate in targets.subjects_of)
    yield from (Along(HERE, Step(predicate, True)) for predicate in targets.objects_of)
    for parent in shape.parents:
        back = HERE if parent.path is None else inverted(parent.path)
        yield from read_by(back)
        yield from (after(back, read) for read in _activity(parent))
