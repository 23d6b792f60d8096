"""All shapes on all their focus nodes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from graph.report import Result
from graph.shacl.shapes import Shape
from graph.shacl.view import View
from graph.terms import Term

Unit = tuple[Shape, Term]
"""A shape and a focus node."""

Outcome = tuple[Unit, tuple[Result, ...]]


@dataclass(frozen=True)
class Share:
    """Every ``of``-th focus node from the one of this number on: what one of several processes does."""

    number: int = 0
    of: int = 1


WHOLE: Final = Share()


def evaluate(
    shapes: Iterable[Shape], view: View, share: Share = WHOLE, tell: Callable[[], object] = bool
) -> Iterator[Outcome]:
    """Yield the units with results as they are found, shape by shape; ``tell`` is called after each shape."""
    waiting: dict[Shape, dict[Term, None]] = {}
    for shape in shapes:
        nodes = waiting.pop(shape, {})
        if shape.active:
            nodes.update(dict.fromkeys(shape.targets.found(view)))
            _hand_on(shape, nodes, view, waiting)
            if shape.constraints:
                yield from _outcomes(shape, list(nodes)[share.number :: share.of], view)
        tell()


def _hand_on(
    shape: Shape, nodes: Mapping[Term, None], view: View, waiting: dict[Shape, dict[Term, None]]
) -> None:
    """Make the values of focus nodes the focus nodes of the shape's properties."""
    if not shape.properties:
        return
    values = nodes if shape.path is None else dict.fromkeys(v for n in nodes for v in shape.values(n, view))
    for each in shape.properties:
        waiting.setdefault(each, {}).update(values)


def _outcomes(shape: Shape, nodes: Iterable[Term], view: View) -> Iterator[Outcome]:
    for node in nodes:
        if results := tuple(shape.results(node, shape.values(node, view), view)):
            yield (shape, node), results
