"""All shapes on a large graph, in several processes: what is found is handed on as it is found."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from typing import Final, NamedTuple

from graph.report import Result
from graph.shacl.evaluation import Outcome, focus_nodes, outcomes
from graph.shacl.shapes import Shape
from graph.shacl.source import Source
from graph.shacl.validation import Shapes, Validation
from graph.shacl.view import View
from graph.terms import Term

Progress = Callable[[int, int], None]
"""Is told how many shapes are done, and of how many."""

MOST_AT_ONCE: Final = 1_000
"""So many focus nodes are evaluated before what was found at them is handed on."""

_OWN_PATHS: Final = ("ClosedConstraintComponent", "SPARQLConstraintComponent")
"""The components whose results may have another path than their shape."""

_Found = tuple[Term, tuple[Result, ...]]
_Key = tuple[str, str, str | None]


class _Share(NamedTuple):
    """What one of several processes does: each ``of``-th block of focus nodes, from this number on."""

    number: int
    of: int

    def blocks(self, nodes: Sequence[Term]) -> Iterator[tuple[int, Sequence[Term]]]:
        """Yield the blocks of focus nodes, each with the number of the process that evaluates it."""
        size = max(1, min(MOST_AT_ONCE, -(-len(nodes) // self.of)))
        for number, start in enumerate(range(0, len(nodes), size)):
            yield number % self.of, nodes[start : start + size]


def validate_in_shares(
    shapes: Shapes, source: Source, processes: int = 1, progress: Progress | None = None
) -> Validation:
    """Return what `find_in_shares` yields."""
    return Validation(shapes, dict(find_in_shares(shapes, source, processes, progress)))


def find_in_shares(
    shapes: Shapes, source: Source, processes: int = 1, progress: Progress | None = None
) -> Iterator[Outcome]:
    """Apply all shapes to a graph; yield the units with results as they are found.

    They come shape by shape, the focus nodes in the order of the graph, however many processes share the
    work. What waits to be handed on is no more than what two blocks of focus nodes give for each process.

    Processes are forks: the caller has no other threads, or asks for one process.
    """
    view, own = View(source), _Share(0, processes)
    with ExitStack() as stack:
        shares = (_Share(number, processes) for number in range(1, processes))
        others = [stack.enter_context(_Other(shapes, view, share)) for share in shares]
        for done, (shape, nodes) in enumerate(focus_nodes(shapes.all, view), 1):
            for number, block in own.blocks(nodes):
                if number == own.number:
                    yield from outcomes(shape, block, view)
                else:
                    yield from (((shape, node), results) for node, results in others[number - 1].receive())
            if progress is not None:
                progress(done, len(shapes.all))


def distinct(shapes: Shapes, found: Iterable[Outcome]) -> Iterator[Result]:
    """Yield each result once.

    Results are remembered only of shapes that may find what another one finds too: most are flat in memory.
    """
    keys = {shape: frozenset(_keys(shape)) for shape in shapes.all}
    counts = Counter(key for each in keys.values() for key in each)
    repeating = {shape for shape, each in keys.items() if any(counts[key] > 1 for key in each)}
    seen: set[Result] = set()
    for (shape, _), results in found:
        new = [result for result in dict.fromkeys(results) if result not in seen]
        if shape in repeating:
            seen.update(new)
        yield from new


def _keys(shape: Shape) -> Iterator[_Key]:
    """Yield what the results of two shapes have in common if they may be the same."""
    for constraint in shape.constraints:
        component = constraint.component or ""
        yield shape.told.shape, component, None if component.endswith(_OWN_PATHS) else shape.told.path


class _Other:
    """Another process, which evaluates its share and waits when nobody takes what it finds."""

    def __init__(self, shapes: Shapes, view: View, share: _Share) -> None:
        context = multiprocessing.get_context("fork")
        self._incoming, outgoing = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(shapes, view, share, outgoing), daemon=True)
        self._process.start()
        outgoing.close()

    def receive(self) -> list[_Found]:
        """Return what it has found in its next block.

        Raises RuntimeError if it has ended before.
        """
        try:
            found: list[_Found] = self._incoming.recv()
        except EOFError:
            raise RuntimeError("a process that validates has ended before its work was done") from None
        return found

    def __enter__(self) -> "_Other":
        return self

    def __exit__(self, *_: object) -> None:
        self._incoming.close()
        self._process.kill()
        self._process.join()


def _work(shapes: Shapes, view: View, share: _Share, outgoing: Connection) -> None:
    for shape, nodes in focus_nodes(shapes.all, view):
        for number, block in share.blocks(nodes):
            if number == share.number:
                outgoing.send([(node, results) for (_, node), results in outcomes(shape, block, view)])
