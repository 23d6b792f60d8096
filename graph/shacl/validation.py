"""Validation of a graph, and of the next one from what has changed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pyoxigraph import Triple

from graph.report import Report, Result
from graph.shacl.evaluation import Unit, evaluate
from graph.shacl.reach import Change, Reach
from graph.shacl.shapes import Shape
from graph.shacl.source import Altered, Source
from graph.shacl.view import View


class Shapes:
    """Shapes, and what a change of triples reaches of them."""

    def __init__(self, shapes: Collection[Shape]) -> None:
        self.all = tuple(shapes)
        self.reach = Reach(self.all)


@dataclass(frozen=True)
class Validation:
    """What shapes find in a graph, unit by unit; units without results are left out.

    ``looked_at`` counts the units that were evaluated for it; it is absent where all were.
    """

    shapes: Shapes
    found: Mapping[Unit, tuple[Result, ...]] = field(default_factory=dict)
    looked_at: int | None = None

    @property
    def results(self) -> Iterator[Result]:
        """Yield all results."""
        return (result for results in self.found.values() for result in results)

    @property
    def report(self) -> Report:
        """Return the report."""
        return Report(self.results)


def validate(shapes: Shapes, source: Source) -> Validation:
    """Apply all shapes to a graph."""
    return Validation(shapes, dict(evaluate(shapes.all, View(source))))


def validate_change(
    before: Validation, source: Source, added: Collection[Triple], removed: Collection[Triple]
) -> Validation:
    """Return what shapes find in a graph, given what they found before triples were added and removed.

    The source is the graph after the change. Triples that were there already and are called added do no
    harm, nor do those called removed that were not there; but no triple may be called both.
    """
    change = _change(source, added, removed)
    units = set(before.shapes.reach.units(change))
    found = {unit: results for unit, results in before.found.items() if unit not in units}
    for shape, node in units:
        if shape.active and shape.constraints and shape.applies(node, change.after):
            values = shape.values(node, change.after)
            if results := tuple(shape.results(node, values, change.after)):
                found[shape, node] = results
    boundless = before.shapes.reach.boundless
    return replace(
        before, found=_renewed(before.shapes, boundless, found, change.after), looked_at=len(units)
    )


def _renewed(
    shapes: Shapes, boundless: Collection[Shape], found: dict[Unit, tuple[Result, ...]], view: View
) -> dict[Unit, tuple[Result, ...]]:
    """Return the units with those shapes applied anew that may look at any triple."""
    if not boundless:
        return found
    kept = {unit: results for unit, results in found.items() if unit[0] not in boundless}
    new = (outcome for outcome in evaluate(shapes.all, view) if outcome[0][0] in boundless)
    return {**kept, **dict(new)}


def _change(source: Source, added: Collection[Triple], removed: Collection[Triple]) -> Change:
    return Change(
        added=added,
        removed=removed,
        before=View(Altered(source, removed, added)),
        after=View(source),
        both=View(Altered(source, removed)),
    )
