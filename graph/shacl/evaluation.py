"""All shapes on all their focus nodes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from graph.report import Result
from graph.shacl.shapes import Shape
from graph.shacl.view import View
from graph.terms import Term

Unit = tuple[Shape, Term]
"""A shape and a focus node."""

Outcome = tuple[Unit, tuple[Result, ...]]


def evaluate(shapes: Iterable[Shape], view: View) -> Iterator[Outcome]:
    """Yield the units with results as they are found, shape by shape."""
    for shape, nodes in focus_nodes(shapes, view):
        yield from outcomes(shape, nodes, view)


def focus_nodes(shapes: Iterable[Shape], view: View) -> Iterator[tuple[Shape, Sequence[Term]]]:
    """Yield each shape with the nodes on which it has to be evaluated: none if nothing could be found."""
    waiting: dict[Shape, dict[Term, None]] = {}
    for shape in shapes:
        nodes = waiting.pop(shape, {})
        if shape.active:
            nodes.update(dict.fromkeys(shape.targets.found(view)))
            _hand_on(shape, nodes, view, waiting)
        yield shape, tuple(nodes) if shape.active and shape.constraints else ()


def outcomes(shape: Shape, nodes: Iterable[Term], view: View) -> Iterator[Outcome]:
    """Yield what a shape finds at some focus nodes, where it finds anything."""
    for node in nodes:
        if results := tuple(shape.results(node, shape.values(node, view), view)):
            yield (shape, node), results


def _hand_on(
    shape: Shape, nodes: Mapping[Term, None], view: View, waiting: dict[Shape, dict[Term, None]]
) -> None:
    """Make the values of focus nodes the focus nodes of the shape's properties."""
    if not shape.properties:
        return
    values = nodes if shape.path is None else dict.fromkeys(v for n in nodes for v in shape.values(n, view))
    for each in shape.properties:
        waiting.setdefault(each, {}).update(values)
