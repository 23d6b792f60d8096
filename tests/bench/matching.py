"""The row of matching: precision and recall on aliases that a list hides from itself, and the time."""

from collections.abc import Iterator
from time import perf_counter
from typing import Final

from graph.matching.index import Index
from tests.bench.absence import AbsentError
from tests.bench.bench import Bench
from tests.bench.figures import Line, Spread, at_least
from tests.bench.progress import counted
from tests.matching.labelled import (
    LIST,
    LabelledSet,
    Point,
    best,
    curve,
    is_shorter,
    make_labelled,
    precision_at,
)

LABELS: Final = 1_000
RECALL: Final = 0.95
PRECISION: Final = 0.98


def labelled_aliases(bench: Bench) -> Iterator[Line]:
    """Look for hidden aliases among all entries of the newest list, and for as many that aren't there.

    Raises AbsentError if the list isn't beside the project.
    """
    if not LIST.is_file():
        raise AbsentError("the lists are absent: set ALLEGATA_SHARED to the folder that has data/ofac")
    made = make_labelled(LABELS)
    begun = perf_counter()
    index = Index(made.entries)
    told = f"{len(made.entries):,} entries"
    yield Line("matching: index of all entries", Spread.of([perf_counter() - begun]), "s", None, told)
    yield from _curve("spelled otherwise", made, index)
    shorter = make_labelled(LABELS, is_shorter)
    yield from _curve("with words left out", shorter, Index(shorter.entries), has_aim=False)


def _curve(name: str, made: LabelledSet, index: Index, has_aim: bool = True) -> Iterator[Line]:
    begun = perf_counter()
    found = [best(label, index) for label in counted(made.labels, len(made.labels), "looked for")]
    each = 1000 * (perf_counter() - begun) / len(found)
    points = curve(found)
    yield Line(f"  a name {name}, on average", Spread.of([each]), "ms")
    for recall in (0.8, 0.85, 0.9, RECALL):
        if points[0].recall >= recall:
            yield _line(precision_at(points, recall), recall, has_aim and recall == RECALL)


def _line(point: Point, recall: float, has_aim: bool) -> Line:
    told = f"recall {point.recall:.3f}, from a probability of {point.least:.2f} on"
    aim = at_least(PRECISION) if has_aim else None
    return Line(f"  precision at recall {recall:.2f}", Spread.of([point.precision]), "", aim, told)
